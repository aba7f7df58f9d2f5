//! Single values: times, counts, days, each as its row stands in a policy file.
use super::bounds;
use super::lists::Named;
use crate::deadline::STOPS;
use base::calendar::ClockKind;
use org::Role;
use relay::{ExtensionRule, PauseRule, ReturnRule};
use serde::Deserialize;
use serde::de::{Deserializer, Error};

/// What is promised for one weight (办理时限).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    #[serde(deserialize_with = "bounds::minutes")]
    pub minutes: i64,
    pub clock: ClockKind,
    /// The event that keeps the promise (停表事件), one of [`STOPS`].
    #[serde(deserialize_with = "stop")]
    pub stop: String,
}

/// Within how many days, and how often, an outcome may be contested (申诉规则).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppealRule {
    #[serde(deserialize_with = "bounds::days")]
    pub days: i64,
    #[serde(deserialize_with = "bounds::count")]
    pub times: u32,
}

/// How near in place and time a report may be the same as another (重复规则).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DuplicateRule {
    #[serde(deserialize_with = "bounds::metres")]
    pub metres: f64,
    #[serde(deserialize_with = "bounds::days")]
    pub days: i64,
}

/// How late a phone's word may come, and how far its clock may be ahead, and still count (离线补报).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfflineRule {
    #[serde(deserialize_with = "bounds::hours")]
    pub late_hours: i64,
    #[serde(deserialize_with = "bounds::minutes")]
    pub ahead_minutes: i64,
    /// The phone's time and the arrival are both said where they differ by so much.
    #[serde(deserialize_with = "bounds::minutes")]
    pub tell_minutes: i64,
}

/// How often within how many days and metres the same thing comes back (复发规则).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecurrenceRule {
    #[serde(deserialize_with = "bounds::times")]
    pub times: u32,
    #[serde(deserialize_with = "bounds::days")]
    pub days: i64,
    #[serde(deserialize_with = "bounds::metres")]
    pub metres: f64,
}

/// How long clocks may stand still in all, and for which reasons (暂停规则与理由).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PauseRules {
    pub rule: PauseRule,
    pub reasons: Vec<Named>,
}

/// How large photos may be, and how many a matter may have (照片限制).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotoLimits {
    #[serde(deserialize_with = "bounds::size")]
    pub max_bytes: u64,
    #[serde(deserialize_with = "bounds::size")]
    pub max_pixels: u64,
    /// The longer edge of what is stored.
    #[serde(deserialize_with = "bounds::edge")]
    pub edge: u32,
    #[serde(deserialize_with = "bounds::count")]
    pub max_per_matter: u32,
}

/// After how many failures a sign-in is locked, and for how long (登录锁定).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lockout {
    #[serde(deserialize_with = "bounds::times")]
    pub tries: u32,
    #[serde(deserialize_with = "bounds::minutes")]
    pub minutes: i64,
}

/// When a session ends: idle for so long, or so old (会话期限).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    #[serde(deserialize_with = "bounds::minutes")]
    pub idle_minutes: i64,
    #[serde(deserialize_with = "bounds::hours")]
    pub hours: i64,
}

/// Whose sign-in wants a second factor (双因素登录); an empty list asks nobody.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SecondFactor {
    pub(super) roles: Vec<Role>,
}

/// How reports come in without an account (反映入口): per server, so that no machine floods staff.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intake {
    /// Whether another system must show a key.
    pub key_required: bool,
    /// Reports from one address.
    #[serde(deserialize_with = "bounds::per_minute")]
    pub address_per_minute: u32,
    /// Reports by one key, where the key has no limit of its own.
    #[serde(deserialize_with = "bounds::per_minute")]
    pub key_per_minute: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LegTime {
    #[serde(deserialize_with = "bounds::minutes")]
    pub(super) minutes: i64,
    pub(super) clock: ClockKind,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Return {
    #[serde(deserialize_with = "bounds::percent")]
    window_percent: i64,
    #[serde(deserialize_with = "bounds::count")]
    max: u32,
}

impl Return {
    pub(super) fn rule(&self) -> ReturnRule {
        ReturnRule { window_percent: self.window_percent, max: self.max }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Extension {
    #[serde(deserialize_with = "bounds::percent")]
    before_percent: i64,
    #[serde(deserialize_with = "bounds::count")]
    max_times: u32,
    #[serde(deserialize_with = "bounds::percent")]
    max_percent: i64,
}

impl Extension {
    pub(super) fn rule(&self) -> ExtensionRule {
        let Extension { before_percent, max_times, max_percent } = *self;
        ExtensionRule { before_percent, max_times, max_percent }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pause {
    #[serde(deserialize_with = "bounds::days")]
    max_days: i64,
    pub(super) reasons: Vec<Named>,
}

impl Pause {
    pub(super) fn rules(&self) -> PauseRules {
        let rule = PauseRule { max_days: self.max_days };
        PauseRules { rule, reasons: self.reasons.clone() }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Days {
    #[serde(deserialize_with = "bounds::days")]
    pub(super) days: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Escalation {
    pub(super) ladder: Vec<Role>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Contact {
    #[serde(deserialize_with = "bounds::days")]
    pub(super) retention_days: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PublicPlace {
    #[serde(deserialize_with = "bounds::metres")]
    pub(super) metres: f64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Password {
    #[serde(deserialize_with = "bounds::password")]
    pub(super) min_chars: usize,
    /// What everybody here would try first; in small letters.
    #[serde(default)]
    pub(super) easy_words: Vec<String>,
}

fn stop<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let stop = String::deserialize(from)?;
    if STOPS.contains(&stop.as_str()) {
        return Ok(stop);
    }
    Err(Error::custom(format!("`{stop}` stops no clock: {}", STOPS.join(", "))))
}
