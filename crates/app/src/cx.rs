//! The running program ([`App`]) and one transaction of it ([`Cx`]).
use crate::grid::map::Maps;
use crate::org::Directories;
use crate::secret::Keys;
use crate::serials::Serials;
use crate::system::Rounds;
use crate::{Failed, Ids, Policies, Result};
use base::{Date, EventId, Timestamp};
use grid::offline::Moment;
use send::Outlets;
use std::sync::{Arc, OnceLock};
use store::{Db, NewEvent, Tx};

/// What the program is started with (启动设置).
pub struct Settings {
    pub db: Db,
    pub policies: Policies,
    pub keys: Keys,
    /// This server's number, among those that share a database.
    pub node: i64,
    /// The clock: the system's, or a simulator's.
    pub clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
}

/// The program, shared by pages, API, import and simulator. Cloning shares it.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    policies: Policies,
    keys: Keys,
    ids: Ids,
    clock: Box<dyn Fn() -> Timestamp + Send + Sync>,
    directories: Directories,
    maps: Maps,
    serials: Serials,
    rounds: Rounds,
    outlets: OnceLock<Outlets>,
}

impl App {
    pub fn new(settings: Settings) -> App {
        let Settings { db, policies, keys, node, clock } = settings;
        let ids = Ids::new(node);
        let (directories, maps) = (Directories::default(), Maps::default());
        let (serials, rounds) = (Serials::default(), Rounds::default());
        let outlets = OnceLock::new();
        let inner =
            Inner { db, policies, keys, ids, clock, directories, maps, serials, rounds, outlets };
        App { inner: Arc::new(inner) }
    }

    /// Runs a use case durably. The closure may run again when it meets another: rows only.
    pub async fn write<T, F>(&self, mut work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>) -> Result<T> + Send + 'static,
    {
        let app = self.clone();
        self.inner.db.write(move |tx| work(&mut Cx::new(&app, tx))).await
    }

    /// Runs a question on one consistent state.
    pub async fn read<T, F>(&self, mut work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>) -> Result<T> + Send + 'static,
    {
        let app = self.clone();
        self.inner.db.read(move |tx| work(&mut Cx::new(&app, tx))).await
    }

    /// As [`App::write`], from a thread that is not the web server's.
    pub fn write_now<T, F>(&self, mut work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>) -> Result<T> + Send + 'static,
    {
        let app = self.clone();
        self.inner.db.write_now(move |tx| work(&mut Cx::new(&app, tx)))
    }

    /// As [`App::read`], from a thread that is not the web server's.
    pub fn read_now<T, F>(&self, mut work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Cx<'_, '_>) -> Result<T> + Send + 'static,
    {
        let app = self.clone();
        self.inner.db.read_now(move |tx| work(&mut Cx::new(&app, tx)))
    }

    pub fn db(&self) -> &Db {
        &self.inner.db
    }

    pub fn policies(&self) -> &Policies {
        &self.inner.policies
    }

    pub fn keys(&self) -> &Keys {
        &self.inner.keys
    }

    /// Lets messages leave through these; once, before anything is served. Says which event a
    /// receiver asks for that there is none of.
    pub fn open_outlets(&self, outlets: Outlets) -> std::result::Result<(), String> {
        let asked = outlets.hooks().iter().flat_map(|hook| &hook.events);
        let known = |event: &&String| crate::message::EVENTS.contains(&event.as_str());
        if let Some(event) = asked.into_iter().find(|event| !known(event)) {
            return Err(format!("there is no event `{event}`"));
        }
        self.inner.outlets.set(outlets).map_err(|_| "the outlets are open already".to_owned())
    }

    /// Through what messages leave; nothing unless the settings say so.
    pub fn outlets(&self) -> Option<&Outlets> {
        self.inner.outlets.get()
    }

    pub fn now(&self) -> Timestamp {
        whole((self.inner.clock)())
    }

