//! Rows of the panels (评议小组): codes on paper, heads by group, and who is rated.
//!
//! What is *not* here: a mark. A rater's marks go into one sum of each worker in the transaction
//! that spends the code; no row holds them alone, and none of these rows has a time.
use super::{parts, whole, year};
use crate::{Result, Row, Tx, params};
use base::{Date, PersonId, UnitId};
use rust_decimal::Decimal;

/// The panel of a community (社区评议小组).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panel {
    pub year: i16,
    pub community: UnitId,
    pub street: UnitId,
    pub opened_on: Date,
    pub closed_on: Option<Date>,
}

/// A group of it, in heads (评议类别人数).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub code: String,
    /// Codes on paper, and how many of them were used.
    pub issued: u32,
    pub raters: u32,
}

/// A code as it is kept (评议码).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    pub year: i16,
    pub community: UnitId,
    pub group: String,
    pub spent: bool,
}

/// Somebody who is rated (评议对象).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    pub person: PersonId,
    pub community: UnitId,
    pub street: UnitId,
    pub head: bool,
    /// The sum of all marks.
    pub sum: Decimal,
}

/// Opens a panel; nothing happens where there is one.
pub fn open(tx: &mut Tx<'_>, new: &Panel) -> Result<bool> {
    const SQL: &str = "
        INSERT INTO assessment_panel (year, community, street, opened_on) VALUES ($1, $2, $3, $4)
        ON CONFLICT (year, community) DO NOTHING";
    let row = params![i64::from(new.year), new.community, new.street, new.opened_on];
    Ok(tx.run(SQL, row)? == 1)
}

/// Closes a panel that is open.
pub fn close(tx: &mut Tx<'_>, year: i16, community: UnitId, on: Date) -> Result<()> {
    const SQL: &str = "
        UPDATE assessment_panel SET closed_on = $3
        WHERE year = $1 AND community = $2 AND closed_on IS NULL";
    tx.run_one(SQL, params![i64::from(year), community, on])
}

/// The panel of a community.
pub fn get(tx: &mut Tx<'_>, year: i16, community: UnitId) -> Result<Option<Panel>> {
    const SQL: &str = "
        SELECT year, community, street, opened_on, closed_on FROM assessment_panel
        WHERE year = $1 AND community = $2";
    tx.one(SQL, params![i64::from(year), community], read)
}

/// The panels of a year.
pub fn of_year(tx: &mut Tx<'_>, year: i16, limit: u32) -> Result<Vec<Panel>> {
    // Primary key (year, community).
    const SQL: &str = "
        SELECT year, community, street, opened_on, closed_on FROM assessment_panel
        WHERE year = $1 ORDER BY community LIMIT $2";
    tx.all(SQL, params![i64::from(year), limit], read)
}

/// Adds a group with its number of codes.
pub fn add_group(
    tx: &mut Tx<'_>,
    (year, community): (i16, UnitId),
    code: &str,
    issued: u32,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO assessment_group (year, community, code, issued, raters)
        VALUES ($1, $2, $3, $4, 0)
        ON CONFLICT (year, community, code) DO UPDATE SET issued = excluded.issued";
    tx.run(SQL, params![i64::from(year), community, code, issued]).map(|_| ())
}

/// The groups of a panel, in heads.
pub fn groups(tx: &mut Tx<'_>, year: i16, community: UnitId) -> Result<Vec<Group>> {
    // Primary key (year, community, code); a panel has a handful.
    const SQL: &str = "
        SELECT code, issued, raters FROM assessment_group
        WHERE year = $1 AND community = $2 ORDER BY code";
    let read =
        |row: &Row| Ok(Group { code: row.get(0)?, issued: row.get(1)?, raters: row.get(2)? });
    tx.all(SQL, params![i64::from(year), community], read)
}

/// The heads of every panel of a year by group: community, group, heads.
pub fn all_groups(tx: &mut Tx<'_>, year: i16, limit: u32) -> Result<Vec<(UnitId, Group)>> {
    // Primary key (year, community, code).
    const SQL: &str = "
        SELECT community, code, issued, raters FROM assessment_group
        WHERE year = $1 ORDER BY community, code LIMIT $2";
    let read = |row: &Row| {
        let group = Group { code: row.get(1)?, issued: row.get(2)?, raters: row.get(3)? };
        Ok((row.get(0)?, group))
    };
    tx.all(SQL, params![i64::from(year), limit], read)
}

