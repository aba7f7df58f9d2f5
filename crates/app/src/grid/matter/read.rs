//! Lists of matters: the inbox, the list and search, the public board, the way in by a code.
use super::loaded::Asker;
use crate::{Cx, Failed, Result};
use base::place::Point;
use base::{MatterId, PostId, Timestamp, UnitId};
use grid::matter::Ending;
use org::{Action, Denied, reach};
use relay::Relay;
use store::grid::matter::Matter;
use store::grid::matter_list::Filter;
use store::relay::inbox::{self, After, Entry};

/// A page of lists: what fits a screen and a half.
pub const PAGE: u32 = 30;
/// The largest page the API gives.
pub const PAGE_MAX: u32 = 200;
/// Counts go up to here and then say "more": nobody works by the exact number beyond.
pub const COUNTED_MAX: u32 = 1000;

/// What somebody holds, soonest due first (待办).
#[derive(Debug)]
pub struct InboxPage {
    pub entries: Vec<Entry>,
    pub next: Option<After>,
    /// How many are held, and how many of those are over, each up to [`COUNTED_MAX`].
    pub held: u32,
    pub over: u32,
}

/// The inbox of all posts a person acts for, or of one of them.
pub fn inbox(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    post: Option<PostId>,
    after: Option<After>,
    limit: u32,
) -> Result<InboxPage> {
    let sight = reach(&asker.who, Action::ListInbox);
    let posts: Vec<PostId> = sight
        .held_by
        .iter()
        .copied()
        .filter(|held| post.is_none_or(|post| post == *held))
        .collect();
    if posts.is_empty() {
        return Err(Failed::Denied(Denied::NoRight));
    }
    let limit = limit.clamp(1, PAGE_MAX);
    let after = after.unwrap_or(After::START);
    let mut page = InboxPage { entries: Vec::new(), next: None, held: 0, over: 0 };
    for post in posts {
        page.entries.extend(inbox::page(cx.tx, post, after, limit + 1)?);
        let (held, over) = inbox::counts(cx.tx, post, cx.at, COUNTED_MAX)?;
        (page.held, page.over) = (page.held + held, page.over + over);
    }
    page.entries.sort_by_key(|entry| entry.at);
    if page.entries.len() > limit as usize {
        page.entries.truncate(limit as usize);
        page.next = page.entries.last().map(|entry| entry.at);
    }
    Ok(page)
}

/// A page of matters, newest first.
#[derive(Debug)]
pub struct ListPage {
    /// Each with its own relay: who holds it and when it is due.
    pub rows: Vec<(Matter, Relay)>,
    pub next: Option<MatterId>,
}

/// The matters in the asker's sight; with words, those that hold them all.
pub fn list(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    filter: &Filter,
    words: Option<&str>,
    before: Option<MatterId>,
    limit: u32,
) -> Result<ListPage> {
    let words = words.map(str::trim).filter(|words| !words.is_empty());
    let action = if words.is_some() { Action::SearchMatters } else { Action::ReadMatter };
    let sight = reach(&asker.who, action);
    if sight.is_nothing() {
        return Err(Failed::Denied(Denied::NoRight));
    }
    let limit = limit.clamp(1, PAGE_MAX);
    let mut matters = match words {
        None => store::grid::matter_list::page(cx.tx, &sight, filter, before, limit + 1)?,
        Some(words) => {
            let tokens = grid::words::query(words).ok_or_else(|| Failed::field("q", "no_words"))?;
            store::grid::search::page(cx.tx, &sight, filter, &tokens, before, limit + 1)?
        }
    };
    let more = matters.len() > limit as usize;
    matters.truncate(limit as usize);
    let next = matters.last().filter(|_| more).map(|matter| matter.id);
    let mut rows = Vec::with_capacity(matters.len());
    for matter in matters {
        let relay = store::relay::relay::find(cx.tx, base::RelayId(matter.id.0))?;
        let relay = relay.ok_or_else(|| Failed::Broken("a matter without its relay".into()))?;
        rows.push((matter, relay));
    }
    Ok(ListPage { rows, next })
}

/// The matter of a number, if the asker may read it.
pub fn by_number(cx: &mut Cx<'_, '_>, asker: &Asker, number: &str) -> Result<MatterId> {
    let found = store::grid::matter::by_number(cx.tx, number)?.ok_or(Failed::NotFound)?;
    super::load(cx, found.id)?.allow(asker, Action::ReadMatter)?;
    Ok(found.id)
}

/// The matter of a reporter's code, by the code's digest.
pub fn find_by_code(cx: &mut Cx<'_, '_>, digest: &[u8]) -> Result<MatterId> {
    let found = store::grid::matter::by_code(cx.tx, digest)?;
    found.map(|matter| matter.id).ok_or(Failed::NotFound)
}

/// What anybody may see of a matter (公示): no words of the reporter, the place rounded.
#[derive(Clone, Debug, PartialEq)]
pub struct Board {
    pub id: MatterId,
    pub number: String,
    pub category: String,
    pub community: Option<UnitId>,
    pub grid: Option<UnitId>,
    pub rounded: Option<Point>,
    pub reported_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub ending: Option<Ending>,
    pub step: String,
}

/// The public board, newest first.
pub fn board(
    cx: &mut Cx<'_, '_>,
    community: Option<UnitId>,
    before: Option<MatterId>,
    limit: u32,
) -> Result<(Vec<Board>, Option<MatterId>)> {
    let metres = cx.policies().rules.place_metres(cx.today())?.value;
    let limit = limit.clamp(1, PAGE_MAX);
    let mut found = store::grid::matter_list::board(cx.tx, community, before, limit + 1)?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|matter| matter.id);
    let mut rows = Vec::with_capacity(found.len());
    for matter in found {
        let relay = store::relay::relay::find(cx.tx, base::RelayId(matter.id.0))?;
        rows.push(Board {
            id: matter.id,
            number: matter.number,
            category: matter.category,
            community: matter.place.community,
            grid: matter.place.grid,
            rounded: matter.point.map(|point| point.rounded(metres)),
            reported_at: matter.reported_at,
            ended_at: matter.ended_at,
            ending: matter.ending,
            step: relay.map(|relay| relay.step).unwrap_or_default(),
        });
    }
    Ok((rows, next))
}
