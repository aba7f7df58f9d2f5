//! Rows of `training_session`, `training_part` and `training_signed` (培训班次、参训、签认): what is
//! planned, who is invited, and for how many half days the organiser signed. What was signed later
//! stands; the earlier row stays.
use crate::{Result, Row, Tx, params};
use base::{Date, PersonId, TrainingId, UnitId};
use ladder::rules::Organiser;
use ladder::training::{Session, TrainingKind};
use org::Person;

/// A session (培训班次).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Training {
    pub id: TrainingId,
    /// The district or the street that organises it.
    pub unit: UnitId,
    pub plan: Session,
    pub title: String,
    pub topics: String,
    pub place: String,
    pub called_off: bool,
    pub version: i64,
}

/// Somebody who is invited (参训人员).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub person: Person,
    pub invited_on: Date,
    /// For how many half days the organiser signed, and when; 0 says "was not there".
    pub signed: Option<(u32, Date)>,
}

/// A session as one of those invited sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    pub training: Training,
    pub signed: Option<(u32, Date)>,
}

macro_rules! training_columns {
    () => {
        "t.id, t.unit, t.organiser, t.kind, t.title, t.topics, t.place, t.first_day, t.last_day,
         t.half_days, t.capacity, t.invited, t.called_off, t.version"
    };
}

