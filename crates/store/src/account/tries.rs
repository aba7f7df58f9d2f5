//! Rows of `login_try` (登录失败次数), by a digest of the login: no text that was typed is kept.
//!
//! A try is taken before the password is looked at and given back when it was right, so any number
//! of tries at once come to no more than the limit.
use crate::{Failed, Result, Tx, params};
use base::Timestamp;

/// Whether there was a try to take (是否锁定).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Try {
    /// The try of this number; the password may be looked at.
    Taken(u32),
    /// All are used; the last of them at this moment.
    Locked { last_at: Timestamp },
}

/// Takes a try, in one guarded statement. Tries up to `forget` are over and count no more.
pub fn take(
    tx: &mut Tx<'_>,
    login: &[u8],
    now: Timestamp,
    forget: Timestamp,
    limit: u32,
) -> Result<Try> {
    const TAKE: &str = "
        INSERT INTO login_try (login, tries, last_at) VALUES ($1, 1, $2)
        ON CONFLICT (login) DO UPDATE SET
            tries = CASE WHEN login_try.last_at <= $3 THEN 1 ELSE login_try.tries + 1 END,
            last_at = $2
        WHERE login_try.last_at <= $3 OR login_try.tries < $4";
    const SEEN: &str = "SELECT tries, last_at FROM login_try WHERE login = $1";
    let taken = tx.run(TAKE, params![login, now, forget, limit])?;
    let seen = tx.one(SEEN, params![login], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (tries, last_at) = seen.ok_or(Failed::Stale)?;
    Ok(if taken == 1 { Try::Taken(tries) } else { Try::Locked { last_at } })
}

/// Gives one try back: the password was right, but the sign-in goes on and may still fail.
pub fn give_one_back(tx: &mut Tx<'_>, login: &[u8]) -> Result<()> {
    const SQL: &str = "UPDATE login_try SET tries = tries - 1 WHERE login = $1 AND tries > 0";
    tx.run(SQL, params![login]).map(|_| ())
}

/// Gives all tries back: the password was right, or an administrator made a new one.
pub fn give_back(tx: &mut Tx<'_>, login: &[u8]) -> Result<()> {
    const SQL: &str = "DELETE FROM login_try WHERE login = $1";
    tx.run(SQL, params![login]).map(|_| ())
}

/// Forgets tries that count no more; says how many.
pub fn forget(tx: &mut Tx<'_>, up_to: Timestamp) -> Result<u64> {
    // Uses index login_try_last.
    const SQL: &str = "DELETE FROM login_try WHERE last_at <= $1";
    tx.run(SQL, params![up_to])
}
