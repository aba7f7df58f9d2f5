//! The rules of a year as tables (年度规则表): what each level, each set of papers and each set of
//! certificates brings, in each stretch of the year in which no value of policy changes.
//!
//! Every entry comes from the functions that explain a slip, asked once for somebody made up. What
//! is *not* here: rules of its own.
use super::days::{Days, MonthOf};
use super::made::{certified, educated, levels, placed, rated};
use super::roll::{self, CERTIFICATES, EDUCATIONS};
use super::share::{Piece, scaled};
use super::{MONTHS, Odd, Sums};
use crate::known::Asked;
use crate::month::Month;
use crate::pay::split::At;
use crate::pay::{Item, Part, allowance, due};
use crate::refused::Refused;
use crate::rules::{ByRating, MonthRule, Paid, PartYear, RewardOf, Rounding, Rules};
use crate::worker::{Rating, Worker};
use base::{Basis, Date};

/// The rules of a year as they are known on a day (年度规则表).
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) year: i16,
    pub(super) known: Date,
    /// How many days the year has.
    pub(super) days: u16,
    pub(super) months: Vec<MonthOf>,
    /// For each day of the year, the stretch of it without a change of policy.
    periods: Vec<u16>,
    /// By the number of a placing.
    pub(super) levels: Vec<Option<Level>>,
    /// How many rows the levels have in all.
    rows: usize,
    /// Whether the result of the year before decides about any month.
    pub(super) by_result_before: bool,
    pub(super) pieces: Vec<Piece>,
    /// By period and level: the parts of a month, and what it brings whole.
    due: Vec<Option<(Vec<u32>, i64)>>,
    /// By period and set.
    education: Vec<Option<Vec<u32>>>,
    certificate: Vec<Option<Vec<u32>>>,
    /// By level and month, for whoever serves all of it without a change.
    steady: Vec<Option<Sums>>,
    pub(super) educations: Vec<[Option<i64>; EDUCATIONS]>,
    pub(super) certificates: Vec<[Option<i64>; CERTIFICATES]>,
    pub(super) end: Option<End>,
}

/// A kind of post and a level, by the row of the tables.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level(usize);

impl Level {
    pub(super) fn rated(self, before: u8) -> Level {
        Level(self.0 + usize::from(before))
    }
}

/// What the year's end goes by; factors in ten-thousandths, by result.
#[derive(Clone, Debug)]
pub(super) struct End {
    pub rounding: Rounding,
    pub factors: [i64; 4],
    pub months: [i64; 4],
    pub of_last_month: bool,
    /// Whether part of a year counts by its days or for nothing; if neither, it counts whole.
    pub part_year: Option<bool>,
}

impl Plan {
    /// Works the tables out; refused where a month of the year has no rule of how it counts.
    pub fn new(year: i16, known: Date, rules: &Rules) -> Result<Plan, Refused> {
        let first = Date::new(year, 1, 1).expect("a year has a first day");
        let last = Date::new(year, 12, 31).expect("a year has a last day");
        let mut starts = vec![first];
        starts.extend(rules.pay_changes(first, last, known));
        starts.sort();
        starts.dedup();
        let months: Result<Vec<MonthOf>, Refused> =
            Month::of_year(year).map(|month| month_of(month, known, rules, &starts)).collect();
        let mut plan = Plan {
            year,
            known,
            days: day_of_year(last),
            months: months?,
            periods: periods(&starts, last),
            levels: Vec::new(),
            rows: 0,
            by_result_before: false,
            pieces: Vec::new(),
            due: Vec::new(),
            education: Vec::new(),
            certificate: Vec::new(),
            steady: Vec::new(),
            educations: Vec::new(),
            certificates: Vec::new(),
            end: end(Asked::new(last, known), rules),
        };
        plan.fill(&starts, last, rules);
        plan.steady();
        Ok(plan)
    }

    pub fn year(&self) -> i16 {
        self.year
    }

    /// What is taken as known.
    pub fn known(&self) -> Date {
        self.known
    }

