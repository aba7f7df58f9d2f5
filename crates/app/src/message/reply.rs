//! What a reply to a reporter may start from (答复草稿), by the policy of the day.
use crate::Policies;
use base::{Date, Lang};
use grid::reply::{Gap, fitting};
use store::grid::matter::Matter;

/// The drafts for a matter's outcome, the nearest first, each with its name. `ending` and
/// `reported_on` are said by the caller, in the reader's language.
pub fn drafts(
    policies: &Policies,
    today: Date,
    lang: Lang,
    matter: &Matter,
    say: impl Fn(Gap) -> Option<String>,
) -> Vec<(String, String)> {
    let (Some(ending), Ok(list)) = (matter.ending, policies.rules.replies(today)) else {
        return Vec::new();
    };
    let category = policies.rules.category(&matter.category, today);
    let group = category.as_ref().and_then(|category| category.parent.as_deref());
    let fill = |gap: Gap| {
        say(gap).unwrap_or_else(|| match gap {
            Gap::Number => matter.number.clone(),
            Gap::Address => matter.address.clone(),
            Gap::Category => category
                .as_ref()
                .map_or_else(|| matter.category.clone(), |category| category.name(lang).to_owned()),
            _ => String::new(),
        })
    };
    let found = fitting(&list.value, ending, &matter.category, group).into_iter();
    found.map(|reply| (reply.name(lang).to_owned(), reply.text(lang).fill(fill))).collect()
}
