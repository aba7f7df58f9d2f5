//! Who is excellent (优秀等次): in pools, at most a share of each, rounded down, by stated rules.
//!
//! Basis: summary 四(三): at most a quarter; heads of communities are assessed by the street in a
//! pool of their own. Where a pool is too small for a single place, and where marks are equal at
//! the cut, policy says what happens; the share is never passed, so those who stay equal stay
//! below together.
use super::{Marks, deciding_day, grade, mark};
use crate::known::Asked;
use crate::line::{Line, Value};
use crate::refused::Refused;
use crate::rules::{Eligible, ExcellentRule, Pool, Rules, SmallPool, TieBreak};
use crate::worker::Rating;
use base::{Cited, Date, PersonId, UnitId, codes};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Somebody to be assessed (考核对象).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub person: PersonId,
    /// Whether they head their community (社区主要负责人).
    pub head: bool,
    pub community: UnitId,
    pub street: UnitId,
    pub marks: Marks,
    /// Months in service in the year.
    pub months: u32,
    /// 试用期
    pub on_probation: bool,
}

codes! {
    /// Why a result is what it is (定等理由).
    pub enum Why {
        /// Within the places of the pool.
        Within = "within",
        /// The mark would do, the places are taken by higher ones (名额已满).
        Full = "full",
        /// Equal at the cut, and the pool has too few places for all who are.
        Tied = "tied",
        /// The pool is too small for a place.
        SmallPool = "small_pool",
        /// What the mark gives.
        ByMark = "by_mark",
        /// Too few months in service, or on probation: no result.
        NotAssessed = "not_assessed",
        /// Another result after an appeal (申诉改等).
        Appealed = "appealed",
    }
}

/// The decision on a year (等次评定表): its pools, and of each worker the result and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub year: i16,
    pub pools: Vec<PoolSheet>,
    /// By person, never by mark.
    pub rows: Vec<Row>,
}

/// A pool, and how its places went (名额单元).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolSheet {
    pub heads: bool,
    pub pool: Pool,
    /// The community or street; nothing for the district.
    pub unit: Option<UnitId>,
    pub assessed: u32,
    pub quota: u32,
    pub granted: u32,
    pub line: Line,
}

/// The result of one worker (个人等次).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub person: PersonId,
    /// Its place in [`Sheet::pools`]; nothing for whoever is not assessed.
    pub pool: Option<usize>,
    pub rating: Option<Rating>,
    pub why: Why,
    pub lines: Vec<Line>,
}

/// How many of `assessed` may be excellent: a share of them, rounded down (优秀名额).
pub fn quota(assessed: u32, most_percent: u32) -> u32 {
    let quota = u64::from(assessed) * u64::from(most_percent) / 100;
    u32::try_from(quota).expect("a share of a u32 fits a u32")
}

/// Decides the results of a year for all who are assessed together.
pub fn decide(
    candidates: &[Candidate],
    year: i16,
    known: Date,
    rules: &Rules,
) -> Result<Sheet, Refused> {
    let asked = Asked::new(deciding_day(year), known);
    let (eligible, rule, grades) =
        (rules.eligible(asked)?, rules.excellent(asked)?, rules.grades(asked)?);
    let mut rows = BTreeMap::new();
    let mut reached: Vec<Reached> = Vec::new();
    for candidate in candidates {
        if !assessed(candidate, eligible.value) {
            let line = Line::new("not_assessed", Value::Months(i64::from(candidate.months)))
                .with("least", Value::Months(i64::from(eligible.value.least_months)))
                .with("on_probation", Value::Holds(candidate.on_probation))
                .resting_on(eligible.basis.clone());
            let (why, lines) = (Why::NotAssessed, vec![line]);
            let person = candidate.person;
            rows.insert(person, Row { person, pool: None, rating: None, why, lines });
            continue;
        }
        let (mark, first) = mark(candidate.marks, asked, rules)?;
        let public = candidate.marks.public;
        let (rating, second) = grade(mark, public, grades.value, &grades.basis);
        reached.push(Reached { candidate, mark, rating, lines: vec![first, second] });
    }
    let mut pools = Vec::new();
    for (key, members) in into_pools(reached, rule.value) {
        let at = pools.len();
        let (sheet, decided) = within(key, members, at, &rule);
        pools.push(sheet);
        rows.extend(decided.into_iter().map(|row| (row.person, row)));
    }
    assert_eq!(rows.len(), candidates.iter().map(|c| c.person).collect::<BTreeSet<_>>().len());
    Ok(Sheet { year, pools, rows: rows.into_values().collect() })
}

/// Somebody with the result that their mark reaches by itself.
struct Reached<'a> {
    candidate: &'a Candidate,
    mark: Decimal,
    rating: Rating,
    lines: Vec<Line>,
}

