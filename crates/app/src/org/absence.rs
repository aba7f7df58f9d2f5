//! Absences (请假、外出): one's own, or those of one's people.
use super::PAGE;
use super::edit::{self, By, Change};
use crate::{Cx, Failed, Result};
use ::org::{Absence, Action, Place, Who};
use base::{AbsenceId, Date, PersonId};
use serde_json::json;

/// The longest absence, a year and a day: a longer one wants another appointment.
pub const LONGEST_DAYS: i32 = 366;

/// Records that a person is away from `since` until back on `until` (登记请假).
pub fn record(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    person: PersonId,
    since: Date,
    until: Date,
) -> Result<AbsenceId> {
    cx.hold_org()?;
    let by = about(cx, who, person)?;
    edit::day("since", since)?;
    edit::end_after(since, Some(until))?;
    // What is over changes nobody's duty; who acted then stays as it was.
    if until <= since || until <= cx.today() {
        return Err(Failed::field("until", "already_over"));
    }
    if since.until(until).map_or(i32::MAX, |span| span.get_days()) > LONGEST_DAYS {
        return Err(Failed::field("until", "absence_long"));
    }
    store::org::person::get(cx.tx, person)?.ok_or(Failed::NotFound)?;
    let absence = Absence { id: AbsenceId(cx.next_id()), person, since, until };
    store::org::absence::insert(cx.tx, &absence)?;
    let detail = json!({ "person": person, "since": since, "until": until });
    let subject = absence.id.0;
    cx.org_changed(by, Change { noun: "absence", subject, what: "recorded", detail })?;
    Ok(absence.id)
}

/// Ends an absence earlier (销假): the person is back on `until`.
pub fn end(cx: &mut Cx<'_, '_>, who: &Who, id: AbsenceId, until: Date) -> Result<()> {
    cx.hold_org()?;
    let absence = store::org::absence::get(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let by = about(cx, who, absence.person)?;
    if until < cx.today() {
        return Err(Failed::field("until", "already_over"));
    }
    // Back before leaving: it never takes place.
    let until = until.max(absence.since);
    edit::unless_stale(store::org::absence::end(cx.tx, id, until), "already_ended")?;
    let detail = json!({ "person": absence.person, "until": until });
    cx.org_changed(by, Change { noun: "absence", subject: id.0, what: "ended", detail })
}

/// Who is or will be away, the first back first, at most a page.
pub fn list(cx: &mut Cx<'_, '_>, who: &Who) -> Result<Vec<Absence>> {
    edit::allowed(who, Action::ReadOrg, Place::default(), None)?;
    let today = cx.today();
    Ok(store::org::absence::from(cx.tx, today, PAGE)?)
}

/// A person's absences, the newest first, at most a page.
pub fn of_person(cx: &mut Cx<'_, '_>, who: &Who, person: PersonId) -> Result<Vec<Absence>> {
    about(cx, who, person)?;
    Ok(store::org::absence::of_person(cx.tx, person, PAGE)?)
}

/// The right to say when a person is away: in the place of any post the person is appointed to,
/// acting or not – somebody who is away acts for none.
fn about(cx: &mut Cx<'_, '_>, who: &Who, person: PersonId) -> Result<By> {
    let (directory, today) = (cx.directory()?, cx.today());
    let appointments = store::org::appointment::of_person(cx.tx, person, PAGE)?;
    let in_force = appointments.iter().filter(|appointment| appointment.covers(today));
    let places = in_force.filter_map(|a| directory.post(a.post).map(|info| info.place));
    let mut answer = edit::allowed(who, Action::EditAbsence, Place::default(), Some(person));
    for place in places {
        if answer.is_ok() {
            break;
        }
        answer = edit::allowed(who, Action::EditAbsence, place, Some(person));
    }
    answer
}
