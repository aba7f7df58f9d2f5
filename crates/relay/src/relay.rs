//! The relay itself and its legs: plain data that a store can keep.
use crate::Clock;
use base::{PostId, RelayId, Timestamp};

/// Something on its way (一件接力): who has it, at which step, by which clocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relay {
    pub id: RelayId,
    /// The code of its procedure.
    pub procedure: String,
    /// The row of what is carried.
    pub subject: i64,
    /// The relay of which this is a part.
    pub parent: Option<RelayId>,
    pub step: String,
    /// The one post that has it (持棒岗位). After the end: who had it last.
    pub holder: PostId,
    /// The number of the running leg, from 1, without gaps.
    pub leg: u32,
    pub leg_since: Timestamp,
    /// The holder's own clock.
    pub leg_clock: Option<Clock>,
    /// What was promised to whom it concerns, from the report on; never reset silently.
    pub promise: Option<Clock>,
    /// When the promise was kept, or broken late.
    pub promise_met: Option<Timestamp>,
    pub returns: u32,
    pub extensions: u32,
    pub escalated: u32,
    pub ended: Option<Ended>,
    /// Grows with every change; a change made on an older version is refused by the store.
    pub version: i64,
}

/// The end of a relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    pub at: Timestamp,
    /// A code of the chapter: `solved`, `accepted`, …
    pub how: String,
}

/// One holder's part (一棒), kept when it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    pub no: u32,
    pub step: String,
    pub holder: PostId,
    pub since: Timestamp,
    pub until: Timestamp,
    /// The earliest deadline that ran while this holder had it.
    pub due: Option<Timestamp>,
    /// What ended it: `advanced`, `handed_over`, `sent_back`, …
    pub how: &'static str,
    /// A deadline passed in this holder's hands (超期由当时持有者承担).
    pub overdue: bool,
}

impl Relay {
    pub fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    /// The next deadline that counts: the holder's, or the promise while it is not met.
    ///
    /// A stopped clock has none for now.
    pub fn next_due(&self) -> Option<Timestamp> {
        let promise = self.promise.as_ref().filter(|_| self.promise_met.is_none());
        let clocks = self.leg_clock.iter().chain(promise);
        clocks.filter(|clock| clock.paused.is_none()).map(|clock| clock.due).min()
    }

    /// Since when a clock of it is stopped.
    pub fn paused_since(&self) -> Option<Timestamp> {
        let promise = self.promise.as_ref().filter(|_| self.promise_met.is_none());
        self.leg_clock.iter().chain(promise).find_map(|clock| clock.paused)
    }

    /// Whether a deadline passed while the present holder had it, up to `now`.
    ///
    /// A promise that was broken before is charged to whoever held it then, not to this holder.
    pub fn overdue_in_this_leg(&self, now: Timestamp) -> bool {
        let promise = self
            .promise
            .as_ref()
            .filter(|_| self.promise_met.is_none_or(|met| met > self.leg_since));
        let here = |clock: &Clock| {
            let until = self.promise_met.map_or(now, |met| met.min(now));
            clock.due >= self.leg_since && clock.is_over(until)
        };
        self.leg_clock.as_ref().is_some_and(|clock| clock.is_over(now)) || promise.is_some_and(here)
    }
}
