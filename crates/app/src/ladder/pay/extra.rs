//! What an office keeps besides the record (社保、体检): insurance, the yearly check-up. Written by the
//! personnel office, never about oneself.
use super::super::{changed, load};
use crate::{Cx, Failed, Result};
use ::org::{Action, Who};
use base::{Date, PersonId, Text};
use serde_json::json;
use store::ladder::pay::benefit;

pub use store::ladder::pay::benefit::{Benefit, Recorded as RecordedBenefit};

/// More than a working life brings.
pub const ROWS_MAX: u32 = 500;
/// A remark: the insurer, the place of the check-up.
pub const NOTE_MAX: usize = 60;

/// What is recorded of somebody, the newest first.
pub(super) fn of(cx: &mut Cx<'_, '_>, person: PersonId) -> Result<Vec<RecordedBenefit>> {
    Ok(benefit::of(cx.tx, person, ROWS_MAX)?)
}

/// Records insurance or a check-up (登记社保、公积金、体检).
pub fn record_benefit(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    person: PersonId,
    (benefit, since): (Benefit, Date),
    note: &str,
) -> Result<()> {
    let (_, granted) = load(cx, who, person, Action::EditWorker)?;
    let note: Option<Text<NOTE_MAX>> = match note.trim() {
        "" => None,
        note => Some(Text::new(note).map_err(|refused| Failed::text("note", refused))?),
    };
    let note = note.map(|note| note.to_string()).unwrap_or_default();
    let new = RecordedBenefit { benefit, since, known: cx.today(), note };
    benefit::add(cx.tx, person, &new)?;
    let detail = json!({ "benefit": benefit, "since": since });
    changed(cx, (who, granted), person, "benefit_recorded", detail, None)
}
