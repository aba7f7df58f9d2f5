//! Values of messages (消息): how long, how often, in which words.
use super::bounds;
use crate::reply::{LetterText, Reply};
use serde::Deserialize;

/// How often a delivery is tried again, and how long it is remembered (送达规则).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// How often in all.
    #[serde(deserialize_with = "bounds::times")]
    pub tries: u32,
    /// Between the first try and the second; each time the double.
    #[serde(deserialize_with = "bounds::minutes")]
    pub first_minutes: i64,
    /// The longest wait between two.
    #[serde(deserialize_with = "bounds::minutes")]
    pub most_minutes: i64,
    /// How long what was sent or given up is remembered.
    #[serde(deserialize_with = "bounds::days")]
    pub keep_days: i64,
}

impl Delivery {
    /// How long to wait after so many tries; nothing when it was tried often enough (退避).
    pub fn wait_minutes(&self, tries: u32) -> Option<i64> {
        if tries >= self.tries {
            return None;
        }
        let doubled = 1_i64.checked_shl(tries.saturating_sub(1)).filter(|times| *times > 0);
        let wait = doubled.and_then(|times| self.first_minutes.checked_mul(times));
        Some(wait.map_or(self.most_minutes, |wait| wait.min(self.most_minutes)))
    }
}

/// What a letter to staff says (提醒邮件).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailWords {
    pub subject_zh: LetterText,
    pub subject_en: LetterText,
    pub text_zh: LetterText,
    pub text_en: LetterText,
}

super::lists::items!(Reply);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_doubles_up_to_its_most_and_ends() {
        let rule = Delivery { tries: 70, first_minutes: 2, most_minutes: 30, keep_days: 1 };
        for (tries, wait) in
            [(1, Some(2)), (2, Some(4)), (4, Some(16)), (5, Some(30)), (69, Some(30)), (70, None)]
        {
            assert_eq!(rule.wait_minutes(tries), wait, "{tries}");
        }
    }
}
