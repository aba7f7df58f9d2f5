//! Sign-in (登录): accounts, passwords, lockout and sessions of those who work here.
//!
//! A try is taken before the password is looked at, and a login without an account is treated
//! like one with: it costs the same time, is locked alike and gets the same answer.
//!
//! What is *not* here: rights (a session says who, `org::may` says what), cookies (`web`), and
//! any text of a password or token: what is stored are digests.
mod account;
mod browser;
pub mod factor;
pub mod outside;
mod password;
mod session;
mod work;

pub use account::{
    AccountInfo, Opened, Prepared, found, found_now, list, open, prepare, reset, set_disabled,
    settle_now,
};
pub use browser::Browser;
pub use password::change_password;
pub(crate) use session::end_after_change;
pub use session::{
    Session, SessionInfo, end_others, end_session, end_sessions, expire, note_use, session,
    sessions, sign_out, touch,
};

use crate::secret::token;
use crate::{App, Cx, Event, Failed, Result};
use base::{AccountId, Basis, PersonId, SignedDuration, Timestamp};
use serde_json::json;
use store::account::tries::{self, Try};
use store::account::{Account, by_login, factor as factors, half, session as rows};

/// A sign-in that succeeded (登录结果). The token goes to the browser and is kept nowhere.
pub struct SignedIn {
    pub token: String,
    pub csrf: String,
    pub account: AccountId,
    pub person: PersonId,
    /// The password was made by an administrator: ask for another one.
    pub initial: bool,
    pub ends_at: Timestamp,
}

/// How far a sign-in has come (登录进度).
pub enum Begun {
    In(SignedIn),
    /// The password was right; the code is still to come.
    Half(Half),
}

/// A sign-in that waits for its code (待验证的登录). The token goes to the browser.
pub struct Half {
    pub token: String,
    pub ends_at: Timestamp,
}

/// Sessions of one account at once: a desk, a phone, and some forgotten ones.
const SESSIONS: u32 = 10;
/// Long enough to look for the phone, short enough that nobody else sits down meanwhile.
const HALF_MINUTES: i64 = 5;

/// Signs somebody in by the password alone (登录), or refuses: `sign_in`, whatever was wrong,
/// `locked` until when, `code_wanted` where a second factor is asked for.
pub async fn sign_in(app: &App, login: &str, password: &str) -> Result<SignedIn> {
    match begin(app, login, password, Browser::Other).await? {
        Begun::In(signed_in) => Ok(signed_in),
        Begun::Half(_) => Err(Failed::refused("code_wanted")),
    }
}

/// As [`sign_in`], at once with the code, for programs.
pub async fn sign_in_with(
    app: &App,
    login: &str,
    password: &str,
    code: Option<&str>,
    browser: Browser,
) -> Result<SignedIn> {
    match (begin(app, login, password, browser).await?, code) {
        (Begun::In(signed_in), _) => Ok(signed_in),
        (Begun::Half(half), Some(code)) => finish(app, &half.token, code, browser).await,
        (Begun::Half(_), None) => Err(Failed::refused("code_wanted")),
    }
}

/// The first step (输入口令): all of it where the account has no second factor.
pub async fn begin(app: &App, login: &str, password: &str, browser: Browser) -> Result<Begun> {
    let login = account::normal(login);
    let asked = login.clone();
    let known = app.write(move |cx| take_try(cx, &asked)).await??;
    let stored = known.as_ref().map(|account| account.password.clone());
    let right = work::verify(password, stored).await?;
    let open = known.clone().filter(|account| right && !account.disabled);
    let begun = match open {
        None => None,
        // Nothing where the account changed while the password was looked at.
        Some(account) => app.write(move |cx| go_on(cx, &account, browser)).await?,
    };
    match begun {
        Some(begun) => Ok(begun),
        None => {
            app.write(move |cx| refuse(cx, known.as_ref(), "wrong", None)).await?;
            Err(Failed::refused("sign_in"))
        }
    }
}

/// The second step (输入验证码): a code of the app, or a recovery code. A wrong one is a try like a
/// wrong password.
pub async fn finish(app: &App, token: &str, code: &str, browser: Browser) -> Result<SignedIn> {
    let (digest, code) = (token::digest(token), code.to_owned());
    app.write(move |cx| finish_in(cx, &digest, &code, browser)).await?
}

fn finish_in(
    cx: &mut Cx<'_, '_>,
    half: &[u8],
    code: &str,
    browser: Browser,
) -> Result<Result<SignedIn>> {
    let again = || Err(Failed::refused("sign_in_again"));
    let Some(account) = half::get(cx.tx, half, cx.at)? else { return Ok(again()) };
    let seen = store::account::get(cx.tx, account)?.ok_or(Failed::NotFound)?;
    if let Err(locked) = try_of(cx, &seen.login, Some(&seen))? {
        return Ok(Err(locked));
    }
    if !store::account::hold(cx.tx, &seen)? {
        return Ok(again());
    }
    if factor::take(cx, &seen, code)?.is_none() {
        refuse(cx, Some(&seen), "wrong_code", None)?;
        return Ok(Err(Failed::field("login_code", "wrong_code")));
    }
    // Gone where somebody ended it meanwhile, or another came with the same.
    if !half::delete(cx.tx, half)? {
        return Ok(again());
    }
    Ok(succeed(cx, &seen, browser)?.map_or_else(again, Ok))
}