/// Heads apart, how wide, which unit.
type Key = (bool, Pool, Option<UnitId>);

fn assessed(candidate: &Candidate, eligible: &Eligible) -> bool {
    candidate.months >= eligible.least_months && (eligible.on_probation || !candidate.on_probation)
}

/// The pools; where policy joins them, those too small for a place go into the next wider one.
fn into_pools<'a>(
    reached: Vec<Reached<'a>>,
    rule: &ExcellentRule,
) -> BTreeMap<Key, Vec<Reached<'a>>> {
    let mut pools: BTreeMap<Key, Vec<Reached>> = BTreeMap::new();
    for one in reached {
        let pool = if one.candidate.head { rule.heads } else { rule.others };
        pools.entry(key(one.candidate, pool)).or_default().push(one);
    }
    if rule.small == SmallPool::Nobody {
        return pools;
    }
    for (narrow, wide) in [(Pool::Community, Pool::Street), (Pool::Street, Pool::District)] {
        let is_small = |(key, members): &(&Key, &Vec<Reached>)| {
            key.1 == narrow && quota(count(members), rule.most_percent) == 0
        };
        let small: Vec<Key> = pools.iter().filter(is_small).map(|(key, _)| *key).collect();
        for members in small.iter().filter_map(|key| pools.remove(key)).collect::<Vec<_>>() {
            for one in members {
                pools.entry(key(one.candidate, wide)).or_default().push(one);
            }
        }
    }
    pools
}

fn key(candidate: &Candidate, pool: Pool) -> Key {
    let unit = match pool {
        Pool::Community => Some(candidate.community),
        Pool::Street => Some(candidate.street),
        Pool::District => None,
    };
    (candidate.head, pool, unit)
}

fn count(members: &[Reached<'_>]) -> u32 {
    u32::try_from(members.len()).expect("a district has fewer than four thousand million people")
}

/// Gives the places of a pool to the highest, and says of everybody why.
fn within(
    (heads, pool, unit): Key,
    mut members: Vec<Reached<'_>>,
    at: usize,
    rule: &Cited<&ExcellentRule>,
) -> (PoolSheet, Vec<Row>) {
    let (assessed, most_percent) = (count(&members), rule.value.most_percent);
    let places = quota(assessed, most_percent);
    let places_at = usize::try_from(places).expect("a quota fits a usize");
    let rank = |one: &Reached| -> Vec<Decimal> {
        let ties = rule.value.ties.iter().map(|tie| match tie {
            TieBreak::Public => one.candidate.marks.public,
            TieBreak::Street => one.candidate.marks.street,
        });
        [one.mark].into_iter().chain(ties).collect()
    };
    members.sort_by_key(|one| std::cmp::Reverse(rank(one)));
    let eligible = members.iter().filter(|one| one.rating == Rating::Excellent);
    let ranks: Vec<Vec<Decimal>> = eligible.map(rank).collect();
    // The first who has no place left; whoever equals them stays below with them.
    let cut = ranks.get(places_at).cloned();
    let mut granted = 0;
    let rows = members.into_iter().map(|one| {
        let (rating, why) = match (&cut, one.rating) {
            (_, Rating::Qualified | Rating::Basic | Rating::Unqualified) => {
                (one.rating, Why::ByMark)
            }
            (_, Rating::Excellent) if places == 0 => (Rating::Qualified, Why::SmallPool),
            (Some(cut), Rating::Excellent) if rank(&one) < *cut => (Rating::Qualified, Why::Full),
            (Some(cut), Rating::Excellent) if rank(&one) == *cut => {
                let above = ranks.iter().filter(|rank| *rank > cut).count();
                let why = if above < places_at { Why::Tied } else { Why::Full };
                (Rating::Qualified, why)
            }
            (_, Rating::Excellent) => {
                granted += 1;
                (Rating::Excellent, Why::Within)
            }
        };
        let mut lines = one.lines;
        lines.push(
            Line::new("decided", Value::Rating(rating))
                .with("why", Value::Code(why.code()))
                .with("assessed", Value::Count(i64::from(assessed)))
                .with("places", Value::Count(i64::from(places)))
                .resting_on(rule.basis.clone()),
        );
        Row { person: one.candidate.person, pool: Some(at), rating: Some(rating), why, lines }
    });
    let rows: Vec<Row> = rows.collect();
    assert!(granted <= places, "{granted} excellent in a pool of {places} places");
    let line = Line::new("places", Value::Count(i64::from(places)))
        .with("assessed", Value::Count(i64::from(assessed)))
        .with("percent", Value::Percent(most_percent))
        .resting_on(rule.basis.clone());
    let quota = places;
    (PoolSheet { heads, pool, unit, assessed, quota, granted, line }, rows)
}
