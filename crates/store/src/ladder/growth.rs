//! Rows of `growth_plan` and `growth_candidate` (招录计划、人选). How many places are given stands on the
//! plan's row, whose version every change of a candidate takes: two at a time cannot both be the last.
use super::year;
use crate::{Result, Row, Tx, params};
use base::{Date, GrowthId, PersonId, UnitId};
use ladder::growth::{Candidacy, Channel, Plan};
use org::Person;

/// The places of a year in a street (年度计划).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    pub id: GrowthId,
    pub street: UnitId,
    pub plan: Plan,
    pub order_no: String,
    pub version: i64,
}

/// Somebody who may be chosen (人选).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub plan: GrowthId,
    pub person: Person,
    pub state: Candidacy,
    /// Since when it stands so.
    pub since: Date,
    pub order_no: String,
}

macro_rules! plan_columns {
    () => {
        "g.id, g.street, g.year, g.channel, g.places, g.used, g.order_no, g.version"
    };
}

/// Adds a plan; one of this street, year and channel must not be there.
pub fn insert(tx: &mut Tx<'_>, new: &Planned) -> Result<()> {
    const SQL: &str = "
        INSERT INTO growth_plan (id, street, year, channel, places, used, order_no, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let Planned { id, street, plan, ref order_no, version } = *new;
    let (year, channel) = (i64::from(plan.year), plan.channel.code());
    let row = params![id, street, year, channel, plan.places, plan.used, order_no, version];
    tx.run(SQL, row).map(|_| ())
}

/// One plan.
pub fn get(tx: &mut Tx<'_>, id: GrowthId) -> Result<Option<Planned>> {
    const SQL: &str = concat!("SELECT ", plan_columns!(), " FROM growth_plan g WHERE g.id = $1");
    tx.one(SQL, params![id], read)
}

/// The plan of a street, year and channel.
pub fn find(
    tx: &mut Tx<'_>,
    street: UnitId,
    of_year: i16,
    channel: Channel,
) -> Result<Option<Planned>> {
    // Uses the unique index (street, year, channel).
    const SQL: &str = concat!(
        "SELECT ",
        plan_columns!(),
        " FROM growth_plan g WHERE g.street = $1 AND g.year = $2 AND g.channel = $3"
    );
    tx.one(SQL, params![street, i64::from(of_year), channel.code()], read)
}

/// All plans of a year: two for each street.
pub fn of_year(tx: &mut Tx<'_>, of_year: i16, limit: u32) -> Result<Vec<Planned>> {
    // Reads a table of two rows a street and year.
    const SQL: &str = concat!(
        "SELECT ",
        plan_columns!(),
        " FROM growth_plan g WHERE g.year = $1 ORDER BY g.street, g.channel LIMIT $2"
    );
    tx.all(SQL, params![i64::from(of_year), limit], read)
}

/// Saves places and what is used of them, if nobody changed the plan meanwhile.
pub fn save(tx: &mut Tx<'_>, changed: &Planned) -> Result<()> {
    const SQL: &str = "
        UPDATE growth_plan SET places = $3, used = $4, order_no = $5, version = version + 1
        WHERE id = $1 AND version = $2";
    let Planned { id, plan, ref order_no, version, .. } = *changed;
    tx.run_one(SQL, params![id, version, plan.places, plan.used, order_no])
}

/// Says how it stands with a candidate.
pub fn put(
    tx: &mut Tx<'_>,
    (plan, person): (GrowthId, PersonId),
    state: Candidacy,
    since: Date,
    order_no: &str,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO growth_candidate (plan, person, state, since, order_no)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (plan, person) DO UPDATE SET state = excluded.state, since = excluded.since,
            order_no = excluded.order_no";
    tx.run(SQL, params![plan, person, state.code(), since, order_no]).map(|_| ())
}

/// How it stands with one candidate.
pub fn state(tx: &mut Tx<'_>, plan: GrowthId, person: PersonId) -> Result<Option<Candidacy>> {
    const SQL: &str = "SELECT state FROM growth_candidate WHERE plan = $1 AND person = $2";
    tx.one(SQL, params![plan, person], |row| row.code(0, Candidacy::parse))
}

/// The candidates of a plan, by name.
pub fn candidates(tx: &mut Tx<'_>, plan: GrowthId, limit: u32) -> Result<Vec<Candidate>> {
    // Primary key (plan, person).
    const SQL: &str = "
        SELECT c.plan, p.id, p.name_zh, p.name_en, c.state, c.since, c.order_no
        FROM growth_candidate c JOIN person p ON p.id = c.person
        WHERE c.plan = $1 ORDER BY p.name_zh, p.id LIMIT $2";
    let read = |row: &Row| {
        let person = Person { id: row.get(1)?, name_zh: row.get(2)?, name_en: row.get(3)? };
        Ok(Candidate {
            plan: row.get(0)?,
            person,
            state: row.code(4, Candidacy::parse)?,
            since: row.get(5)?,
            order_no: row.get(6)?,
        })
    };
    tx.all(SQL, params![plan, limit], read)
}

fn read(row: &Row) -> Result<Planned> {
    let plan = Plan {
        year: year(row, 2)?,
        channel: row.code(3, Channel::parse)?,
        places: row.get(4)?,
        used: row.get(5)?,
    };
    let (id, street) = (row.get(0)?, row.get(1)?);
    Ok(Planned { id, street, plan, order_no: row.get(6)?, version: row.get(7)? })
}
