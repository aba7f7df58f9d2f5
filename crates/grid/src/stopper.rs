//! Form stoppers (紧急提示): what somebody is told, or stopped by, before a danger becomes a form.
//!
//! One rule, for every door through which residents report: pages, API, Open311. A stopper of
//! policy fits a report by its category, by its words, or by both where both are named. What is
//! *not* here: the texts and the numbers to call (policy `grid.stopper`), and how a page shows them.
use crate::rules::Category;
use base::{Lang, codes};
use serde::Deserialize;

codes! {
    /// How far a stopper goes (提示方式).
    pub enum Mode {
        /// 提醒后仍可提交: told, and taken in when they go on
        Warn = "warn",
        /// 不予提交: a telephone is quicker than any form
        Stop = "stop",
    }
}

/// What is told about one danger (紧急提示).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stopper {
    pub code: String,
    pub mode: Mode,
    /// The number to call.
    pub call: String,
    /// Kinds or groups it is about; empty for all.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Words, any of which make it fit; empty for whatever they say.
    #[serde(default)]
    pub words: Vec<String>,
    pub zh: String,
    pub en: String,
    /// What is said.
    pub text_zh: String,
    pub text_en: String,
}

impl Stopper {
    /// What is said, in the reader's language.
    pub fn text(&self, lang: Lang) -> &str {
        lang.pick(&self.text_zh, &self.text_en)
    }

    /// Whether it is about a report of this kind with these words.
    fn fits(&self, category: Option<&Category>, lower: &str) -> bool {
        let of = |code: &String| {
            category.is_some_and(|it| it.code == *code || it.parent.as_ref() == Some(code))
        };
        let kind = self.categories.is_empty() || self.categories.iter().any(of);
        let said = |word: &String| lower.contains(&word.to_lowercase());
        kind && (self.words.is_empty() || self.words.iter().any(said))
    }

    /// What is wrong with it, for the check of the policy book.
    pub(crate) fn faults(&self, known: &[&str]) -> Vec<String> {
        let mut faults = Vec::new();
        if self.categories.is_empty() && self.words.is_empty() {
            faults.push("stops everything: it names neither categories nor words".to_owned());
        }
        for code in self.categories.iter().filter(|code| !known.contains(&code.as_str())) {
            faults.push(format!("is about no category of ours: `{code}`"));
        }
        let digits = self.call.chars().all(|c| c.is_ascii_digit() || c == '-');
        if self.call.is_empty() || self.call.len() > CALL_MAX || !digits {
            faults.push(format!("names no number to call: `{}`", self.call));
        }
        if [&self.text_zh, &self.text_en]
            .iter()
            .any(|text| text.trim().is_empty() || text.chars().count() > TEXT_MAX)
        {
            faults.push(format!("says nothing, or more than {TEXT_MAX} characters"));
        }
        if self.words.iter().any(|word| word.chars().count() < WORD_MIN) {
            faults.push(format!("has a word of less than {WORD_MIN} characters"));
        }
        faults
    }
}

/// A telephone number with its area fits.
const CALL_MAX: usize = 20;
/// Whoever is in danger reads two lines, not three.
const TEXT_MAX: usize = 200;
/// A single character stands in too many harmless words.
const WORD_MIN: usize = 2;

/// What a report runs into (紧急判断): what stops comes before what warns, and each in the order of
/// policy. Whoever has read all that warn goes on; what stops lets nobody on.
pub fn judge<'s>(
    stoppers: &'s [Stopper],
    category: Option<&Category>,
    words: &str,
) -> Vec<&'s Stopper> {
    let lower = words.to_lowercase();
    let mut found: Vec<&Stopper> =
        stoppers.iter().filter(|stopper| stopper.fits(category, &lower)).collect();
    found.sort_by_key(|stopper| stopper.mode != Mode::Stop);
    found
}

/// The one that lets nobody on, if there is one.
pub fn stopping<'s>(found: &[&'s Stopper]) -> Option<&'s Stopper> {
    found.iter().copied().find(|stopper| stopper.mode == Mode::Stop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matter::{Sort, Weight};

    fn stopper(code: &str, mode: Mode, categories: &[&str], words: &[&str]) -> Stopper {
        let owned = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect();
        Stopper {
            code: code.into(),
            mode,
            call: "119".into(),
            categories: owned(categories),
            words: owned(words),
            zh: code.into(),
            en: code.into(),
            text_zh: "请打119".into(),
            text_en: "Call 119".into(),
        }
    }

    fn category(code: &str, parent: Option<&str>) -> Category {
        Category {
            code: code.into(),
            parent: parent.map(str::to_owned),
            zh: code.into(),
            en: code.into(),
            weight: Weight::Major,
            sort: Sort::Public,
            department: String::new(),
            words: Vec::new(),
            stop_zh: None,
            stop_en: None,
            visible: true,
        }
    }

    #[test]
    fn a_stopper_fits_by_category_by_words_or_by_both() {
        let all = [
            stopper("fire", Mode::Warn, &["fire"], &[]),
            stopper("hazard", Mode::Warn, &["safety"], &["tilting"]),
            stopper("burns", Mode::Stop, &["fire"], &["还在烧", "Still burning"]),
            stopper("life", Mode::Stop, &[], &["没有呼吸"]),
        ];
        let fire = category("fire", Some("safety"));
        let light = category("street_light", Some("facility"));
        for (kind, words, expected) in [
            (Some(&light), "路灯不亮", vec![]),
            (Some(&light), "垃圾桶还在烧", vec![]),
            (Some(&fire), "垃圾桶烧过，已灭", vec!["fire"]),
            (Some(&fire), "垃圾桶还在烧", vec!["burns", "fire"]),
            (Some(&fire), "it is STILL BURNING", vec!["burns", "fire"]),
            (Some(&fire), "the wall is Tilting", vec!["fire", "hazard"]),
            (Some(&light), "路灯下有人没有呼吸", vec!["life"]),
            (None, "有人没有呼吸", vec!["life"]),
            (None, "", vec![]),
        ] {
            let found = judge(&all, kind, words);
            let codes: Vec<&str> = found.iter().map(|it| it.code.as_str()).collect();
            assert_eq!(codes, expected, "{words}");
            let stops = expected.first().filter(|code| ["burns", "life"].contains(code)).copied();
            assert_eq!(stopping(&found).map(|it| it.code.as_str()), stops, "{words}");
        }
    }

    #[test]
    fn a_stopper_that_would_stop_everything_or_calls_nobody_is_refused() {
        let known = ["fire"];
        assert!(stopper("a", Mode::Stop, &["fire"], &[]).faults(&known).is_empty());
        for wrong in [
            stopper("a", Mode::Stop, &[], &[]),
            stopper("a", Mode::Stop, &["fyre"], &[]),
            stopper("a", Mode::Stop, &[], &["火"]),
            Stopper { call: "call us".into(), ..stopper("a", Mode::Stop, &["fire"], &[]) },
            Stopper { call: String::new(), ..stopper("a", Mode::Stop, &["fire"], &[]) },
        ] {
            assert_eq!(wrong.faults(&known).len(), 1, "{wrong:?}");
        }
    }
}
