//! Extensions (延期): asked for before it is late, with a reason, granted by somebody else.
use crate::{Change, Refused, Relay};
use base::Timestamp;
use base::calendar::WorkCalendar;

/// How late, how often and by how much: policy values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtensionRule {
    /// Asked for before this share of the time is used, in percent.
    pub before_percent: i64,
    pub max_times: u32,
    /// At most this share of the time first promised, in percent.
    pub max_percent: i64,
}

impl Relay {
    /// Whether so many minutes may be asked for now.
    pub fn may_ask_extension(
        &self,
        minutes: i64,
        rule: ExtensionRule,
        at: Timestamp,
        calendar: &WorkCalendar,
    ) -> Result<(), Refused> {
        self.open()?;
        if self.extensions >= rule.max_times {
            let times = self.extensions;
            return Err(Refused::ExtendedEnough { times, most: rule.max_times });
        }
        let clock = self.promise.as_ref().or(self.leg_clock.as_ref()).ok_or(Refused::NoClock)?;
        let used = clock.used_percent(at, calendar);
        if used >= rule.before_percent {
            return Err(Refused::TooLateToExtend { used, before: rule.before_percent });
        }
        let most = clock.minutes * rule.max_percent / 100;
        if !(1..=most).contains(&minutes) {
            return Err(Refused::TooLong { asked: minutes, most });
        }
        Ok(())
    }

    /// Grants what was asked for at `asked_at`: promise and holder both get the time.
    pub fn extend<P: PartialEq>(
        &self,
        minutes: i64,
        asked_by: P,
        approved_by: P,
        calendar: &WorkCalendar,
    ) -> Result<Change, Refused> {
        self.open()?;
        if asked_by == approved_by {
            return Err(Refused::OwnApproval);
        }
        let mut relay = self.next_version();
        for clock in [&mut relay.leg_clock, &mut relay.promise].into_iter().flatten() {
            *clock = clock.extend(minutes, calendar)?;
        }
        relay.extensions += 1;
        Ok(Change { relay, leg: None, what: "extended" })
    }
}
