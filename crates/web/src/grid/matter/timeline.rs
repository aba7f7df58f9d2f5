//! 办理经过: each event in words – what happened, by whom, why, on what basis.
//!
//! Words: `event-<what>`; the facts come from the event's own detail, so a page says of an old
//! event what was recorded then.
use super::super::names::Names;
use super::device;
use crate::markup::Markup;
use crate::policy::cited;
use crate::when::When;
use app::Policies;
use app::grid::matter::{Entry, Page};
use base::{Basis, PostId, SignedDuration};
use org::Action;
use policy::Book;
use serde_json::Value;

/// One line of the timeline.
pub struct Line {
    pub kind: &'static str,
    pub icon: &'static str,
    pub what: String,
    pub who: String,
    pub when: Markup,
    pub texts: Vec<String>,
    /// The clause it went by, and where policy has it, the way there.
    pub clause: Option<Clause>,
    pub basis: Option<Basis>,
}

/// A clause (条款): of a document of the policy book, or as somebody wrote it.
pub struct Clause {
    pub said: String,
    pub href: Option<String>,
}

/// The newest first.
pub fn lines(names: &Names, policies: &Policies, when: &When, page: &Page) -> Vec<Line> {
    // Whoever is rated does not even learn that somebody was.
    let sees_rating = page.can(Action::ReadRating);
    let shown = page.entries.iter().rev().filter(|entry| sees_rating || entry.what != "rated");
    shown.map(|entry| line(names, policies, when, entry)).collect()
}

fn line(names: &Names, policies: &Policies, when: &When, entry: &Entry) -> Line {
    let what = variant(entry);
    let (icon, kind) = look(&what);
    let key = format!("event-{}", what.replace('_', "-"));
    let key = if names.words.has(&key) { key } else { "event-other".to_owned() };
    Line {
        kind,
        icon,
        what: names.words.ta(&key, &facts(names, when, entry)),
        who: who(names, entry),
        when: when.time(entry.at),
        texts: device::told(names.words, when, policies, entry)
            .into_iter()
            .chain(texts(names, entry))
            .collect(),
        clause: clause(&policies.book, entry),
        basis: entry.basis.clone(),
    }
}

/// The event's name, with the way it went where that changes what is said.
fn variant(entry: &Entry) -> String {
    let no = |name: &str| entry.detail.get(name).and_then(Value::as_bool) == Some(false);
    let what = entry.what.as_str();
    let went = match what {
        "checked" if no("passes") => "-no",
        "second_look" if no("agree") => "-no",
        "appeal_decided" if no("stands") => "-no",
        "extension_decided" if no("grant") => "-no",
        "escalated" if text(&entry.detail, "why") == "nobody_acts" => "-nobody",
        "resumed" if text(&entry.detail, "why") == "pause_ended" => "-itself",
        "photo_redacted" if text(&entry.detail, "deed") == "hide" => "-hide",
        "photo_redacted" if text(&entry.detail, "deed") == "show" => "-show",
        _ => "",
    };
    format!("{what}{went}")
}

/// Icon and colour.
fn look(what: &str) -> (&'static str, &'static str) {
    match what {
        "reported" => ("megaphone", "info"),
        "imported" => ("download", "info"),
        "sorted" => ("split", "info"),
        "sorting_proposed" => ("split", "warn"),
        "second_look" => ("eye", "good"),
        "second_look-no" | "checked-no" | "extension_decided-no" => ("undo-2", "warn"),
        "handed_over" | "arbitrated" | "taken_over" => ("arrow-right", "info"),
        "sent_back" | "answer_returned" => ("undo-2", "warn"),
        "arbitration_asked" | "appealed" => ("scale", "warn"),
        "appeal_decided" | "appeal_decided-no" => ("gavel", "info"),
        "paused" => ("pause", "warn"),
        "resumed" | "resumed-itself" => ("play", "info"),
        "extension_asked" | "extension_decided" => ("hourglass", "info"),
        "noted" => ("pencil", ""),
        "planned" => ("clipboard-list", "good"),
        "handled" | "solved_on_the_spot" => ("check", "good"),
        "checked" => ("shield-check", "good"),
        "closed" => ("circle-check", "good"),
        "rated" => ("star", "info"),
        "reopened" => ("rotate-ccw", "warn"),
        "merged" | "merged_from" => ("git-merge", "info"),
        "reported_up" => ("upload", "info"),
        "answered_up" | "answer_taken" => ("corner-up-left", "info"),
        "contact_read" => ("phone", ""),
        "contact_erased" => ("trash-2", ""),
        "photo_added" => ("camera", ""),
        "photo_redacted" | "photo_redacted-hide" => ("eye-off", "warn"),
        "photo_redacted-show" | "photo_original_seen" => ("eye", "info"),
        "photo_original_erased" => ("trash-2", ""),
        "root_cause_opened" => ("history", "warn"),
        "escalated" | "escalated-nobody" => ("zap", "bad"),
        _ => ("circle-dot", ""),
    }
}

