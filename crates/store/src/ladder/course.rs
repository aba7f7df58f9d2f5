//! Rows of `course`, `course_topic` and `course_confirmed` (网络课程、专题、学习确认). Nothing is kept of
//! who opened what for how long.
use crate::{Result, Row, Tx, params};
use base::{CourseId, Date, PersonId, UnitId};
use ladder::rules::Organiser;

/// A course (网络课程).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    pub id: CourseId,
    /// The district or the street that offers it.
    pub unit: UnitId,
    pub organiser: Organiser,
    pub title: String,
    pub lead: String,
    pub since: Date,
    /// The first day on which it is no longer offered.
    pub until: Option<Date>,
}

/// A topic with its material (专题).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    pub no: u32,
    pub title: String,
    pub body: String,
    /// An address of more; empty for none.
    pub link: String,
}

macro_rules! course_columns {
    () => {
        "c.id, c.unit, c.organiser, c.title, c.lead, c.since, c.until"
    };
}

/// Adds a course with its topics.
pub fn insert(tx: &mut Tx<'_>, new: &Course, topics: &[Topic]) -> Result<()> {
    const SQL: &str = "
        INSERT INTO course (id, unit, organiser, title, lead, since, until)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let Course { id, unit, organiser, ref title, ref lead, since, until } = *new;
    tx.run(SQL, params![id, unit, organiser.code(), title, lead, since, until])?;
    const TOPIC: &str =
        "INSERT INTO course_topic (course, no, title, body, link) VALUES ($1, $2, $3, $4, $5)";
    for topic in topics {
        let Topic { no, ref title, ref body, ref link } = *topic;
        tx.run(TOPIC, params![id, no, title, body, link])?;
    }
    Ok(())
}

/// One course.
pub fn get(tx: &mut Tx<'_>, id: CourseId) -> Result<Option<Course>> {
    const SQL: &str = concat!("SELECT ", course_columns!(), " FROM course c WHERE c.id = $1");
    tx.one(SQL, params![id], read)
}

/// Its topics in their order.
pub fn topics(tx: &mut Tx<'_>, id: CourseId, limit: u32) -> Result<Vec<Topic>> {
    // Primary key (course, no).
    const SQL: &str = "
        SELECT no, title, body, link FROM course_topic WHERE course = $1 ORDER BY no LIMIT $2";
    let topic = |row: &Row| {
        Ok(Topic { no: row.get(0)?, title: row.get(1)?, body: row.get(2)?, link: row.get(3)? })
    };
    tx.all(SQL, params![id, limit], topic)
}

/// The courses of a street and of the district, the last first, those before `before`.
pub fn list(tx: &mut Tx<'_>, street: UnitId, before: CourseId, limit: u32) -> Result<Vec<Course>> {
    // Walks the primary key: a district offers some dozen a year.
    const SQL: &str = concat!(
        "SELECT ",
        course_columns!(),
        " FROM course c WHERE (c.unit = $1 OR c.organiser = 'district') AND c.id < $2
          ORDER BY c.id DESC LIMIT $3"
    );
    tx.all(SQL, params![street, before, limit], read)
}

/// Ends a course that is offered (停开).
pub fn end(tx: &mut Tx<'_>, id: CourseId, until: Date) -> Result<()> {
    const SQL: &str = "UPDATE course SET until = $2 WHERE id = $1 AND until IS NULL";
    tx.run_one(SQL, params![id, until])
}

/// Somebody confirms a course (确认学完); says whether that is new.
pub fn confirm(tx: &mut Tx<'_>, person: PersonId, id: CourseId, known: Date) -> Result<bool> {
    const SQL: &str = "
        INSERT INTO course_confirmed (person, course, known) VALUES ($1, $2, $3)
        ON CONFLICT (person, course) DO NOTHING";
    Ok(tx.run(SQL, params![person, id, known])? == 1)
}

/// What somebody confirmed, and when.
pub fn confirmed(tx: &mut Tx<'_>, person: PersonId, limit: u32) -> Result<Vec<(CourseId, Date)>> {
    // Primary key (person, course).
    const SQL: &str = "
        SELECT course, known FROM course_confirmed WHERE person = $1
        ORDER BY course DESC LIMIT $2";
    tx.all(SQL, params![person, limit], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// How many confirmed a course.
pub fn count(tx: &mut Tx<'_>, id: CourseId) -> Result<u32> {
    // Uses index course_confirmed_course.
    const SQL: &str = "SELECT COUNT(*) FROM course_confirmed WHERE course = $1";
    Ok(tx.one(SQL, params![id], |row| row.get(0))?.unwrap_or(0))
}

fn read(row: &Row) -> Result<Course> {
    Ok(Course {
        id: row.get(0)?,
        unit: row.get(1)?,
        organiser: row.code(2, Organiser::parse)?,
        title: row.get(3)?,
        lead: row.get(4)?,
        since: row.get(5)?,
        until: row.get(6)?,
    })
}
