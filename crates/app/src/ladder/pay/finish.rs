//! Making a run final (定稿): by a second person, once the day whose knowledge it shows is over, and
//! only where it comes out the same once more.
//!
//! So a final run can be asked again at any time: nothing is added any more to what was known then.
use super::make::{drawn, in_order};
use super::{Run, State, record, right};
use crate::{Cx, Failed, Result};
use ::org::{Action, Who};
use base::{PayRunId, PersonId};
use store::ladder::pay::run as rows;
use store::ladder::pay::slip::{self, Slip};

/// Makes a draft final. `version` is the draft that was looked at.
pub fn finish(cx: &mut Cx<'_, '_>, who: &Who, id: PayRunId, version: i64) -> Result<()> {
    let run = rows::get(cx.tx, id)?;
    let made_by = run.as_ref().and_then(|run| run.made_by);
    let granted = right(who, Action::FinishPayRun, made_by)?;
    let run = run.ok_or(Failed::NotFound)?;
    let person = who.person.ok_or(Failed::NotFound)?;
    if run.version != version && run.state == State::Draft {
        return Err(Failed::Stale);
    }
    if let Some(refused) = hindrance(cx, &run, person)? {
        return Err(refused);
    }
    let before = in_order(cx, run.period, run.known)?;
    let again = drawn(cx, run.period, run.known, &before)?;
    if !is_as_kept(cx, &run, &again.slips)? {
        return Err(Failed::refused("pay_comes_out_otherwise"));
    }
    rows::finish(cx.tx, &run, person, cx.at)?;
    record(cx, &run, (who.person, granted.post), "finished")
}

/// What stands in the way of a draft, but for what has to be worked out again.
pub(super) fn hindrance(
    cx: &mut Cx<'_, '_>,
    run: &Run,
    person: PersonId,
) -> Result<Option<Failed>> {
    let known = || vec![("known", run.known.to_string())];
    let refused = match () {
        () if run.state == State::Final => Failed::refused("pay_run_final"),
        () if run.made_by.is_none() => Failed::refused("pay_no_maker"),
        () if run.known >= cx.today() => {
            Failed::Refused { code: "pay_day_not_over", facts: known() }
        }
        () if run.finals != rows::finals(cx.tx)? => Failed::refused("pay_base_moved"),
        () if slip::get(cx.tx, run.id, person)?.is_some() => Failed::refused("pay_own_slip"),
        () => return Ok(None),
    };
    Ok(Some(refused))
}

/// So many slips are read at a time.
const PIECE: usize = 500;

/// Whether the slips are those that are kept.
fn is_as_kept(cx: &mut Cx<'_, '_>, run: &Run, slips: &[Slip]) -> Result<bool> {
    let mut after = PersonId(0);
    for piece in slips.chunks(PIECE) {
        let last = piece.last().map_or(after, |slip| slip.person);
        if slip::of_many(cx.tx, run.id, (after, last))? != piece {
            return Ok(false);
        }
        after = last;
    }
    Ok(slip::of_many(cx.tx, run.id, (after, PersonId(i64::MAX)))?.is_empty())
}

/// Works a final run out once more, as known then, and says whether it comes out the same (复算).
pub fn comes_out_the_same(cx: &mut Cx<'_, '_>, who: &Who, id: PayRunId) -> Result<bool> {
    right(who, Action::ReadPayRuns, None)?;
    let run = rows::get(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let before = super::make::before(cx, &run)?;
    let again = drawn(cx, run.period, run.known, &before)?;
    is_as_kept(cx, &run, &again.slips)
}
