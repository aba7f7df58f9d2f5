//! Words of matters (检索): bigrams in FTS5 on SQLite, in a `simple` tsvector on PostgreSQL.
//!
//! Where a matter lies is a word too (`zs12` street 12, `zc…`, `zg…`), so a search within a street
//! meets only that street's rows. The one place where the engines' statements differ.
use crate::grid::matter::{Matter, matter_columns, read};
use crate::grid::matter_list::{Filter, Part, parts};
use crate::{Engine, Result, Tx, Value, params};
use base::MatterId;
use org::{Place, Sight};
use std::collections::BTreeMap;

/// Words on their way into the index.
pub(crate) type Words = Vec<Value>;

/// Indexes the words of a matter; `words` come from `grid::words::index`.
///
/// On SQLite the writer indexes them with those of its whole group, in the same commit: until
/// then, and so within this transaction, a search does not find them.
pub fn insert(tx: &mut Tx<'_>, matter: MatterId, place: &Place, words: &str) -> Result<()> {
    let row = values(matter, place, words);
    match tx.engine() {
        Engine::Sqlite => tx.words.push(row),
        Engine::Postgres => tx.put(insert_sql(Engine::Postgres), &row)?,
    }
    Ok(())
}

/// Puts them into the index.
pub(crate) fn index(tx: &mut Tx<'_>, words: Vec<Words>) -> Result<()> {
    if words.is_empty() {
        return Ok(());
    }
    tx.run_each(insert_sql(tx.engine()), words.into_iter())
}

/// How many matters' words are worked out at once when all are indexed anew.
const ANEW: i64 = 500;

/// Indexes all matters anew: the index is no part of a backup, the matters are.
pub(crate) fn index_all(tx: &mut Tx<'_>) -> Result<()> {
    const SQL: &str = "
        SELECT id, body, address, number, street, community, grid FROM matter
        WHERE id > $1 ORDER BY id LIMIT $2";
    let mut last = i64::MIN;
    loop {
        let words = tx.all(SQL, params![last, ANEW], |row| {
            let [body, address, number]: [String; 3] = [row.get(1)?, row.get(2)?, row.get(3)?];
            let (street, community, grid) = (row.get(4)?, row.get(5)?, row.get(6)?);
            let place = Place { street, community, grid, ..Place::default() };
            let text = ::grid::words::index(&format!("{body} {address} {number}"));
            Ok((row.get::<i64>(0)?, values(row.get(0)?, &place, &text)))
        })?;
        let Some((id, _)) = words.last() else { return Ok(()) };
        last = *id;
        index(tx, words.into_iter().map(|(_, words)| words).collect())?;
    }
}

pub(crate) fn insert_sql(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "INSERT INTO matter_words (rowid, words) VALUES ($1, $2)",
        Engine::Postgres => {
            "INSERT INTO matter_words (matter, words) VALUES ($1, to_tsvector('simple', $2))"
        }
    }
}

/// What [`insert_sql`] takes.
pub(crate) fn values(matter: MatterId, place: &Place, words: &str) -> Vec<Value> {
    let mut text = String::with_capacity(words.len() + 64);
    for (letter, unit) in [('s', place.street), ('c', place.community), ('g', place.grid)] {
        if let Some(unit) = unit {
            text.push_str(&format!("z{letter}{unit} "));
        }
    }
    text.push_str(words);
    vec![Value::from(matter), Value::from(text)]
}

/// Matters in sight that hold all the words, older than `before`, the newest first.
pub fn page(
    tx: &mut Tx<'_>,
    sight: &Sight,
    filter: &Filter,
    words: &[String],
    before: Option<MatterId>,
    limit: u32,
) -> Result<Vec<Matter>> {
    let before = before.unwrap_or(MatterId(i64::MAX));
    let mut found: BTreeMap<MatterId, Matter> = BTreeMap::new();
    for part in parts(sight, filter) {
        let rows = read_part(tx, part, filter, words, before, limit)?;
        found.extend(rows.into_iter().map(|matter| (matter.id, matter)));
    }
    Ok(found.into_values().rev().take(limit as usize).collect())
}

