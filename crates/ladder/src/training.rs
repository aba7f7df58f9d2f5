//! Training (培训): which days somebody still owes in a year, and who is to give them.
//!
//! Basis: summary 四(二): the district trains new members of the two committees, the street new
//! clerks; secretaries of communities have more days a year than the others. A day counts when its
//! organiser has signed for it. What is *not* here: time in front of a screen, marks, points.
use crate::known::Asked;
use crate::line::{Line, Value};
use crate::refused::Refused;
use crate::rules::{Organiser, Rules};
use crate::scheme::PostKind;
use base::{Date, codes};
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

/// Who is to be trained (参训对象).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trainee {
    pub kind: PostKind,
    /// 社区书记
    pub secretary: bool,
    /// The first day in a post of this kind.
    pub new_since: Date,
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

/// The training that a newcomer owes (初任培训).
pub fn initial(
    who: Trainee,
    attended: &[Attended],
    known: Date,
    rules: &Rules,
) -> Result<Owed, Refused> {
    let rule = rules.initial_training(Asked::new(who.new_since, known))?;
    let by = match who.kind {
        PostKind::Clerk => rule.value.clerk,
        PostKind::Member | PostKind::Deputy | PostKind::Chief => rule.value.committee,
    };
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
    attended: &[Attended],
    year: i16,
    known: Date,
    rules: &Rules,
) -> Result<Owed, Refused> {
    let end = Date::new(year, 12, 31).expect("a year has a last day");
    let rule = rules.yearly_training(Asked::new(end, known))?;
    let needed = if who.secretary { rule.value.secretary_days } else { rule.value.other_days };
    let counts = attended.iter().filter(|one| one.signed && one.first_day.year() == year);
    let done = counts.map(|one| one.days).sum();
    let line = owed_line("yearly_training", needed, done)
        .with("year", Value::Year(year))
        .with("secretary", Value::Holds(who.secretary));
    Ok(Owed { needed, done, by: None, line: line.resting_on(rule.basis) })
}

fn owed_line(key: &'static str, needed: Decimal, done: Decimal) -> Line {
    let left = (needed - done).max(Decimal::ZERO);
    Line::new(key, Value::Number(left))
        .with("needed", Value::Number(needed))
        .with("done", Value::Number(done))
}
