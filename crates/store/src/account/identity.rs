//! Rows of `identity` (统一登录身份): who somebody is at another service, by issuer and subject.
use crate::{Result, Tx, params};
use base::{AccountId, Timestamp};

/// Binds an account; [`crate::Failed::Taken`] where the account or the subject is bound already.
pub fn insert(
    tx: &mut Tx<'_>,
    account: AccountId,
    issuer: &str,
    subject: &str,
    now: Timestamp,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO identity (account, issuer, subject, made_at) VALUES ($1, $2, $3, $4)";
    tx.run(SQL, params![account, issuer, subject, now]).map(|_| ())
}

/// The account that is bound to a subject.
pub fn account(tx: &mut Tx<'_>, issuer: &str, subject: &str) -> Result<Option<AccountId>> {
    // Uses unique index identity_subject.
    const SQL: &str = "SELECT account FROM identity WHERE issuer = $1 AND subject = $2";
    tx.one(SQL, params![issuer, subject], |row| row.get(0))
}

/// Since when an account is bound at an issuer.
pub fn since(tx: &mut Tx<'_>, account: AccountId, issuer: &str) -> Result<Option<Timestamp>> {
    const SQL: &str = "SELECT made_at FROM identity WHERE account = $1 AND issuer = $2";
    tx.one(SQL, params![account, issuer], |row| row.get(0))
}

/// Unbinds an account at an issuer; says whether it was bound.
pub fn delete(tx: &mut Tx<'_>, account: AccountId, issuer: &str) -> Result<bool> {
    const SQL: &str = "DELETE FROM identity WHERE account = $1 AND issuer = $2";
    Ok(tx.run(SQL, params![account, issuer])? == 1)
}

/// Unbinds an account everywhere; says from how many.
pub fn delete_of(tx: &mut Tx<'_>, account: AccountId) -> Result<u64> {
    const SQL: &str = "DELETE FROM identity WHERE account = $1";
    tx.run(SQL, params![account])
}
