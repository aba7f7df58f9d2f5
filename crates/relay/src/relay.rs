//! A relay (接力): who holds it, which step, which clock; and the change an operation makes of it.
use crate::Refused;
use crate::clock::{Clock, Limit, Now};
use crate::leg::{Happened, Leg};
use crate::procedure::Procedure;
use crate::promise::Promise;
use base::{PostId, RelayId, Timestamp};

/// Something that moves (接力). Until it ends it has one holder, one step, one leg's clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relay {
    pub id: RelayId,
    pub procedure: String,
    /// The row of what is carried.
    pub subject: i64,
    pub parent: Option<RelayId>,
    pub step: String,
    pub holder: PostId,
    /// The number of the present leg, from 1.
    pub leg: u32,
    pub leg_since: Timestamp,
    /// The holder's own clock (本棒时限); none exactly when the relay has ended.
    pub leg_clock: Option<Clock>,
    pub promise: Option<Promise>,
    pub promise_met: Option<Timestamp>,
    pub returns: u32,
    pub extensions: u32,
    pub escalated: u32,
    pub ended: Option<Ended>,
    /// Counts the changes; a save names the one it read.
    pub version: i64,
}

/// How and when a relay ended (结束).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    pub at: Timestamp,
    pub how: String,
}

/// What to save after an operation: the relay as it now is, the leg that ended, the event's kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub relay: Relay,
    pub ended_leg: Option<Leg>,
    pub happened: Happened,
}

/// What a new relay needs (起棒).
#[derive(Clone, Debug)]
pub struct Start {
    pub id: RelayId,
    pub subject: i64,
    pub parent: Option<RelayId>,
    pub holder: PostId,
    pub limit: Limit,
    /// May have started before the relay did: the clock runs from the report.
    pub promise: Option<Promise>,
}

impl Relay {
    /// Starts a relay at the first step of its procedure.
    pub fn start(procedure: &Procedure, new: Start, now: Now<'_>) -> Result<Change, Refused> {
        let relay = Relay {
            id: new.id,
            procedure: procedure.code.to_owned(),
            subject: new.subject,
            parent: new.parent,
            step: procedure.step(procedure.first)?.code.to_owned(),
            holder: new.holder,
            leg: 1,
            leg_since: now.at,
            leg_clock: Some(Clock::start(&new.limit, now)?),
            promise: new.promise,
            promise_met: None,
            returns: 0,
            extensions: 0,
            escalated: 0,
            ended: None,
            version: 1,
        };
        Ok(relay.changed(Happened::Started))
    }

    /// The leg that is being run, or that was run last (当前一棒).
    pub fn current_leg(&self) -> Leg {
        Leg {
            no: self.leg,
            step: self.step.clone(),
            holder: self.holder,
            since: self.leg_since,
            until: None,
            due: self.leg_clock.as_ref().map(|clock| clock.due),
            how: None,
            overdue: false,
        }
    }

    /// When somebody must look next (下一时点): the pause ends, or a clock runs out in these hands.
    ///
    /// None when it has ended: what is done or merged escalates no more (zammad#904). A promise
    /// that is kept, or whose running out is on record, no longer counts (zammad#3140).
    pub fn next_due(&self) -> Option<Timestamp> {
        let leg = self.leg_clock.as_ref()?;
        if leg.paused.is_some() {
            return leg.resume_by;
        }
        let promise = self.open_promise().filter(|promise| promise.clock.charged.is_none());
        Some(promise.map_or(leg.due, |promise| promise.clock.due.min(leg.due)))
    }

    /// Whether the holder's clock stands still (暂停中).
    pub fn is_paused(&self) -> bool {
        self.leg_clock.as_ref().is_some_and(|clock| clock.paused.is_some())
    }

    /// Whether the holder's clock or the promise has run out (超期).
    pub fn is_over(&self, now: Timestamp) -> bool {
        let leg = self.leg_clock.as_ref().is_some_and(|clock| clock.is_over(now));
        leg || self.open_promise().is_some_and(|promise| promise.clock.is_over(now))
    }

    pub(crate) fn live(&self) -> Result<(), Refused> {
        match &self.ended {
            Some(ended) => Err(Refused::Ended { at: ended.at }),
            None => Ok(()),
        }
    }

    pub(crate) fn run_by(&self, procedure: &Procedure) -> Result<(), Refused> {
        if self.procedure == procedure.code {
            return Ok(());
        }
        let (relay, given) = (self.procedure.clone(), procedure.code.to_owned());
        Err(Refused::OtherProcedure { relay, given })
    }

    /// The next version, and the moment held to the leg: servers' clocks differ by a little, but
    /// no leg ends before it began.
    pub(crate) fn next_version<'a>(&self, now: Now<'a>) -> (Relay, Now<'a>) {
        let at = now.at.max(self.leg_since);
        (Relay { version: self.version + 1, ..self.clone() }, Now { at, ..now })
    }

    pub(crate) fn changed(self, happened: Happened) -> Change {
        Change { relay: self, ended_leg: None, happened }
    }

    /// Ends the present leg, and with it any pause, and charges it with what ran out.
    pub(crate) fn end_leg(&mut self, happened: Happened, now: Now<'_>) -> Result<Leg, Refused> {
        self.resume_clocks(now)?;
        self.charge(now.at);
        let leg_over = self.leg_clock.as_ref().is_some_and(|clock| clock.is_over(now.at));
        let charged = self.promise.as_ref().and_then(|promise| promise.clock.charged);
        Ok(Leg {
            until: Some(now.at),
            how: Some(happened),
            overdue: leg_over || charged == Some(self.leg),
            ..self.current_leg()
        })
    }

    pub(crate) fn begin_leg(
        &mut self,
        step: &str,
        holder: PostId,
        limit: &Limit,
        now: Now<'_>,
    ) -> Result<(), Refused> {
        self.leg += 1;
        self.leg_since = now.at;
        self.leg_clock = Some(Clock::start(limit, now)?);
        self.step = step.to_owned();
        self.holder = holder;
        self.watch_anew(now.at);
        Ok(())
    }

    pub(crate) fn resume_clocks(&mut self, now: Now<'_>) -> Result<(), Refused> {
        let promise = self.promise.as_mut().map(|promise| &mut promise.clock);
        for clock in self.leg_clock.as_mut().into_iter().chain(promise) {
            clock.resume(now)?;
        }
        Ok(())
    }
}
