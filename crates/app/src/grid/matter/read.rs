//! Lists of matters: the inbox, the list and search, the way in by a code.
use super::loaded::Asker;
use crate::{Cx, Failed, Result, page_of};
use base::{MatterId, PostId};
use org::{Action, Denied, Sight, reach};
use relay::Relay;
use store::figures::grid::Counted;
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

/// The matters in the asker's sight; with words, those that hold them all. What a figure counts is
/// listed as it is counted: within the asker's own area, whatever their posts touched elsewhere.
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
    let mut sight = reach(&asker.who, action);
    if sight.is_nothing() {
        return Err(Failed::Denied(Denied::NoRight));
    }
    if filter.counted.is_some() {
        (sight.own, sight.touched_by, sight.held_by) = (false, Vec::new(), Vec::new());
    }
    let limit = limit.clamp(1, PAGE_MAX);
    let Some(words) = words else {
        let found = store::grid::matter_list::page(cx.tx, &sight, filter, before, limit + 1)?;
        return relays(cx, found, limit);
    };
    let tokens = grid::words::query(words).ok_or_else(|| Failed::field("q", "no_words"))?;
    if filter.asks_more() {
        return search_on(cx, &sight, filter, &tokens, before, limit);
    }
    let found = store::grid::search::page(cx.tx, &sight, filter, &tokens, before, limit + 1)?;
    relays(cx, found, limit)
}

/// A page of what a statement found, with one row more where there are more.
fn relays(cx: &mut Cx<'_, '_>, matters: Vec<Matter>, limit: u32) -> Result<ListPage> {
    let (matters, next) = page_of(matters, limit, |matter| matter.id);
    let mut rows = Vec::with_capacity(matters.len());
    for matter in matters {
        let relay = own_relay(cx, matter.id)?;
        rows.push((matter, relay));
    }
    Ok(ListPage { rows, next })
}

/// How many matters with the right words are looked at for one page, before it ends short.
const LOOKED_MAX: usize = 2000;

/// A search within a period or a figure: the index of words knows neither, so what it finds is
/// looked through. A page may end short; its mark goes on from there.
fn search_on(
    cx: &mut Cx<'_, '_>,
    sight: &Sight,
    filter: &Filter,
    tokens: &[String],
    mut before: Option<MatterId>,
    limit: u32,
) -> Result<ListPage> {
    let by_promise = filter.counted.is_some_and(Counted::by_promise);
    let mut page = ListPage { rows: Vec::new(), next: None };
    for _ in 0..LOOKED_MAX / PAGE_MAX as usize {
        let found = store::grid::search::page(cx.tx, sight, filter, tokens, before, PAGE_MAX)?;
        let is_last = found.len() < PAGE_MAX as usize;
        for matter in found {
            if page.rows.len() == limit as usize {
                page.next = page.rows.last().map(|(last, _)| last.id);
                return Ok(page);
            }
            before = Some(matter.id);
            if !by_promise && !filter.holds(&matter, None) {
                continue;
            }
            let relay = own_relay(cx, matter.id)?;
            let promise = relay.promise.as_ref().map(|it| (it.clock.due, relay.promise_met));
            if filter.holds(&matter, promise) {
                page.rows.push((matter, relay));
            }
        }
        if is_last {
            return Ok(page);
        }
    }
    page.next = before;
    Ok(page)
}

fn own_relay(cx: &mut Cx<'_, '_>, matter: MatterId) -> Result<Relay> {
    let found = store::relay::relay::find(cx.tx, base::RelayId(matter.0))?;
    found.ok_or_else(|| Failed::Broken("a matter without its relay".into()))
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
