//! A matter with everything a rule may ask about it, and the one way to change it.
use crate::message::{Arrived, tell};
use crate::org::Directory;
use crate::{Cx, Event, Failed, Result};
use base::{Basis, MatterId, PersonId, PostId, RelayId};
use org::{Action, Denied, Granted, Thing, Who, may};
use relay::{Change, Relay};
use std::cell::RefCell;
use std::sync::Arc;
use store::grid::matter::Matter;

/// Who asks: a person with posts, a reporter with the code, or anybody.
#[derive(Clone, Debug, Default)]
pub struct Asker {
    pub who: Who,
    /// The digest of the code that was shown (凭码).
    pub code: Option<Vec<u8>>,
}

impl Asker {
    /// Somebody who has signed in.
    pub fn person(who: Who) -> Asker {
        Asker { who, code: None }
    }

    /// A reporter, by the digest of the code.
    pub fn reporter(digest: Vec<u8>) -> Asker {
        Asker { who: Who::anyone(), code: Some(digest) }
    }
}

/// A matter, its relays, and the organisation of the day.
pub struct Loaded {
    pub matter: Matter,
    /// The matter's own relay first, then its parts.
    pub relays: Vec<Relay>,
    pub touched: Vec<PostId>,
    pub directory: Arc<Directory>,
    /// What came to a post and is told with the next event.
    pub(crate) arrived: RefCell<Vec<Arrived>>,
}

/// Loads a matter. No right is asked yet; see [`Loaded::allow`].
pub fn load(cx: &mut Cx<'_, '_>, id: MatterId) -> Result<Loaded> {
    let matter = store::grid::matter::find(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let relays = store::relay::relay::of_matter(cx.tx, id)?;
    if relays.first().is_none_or(|relay| relay.parent.is_some()) {
        return Err(Failed::Broken(format!("matter {id} has no relay of its own")));
    }
    let touched = store::grid::matter::touched(cx.tx, id)?;
    let (directory, arrived) = (cx.directory()?, RefCell::default());
    Ok(Loaded { matter, relays, touched, directory, arrived })
}

impl Loaded {
    /// A new matter, before its relay starts.
    pub(super) fn new(matter: Matter, directory: Arc<Directory>) -> Loaded {
        let (relays, touched, arrived) = (Vec::new(), Vec::new(), RefCell::default());
        Loaded { matter, relays, touched, directory, arrived }
    }

    /// The matter's own relay.
    pub fn main(&self) -> &Relay {
        &self.relays[0]
    }

    /// A part of it, by its id.
    pub fn part(&self, id: RelayId) -> Result<&Relay> {
        let parts = self.relays.iter().skip(1);
        parts.into_iter().find(|relay| relay.id == id).ok_or(Failed::NotFound)
    }

    /// The parts that are still open.
    pub fn parts(&self) -> &[Relay] {
        &self.relays[1..]
    }

    /// What the rights are asked about: the matter, as held by one of its relays.
    pub fn thing(&self, asker: &Asker, relay: &Relay) -> Thing {
        let held = relay.ended.is_none().then_some(relay.holder);
        let role = held.and_then(|post| self.directory.post(post)).map(|info| info.post.role);
        Thing {
            place: self.matter.place,
            holder: held,
            holder_role: role,
            touched: self.touched.clone(),
            handler: self.matter.handler,
            sorter: self.matter.sorter,
            reporter_proven: asker.code.is_some() && asker.code == self.matter.code,
            own_person: self.matter.reported_by,
        }
    }

    /// Asks for a right on the matter's own relay.
    pub fn allow(&self, asker: &Asker, action: Action) -> Result<Granted> {
        self.allow_on(asker, action, self.main())
    }

    /// Asks for a right on one of its relays. What is out of the asker's sight is not found.
    pub fn allow_on(&self, asker: &Asker, action: Action, relay: &Relay) -> Result<Granted> {
        let thing = self.thing(asker, relay);
        match may(&asker.who, action, &thing) {
            Ok(granted) => Ok(granted),
            Err(Denied::SignIn) if asker.code.is_none() => Err(Failed::Denied(Denied::SignIn)),
            Err(denied) => match may(&asker.who, Action::ReadMatter, &thing) {
                Ok(_) => Err(Failed::Denied(denied)),
                Err(_) => Err(Failed::NotFound),
            },
        }
    }

    /// Whether the asker may, for a page that offers what is possible.
    pub fn can(&self, asker: &Asker, action: Action, relay: &Relay) -> bool {
        may(&asker.who, action, &self.thing(asker, relay)).is_ok()
    }

    /// The step is one of these, or the refusal that says which step it is.
    pub fn at_step(&self, relay: &Relay, steps: &[&str]) -> Result<()> {
        if let Some(ended) = &relay.ended {
            return Err(Failed::Relay(relay::Refused::Ended { at: ended.at }));
        }
        if steps.contains(&relay.step.as_str()) {
            return Ok(());
        }
        let facts = vec![("step", relay.step.clone())];
        Err(Failed::Refused { code: "wrong_step", facts })
    }

    /// Saves what a relay did and keeps the copy here current.
    pub fn moved(&mut self, cx: &mut Cx<'_, '_>, change: Change) -> Result<()> {
        store::relay::relay::save(cx.tx, &change)?;
        if change.relay.ended.is_none() {
            store::grid::matter::touch(cx.tx, change.relay.holder, self.matter.id)?;
        }
        let before = self.relays.iter().find(|relay| relay.id == change.relay.id);
        let held = before.filter(|relay| relay.ended.is_none()).map(|relay| relay.holder);
        if change.relay.ended.is_none() && held != Some(change.relay.holder) {
            let (relay, post) = (change.relay.id, change.relay.holder);
            self.arrived.get_mut().push(Arrived { relay, post });
        }
        match self.relays.iter_mut().find(|relay| relay.id == change.relay.id) {
            Some(relay) => *relay = change.relay,
            None => self.relays.push(change.relay),
        }
        Ok(())
    }

    /// Saves the matter's row.
    pub fn save(&mut self, cx: &mut Cx<'_, '_>) -> Result<()> {
        Ok(store::grid::matter::update(cx.tx, &mut self.matter)?)
    }

    /// Records what was done to it. The holder and step it has now are part of the facts.
    pub fn record(
        &self,
        cx: &mut Cx<'_, '_>,
        by: By,
        what: &'static str,
        mut detail: serde_json::Value,
        basis: Option<&Basis>,
    ) -> Result<()> {
        let relay = self.main();
        detail["step"] = relay.step.as_str().into();
        detail["holder"] = relay.holder.0.into();
        detail["leg"] = relay.leg.into();
        let By { actor, post } = by;
        let (noun, subject) = ("matter", self.matter.id.0);
        cx.record(Event { actor, post, noun, subject, what, detail, basis })?;
        tell(cx, self, by, what, &self.arrived.take())
    }
}

/// In whose name something is recorded: a person and the post, or neither.
#[derive(Clone, Copy, Debug, Default)]
pub struct By {
    pub actor: Option<PersonId>,
    pub post: Option<PostId>,
}

impl By {
    /// The asker, in the name of the post that has the right.
    pub fn right(asker: &Asker, granted: &Granted) -> By {
        By { actor: asker.who.person, post: granted.post }
    }

    /// The clock: nobody did it.
    pub fn clock() -> By {
        By::default()
    }
}
