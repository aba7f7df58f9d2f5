//! What a reply to a reporter may start from (答复草稿), by the policy of the day.
use crate::Policies;
use base::{Date, Lang};
use grid::matter::Ending;
use grid::reply::{Gap, Reply, fitting};
use store::grid::matter::Matter;

/// What a reply may start from (答复草稿): a template with its gaps filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub code: String,
    pub name: String,
    pub text: String,
}

/// The drafts for a matter's outcome, the nearest first. `ending` and `reported_on` are said by the
/// caller, in the reader's language.
pub fn drafts(
    policies: &Policies,
    today: Date,
    lang: Lang,
    matter: &Matter,
    say: impl Fn(Gap) -> Option<String>,
) -> Vec<Draft> {
    let Some(ending) = matter.ending else { return Vec::new() };
    starts(policies, today, lang, (&matter.category, ending), |gap| {
        say(gap).or_else(|| match gap {
            Gap::Number => Some(matter.number.clone()),
            Gap::Address => Some(matter.address.clone()),
            _ => None,
        })
    })
}

/// The drafts for a category and an outcome; what the caller does not say stays empty, but for the
/// category's own name.
pub fn starts(
    policies: &Policies,
    today: Date,
    lang: Lang,
    (kind, ending): (&str, Ending),
    say: impl Fn(Gap) -> Option<String>,
) -> Vec<Draft> {
    let Ok(list) = policies.rules.replies(today) else { return Vec::new() };
    let category = policies.rules.category(kind, today);
    let group = category.as_ref().and_then(|category| category.parent.as_deref());
    let named = || category.as_ref().map_or(kind, |category| category.name(lang)).to_owned();
    let fill = |gap: Gap| match (say(gap), gap) {
        (Some(said), _) => said,
        (None, Gap::Category) => named(),
        (None, _) => String::new(),
    };
    let draft = |reply: &Reply| Draft {
        code: reply.code.clone(),
        name: reply.name(lang).to_owned(),
        text: reply.text(lang).fill(fill),
    };
    fitting(&list.value, ending, kind, group).into_iter().map(draft).collect()
}
