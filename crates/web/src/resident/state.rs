//! How a matter stands, in one plain sentence (如实的状态). The rule is `grid::state`; here are its facts
//! and its words: `resident-state-<code>` and `resident-state-line-<code>`.
use crate::resident::names;
use crate::words::Words;
use app::grid::matter::{Page, Public};
use app::org::Directory;
use base::Lang;
use grid::state::{Facts, State};

/// A state as it is said (状态).
pub struct Said {
    pub title: String,
    /// What it means, who has it, and what is not settled.
    pub line: String,
    /// The notice's colour: green for nothing but what is solved.
    pub tone: &'static str,
    pub icon: &'static str,
}

/// For the reporter, who may know more than the public: pauses, and what was sent up.
pub fn of_page(page: &Page, words: Words) -> Said {
    let relay = page.main();
    let ended = relay.ended.is_some();
    let asked: Vec<_> = page.relays.iter().skip(1).filter(|part| part.ended.is_none()).collect();
    let turned = |what: &str| page.entries.iter().any(|entry| entry.what == what);
    let won = |entry: &app::grid::matter::Entry| {
        entry.what == "appeal_decided" && entry.detail["stands"] == false
    };
    let state = State::of(&Facts {
        step: &relay.step,
        ended,
        ending: page.matter.ending,
        merged: page.matter.merged_into.is_some(),
        paused: relay.promise.as_ref().is_some_and(|promise| promise.clock.paused.is_some()),
        again: turned("reopened") || page.entries.iter().any(won),
        sent_up: !asked.is_empty(),
    });
    let lang = words.lang;
    let unit_of = |post| names::unit_of_post(&page.directory, post, lang);
    let unit = match (state, asked.first()) {
        (State::SentUp, Some(part)) => unit_of(part.holder),
        // Who decided that it cannot be done, not who happened to tell it.
        (State::Cannot, _) => {
            let said = page.entries.iter().rev().find(|entry| entry.what == "handled");
            let post = said.and_then(|entry| entry.post).unwrap_or(relay.holder);
            unit_of(post)
        }
        _ => unit_of(relay.holder),
    };
    said(state, words, &unit, page.merged_into.as_deref())
}

/// For anybody.
pub fn of_public(matter: &Public, directory: &Directory, words: Words) -> Said {
    let state = State::of(&Facts {
        step: &matter.step,
        ended: matter.ended_at.is_some(),
        ending: matter.ending,
        merged: matter.merged,
        paused: false,
        again: false,
        sent_up: false,
    });
    let unit = unit_name(directory, matter, words.lang);
    said(state, words, &unit, matter.merged_into.as_deref())
}

/// The unit that answers for a public matter.
pub fn unit_name(directory: &Directory, matter: &Public, lang: Lang) -> String {
    names::unit(directory, matter.unit, lang)
}

fn said(state: State, words: Words, unit: &str, into: Option<&str>) -> Said {
    let hidden = words.t("resident-state-another");
    let facts = [("unit", unit.to_owned()), ("number", into.unwrap_or(&hidden).to_owned())];
    let (tone, icon) = look(state);
    Said {
        title: words.tc("resident-state", state.code()).into_owned(),
        line: words.tca("resident-state-line", state.code(), &facts),
        tone,
        icon,
    }
}

/// Colour and sign. Only what is solved is green; what ended otherwise warns.
fn look(state: State) -> (&'static str, &'static str) {
    match state {
        State::Solved => ("notice-good", "circle-check"),
        State::Merged => ("", "git-merge"),
        State::Cannot => ("notice-bad", "ban"),
        State::Partly | State::Explained | State::Ended => ("notice-warn", "circle-alert"),
        State::Paused => ("notice-warn", "pause"),
        State::SentUp => ("", "upload"),
        State::TakenUpAgain => ("", "rotate-ccw"),
        State::Arbitrating | State::SecondLook => ("", "scale"),
        State::Checking | State::Answering => ("", "hourglass"),
        State::Received | State::Sorting | State::Handling | State::RootCause => ("", "clock"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words by which something is called done.
    const DONE: [&[&str]; 2] = [&["已解决", "已办好", "已完成"], &["is solved", "been solved"]];

    #[test]
    fn every_state_has_its_sentence_and_only_the_solved_one_says_solved() {
        for (at, lang) in [Lang::Zh, Lang::En].into_iter().enumerate() {
            let words = Words::new(lang);
            for state in State::ALL {
                for family in ["resident-state", "resident-state-line"] {
                    assert!(words.has(&format!("{family}-{state}")), "{family}-{state}");
                }
                let said = said(*state, words, "甲社区", Some("7"));
                let text = format!("{} {}", said.title, said.line);
                let claims = DONE[at].iter().any(|word| text.contains(word));
                assert_eq!(claims, state.is_solved(), "{state}: {text}");
                assert_eq!(said.tone == "notice-good", state.is_solved(), "{state}");
                assert!(!said.line.contains('{'), "{state}: {}", said.line);
            }
        }
    }

    #[test]
    fn what_is_not_solved_says_so() {
        let not = [("没有解决", "not solved"), ("没有", "not")];
        for (state, (zh, en)) in
            [(State::Cannot, not[0]), (State::Explained, not[1]), (State::Partly, not[0])]
        {
            for (lang, word) in [(Lang::Zh, zh), (Lang::En, en)] {
                let said = said(state, Words::new(lang), "甲社区", None);
                assert!(said.line.contains(word), "{state}: {}", said.line);
            }
        }
    }
}
