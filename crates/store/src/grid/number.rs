//! Serials for the numbers people speak of (编号): taken in blocks, so nobody waits in line.
use crate::{Failed, Result, Tx, params};
use base::Date;

/// Takes `count` serials of a day; answers with the first. Never the same twice.
pub fn take(tx: &mut Tx<'_>, day: Date, count: i64) -> Result<i64> {
    const SQL: &str = "
        INSERT INTO counter (scope, next) VALUES ($1, $2 + 1)
        ON CONFLICT (scope) DO UPDATE SET next = counter.next + $2
        RETURNING next";
    let next: Option<i64> = tx.one(SQL, params![format!("matter.{day}"), count], |r| r.get(0))?;
    let next = next.ok_or_else(|| Failed::Broken("a counter gave no number".into()))?;
    Ok(next - count)
}
