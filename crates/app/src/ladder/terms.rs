//! Contracts, absences and professional titles in a worker's record (合同、请假、职称); and whose contract
//! ends soon. Each is a fact with the day on which it became known.
use super::record::{ORDER_MAX, order};
use super::{changed, day, load, street, text};
use crate::org::Directory;
use crate::{Cx, Failed, Result};
use ::ladder::Asked;
use ::ladder::terms::{Absence, AbsenceKind, Contract, Title, TitleGrade};
use ::ladder::worker::Tenure;
use ::org::{Action, Person, Who};
use base::{Basis, Date, PersonId, UnitId};
use jiff::ToSpan;
use serde_json::json;
use std::sync::Arc;

/// A title has a few words.
pub const TITLE_MAX: usize = 60;

/// A contract or a term of office, as typed. Its last day is the last one covered.
#[derive(Clone, Debug)]
pub struct NewContract {
    pub since: Date,
    pub last_day: Option<Date>,
    pub kind: Tenure,
    pub order_no: String,
}

/// Days away, as typed: from the first day to the last one, both away.
#[derive(Clone, Debug)]
pub struct NewAbsence {
    pub since: Date,
    pub last_day: Date,
    pub kind: AbsenceKind,
    pub order_no: String,
}

/// A professional title, as typed.
#[derive(Clone, Debug)]
pub struct NewTitle {
    pub since: Date,
    pub grade: TitleGrade,
    pub name: String,
    pub order_no: String,
}

/// Writes down a contract (合同登记). The same first day again corrects it.
pub fn contract(cx: &mut Cx<'_, '_>, who: &Who, person: PersonId, new: &NewContract) -> Result<()> {
    let (_, granted) = load(cx, who, person, Action::EditWorker)?;
    let (since, known) = (day("since", new.since)?, cx.today());
    let until = new.last_day.map(|last| after(since, last)).transpose()?;
    let contract =
        Contract { since, until, known, kind: new.kind, order_no: order(&new.order_no)? };
    store::ladder::terms::add_contract(cx.tx, person, &contract)?;
    let (kind, order_no) = (contract.kind, &contract.order_no);
    let detail = json!({ "since": since, "until": until, "kind": kind, "order_no": order_no });
    changed(cx, (who, granted), person, "contract_set", detail, None)
}

/// Writes down an absence (请假登记). The same first day and kind again corrects it; with a last day
/// before the first, it is taken back.
pub fn absence(cx: &mut Cx<'_, '_>, who: &Who, person: PersonId, new: &NewAbsence) -> Result<()> {
    let (_, granted) = load(cx, who, person, Action::EditWorker)?;
    let (since, known) = (day("since", new.since)?, cx.today());
    let until = if new.last_day < since { since } else { after(since, new.last_day)? };
    let there = store::ladder::terms::of(cx.tx, person)?;
    let same = |other: &Absence| (other.since, other.kind) == (since, new.kind);
    let meets = |other: &Absence| !same(other) && other.since < until && since < other.until;
    // On a day somebody is away for one reason: pay takes each off once.
    if there.absences(known).into_iter().any(meets) {
        return Err(Failed::field("since", "absence_there"));
    }
    let absence = Absence { since, until, kind: new.kind, known, order_no: order(&new.order_no)? };
    store::ladder::terms::add_absence(cx.tx, person, &absence)?;
    let (kind, order_no) = (absence.kind, &absence.order_no);
    let detail = json!({ "since": since, "until": until, "kind": kind, "order_no": order_no });
    changed(cx, (who, granted), person, "absence_set", detail, None)
}

/// Writes down a professional title (职称登记).
pub fn title(cx: &mut Cx<'_, '_>, who: &Who, person: PersonId, new: &NewTitle) -> Result<()> {
    let (_, granted) = load(cx, who, person, Action::EditWorker)?;
    let (since, known) = (day("since", new.since)?, cx.today());
    let name = text::<TITLE_MAX>("title", &new.name)?;
    let order_no = text::<ORDER_MAX>("order_no", &new.order_no)?;
    let title = Title { since, known, grade: new.grade, name, order_no };
    store::ladder::terms::add_title(cx.tx, person, &title)?;
    let Title { grade, ref name, ref order_no, .. } = title;
    let detail = json!({ "since": since, "grade": grade, "name": name, "order_no": order_no });
    changed(cx, (who, granted), person, "title_set", detail, None)
}

/// The day after the last one.
fn after(since: Date, last: Date) -> Result<Date> {
    if day("last_day", last)? < since {
        return Err(Failed::field("last_day", "ends_before_it_begins"));
    }
    last.tomorrow().map_err(|_| Failed::field("last_day", "day_out_of_range"))
}

/// Whose contract ends soon, in a street, by name (合同将到期).
pub struct Ending {
    pub street: UnitId,
    pub streets: Vec<UnitId>,
    pub rows: Vec<(Person, Contract)>,
    pub next: Option<PersonId>,
    /// How many days before its end a contract stands here, and where that is written.
    pub soon_days: u32,
    pub basis: Basis,
    pub directory: Arc<Directory>,
}

/// Those of a street whose contract ends soon or has ended, after `after`, at most `limit`.
pub fn ending(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    street: Option<UnitId>,
    after: Option<PersonId>,
    limit: u32,
) -> Result<Ending> {
    let (street, streets, directory) = street::one(cx, who, Action::ListWorkers, street)?;
    let (today, limit) = (cx.today(), limit.clamp(1, super::worker::PAGE_MAX));
    let rule = cx.policies().ladder.contract(Asked::new(today, today))?;
    let soon_days = rule.value.soon_days;
    let to = today.saturating_add(i64::from(soon_days).days());
    let last = street::after_whom(cx, after)?;
    let last = (&*last.0, last.1);
    let mut rows = store::ladder::terms::ending(cx.tx, street, (today, to), last, limit + 1)?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|(person, _)| person.id);
    Ok(Ending { street, streets, rows, next, soon_days, basis: rule.basis, directory })
}
