//! What is there after a kill (核对): every promise once, and no half matter.
use crate::writer::Promised;
use app::{App, Failed};
use base::{MatterId, RelayId};
use org::Sight;
use std::collections::BTreeSet;
use store::chain::Verdict;
use store::grid::matter_list::Filter;

/// How many promises were not kept.
pub fn lost(app: &App, promised: &[Promised]) -> usize {
    let mut lost = 0;
    for some in promised.chunks(CHUNK) {
        let some = some.to_vec();
        lost += app
            .read_now(move |cx| {
                let mut lost = 0;
                for each in &some {
                    if !kept(cx, each)? {
                        println!("not there, or not once: {each:?}");
                        lost += 1;
                    }
                }
                Ok(lost)
            })
            .expect("the database answers");
    }
    lost
}

/// How many promises are looked up in one transaction.
const CHUNK: usize = 500;

fn kept(cx: &mut app::Cx<'_, '_>, promised: &Promised) -> Result<bool, Failed> {
    let events = |cx: &mut app::Cx<'_, '_>, id: i64| store::event::of(cx.tx, "matter", id);
    Ok(match promised {
        Promised::Matter { id, words } => {
            let matter = store::grid::matter::find(cx.tx, MatterId(*id))?;
            let relay = store::relay::relay::find(cx.tx, RelayId(*id))?;
            let reported = events(cx, *id)?.iter().filter(|one| one.what == "reported").count();
            let tokens = grid::words::query(words).expect("it has words");
            let sight = Sight { everywhere: true, ..Sight::default() };
            let filter = Filter::default();
            let found = store::grid::search::page(cx.tx, &sight, &filter, &tokens, None, 10)?;
            matter.is_some_and(|matter| matter.body == *words)
                && relay.is_some()
                && reported == 1
                && found.len() == 1
        }
        Promised::Note { id, words } => {
            let events = events(cx, *id)?;
            let noted = |event: &&store::event::Event| {
                event.what == "noted" && event.detail.contains(&format!("{words}\""))
            };
            events.iter().filter(noted).count() == 1
        }
        Promised::HandOver { id } => {
            events(cx, *id)?.iter().filter(|one| one.what == "handed_over").count() == 1
        }
    })
}

/// Every matter that is there is whole, whether it was acknowledged or not; how many there are.
pub fn whole(app: &App) -> usize {
    let mut after = None;
    let mut seen = BTreeSet::new();
    loop {
        let from = after;
        let page = app.read_now(move |cx| {
            let (first, last) = (base::Timestamp::UNIX_EPOCH, base::Timestamp::MAX);
            let rows = store::grid::matter_list::reported_between(cx.tx, first, last, from, 500)?;
            for matter in &rows {
                let id = matter.id;
                let relay = store::relay::relay::find(cx.tx, RelayId(id.0))?;
                assert!(relay.is_some(), "matter {id} has no relay");
                let events = store::event::of(cx.tx, "matter", id.0)?;
                assert!(!events.is_empty(), "matter {id} has no event");
                assert!(!store::relay::leg::of_matter(cx.tx, id)?.is_empty(), "{id} has no leg");
            }
            Ok(rows.into_iter().map(|matter| matter.id).collect::<Vec<_>>())
        });
        let page = page.expect("the database answers");
        after = page.last().copied();
        if after.is_none() {
            return seen.len();
        }
        seen.extend(page);
    }
}

/// The chain holds from its first place to its last.
pub fn intact(app: &App) {
    let verdict = app.read_now(|cx| Ok(store::chain::verify(cx.tx, &[])?)).expect("it answers");
    assert!(matches!(verdict, Verdict::Intact { .. }), "{verdict:?}");
}
