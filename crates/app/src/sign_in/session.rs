//! Sessions (会话): they end when unused, when their time is up, and when somebody ends them.
use super::{Browser, record};
use crate::secret::token;
use crate::{App, Cx, Failed, Result};
use base::{AccountId, PersonId, SignedDuration, Timestamp};
use org::{Action, Thing, Who, may};
use serde_json::json;
use std::time::Duration;
use store::account::{self, session as rows, tries};
use tokio::time::timeout;

/// Who is signed in (会话). Rights are looked up for the person at each request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub account: AccountId,
    pub person: PersonId,
    pub csrf: String,
    pub token_digest: Vec<u8>,
    /// The password was made by an administrator: ask for another one.
    pub initial: bool,
    /// The account has a second factor.
    pub has_factor: bool,
    pub seen_at: Timestamp,
    pub ends_at: Timestamp,
}

/// A session as its owner and the administrator see it (会话清单).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionInfo {
    pub token_digest: Vec<u8>,
    pub browser: Browser,
    pub made_at: Timestamp,
    pub seen_at: Timestamp,
    pub ends_at: Timestamp,
}

/// A use is noted at most this often: it is a write, and a minute is exact enough.
const NOTE_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// How long a question waits for its session's use to be noted: longer than a commit takes on any
/// disk that is well, and no longer than anybody notices.
const NOTE_PATIENCE: Duration = Duration::from_millis(250);
/// More than one account can have at a time.
const LISTED: u32 = 50;

/// The session of a token, if it is still one.
pub fn session(cx: &mut Cx<'_, '_>, token: &str) -> Result<Option<Session>> {
    let digest = token::digest(token);
    let Some(found) = rows::get(cx.tx, &digest)? else { return Ok(None) };
    let idle_from = idle_from(cx)?;
    let rows::Found { session, person, initial, has_factor } = found;
    if session.ends_at <= cx.at || session.seen_at <= idle_from {
        return Ok(None);
    }
    let rows::Session { token, account, csrf, seen_at, ends_at, .. } = session;
    let token_digest = token;
    let found =
        Session { account, person, csrf, token_digest, initial, has_factor, seen_at, ends_at };
    Ok(Some(found))
}

impl Session {
    /// Whether [`touch`] has something to note: ask before opening a transaction that writes.
    pub fn wants_touch(&self, now: Timestamp) -> bool {
        self.seen_at <= now - NOTE_EVERY
    }
}

/// Notes that a session is used, where only a question was asked. Nobody waits for that, and nobody
/// is refused an answer for it: while the database takes no changes or takes its time, a later use
/// is noted instead.
pub async fn note_use(app: &App, session: &Session) -> Result<()> {
    let work = app.db().work();
    if !session.wants_touch(app.now())
        || work.health.is_ill()
        || work.writers.delay() > NOTE_PATIENCE
    {
        return Ok(());
    }
    let used = session.clone();
    match timeout(NOTE_PATIENCE, app.write(move |cx| touch(cx, &used))).await {
        Ok(Err(failed @ (Failed::Busy | Failed::Store(_)))) => {
            tracing::debug!(%failed, "the use of a session is not noted");
            Ok(())
        }
        Ok(noted) => noted,
        Err(_) => Ok(()), // it is noted a little later
    }
}

/// Notes that the session is used. No event: it changes nothing that anybody decided.
pub fn touch(cx: &mut Cx<'_, '_>, session: &Session) -> Result<()> {
    rows::touch(cx.tx, &session.token_digest, cx.at, cx.at - NOTE_EVERY)?;
    Ok(())
}

/// Ends one's own session (退出).
pub fn sign_out(cx: &mut Cx<'_, '_>, session: &Session) -> Result<()> {
    if rows::delete(cx.tx, &session.token_digest)? {
        let (actor, account) = (Some(session.person), session.account);
        record(cx, actor, account, "signed_out", json!({}), None)?;
    }
    Ok(())
}

