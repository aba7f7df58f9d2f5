//! 离线补报: which moment counts for what a phone wrote down without signal.
//!
//! Basis: summary 二(三), 发现: the promise runs from when the matter was found. A phone says when that
//! was, and a phone's clock may be wrong or be set back. So its word is taken within what policy
//! allows; beyond that the arrival counts, and whoever sent it is told. The phone's time stays on
//! record either way. What is *not* here: the sending and the storing.
use crate::rules::OfflineRule;
use base::{SignedDuration, Timestamp};

/// The moment that counts for an operation, and the one the phone gave (计时时刻).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// What the phone's clock said (设备时间).
    pub device: Timestamp,
    /// What clocks start at; never after the arrival.
    pub counts: Timestamp,
    pub by: CountedBy,
}

/// Whose time counts, and why (采用的时间).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountedBy {
    /// The phone's.
    Device,
    /// The server's: the phone's lies too far back.
    TooLate,
    /// The server's: the phone's lies too far ahead.
    Ahead,
}

impl CountedBy {
    /// The name under which it is recorded and worded.
    pub fn code(self) -> &'static str {
        match self {
            CountedBy::Device => "device",
            CountedBy::TooLate => "too_late",
            CountedBy::Ahead => "ahead",
        }
    }
}

/// Decides which moment counts for what arrives now.
pub fn moment(device: Timestamp, arrived: Timestamp, rule: &OfflineRule) -> Moment {
    let age = arrived.duration_since(device);
    let (counts, by) = if age > SignedDuration::from_hours(rule.late_hours) {
        (arrived, CountedBy::TooLate)
    } else if age < -SignedDuration::from_mins(rule.ahead_minutes) {
        (arrived, CountedBy::Ahead)
    } else {
        // Two clocks differ by a little: nothing happened after it arrived.
        (device.min(arrived), CountedBy::Device)
    };
    Moment { device, counts, by }
}

/// Whether whoever handles it is told both times: what somebody found earlier than it came in is
/// no fault of theirs, and a clock that went wrong is to be seen.
pub fn is_worth_telling(device: Timestamp, arrived: Timestamp, rule: &OfflineRule) -> bool {
    arrived.duration_since(device).abs() >= SignedDuration::from_mins(rule.tell_minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_phones_time_counts_within_policy_and_never_after_the_arrival() {
        let rule = OfflineRule { late_hours: 2, ahead_minutes: 5, tell_minutes: 10 };
        let arrived: Timestamp = "2026-03-02T10:00:00Z".parse().unwrap();
        for (device, counts, by) in [
            ("2026-03-02T09:30:00Z", "2026-03-02T09:30:00Z", CountedBy::Device),
            ("2026-03-02T08:00:00Z", "2026-03-02T08:00:00Z", CountedBy::Device),
            ("2026-03-02T07:59:59Z", "2026-03-02T10:00:00Z", CountedBy::TooLate),
            ("1970-01-01T00:00:00Z", "2026-03-02T10:00:00Z", CountedBy::TooLate),
            ("2026-03-02T10:05:00Z", "2026-03-02T10:00:00Z", CountedBy::Device),
            ("2026-03-02T10:05:01Z", "2026-03-02T10:00:00Z", CountedBy::Ahead),
            ("9999-01-01T00:00:00Z", "2026-03-02T10:00:00Z", CountedBy::Ahead),
        ] {
            let device = device.parse().unwrap();
            let expected = Moment { device, counts: counts.parse().unwrap(), by };
            assert_eq!(moment(device, arrived, &rule), expected);
        }
    }

    #[test]
    fn both_times_are_told_where_they_differ_by_as_much_as_policy_says() {
        let rule = OfflineRule { late_hours: 2, ahead_minutes: 5, tell_minutes: 10 };
        let arrived: Timestamp = "2026-03-02T10:00:00Z".parse().unwrap();
        for (device, told) in [
            ("2026-03-02T09:50:01Z", false),
            ("2026-03-02T09:50:00Z", true),
            ("2026-03-02T10:09:59Z", false),
            ("2026-03-02T10:10:00Z", true),
            ("1970-01-01T00:00:00Z", true),
        ] {
            assert_eq!(is_worth_telling(device.parse().unwrap(), arrived, &rule), told, "{device}");
        }
    }
}
