//! Sign-in (登录): accounts, passwords, lockout and sessions of those who work here.
//!
//! A try is taken before the password is looked at, and a login without an account is treated
//! like one with: it costs the same time, is locked alike and gets the same answer.
//!
//! What is *not* here: rights (a session says who, `org::may` says what), cookies (`web`), and
//! any text of a password or token: what is stored are digests.
mod account;
mod password;
mod session;
mod work;

pub use account::{AccountInfo, Opened, found_now, list, open, reset, set_disabled, settle_now};
pub use password::change_password;
pub use session::{
    Session, SessionInfo, end_session, end_sessions, expire, session, sessions, sign_out, touch,
};

use crate::secret::token;
use crate::{App, Cx, Event, Failed, Result};
use base::{AccountId, Basis, PersonId, SignedDuration, Timestamp};
use serde_json::json;
use store::account::tries::{self, Try};
use store::account::{Account, by_login, session as rows};

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

/// Sessions of one account at once: a desk, a phone, and some forgotten ones.
const SESSIONS: u32 = 10;

/// Signs somebody in (登录), or refuses: `sign_in`, whatever was wrong, or `locked` until when.
pub async fn sign_in(app: &App, login: &str, password: &str) -> Result<SignedIn> {
    let login = account::normal(login);
    let asked = login.clone();
    let known = app.write(move |cx| take_try(cx, &asked)).await??;
    let stored = known.as_ref().map(|account| account.password.clone());
    let right = work::verify(password, stored).await?;
    let open = known.clone().filter(|account| right && !account.disabled);
    let signed_in = match open {
        None => None,
        // Nothing where the account changed while the password was looked at.
        Some(account) => app.write(move |cx| succeed(cx, &account)).await?,
    };
    match signed_in {
        Some(signed_in) => Ok(signed_in),
        None => {
            app.write(move |cx| refuse(cx, known.as_ref(), "wrong", None)).await?;
            Err(Failed::refused("sign_in"))
        }
    }
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

fn succeed(cx: &mut Cx<'_, '_>, seen: &Account) -> Result<Option<SignedIn>> {
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
