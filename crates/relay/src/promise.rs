//! A promise (承诺): what is owed to whoever asked, by when, and which event keeps it.
use crate::Refused;
use crate::clock::{Clock, Limit, Now};
use crate::leg::Happened;
use crate::relay::{Change, Relay};
use base::{PostId, Timestamp};
use serde::{Deserialize, Serialize};

/// What is owed (承诺): by the time its clock runs out, `stop` has happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// The event that keeps it (停表事件), as the chapter names it: `solved`, `planned`.
    pub stop: String,
    pub clock: Clock,
}

impl Relay {
    /// Whether `event` would keep the promise that is open.
    pub fn owes(&self, event: &str) -> bool {
        self.open_promise().is_some_and(|promise| promise.stop == event)
    }

    /// The promise, unless it is kept or the relay has ended.
    pub fn open_promise(&self) -> Option<&Promise> {
        self.promise.as_ref().filter(|_| self.promise_met.is_none() && self.ended.is_none())
    }

    /// Keeps the promise (兑现) by the event it waits for.
    pub fn meet_promise(&self, event: &str, now: Now<'_>) -> Result<Change, Refused> {
        self.live()?;
        let promise = self.promise.as_ref().ok_or(Refused::NoPromise)?;
        if let Some(at) = self.promise_met {
            return Err(Refused::AlreadyMet { at });
        }
        if promise.stop != event {
            let (owed, got) = (promise.stop.clone(), event.to_owned());
            return Err(Refused::OtherStop { owed, got });
        }
        let (mut relay, now) = self.next_version(now);
        if let Some(promise) = &mut relay.promise {
            promise.clock.resume(now)?; // answered and paused in one step (zammad#3551): it is kept
        }
        relay.charge(now.at);
        relay.promise_met = Some(now.at);
        Ok(relay.changed(Happened::PromiseMet))
    }

    /// Takes back that the promise was kept (兑现不实): a check found that it was not so.
    ///
    /// Move the relay first: the leg that checked is not charged, the next one is if time is up.
    /// Where the holder waits, the promise waits with it again.
    pub fn deny_promise(&self, now: Now<'_>) -> Result<Change, Refused> {
        self.live()?;
        if self.promise_met.is_none() {
            return Err(Refused::NotMet);
        }
        let (mut relay, _) = self.next_version(now);
        relay.promise_met = None;
        relay.pause_promise_with_leg();
        Ok(relay.changed(Happened::PromiseDenied))
    }

    /// Sets another promise (重定承诺): the work turned out to be of another weight.
    ///
    /// The clock keeps its start, its pauses and its extensions. A later day needs somebody's word
    /// who does not hold the relay. Move the relay afterwards: who sorted slowly is then charged.
    pub fn retarget(
        &self,
        stop: &str,
        limit: &Limit,
        approver: Option<PostId>,
        now: Now<'_>,
    ) -> Result<Change, Refused> {
        self.live()?;
        let old = self.promise.as_ref().ok_or(Refused::NoPromise)?;
        let clock = old.clock.under(limit, now.calendar)?;
        if clock.due > old.clock.due {
            match approver {
                None => {
                    let (old, new) = (old.clock.due, clock.due);
                    return Err(Refused::LaterNeedsApprover { old, new });
                }
                Some(approver) if approver == self.holder => return Err(Refused::OwnApproval),
                Some(_) => {}
            }
        }
        let same_stop = old.stop == stop;
        let (mut relay, now) = self.next_version(now);
        relay.promise = Some(Promise { stop: stop.to_owned(), clock });
        relay.promise_met = self.promise_met.filter(|_| same_stop);
        if relay.promise_met.is_none() {
            relay.pause_promise_with_leg();
        }
        relay.watch_anew(now.at);
        Ok(relay.changed(Happened::Retargeted))
    }

    /// Notes that the promise ran out in the present holder's hands, if it did and none was noted.
    pub(crate) fn charge(&mut self, at: Timestamp) {
        let (met, leg) = (self.promise_met, self.leg);
        if let Some(promise) = &mut self.promise {
            let clock = &mut promise.clock;
            if met.is_none() && clock.charged.is_none() && clock.is_over(at) {
                clock.charged = Some(leg);
            }
        }
    }

    /// Watches a day that is still to come, though an earlier one ran out in the hands of a leg
    /// that has ended and bears it on its own record (zammad#4353: the breach outlived its target).
    pub(crate) fn watch_anew(&mut self, at: Timestamp) {
        if let Some(promise) = &mut self.promise
            && promise.clock.charged.is_some_and(|leg| leg < self.leg)
            && !promise.clock.is_over(at)
        {
            promise.clock.charged = None;
        }
    }

    /// A promise that opens while the holder waits, waits too.
    fn pause_promise_with_leg(&mut self) {
        let leg = self.leg_clock.as_ref().and_then(|clock| clock.paused.zip(clock.resume_by));
        if let (Some((at, by)), Some(promise)) = (leg, &mut self.promise)
            && promise.clock.paused.is_none()
        {
            promise.clock.pause(at, by);
        }
    }
}
