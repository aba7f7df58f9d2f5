//! Text with a bound: every text that a person may type has a length, counted in characters.
use serde::{Deserialize, Serialize};
use std::fmt;

/// Text of 1 to `MAX` characters, without control characters but line breaks (有限长文本).
///
/// Characters are counted, not bytes: four thousand Chinese characters are four thousand.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const MAX: usize>(String);

/// Why a text is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextRefused {
    #[error("the text is empty")]
    Empty,
    #[error("the text has {got} characters, at most {max} fit")]
    TooLong { got: usize, max: usize },
    #[error("the text holds a control character")]
    Control,
}

impl<const MAX: usize> Text<MAX> {
    /// Takes a text as typed: trims it, turns `\r\n` into `\n`, and holds it to its bound.
    pub fn new(typed: &str) -> Result<Self, TextRefused> {
        let text = typed.trim().replace("\r\n", "\n");
        let got = text.chars().count();
        if got == 0 {
            return Err(TextRefused::Empty);
        }
        if got > MAX {
            return Err(TextRefused::TooLong { got, max: MAX });
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err(TextRefused::Control);
        }
        Ok(Text(text))
    }

    /// As [`Text::new`], where leaving the field empty is allowed.
    pub fn optional(typed: &str) -> Result<Option<Self>, TextRefused> {
        match Text::new(typed) {
            Ok(text) => Ok(Some(text)),
            Err(TextRefused::Empty) => Ok(None),
            Err(refused) => Err(refused),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> TryFrom<String> for Text<MAX> {
    type Error = TextRefused;
    fn try_from(typed: String) -> Result<Self, TextRefused> {
        Text::new(&typed)
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> String {
        text.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_characters_not_bytes() {
        assert!(Text::<4>::new("楼道堆物").is_ok());
        assert_eq!(Text::<4>::new("楼道堆物了"), Err(TextRefused::TooLong { got: 5, max: 4 }));
    }

    #[test]
    fn text_is_trimmed_and_control_characters_are_refused() {
        assert_eq!(Text::<9>::new("  灯\r\n坏 ").unwrap().as_str(), "灯\n坏");
        assert_eq!(Text::<9>::new(" \n "), Err(TextRefused::Empty));
        assert_eq!(Text::<9>::new("a\0b"), Err(TextRefused::Control));
        assert_eq!(Text::<9>::optional(""), Ok(None));
    }
}
