//! Rows of a year's assessment (年度考核): its steps, goals, notes, and the street's marks.
//!
//! The raters' side is [`panel`], what was decided is [`result`]. Goals, notes and marks are added,
//! never changed; of two the later stands.
pub mod panel;
pub mod result;

use crate::{Failed, Result, Row, Tx, params};
use base::{Date, PersonId, Timestamp, UnitId};
use ladder::assessment::course::Course;
use rust_decimal::Decimal;

/// A year's assessment (年度考核).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    pub year: i16,
    pub version: i64,
    pub course: Course,
    pub decided_by: Option<PersonId>,
    pub order_no: Option<String>,
}

/// A goal of a community, or of one of its workers (岗位目标).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    pub community: UnitId,
    /// Nobody, where it is the community's.
    pub person: Option<PersonId>,
    pub at: Timestamp,
    pub known: Date,
    pub words: String,
    pub by: PersonId,
}

/// Something that was written down during the year (日常记录).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub id: i64,
    pub person: PersonId,
    /// The day it is about, and the day it was written.
    pub day: Date,
    pub known: Date,
    pub by: PersonId,
    pub words: String,
}

/// What the street says (街道考评).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreetMark {
    pub person: PersonId,
    pub at: Timestamp,
    pub mark: Decimal,
    pub words: String,
    pub by: PersonId,
}

macro_rules! assessment_columns {
    () => {
        "year, version, opened_on, goals_on, decided_on, decided_by, order_no, published_on,
         ends_on, appeal_until"
    };
}

/// Opens a year; nothing happens where it is open already.
pub fn open(tx: &mut Tx<'_>, year: i16, on: Date) -> Result<bool> {
    const SQL: &str = "
        INSERT INTO assessment (year, version, opened_on) VALUES ($1, 1, $2)
        ON CONFLICT (year) DO NOTHING";
    Ok(tx.run(SQL, params![i64::from(year), on])? == 1)
}

/// One year.
pub fn get(tx: &mut Tx<'_>, year: i16) -> Result<Option<Assessment>> {
    const SQL: &str = concat!("SELECT ", assessment_columns!(), " FROM assessment WHERE year = $1");
    tx.one(SQL, params![i64::from(year)], read)
}