/// Whoever showed who they are is in, or is asked for the code.
fn go_on(cx: &mut Cx<'_, '_>, seen: &Account, browser: Browser) -> Result<Option<Begun>> {
    // Held first: a second factor that is being confirmed at this moment is then seen.
    if !store::account::hold(cx.tx, seen)? {
        return Ok(None);
    }
    let factor = factors::get(cx.tx, seen.id)?;
    if factor.is_none_or(|factor| factor.confirmed_at.is_none()) {
        return Ok(succeed(cx, seen, browser)?.map(Begun::In));
    }
    let key = login_key(cx, &seen.login);
    tries::give_one_back(cx.tx, &key)?;
    let (token, ends_at) = (token::new(), cx.at + SignedDuration::from_mins(HALF_MINUTES));
    half::insert(cx.tx, &token::digest(&token), seen.id, ends_at)?;
    Ok(Some(Begun::Half(Half { token, ends_at })))
}

/// Takes a try for a login; inside, the account if there is one, or the refusal when it is locked.
/// The refusal is no failure of the transaction: its event stays.
fn take_try(cx: &mut Cx<'_, '_>, login: &str) -> Result<Result<Option<Account>>> {
    let known = by_login(cx.tx, login)?;
    Ok(match try_of(cx, login, known.as_ref())? {
        Ok(()) => Ok(known),
        Err(locked) => Err(locked),
    })
}

/// As [`take_try`], for an account that is known already.
fn try_of(cx: &mut Cx<'_, '_>, login: &str, known: Option<&Account>) -> Result<Result<()>> {
    let limit = cx.policies().rules.lockout(cx.today())?;
    let minutes = SignedDuration::from_mins(limit.value.minutes);
    let key = login_key(cx, login);
    let (now, forget) = (cx.at, cx.at - minutes);
    match tries::take(cx.tx, &key, now, forget, limit.value.tries)? {
        Try::Taken(_) => Ok(Ok(())),
        Try::Locked { last_at } => {
            refuse(cx, known, "locked", Some(&limit.basis))?;
            let until = (last_at + minutes).to_string();
            Ok(Err(Failed::Refused { code: "locked", facts: vec![("until", until)] }))
        }
    }
}

fn succeed(cx: &mut Cx<'_, '_>, seen: &Account, browser: Browser) -> Result<Option<SignedIn>> {
    if !store::account::hold(cx.tx, seen)? {
        return Ok(None);
    }
    let key = login_key(cx, &seen.login);
    tries::give_back(cx.tx, &key)?;
    let lasts = cx.policies().rules.session(cx.today())?;
    let ends_at = cx.at + SignedDuration::from_hours(lasts.value.hours);
    let (token, csrf) = (token::new(), token::new());
    let row = rows::Session {
        token: token::digest(&token).to_vec(),
        account: seen.id,
        csrf: csrf.clone(),
        browser: browser.code().to_owned(),
        made_at: cx.at,
        seen_at: cx.at,
        ends_at,
    };
    rows::insert(cx.tx, &row)?;
    rows::trim(cx.tx, seen.id, SESSIONS)?;
    record(cx, Some(seen.person), seen.id, "signed_in", json!({}), Some(&lasts.basis))?;
    let Account { id: account, person, initial, .. } = *seen;
    Ok(Some(SignedIn { token, csrf, account, person, initial, ends_at }))
}

/// Ends an account's sessions but `kept`, and what was about to become one; says how many. The rows
/// decide, so they are over at once on every server.
fn end_all(cx: &mut Cx<'_, '_>, account: AccountId, kept: Option<&[u8]>) -> Result<u64> {
    store::account::lock(cx.tx, account)?;
    half::delete_of(cx.tx, account)?;
    Ok(rows::delete_of(cx.tx, account, kept)?)
}

/// Records a refusal: of a known account by its id, of an unknown login without its text.
fn refuse(
    cx: &mut Cx<'_, '_>,
    known: Option<&Account>,
    why: &'static str,
    basis: Option<&Basis>,
) -> Result<()> {
    let account = known.map_or(AccountId(0), |account| account.id);
    record(cx, None, account, "sign_in_refused", json!({ "why": why }), basis)
}

/// The name of a login's tries: a digest under the server's key, since passwords end up in the
/// wrong field now and then.
fn login_key(cx: &Cx<'_, '_>, login: &str) -> Vec<u8> {
    cx.app.keys().digest("login", login.as_bytes()).to_vec()
}

fn record(
    cx: &mut Cx<'_, '_>,
    actor: Option<PersonId>,
    account: AccountId,
    what: &'static str,
    detail: serde_json::Value,
    basis: Option<&Basis>,
) -> Result<()> {
    let (noun, subject) = ("account", account.0);
    cx.record(Event { actor, post: None, noun, subject, what, detail, basis })
}
