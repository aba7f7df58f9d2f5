//! Rows of `mail_address`: where reminders go to somebody of the staff, sealed.
use crate::{Result, Tx, params};
use base::PersonId;

/// Keeps an address in place of the one before.
pub fn put(tx: &mut Tx<'_>, person: PersonId, sealed: &[u8], lang: &str) -> Result<()> {
    const SQL: &str = "
        INSERT INTO mail_address (person, sealed, lang) VALUES ($1, $2, $3)
        ON CONFLICT (person) DO UPDATE SET sealed = $2, lang = $3";
    tx.run(SQL, params![person, sealed, lang]).map(|_| ())
}

/// Takes it away; says whether there was one.
pub fn remove(tx: &mut Tx<'_>, person: PersonId) -> Result<bool> {
    const SQL: &str = "DELETE FROM mail_address WHERE person = $1";
    tx.run(SQL, params![person]).map(|gone| gone > 0)
}

/// The sealed address and the language it wants.
pub fn find(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<(Vec<u8>, String)>> {
    const SQL: &str = "SELECT sealed, lang FROM mail_address WHERE person = $1";
    tx.one(SQL, params![person], |row| Ok((row.get(0)?, row.get(1)?)))
}
