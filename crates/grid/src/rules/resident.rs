//! Values of the resident's page (居民页面): dangers that stop a form, alerts of an area, why a photo
//! is redacted.
use super::bounds;
use super::keys::Keys;
use crate::reply::AlertText;
use crate::stopper::Stopper;
use serde::Deserialize;

/// Alerts of an area (附近提醒规则).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertRule {
    /// An address that nobody confirms is erased after so long.
    #[serde(deserialize_with = "bounds::hours")]
    pub confirm_hours: i64,
    /// A confirmed one is erased after so long, unless renewed.
    #[serde(deserialize_with = "bounds::days")]
    pub keep_days: i64,
    /// From so many days before on, letters say that it ends.
    #[serde(deserialize_with = "bounds::days")]
    pub renew_days: i64,
    /// The hour of the day at which letters go out.
    #[serde(deserialize_with = "bounds::hour")]
    pub hour: i8,
    /// Alerts of one address.
    #[serde(deserialize_with = "bounds::times")]
    pub at_most: u32,
    /// The smallest and the largest circle.
    #[serde(deserialize_with = "bounds::whole_metres")]
    pub least_metres: u32,
    #[serde(deserialize_with = "bounds::whole_metres")]
    pub most_metres: u32,
    /// What one letter lists.
    #[serde(deserialize_with = "bounds::times")]
    pub rows: u32,
    /// The same alert asked for again gets another letter after so long at the earliest.
    #[serde(deserialize_with = "bounds::minutes")]
    pub again_minutes: i64,
    /// Alerts asked for from one network address.
    #[serde(deserialize_with = "bounds::per_minute")]
    pub address_per_minute: u32,
}

/// What a letter of alerts says (提醒邮件).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertWords {
    pub subject_zh: AlertText,
    pub subject_en: AlertText,
    pub text_zh: AlertText,
    pub text_en: AlertText,
}

/// Why a photo is redacted (照片处理理由).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedactionReason {
    pub code: String,
    pub zh: String,
    pub en: String,
    /// The original is erased at once, not kept for its days.
    #[serde(default)]
    pub erases: bool,
}

/// How photos are redacted (照片处理规则).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedactionRule {
    /// For so many days the original of a changed photo is kept, sealed.
    #[serde(deserialize_with = "bounds::days")]
    pub original_days: i64,
    pub reasons: Vec<RedactionReason>,
}

/// What letters call a state by: these codes, each with its name.
pub(crate) const ALERT_STATES: [&str; 3] = ["reported", "open", "ended"];

/// What no single row can say of itself.
pub(super) fn check(keys: &Keys, fault: &mut dyn FnMut(&str, usize, String)) {
    for (at, version) in keys.alert.versions().iter().enumerate() {
        let AlertRule { least_metres, most_metres, renew_days, keep_days, .. } = version.value;
        if least_metres > most_metres {
            let message = format!("a circle of {least_metres} to {most_metres} metres");
            fault(keys.alert.key(), at, message);
        }
        if renew_days >= keep_days {
            let message = format!("kept for {keep_days} days, said to end {renew_days} before");
            fault(keys.alert.key(), at, message);
        }
    }
    for (at, version) in keys.alert_states.versions().iter().enumerate() {
        let has = |code: &&str| version.value.list.iter().any(|named| named.code == **code);
        let endings = crate::matter::Ending::ALL.iter().map(|ending| ending.code());
        for code in ALERT_STATES.iter().copied().chain(endings).filter(|code| !has(code)) {
            fault(keys.alert_states.key(), at, format!("no name for `{code}`"));
        }
    }
}

super::lists::items!(Stopper, RedactionReason);