fn read_part(
    tx: &mut Tx<'_>,
    part: Part,
    filter: &Filter,
    words: &[String],
    before: MatterId,
    limit: u32,
) -> Result<Vec<Matter>> {
    let mut all: Vec<String> = words.to_vec();
    let (mut post, mut person) = (0, 0);
    match part {
        Part::All => {}
        Part::Street(unit) => all.push(format!("zs{unit}")),
        Part::Community(unit) => all.push(format!("zc{unit}")),
        Part::Grid(unit) => all.push(format!("zg{unit}")),
        Part::Touched(found) => post = found.0,
        Part::Reported(found) => person = found.0,
    }
    for (letter, unit) in [('s', filter.street), ('c', filter.community), ('g', filter.grid)] {
        all.extend(unit.map(|unit| format!("z{letter}{unit}")));
    }
    let open = filter.open.map_or(2i64, i64::from);
    let text = |text: &Option<String>| Value::from(text.clone().unwrap_or_default());
    let rest = [
        Value::from(post),
        Value::from(person),
        Value::from(open),
        text(&filter.category),
        text(&filter.sort),
        text(&filter.source),
    ];
    match tx.engine() {
        Engine::Sqlite => {
            let quoted: Vec<String> = all.iter().map(|word| format!("\"{word}\"")).collect();
            found(tx, SQLITE, (&quoted.join(" AND "), i64::MIN, before, limit), &rest)
        }
        Engine::Postgres => windows(tx, &all.join(" & "), before, limit, &rest),
    }
}

macro_rules! found {
    ($from:literal, $matches:literal) => {
        concat!(
            "SELECT ",
            matter_columns!(),
            " FROM ",
            $from,
            " WHERE ",
            $matches,
            " AND (CAST($5 AS BIGINT) = 0 OR EXISTS
                  (SELECT 1 FROM touch t WHERE t.post = $5 AND t.matter = m.id))
              AND (CAST($6 AS BIGINT) = 0 OR m.reported_by = $6)
              AND ($7 = 2 OR ($7 = 1 AND m.ended_at IS NULL) OR ($7 = 0 AND m.ended_at IS NOT NULL))
              AND ($8 = '' OR m.category = $8)
              AND ($9 = '' OR m.sort = $9) AND ($10 = '' OR m.source = $10)
              ORDER BY m.id DESC LIMIT $4"
        )
    };
}

/// Reads from the newest on, and stops when the page is full.
const SQLITE: &str = found!(
    "matter_words w JOIN matter m ON m.id = w.rowid",
    "w.words MATCH $1 AND w.rowid >= $2 AND w.rowid < $3"
);
/// Reads all matters of a span that hold the words, and sorts them.
const SPAN: &str = found!(
    "matter_words w JOIN matter m ON m.id = w.matter",
    "w.words @@ to_tsquery('simple', $1) AND w.matter >= $2 AND w.matter < $3"
);
/// As [`SPAN`] where the span is nearly everything: the words alone lead to the rows.
const WIDE: &str = found!(
    "matter_words w JOIN matter m ON m.id = w.matter",
    "w.words @@ to_tsquery('simple', $1) AND w.matter + 0 >= $2 AND w.matter + 0 < $3"
);

/// How many of the newest matters PostgreSQL looks through before it looks through the rest. A
/// frequent word fills the page from few of them; a rare one has few rows in all.
const WINDOWS: [i64; 2] = [5_000, 50_000];

fn windows(
    tx: &mut Tx<'_>,
    query: &str,
    mut before: MatterId,
    limit: u32,
    rest: &[Value; 6],
) -> Result<Vec<Matter>> {
    const EDGE: &str =
        "SELECT matter FROM matter_words WHERE matter < $1 ORDER BY matter DESC LIMIT 1 OFFSET $2";
    let mut page = Vec::new();
    for window in WINDOWS {
        let edge: Option<MatterId> = tx.one(EDGE, params![before, window], |row| row.get(0))?;
        let Some(edge) = edge else { break };
        let wanted = limit - page.len() as u32;
        page.extend(found(tx, SPAN, (query, edge.0, before, wanted), rest)?);
        if page.len() >= limit as usize {
            return Ok(page);
        }
        before = edge;
    }
    let wanted = limit - page.len() as u32;
    page.extend(found(tx, WIDE, (query, i64::MIN, before, wanted), rest)?);
    Ok(page)
}

/// Matters that hold the words, from a number on and before another, the newest first.
fn found(
    tx: &mut Tx<'_>,
    sql: &'static str,
    (query, since, before, limit): (&str, i64, MatterId, u32),
    rest: &[Value; 6],
) -> Result<Vec<Matter>> {
    let mut params = vec![Value::from(query), since.into(), before.into(), limit.into()];
    params.extend(rest.iter().cloned());
    tx.all(sql, &params, |row| read(row, 0))
}
