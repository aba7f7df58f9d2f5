//! The second factor (双因素): a code of an app on one's own phone, or one of ten recovery codes.
//!
//! The secret is sealed with the key file, a code is taken once, wrong ones count towards the
//! lockout, and whoever changes it ends every other session. What is *not* here: whose roles want
//! one; that is policy (`security.second_factor`).
use super::account::theirs;
use super::{Session, end_all, login_key, record, refuse, try_of, work};
use crate::secret::{Code, totp};
use crate::{App, Cx, Failed, Result};
use base::{AccountId, Basis, PersonId, SignedDuration, Timestamp};
use org::Who;
use serde_json::json;
use store::account::{self, Account, factor as rows, tries};

/// One's own second factor, as the account's page shows it (双因素状态).
#[derive(Clone, Debug)]
pub struct State {
    /// Since when; nothing without one.
    pub since: Option<Timestamp>,
    pub codes_left: u32,
    /// What says that it is required of this person; nothing where it is one's own choice.
    pub required: Option<Basis>,
    /// What the app is to learn, while it is being set up.
    pub draft: Option<totp::Secret>,
    pub login: String,
}

/// Which of the two was shown (验证方式).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    App,
    Recovery,
}

/// A sheet of paper's worth; each is good once.
pub const RECOVERY_CODES: usize = 10;
/// To install an app and read the picture; a draft that lies about longer opens a door to nobody.
const DRAFT_MINUTES: i64 = 15;

/// Whether this person must set one up before anything else, by the roles they act in today.
pub fn is_wanting(cx: &Cx<'_, '_>, who: &Who, session: &Session) -> Result<bool> {
    Ok(!session.has_factor && required(cx, who)?.is_some())
}

/// What one's own looks like.
pub fn state(cx: &mut Cx<'_, '_>, who: &Who, session: &Session) -> Result<State> {
    let login = own(cx, session)?.login;
    let row = rows::get(cx.tx, session.account)?;
    let codes_left = rows::codes_left(cx.tx, session.account)?;
    let required = required(cx, who)?;
    let since = row.as_ref().and_then(|row| row.confirmed_at);
    let draft = row.filter(|row| is_fresh(cx, row));
    let draft = draft.map(|row| opened(cx, session.account, &row)).transpose()?;
    Ok(State { since, codes_left, required, draft, login })
}

/// Makes a secret for the app to learn (开始设置). It asks for nothing until it is confirmed.
pub fn begin(cx: &mut Cx<'_, '_>, session: &Session) -> Result<()> {
    let secret = totp::Secret::random();
    let sealed = cx.app.keys().seal(&label(session.account), &secret.text());
    if rows::draft(cx.tx, session.account, &sealed, cx.at)? {
        Ok(())
    } else {
        Err(Failed::refused("has_factor"))
    }
}

/// Confirms it by a first code and the password (完成设置): every other session ends, and the
/// recovery codes are shown this once.
pub async fn confirm(
    app: &App,
    session: &Session,
    password: &str,
    code: &str,
) -> Result<Vec<Code>> {
    let asked = session.clone();
    let seen = app
        .write(move |cx| {
            let seen = own(cx, &asked)?;
            Ok(try_of(cx, &seen.login, Some(&seen))?.map(|()| seen))
        })
        .await??;
    if !work::verify(password, Some(seen.password.clone())).await? {
        app.write(move |cx| refuse(cx, Some(&seen), "wrong", None)).await?;
        return Err(Failed::field("password", "wrong"));
    }
    let (kept, code) = (session.token_digest.clone(), code.to_owned());
    app.write(move |cx| confirm_in(cx, &seen, &code, &kept)).await?
}

fn confirm_in(
    cx: &mut Cx<'_, '_>,
    seen: &Account,
    code: &str,
    kept: &[u8],
) -> Result<Result<Vec<Code>>> {
    if !account::hold(cx.tx, seen)? {
        // The password was changed, or the account closed, while the password was looked at.
        return Err(Failed::Stale);
    }
    let draft = rows::get(cx.tx, seen.id)?.filter(|row| is_fresh(cx, row));
    let Some(draft) = draft else { return Ok(Err(Failed::refused("no_draft"))) };
    let step = opened(cx, seen.id, &draft)?.step_of(code, cx.at.as_second(), draft.last_step);
    let confirmed = match step {
        Some(step) => rows::confirm(cx.tx, seen.id, &draft, step, cx.at)?,
        None => false,
    };
    if !confirmed {
        refuse(cx, Some(seen), "wrong_code", None)?;
        return Ok(Err(Failed::field("login_code", "wrong_code")));
    }
    tries::give_back(cx.tx, &login_key(cx, &seen.login))?;
    let codes = make_codes(cx, seen.id)?;
    let ended = end_all(cx, seen.id, Some(kept))?;
    let detail = json!({ "sessions_ended": ended });
    record(cx, Some(seen.person), seen.id, "second_factor_set", detail, None)?;
    Ok(Ok(codes))
}

/// Gives up one's own by a last code (停用): every other session ends.
pub async fn remove(app: &App, session: &Session, code: &str) -> Result<()> {
    let kept = session.token_digest.clone();
    by_code(app, session, code, move |cx, seen| {
        rows::remove(cx.tx, seen.id)?;
        let ended = end_all(cx, seen.id, Some(&kept))?;
        let detail = json!({ "sessions_ended": ended });
        record(cx, Some(seen.person), seen.id, "second_factor_removed", detail, None)
    })
    .await
}

