//! Moves: start, advance, hand over, take over, escalate, stop and go on, keep a promise, end, reopen.
use crate::{Clock, Ended, Leg, Procedure, Refused, Relay};
use base::calendar::WorkCalendar;
use base::{PostId, RelayId, Timestamp};

/// What a move makes of a relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The relay as it stands after the move.
    pub relay: Relay,
    /// The leg that ended with the move, if one did.
    pub leg: Option<Leg>,
    /// What happened, for the history: `handed_over`, …
    pub what: &'static str,
}

/// Who gets it next, for which step, by which clock.
#[derive(Clone, Debug)]
pub struct To {
    pub step: String,
    pub holder: PostId,
    pub clock: Option<Clock>,
}

impl Relay {
    /// Starts a relay at the first step of its procedure.
    pub fn start(
        id: RelayId,
        procedure: &Procedure,
        subject: i64,
        holder: PostId,
        at: Timestamp,
    ) -> Relay {
        Relay {
            id,
            procedure: procedure.code.to_owned(),
            subject,
            parent: None,
            step: procedure.first.to_owned(),
            holder,
            leg: 1,
            leg_since: at,
            leg_clock: None,
            promise: None,
            promise_met: None,
            returns: 0,
            extensions: 0,
            escalated: 0,
            ended: None,
            version: 1,
        }
    }

    /// Goes to the next step of the procedure, with the same holder or another (转入下一步).
    pub fn advance(&self, to: To, procedure: &Procedure, at: Timestamp) -> Result<Change, Refused> {
        self.open()?;
        procedure.check(&self.step, &to.step)?;
        Ok(self.pass(to, at, "advanced"))
    }

    /// Gives it to another holder at the same step, with that holder's own clock (转交).
    pub fn hand_over(
        &self,
        holder: PostId,
        clock: Option<Clock>,
        at: Timestamp,
    ) -> Result<Change, Refused> {
        self.to_other(holder, clock, at, "handed_over")
    }

    /// A superior, or whoever the rule names, takes it (接管).
    pub fn take_over(
        &self,
        holder: PostId,
        clock: Option<Clock>,
        at: Timestamp,
    ) -> Result<Change, Refused> {
        self.to_other(holder, clock, at, "taken_over")
    }

    /// Goes up to the next holder by rule, because a deadline passed or nobody is there (升级).
    pub fn escalate(
        &self,
        holder: PostId,
        clock: Option<Clock>,
        at: Timestamp,
    ) -> Result<Change, Refused> {
        let mut change = self.to_other(holder, clock, at, "escalated")?;
        change.relay.escalated += 1;
        Ok(change)
    }

    /// Stops the clocks while waiting for something outside (挂起).
    pub fn pause(&self, at: Timestamp) -> Result<Change, Refused> {
        self.open()?;
        let mut relay = self.next_version();
        let leg = self.leg_clock.as_ref().ok_or(Refused::NoClock)?;
        relay.leg_clock = Some(leg.pause(at)?);
        if self.promise_met.is_none() {
            relay.promise = self.promise.as_ref().map(|clock| clock.pause(at)).transpose()?;
        }
        Ok(Change { relay, leg: None, what: "paused" })
    }

    /// Lets the clocks run on (恢复).
    pub fn resume(&self, at: Timestamp, calendar: &WorkCalendar) -> Result<Change, Refused> {
        self.open()?;
        if self.paused_since().is_none() {
            return Err(Refused::NotPaused);
        }
        Ok(Change { relay: self.running(at, calendar)?, leg: None, what: "resumed" })
    }

    /// Notes that what was promised has happened. The first time counts.
    pub fn meet_promise(&self, at: Timestamp) -> Relay {
        Relay { promise_met: self.promise_met.or(Some(at)), ..self.clone() }
    }

    /// Ends it (结束). Stopped clocks stay where they stand.
    pub fn end(
        &self,
        step: &str,
        how: &str,
        procedure: &Procedure,
        at: Timestamp,
    ) -> Result<Change, Refused> {
        self.open()?;
        procedure.check(&self.step, step)?;
        let mut relay = self.next_version();
        relay.step = step.to_owned();
        relay.ended = Some(Ended { at, how: how.to_owned() });
        Ok(Change { relay, leg: Some(self.leg_until(at, "ended")), what: "ended" })
    }

    /// Opens it again: a new leg, and the history of the former end stays (重办).
    pub fn reopen(&self, to: To, procedure: &Procedure, at: Timestamp) -> Result<Change, Refused> {
        if self.is_open() {
            return Err(Refused::NotEnded);
        }
        procedure.check(&self.step, &to.step)?;
        let mut relay = self.next_version();
        relay.ended = None;
        relay.seat(to, at);
        relay.leg = self.leg + 1;
        Ok(Change { relay, leg: None, what: "reopened" })
    }

    fn to_other(
        &self,
        holder: PostId,
        clock: Option<Clock>,
        at: Timestamp,
        what: &'static str,
    ) -> Result<Change, Refused> {
        self.open()?;
        if holder == self.holder {
            return Err(Refused::SameHolder);
        }
        Ok(self.pass(To { step: self.step.clone(), holder, clock }, at, what))
    }

    /// Ends this leg and begins the next.
    pub(crate) fn pass(&self, to: To, at: Timestamp, what: &'static str) -> Change {
        let leg = self.leg_until(at, what);
        let mut relay = self.next_version();
        relay.seat(to, at);
        relay.leg += 1;
        Change { relay, leg: Some(leg), what }
    }

    /// Puts the next holder in place. A stopped promise stays stopped until it is resumed.
    fn seat(&mut self, to: To, at: Timestamp) {
        self.step = to.step;
        self.holder = to.holder;
        self.leg_since = at;
        self.leg_clock = to.clock;
    }

    pub(crate) fn running(&self, at: Timestamp, calendar: &WorkCalendar) -> Result<Relay, Refused> {
        let run = |clock: &Option<Clock>| match clock {
            Some(clock) if clock.paused.is_some() => clock.resume(at, calendar).map(Some),
            other => Ok(other.clone()),
        };
        let mut relay = self.next_version();
        relay.leg_clock = run(&self.leg_clock)?;
        relay.promise = run(&self.promise)?;
        Ok(relay)
    }

    fn leg_until(&self, at: Timestamp, how: &'static str) -> Leg {
        Leg {
            no: self.leg,
            step: self.step.clone(),
            holder: self.holder,
            since: self.leg_since,
            until: at,
            due: self.next_due(),
            how,
            overdue: self.overdue_in_this_leg(at),
        }
    }

    pub(crate) fn open(&self) -> Result<(), Refused> {
        match &self.ended {
            Some(ended) => Err(Refused::Ended { at: ended.at }),
            None => Ok(()),
        }
    }

    pub(crate) fn next_version(&self) -> Relay {
        Relay { version: self.version + 1, ..self.clone() }
    }
}
