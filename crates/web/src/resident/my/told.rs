//! The timeline in plain words (办理经过): what was done, by which unit, and what it said.
use crate::markup::Markup;
use crate::resident::names;
use crate::when::When;
use crate::words::Words;
use app::App;
use app::grid::matter::{Entry, Page};
use base::{Basis, PostId};
use serde_json::Value;

/// One line of the timeline, ready to print.
pub struct Told {
    /// What was done, in a few words.
    pub what: String,
    /// The unit, the reporter, or the clock.
    pub who: String,
    pub when: Markup,
    /// What was said with it; empty for nothing.
    pub text: String,
    pub basis: Option<Basis>,
    /// The mark's colour and sign.
    pub kind: &'static str,
    pub icon: &'static str,
}

/// Every line, the newest first.
pub fn timeline(app: &App, page: &Page, when: &When, words: Words) -> Vec<Told> {
    let teller = Teller { app, page, when, words };
    page.entries.iter().rev().map(|entry| teller.tell(entry)).collect()
}

struct Teller<'a> {
    app: &'a App,
    page: &'a Page,
    when: &'a When,
    words: Words,
}

impl Teller<'_> {
    fn tell(&self, entry: &Entry) -> Told {
        let (key, kind, icon) = line(entry);
        Told {
            what: self.words.ta(&format!("resident-told-{key}"), &self.facts(entry)),
            who: self.who(entry),
            when: self.when.time(entry.at),
            text: self.text(entry),
            basis: entry.basis.clone(),
            kind,
            icon,
        }
    }

    fn who(&self, entry: &Entry) -> String {
        match entry.post {
            Some(post) => self.unit(post),
            None if OWN.contains(&&*entry.what) && entry.person.is_none() => {
                self.words.t("resident-you").into_owned()
            }
            None => self.words.t("resident-clock").into_owned(),
        }
    }

    fn unit(&self, post: PostId) -> String {
        names::unit_of_post(&self.page.directory, post, self.words.lang)
    }

    fn facts(&self, entry: &Entry) -> Vec<(&'static str, String)> {
        let detail = &entry.detail;
        let code = |family: &str, field: &str| {
            let code = detail[field].as_str()?;
            Some(self.words.tc(family, code).into_owned())
        };
        let to = detail["to"].as_i64().map(|post| self.unit(PostId(post)));
        let into = detail["into"].as_str().map(str::to_owned);
        let minutes = detail["minutes"].as_i64().map(base::SignedDuration::from_mins);
        [
            ("sort", code("resident-sort", "sort")),
            ("weight", code("resident-weight", "weight")),
            ("ending", code("resident-ending", "ending")),
            ("to", to),
            ("into", into),
            ("span", minutes.map(|span| self.when.span(span))),
        ]
        .into_iter()
        .map(|(name, value)| (name, value.unwrap_or_default()))
        .collect()
    }

    /// The words that came with it: result, reason, clause.
    fn text(&self, entry: &Entry) -> String {
        let detail = &entry.detail;
        let reason = match &*entry.what {
            "paused" => self.pause_reason(text_of(detail, "reason")),
            "photo_redacted" => self.photo_reason(text_of(detail, "reason")),
            "sorted" => self.ground(text_of(detail, "ground")),
            // Why the clock passed it on is a code of ours, no sentence.
            "escalated" => String::new(),
            _ => text_of(detail, "reason").to_owned(),
        };
        let clause = text_of(detail, "clause");
        let clause = match clause.is_empty() || entry.what == "sorted" {
            true => String::new(),
            false => self.words.ta("resident-clause", &[("clause", clause)]),
        };
        let more = if entry.what == "sorted" { text_of(detail, "reason") } else { "" };
        let said = [reason, text_of(detail, "words").to_owned(), more.to_owned(), clause];
        said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }

    fn pause_reason(&self, code: &str) -> String {
        let today = self.app.policies().day(self.app.now());
        let rules = self.app.policies().rules.pause(today).ok();
        let named = rules.and_then(|rules| {
            let found = rules.value.reasons.iter().find(|reason| reason.code == code)?;
            Some(found.name(self.words.lang).to_owned())
        });
        named.unwrap_or_else(|| code.to_owned())
    }

    fn photo_reason(&self, code: &str) -> String {
        let today = self.app.policies().day(self.app.now());
        let rule = self.app.policies().rules.redaction(today).ok();
        let named = rule.and_then(|rule| {
            let found = rule.value.reasons.iter().find(|reason| reason.code == code)?;
            Some(found.name(self.words.lang).to_owned())
        });
        named.unwrap_or_default()
    }

    fn ground(&self, code: &str) -> String {
        let today = self.app.policies().day(self.app.now());
        let grounds = self.app.policies().rules.grounds(today).ok();
        let named = grounds.and_then(|grounds| {
            let found = grounds.value.iter().find(|ground| ground.code == code)?;
            Some(found.name(self.words.lang).to_owned())
        });
        named.unwrap_or_default()
    }
}