    fn fill(&mut self, starts: &[Date], last: Date, rules: &Rules) {
        let asked: Vec<Asked> = starts.iter().map(|day| Asked::new(*day, self.known)).collect();
        let ends = starts.iter().skip(1).filter_map(|day| day.yesterday().ok()).chain([last]);
        let whole: Vec<bool> =
            asked.iter().zip(ends).map(|(from, to)| is_whole(*from, to, rules)).collect();
        let paid = |asked: &Asked| rules.performance(*asked).map(|rule| rule.value.paid);
        self.by_result_before = asked.iter().any(|asked| paid(asked) == Ok(Paid::Monthly));
        let results: &[Option<Rating>] =
            if self.by_result_before { &RESULTS_BEFORE } else { &RESULTS_BEFORE[..1] };
        let mut made: Vec<Worker> = Vec::new();
        for (kind, level) in levels(&asked, rules) {
            let placing = placed(kind, level);
            let at = usize::from(roll::placing(&placing));
            self.levels.resize(self.levels.len().max(at + 1), None);
            self.levels[at] = Some(Level(made.len()));
            made.extend(results.iter().map(|before| rated(placing.clone(), *before, self.year)));
        }
        self.rows = made.len();
        let mut known: Vec<Seen> = made.iter().map(|_| Seen::new()).collect();
        let (mut papers, mut held) = (Seen::new(), Seen::new());
        for (asked, whole) in asked.iter().zip(whole) {
            let at = At { values: *asked, placement: *asked, certificate: *asked };
            for (worker, seen) in made.iter().zip(&mut known) {
                let parts = due::parts(worker, &at, rules).ok().filter(|_| whole);
                let entry = parts.and_then(|parts| {
                    let month = parts.iter().find(|part| part.item == Item::Due)?.whole.0;
                    Some((self.numbered(parts, seen)?, month))
                });
                self.due.push(entry);
            }
            let mut sets = |workers: Vec<Worker>, seen: &mut Seen| -> Vec<Option<Vec<u32>>> {
                let parts = workers.iter().map(|worker| {
                    let parts = allowance::parts(worker, &at, rules).ok().filter(|_| whole)?;
                    self.numbered(parts, seen)
                });
                parts.collect()
            };
            let (education, certificate) =
                (sets(educated(), &mut papers), sets(certified(), &mut held));
            self.education.extend(education);
            self.certificate.extend(certificate);
        }
    }

    /// The numbers of some parts: equal ones have one number, whatever they rest on, because days
    /// with equal parts are shared out together.
    fn numbered(&mut self, parts: Vec<Part>, seen: &mut Seen) -> Option<Vec<u32>> {
        let mut numbers = Vec::with_capacity(parts.len());
        for mut part in parts {
            part.basis = Vec::<Basis>::new();
            let number = match seen.iter().find(|(known, _)| *known == part) {
                Some((_, number)) => *number,
                None => {
                    let number = u32::try_from(self.pieces.len()).ok()?;
                    self.pieces.push(Piece::of(&part)?);
                    seen.push((part, number));
                    number
                }
            };
            numbers.push(number);
        }
        Some(numbers)
    }

    /// The months in which nothing changes but policy.
    fn steady(&mut self) {
        for row in 0..self.rows {
            for of in &self.months {
                let days = Days { of, starts: of.starts };
                let pieces = |period: u16| self.due_of(period, Level(row)).ok_or(Odd);
                let sums = days.sums(
                    &self.pieces,
                    |_| true,
                    |on| Ok([pieces(self.periods[usize::from(on.values)])?.0.as_slice(), &[], &[]]),
                );
                self.steady.push(sums.ok().flatten());
            }
        }
        let month = |of: &MonthOf, table: &[Option<Vec<u32>>], sets: usize, set: usize| {
            let days = Days { of, starts: of.starts };
            let pieces = |day: u16| {
                let period = usize::from(self.periods[usize::from(day)]);
                table[period * sets + set].as_deref().ok_or(Odd)
            };
            let sums = days.sums(&self.pieces, |_| true, |on| Ok([pieces(on.values)?, &[], &[]]));
            let sums = sums.ok().flatten()?;
            Some(sums.of(Item::EducationAllowance).0 + sums.of(Item::ProfessionalAllowance).0)
        };
        let of_papers = |of| std::array::from_fn(|set| month(of, &self.education, EDUCATIONS, set));
        let of_held =
            |of| std::array::from_fn(|set| month(of, &self.certificate, CERTIFICATES, set));
        let educations: Vec<_> = self.months.iter().map(of_papers).collect();
        let certificates: Vec<_> = self.months.iter().map(of_held).collect();
        (self.educations, self.certificates) = (educations, certificates);
    }

