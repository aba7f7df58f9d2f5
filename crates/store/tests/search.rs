//! Pages of a search, for frequent words and rare ones, past every edge at which PostgreSQL looks
//! on in another way.
use base::MatterId;
use org::{Place, Sight};
use store::grid::matter_list::Filter;
use store::grid::search;
use store::testing::on_each_engine;
use store::{Failed, Tx, params};

/// More than the first span that is looked through, and some of the second.
const MATTERS: i64 = 5_400;
const LIMIT: u32 = 50;

/// Whether a matter of this number holds a word.
type Has = fn(i64) -> bool;

/// In every matter, in every fourth, in one of a hundred, in three that lie far apart, in none.
const WORDS: &[(&str, Has)] = &[
    ("垃圾", |_| true),
    ("楼道", |id| id % 4 == 0),
    ("占道", |id| id % 100 == 1),
    ("井盖", |id| [2, 399, 5_399].contains(&id)),
    ("无此", |_| false),
];

fn fill(tx: &mut Tx<'_>) -> Result<(), Failed> {
    const SQL: &str = "
        INSERT INTO matter (id, number, source, category, weight, sort, ground, body, address,
            reported_at, visible, version)
        VALUES ($1, $2, 'resident', 'litter', 'general', 'public', '', '', '', $1, 1, 1)";
    for id in 1..=MATTERS {
        tx.run(SQL, params![id, id.to_string()])?;
        let words: Vec<&str> =
            WORDS.iter().filter(|(_, has)| has(id)).map(|(word, _)| *word).collect();
        search::insert(tx, MatterId(id), &Place::default(), &words.join(" "))?;
    }
    Ok(())
}

/// All pages of a word, one after another.
fn walk(tx: &mut Tx<'_>, word: &str) -> Result<Vec<i64>, Failed> {
    let sight = Sight { everywhere: true, public: true, ..Sight::default() };
    let (filter, words) = (Filter::default(), [word.to_owned()]);
    let mut found: Vec<i64> = Vec::new();
    loop {
        let before = found.last().map(|last| MatterId(*last));
        let page = search::page(tx, &sight, &filter, &words, before, LIMIT)?;
        found.extend(page.iter().map(|matter| matter.id.0));
        if page.len() < LIMIT as usize {
            return Ok(found);
        }
    }
}

#[test]
fn pages_of_a_search_follow_each_other_without_a_gap_for_frequent_and_rare_words() {
    on_each_engine(|fresh| {
        let db = fresh.open();
        db.write_now(fill).unwrap();
        for (word, has) in WORDS {
            let found = db.read_now(move |tx| walk(tx, word)).unwrap();
            let expected: Vec<i64> = (1..=MATTERS).rev().filter(|id| has(*id)).collect();
            assert_eq!(found, expected, "{word}");
        }
    });
}
