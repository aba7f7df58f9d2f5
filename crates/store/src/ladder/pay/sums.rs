//! Sums over the slips of a run (发放汇总): per street, per item, over a year.
use crate::{Result, Tx, params};
use base::{Fen, PayRunId, UnitId};
use ladder::pay::Item;
use ladder::pay::run::Period;

/// More streets and items than there are.
const ROWS_MAX: u32 = 1_000;

/// What a run comes to in a street (分街道合计).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfStreet {
    pub street: UnitId,
    pub people: u32,
    pub total: Fen,
    pub arrears: Fen,
}

/// What a run comes to of an item (分项合计).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfItem {
    pub item: Item,
    pub is_arrears: bool,
    /// How many workers have it.
    pub people: u32,
    pub amount: Fen,
}

/// By street, of those who were paid.
pub fn by_street(tx: &mut Tx<'_>, run: PayRunId) -> Result<Vec<OfStreet>> {
    const SQL: &str = "
        SELECT street, COUNT(*), CAST(SUM(total_fen) AS BIGINT), CAST(SUM(arrears_fen) AS BIGINT)
        FROM pay_slip WHERE run = $1 AND refused IS NULL
        GROUP BY street ORDER BY street LIMIT $2";
    tx.all(SQL, params![run, ROWS_MAX], |row| {
        Ok(OfStreet {
            street: row.get(0)?,
            people: row.get(1)?,
            total: Fen(row.get(2)?),
            arrears: Fen(row.get(3)?),
        })
    })
}

/// By item, arrears apart.
pub fn by_item(tx: &mut Tx<'_>, run: PayRunId) -> Result<Vec<OfItem>> {
    const SQL: &str = "
        SELECT item, is_arrears, COUNT(DISTINCT person), CAST(SUM(amount_fen) AS BIGINT)
        FROM pay_line WHERE run = $1 GROUP BY item, is_arrears LIMIT $2";
    let mut rows = tx.all(SQL, params![run, ROWS_MAX], |row| {
        Ok(OfItem {
            item: row.code(0, Item::parse)?,
            is_arrears: row.get(1)?,
            people: row.get(2)?,
            amount: Fen(row.get(3)?),
        })
    })?;
    rows.sort_by_key(|row| (row.is_arrears, row.item));
    Ok(rows)
}

/// How many were paid in both of two runs, and in the first alone.
pub fn also_in(tx: &mut Tx<'_>, run: PayRunId, other: PayRunId) -> Result<(u32, u32)> {
    const SQL: &str = "
        SELECT COUNT(o.person), COUNT(*)
        FROM pay_slip s LEFT JOIN pay_slip o
            ON o.run = $2 AND o.person = s.person AND o.refused IS NULL
        WHERE s.run = $1 AND s.refused IS NULL";
    let found = tx.one(SQL, params![run, other], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (both, all): (u32, u32) = found.unwrap_or_default();
    Ok((both, all.saturating_sub(both)))
}

/// Of those paid in both, how many get more and how many get less.
pub fn against(tx: &mut Tx<'_>, run: PayRunId, other: PayRunId) -> Result<(u32, u32)> {
    const SQL: &str = "
        SELECT COALESCE(SUM(CASE WHEN s.total_fen > o.total_fen THEN 1 ELSE 0 END), 0),
            COALESCE(SUM(CASE WHEN s.total_fen < o.total_fen THEN 1 ELSE 0 END), 0)
        FROM pay_slip s JOIN pay_slip o ON o.run = $2 AND o.person = s.person
        WHERE s.run = $1 AND s.refused IS NULL AND o.refused IS NULL";
    let found = tx.one(SQL, params![run, other], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.unwrap_or_default())
}

/// What was owed for the months of a year and for its end, by item, over the final runs and one
/// more; and for how many workers' months.
pub fn of_year(tx: &mut Tx<'_>, year: i16, run: PayRunId) -> Result<(Vec<(Item, Fen)>, i64)> {
    let (first, last) = (format!("{year:04}"), format!("{year:04}-99"));
    const SQL: &str = "
        SELECT l.item, CAST(SUM(l.amount_fen) AS BIGINT)
        FROM pay_line l JOIN pay_run r ON r.id = l.run
        WHERE l.period >= $1 AND l.period <= $2 AND (r.state = 'final' OR r.id = $3)
        GROUP BY l.item LIMIT $4";
    let items = tx.all(SQL, params![&first, &last, run, ROWS_MAX], |row| {
        Ok((row.code(0, Item::parse)?, Fen(row.get(1)?)))
    })?;
    const MONTHS: &str = "
        SELECT COUNT(*) FROM (
            SELECT l.person, l.period FROM pay_line l JOIN pay_run r ON r.id = l.run
            WHERE l.period > $1 AND l.period <= $2 AND l.item = 'due'
                AND (r.state = 'final' OR r.id = $3)
            GROUP BY l.person, l.period) AS months";
    let months = tx.one(MONTHS, params![&first, &last, run], |row| row.get(0))?;
    Ok((items, months.unwrap_or(0)))
}

/// Whether the end of a year is settled, by a final run or by this one.
pub fn is_settled(tx: &mut Tx<'_>, year: i16, run: PayRunId) -> Result<bool> {
    const SQL: &str = "
        SELECT 1 FROM pay_run WHERE period = $1 AND (state = 'final' OR id = $2)";
    let period = Period::Year(year).to_string();
    Ok(tx.one(SQL, params![period, run], |row| row.get::<i64>(0))?.is_some())
}
