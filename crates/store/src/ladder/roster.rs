//! Rows of `worker_roster` (待导入台账): a file that is being looked at before it is taken, sealed.
use crate::{Result, Tx, params};
use base::{Date, PersonId};

/// Keeps a file in place of the one that the same person sent before.
pub fn put(
    tx: &mut Tx<'_>,
    person: PersonId,
    order_no: &str,
    sealed: &[u8],
    sent: Date,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO worker_roster (person, order_no, sealed, sent) VALUES ($1, $2, $3, $4)
        ON CONFLICT (person) DO UPDATE SET order_no = excluded.order_no,
            sealed = excluded.sealed, sent = excluded.sent";
    tx.run(SQL, params![person, order_no, sealed, sent]).map(|_| ())
}

/// The file of a person and the number of the order that it follows.
pub fn find(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<(String, Vec<u8>)>> {
    const SQL: &str = "SELECT order_no, sealed FROM worker_roster WHERE person = $1";
    tx.one(SQL, params![person], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Takes it away; says whether there was one.
pub fn remove(tx: &mut Tx<'_>, person: PersonId) -> Result<bool> {
    const SQL: &str = "DELETE FROM worker_roster WHERE person = $1";
    tx.run(SQL, params![person]).map(|gone| gone > 0)
}

/// Takes away what was sent before a day.
pub fn remove_before(tx: &mut Tx<'_>, day: Date) -> Result<u64> {
    // Reads the whole table: one row for each who is at it.
    const SQL: &str = "DELETE FROM worker_roster WHERE sent < $1";
    tx.run(SQL, params![day])
}
