//! Pause, resume, extend (暂停、恢复、延期): the only ways to move a day that was promised.
use crate::Refused;
use crate::clock::Now;
use crate::leg::Happened;
use crate::relay::{Change, Relay};
use base::{PostId, SignedDuration};

/// How long a relay may stand still in all (暂停规则).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PauseRule {
    pub max_days: i64,
}

/// Until when, how often and how far a time may be extended (延期规则).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtensionRule {
    pub before_percent: i64,
    pub max_times: u32,
    pub max_percent: i64,
}

/// A clock keeps at most so many pauses, so a row stays small; more is a game, not waiting.
pub const PAUSES_MAX: usize = 50;

impl Relay {
    /// Stops the holder's clock and the open promise (暂停计时), until resumed or the rule's days
    /// are used up, earlier pauses included.
    pub fn pause(&self, reason: &str, rule: PauseRule, now: Now<'_>) -> Result<Change, Refused> {
        self.live()?;
        if reason.trim().is_empty() {
            return Err(Refused::NoReason);
        }
        if self.is_paused() {
            return Err(Refused::Paused);
        }
        let (mut relay, now) = self.next_version(now);
        let open = relay.promise_met.is_none();
        let promise = relay.promise.as_mut().filter(|_| open).map(|promise| &mut promise.clock);
        let clocks: Vec<_> = relay.leg_clock.as_mut().into_iter().chain(promise).collect();
        let most = clocks.iter().map(|clock| clock.paused_for(now.at)).max();
        let whole = SignedDuration::try_from_hours(rule.max_days.max(0).saturating_mul(24));
        let whole = whole.unwrap_or(SignedDuration::MAX);
        let left = whole.saturating_sub(most.unwrap_or_default());
        let often = clocks.iter().any(|clock| clock.pauses.len() >= PAUSES_MAX);
        if often || left <= SignedDuration::ZERO {
            return Err(Refused::PausedEnough { max_days: rule.max_days });
        }
        let resume_by =
            now.at.saturating_add(left).map_err(|_| base::calendar::NoTime::OutOfRange)?;
        for clock in clocks {
            clock.pause(now.at, resume_by);
        }
        Ok(relay.changed(Happened::Paused))
    }

    /// Lets the clocks run again (恢复计时), with what was left of them.
    pub fn resume(&self, now: Now<'_>) -> Result<Change, Refused> {
        self.live()?;
        if !self.is_paused() {
            return Err(Refused::NotPaused);
        }
        let (mut relay, now) = self.next_version(now);
        relay.resume_clocks(now)?;
        Ok(relay.changed(Happened::Resumed))
    }

    /// Extends the open promise, or the holder's clock where nothing is promised (延期): in time,
    /// within bounds, approved by a post that does not hold it.
    ///
    /// With a promise, the holder's clock is lengthened by the same share of its own minutes.
    pub fn extend(
        &self,
        minutes: i64,
        approver: PostId,
        rule: ExtensionRule,
        now: Now<'_>,
    ) -> Result<Change, Refused> {
        self.live()?;
        if approver == self.holder {
            return Err(Refused::OwnApproval);
        }
        if minutes <= 0 {
            return Err(Refused::NoMinutes { minutes });
        }
        if self.extensions >= rule.max_times {
            return Err(Refused::ExtendedEnough { times: self.extensions });
        }
        let (mut relay, now) = self.next_version(now);
        let open = relay.promise_met.is_none();
        let promise = relay.promise.as_mut().filter(|_| open).map(|promise| &mut promise.clock);
        let leg = relay.leg_clock.as_mut();
        let (main, other) = match (promise, leg) {
            (Some(promise), leg) => (promise, leg),
            (None, Some(leg)) => (leg, None),
            (None, None) => unreachable!("a live relay has a leg's clock"),
        };
        let used = main.used_percent(now);
        if used >= rule.before_percent || main.is_over(now.at) {
            return Err(Refused::TooLateToExtend { used, before: rule.before_percent });
        }
        let at_most = main.minutes.saturating_mul(rule.max_percent) / 100 - main.extended;
        if minutes > at_most {
            return Err(Refused::ExtendedTooFar { asked: minutes, at_most: at_most.max(0) });
        }
        let (granted, whole) = (minutes, main.minutes);
        main.extend(granted, now.calendar)?;
        if let Some(leg) = other.filter(|leg| !leg.is_over(now.at)) {
            leg.extend(leg.minutes.saturating_mul(granted) / whole, now.calendar)?;
        }
        relay.extensions += 1;
        Ok(relay.changed(Happened::Extended))
    }
}
