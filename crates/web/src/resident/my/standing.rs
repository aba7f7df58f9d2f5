//! Where the matter stands (办理状态): the five steps, the holder, the promise, what may be asked.
use crate::markup::{Markup, escape, icon};
use crate::resident::names;
use crate::when::When;
use app::grid::matter::Page;
use app::{App, Failed, Result};
use base::{Basis, Lang};
use grid::handling::last_day;
use grid::matter::Ending;
use grid::procedure::{ARBITRATE, CHECK, FEEDBACK, HANDLE, SECOND_LOOK, SORT};
use org::Action;
use relay::Relay;

/// The state of the matter as its reporter reads it.
pub struct Standing {
    /// The five steps (发现、研判、分类、处置、反馈): key and state.
    pub steps: Vec<(&'static str, &'static str)>,
    /// The step in the relay's own words, for a key; empty once it has ended.
    pub step: String,
    /// The unit that has it now, or had it last.
    pub holder: String,
    /// The units that were asked above and have not answered.
    pub asked_above: Vec<String>,
    pub promise: Option<Promised>,
    pub is_ended: bool,
}

/// What was promised, and how it stands with it.
pub struct Promised {
    pub stop: String,
    pub clock: &'static str,
    pub due: Markup,
    pub basis: Basis,
    /// The large line: time left, time over, kept, or standing still.
    pub line: Markup,
    /// A key that says the line in words; empty where the countdown says it all.
    pub state: &'static str,
}

/// The five steps, as everybody names them.
const STEPS: [&str; 5] = ["found", "assessed", "sorted", "handled", "answered"];

impl Standing {
    pub fn of(page: &Page, when: &When, lang: Lang) -> Standing {
        let relay = page.main();
        let unit = |relay: &Relay| names::unit_of_post(&page.directory, relay.holder, lang);
        let is_ended = relay.ended.is_some();
        let now = match &*relay.step {
            _ if is_ended => STEPS.len(),
            SORT | SECOND_LOOK => 2,
            HANDLE | ARBITRATE | CHECK => 3,
            FEEDBACK => 4,
            _ => 1,
        };
        let state = |at: usize| match at.cmp(&now) {
            std::cmp::Ordering::Less => "done",
            std::cmp::Ordering::Equal => "now",
            std::cmp::Ordering::Greater => "next",
        };
        let parts = page.relays.iter().skip(1).filter(|part| part.ended.is_none());
        Standing {
            steps: STEPS.iter().enumerate().map(|(at, step)| (*step, state(at))).collect(),
            step: if is_ended { String::new() } else { relay.step.clone() },
            holder: unit(relay),
            asked_above: parts.map(unit).collect(),
            promise: Promised::of(relay, page.matter.ending, when),
            is_ended,
        }
    }
}

impl Promised {
    fn of(relay: &Relay, ending: Option<Ending>, when: &When) -> Option<Promised> {
        let promise = relay.promise.as_ref()?;
        let clock = &promise.clock;
        // An answer is not a solution, and is not called one.
        let is_only_told = matches!(ending, Some(Ending::Explained | Ending::Cannot));
        let still = |state: &str, drawn: &str, text: String| {
            let (drawn, text) = (icon(drawn), escape(&text));
            Markup::trusted(format!(
                r#"<span class="countdown countdown-large" data-state="{state}">{drawn}<span>{text}</span></span>"#
            ))
        };
        let (line, state) = match (relay.promise_met, clock.paused) {
            (Some(at), _) if at <= clock.due => {
                let said = if is_only_told { "answered" } else { "kept" };
                (still("done", "circle-check", when.at(at)), said)
            }
            (Some(at), _) => {
                let said = if is_only_told { "answered-late" } else { "kept-late" };
                (still("over", "circle-alert", when.at(at)), said)
            }
            (None, _) if relay.ended.is_some() => {
                (still("paused", "circle-alert", when.at(clock.due)), "not-kept")
            }
            (None, Some(since)) => (still("paused", "pause", when.at(since)), "paused"),
            (None, None) => (when.countdown_large(clock.due, None), ""),
        };
        Some(Promised {
            stop: promise.stop.clone(),
            clock: clock.kind.code(),
            due: when.time(clock.due),
            basis: clock.basis.clone(),
            line,
            state,
        })
    }
}

/// A matter that was closed without being solved: who says so, and on which ground (不能办理).
pub struct Refusal {
    pub unit: String,
    pub clause: String,
}

impl Refusal {
    pub fn of(page: &Page, lang: Lang) -> Option<Refusal> {
        page.matter.ending.filter(|ending| *ending == Ending::Cannot)?;
        let said = page.entries.iter().rev().find(|entry| entry.what == "handled")?;
        let unit = said.post.map(|post| names::unit_of_post(&page.directory, post, lang));
        let clause = said.detail["clause"].as_str().unwrap_or_default();
        Some(Refusal { unit: unit.unwrap_or_default(), clause: clause.to_owned() })
    }
}

/// What the reporter may do now, each with its last day and its basis (可办事项).
pub struct Rights {
    pub rate: Option<(String, Basis)>,
    pub reopen: Option<(String, Basis)>,
    pub appeal: Option<(String, Basis)>,
}

impl Rights {
    /// The rules decide; this only asks them, as the use case will once more.
    pub fn of(app: &App, page: &Page, is_rated: bool, when: &When) -> Result<Rights> {
        let (policies, now) = (app.policies(), app.now());
        let (rules, calendar, today) = (&policies.rules, &policies.calendar, policies.day(now));
        let none = Rights { rate: None, reopen: None, appeal: None };
        let Some(ended) = page.matter.ended_at else { return Ok(none) };
        let of =
            |days: base::Cited<i64>| (when.day(last_day(ended, days.value, calendar)), days.basis);
        let rate = rules.rate_days(today).map_err(Failed::Policy)?;
        let may_rate = grid::handling::rate_allowed(ended, now, rate.value, calendar).is_ok();
        let reopen = rules.reopen_days(today).map_err(Failed::Policy)?;
        let may_reopen = grid::handling::reopen_allowed(ended, now, reopen.value, calendar).is_ok();
        let appeal = rules.appeal(today).map_err(Failed::Policy)?;
        let appeals = page.matter.appeals;
        let may_appeal =
            grid::triage::may_appeal(ended, appeals, now, &appeal.value, calendar).is_ok();
        let alone = page.matter.merged_into.is_none();
        let can = |action| page.can(action);
        Ok(Rights {
            rate: (can(Action::RateMatter) && may_rate && !is_rated).then(|| of(rate)),
            reopen: (can(Action::ReopenMatter) && may_reopen && alone).then(|| of(reopen)),
            appeal: (can(Action::Appeal) && may_appeal && alone)
                .then(|| of(appeal.map(|rule| rule.days))),
        })
    }
}