/// Every fact that any of the sentences may name; what an event lacks stays empty.
fn facts(names: &Names, when: &When, entry: &Entry) -> Vec<(&'static str, String)> {
    let (detail, words) = (&entry.detail, names.words);
    let post = |name: &str| {
        let id = detail.get(name).and_then(Value::as_i64);
        id.map(|id| names.post(PostId(id))).unwrap_or_default()
    };
    let code = |family: &str, name: &str| match text(detail, name) {
        "" => String::new(),
        code => words.tc(family, code).into_owned(),
    };
    let minutes = detail.get("minutes").and_then(Value::as_i64).unwrap_or_default();
    let span = SignedDuration::try_from_mins(minutes).unwrap_or_default();
    vec![
        ("from", post("from")),
        ("to", post("to")),
        ("owner", post("right_owner")),
        ("source", code("matter-source", "source")),
        ("category", names.category(text(detail, "category"))),
        ("weight", code("matter-weight", "weight")),
        ("sort", code("matter-sort", "sort")),
        ("ending", code("matter-ending", "ending")),
        ("number", [text(detail, "into"), text(detail, "number")].concat()),
        ("of", text(detail, "of").to_owned()),
        ("times", detail.get("times").and_then(Value::as_i64).unwrap_or_default().to_string()),
        ("span", if minutes > 0 { when.span(span) } else { String::new() }),
        ("key", text(detail, "key").to_owned()),
        ("what", entry.what.clone()),
    ]
}

/// The clause of an event. What policy gave with it is called by its document, and leads there.
fn clause(book: &Book, entry: &Entry) -> Option<Clause> {
    let code = Some(text(&entry.detail, "clause")).filter(|code| !code.trim().is_empty())?;
    let Some(said) = cited(book, code) else {
        return Some(Clause { said: code.to_owned(), href: None });
    };
    let href = entry.basis.as_ref().map(|it| format!("/policy/{}?on={}", it.key, it.since));
    Some(Clause { said, href })
}

/// Reasons and words, each a line.
fn texts(names: &Names, entry: &Entry) -> Vec<String> {
    let (detail, words) = (&entry.detail, names.words);
    let mut texts = Vec::new();
    if entry.what == "paused" {
        // The code of a reason of policy; its words come with it.
        texts.push(pause_reason(names, text(detail, "reason")));
    } else if entry.what == "photo_redacted" {
        texts.push(names.redaction(text(detail, "reason")));
        texts.push(text(detail, "note").to_owned());
        if detail.get("original_kept").and_then(Value::as_bool) == Some(false) {
            texts.push(words.t("event-photo-not-kept").into_owned());
        }
    } else if !text(detail, "reason").is_empty() {
        texts.push(text(detail, "reason").to_owned());
    }
    texts.push(text(detail, "words").to_owned());
    if !text(detail, "ground").is_empty() {
        let ground = names.ground(text(detail, "ground"));
        texts.push(words.ta("event-ground", &[("ground", ground)]));
    }
    if detail.get("kept").and_then(Value::as_bool) == Some(true) {
        texts.push(words.t("event-kept").into_owned());
    }
    texts.retain(|text| !text.trim().is_empty());
    texts
}

fn pause_reason(names: &Names, code: &str) -> String {
    let found = names.pauses.iter().find(|reason| reason.code == code);
    found.map_or(code, |reason| reason.name(names.lang())).to_owned()
}

/// Person and post; the clock, or the reporter, where nobody of ours did it.
fn who(names: &Names, entry: &Entry) -> String {
    const BY_THE_CLOCK: [&str; 4] =
        ["escalated", "contact_erased", "photo_original_erased", "root_cause_opened"];
    let post = entry.post.map(|post| names.post(post));
    let person = entry.person.and_then(|person| names.person(person));
    match (person, post) {
        (Some(person), Some(post)) => format!("{person} · {post}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) if entry.person.is_some() => names.words.t("event-by-former").into_owned(),
        (None, None) => {
            let by_clock = BY_THE_CLOCK.contains(&entry.what.as_str())
                || !text(&entry.detail, "why").is_empty();
            let key = if by_clock { "event-by-clock" } else { "event-by-reporter" };
            names.words.t(key).into_owned()
        }
    }
}

fn text<'d>(detail: &'d Value, name: &str) -> &'d str {
    detail.get(name).and_then(Value::as_str).unwrap_or_default()
}
