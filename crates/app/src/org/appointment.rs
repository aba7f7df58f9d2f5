//! Appointments (任免): each by an order with a number, none by oneself.
use super::PAGE;
use super::edit::{self, By, Change, NAME};
use crate::{Cx, Failed, Result};
use ::org::{Action, Appointment, Place, Who, conflicts};
use base::{AppointmentId, Date, PersonId, PostId};
use serde_json::json;

/// An appointment to be made (任命).
#[derive(Clone, Debug)]
pub struct NewAppointment {
    pub post: PostId,
    pub person: PersonId,
    pub since: Date,
    pub until: Option<Date>,
    pub order_no: String,
    /// 0 is the holder (A岗), 1 and up are deputies (B岗).
    pub deputy_rank: u8,
}

/// The last deputy rank: an order names two or three, nobody reads a longer list.
pub const LAST_RANK: u8 = 9;

/// Appoints a person to a post (任职).
pub fn appoint(cx: &mut Cx<'_, '_>, who: &Who, new: NewAppointment) -> Result<AppointmentId> {
    cx.hold_org()?;
    let directory = cx.directory()?;
    let place = directory.post(new.post).map_or(Place::default(), |info| info.place);
    let by = edit::allowed(who, Action::GrantRole, place, Some(new.person))?;
    directory.post(new.post).ok_or(Failed::NotFound)?;
    let person = new.person;
    let id = appoint_as(cx, by, new)?;
    crate::sign_in::end_after_change(cx, who.person, person)?;
    Ok(id)
}

/// Ends an appointment (免职) with the day on which it is over, by an order.
pub fn end(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    id: AppointmentId,
    until: Date,
    order_no: &str,
) -> Result<()> {
    cx.hold_org()?;
    let found = store::org::appointment::get(cx.tx, id)?;
    let (post, person) = (found.as_ref().map(|a| a.post), found.as_ref().map(|a| a.person));
    let directory = cx.directory()?;
    let place = post.and_then(|post| directory.post(post)).map_or(Place::default(), |p| p.place);
    let by = edit::allowed(who, Action::EditOrg, place, person)?;
    let appointment = found.ok_or(Failed::NotFound)?;
    let order_no = edit::text::<NAME>("order_no", order_no)?;
    edit::end_after(appointment.since, Some(until))?;
    edit::unless_stale(store::org::appointment::end(cx.tx, id, until), "already_ended")?;
    crate::sign_in::end_after_change(cx, who.person, appointment.person)?;
    let detail = json!({
        "post": appointment.post, "person": appointment.person,
        "until": until, "order_no": order_no,
    });
    cx.org_changed(by, Change { noun: "appointment", subject: id.0, what: "ended", detail })
}

/// Who was and is in a post, the newest first, at most a page.
pub fn of_post(cx: &mut Cx<'_, '_>, who: &Who, post: PostId) -> Result<Vec<Appointment>> {
    edit::allowed(who, Action::ReadOrg, Place::default(), None)?;
    Ok(store::org::appointment::of_post(cx.tx, post, PAGE)?)
}

/// The posts a person was and is in, the newest first, at most a page.
pub fn of_person(cx: &mut Cx<'_, '_>, who: &Who, person: PersonId) -> Result<Vec<Appointment>> {
    edit::allowed(who, Action::ReadOrg, Place::default(), Some(person))?;
    Ok(store::org::appointment::of_person(cx.tx, person, PAGE)?)
}

/// One's own appointments, the newest first, at most a page; everybody may know those.
pub fn own(cx: &mut Cx<'_, '_>, who: &Who) -> Result<Vec<Appointment>> {
    let person = who.person.ok_or(Failed::Denied(::org::Denied::SignIn))?;
    Ok(store::org::appointment::of_person(cx.tx, person, PAGE)?)
}

pub(super) fn appoint_as(
    cx: &mut Cx<'_, '_>,
    by: By,
    new: NewAppointment,
) -> Result<AppointmentId> {
    let NewAppointment { post, person, since, until, deputy_rank, .. } = new;
    let order_no = edit::text::<NAME>("order_no", &new.order_no)?;
    edit::day("since", since)?;
    edit::end_after(since, until)?;
    if deputy_rank > LAST_RANK {
        return Err(Failed::field("deputy_rank", "out_of_range"));
    }
    store::org::person::get(cx.tx, person)?.ok_or(Failed::NotFound)?;
    let role = store::org::post::get(cx.tx, post)?.ok_or(Failed::NotFound)?.role;
    let mut roles = store::org::appointment::roles(cx.tx, person, since, until)?;
    roles.push(role);
    if let Some((a, b)) = conflicts(&roles).first() {
        let facts = vec![("a", a.to_string()), ("b", b.to_string())];
        return Err(Failed::Refused { code: "role_conflict", facts });
    }
    let id = AppointmentId(cx.next_id());
    let new = Appointment { id, post, person, since, until, order_no, deputy_rank };
    if store::org::appointment::clashes(cx.tx, &new)? {
        return Err(Failed::refused("rank_taken"));
    }
    store::org::appointment::insert(cx.tx, &new)?;
    let detail = serde_json::to_value(&new).map_err(|error| Failed::Broken(error.to_string()))?;
    cx.org_changed(by, Change { noun: "appointment", subject: id.0, what: "made", detail })?;
    Ok(id)
}
