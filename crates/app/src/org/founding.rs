//! Founding (立库): the organisation before anybody is there who could have a right.
//!
//! The demo, an import of the organisation and the first start call this, from the command line;
//! no page and no API route does. The same checks hold, and each change is recorded without an
//! actor. Versions are stamped as usual, so a running server sees the changes.
use super::appointment::{self, NewAppointment};
use super::edit::By;
use super::person;
use super::post::{self, NewPost};
use super::unit::{self, NewUnit};
use crate::{Cx, Result};
use base::{AppointmentId, PersonId, PostId, UnitId};

/// Adds a unit.
pub fn add_unit(cx: &mut Cx<'_, '_>, new: NewUnit) -> Result<UnitId> {
    cx.hold_org()?;
    unit::add_as(cx, By::default(), new)
}

/// Adds a person.
pub fn add_person(cx: &mut Cx<'_, '_>, name_zh: &str, name_en: &str) -> Result<PersonId> {
    cx.hold_org()?;
    person::add_as(cx, By::default(), name_zh, name_en)
}

/// Adds a post.
pub fn add_post(cx: &mut Cx<'_, '_>, new: NewPost) -> Result<PostId> {
    cx.hold_org()?;
    post::add_as(cx, By::default(), new)
}

/// Appoints a person.
pub fn appoint(cx: &mut Cx<'_, '_>, new: NewAppointment) -> Result<AppointmentId> {
    cx.hold_org()?;
    appointment::appoint_as(cx, By::default(), new)
}