/// Adds a session.
pub fn insert(tx: &mut Tx<'_>, new: &Training) -> Result<()> {
    const SQL: &str = "
        INSERT INTO training_session (id, unit, organiser, kind, title, topics, place, first_day,
            last_day, half_days, capacity, invited, called_off, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    let Training { id, unit, plan, ref title, ref topics, ref place, called_off, version } = *new;
    let Session { kind, organiser, first_day, last_day, half_days, capacity, invited } = plan;
    let (kind, organiser) = (kind.code(), organiser.code());
    let row = params![
        id, unit, organiser, kind, title, topics, place, first_day, last_day, half_days, capacity,
        invited, called_off, version
    ];
    tx.run(SQL, row).map(|_| ())
}

/// One session.
pub fn get(tx: &mut Tx<'_>, id: TrainingId) -> Result<Option<Training>> {
    const SQL: &str =
        concat!("SELECT ", training_columns!(), " FROM training_session t WHERE t.id = $1");
    tx.one(SQL, params![id], read)
}

/// The sessions of a street and of the district, the last planned first, those before `before`.
pub fn list(
    tx: &mut Tx<'_>,
    street: UnitId,
    before: TrainingId,
    limit: u32,
) -> Result<Vec<Training>> {
    // Walks the primary key: a district plans some hundred a year.
    const SQL: &str = concat!(
        "SELECT ",
        training_columns!(),
        " FROM training_session t WHERE (t.unit = $1 OR t.organiser = 'district') AND t.id < $2
          ORDER BY t.id DESC LIMIT $3"
    );
    tx.all(SQL, params![street, before, limit], read)
}

/// Those sessions that may still be invited to: not called off, not over on a day.
pub fn open(tx: &mut Tx<'_>, unit: UnitId, day: Date, limit: u32) -> Result<Vec<Training>> {
    // Uses index training_session_unit.
    const SQL: &str = concat!(
        "SELECT ",
        training_columns!(),
        " FROM training_session t WHERE t.unit = $1 AND t.last_day >= $2 AND t.called_off = 0
          ORDER BY t.first_day, t.id LIMIT $3"
    );
    tx.all(SQL, params![unit, day, limit], read)
}

/// Says how many are invited, if nobody changed the session meanwhile.
pub fn set_invited(tx: &mut Tx<'_>, id: TrainingId, version: i64, invited: u32) -> Result<()> {
    const SQL: &str = "
        UPDATE training_session SET invited = $3, version = version + 1
        WHERE id = $1 AND version = $2";
    tx.run_one(SQL, params![id, version, invited])
}

/// Calls a session off (取消班次).
pub fn call_off(tx: &mut Tx<'_>, id: TrainingId, version: i64) -> Result<()> {
    const SQL: &str = "
        UPDATE training_session SET called_off = 1, version = version + 1
        WHERE id = $1 AND version = $2";
    tx.run_one(SQL, params![id, version])
}

/// Invites somebody, be it again.
pub fn invite(tx: &mut Tx<'_>, id: TrainingId, person: PersonId, on: Date) -> Result<()> {
    const SQL: &str = "
        INSERT INTO training_part (session, person, invited_on, withdrawn) VALUES ($1, $2, $3, 0)
        ON CONFLICT (session, person) DO UPDATE SET invited_on = excluded.invited_on,
            withdrawn = 0";
    tx.run(SQL, params![id, person, on]).map(|_| ())
}

/// Takes an invitation back (取消邀请).
pub fn withdraw(tx: &mut Tx<'_>, id: TrainingId, person: PersonId) -> Result<()> {
    const SQL: &str = "
        UPDATE training_part SET withdrawn = 1
        WHERE session = $1 AND person = $2 AND withdrawn = 0";
    tx.run_one(SQL, params![id, person])
}

/// Writes down what the organiser signed.
pub fn sign(
    tx: &mut Tx<'_>,
    (id, person): (TrainingId, PersonId),
    known: Date,
    half_days: u32,
    signer: PersonId,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO training_signed (session, person, known, half_days, signer)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (session, person, known) DO UPDATE SET half_days = excluded.half_days,
            signer = excluded.signer";
    tx.run(SQL, params![id, person, known, half_days, signer]).map(|_| ())
}

/// Whether somebody is invited, and what was signed for them.
pub fn part(tx: &mut Tx<'_>, id: TrainingId, person: PersonId) -> Result<Option<Part>> {
    // Primary key of training_part.
    const SQL: &str = "
        SELECT p.id, p.name_zh, p.name_en, a.invited_on, s.half_days, s.known
        FROM training_part a JOIN person p ON p.id = a.person
        LEFT JOIN training_signed s ON s.session = a.session AND s.person = a.person
            AND s.known = (SELECT MAX(l.known) FROM training_signed l
                           WHERE l.session = a.session AND l.person = a.person)
        WHERE a.session = $1 AND a.person = $2 AND a.withdrawn = 0";
    tx.one(SQL, params![id, person], read_part)
}

/// Who is invited, by name, those after `after`; with a street, those who serve there on a day.
pub fn parts(
    tx: &mut Tx<'_>,
    id: TrainingId,
    (street, day): (Option<UnitId>, Date),
    after: (&str, PersonId),
    limit: u32,
) -> Result<Vec<Part>> {
    // Primary key of training_part: a session holds some hundred.
    const SQL: &str = "
        SELECT p.id, p.name_zh, p.name_en, a.invited_on, s.half_days, s.known
        FROM training_part a JOIN person p ON p.id = a.person
        LEFT JOIN training_signed s ON s.session = a.session AND s.person = a.person
            AND s.known = (SELECT MAX(l.known) FROM training_signed l
                           WHERE l.session = a.session AND l.person = a.person)
        WHERE a.session = $1 AND a.withdrawn = 0 AND (p.name_zh, p.id) > ($2, $3)
            AND (CAST($4 AS BIGINT) = 0 OR EXISTS (
                SELECT 1 FROM worker_service w WHERE w.person = a.person AND w.street = $4
                    AND (w.until IS NULL OR w.until > $5)))
        ORDER BY p.name_zh, p.id LIMIT $6";
    let street = street.map_or(0, |street| street.0);
    tx.all(SQL, params![id, after.0, after.1, street, day, limit], read_part)
}

/// The sessions somebody is or was invited to, the last first.
pub fn of_person(tx: &mut Tx<'_>, person: PersonId, limit: u32) -> Result<Vec<Own>> {
    // Uses index training_part_person.
    const SQL: &str = concat!(
        "SELECT ",
        training_columns!(),
        ", s.half_days, s.known FROM training_part a JOIN training_session t ON t.id = a.session
         LEFT JOIN training_signed s ON s.session = a.session AND s.person = a.person
            AND s.known = (SELECT MAX(l.known) FROM training_signed l
                           WHERE l.session = a.session AND l.person = a.person)
         WHERE a.person = $1 AND a.withdrawn = 0 ORDER BY t.first_day DESC, t.id LIMIT $2"
    );
    let own = |row: &Row| Ok(Own { training: read(row)?, signed: signed(row, 14)? });
    tx.all(SQL, params![person, limit], own)
}

fn read(row: &Row) -> Result<Training> {
    let plan = Session {
        organiser: row.code(2, Organiser::parse)?,
        kind: row.code(3, TrainingKind::parse)?,
        first_day: row.get(7)?,
        last_day: row.get(8)?,
        half_days: row.get(9)?,
        capacity: row.get(10)?,
        invited: row.get(11)?,
    };
    Ok(Training {
        id: row.get(0)?,
        unit: row.get(1)?,
        plan,
        title: row.get(4)?,
        topics: row.get(5)?,
        place: row.get(6)?,
        called_off: row.get(12)?,
        version: row.get(13)?,
    })
}

fn read_part(row: &Row) -> Result<Part> {
    let person = Person { id: row.get(0)?, name_zh: row.get(1)?, name_en: row.get(2)? };
    Ok(Part { person, invited_on: row.get(3)?, signed: signed(row, 4)? })
}

/// Half days and the day on which they were signed.
fn signed(row: &Row, at: usize) -> Result<Option<(u32, Date)>> {
    let half_days: Option<u32> = row.get(at)?;
    Ok(half_days.zip(row.get::<Option<Date>>(at + 1)?))
}
