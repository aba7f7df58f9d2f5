//! Matters whose whole story is known when they come in (整件入库): row, relay, leg and words.
//!
//! An import saves thousands in one transaction, table by table, each statement prepared once, and
//! works out the values beside the writer, which everybody else waits for.
//! The columns are those of [`super::matter`] and of the relay's own rows.
use crate::grid::matter::{self, Matter};
use crate::grid::search;
use crate::relay::{leg, relay};
use crate::{Result, Tx, Value, params};
use ::relay::{Leg, Relay};

/// The rows of a matter with its relay and the only leg of it; all but the matter's number.
#[derive(Clone, Debug)]
pub struct Whole {
    matter: Vec<Value>,
    relay: Vec<Value>,
    leg: Vec<Value>,
    /// Nothing where it has ended: nobody here ever held it.
    touch: Option<Vec<Value>>,
    words: Vec<Value>,
    /// How much of the words is there without the number's.
    words_end: usize,
}

impl Whole {
    /// Works out the rows; `words` come from `grid::words::index`.
    pub fn new(matter: &Matter, relay: &Relay, leg: &Leg, words: &str) -> Result<Whole> {
        let open = relay.ended.is_none();
        let words = search::values(matter.id, &matter.place, words);
        Ok(Whole {
            matter: matter::values(matter),
            relay: relay::values(relay)?,
            leg: leg::values(relay.id, leg),
            touch: open.then(|| params![relay.holder, matter.id].to_vec()),
            words_end: text_len(&words[1]),
            words,
        })
    }

    /// Gives it its number, with the words of that. A second number takes the first one's place,
    /// for a transaction that runs again.
    pub fn number(&mut self, number: &str, words: &str) {
        self.matter[matter::NUMBER] = Value::from(number);
        if let Value::Text(text) = &mut self.words[1] {
            text.truncate(self.words_end);
            text.push(' ');
            text.push_str(words);
        }
    }
}

fn text_len(value: &Value) -> usize {
    if let Value::Text(text) = value { text.len() } else { 0 }
}

/// Saves them. Their events are the caller's.
pub fn insert(tx: &mut Tx<'_>, wholes: &[&Whole]) -> Result<()> {
    tx.run_each(matter::INSERT, wholes.iter().map(|whole| &whole.matter))?;
    tx.run_each(relay::INSERT, wholes.iter().map(|whole| &whole.relay))?;
    tx.run_each(leg::INSERT, wholes.iter().map(|whole| &whole.leg))?;
    tx.run_each(matter::TOUCH, wholes.iter().filter_map(|whole| whole.touch.as_ref()))?;
    tx.run_each(search::insert_sql(tx.engine()), wholes.iter().map(|whole| &whole.words))
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
