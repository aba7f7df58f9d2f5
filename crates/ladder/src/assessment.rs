//! The yearly assessment (年度考核): two marks, their weights, and the result.
//!
//! Basis: summary 四(三): the street's evaluation and the public's, the latter weighing more since
//! a day; excellent for at most a share of each pool, heads of communities in a pool of their own.
//! [`panel`] turns the ratings of the public into a mark, [`excellent`] decides the results of a
//! district at once, since who is excellent depends on the others of the pool; [`course`] says which
//! step follows which, and what a result is good for.
//!
//! What is *not* here: who rated whom. A rating is a count in its group; nor is there a list of
//! workers by mark. A decision sheet says of each worker why, and is ordered by worker.
pub mod course;
pub mod excellent;
pub mod panel;

use crate::known::Asked;
use crate::line::{Line, Value};
use crate::refused::Refused;
use crate::rules::{Grades, Rules};
use crate::worker::Rating;
use base::{Basis, Date};
use rust_decimal::Decimal;

/// The day whose rules hold for a year's assessment: its last.
pub fn deciding_day(year: i16) -> Date {
    Date::new(year, 12, 31).expect("a year has a last day")
}

/// The two marks, from 0 to 100 (街道考评分、群众评议分).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    pub street: Decimal,
    pub public: Decimal,
}

/// The mark of the year (综合分), exact, and how it came about.
pub fn mark(marks: Marks, asked: Asked, rules: &Rules) -> Result<(Decimal, Line), Refused> {
    let range = Decimal::ZERO..=Decimal::ONE_HUNDRED;
    if !range.contains(&marks.street) || !range.contains(&marks.public) {
        return Err(Refused::NoMark);
    }
    let weights = rules.weights(asked)?;
    let percent = |percent: u32| Decimal::new(i64::from(percent), 2);
    let mark = marks.street * percent(weights.value.street_percent)
        + marks.public * percent(weights.value.public_percent);
    let line = Line::new("mark", Value::Number(mark))
        .with("street", Value::Number(marks.street))
        .with("street_percent", Value::Percent(weights.value.street_percent))
        .with("public", Value::Number(marks.public))
        .with("public_percent", Value::Percent(weights.value.public_percent))
        .resting_on(weights.basis);
    Ok((mark, line))
}

/// How somebody's marks led to what they reach by themselves (个人得分说明): for whom it is about.
pub fn explain(marks: Marks, asked: Asked, rules: &Rules) -> Result<Vec<Line>, Refused> {
    let grades = rules.grades(asked)?;
    let (mark, first) = mark(marks, asked, rules)?;
    let (_, second) = grade(mark, marks.public, grades.value, &grades.basis);
    Ok(vec![first, second])
}

/// The result that a mark reaches by itself (等次), before anybody counts who may be excellent.
fn grade(mark: Decimal, public: Decimal, grades: &Grades, basis: &Basis) -> (Rating, Line) {
    let liked = public >= grades.public_least;
    let rating = match mark {
        mark if mark >= grades.excellent && liked => Rating::Excellent,
        mark if mark >= grades.qualified && liked => Rating::Qualified,
        mark if mark >= grades.basic && liked => Rating::Basic,
        _ => Rating::Unqualified,
    };
    let line = Line::new("grade", Value::Rating(rating))
        .with("mark", Value::Number(mark))
        .with("excellent_from", Value::Number(grades.excellent))
        .with("qualified_from", Value::Number(grades.qualified))
        .with("basic_from", Value::Number(grades.basic))
        .with("public", Value::Number(public))
        .with("public_least", Value::Number(grades.public_least));
    (rating, line.resting_on(basis.clone()))
}