/// Ten new recovery codes in place of the old (重新生成恢复码), shown this once.
pub async fn new_codes(app: &App, session: &Session, code: &str) -> Result<Vec<Code>> {
    by_code(app, session, code, move |cx, seen| {
        let codes = make_codes(cx, seen.id)?;
        record(cx, Some(seen.person), seen.id, "recovery_codes_made", json!({}), None)?;
        Ok(codes)
    })
    .await
}

/// Takes away somebody else's (重置双因素), whose phone is lost: their sessions end, and at the next
/// sign-in they set up another.
pub fn reset(cx: &mut Cx<'_, '_>, who: &Who, person: PersonId) -> Result<()> {
    let seen = theirs(cx, who, person)?;
    if !rows::remove(cx.tx, seen.id)? {
        return Err(Failed::refused("no_factor"));
    }
    let ended = end_all(cx, seen.id, None)?;
    let detail = json!({ "sessions_ended": ended });
    record(cx, who.person, seen.id, "second_factor_reset", detail, None)
}

/// Takes a code: of the app if its step is new, or a recovery code that is left.
pub(super) fn take(cx: &mut Cx<'_, '_>, seen: &Account, typed: &str) -> Result<Option<Way>> {
    let row = rows::get(cx.tx, seen.id)?.filter(|row| row.confirmed_at.is_some());
    let Some(row) = row else { return Ok(None) };
    let step = opened(cx, seen.id, &row)?.step_of(typed, cx.at.as_second(), row.last_step);
    if let Some(step) = step {
        return Ok(rows::take(cx.tx, seen.id, step)?.then_some(Way::App));
    }
    let Some(code) = Code::parse(typed) else { return Ok(None) };
    let digest = recovery_digest(cx, seen.id, &code);
    if !rows::take_code(cx.tx, seen.id, &digest, cx.at)? {
        return Ok(None);
    }
    let left = rows::codes_left(cx.tx, seen.id)?;
    record(cx, Some(seen.person), seen.id, "recovery_code_used", json!({ "left": left }), None)?;
    Ok(Some(Way::Recovery))
}

/// Does something of one's own that wants a code first; a wrong one is a try.
async fn by_code<T, F>(app: &App, session: &Session, code: &str, mut work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnMut(&mut Cx<'_, '_>, &Account) -> Result<T> + Send + 'static,
{
    let (asked, code) = (session.clone(), code.to_owned());
    app.write(move |cx| {
        let seen = own(cx, &asked)?;
        if let Err(locked) = try_of(cx, &seen.login, Some(&seen))? {
            return Ok(Err(locked));
        }
        if take(cx, &seen, &code)?.is_none() {
            refuse(cx, Some(&seen), "wrong_code", None)?;
            return Ok(Err(Failed::field("login_code", "wrong_code")));
        }
        tries::give_back(cx.tx, &login_key(cx, &seen.login))?;
        work(cx, &seen).map(Ok)
    })
    .await?
}

fn make_codes(cx: &mut Cx<'_, '_>, account: AccountId) -> Result<Vec<Code>> {
    rows::forget_codes(cx.tx, account)?;
    let codes: Vec<Code> = (0..RECOVERY_CODES).map(|_| Code::random()).collect();
    for code in &codes {
        let digest = recovery_digest(cx, account, code);
        rows::add_code(cx.tx, account, &digest)?;
    }
    Ok(codes)
}

/// Keyed, and the account's own: the same code of two accounts has two digests.
fn recovery_digest(cx: &Cx<'_, '_>, account: AccountId, code: &Code) -> [u8; 32] {
    let text = format!("{}|{}", account.0, code.shown());
    cx.app.keys().digest("recovery", text.as_bytes())
}

/// What says that the roles of today want one.
fn required(cx: &Cx<'_, '_>, who: &Who) -> Result<Option<Basis>> {
    let wanted = cx.policies().rules.second_factor(cx.today())?;
    let wants = who.posts.iter().any(|held| wanted.value.contains(&held.role));
    Ok(wants.then_some(wanted.basis))
}

fn own(cx: &mut Cx<'_, '_>, session: &Session) -> Result<Account> {
    account::get(cx.tx, session.account)?.ok_or(Failed::NotFound)
}

fn is_fresh(cx: &Cx<'_, '_>, row: &rows::Factor) -> bool {
    row.confirmed_at.is_none() && row.made_at > cx.at - SignedDuration::from_mins(DRAFT_MINUTES)
}

fn opened(cx: &Cx<'_, '_>, account: AccountId, row: &rows::Factor) -> Result<totp::Secret> {
    let text = cx.app.keys().open_sealed(&label(account), &row.secret);
    let text = text.map_err(|broken| Failed::Broken(broken.to_string()))?;
    totp::Secret::parse(&text).ok_or_else(|| Failed::Broken("a sealed secret is none".into()))
}

/// Row and column, so that a sealed secret opens for its own account only.
fn label(account: AccountId) -> String {
    format!("second_factor|{}|secret", account.0)
}
