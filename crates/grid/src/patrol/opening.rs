//! Times of the day at which windows open (时段开始), such as `16:30`.
use serde::Deserialize;
use std::fmt;
use std::str::FromStr;

/// Minutes after midnight (时刻).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Opening(u16);

/// The times that a place names for itself (自定时段), in order; none to go by its risk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Openings(Vec<Opening>);

/// Why it is no time of a day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no time such as `16:30`, or one too many")]
pub struct NoOpening {
    pub text: String,
}

impl Opening {
    pub fn hour(self) -> i8 {
        (self.0 / 60) as i8
    }

    pub fn minute(self) -> i8 {
        (self.0 % 60) as i8
    }
}

impl Openings {
    /// A place is looked at a few times a day at most; more is a post, not a patrol.
    pub const MAX: usize = 4;

    pub fn list(&self) -> &[Opening] {
        &self.0
    }
}

impl FromStr for Opening {
    type Err = NoOpening;

    fn from_str(text: &str) -> Result<Opening, NoOpening> {
        let read = || {
            let (hour, minute) = text.trim().split_once([':', '：'])?;
            let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
            let plain = (1..=2).contains(&hour.len()) && minute.len() == 2;
            let (hour, minute): (u16, u16) = match plain && digits(hour) && digits(minute) {
                true => (hour.parse().ok()?, minute.parse().ok()?),
                false => return None,
            };
            (hour < 24 && minute < 60).then_some(Opening(hour * 60 + minute))
        };
        read().ok_or_else(|| NoOpening { text: text.to_owned() })
    }
}

impl TryFrom<String> for Opening {
    type Error = NoOpening;

    fn try_from(text: String) -> Result<Opening, NoOpening> {
        text.parse()
    }
}

impl fmt::Display for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour(), self.minute())
    }
}

impl FromStr for Openings {
    type Err = NoOpening;

    /// Reads times with spaces or commas between, in any order; nothing is none.
    fn from_str(text: &str) -> Result<Openings, NoOpening> {
        let parts = text.split([' ', ',', '，', '、']).filter(|part| !part.is_empty());
        let mut all = parts.map(str::parse).collect::<Result<Vec<Opening>, _>>()?;
        all.sort_unstable();
        all.dedup();
        if all.len() > Openings::MAX {
            return Err(NoOpening { text: text.to_owned() });
        }
        Ok(Openings(all))
    }
}

impl fmt::Display for Openings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, opening) in self.0.iter().enumerate() {
            write!(f, "{}{opening}", if at == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}
