//! Rows of `account` (账号): one per person.
use crate::{Result, Row, Tx, params};
use base::{AccountId, PersonId};

/// Somebody's sign-in (账号). What it may do is the person's posts' matter, not the account's.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub person: PersonId,
    pub login: String,
    /// The argon2id digest, with its salt and parameters.
    pub password: String,
    /// The password was made by us and seen by an administrator: it wants changing.
    pub initial: bool,
    pub disabled: bool,
}

/// Adds an account; [`crate::Failed::Taken`] where the login or the person has one.
pub fn insert(tx: &mut Tx<'_>, new: &Account) -> Result<()> {
    const SQL: &str = "
        INSERT INTO account (id, person, login, password, initial, disabled)
        VALUES ($1, $2, $3, $4, $5, $6)";
    let Account { id, person, login, password, initial, disabled } = new;
    tx.run(SQL, params![*id, *person, login, password, *initial, *disabled]).map(|_| ())
}

/// The account of a login.
pub fn by_login(tx: &mut Tx<'_>, login: &str) -> Result<Option<Account>> {
    // Uses the unique index of login.
    const SQL: &str = "
        SELECT id, person, login, password, initial, disabled FROM account WHERE login = $1";
    tx.one(SQL, params![login], read)
}

/// One account.
pub fn get(tx: &mut Tx<'_>, id: AccountId) -> Result<Option<Account>> {
    const SQL: &str = "
        SELECT id, person, login, password, initial, disabled FROM account WHERE id = $1";
    tx.one(SQL, params![id], read)
}

/// A person's account.
pub fn of_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Account>> {
    // Uses unique index account_person.
    const SQL: &str = "
        SELECT id, person, login, password, initial, disabled FROM account WHERE person = $1";
    tx.one(SQL, params![person], read)
}

/// Accounts by login, those after `after`, at most `limit`.
pub fn list(tx: &mut Tx<'_>, after: &str, limit: u32) -> Result<Vec<Account>> {
    // Uses the unique index of login.
    const SQL: &str = "
        SELECT id, person, login, password, initial, disabled FROM account
        WHERE login > $1 ORDER BY login LIMIT $2";
    tx.all(SQL, params![after, limit], read)
}

/// Gives an account another password, if it still has the one that was looked at.
pub fn set_password(tx: &mut Tx<'_>, seen: &Account, password: &str, initial: bool) -> Result<()> {
    const SQL: &str = "
        UPDATE account SET password = $3, initial = $4 WHERE id = $1 AND password = $2";
    tx.run_one(SQL, params![seen.id, &seen.password, password, initial])
}

/// Whether an account is open and has the password that was looked at; until the commit it stays
/// so, since a reset or a closing at the same moment waits, and then finds the session to end.
pub fn hold(tx: &mut Tx<'_>, seen: &Account) -> Result<bool> {
    const SQL: &str = "
        UPDATE account SET disabled = 0 WHERE id = $1 AND password = $2 AND disabled = 0";
    Ok(tx.run(SQL, params![seen.id, &seen.password])? == 1)
}

/// Waits for whoever makes a session of this account, and lets nobody make one until the commit:
/// what is ended then are all there are.
pub fn lock(tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
    const SQL: &str = "UPDATE account SET disabled = disabled WHERE id = $1";
    tx.run(SQL, params![id]).map(|_| ())
}

/// Closes an account, or opens it again; [`crate::Failed::Stale`] where it is so already.
pub fn set_disabled(tx: &mut Tx<'_>, id: AccountId, disabled: bool) -> Result<()> {
    const SQL: &str = "UPDATE account SET disabled = $2 WHERE id = $1 AND disabled <> $2";
    tx.run_one(SQL, params![id, disabled])
}

fn read(row: &Row) -> Result<Account> {
    Ok(Account {
        id: row.get(0)?,
        person: row.get(1)?,
        login: row.get(2)?,
        password: row.get(3)?,
        initial: row.get(4)?,
        disabled: row.get(5)?,
    })
}
