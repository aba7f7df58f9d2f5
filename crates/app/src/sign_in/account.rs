//! Accounts (账号): opened, reset and closed by the security administrator. No default password:
//! each first one is made by chance, shown once, and wants changing.
use super::{end_all, login_key, record, work};
use crate::secret::password as digest;
use crate::{App, Cx, Failed, Result};
use base::{AccountId, PersonId};
use org::{Action, Thing, Who, may};
use serde_json::json;
use store::account::{self, Account, identity, tries};

/// An account with the password that is shown this once (开户结果).
pub struct Opened {
    pub account: AccountId,
    pub login: String,
    pub password: String,
}

/// An account as the administrator sees it (账号清单).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountInfo {
    pub id: AccountId,
    pub person: PersonId,
    pub login: String,
    pub initial: bool,
    pub disabled: bool,
    /// Signs in with a second factor.
    pub has_factor: bool,
}

/// The longest list of accounts in one answer.
const LISTED: u32 = 200;
/// A login fits a form's field and is told over the phone.
const LOGIN_CHARS: std::ops::RangeInclusive<usize> = 2..=32;

/// Opens an account for a person who has none (开户).
pub async fn open(app: &App, by: PersonId, person: PersonId, login: &str) -> Result<Opened> {
    let login = checked(login)?;
    let password = digest::initial();
    let stored = work::hash(&password).await?;
    let new = login.clone();
    let account = app
        .write(move |cx| {
            let who = cx.directory()?.who(by);
            allowed(&who, person)?;
            add(cx, Some(by), person, (&new, &stored), true)
        })
        .await?;
    Ok(Opened { account, login, password })
}

/// A login with its first password, before there is an account (待开账号): a hash takes its time, and
/// what cannot be a login is said before anything is made.
pub struct Prepared {
    pub login: String,
    password: String,
    stored: String,
}

/// Prepares an account of this login.
pub fn prepare(login: &str) -> Result<Prepared> {
    let login = checked(login)?;
    let password = digest::initial();
    let stored = digest::hash(&password);
    Ok(Prepared { login, password, stored })
}

/// As [`open`], in the transaction that founds the organisation: for the command line, no page
/// calls it.
pub fn found(cx: &mut Cx<'_, '_>, person: PersonId, prepared: &Prepared) -> Result<Opened> {
    found_as(cx, person, prepared, true)
}

/// As [`found`], in a transaction of its own.
pub fn found_now(app: &App, person: PersonId, login: &str) -> Result<Opened> {
    let prepared = prepare(login)?;
    app.write_now(move |cx| found_as(cx, person, &prepared, true))
}

/// As [`found_now`], for people who are made up: what is printed may stay their password.
pub fn settle_now(app: &App, person: PersonId, login: &str) -> Result<Opened> {
    let prepared = prepare(login)?;
    app.write_now(move |cx| found_as(cx, person, &prepared, false))
}

fn found_as(
    cx: &mut Cx<'_, '_>,
    person: PersonId,
    Prepared { login, password, stored }: &Prepared,
    initial: bool,
) -> Result<Opened> {
    let account = add(cx, None, person, (login, stored), initial)?;
    Ok(Opened { account, login: login.clone(), password: password.clone() })
}

/// Gives an account a new random password, ends its sessions, unlocks it, and unbinds it from other
/// services: whoever had it in hand before has nothing left (重置口令). A second factor stays.
pub async fn reset(app: &App, by: PersonId, person: PersonId) -> Result<Opened> {
    let password = digest::initial();
    let stored = work::hash(&password).await?;
    let (account, login) = app
        .write(move |cx| {
            let who = cx.directory()?.who(by);
            let seen = theirs(cx, &who, person)?;
            account::set_password(cx.tx, &seen, &stored, true)?;
            end_all(cx, seen.id, None)?;
            identity::delete_of(cx.tx, seen.id)?;
            let key = login_key(cx, &seen.login);
            tries::give_back(cx.tx, &key)?;
            record(cx, Some(by), seen.id, "password_reset", json!({}), None)?;
            Ok((seen.id, seen.login))
        })
        .await?;
    Ok(Opened { account, login, password })
}

/// Closes an account and ends its sessions (停用), or opens it again (启用).
pub fn set_disabled(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    person: PersonId,
    disabled: bool,
) -> Result<()> {
    let seen = theirs(cx, who, person)?;
    account::set_disabled(cx.tx, seen.id, disabled)?;
    if disabled {
        end_all(cx, seen.id, None)?;
    }
    let what = if disabled { "disabled" } else { "enabled" };
    record(cx, who.person, seen.id, what, json!({}), None)
}

/// Accounts by login, those after `after`, at most so many.
pub fn list(cx: &mut Cx<'_, '_>, who: &Who, after: &str, limit: u32) -> Result<Vec<AccountInfo>> {
    may(who, Action::EditAccounts, &Thing::default())?;
    let mut listed = Vec::new();
    for row in account::list(cx.tx, after, limit.min(LISTED))? {
        let Account { id, person, login, initial, disabled, .. } = row;
        let factor = account::factor::get(cx.tx, id)?;
        let has_factor = factor.is_some_and(|factor| factor.confirmed_at.is_some());
        listed.push(AccountInfo { id, person, login, initial, disabled, has_factor });
    }
    Ok(listed)
}

/// The form in which a login is compared: as typed, but for blanks around it and capitals.
pub(super) fn normal(login: &str) -> String {
    login.trim().to_lowercase()
}

fn checked(login: &str) -> Result<String> {
    let login = normal(login);
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if LOGIN_CHARS.contains(&login.chars().count()) && login.chars().all(fits) {
        Ok(login)
    } else {
        Err(Failed::field("login", "login_form"))
    }
}

fn add(
    cx: &mut Cx<'_, '_>,
    by: Option<PersonId>,
    person: PersonId,
    (login, stored): (&str, &str),
    initial: bool,
) -> Result<AccountId> {
    store::org::person::get(cx.tx, person)?.ok_or(Failed::NotFound)?;
    if account::of_person(cx.tx, person)?.is_some() {
        return Err(Failed::refused("has_account"));
    }
    let id = AccountId(cx.next_id());
    let (login, password) = (login.to_owned(), stored.to_owned());
    let new = Account { id, person, login, password, initial, disabled: false };
    match account::insert(cx.tx, &new) {
        Err(store::Failed::Taken(_)) => return Err(Failed::field("login", "taken")),
        other => other?,
    }
    record(cx, by, id, "opened", json!({ "person": person, "login": new.login }), None)?;
    Ok(id)
}

/// The account of somebody else: nobody resets or closes their own.
pub(super) fn theirs(cx: &mut Cx<'_, '_>, who: &Who, person: PersonId) -> Result<Account> {
    allowed(who, person)?;
    account::of_person(cx.tx, person)?.ok_or(Failed::NotFound)
}

fn allowed(who: &Who, person: PersonId) -> Result<()> {
    may(who, Action::EditAccounts, &Thing { own_person: Some(person), ..Thing::default() })?;
    if who.person == Some(person) { Err(Failed::refused("own_account")) } else { Ok(()) }
}