    /// A new id, of this moment of the clock.
    pub(crate) fn next_id(&self) -> i64 {
        self.inner.ids.next(self.now().as_millisecond())
    }

    /// Ids hold another server number from now on.
    pub(crate) fn renumber(&self, node: i64) {
        self.inner.ids.renumber(node);
    }

    pub(crate) fn directories(&self) -> &Directories {
        &self.inner.directories
    }

    pub(crate) fn maps(&self) -> &Maps {
        &self.inner.maps
    }

    /// How the rounds beside the requests went.
    pub fn rounds(&self) -> &Rounds {
        &self.inner.rounds
    }

    pub(crate) fn serials(&self) -> &Serials {
        &self.inner.serials
    }
}

/// One transaction, with the moment at which it happens (一次办理).
pub struct Cx<'a, 'c> {
    pub app: &'a App,
    pub tx: &'a mut Tx<'c>,
    /// The moment of the whole transaction.
    pub at: Timestamp,
    /// When it was written down on a phone, if it comes late from one.
    pub phone: Option<Moment>,
}

impl<'a, 'c> Cx<'a, 'c> {
    fn new(app: &'a App, tx: &'a mut Tx<'c>) -> Cx<'a, 'c> {
        Cx { app, at: app.now(), tx, phone: None }
    }

    /// The same transaction at another moment, for the simulator and the import.
    pub fn at(&mut self, at: Timestamp) -> Cx<'_, 'c> {
        Cx { app: self.app, tx: self.tx, at: whole(at), phone: self.phone }
    }

    /// The same transaction for something that a phone wrote down earlier (离线补报). Every event
    /// in it keeps the phone's time as a fact.
    pub fn from_phone(&mut self, moment: Moment) -> Cx<'_, 'c> {
        let (device, counts) = (whole(moment.device), whole(moment.counts));
        let phone = Some(Moment { device, counts, ..moment });
        Cx { app: self.app, tx: self.tx, at: self.at, phone }
    }

    /// When it happened: now, or when the phone wrote it down, as far as that counts.
    pub fn happened(&self) -> Timestamp {
        self.phone.map_or(self.at, |moment| moment.counts)
    }

    /// The local day of this moment.
    pub fn today(&self) -> Date {
        self.policies().day(self.at)
    }

    pub fn policies(&self) -> &'a Policies {
        let app: &'a App = self.app;
        app.policies()
    }

    /// The moment and the calendar, as the relay wants them.
    pub fn now(&self) -> relay::Now<'a> {
        relay::Now { at: self.at, calendar: &self.policies().calendar }
    }

    /// A new id, of the clock's moment: an imported matter of 2015 still gets an id of today.
    pub fn next_id(&self) -> i64 {
        self.app.next_id()
    }

    /// Records what happened, in this transaction (留痕). No change goes without.
    pub fn record(&mut self, event: Event<'_>) -> Result<()> {
        let new = NewEvent {
            id: EventId(self.next_id()),
            at: self.at,
            actor: event.actor,
            post: event.post,
            noun: event.noun,
            subject: event.subject,
            what: event.what,
            detail: self.detail(event.detail).to_string(),
            basis: event.basis.cloned(),
        };
        store::chain::record(self.tx, &new).map_err(Failed::from)
    }

    fn detail(&self, mut detail: serde_json::Value) -> serde_json::Value {
        if let Some(moment) = &self.phone {
            detail["device_at"] = moment.device.to_string().into();
            detail["counted_by"] = moment.by.code().into();
        }
        detail
    }
}

/// The moment in the whole microseconds that rows hold: what is saved reads back the same.
fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

/// What is recorded of a change: who, in which post's name, at what, on what basis.
pub struct Event<'a> {
    pub actor: Option<base::PersonId>,
    pub post: Option<base::PostId>,
    pub noun: &'static str,
    pub subject: i64,
    pub what: &'static str,
    pub detail: serde_json::Value,
    pub basis: Option<&'a base::Basis>,
}
