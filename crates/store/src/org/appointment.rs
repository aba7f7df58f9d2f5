//! Rows of `appointment` (任职): never deleted, only ended.
use crate::{Result, Row, Tx, params};
use base::{AppointmentId, Date, PersonId, PostId};
use org::{Appointment, Role};

/// Adds an appointment.
pub fn insert(tx: &mut Tx<'_>, new: &Appointment) -> Result<()> {
    const SQL: &str = "
        INSERT INTO appointment (id, post, person, since, until, order_no, deputy_rank)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let Appointment { id, post, person, since, until, order_no, deputy_rank } = new;
    let row = params![*id, *post, *person, *since, *until, order_no, *deputy_rank];
    tx.run(SQL, row).map(|_| ())
}

/// Ends an appointment, unless it is to end by then anyway.
pub fn end(tx: &mut Tx<'_>, id: AppointmentId, until: Date) -> Result<()> {
    const SQL: &str =
        "UPDATE appointment SET until = $2 WHERE id = $1 AND (until IS NULL OR until > $2)";
    tx.run_one(SQL, params![id, until])
}

/// One appointment.
pub fn get(tx: &mut Tx<'_>, id: AppointmentId) -> Result<Option<Appointment>> {
    const SQL: &str = "
        SELECT id, post, person, since, until, order_no, deputy_rank FROM appointment
        WHERE id = $1";
    tx.one(SQL, params![id], read)
}

/// The appointments in force on a day.
pub fn on(tx: &mut Tx<'_>, day: Date) -> Result<Vec<Appointment>> {
    // Reads the table: it grows by some hundred rows a year.
    const SQL: &str = "
        SELECT id, post, person, since, until, order_no, deputy_rank FROM appointment
        WHERE since <= $1 AND (until IS NULL OR until > $1) ORDER BY id";
    tx.all(SQL, params![day], read)
}

/// The appointments to a post, the newest first, at most `limit`.
pub fn of_post(tx: &mut Tx<'_>, post: PostId, limit: u32) -> Result<Vec<Appointment>> {
    // Uses index appointment_post.
    const SQL: &str = "
        SELECT id, post, person, since, until, order_no, deputy_rank FROM appointment
        WHERE post = $1 ORDER BY since DESC, deputy_rank, id DESC LIMIT $2";
    tx.all(SQL, params![post, limit], read)
}

/// A person's appointments, the newest first, at most `limit`.
pub fn of_person(tx: &mut Tx<'_>, person: PersonId, limit: u32) -> Result<Vec<Appointment>> {
    // Uses index appointment_person.
    const SQL: &str = "
        SELECT id, post, person, since, until, order_no, deputy_rank FROM appointment
        WHERE person = $1 ORDER BY since DESC, id DESC LIMIT $2";
    tx.all(SQL, params![person, limit], read)
}

/// Whether the post has, for that rank, an appointment on a day from `since` until before `until`.
pub fn clashes(tx: &mut Tx<'_>, new: &Appointment) -> Result<bool> {
    // Uses index appointment_post.
    const SQL: &str = "
        SELECT 1 FROM appointment
        WHERE post = $1 AND deputy_rank = $2 AND id <> $3
          AND (until IS NULL OR until > $4) AND since < $5 LIMIT 1";
    let until = new.until.unwrap_or(Date::MAX);
    let asked = params![new.post, new.deputy_rank, new.id, new.since, until];
    Ok(tx.one(SQL, asked, |row| row.get::<i64>(0))?.is_some())
}

/// The roles of the posts a person is in on some day from `since` until before `until`.
pub fn roles(
    tx: &mut Tx<'_>,
    person: PersonId,
    since: Date,
    until: Option<Date>,
) -> Result<Vec<Role>> {
    // Uses index appointment_person. There are no more answers than roles.
    const SQL: &str = "
        SELECT DISTINCT p.role FROM appointment a JOIN post p ON p.id = a.post
        WHERE a.person = $1 AND (a.until IS NULL OR a.until > $2) AND a.since < $3";
    let until = until.unwrap_or(Date::MAX);
    tx.all(SQL, params![person, since, until], |row| row.code(0, Role::parse))
}

fn read(row: &Row) -> Result<Appointment> {
    Ok(Appointment {
        id: row.get(0)?,
        post: row.get(1)?,
        person: row.get(2)?,
        since: row.get(3)?,
        until: row.get(4)?,
        order_no: row.get(5)?,
        deputy_rank: row.get(6)?,
    })
}
