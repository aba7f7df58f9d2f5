//! A matter's own page: everything about it that this asker may know, and what they may do next.
use super::load;
use super::loaded::{Asker, Loaded};
use crate::org::Directory;
use crate::{Cx, Failed, Result};
use base::{Basis, MatterId, PostId, RelayId, Timestamp};
use grid::matter::{Ending, Says};
use org::{Action, Denied};
use relay::{Leg, Relay};
use std::sync::Arc;
use store::grid::matter::Matter;
use store::grid::photo::Photo;
use store::grid::rating::Rating;
use store::relay::extension::Extension;

/// Everything a page of a matter shows.
pub struct Page {
    pub matter: Matter,
    pub relays: Vec<Relay>,
    pub legs: Vec<(RelayId, Leg)>,
    pub entries: Vec<Entry>,
    pub photos: Vec<Photo>,
    /// What the asker may do to it now, by right; the step decides what is offered.
    pub can: Vec<Action>,
    /// The parts that this asker may answer.
    pub answers: Vec<RelayId>,
    /// Its holder has it by a decision, which stands.
    pub is_arbitrated: bool,
    pub has_contact: bool,
    pub extensions: Vec<Extension>,
    pub merged: Vec<String>,
    pub merged_into: Option<String>,
    pub root_of: Option<(MatterId, String)>,
    /// The system that brought it, where one did.
    pub came_by: Option<String>,
    /// What was answered to its category's questions.
    pub answered: Vec<super::Answer>,
    pub directory: Arc<Directory>,
}

/// One line of the timeline (时间线).
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub at: Timestamp,
    pub post: Option<PostId>,
    pub person: Option<base::PersonId>,
    pub what: String,
    pub detail: serde_json::Value,
    pub basis: Option<Basis>,
}

/// How many merged reports a page names.
const MERGED_MAX: u32 = 50;

/// The page of a matter, for staff in whose sight it is, or for its reporter by the code.
pub fn page(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> Result<Page> {
    let loaded = load(cx, id)?;
    loaded.allow(asker, Action::ReadMatter)?;
    let as_reporter = asker.who.person.is_none();
    let legs = store::relay::leg::of_matter(cx.tx, id)?;
    let is_arbitrated = super::hands::is_arbitrated(&legs, loaded.main());
    let photos = store::grid::photo::of_matter(cx.tx, id)?;
    let has_contact = store::grid::contact::exists(cx.tx, id)?;
    let entries = entries(cx, &loaded, as_reporter)?;
    let can =
        Action::ALL.iter().copied().filter(|a| loaded.can(asker, *a, loaded.main())).collect();
    let answers = loaded.parts().iter().filter(|part| part.ended.is_none());
    let answers = answers.filter(|part| loaded.can(asker, Action::ListInbox, part));
    let answers = answers.map(|part| part.id).collect();
    let extensions = store::relay::extension::of_relay(cx.tx, loaded.main().id)?;
    let merged = store::grid::matter::merged_into(cx.tx, id, MERGED_MAX)?;
    let merged = merged.into_iter().map(|matter| matter.number).collect();
    let number_of = |cx: &mut Cx<'_, '_>, id: MatterId| -> Result<Option<String>> {
        Ok(store::grid::matter::find(cx.tx, id)?.map(|matter| matter.number))
    };
    let merged_into = match loaded.matter.merged_into {
        Some(into) => number_of(cx, into)?,
        None => None,
    };
    let root_of = match loaded.matter.root_of {
        Some(of) => number_of(cx, of)?.map(|number| (of, number)),
        None => None,
    };
    let came_by = store::api_key::of_matter(cx.tx, id)?;
    let answered = store::grid::answer::of_matter(cx.tx, id)?;
    let Loaded { matter, relays, directory, .. } = loaded;
    Ok(Page {
        matter,
        relays,
        legs,
        entries,
        photos,
        can,
        answers,
        is_arbitrated,
        has_contact,
        extensions: if as_reporter { Vec::new() } else { extensions },
        merged,
        merged_into,
        root_of,
        came_by,
        answered,
        directory,
    })
}

/// What a reporter is told of: what was decided and done, not who leafed through what.
const TOLD: &[&str] = &[
    "reported",
    "solved_on_the_spot",
    "sorted",
    "second_look",
    "planned",
    "handled",
    "checked",
    "closed",
    "reopened",
    "appealed",
    "appeal_decided",
    "merged",
    "paused",
    "resumed",
    "extension_decided",
    "reported_up",
    "answered_up",
    "rated",
    "contact_read",
    "contact_erased",
    "photo_redacted",
    "escalated",
];

fn entries(cx: &mut Cx<'_, '_>, loaded: &Loaded, as_reporter: bool) -> Result<Vec<Entry>> {
    let events = store::event::of(cx.tx, "matter", loaded.matter.id.0)?;
    let shown = events.into_iter().filter(|event| !as_reporter || TOLD.contains(&&*event.what));
    shown
        .map(|event| {
            let detail = serde_json::from_str(&event.detail)
                .map_err(|error| Failed::Broken(format!("an event cannot be read: {error}")))?;
            Ok(Entry {
                at: event.at,
                post: event.post,
                person: event.actor.filter(|_| !as_reporter),
                what: event.what,
                detail,
                basis: event.basis,
            })
        })
        .collect()
}

/// What the reporter says of the result: for those who answer for it, never for the handler.
pub fn rating(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> Result<Option<Rating>> {
    let loaded = load(cx, id)?;
    loaded.allow(asker, Action::ReadMatter)?;
    match loaded.allow(asker, Action::ReadRating) {
        Ok(_) => Ok(store::grid::rating::find(cx.tx, id)?),
        Err(Failed::Denied(Denied::OwnWork | Denied::NoRight | Denied::NotHere)) => Ok(None),
        Err(failed) => Err(failed),
    }
}

impl Page {
    /// The matter's own relay.
    pub fn main(&self) -> &Relay {
        &self.relays[0]
    }

    pub fn can(&self, action: Action) -> bool {
        self.can.contains(&action)
    }

    /// The two words on the result, kept apart: what staff say, what the reporter says.
    pub fn said(&self) -> (Option<Ending>, Option<Says>) {
        (self.matter.ending, self.matter.reporter_says.filter(|_| self.can(Action::ReadRating)))
    }
}
