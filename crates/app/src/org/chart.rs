//! The organisation to read (组织查看): the tree, a unit, a post, a person – each with what the
//! asker may change there.
use super::{Directory, PAGE, PostInfo};
use crate::{Cx, Failed, Result};
use ::org::{Absence, Action, Appointment, Person, Place, Post, Thing, Unit, Who, may};
use base::{PersonId, PostId, UnitId};
use std::sync::Arc;

/// The organisation of today.
pub struct Chart {
    pub directory: Arc<Directory>,
    pub can_edit: bool,
}

/// The tree of units (组织树).
pub fn chart(cx: &mut Cx<'_, '_>, who: &Who) -> Result<Chart> {
    read(who)?;
    Ok(Chart { directory: cx.directory()?, can_edit: can(who, Action::EditOrg, Place::default()) })
}

/// A unit with its posts.
pub struct UnitPage {
    pub unit: Unit,
    pub posts: Vec<PostRow>,
    pub chart: Chart,
}

/// A post, who is appointed to it today, and who acts (当日在岗).
pub struct PostRow {
    pub info: PostInfo,
    /// In force today, the holder (A岗) first.
    pub appointed: Vec<(Appointment, Option<Person>)>,
    pub acting: Option<PersonId>,
    /// Acts in somebody's stead.
    pub is_stand_in: bool,
}

/// One unit that stands today.
pub fn unit(cx: &mut Cx<'_, '_>, who: &Who, id: UnitId) -> Result<UnitPage> {
    let chart = chart(cx, who)?;
    let unit = chart.directory.unit(id).ok_or(Failed::NotFound)?.clone();
    let mut posts = Vec::new();
    for post in chart.directory.posts_in(id).iter().take(PAGE as usize) {
        if let Some(info) = chart.directory.post(*post) {
            posts.push(post_row(cx, &chart.directory, info)?);
        }
    }
    Ok(UnitPage { unit, posts, chart })
}

/// A post with all its appointments.
pub struct PostPage {
    pub row: PostRow,
    /// The newest first, at most a page.
    pub history: Vec<(Appointment, Option<Person>)>,
    pub can_edit: bool,
    pub can_grant: bool,
}

/// One post of a unit that stands today.
pub fn post(cx: &mut Cx<'_, '_>, who: &Who, id: PostId) -> Result<PostPage> {
    read(who)?;
    let directory = cx.directory()?;
    let info = directory.post(id).ok_or(Failed::NotFound)?;
    let row = post_row(cx, &directory, info)?;
    let history = store::org::appointment::of_post(cx.tx, id, PAGE)?;
    let history = with_people(cx, history)?;
    let can_edit = can(who, Action::EditOrg, info.place);
    let can_grant = can(who, Action::GrantRole, info.place);
    Ok(PostPage { row, history, can_edit, can_grant })
}

/// A person with what they were and are appointed to.
pub struct PersonPage {
    pub person: Person,
    pub appointments: Vec<(Appointment, Option<Post>)>,
    /// Nothing where it is not the asker's to know.
    pub absences: Option<Vec<Absence>>,
    pub directory: Arc<Directory>,
    pub can_edit: bool,
    pub can_open_account: bool,
}

/// One person, appointed or not.
pub fn person(cx: &mut Cx<'_, '_>, who: &Who, id: PersonId) -> Result<PersonPage> {
    read(who)?;
    let person = store::org::person::get(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let appointments = store::org::appointment::of_person(cx.tx, id, PAGE)?;
    let absences = match super::absence::of_person(cx, who, id) {
        Ok(absences) => Some(absences),
        Err(Failed::Denied(_)) => None,
        Err(failed) => return Err(failed),
    };
    let not_me = who.person != Some(id);
    Ok(PersonPage {
        person,
        appointments: with_posts(cx, appointments)?,
        absences,
        directory: cx.directory()?,
        can_edit: not_me && can(who, Action::EditOrg, Place::default()),
        can_open_account: not_me && can(who, Action::EditAccounts, Place::default()),
    })
}

/// One's own appointments with their posts; everybody may know those.
pub fn own(cx: &mut Cx<'_, '_>, who: &Who) -> Result<Vec<(Appointment, Option<Post>)>> {
    let appointments = super::appointment::own(cx, who)?;
    with_posts(cx, appointments)
}

fn post_row(cx: &mut Cx<'_, '_>, directory: &Directory, info: &PostInfo) -> Result<PostRow> {
    let today = cx.today();
    let mut found = store::org::appointment::of_post(cx.tx, info.post.id, PAGE)?;
    found.retain(|appointment| appointment.covers(today));
    found.sort_by_key(|appointment| (appointment.deputy_rank, appointment.since));
    let acting = directory.duty().acting(info.post.id);
    Ok(PostRow {
        info: info.clone(),
        appointed: with_people(cx, found)?,
        acting: acting.map(|acting| acting.person),
        is_stand_in: acting.is_some_and(::org::Acting::is_stand_in),
    })
}

fn with_people(
    cx: &mut Cx<'_, '_>,
    appointments: Vec<Appointment>,
) -> Result<Vec<(Appointment, Option<Person>)>> {
    let named = |appointment: Appointment| {
        let person = store::org::person::get(cx.tx, appointment.person)?;
        Ok((appointment, person))
    };
    appointments.into_iter().map(named).collect()
}

fn with_posts(
    cx: &mut Cx<'_, '_>,
    appointments: Vec<Appointment>,
) -> Result<Vec<(Appointment, Option<Post>)>> {
    let named = |appointment: Appointment| {
        let post = store::org::post::get(cx.tx, appointment.post)?;
        Ok((appointment, post))
    };
    appointments.into_iter().map(named).collect()
}

fn read(who: &Who) -> Result<()> {
    may(who, Action::ReadOrg, &Thing::default())?;
    Ok(())
}

fn can(who: &Who, action: Action, place: Place) -> bool {
    may(who, action, &Thing { place, ..Thing::default() }).is_ok()
}