    #[inline]
    pub(super) fn steady_month(&self, month: usize, level: Level) -> Result<&Sums, Odd> {
        self.steady[level.0 * MONTHS + month].as_ref().ok_or(Odd)
    }

    /// The parts on a day of the year.
    pub(super) fn parts(
        &self,
        day: u16,
        level: Level,
        education: u8,
        certificates: u8,
    ) -> Result<[&[u32]; 3], Odd> {
        let period = usize::from(self.periods[usize::from(day)]);
        let due = self.due_of(self.periods[usize::from(day)], level).ok_or(Odd)?;
        let papers = &self.education[period * EDUCATIONS + usize::from(education)];
        let held = &self.certificate[period * CERTIFICATES + usize::from(certificates)];
        match (papers, held) {
            (Some(papers), Some(held)) => Ok([&due.0, papers, held]),
            _ => Err(Odd),
        }
    }

    /// What a whole month brings on a day of the year.
    pub(super) fn due_on(&self, day: u16, level: Level) -> Result<i64, Odd> {
        self.due_of(self.periods[usize::from(day)], level).map(|due| due.1).ok_or(Odd)
    }

    fn due_of(&self, period: u16, level: Level) -> Option<&(Vec<u32>, i64)> {
        self.due[usize::from(period) * self.rows + level.0].as_ref()
    }
}

/// Parts that have a number.
type Seen = Vec<(Part, u32)>;

/// By the number of [`roll::before`].
const RESULTS_BEFORE: [Option<Rating>; 5] = [
    None,
    Some(Rating::Excellent),
    Some(Rating::Qualified),
    Some(Rating::Basic),
    Some(Rating::Unqualified),
];

fn month_of(month: Month, known: Date, rules: &Rules, starts: &[Date]) -> Result<MonthOf, Refused> {
    let asked = Asked::new(month.first(), known);
    let split = rules.split(asked)?.value.clone();
    let mut bits = 1;
    if split.policy == MonthRule::ByDays {
        let inside = starts.iter().filter(|day| Month::of(**day) == month);
        bits = inside.fold(bits, |bits, day| bits | 1 << (day.day() - 1));
    }
    Ok(MonthOf {
        first: day_of_year(month.first()),
        days: month.days().unsigned_abs() as u16, // at most 31
        split,
        rounding: rules.rounding(asked)?.value.fen,
        starts: bits,
    })
}

/// For each day of the year, counted from 1, the stretch in which it lies.
fn periods(starts: &[Date], last: Date) -> Vec<u16> {
    let mut periods = vec![0; usize::from(day_of_year(last)) + 1];
    for start in &starts[1..] {
        for period in &mut periods[usize::from(day_of_year(*start))..] {
            *period += 1;
        }
    }
    periods
}

/// Whether the values that are there on the first day are there on the last, and no others. A
/// value that ends without another would fall inside; then the tables have no answer.
fn is_whole(from: Asked, to: Date, rules: &Rules) -> bool {
    let there = |asked: Asked| {
        [
            rules.scheme(asked).is_ok(),
            rules.coefficients(asked).is_ok(),
            rules.subsidies(asked).is_ok(),
            rules.base(asked).is_ok(),
            rules.parts(asked).is_ok(),
            rules.performance(asked).is_ok(),
            rules.education(asked).is_ok(),
            rules.certificate(asked).is_ok(),
            rules.allowances(asked).is_ok(),
            rules.rounding(asked).is_ok(),
        ]
    };
    there(from) == there(from.about(to))
}

fn end(asked: Asked, rules: &Rules) -> Option<End> {
    let rounding = rules.rounding(asked).ok()?.value.fen;
    let (performance, reward) = (rules.performance(asked).ok()?, rules.reward(asked).ok()?);
    Some(End {
        rounding,
        factors: by_rating(&performance.value.factors)?,
        months: by_rating(&reward.value.months)?,
        of_last_month: reward.value.of == RewardOf::LastMonth,
        part_year: match reward.value.part_year {
            PartYear::Full => None,
            PartYear::ByDays => Some(true),
            PartYear::Nothing => Some(false),
        },
    })
}

fn by_rating(factors: &ByRating) -> Option<[i64; 4]> {
    let mut scales = [0; 4];
    for (rating, scale) in Rating::ALL.iter().zip(&mut scales) {
        *scale = scaled(factors.of(*rating))?;
    }
    Some(scales)
}

fn day_of_year(day: Date) -> u16 {
    day.day_of_year().unsigned_abs()
}
