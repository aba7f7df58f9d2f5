//! Sealed numbers of a worker (身份证号、银行卡号): written by the personnel office, shown masked,
//! opened with a reason that is logged, and handed to a bank file all at once.
//!
//! They stand in no list, no search, no export, no log and no API.
use super::{changed, load};
use crate::{Cx, Event, Failed, Result};
use ::ladder::number::{Number, NumberKind};
use ::org::{Action, Thing, Who, may};
use base::{PersonId, Text};
use serde_json::json;
use std::collections::BTreeMap;
use store::ladder::number as rows;

/// Why somebody wants to see a number (查看理由).
pub type Reason = Text<200>;

/// A number as a page shows it (掩码).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    pub kind: NumberKind,
    /// The last digits behind dots; nothing where none is kept.
    pub shown: Option<String>,
}

/// The numbers of a worker, opened for a bank file (发放号码).
#[derive(Clone, Default)]
pub struct Opened {
    pub id_number: Option<Number>,
    pub bank_card: Option<Number>,
}

/// How many persons are read in one statement: a run goes through all of a district.
const PAGE: u32 = 500;
/// What a typed number may hold with its blanks.
pub const WRITTEN_MAX: usize = 40;

/// Keeps a number in place of the one before (登记号码).
pub fn set(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    person: PersonId,
    kind: NumberKind,
    written: &str,
) -> Result<()> {
    let number = Number::parse(kind, written);
    let number = number.map_err(|refused| Failed::field("number", refused.code()))?;
    // Two that write the same number at a time would meet at the index.
    store::org::version::hold(cx.tx)?;
    let (_, granted) = load(cx, who, person, Action::EditWorker)?;
    match owner(cx, &number)? {
        Some(owner) if owner != person => return Err(Failed::field("number", "number_taken")),
        _ => {}
    }
    let sealed = cx.app.keys().seal(&label(person, kind), number.whole());
    let (digest, today) = (digest(cx, &number), cx.today());
    rows::put(cx.tx, &rows::Sealed { person, kind, sealed }, &digest, today)?;
    changed(cx, (who, granted), person, "number_set", json!({ "kind": kind }), None)
}

/// Erases a number (删除号码).
pub fn clear(cx: &mut Cx<'_, '_>, who: &Who, person: PersonId, kind: NumberKind) -> Result<()> {
    let (_, granted) = load(cx, who, person, Action::EditWorker)?;
    if !rows::remove(cx.tx, person, kind)? {
        return Err(Failed::refused("no_number"));
    }
    changed(cx, (who, granted), person, "number_erased", json!({ "kind": kind }), None)
}

/// Opens one number. The look is recorded before the answer leaves.
pub fn look(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    person: PersonId,
    kind: NumberKind,
    reason: &Reason,
) -> Result<Number> {
    let (_, granted) = load(cx, who, person, Action::ReadNumber)?;
    let kept = rows::of(cx.tx, person)?.into_iter().find(|row| row.kind == kind);
    let number = open(cx, &kept.ok_or_else(|| Failed::refused("no_number"))?)?;
    let detail = json!({ "kind": kind, "reason": reason.as_str() });
    changed(cx, (who, granted), person, "number_read", detail, None)?;
    Ok(number)
}

/// Opens the numbers of all of these persons for a bank file: one look, recorded once, of the
/// thing (`about`: its noun and number) whose persons they are. Who has none is left out.
pub fn look_at_all(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    persons: &[PersonId],
    about: (&'static str, i64),
    reason: &Reason,
) -> Result<BTreeMap<PersonId, Opened>> {
    let granted = may(who, Action::ReadNumber, &Thing::default())?;
    let mut wanted: Vec<PersonId> = persons.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let mut found: BTreeMap<PersonId, Opened> = BTreeMap::new();
    let last = wanted.last().copied();
    let mut after = PersonId(wanted.first().map_or(0, |first| first.0.saturating_sub(1)));
    loop {
        let page = rows::after(cx.tx, after, PAGE)?;
        let Some(end) = page.last().map(|row| row.person) else { break };
        for row in page.iter().filter(|row| wanted.binary_search(&row.person).is_ok()) {
            let (number, opened) = (open(cx, row)?, found.entry(row.person).or_default());
            match row.kind {
                NumberKind::IdNumber => opened.id_number = Some(number),
                NumberKind::BankCard => opened.bank_card = Some(number),
            }
        }
        if Some(end) >= last {
            break;
        }
        after = end;
    }
    let detail = json!({ "persons": found.len(), "reason": reason.as_str() });
    let ((noun, subject), what) = (about, "numbers_read");
    let (actor, post) = (who.person, granted.post);
    cx.record(Event { actor, post, noun, subject, what, detail, basis: None })?;
    Ok(found)
}

/// What a page shows of a worker's numbers; the caller has the right to the record.
pub(super) fn masked(cx: &mut Cx<'_, '_>, person: PersonId) -> Result<Vec<Masked>> {
    let kept = rows::of(cx.tx, person)?;
    let masked = NumberKind::ALL.iter().map(|kind| {
        let row = kept.iter().find(|row| row.kind == *kind);
        // What does not open with the key at hand is there, and shows nothing.
        let shown =
            row.map(|row| open(cx, row).map_or("••••".into(), |number| number.masked()));
        Masked { kind: *kind, shown }
    });
    Ok(masked.collect())
}

/// Whose number it is, if it is kept.
pub(super) fn owner(cx: &mut Cx<'_, '_>, number: &Number) -> Result<Option<PersonId>> {
    let digest = digest(cx, number);
    Ok(rows::owner(cx.tx, number.kind(), &digest)?)
}

/// Whether a number of this kind is kept of a person.
pub(super) fn keeps(cx: &mut Cx<'_, '_>, person: PersonId, kind: NumberKind) -> Result<bool> {
    Ok(rows::of(cx.tx, person)?.iter().any(|row| row.kind == kind))
}

fn open(cx: &Cx<'_, '_>, row: &rows::Sealed) -> Result<Number> {
    let plain = cx.app.keys().open_sealed(&label(row.person, row.kind), &row.sealed);
    let plain = plain.map_err(|_| Failed::refused("number_does_not_open"))?;
    Number::parse(row.kind, &plain).map_err(|_| Failed::refused("number_does_not_open"))
}

/// The old and the new way of an identity number have one digest.
fn digest(cx: &Cx<'_, '_>, number: &Number) -> [u8; 32] {
    let purpose = format!("worker_number|{}", number.kind());
    cx.app.keys().digest(&purpose, number.canonical().as_bytes())
}

/// What a sealed number is bound to: it opens in no other row.
fn label(person: PersonId, kind: NumberKind) -> String {
    format!("worker_number|{person}|{kind}")
}
