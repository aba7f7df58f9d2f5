//! The register of a run (工资表): one row a worker, for the offices. Taking it along is recorded.
//!
//! What is *not* here: what the finance office takes off. Those columns stay empty; the program
//! does not know them.
use super::{Run, right};
use crate::org::Directory;
use crate::{Cx, Event, Failed, Result};
use ::ladder::Value;
use ::ladder::pay::Item;
use ::ladder::pay::run::RunLine;
use ::org::{Action, Who};
use base::{Fen, PayRunId, PersonId, UnitId};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::ladder::pay::{run as rows, slip};

/// More than the workers of a district.
const ROWS_MAX: u32 = 50_000;

/// A register (工资表).
pub struct Register {
    pub run: Run,
    pub street: Option<UnitId>,
    pub rows: Vec<Row>,
    pub directory: Arc<Directory>,
}

/// A worker's row (一行).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub name_zh: String,
    pub name_en: String,
    pub community: Option<UnitId>,
    /// The code of the post's kind, the level and the coefficient at the end of the period.
    pub post: Option<&'static str>,
    pub level: Option<u8>,
    pub coefficient: Option<String>,
    pub due: Fen,
    pub base: Fen,
    pub performance: Fen,
    pub education: Fen,
    pub professional: Fen,
    pub reward: Fen,
    pub less: Fen,
    pub arrears: Fen,
    pub total: Fen,
}

/// The register of a run, of a street or of all, by name.
pub fn register(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    id: PayRunId,
    street: Option<UnitId>,
) -> Result<Register> {
    let granted = right(who, Action::ReadPayRuns, None)?;
    let run = rows::get(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let named = slip::list(cx.tx, id, street, ("", PersonId(0)), ROWS_MAX)?;
    let all = slip::of_many(cx.tx, id, (PersonId(0), PersonId(i64::MAX)))?;
    let mut lines: BTreeMap<PersonId, Vec<RunLine>> =
        all.into_iter().map(|slip| (slip.person, slip.lines)).collect();
    let rows = named.into_iter().filter(|named| named.slip.refused.is_none()).map(|named| {
        let lines = lines.remove(&named.slip.person).unwrap_or_default();
        let (name_zh, name_en) = (named.name_zh, named.name_en);
        let community = Some(named.slip.community);
        Row { name_zh, name_en, community, total: named.slip.total, ..row(&lines) }
    });
    let rows: Vec<Row> = rows.collect();
    let detail = json!({ "period": run.period.to_string(), "street": street, "rows": rows.len() });
    let (actor, post, noun, subject) = (who.person, granted.post, "pay_run", run.id.0);
    cx.record(Event { actor, post, noun, subject, what: "taken_along", detail, basis: None })?;
    let directory = cx.directory()?;
    Ok(Register { run, street, rows, directory })
}

/// The sums of a slip by column: what is of this period, and all arrears in one.
fn row(lines: &[RunLine]) -> Row {
    let mut row = Row::default();
    for RunLine { is_arrears, line, .. } in lines {
        if *is_arrears {
            row.arrears += if line.item.is_paid() { line.amount } else { Fen::ZERO };
            continue;
        }
        let column = match line.item {
            Item::Due => {
                for operand in &line.operands {
                    match (operand.name, &operand.value) {
                        ("post", Value::Code(code)) => row.post = Some(code),
                        ("level", Value::Level(level)) => row.level = Some(*level),
                        ("coefficient", Value::Number(number)) => {
                            row.coefficient = Some(number.to_string());
                        }
                        _ => {}
                    }
                }
                &mut row.due
            }
            Item::Base | Item::PostSubsidy | Item::LevelSubsidy => &mut row.base,
            Item::PerformanceKept => continue,
            Item::Performance => &mut row.performance,
            Item::EducationAllowance => &mut row.education,
            Item::ProfessionalAllowance => &mut row.professional,
            Item::Reward => &mut row.reward,
            Item::Absence | Item::Probation => &mut row.less,
        };
        *column += line.amount;
    }
    row
}
