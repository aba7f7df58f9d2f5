//! Words with gaps (答复模板): what a reply to a reporter, or a letter to staff, may start from.
//!
//! A gap is a name in braces. One that is unknown is refused when the policy book is read, with
//! file and line: nobody gets a letter with `{nmae}` in it. What is *not* here: the words
//! themselves (policy), and what stands in a gap, which the caller says in the reader's language.
use crate::matter::Ending;
use base::{Lang, codes};
use serde::Deserialize;
use std::fmt;

codes! {
    /// A gap in words of policy (占位).
    pub enum Gap {
        /// 编号
        Number = "number",
        /// 类别
        Category = "category",
        /// 地址
        Address = "address",
        /// 反映日期
        ReportedOn = "reported_on",
        /// 办结类型
        Ending = "ending",
        /// 链接
        Link = "link",
        /// 提醒范围
        Area = "area",
        /// 到期日
        Until = "until",
        /// 事项清单
        Rows = "rows",
    }
}

/// What a reply to a reporter may name.
const OF_REPLY: &[Gap] = &[Gap::Number, Gap::Category, Gap::Address, Gap::ReportedOn, Gap::Ending];
/// What a letter to staff may name: nothing that came from a reporter.
const OF_LETTER: &[Gap] = &[Gap::Number, Gap::Category, Gap::Link];
/// What a letter of alerts may name: what anybody may see.
const OF_ALERT: &[Gap] = &[Gap::Area, Gap::Until, Gap::Link, Gap::Rows];
/// A reply fits a phone's screen or two.
const TEXT_MAX: usize = 1000;

/// Words with gaps (模板文字).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Words(String),
    Gap(Gap),
}

/// Why words are no template (模板有误).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateRefused {
    TooLong,
    Unclosed,
    Unknown { name: String, known: &'static [Gap] },
}

impl fmt::Display for TemplateRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TemplateRefused::TooLong => write!(f, "words of more than {TEXT_MAX} characters"),
            TemplateRefused::Unclosed => f.write_str("a brace stands alone"),
            TemplateRefused::Unknown { name, known } => {
                let known: Vec<&str> = known.iter().map(|gap| gap.code()).collect();
                write!(f, "`{{{name}}}` is no placeholder here: {}", known.join(", "))
            }
        }
    }
}

impl Template {
    fn parse(text: &str, known: &'static [Gap]) -> Result<Template, TemplateRefused> {
        if text.chars().count() > TEXT_MAX {
            return Err(TemplateRefused::TooLong);
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}']) {
            let after = rest[open..].strip_prefix('{').ok_or(TemplateRefused::Unclosed)?;
            let end = after.find(['{', '}']).ok_or(TemplateRefused::Unclosed)?;
            if !after[end..].starts_with('}') {
                return Err(TemplateRefused::Unclosed);
            }
            let name = &after[..end];
            let gap = Gap::parse(name).filter(|gap| known.contains(gap));
            let gap = gap.ok_or_else(|| TemplateRefused::Unknown { name: name.into(), known })?;
            parts.push(Part::Words(rest[..open].to_owned()));
            parts.push(Part::Gap(gap));
            rest = &after[end + 1..];
        }
        parts.push(Part::Words(rest.to_owned()));
        Ok(Template(parts))
    }

    /// The words with their gaps filled.
    pub fn fill(&self, say: impl Fn(Gap) -> String) -> String {
        let said = self.0.iter().map(|part| match part {
            Part::Words(words) => words.clone(),
            Part::Gap(gap) => say(*gap),
        });
        said.collect()
    }
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $known:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(pub Template);

        impl TryFrom<String> for $name {
            type Error = TemplateRefused;

            fn try_from(text: String) -> Result<$name, TemplateRefused> {
                Template::parse(&text, $known).map($name)
            }
        }
    )+};
}

texts! {
    /// Words to a reporter (答复).
    ReplyText = OF_REPLY;
    /// Words of a letter to staff (提醒邮件).
    LetterText = OF_LETTER;
    /// Words of a letter of alerts (附近提醒邮件).
    AlertText = OF_ALERT;
}

/// A reply template (答复模板): for one outcome, of one category, of its group, or of all.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    pub code: String,
    /// The outcome it tells.
    pub state: Ending,
    /// A kind or a group; nothing for all.
    pub category: Option<String>,
    pub zh: String,
    pub en: String,
    pub text_zh: ReplyText,
    pub text_en: ReplyText,
}

impl Reply {
    pub fn text(&self, lang: Lang) -> &Template {
        match lang {
            Lang::Zh => &self.text_zh.0,
            Lang::En => &self.text_en.0,
        }
    }
}

/// The templates that fit an outcome: those of the kind first, then of its group, then of all.
pub fn fitting<'a>(
    list: &'a [Reply],
    state: Ending,
    kind: &str,
    group: Option<&str>,
) -> Vec<&'a Reply> {
    let near = |reply: &Reply| match reply.category.as_deref() {
        Some(category) if category == kind => Some(0),
        Some(category) if Some(category) == group => Some(1),
        Some(_) => None,
        None => Some(2),
    };
    let fits = list.iter().filter(|reply| reply.state == state);
    let mut found: Vec<_> = fits.filter_map(|reply| Some((near(reply)?, reply))).collect();
    found.sort_by_key(|(near, _)| *near);
    found.into_iter().map(|(_, reply)| reply).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_and_the_rest_stays() {
        let text = ReplyText::try_from("您{reported_on}反映的{number}。".to_owned()).unwrap();
        assert_eq!(text.0.fill(|gap| format!("<{gap}>")), "您<reported_on>反映的<number>。");
        let plain = ReplyText::try_from("办好了".to_owned()).unwrap();
        assert_eq!(plain.0.fill(|_| unreachable!()), "办好了");
    }

    #[test]
    fn an_unknown_gap_a_lone_brace_and_a_gap_of_the_other_kind_are_refused() {
        for (text, refused) in [
            ("{nmae}", true),
            ("{}", true),
            ("{number", true),
            ("number}", true),
            ("{{number}}", true),
            ("{link}", true),
            ("{number} {ending}", false),
        ] {
            assert_eq!(ReplyText::try_from(text.to_owned()).is_err(), refused, "{text}");
        }
        assert!(LetterText::try_from("{link}".to_owned()).is_ok());
        for of_a_reporter in ["{address}", "{reported_on}"] {
            assert!(LetterText::try_from(of_a_reporter.to_owned()).is_err(), "{of_a_reporter}");
        }
        assert!(ReplyText::try_from("字".repeat(TEXT_MAX + 1)).is_err());
    }

    #[test]
    fn the_nearest_template_comes_first() {
        let reply = |code: &str, state, category: Option<&str>| Reply {
            code: code.into(),
            state,
            category: category.map(str::to_owned),
            zh: code.into(),
            en: code.into(),
            text_zh: ReplyText::try_from(String::new()).unwrap(),
            text_en: ReplyText::try_from(String::new()).unwrap(),
        };
        let list = [
            reply("all", Ending::Solved, None),
            reply("group", Ending::Solved, Some("facility")),
            reply("kind", Ending::Solved, Some("manhole")),
            reply("other", Ending::Solved, Some("noise")),
            reply("cannot", Ending::Cannot, None),
        ];
        let found = fitting(&list, Ending::Solved, "manhole", Some("facility"));
        let codes: Vec<&str> = found.iter().map(|reply| reply.code.as_str()).collect();
        assert_eq!(codes, ["kind", "group", "all"]);
        assert!(fitting(&list, Ending::Partly, "manhole", None).is_empty());
    }
}