/// The years, the newest first.
pub fn list(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<Assessment>> {
    const SQL: &str =
        concat!("SELECT ", assessment_columns!(), " FROM assessment ORDER BY year DESC LIMIT $1");
    tx.all(SQL, params![limit], read)
}

/// Saves the steps of a year as it was read; stale where somebody else took one meanwhile.
pub fn save(tx: &mut Tx<'_>, seen: &Assessment) -> Result<()> {
    const SQL: &str = "
        UPDATE assessment SET version = version + 1, goals_on = $3, decided_on = $4,
            decided_by = $5, order_no = $6, published_on = $7, ends_on = $8, appeal_until = $9
        WHERE year = $1 AND version = $2";
    let Course { goals, decided, published, ends, appeal_until, .. } = seen.course;
    let order_no = seen.order_no.clone();
    let row = params![
        i64::from(seen.year),
        seen.version,
        goals,
        decided,
        seen.decided_by,
        order_no,
        published,
        ends,
        appeal_until
    ];
    tx.run_one(SQL, row)
}

/// Adds a goal.
pub fn add_goal(tx: &mut Tx<'_>, year: i16, new: &Goal) -> Result<()> {
    const SQL: &str = "
        INSERT INTO assessment_goal (year, community, person, at, known, words, by_person)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (year, community, person, at) DO UPDATE SET words = excluded.words";
    let Goal { community, person, at, known, ref words, by } = *new;
    let person = person.unwrap_or(NOBODY);
    tx.run(SQL, params![i64::from(year), community, person, at, known, words, by]).map(|_| ())
}

/// The goals of a community and its workers, the newest first.
pub fn goals(tx: &mut Tx<'_>, year: i16, community: UnitId, limit: u32) -> Result<Vec<Goal>> {
    // Primary key (year, community, person, at).
    const SQL: &str = "
        SELECT community, person, at, known, words, by_person FROM assessment_goal
        WHERE year = $1 AND community = $2 ORDER BY at DESC LIMIT $3";
    tx.all(SQL, params![i64::from(year), community, limit], read_goal)
}

/// The goals of a worker, the newest first.
pub fn goals_of(tx: &mut Tx<'_>, year: i16, person: PersonId, limit: u32) -> Result<Vec<Goal>> {
    // Uses index assessment_goal_person (year, person).
    const SQL: &str = "
        SELECT community, person, at, known, words, by_person FROM assessment_goal
        WHERE year = $1 AND person = $2 ORDER BY at DESC LIMIT $3";
    tx.all(SQL, params![i64::from(year), person, limit], read_goal)
}

/// How many communities of a street have a goal of their own.
pub fn communities_with_goals(tx: &mut Tx<'_>, year: i16) -> Result<u32> {
    const SQL: &str =
        "SELECT COUNT(DISTINCT community) FROM assessment_goal WHERE year = $1 AND person = $2";
    let count = tx.one(SQL, params![i64::from(year), NOBODY], |row| row.get(0))?;
    Ok(count.unwrap_or(0))
}

/// Adds a note.
pub fn add_note(tx: &mut Tx<'_>, year: i16, new: &Note) -> Result<()> {
    const SQL: &str = "
        INSERT INTO assessment_note (id, year, person, day, known, by_person, words)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let Note { id, person, day, known, by, ref words } = *new;
    tx.run(SQL, params![id, i64::from(year), person, day, known, by, words]).map(|_| ())
}

/// The notes on a worker's year before `before`, the newest first.
pub fn notes(
    tx: &mut Tx<'_>,
    year: i16,
    person: PersonId,
    before: i64,
    limit: u32,
) -> Result<Vec<Note>> {
    // Uses index assessment_note_person (year, person, id).
    const SQL: &str = "
        SELECT id, person, day, known, by_person, words FROM assessment_note
        WHERE year = $1 AND person = $2 AND id < $3 ORDER BY id DESC LIMIT $4";
    let read = |row: &Row| {
        Ok(Note {
            id: row.get(0)?,
            person: row.get(1)?,
            day: row.get(2)?,
            known: row.get(3)?,
            by: row.get(4)?,
            words: row.get(5)?,
        })
    };
    tx.all(SQL, params![i64::from(year), person, before, limit], read)
}

/// Adds what the street says.
pub fn add_mark(tx: &mut Tx<'_>, year: i16, new: &StreetMark) -> Result<()> {
    const SQL: &str = "
        INSERT INTO assessment_mark (year, person, at, mark, words, by_person)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (year, person, at) DO UPDATE SET mark = excluded.mark, words = excluded.words,
            by_person = excluded.by_person";
    let StreetMark { person, at, mark, ref words, by } = *new;
    let mark = parts(mark)?;
    tx.run(SQL, params![i64::from(year), person, at, mark, words, by]).map(|_| ())
}

/// What the street said last of a worker.
pub fn mark(tx: &mut Tx<'_>, year: i16, person: PersonId) -> Result<Option<StreetMark>> {
    // Primary key (year, person, at).
    const SQL: &str = "
        SELECT person, at, mark, words, by_person FROM assessment_mark
        WHERE year = $1 AND person = $2 ORDER BY at DESC LIMIT 1";
    let read = |row: &Row| {
        Ok(StreetMark {
            person: row.get(0)?,
            at: row.get(1)?,
            mark: whole(row.get(2)?),
            words: row.get(3)?,
            by: row.get(4)?,
        })
    };
    tx.one(SQL, params![i64::from(year), person], read)
}

/// Who serves in a community on a day, and whether they head it.
pub fn panel_service(
    tx: &mut Tx<'_>,
    community: UnitId,
    day: Date,
    limit: u32,
) -> Result<Vec<(PersonId, bool)>> {
    // Walks the services: a district has some thousand, and a panel is opened once a year.
    const SQL: &str = "
        SELECT person, MAX(secretary) FROM worker_service
        WHERE community = $1 AND since <= $2 AND (until IS NULL OR until > $2)
        GROUP BY person ORDER BY person LIMIT $3";
    tx.all(SQL, params![community, day, limit], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Stands for no person: the goal is the community's.
const NOBODY: PersonId = PersonId(0);
/// A mark is kept in ten-thousandths: as many decimals as policy takes.
const DECIMALS: u32 = 4;

/// A mark, or a sum of marks, as it is kept.
pub(super) fn parts(mark: Decimal) -> Result<i64> {
    let scaled = mark * Decimal::from(10_i64.pow(DECIMALS));
    let whole = scaled.trunc();
    i64::try_from(whole).map_err(|_| Failed::Broken("a mark is too large".into()))
}

pub(super) fn whole(parts: i64) -> Decimal {
    Decimal::new(parts, DECIMALS).normalize()
}

fn read_goal(row: &Row) -> Result<Goal> {
    let person: PersonId = row.get(1)?;
    Ok(Goal {
        community: row.get(0)?,
        person: (person != NOBODY).then_some(person),
        at: row.get(2)?,
        known: row.get(3)?,
        words: row.get(4)?,
        by: row.get(5)?,
    })
}

fn read(row: &Row) -> Result<Assessment> {
    let course = Course {
        opened: row.get(2)?,
        goals: row.get(3)?,
        decided: row.get(4)?,
        published: row.get(7)?,
        ends: row.get(8)?,
        appeal_until: row.get(9)?,
    };
    Ok(Assessment {
        year: year(row.get(0)?)?,
        version: row.get(1)?,
        course,
        decided_by: row.get(5)?,
        order_no: row.get(6)?,
    })
}

pub(super) fn year(year: i64) -> Result<i16> {
    i16::try_from(year).map_err(|_| Failed::Broken("a year of an assessment is none".into()))
}
