//! Sending back (退回): early in one's time, with the clause and the right owner, and not forever.
use crate::{Change, Refused, Relay, To};
use base::calendar::WorkCalendar;
use base::{PostId, Timestamp};

/// How long and how often something may be sent back: policy values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReturnRule {
    /// The first part of the holder's time, in percent, in which it may be sent back.
    pub window_percent: i64,
    /// After so many returns it goes to arbitration.
    pub max: u32,
}

/// What a return must say: under which clause it is not ours, and whose it is.
#[derive(Clone, Debug)]
pub struct Returned<'a> {
    pub clause: &'a str,
    pub right_owner: PostId,
}

impl Relay {
    /// Sends it back to `to`, usually whoever gave it (退回).
    pub fn send_back(
        &self,
        to: To,
        returned: &Returned<'_>,
        rule: ReturnRule,
        at: Timestamp,
        calendar: &WorkCalendar,
    ) -> Result<Change, Refused> {
        self.open()?;
        if returned.clause.trim().is_empty() || returned.right_owner == self.holder {
            return Err(Refused::NoGround);
        }
        if self.returns >= rule.max {
            return Err(Refused::GoesToArbitration { times: self.returns });
        }
        let clock = self.leg_clock.as_ref().ok_or(Refused::NoClock)?;
        let used = clock.used_percent(at, calendar);
        if used > rule.window_percent {
            return Err(Refused::TooLateToSendBack { used, window: rule.window_percent });
        }
        let mut change = self.pass(to, at, "sent_back");
        change.relay.returns += 1;
        Ok(change)
    }
}
