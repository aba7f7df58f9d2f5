//! What was paid to somebody (工资条): theirs to read, and the personnel office's and the auditor's.
use super::{Run, State, load, right};
use crate::org::Directory;
use crate::{Cx, Failed, Result};
use ::ladder::pay::run::Period;
use ::org::{Action, Person, Who};
use base::{Fen, PayRunId, PersonId};
use std::sync::Arc;
use store::ladder::pay::{run, slip};

/// Three years of runs: what is older is asked for by its month.
const ROWS_MAX: u32 = 40;

/// A run in which somebody was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaidRow {
    pub run: PayRunId,
    pub period: Period,
    pub total: Fen,
}

/// Everything on a slip.
pub struct PaidPage {
    pub person: Person,
    pub run: Run,
    pub slip: slip::Slip,
    pub directory: Arc<Directory>,
}

/// The runs in which somebody was paid, the latest first. Nothing of drafts.
pub fn list(cx: &mut Cx<'_, '_>, who: &Who, person: PersonId) -> Result<Vec<PaidRow>> {
    load(cx, who, person, Action::ReadPay)?;
    rows(cx, person)
}

pub(super) fn rows(cx: &mut Cx<'_, '_>, person: PersonId) -> Result<Vec<PaidRow>> {
    let rows = slip::paid_to(cx.tx, person, ROWS_MAX)?.into_iter();
    Ok(rows.map(|(run, period, total)| PaidRow { run, period, total }).collect())
}

/// A slip as it was paid. One of a draft is there for those alone who read the run.
pub fn slip(cx: &mut Cx<'_, '_>, who: &Who, person: PersonId, run: PayRunId) -> Result<PaidPage> {
    load(cx, who, person, Action::ReadPay)?;
    let run = run::get(cx.tx, run)?.ok_or(Failed::NotFound)?;
    if run.state == State::Draft && right(who, Action::ReadPayRuns, None).is_err() {
        return Err(Failed::NotFound);
    }
    let slip = slip::get(cx.tx, run.id, person)?.ok_or(Failed::NotFound)?;
    let person = store::org::person::get(cx.tx, person)?.ok_or(Failed::NotFound)?;
    let directory = cx.directory()?;
    Ok(PaidPage { person, run, slip, directory })
}
