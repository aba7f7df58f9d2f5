//! The top and the facts of a matter's page (概况): badges, steps, what is promised by when.
use super::super::inbox::soon;
use super::super::names::{Names, weight_class};
use super::device;
use crate::desk::Desk;
use crate::markup::{Markup, escape, icon};
use crate::when::When;
use app::Policies;
use app::grid::matter::{Page, Rating};
use base::{Basis, Timestamp};
use grid::matter::{Ending, Says};
use grid::procedure::{
    ARBITRATE, ASSESS, CHECK, FEEDBACK, HANDLE, ROOT, ROOT_CAUSE, SECOND_LOOK, SORT,
};

/// A short word beside the title.
pub struct Badge {
    pub class: &'static str,
    pub icon: &'static str,
    pub text: String,
}

/// Whose affair, how heavy, what about, how it stands.
pub fn badges(names: &Names, page: &Page, rating: &Option<Rating>) -> Vec<Badge> {
    let (matter, words) = (&page.matter, names.words);
    let badge = |class, icon, text: String| Badge { class, icon, text };
    let said = |family: &str, code: &str| words.tc(family, code).into_owned();
    let mut badges = Vec::new();
    badges.push(if page.main().ended.is_none() {
        badge("badge badge-accent", "", said("matter-step", &page.main().step))
    } else {
        badge("badge badge-good", "check", said("matter-state", "closed"))
    });
    badges.push(badge("badge badge-plain", "", said("matter-sort", matter.sort.code())));
    badges.push(badge(
        weight_class(matter.weight),
        "",
        said("matter-weight", matter.weight.code()),
    ));
    badges.push(badge("badge badge-plain", "", names.category(&matter.category)));
    if matter.root_of.is_some() {
        badges.push(badge("badge badge-warn", "history", words.t("matter-is-root").into_owned()));
    }
    if matter.merged_into.is_some() {
        let text = words.t("matter-is-merged").into_owned();
        badges.push(badge("badge badge-info", "git-merge", text));
    }
    if let Some(ending) = matter.ending {
        let class = if ending == Ending::Solved { "badge badge-good" } else { "badge badge-warn" };
        let text = said("matter-staff-says", ending.code());
        badges.push(badge(class, "", text));
    }
    if let Some(rating) = rating {
        let class = match rating.says {
            Says::Solved => "badge badge-good",
            Says::Partly => "badge badge-warn",
            Says::Unsolved => "badge badge-bad",
        };
        badges.push(badge(class, "user-round", said("matter-reporter-says", rating.says.code())));
    }
    badges
}

/// One step of the bar.
pub struct StepView {
    pub name: String,
    pub state: &'static str,
    pub note: String,
}

/// Where in its course it stands. A step that was jumped over is said to be.
pub fn steps(names: &Names, when: &When, page: &Page) -> Vec<StepView> {
    let main = page.main();
    let course: &[&str] = if main.procedure == ROOT.code {
        &[ROOT_CAUSE, CHECK, FEEDBACK]
    } else {
        &[ASSESS, SORT, HANDLE, CHECK, FEEDBACK]
    };
    let here = course.iter().position(|step| *step == on_the_bar(&main.step)).unwrap_or(0);
    let ended = main.ended.is_some();
    let found = StepView {
        name: names.words.t("matter-step-found").into_owned(),
        state: "done",
        note: when.at(page.matter.reported_at),
    };
    let step = |(at, code): (usize, &&str)| {
        let mut legs = page.legs.iter().filter(|(relay, _)| *relay == main.id);
        let first = legs.find(|(_, leg)| on_the_bar(&leg.step) == *code).map(|(_, leg)| leg.since);
        let state = match (ended, first) {
            (true, Some(_)) => "done",
            (true, None) => "skipped",
            _ if at < here => "done",
            _ if at == here => "now",
            _ => "next",
        };
        let note = first.filter(|_| state != "next").map(|at| when.at(at)).unwrap_or_default();
        let name = names.words.tc("matter-step", code).into_owned();
        StepView { name, state, note }
    };
    [found].into_iter().chain(course.iter().enumerate().map(step)).collect()
}

/// A second look belongs to the sorting, an arbitration to the handling.
fn on_the_bar(step: &str) -> &str {
    match step {
        SECOND_LOOK => SORT,
        ARBITRATE => HANDLE,
        other => other,
    }
}

/// How its time stands.
pub enum Standing {
    Due(Markup),
    Paused,
    Kept,
    Late,
    Over,
}

pub fn standing(desk: &Desk, when: &When, page: &Page) -> Standing {
    let main = page.main();
    if main.ended.is_some() {
        let due = main.promise.as_ref().map(|promise| promise.clock.due);
        return match (main.promise_met, due) {
            (Some(met), Some(due)) if met <= due => Standing::Kept,
            (Some(_), Some(_)) => Standing::Late,
            _ => Standing::Over,
        };
    }
    match main.next_due().filter(|_| !main.is_paused()) {
        Some(due) => Standing::Due(when.countdown_large(due, soon(desk, main, due))),
        None => Standing::Paused,
    }
}

