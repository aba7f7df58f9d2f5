//! Passwords (口令): how long, and how one's own is changed.
use super::session::Session;
use super::{end_all, login_key, record, refuse, try_of, work};
use crate::{App, Cx, Failed, Result};
use serde_json::json;
use store::account::{self, Account, tries};

/// The longest password: no sentence that somebody types every day is longer.
const LONGEST: usize = 128;

/// A login shorter than this is in many a good password by chance.
const TELLING: usize = 4;

/// Changes one's own password; the old one is asked for, and every other session ends.
pub async fn change_password(app: &App, session: &Session, old: &str, new: &str) -> Result<()> {
    let (id, kept) = (session.account, session.token_digest.clone());
    let (wanted, unchanged) = (new.to_owned(), old == new);
    let seen = app
        .write(move |cx| {
            let seen = account::get(cx.tx, id)?.ok_or(Failed::NotFound)?;
            check(cx, &seen.login, &wanted)?;
            if unchanged {
                return Err(Failed::field("password", "same_as_before"));
            }
            Ok(try_of(cx, &seen.login, Some(&seen))?.map(|()| seen))
        })
        .await??;
    if !work::verify(old, Some(seen.password.clone())).await? {
        app.write(move |cx| refuse(cx, Some(&seen), "wrong", None)).await?;
        return Err(Failed::refused("sign_in"));
    }
    let digest = work::hash(new).await?;
    app.write(move |cx| change(cx, &seen, &digest, &kept)).await
}

fn change(cx: &mut Cx<'_, '_>, seen: &Account, digest: &str, kept: &[u8]) -> Result<()> {
    account::set_password(cx.tx, seen, digest, false)?;
    let key = login_key(cx, &seen.login);
    tries::give_back(cx.tx, &key)?;
    let ended = end_all(cx, seen.id, Some(kept))?;
    let detail = json!({ "sessions_ended": ended });
    record(cx, Some(seen.person), seen.id, "password_changed", detail, None)
}

/// Whether a password will do: long enough by policy, and not what everybody would try first: the
/// login in disguise, or little but words of policy.
fn check(cx: &Cx<'_, '_>, login: &str, password: &str) -> Result<()> {
    let min = cx.policies().rules.password_min_chars(cx.today())?;
    let got = password.chars().count();
    let facts = |bound: (&'static str, String)| vec![("got", got.to_string()), bound];
    if got < min.value {
        let facts = facts(("min", min.value.to_string()));
        return Err(Failed::Field { field: "password", code: "too_short", facts });
    }
    if got > LONGEST {
        let facts = facts(("max", LONGEST.to_string()));
        return Err(Failed::Field { field: "password", code: "too_long", facts });
    }
    if login.len() >= TELLING && password.to_lowercase().contains(login) {
        return Err(Failed::field("password", "holds_login"));
    }
    let words = cx.policies().rules.password_words(cx.today())?.value;
    match mostly(password, &words).filter(|(_, rest)| rest * 2 <= min.value) {
        None => Ok(()),
        Some((word, _)) => {
            let facts = vec![("word", word.to_owned())];
            Err(Failed::Field { field: "password", code: "holds_word", facts })
        }
    }
}

/// A word that stands in a password, and how many characters are left without all such words: a
/// long sentence may hold one, a password that is little else is tried first.
fn mostly<'w>(password: &str, words: &'w [String]) -> Option<(&'w str, usize)> {
    let mut rest = password.to_lowercase();
    let mut found = None;
    for word in words.iter().filter(|word| !word.is_empty()) {
        if rest.contains(word.as_str()) {
            found = found.or(Some(word.as_str()));
            rest = rest.replace(word.as_str(), "");
        }
    }
    found.map(|word| (word, rest.chars().count()))
}
