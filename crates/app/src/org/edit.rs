//! What every change of the organisation has in common (组织变更).
use crate::{Cx, Event, Failed, Result};
use ::org::{Action, Place, Thing, Who, may};
use base::{Date, PersonId, PostId, Text};

/// In whose name a change is made (以何身份); nobody's while the organisation is founded.
#[derive(Clone, Copy, Default)]
pub(super) struct By {
    pub person: Option<PersonId>,
    pub post: Option<PostId>,
}

/// A change to record.
pub(super) struct Change {
    pub noun: &'static str,
    pub subject: i64,
    pub what: &'static str,
    pub detail: serde_json::Value,
}

/// Names and titles: the longest official name of a unit fits twice.
pub(super) const NAME: usize = 60;
/// Codes of other systems.
pub(super) const CODE: usize = 32;
/// The years in which a day can be meant; outside of them it is a slip of the hand.
const YEARS: std::ops::RangeInclusive<i16> = 1949..=2199;

/// Asks for the right to change `place`, concerning `person`.
pub(super) fn allowed(
    who: &Who,
    action: Action,
    place: Place,
    person: Option<PersonId>,
) -> Result<By> {
    let thing = Thing { place, own_person: person, ..Thing::default() };
    let granted = may(who, action, &thing)?;
    Ok(By { person: who.person, post: granted.post })
}

impl Cx<'_, '_> {
    /// Waits until no other change of the organisation is under way.
    pub(super) fn hold_org(&mut self) -> Result<()> {
        Ok(store::org::version::hold(self.tx)?)
    }

    /// Records a change of the organisation and gives it its new version. Comes after the rows.
    pub(super) fn org_changed(&mut self, by: By, change: Change) -> Result<()> {
        let Change { noun, subject, what, detail } = change;
        let (actor, post) = (by.person, by.post);
        self.record(Event { actor, post, noun, subject, what, detail, basis: None })?;
        let stamp = self.next_id();
        Ok(store::org::version::changed(self.tx, stamp)?)
    }
}

/// A text that must be there.
pub(super) fn text<const MAX: usize>(field: &'static str, typed: &str) -> Result<String> {
    Text::<MAX>::new(typed).map(String::from).map_err(|refused| Failed::text(field, refused))
}

/// A text that may be left out.
pub(super) fn text_or_none<const MAX: usize>(field: &'static str, typed: &str) -> Result<String> {
    let text = Text::<MAX>::optional(typed).map_err(|refused| Failed::text(field, refused))?;
    Ok(text.map(String::from).unwrap_or_default())
}

/// A day that somebody can have meant.
pub(super) fn day(field: &'static str, day: Date) -> Result<Date> {
    if YEARS.contains(&day.year()) {
        Ok(day)
    } else {
        Err(Failed::field(field, "day_out_of_range"))
    }
}

/// A last day, if there is one, that does not lie before the first.
pub(super) fn end_after(since: Date, until: Option<Date>) -> Result<()> {
    let Some(until) = until else { return Ok(()) };
    day("until", until)?;
    if until < since { Err(Failed::field("until", "ends_before_it_begins")) } else { Ok(()) }
}

/// A guarded change that met no row says this instead.
pub(super) fn unless_stale(done: store::Result<()>, code: &'static str) -> Result<()> {
    match done {
        Err(store::Failed::Stale) => Err(Failed::refused(code)),
        other => other.map_err(Failed::from),
    }
}
