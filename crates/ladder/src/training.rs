//! Training (培训): which days somebody still owes in a year, and who is to give them.
//!
//! Basis: summary 四(二): the district trains new members of the two committees, the street new
//! clerks; secretaries of communities have more days a year than the others. A day counts when its
//! organiser has signed for it. A course on a page ([`Taken::courses`]) counts for as much as policy
//! says, which is nothing by itself. What is *not* here: time in front of a screen, marks, points.
pub mod session;

pub use session::{HALVES_A_DAY, Session};

use crate::known::Asked;
use crate::line::{Line, Value};
use crate::refused::Refused;
use crate::rules::{Organiser, Rules};
use crate::scheme::PostKind;
use crate::worker::Worker;
use base::{Date, codes};
use jiff::ToSpan;
use rust_decimal::Decimal;

codes! {
    /// What a training is for (培训类别).
    pub enum TrainingKind {
        /// 初任培训
        Initial = "initial",
        /// 岗位培训
        OnPost = "on_post",
        /// 继续教育
        Continuing = "continuing",
    }
}

/// A training somebody took part in (参训记录).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attended {
    pub kind: TrainingKind,
    pub organiser: Organiser,
    pub first_day: Date,
    pub days: Decimal,
    /// Whether the organiser signed that it took place with them (主办方签认).
    pub signed: bool,
}

/// Everything somebody took part in (参训情况).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub sessions: Vec<Attended>,
    /// The days on which courses were confirmed (网络课程确认日).
    pub courses: Vec<Date>,
}

/// Who is to be trained (参训对象).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trainee {
    pub kind: PostKind,
    /// 社区书记
    pub secretary: bool,
    /// The first day in a post of this kind.
    pub new_since: Date,
}

/// What somebody owes in a year (应训清单).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debts {
    pub yearly: Owed,
    /// Of somebody who counts as new in that year.
    pub initial: Option<Owed>,
}

impl Debts {
    /// Whether anything is left.
    pub fn is_open(&self) -> bool {
        let left = |owed: &Owed| owed.left() > Decimal::ZERO;
        left(&self.yearly) || self.initial.as_ref().is_some_and(left)
    }
}

/// What is owed (应训情况).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    pub needed: Decimal,
    pub done: Decimal,
    /// Who has to give it; nothing where anybody may.
    pub by: Option<Organiser>,
    pub line: Line,
}

impl Owed {
    /// The days that are left.
    pub fn left(&self) -> Decimal {
        (self.needed - self.done).max(Decimal::ZERO)
    }
}

/// Who somebody is to the rules of training on a day; nobody before the first placing. A member who
/// becomes a deputy stays a member of the committees, and is not new again.
pub fn trainee(worker: &Worker, secretary: bool, asked: Asked) -> Option<Trainee> {
    let kind = worker.placement(asked)?.kind;
    let is_alike = |other: PostKind| (other == PostKind::Clerk) == (kind == PostKind::Clerk);
    let mut new_since = worker.placement(asked)?.since;
    while let Ok(before) = new_since.yesterday() {
        match worker.placement(asked.about(before)) {
            Some(earlier) if is_alike(earlier.kind) => new_since = earlier.since,
            _ => break,
        }
    }
    Some(Trainee { kind, secretary, new_since })
}

/// What is owed in a year, as far as was known on a day.
pub fn debts(
    who: Trainee,
    taken: &Taken,
    year: i16,
    known: Date,
    rules: &Rules,
) -> Result<Debts, Refused> {
    let initial = match counts_as_new(who, year, known, rules)? {
        true => Some(initial(who, &taken.sessions, known, rules)?),
        false => None,
    };
    Ok(Debts { yearly: yearly(who, taken, year, known, rules)?, initial })
}

/// Whether somebody counts as new on some day of a year (是否新任).
fn counts_as_new(who: Trainee, year: i16, known: Date, rules: &Rules) -> Result<bool, Refused> {
    if who.new_since > last_of(year) {
        return Ok(false);
    }
    let rule = rules.initial_training(Asked::new(who.new_since, known))?;
    let months = i64::from(rule.value.within_months);
    let end = who.new_since.saturating_add(months.months());
    Ok(end > first_of(year))
}

/// Who has to train a newcomer in this kind of post (初任培训主体).
pub fn trainer(who: Trainee, known: Date, rules: &Rules) -> Result<Organiser, Refused> {
    let rule = rules.initial_training(Asked::new(who.new_since, known))?;
    Ok(match who.kind {
        PostKind::Clerk => rule.value.clerk,
        PostKind::Member | PostKind::Deputy | PostKind::Chief => rule.value.committee,
    })
}

/// The training that a newcomer owes (初任培训).
pub fn initial(
    who: Trainee,
    attended: &[Attended],
    known: Date,
    rules: &Rules,
) -> Result<Owed, Refused> {
    let rule = rules.initial_training(Asked::new(who.new_since, known))?;
    let by = trainer(who, known, rules)?;
    let counts = attended.iter().filter(|one| {
        one.signed
            && one.kind == TrainingKind::Initial
            && one.organiser == by
            && one.first_day >= who.new_since
    });
    let done = counts.map(|one| one.days).sum();
    let needed = rule.value.days;
    let line = owed_line("initial_training", needed, done)
        .with("post", Value::Code(who.kind.code()))
        .with("organiser", Value::Code(by.code()));
    Ok(Owed { needed, done, by: Some(by), line: line.resting_on(rule.basis) })
}

/// The training of a year (年度培训), whatever its kind.
pub fn yearly(
    who: Trainee,
    taken: &Taken,
    year: i16,
    known: Date,
    rules: &Rules,
) -> Result<Owed, Refused> {
    let end = Asked::new(last_of(year), known);
    let (rule, course) = (rules.yearly_training(end)?, rules.course(end)?);
    let needed = if who.secretary { rule.value.secretary_days } else { rule.value.other_days };
    let signed = taken.sessions.iter().filter(|one| one.signed && one.first_day.year() == year);
    let in_sessions: Decimal = signed.map(|one| one.days).sum();
    let confirmed = taken.courses.iter().filter(|day| day.year() == year).count();
    let each = course.value.days * Decimal::from(confirmed);
    let by_courses = each.min(course.value.most_days);
    let done = in_sessions + by_courses;
    let mut line = owed_line("yearly_training", needed, done)
        .with("year", Value::Year(year))
        .with("secretary", Value::Holds(who.secretary))
        .resting_on(rule.basis);
    if by_courses > Decimal::ZERO {
        line = line.with("by_courses", Value::Number(by_courses)).resting_on(course.basis);
    }
    Ok(Owed { needed, done, by: None, line })
}

fn first_of(year: i16) -> Date {
    Date::new(year, 1, 1).expect("a year has a first day")
}

fn last_of(year: i16) -> Date {
    Date::new(year, 12, 31).expect("a year has a last day")
}

fn owed_line(key: &'static str, needed: Decimal, done: Decimal) -> Line {
    let left = (needed - done).max(Decimal::ZERO);
    Line::new(key, Value::Number(left))
        .with("needed", Value::Number(needed))
        .with("done", Value::Number(done))
}
