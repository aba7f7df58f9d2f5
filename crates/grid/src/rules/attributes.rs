//! What a category asks besides words and place (补充信息), and whether an answer fits.
use super::lists::{Named, items};
use base::{Text, Timestamp, codes};
use serde::Deserialize;
use std::collections::BTreeSet;

codes! {
    /// What an answer is (数据类型).
    pub enum DataType {
        /// 一行文字
        Line = "line",
        /// 数字
        Number = "number",
        /// 时间: with its offset from UTC
        Moment = "moment",
        /// 一段文字
        Text = "text",
        /// 单选
        Choice = "choice",
        /// 多选
        Choices = "choices",
    }
}

/// A question of some categories (补充信息).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    pub code: String,
    /// The categories that ask it.
    pub categories: Vec<String>,
    #[serde(rename = "type")]
    pub data_type: DataType,
    pub required: bool,
    pub zh: String,
    pub en: String,
    /// How to answer it.
    #[serde(default)]
    pub hint_zh: String,
    #[serde(default)]
    pub hint_en: String,
    /// What a list lets choose; nothing for other types.
    #[serde(default)]
    pub values: Vec<Named>,
}

items!(Attribute);

/// A line of a form.
const LINE_MAX: usize = 200;
/// A paragraph.
const TEXT_MAX: usize = 2000;

impl Attribute {
    /// Whether this category asks it.
    pub fn is_of(&self, category: &str) -> bool {
        self.categories.iter().any(|code| code == category)
    }

    /// How to answer it, in the reader's language.
    pub fn hint(&self, lang: base::Lang) -> &str {
        lang.pick(&self.hint_zh, &self.hint_en)
    }

    /// Whether its answer is chosen from its values.
    pub fn is_list(&self) -> bool {
        matches!(self.data_type, DataType::Choice | DataType::Choices)
    }

    /// Whether an answer can be shown to everybody: nobody's own words are.
    pub fn is_public(&self) -> bool {
        !matches!(self.data_type, DataType::Line | DataType::Text)
    }

    /// What is kept of the answers given to it, or nothing where they do not fit. Answers left
    /// empty are none.
    pub fn answers(&self, given: &[&str]) -> Option<Vec<String>> {
        let given: Vec<&str> =
            given.iter().map(|one| one.trim()).filter(|one| !one.is_empty()).collect();
        let several = self.data_type == DataType::Choices;
        if (given.is_empty() && self.required) || (given.len() > 1 && !several) {
            return None;
        }
        let mut kept: Vec<String> = Vec::with_capacity(given.len());
        for answer in given {
            let answer = self.answer(answer)?;
            if !kept.contains(&answer) {
                kept.push(answer);
            }
        }
        Some(kept)
    }

    fn answer(&self, given: &str) -> Option<String> {
        match self.data_type {
            DataType::Line => {
                let line = Text::<LINE_MAX>::new(given).ok()?;
                (!line.as_str().contains('\n')).then(|| line.to_string())
            }
            DataType::Text => Text::<TEXT_MAX>::new(given).ok().map(|text| text.to_string()),
            DataType::Number => {
                let number: f64 = given.parse().ok()?;
                (number.is_finite() && given.len() <= NUMBER_MAX).then(|| given.to_owned())
            }
            DataType::Moment => given.parse::<Timestamp>().ok().map(|at| at.to_string()),
            DataType::Choice | DataType::Choices => {
                let known = self.values.iter().find(|value| value.code == given);
                known.map(|value| value.code.clone())
            }
        }
    }

    /// What is wrong with it, given the codes of the categories at its time.
    pub(super) fn faults(&self, categories: &BTreeSet<&str>) -> Vec<String> {
        let mut faults = Vec::new();
        if self.categories.is_empty() {
            faults.push("belongs to no category".to_owned());
        }
        let unknown = self.categories.iter().filter(|code| !categories.contains(code.as_str()));
        faults.extend(unknown.map(|code| format!("belongs to no category `{code}`")));
        if self.is_list() == self.values.is_empty() {
            faults.push("has values exactly where it is a list".to_owned());
        }
        let mut seen = BTreeSet::new();
        let twice = self.values.iter().filter(|value| !seen.insert(&value.code));
        faults.extend(twice.map(|value| format!("lists `{}` twice", value.code)));
        if self.values.len() > VALUES_MAX {
            faults.push(format!("lists more than {VALUES_MAX} values"));
        }
        faults
    }
}

/// A number is typed by hand; a longer one is none.
const NUMBER_MAX: usize = 40;
/// A list to choose from fits a phone.
const VALUES_MAX: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(data_type: DataType, required: bool) -> Attribute {
        let value = |code: &str| Named { code: code.into(), zh: code.into(), en: code.into() };
        let mut one = Attribute {
            code: "a".into(),
            categories: vec!["litter".into()],
            data_type,
            required,
            zh: "问".into(),
            en: "q".into(),
            hint_zh: String::new(),
            hint_en: String::new(),
            values: Vec::new(),
        };
        if one.is_list() {
            one.values = vec![value("x"), value("y")];
        }
        one
    }

    #[test]
    fn an_answer_is_held_to_its_type() {
        use DataType::*;
        for (kind, required, given, kept) in [
            (Line, false, &["12号"][..], Some(vec!["12号"])),
            (Line, false, &["a\nb"], None),
            (Text, false, &["a\nb"], Some(vec!["a\nb"])),
            (Number, false, &[" 3.5 "], Some(vec!["3.5"])),
            (Number, false, &["three"], None),
            (Number, false, &["NaN"], None),
            (Moment, false, &["2026-03-01T08:00:00+08:00"], Some(vec!["2026-03-01T00:00:00Z"])),
            (Moment, false, &["2026-03-01"], None),
            (Choice, false, &["x"], Some(vec!["x"])),
            (Choice, false, &["z"], None),
            (Choice, false, &["x", "y"], None),
            (Choices, false, &["x", "y", "x", ""], Some(vec!["x", "y"])),
            (Choices, true, &[""], None),
            (Line, false, &["", " "], Some(vec![])),
            (Line, true, &[], None),
        ] {
            let found = attribute(kind, required).answers(given);
            let kept = kept.map(|kept| kept.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(found, kept, "{kind} {given:?}");
        }
    }

    #[test]
    fn a_question_names_categories_that_exist_and_values_only_for_a_list() {
        let known = BTreeSet::from(["litter"]);
        assert!(attribute(DataType::Choices, false).faults(&known).is_empty());
        let mut wrong = attribute(DataType::Number, false);
        wrong.values.push(Named { code: "x".into(), zh: "x".into(), en: "x".into() });
        wrong.categories.push("no_such".into());
        assert_eq!(wrong.faults(&known).len(), 2);
        wrong.categories.clear();
        assert_eq!(wrong.faults(&known).len(), 2);
    }
}
