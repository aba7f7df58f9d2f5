//! The kinds of matter as a resident chooses them (事项类别): groups to open, kinds within.
use crate::form::Given;
use crate::words::Words;
use grid::rules::Category;

/// A group with its kinds.
pub struct Group {
    pub name: String,
    pub icon: &'static str,
    /// What to read before reporting such a thing: kind and sentence.
    pub stops: Vec<(String, String)>,
    /// Code and name; the group's own code comes last, as "something else of it".
    pub kinds: Vec<(String, String)>,
    /// A kind of it is chosen.
    pub is_open: bool,
}

/// The groups in the order of policy.
pub fn groups(categories: &[Category], words: Words, given: &Given) -> Vec<Group> {
    let chosen = given.value("category");
    let tops = categories.iter().filter(|category| category.parent.is_none());
    tops.map(|top| group(top, categories, words, chosen)).collect()
}

fn group(top: &Category, categories: &[Category], words: Words, chosen: &str) -> Group {
    let lang = words.lang;
    let kinds = || categories.iter().filter(|kind| kind.parent.as_deref() == Some(&*top.code));
    let stop =
        |kind: &Category| kind.stop(lang).map(|stop| (kind.name(lang).to_owned(), stop.to_owned()));
    let stops = std::iter::once(top).chain(kinds()).filter_map(stop).collect();
    let mut listed: Vec<(String, String)> =
        kinds().map(|kind| (kind.code.clone(), kind.name(lang).to_owned())).collect();
    let rest = match listed.is_empty() {
        true => top.name(lang).to_owned(),
        false => words.ta("resident-report-rest", &[("group", top.name(lang))]),
    };
    listed.push((top.code.clone(), rest));
    Group {
        name: top.name(lang).to_owned(),
        icon: icon(&top.code),
        stops,
        is_open: listed.iter().any(|(code, _)| code == chosen),
        kinds: listed,
    }
}

/// A picture helps to find a group; one that a district adds has a plain sign.
fn icon(code: &str) -> &'static str {
    match code {
        "environment" => "trash-2",
        "facility" => "zap",
        "property" => "building-2",
        "dispute" => "users",
        "safety" => "triangle-alert",
        "livelihood" => "hand",
        "noise" => "bell",
        "other" => "ellipsis",
        _ => "circle-dot",
    }
}
