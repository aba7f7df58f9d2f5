//! What events are about (留痕对象), by name: one statement for all of a kind on a page.
//!
//! For whoever reads the history. A thing that is gone has no name; its id still stands there.
use crate::{Result, Tx, Value};
use std::collections::BTreeMap;

/// A name: in Chinese and English, and of what it is a part, or by what it is held (名称).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    pub zh: String,
    pub en: String,
    pub of_zh: String,
    pub of_en: String,
}

/// Names by id.
pub type Named = BTreeMap<i64, Name>;

/// The names of things of one kind; none where the kind has no names.
pub fn names(tx: &mut Tx<'_>, noun: &str, ids: &[i64]) -> Result<Named> {
    match noun {
        "matter" => matters(tx, ids),
        "account" => accounts(tx, ids),
        "unit" | "grid" | "quota" => units(tx, ids),
        "post" => posts(tx, ids),
        "person" | "worker" => people(tx, ids),
        "appointment" => appointments(tx, ids),
        "absence" => absences(tx, ids),
        "api_key" => keys(tx, ids),
        "patrol_point" => patrol_points(tx, ids),
        "training" => trainings(tx, ids),
        "course" => courses(tx, ids),
        "growth_plan" => growth_plans(tx, ids),
        _ => Ok(Named::new()),
    }
}

/// How many ids one statement takes: a page of the history.
const CHUNK: usize = 50;

macro_rules! id_list {
    () => {
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
         $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36,
         $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50"
    };
}

fn all(tx: &mut Tx<'_>, sql: &'static str, ids: &[i64]) -> Result<Named> {
    let mut named = Named::new();
    for chunk in ids.chunks(CHUNK) {
        let given = (0..CHUNK).map(|at| chunk.get(at).map_or(Value::Null, |id| Value::from(*id)));
        let given: Vec<Value> = given.collect();
        let rows = tx.all(sql, &given, |row| {
            let name =
                Name { zh: row.get(1)?, en: row.get(2)?, of_zh: row.get(3)?, of_en: row.get(4)? };
            Ok((row.get::<i64>(0)?, name))
        })?;
        named.extend(rows);
    }
    Ok(named)
}

/// Numbers, by the primary key.
fn matters(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Named> {
    const SQL: &str =
        concat!("SELECT id, number, number, '', '' FROM matter WHERE id IN (", id_list!(), ")");
    all(tx, SQL, ids)
}

/// Logins, each of its person.
fn accounts(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Named> {
    const SQL: &str = concat!(
        "SELECT a.id, a.login, a.login, n.name_zh, n.name_en FROM account a JOIN person n ON n.id = a.person WHERE a.id IN (",
        id_list!(),
        ")"
    );
    all(tx, SQL, ids)
}

/// Units, grids among them.
fn units(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Named> {
    const SQL: &str =
        concat!("SELECT id, name_zh, name_en, '', '' FROM unit WHERE id IN (", id_list!(), ")");
    all(tx, SQL, ids)
}

/// Posts, each of its unit.
fn posts(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Named> {
    const SQL: &str = concat!(
        "SELECT p.id, p.title_zh, p.title_en, u.name_zh, u.name_en FROM post p JOIN unit u ON u.id = p.unit WHERE p.id IN (",
        id_list!(),
        ")"
    );
    all(tx, SQL, ids)
}

/// People who work here.
fn people(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Named> {
    const SQL: &str =
        concat!("SELECT id, name_zh, name_en, '', '' FROM person WHERE id IN (", id_list!(), ")");
    all(tx, SQL, ids)
}

/// Appointments: who, to which post.
fn appointments(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Named> {
    const SQL: &str = concat!(
        "SELECT a.id, n.name_zh, n.name_en, p.title_zh, p.title_en FROM appointment a JOIN person n ON n.id = a.person JOIN post p ON p.id = a.post WHERE a.id IN (",
        id_list!(),
        ")"
    );
    all(tx, SQL, ids)
}

/// Absences: whose.
fn absences(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Named> {
    const SQL: &str = concat!(
        "SELECT a.id, n.name_zh, n.name_en, '', '' FROM absence a JOIN person n ON n.id = a.person WHERE a.id IN (",
        id_list!(),
        ")"
    );
    all(tx, SQL, ids)
}

/// Keys of other systems.
fn keys(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Named> {
    const SQL: &str =
        concat!("SELECT id, name, name, owner, owner FROM api_key WHERE id IN (", id_list!(), ")");
    all(tx, SQL, ids)
}

/// Places of patrol, by the name of their last version.
fn patrol_points(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Named> {
    const SQL: &str = concat!(
        "SELECT id, name, name, '', '' FROM patrol_point WHERE id IN (",
        id_list!(),
        ") ORDER BY since"
    );
    all(tx, SQL, ids)
}

/// Sessions of training, by title, each of its unit.
fn trainings(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Named> {
    const SQL: &str = concat!(
        "SELECT t.id, t.title, t.title, u.name_zh, u.name_en FROM training_session t JOIN unit u ON u.id = t.unit WHERE t.id IN (",
        id_list!(),
        ")"
    );
    all(tx, SQL, ids)
}

/// Courses, by title, each of its unit.
fn courses(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Named> {
    const SQL: &str = concat!(
        "SELECT c.id, c.title, c.title, u.name_zh, u.name_en FROM course c JOIN unit u ON u.id = c.unit WHERE c.id IN (",
        id_list!(),
        ")"
    );
    all(tx, SQL, ids)
}

/// Places of the growth channel, by their street.
fn growth_plans(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Named> {
    const SQL: &str = concat!(
        "SELECT g.id, u.name_zh, u.name_en, '', '' FROM growth_plan g JOIN unit u ON u.id = g.street WHERE g.id IN (",
        id_list!(),
        ")"
    );
    all(tx, SQL, ids)
}
