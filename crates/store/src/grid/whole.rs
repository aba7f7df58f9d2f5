//! Matters whose whole story is known when they come in (整件入库): row, relay, leg and words.
//!
//! An import saves thousands in one transaction, table by table, each statement prepared once.
//! The columns are those of [`super::matter`] and of the relay's own rows.
use crate::grid::matter::{self, Matter};
use crate::grid::search;
use crate::relay::{leg, relay};
use crate::{Result, Tx, Value, params};
use ::relay::{Leg, Relay};

/// A matter with its relay, the only leg of it, and the words it is found by.
#[derive(Clone, Debug)]
pub struct Whole {
    pub matter: Matter,
    pub relay: Relay,
    pub leg: Leg,
    pub words: String,
}

/// Saves them. Their events are the caller's.
pub fn insert(tx: &mut Tx<'_>, wholes: &[Whole]) -> Result<()> {
    tx.run_each(matter::INSERT, wholes.iter().map(|whole| Ok(matter::values(&whole.matter))))?;
    tx.run_each(relay::INSERT, wholes.iter().map(|whole| relay::values(&whole.relay)))?;
    tx.run_each(leg::INSERT, wholes.iter().map(|whole| Ok(leg::values(whole.relay.id, &whole.leg))))?;
    let open = wholes.iter().filter(|whole| whole.relay.ended.is_none());
    let touch = |whole: &Whole| Ok(params![whole.relay.holder, whole.matter.id].to_vec());
    tx.run_each(matter::TOUCH, open.map(touch))?;
    let sql = search::insert_sql(tx.engine());
    let words = |whole: &Whole| Ok(search::values(whole.matter.id, &whole.matter.place, &whole.words));
    tx.run_each(sql, wholes.iter().map(words))
}

/// How many numbers one question names.
const ASKED: usize = 50;

/// Those of the other systems' numbers that are here already.
pub fn known(tx: &mut Tx<'_>, externals: &[String]) -> Result<Vec<String>> {
    // Uses unique index matter_external.
    const SQL: &str = "
        SELECT external FROM matter WHERE external IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
            $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27,
            $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44,
            $45, $46, $47, $48, $49, $50)";
    let mut known = Vec::new();
    for some in externals.chunks(ASKED) {
        let last = some.last().expect("a chunk is not empty");
        let padded = some.iter().chain(std::iter::repeat(last)).take(ASKED);
        let asked: Vec<Value> = padded.map(Value::from).collect();
        known.extend(tx.all(SQL, &asked, |row| row.get::<String>(0))?);
    }
    Ok(known)
}