/// Ends all of a person's sessions (强制下线): one's own, or anybody's by who may.
pub fn end_sessions(cx: &mut Cx<'_, '_>, who: &Who, person: PersonId) -> Result<u64> {
    let account = account_of(cx, who, person)?.ok_or(Failed::NotFound)?;
    let ended = super::end_all(cx, account, None)?;
    record(cx, who.person, account, "sessions_ended", json!({ "count": ended }), None)?;
    Ok(ended)
}

/// Ends one's own sessions but this one (结束其他登录).
pub fn end_others(cx: &mut Cx<'_, '_>, session: &Session) -> Result<u64> {
    let (actor, account) = (Some(session.person), session.account);
    let ended = super::end_all(cx, account, Some(&session.token_digest))?;
    record(cx, actor, account, "sessions_ended", json!({ "count": ended }), None)?;
    Ok(ended)
}

/// Ends a person's sessions because what they may do was changed (任免).
pub(crate) fn end_after_change(
    cx: &mut Cx<'_, '_>,
    by: Option<PersonId>,
    of: PersonId,
) -> Result<()> {
    let Some(account) = account::of_person(cx.tx, of)? else { return Ok(()) };
    let ended = super::end_all(cx, account.id, None)?;
    if ended > 0 {
        record(cx, by, account.id, "sessions_ended", json!({ "count": ended }), None)?;
    }
    Ok(())
}

/// Ends one of a person's sessions.
pub fn end_session(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    person: PersonId,
    token_digest: &[u8],
) -> Result<()> {
    let account = account_of(cx, who, person)?.ok_or(Failed::NotFound)?;
    let theirs = rows::get(cx.tx, token_digest)?.is_some_and(|found| found.person == person);
    if !theirs || !rows::delete(cx.tx, token_digest)? {
        return Err(Failed::NotFound);
    }
    record(cx, who.person, account, "sessions_ended", json!({ "count": 1 }), None)
}

/// A person's sessions that last, the last used first.
pub fn sessions(cx: &mut Cx<'_, '_>, who: &Who, person: PersonId) -> Result<Vec<SessionInfo>> {
    let Some(account) = account_of(cx, who, person)? else { return Ok(Vec::new()) };
    let idle_from = idle_from(cx)?;
    let mut found = rows::of_account(cx.tx, account, LISTED)?;
    found.retain(|row| row.ends_at > cx.at && row.seen_at > idle_from);
    let info = |row: rows::Session| {
        let rows::Session { token: token_digest, browser, made_at, seen_at, ends_at, .. } = row;
        let browser = Browser::parse(&browser).unwrap_or(Browser::Other);
        SessionInfo { token_digest, browser, made_at, seen_at, ends_at }
    };
    Ok(found.into_iter().map(info).collect())
}

/// Removes what has ended by itself: sessions, and tries that count no more. Run now and then.
pub fn expire(cx: &mut Cx<'_, '_>) -> Result<u64> {
    let idle_from = idle_from(cx)?;
    let lockout = cx.policies().rules.lockout(cx.today())?.value;
    let forget = cx.at - SignedDuration::from_mins(lockout.minutes);
    let halves = account::half::expire(cx.tx, cx.at)?;
    Ok(rows::expire(cx.tx, cx.at, idle_from)? + halves + tries::forget(cx.tx, forget)?)
}

/// A session last used by then has been idle too long.
fn idle_from(cx: &Cx<'_, '_>) -> Result<Timestamp> {
    let lasts = cx.policies().rules.session(cx.today())?.value;
    Ok(cx.at - SignedDuration::from_mins(lasts.idle_minutes))
}

/// The account whose sessions `who` may see and end.
fn account_of(cx: &mut Cx<'_, '_>, who: &Who, person: PersonId) -> Result<Option<AccountId>> {
    let thing = Thing { own_person: Some(person), ..Thing::default() };
    may(who, Action::EndSessions, &thing)?;
    Ok(account::of_person(cx.tx, person)?.map(|account| account.id))
}