/// What a reporter does by the code; without a post it was they.
const OWN: &[&str] = &["reported", "reopened", "appealed", "rated"];

fn text_of<'v>(detail: &'v Value, field: &str) -> &'v str {
    detail[field].as_str().unwrap_or_default()
}

/// The key of a line, its colour and its sign.
fn line(entry: &Entry) -> (&'static str, &'static str, &'static str) {
    let yes = |field: &str| entry.detail[field].as_bool().unwrap_or_default();
    match &*entry.what {
        "reported" => ("reported", "good", "message-square-text"),
        "solved_on_the_spot" => ("on-the-spot", "good", "badge-check"),
        "sorted" => ("sorted", "info", "split"),
        "second_look" if yes("agree") => ("second-look", "info", "eye"),
        "second_look" => ("second-look-no", "warn", "undo-2"),
        "planned" => ("planned", "info", "list-checks"),
        "handled" => ("handled", "info", "hand"),
        "checked" if yes("passes") => ("checked", "good", "user-check"),
        "checked" => ("checked-no", "warn", "undo-2"),
        "closed" => ("closed", "good", "circle-check"),
        "reopened" => ("reopened", "warn", "rotate-ccw"),
        "appealed" => ("appealed", "warn", "scale"),
        "appeal_decided" if yes("stands") => ("appeal-stands", "info", "gavel"),
        "appeal_decided" => ("appeal-won", "good", "gavel"),
        "merged" => ("merged", "info", "git-merge"),
        "paused" => ("paused", "warn", "pause"),
        "resumed" => ("resumed", "info", "play"),
        "extension_decided" if yes("grant") => ("extended", "warn", "hourglass"),
        "extension_decided" => ("not-extended", "info", "hourglass"),
        "reported_up" => ("reported-up", "info", "upload"),
        "answered_up" => ("answered-up", "good", "corner-up-left"),
        "rated" => ("rated", "info", "star"),
        "contact_read" => ("contact-read", "warn", "eye"),
        "contact_erased" => ("contact-erased", "good", "trash-2"),
        "escalated" => ("escalated", "bad", "bell"),
        "photo_redacted" => match text_of(&entry.detail, "deed") {
            "hide" => ("photo-hide", "info", "eye-off"),
            "show" => ("photo-show", "info", "eye"),
            _ => ("photo-cover", "info", "image"),
        },
        _ => ("other", "info", "circle-dot"),
    }
}

/// Every key that [`line`] gives, for the test of the words.
#[cfg(test)]
const LINES: &[&str] = &[
    "reported",
    "on-the-spot",
    "sorted",
    "second-look",
    "second-look-no",
    "planned",
    "handled",
    "checked",
    "checked-no",
    "closed",
    "reopened",
    "appealed",
    "appeal-stands",
    "appeal-won",
    "merged",
    "paused",
    "resumed",
    "extended",
    "not-extended",
    "reported-up",
    "answered-up",
    "rated",
    "contact-read",
    "contact-erased",
    "escalated",
    "photo-hide",
    "photo-show",
    "photo-cover",
    "other",
];

#[cfg(test)]
mod tests {
    use super::*;
    use base::Lang;

    #[test]
    fn every_line_and_code_of_the_page_is_said_in_both_languages() {
        let source = include_str!("told.rs");
        let families: [(&str, Vec<&str>); 9] = [
            ("promised", PROMISED.to_vec()),
            ("told", LINES.to_vec()),
            ("sort", grid::matter::Sort::ALL.iter().map(|code| code.code()).collect()),
            ("weight", grid::matter::Weight::ALL.iter().map(|code| code.code()).collect()),
            ("ending", grid::matter::Ending::ALL.iter().map(|code| code.code()).collect()),
            ("says", grid::matter::Says::ALL.iter().map(|code| code.code()).collect()),
            ("clock", base::calendar::ClockKind::ALL.iter().map(|kind| kind.code()).collect()),
            ("stop", vec!["solved", "planned", "reported_up"]),
            ("step", steps()),
        ];
        for (family, codes) in families {
            for code in codes {
                let key = format!("resident-{family}-{code}");
                for lang in [Lang::Zh, Lang::En] {
                    assert!(Words::new(lang).has(&key), "no `{key}`");
                }
            }
        }
        for key in LINES {
            assert!(source.contains(&format!("(\"{key}\", ")), "no line has `{key}`");
        }
    }

    const PROMISED: &[&str] =
        &["kept", "kept-late", "answered", "answered-late", "not-kept", "paused"];

    fn steps() -> Vec<&'static str> {
        let procedures = grid::procedure::ALL.iter();
        procedures.flat_map(|procedure| procedure.steps.iter().map(|step| step.code)).collect()
    }
}
