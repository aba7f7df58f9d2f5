//! Rows of `matter_answer` (补充信息): what was answered to a category's own questions.
use crate::{Result, Tx, Value, params};
use base::MatterId;

/// One value given to one attribute of a matter; several where several may be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub attribute: String,
    pub value: String,
}

/// The most answers that one matter keeps: questions of a form, each with a few values.
pub const KEPT_MAX: u32 = 200;
/// How many matters [`of_all`] takes in one statement.
pub const CHUNK: usize = 50;

/// Keeps the answers of a matter, in their order.
pub fn insert(tx: &mut Tx<'_>, matter: MatterId, answers: &[Answer]) -> Result<()> {
    const SQL: &str =
        "INSERT INTO matter_answer (matter, attribute, no, value) VALUES ($1, $2, $3, $4)";
    let rows = (0i64..).zip(answers).map(|(no, answer)| {
        let Answer { attribute, value } = answer;
        params![matter, attribute, no, value].to_vec()
    });
    tx.run_each(SQL, rows)
}

/// The answers of a matter.
pub fn of_matter(tx: &mut Tx<'_>, matter: MatterId) -> Result<Vec<Answer>> {
    const SQL: &str = "
        SELECT attribute, value FROM matter_answer WHERE matter = $1 ORDER BY no LIMIT $2";
    tx.all(SQL, params![matter, KEPT_MAX], |row| {
        Ok(Answer { attribute: row.get(0)?, value: row.get(1)? })
    })
}

/// The answers of many matters, fifty to a statement.
pub fn of_all(tx: &mut Tx<'_>, matters: &[MatterId]) -> Result<Vec<(MatterId, Answer)>> {
    // Uses the primary key (matter, attribute, no).
    const SQL: &str = "
        SELECT matter, attribute, value FROM matter_answer
        WHERE matter IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
            $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32,
            $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47,
            $48, $49, $50)
        ORDER BY matter, no";
    let mut found = Vec::new();
    for chunk in matters.chunks(CHUNK) {
        let given = (0..CHUNK).map(|at| chunk.get(at).map_or(Value::Null, |id| Value::from(*id)));
        found.extend(tx.all(SQL, &given.collect::<Vec<_>>(), |row| {
            Ok((row.get(0)?, Answer { attribute: row.get(1)?, value: row.get(2)? }))
        })?);
    }
    Ok(found)
}
