//! What pay goes by or an office keeps besides the record (缺勤、社保、体检): absences, insurance, the
//! yearly check-up. Written by the personnel office, never about oneself.
use super::super::{changed, load};
use crate::{Cx, Failed, Result};
use ::ladder::pay::absence::{Absence, AbsenceKind};
use ::org::{Action, Who};
use base::{Date, PersonId, Text};
use serde_json::json;
use store::ladder::pay::{absence, benefit};

pub use store::ladder::pay::benefit::{Benefit, Recorded as RecordedBenefit};

/// More than a working life brings.
pub const ROWS_MAX: u32 = 500;
/// A remark: the insurer, the place of the check-up.
pub const NOTE_MAX: usize = 60;
/// Longer absences are entered in parts, so that a slip of the hand is no year.
const DAYS_MAX: i64 = 190;

/// What is recorded of somebody, the newest first.
pub struct Recorded {
    pub absences: Vec<Absence>,
    pub benefits: Vec<RecordedBenefit>,
}

pub(super) fn of(cx: &mut Cx<'_, '_>, person: PersonId) -> Result<Recorded> {
    let mut absences = absence::of(cx.tx, person, ROWS_MAX)?;
    // Of one first day the latest stands.
    absences.dedup_by_key(|absence| absence.since);
    let benefits = benefit::of(cx.tx, person, ROWS_MAX)?;
    Ok(Recorded { absences, benefits })
}

/// Records days of absence, from a day to the last one (登记缺勤). The same first day again
/// corrects; a last day before it takes it back.
pub fn be_absent(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    person: PersonId,
    kind: AbsenceKind,
    (since, last): (Date, Date),
) -> Result<()> {
    let (_, granted) = load(cx, who, person, Action::EditWorker)?;
    let until = last.tomorrow().map_err(|_| Failed::field("last", "far_day"))?.max(since);
    let days = since.until(until).map(|span| i64::from(span.get_days())).unwrap_or(DAYS_MAX + 1);
    if days > DAYS_MAX {
        return Err(Failed::field("last", "absence_half_year"));
    }
    let there = of(cx, person)?.absences;
    let overlaps =
        |other: &&Absence| other.since != since && other.since < until && since < other.until;
    if there.iter().find(overlaps).is_some() {
        return Err(Failed::field("since", "absence_there"));
    }
    let new = Absence { kind, since, until, known: cx.today() };
    absence::add(cx.tx, person, &new)?;
    let detail = json!({ "kind": kind, "since": since, "until": until });
    changed(cx, (who, granted), person, "absent", detail, None)
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