/// Adds a code.
pub fn add_code(tx: &mut Tx<'_>, digest: &[u8], new: &Slip) -> Result<()> {
    const SQL: &str = "
        INSERT INTO assessment_code (digest, year, community, code, spent)
        VALUES ($1, $2, $3, $4, 0)";
    tx.run(SQL, params![digest, i64::from(new.year), new.community, &new.group]).map(|_| ())
}

/// Takes back the codes that nobody has used (作废未用评议码); says how many there were.
pub fn void(tx: &mut Tx<'_>, year: i16, community: UnitId, group: &str) -> Result<u32> {
    // Uses index assessment_code_panel (year, community, code).
    const SQL: &str = "
        DELETE FROM assessment_code
        WHERE year = $1 AND community = $2 AND code = $3 AND spent = 0";
    let voided = tx.run(SQL, params![i64::from(year), community, group])?;
    Ok(u32::try_from(voided).unwrap_or(u32::MAX))
}

/// What a code is of.
pub fn code(tx: &mut Tx<'_>, digest: &[u8]) -> Result<Option<Slip>> {
    const SQL: &str = "SELECT year, community, code, spent FROM assessment_code WHERE digest = $1";
    let read = |row: &Row| {
        let year = year(row.get(0)?)?;
        Ok(Slip { year, community: row.get(1)?, group: row.get(2)?, spent: row.get(3)? })
    };
    tx.one(SQL, params![digest], read)
}

/// Spends a code; `false` where it is spent already. Of two at a time one does.
pub fn spend(tx: &mut Tx<'_>, digest: &[u8]) -> Result<bool> {
    const SQL: &str = "UPDATE assessment_code SET spent = 1 WHERE digest = $1 AND spent = 0";
    Ok(tx.run(SQL, params![digest])? == 1)
}

/// One more of a group has rated.
pub fn count(tx: &mut Tx<'_>, year: i16, community: UnitId, group: &str) -> Result<()> {
    const SQL: &str = "
        UPDATE assessment_group SET raters = raters + 1
        WHERE year = $1 AND community = $2 AND code = $3";
    tx.run_one(SQL, params![i64::from(year), community, group])
}

/// Adds somebody who is rated; nothing happens where they are elsewhere already.
pub fn add_subject(tx: &mut Tx<'_>, year: i16, new: &Subject) -> Result<()> {
    const SQL: &str = "
        INSERT INTO assessment_subject (year, person, community, street, head, sum)
        VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT (year, person) DO NOTHING";
    let Subject { person, community, street, head, .. } = *new;
    tx.run(SQL, params![i64::from(year), person, community, street, head]).map(|_| ())
}

/// Adds a mark to the sum of a worker.
pub fn add_to_sum(tx: &mut Tx<'_>, year: i16, person: PersonId, mark: Decimal) -> Result<()> {
    const SQL: &str =
        "UPDATE assessment_subject SET sum = sum + $3 WHERE year = $1 AND person = $2";
    let mark = parts(mark)?;
    tx.run_one(SQL, params![i64::from(year), person, mark])
}

/// Who is rated in a community.
pub fn subjects(tx: &mut Tx<'_>, year: i16, community: UnitId, limit: u32) -> Result<Vec<Subject>> {
    // Uses index assessment_subject_community (year, community).
    const SQL: &str = "
        SELECT person, community, street, head, sum FROM assessment_subject
        WHERE year = $1 AND community = $2 ORDER BY person LIMIT $3";
    tx.all(SQL, params![i64::from(year), community, limit], read_subject)
}

/// Somebody's place among those who are rated.
pub fn subject(tx: &mut Tx<'_>, year: i16, person: PersonId) -> Result<Option<Subject>> {
    const SQL: &str = "
        SELECT person, community, street, head, sum FROM assessment_subject
        WHERE year = $1 AND person = $2";
    tx.one(SQL, params![i64::from(year), person], read_subject)
}

fn read(row: &Row) -> Result<Panel> {
    Ok(Panel {
        year: year(row.get(0)?)?,
        community: row.get(1)?,
        street: row.get(2)?,
        opened_on: row.get(3)?,
        closed_on: row.get(4)?,
    })
}

fn read_subject(row: &Row) -> Result<Subject> {
    Ok(Subject {
        person: row.get(0)?,
        community: row.get(1)?,
        street: row.get(2)?,
        head: row.get(3)?,
        sum: whole(row.get(4)?),
    })
}