/// A name with what it is, ready to print, and what it rests on.
pub struct Fact {
    pub name: String,
    pub value: Markup,
    pub basis: Option<Basis>,
}

pub fn facts(names: &Names, policies: &Policies, when: &When, page: &Page) -> Vec<Fact> {
    let (matter, main, words) = (&page.matter, page.main(), names.words);
    let mut facts = vec![
        fact(names, "matter-number", &matter.number),
        fact(names, "matter-source", &source(names, page)),
        timed(names, "matter-reported-at", when, matter.reported_at, None),
    ];
    let reported = page.entries.iter().find(|entry| entry.what == "reported");
    let told = reported.and_then(|entry| device::told(words, when, policies, entry));
    facts.extend(told.map(|told| fact(names, "matter-device", &told)));
    if main.ended.is_none() {
        facts.push(fact(names, "matter-holder", &names.post_with_person(main.holder)));
        facts.push(timed(names, "matter-since", when, main.leg_since, None));
    }
    if let Some(promise) = &main.promise {
        let stop = words.tc("matter-stop", &promise.stop);
        let clock = words.tc("matter-clock", promise.clock.kind.code());
        let promised = words.ta("matter-by-clock", &[("stop", stop), ("clock", clock)]);
        facts.push(fact(names, "matter-promise", &promised));
        let basis = Some(promise.clock.basis.clone());
        facts.push(timed(names, "matter-due", when, promise.clock.due, basis));
        if let Some(met) = main.promise_met {
            facts.push(timed(names, "matter-met", when, met, None));
        }
    }
    if let Some(clock) = main.leg_clock.as_ref().filter(|_| main.ended.is_none()) {
        let basis = Some(clock.basis.clone());
        facts.push(timed(names, "matter-leg-due", when, clock.due, basis));
    }
    if let Some(until) = main.leg_clock.as_ref().and_then(|clock| clock.resume_by) {
        facts.push(timed(names, "matter-paused-until", when, until, None));
    }
    facts.push(fact(names, "matter-place", &names.place(&matter.place)));
    if !matter.address.is_empty() {
        facts.push(fact(names, "matter-address", &matter.address));
    }
    if let Some(ground) = &matter.ground {
        facts.push(fact(names, "matter-ground", &names.ground(ground)));
    }
    if let Some(external) = &matter.external {
        facts.push(fact(names, "matter-external", external));
    }
    if page.has_contact {
        facts.push(fact(names, "matter-contact", &words.t("matter-contact-sealed")));
    }
    facts.extend(answered(names, page));
    facts
}

/// How it came in, and through which system.
fn source(names: &Names, page: &Page) -> String {
    let source = names.words.tc("matter-source", page.matter.source.code()).into_owned();
    match &page.came_by {
        None => source,
        Some(system) => {
            let facts = [("source", source.as_str()), ("system", system.as_str())];
            names.words.ta("matter-came-by", &facts)
        }
    }
}

/// What was answered to the questions of its category; several values in one line.
fn answered(names: &Names, page: &Page) -> Vec<Fact> {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for answer in &page.answered {
        let (name, value) = names.answer(&answer.attribute, &answer.value);
        match lines.last_mut().filter(|(known, _)| *known == name) {
            Some((_, values)) => values.push(value),
            None => lines.push((name, vec![value])),
        }
    }
    let comma = names.lang().pick("、", ", ");
    let told = |(name, values): (String, Vec<String>)| {
        let value = Markup::trusted(escape(&values.join(comma)));
        Fact { name, value, basis: None }
    };
    lines.into_iter().map(told).collect()
}

/// What staff say and what the reporter says, apart.
pub fn said(names: &Names, when: &When, page: &Page, rating: &Option<Rating>) -> Vec<Fact> {
    let words = names.words;
    let mut facts = Vec::new();
    if let Some(ending) = page.matter.ending {
        let ending = words.tc("matter-ending", ending.code());
        let text = page.matter.staff_says.as_deref().unwrap_or_default();
        facts.push(fact(names, "matter-by-staff", &format!("{ending} {text}")));
    }
    if let Some(rating) = rating {
        let says = words.tc("matter-says", rating.says.code()).into_owned();
        let stars = rating.stars.to_string();
        let said = words.ta("matter-rated", &[("says", says), ("stars", stars)]);
        let text = format!("{said} {} · {}", rating.words, when.at(rating.at));
        facts.push(fact(names, "matter-by-reporter", &text));
    }
    facts
}

fn fact(names: &Names, key: &str, text: &str) -> Fact {
    let value = Markup::trusted(escape(text));
    Fact { name: names.words.t(key).into_owned(), value, basis: None }
}

fn timed(names: &Names, key: &str, when: &When, at: Timestamp, basis: Option<Basis>) -> Fact {
    Fact { name: names.words.t(key).into_owned(), value: when.time(at), basis }
}

impl Badge {
    /// The icon, if it has one.
    pub fn drawn(&self) -> Markup {
        if self.icon.is_empty() { Markup::trusted(String::new()) } else { icon(self.icon) }
    }
}
