//! Notices as a person reads them (站内消息), and what a person follows (关注).
use crate::grid::matter::{self, Asker, Matter};
use crate::{Cx, Failed, Result, page_of};
use base::{MatterId, NoticeId, PersonId, Timestamp};
use org::{Action, Denied, Who};
use store::message::notice::{self as rows, Notice};

/// A page of one's notices (消息列表).
#[derive(Clone, Debug)]
pub struct NoticePage {
    pub rows: Vec<NoticeRow>,
    pub next: Option<NoticeId>,
}

/// One of them, with its matter.
#[derive(Clone, Debug)]
pub struct NoticeRow {
    pub notice: Notice,
    pub at: Timestamp,
    pub is_read: bool,
    pub matter: Matter,
}

/// The longest page.
const PAGE_MAX: u32 = 100;

/// What came to the posts the asker acts for today, and what the asker follows, the newest first.
/// What the asker may not read any more is left out, as everywhere.
pub fn list(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    before: Option<NoticeId>,
    limit: u32,
) -> Result<NoticePage> {
    let person = signed(asker)?;
    let limit = limit.clamp(1, PAGE_MAX);
    let before = before.unwrap_or(NoticeId(i64::MAX));
    let mut found = rows::of_person(cx.tx, person, before, limit + 1)?;
    for held in &asker.who.posts {
        found.extend(rows::of_post(cx.tx, held.post, person, before, limit + 1)?);
    }
    found.sort_by_key(|(notice, _)| std::cmp::Reverse(notice.id));
    let (found, next) = page_of(found, limit, |(notice, _)| notice.id);
    let up_to = rows::read_up_to(cx.tx, person)?;
    let mut rows = Vec::with_capacity(found.len());
    for (notice, marked) in found {
        let loaded = matter::load(cx, notice.matter)?;
        if loaded.allow(asker, Action::ReadMatter).is_err() {
            continue;
        }
        let at = made(notice.id)?;
        let is_read = marked || notice.id <= up_to;
        rows.push(NoticeRow { at, is_read, matter: loaded.matter, notice });
    }
    Ok(NoticePage { rows, next })
}

/// Whether there is anything the reader has not read: one word of the frame, not a count.
pub fn has_unread(cx: &mut Cx<'_, '_>, who: &Who) -> Result<bool> {
    let Some(person) = who.person else { return Ok(false) };
    if rows::unread_of_person(cx.tx, person)? {
        return Ok(true);
    }
    for held in &who.posts {
        if rows::unread_of_post(cx.tx, held.post, person)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Marks one as read and says which matter it is about.
pub fn open(cx: &mut Cx<'_, '_>, asker: &Asker, id: NoticeId) -> Result<MatterId> {
    let person = signed(asker)?;
    let notice = rows::find(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let mine = notice.person == Some(person)
        || notice.post.is_some_and(|post| asker.who.posts.iter().any(|held| held.post == post));
    if !mine {
        return Err(Failed::NotFound);
    }
    rows::mark(cx.tx, person, id)?;
    Ok(notice.matter)
}

/// Marks all as read that are there now.
pub fn mark_all(cx: &mut Cx<'_, '_>, asker: &Asker) -> Result<()> {
    let person = signed(asker)?;
    let now = NoticeId(cx.next_id());
    Ok(rows::mark_up_to(cx.tx, person, now)?)
}

/// Begins to follow a matter (关注): whoever may read it may.
pub fn follow(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> Result<()> {
    let person = readable(cx, asker, id)?;
    Ok(store::message::follow::insert(cx.tx, id, person)?)
}

/// Ends it.
pub fn unfollow(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> Result<()> {
    let person = readable(cx, asker, id)?;
    Ok(store::message::follow::remove(cx.tx, id, person)?)
}

/// Whether the asker follows it.
pub fn follows(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> Result<bool> {
    match asker.who.person {
        None => Ok(false),
        Some(person) => Ok(store::message::follow::is(cx.tx, id, person)?),
    }
}

fn readable(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> Result<PersonId> {
    matter::load(cx, id)?.allow(asker, Action::ReadMatter)?;
    signed(asker)
}

pub(super) fn signed(asker: &Asker) -> Result<PersonId> {
    asker.who.person.ok_or(Failed::Denied(Denied::SignIn))
}

/// When it was made: its id says so.
fn made(id: NoticeId) -> Result<Timestamp> {
    Timestamp::from_millisecond(base::id::made_ms(id.0))
        .map_err(|_| Failed::Broken(format!("the notice {id} is of no moment")))
}
