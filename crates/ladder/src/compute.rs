//! Pay of somebody of whom only a line is known (按行试算): post, level, papers, result – so that
//! others can check the rules without a database.
//!
//! It asks the same functions as a record does, for somebody who serves all year and of whom
//! everything is known. What is *not* here: files.
use crate::line::Value;
use crate::month::Month;
use crate::pay::year::{settle, slips};
use crate::pay::{Item, PayLine, Slip, month};
use crate::refused::Refused;
use crate::rules::Rules;
use crate::scheme::PostKind;
use crate::worker::{
    Certificate, Education, EducationLevel, Held, Placement, Rating, Service, Worker, YearResult,
    exact,
};
use base::{Date, Fen};

/// What is known of somebody (一行).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    pub kind: PostKind,
    pub level: u8,
    pub education: EducationLevel,
    pub diploma: bool,
    pub degree: bool,
    pub certificate: Certificate,
    pub rating: Rating,
}

impl Row {
    /// Somebody who has served since the year before, on this level and with these papers, and has
    /// this result of both years.
    pub fn worker(self, year: i16) -> Worker {
        let since = Date::new(year - 1, 1, 1).expect("a year has a first day");
        let Row { kind, level, education, diploma, degree, certificate, rating } = self;
        let known = since;
        let placing = Placement { since, known, kind, level, order_no: String::new() };
        let results = [year - 1, year].map(|year| YearResult { year, known, rating });
        Worker {
            service: vec![Service { since, known, until: None, until_known: None }],
            placements: vec![placing],
            education: vec![Education { since, known, level: education, diploma, degree }],
            certificates: vec![Held { since, known, certificate }],
            results: results.to_vec(),
        }
    }
}

/// For how long (期间).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    Month(Month),
    /// Twelve months and the year's end.
    Year(i16),
}

/// One line of the answer (结果行).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    pub line: &'static str,
    pub fen: Fen,
    /// Every value it rests on, `key@day`, with a blank between them.
    pub basis: String,
}

/// The lines of an answer, in this order; `total` is the sum of those before it. In the older
/// scheme `base` is what its two monthly subsidies come to.
pub const LINES: [&str; 6] =
    ["base", "performance", "reward", "education_allowance", "professional_allowance", "total"];

/// What is owed to somebody for a month or a year.
pub fn compute(row: Row, period: Period, rules: &Rules) -> Result<Vec<Amount>, Refused> {
    let year = match period {
        Period::Month(month) => month.year,
        Period::Year(year) => year,
    };
    let worker = row.worker(year);
    let known = Date::MAX;
    let mut lines: Vec<PayLine> = Vec::new();
    match period {
        Period::Month(asked) => {
            let slip = month(&worker, asked, known, rules)?;
            let by_result = by_result(&slip, row.rating, rules, known)?;
            lines.extend(slip.lines);
            lines.extend(by_result);
        }
        Period::Year(year) => {
            let paid = slips(&worker, year, known, rules)?;
            let settled = settle(&worker, year, &paid, known, rules)?;
            lines.extend(paid.into_iter().flat_map(|slip| slip.lines));
            lines.extend(settled.lines);
        }
    }
    Ok(summed(&lines))
}

/// The lines of rows that come in any number (批量试算), each worked out once and kept as `T`.
///
/// Post, level and result decide about the first three lines, papers and certificate about one
/// each; so a million rows ask for some two hundred answers, and each is [`compute`]'s.
pub struct Lines<'r, T> {
    period: Period,
    rules: &'r Rules,
    keep: fn(Amount) -> T,
    /// By post, level and rating; by level of education and papers; by certificate.
    due: Vec<Option<Result<[T; 3], Refused>>>,
    education: Vec<Option<T>>,
    certificate: Vec<Option<T>>,
}

impl<'r, T> Lines<'r, T> {
    pub fn new(period: Period, rules: &'r Rules, keep: fn(Amount) -> T) -> Lines<'r, T> {
        fn none<T>(count: usize) -> Vec<Option<T>> {
            (0..count).map(|_| None).collect()
        }
        let placings = PostKind::ALL.len() * (usize::from(u8::MAX) + 1);
        Lines {
            period,
            rules,
            keep,
            due: none(placings * Rating::ALL.len()),
            education: none(EducationLevel::ALL.len() * 4),
            certificate: none(Certificate::ALL.len()),
        }
    }

    /// The lines of a row in the order of [`LINES`], without the total.
    pub fn of(&mut self, row: Row) -> Result<[&T; 5], &Refused> {
        let Row { kind, level, rating, .. } = row;
        let placing = kind as usize * (usize::from(u8::MAX) + 1) + usize::from(level);
        let due = placing * Rating::ALL.len() + rating as usize;
        let papers = usize::from(row.diploma) << 1 | usize::from(row.degree);
        let education = row.education as usize * 4 + papers;
        let certificate = row.certificate as usize;
        if self.due[due].is_none() {
            self.due[due] = Some(self.placed(row));
        }
        if matches!(&self.due[due], Some(Ok(_))) {
            if self.education[education].is_none() {
                self.education[education] = self.allowance(row, 3);
            }
            if self.certificate[certificate].is_none() {
                self.certificate[certificate] = self.allowance(row, 4);
            }
        }
        match (&self.due[due], &self.education[education], &self.certificate[certificate]) {
            (Some(Ok([base, performance, reward])), Some(education), Some(certificate)) => {
                Ok([base, performance, reward, education, certificate])
            }
            (Some(Err(refused)), ..) => Err(refused),
            _ => unreachable!("a row whose pay has an answer has its allowances"),
        }
    }

    fn placed(&self, row: Row) -> Result<[T; 3], Refused> {
        let (education, certificate) = (EducationLevel::None, Certificate::None);
        let lines = compute(Row { education, certificate, ..row }, self.period, self.rules)?;
        let mut lines = lines.into_iter().map(self.keep);
        let mut next = || lines.next().expect("an answer has all its lines");
        Ok([next(), next(), next()])
    }

    fn allowance(&self, row: Row, line: usize) -> Option<T> {
        let lines = compute(row, self.period, self.rules).ok()?;
        lines.into_iter().nth(line).map(self.keep)
    }
}

/// In a month, what the part that is kept comes to by the result of the row.
fn by_result(
    slip: &Slip,
    rating: Rating,
    rules: &Rules,
    known: Date,
) -> Result<Option<PayLine>, Refused> {
    let kept = slip.lines.iter().find(|line| line.item == Item::PerformanceKept);
    let Some(kept) = kept else { return Ok(None) };
    let asked = crate::Asked::new(slip.month.last(), known);
    let (rule, rounding) = (rules.performance(asked)?, rules.rounding(asked)?);
    let factor = rule.value.factors.of(rating);
    let amount = rounding.value.fen.fen(exact(slip.of(Item::PerformanceKept).0) * factor);
    let mut line = PayLine { item: Item::Performance, amount, ..kept.clone() };
    line.operands.push(crate::Operand { name: "factor", value: Value::Number(factor) });
    Ok(Some(line))
}

fn summed(lines: &[PayLine]) -> Vec<Amount> {
    let of = |items: &'static [Item]| lines.iter().filter(move |line| items.contains(&line.item));
    let amount = |name: &'static str, items: &'static [Item], more: &'static [Item]| {
        let mut basis: Vec<String> = Vec::new();
        for one in of(items).chain(of(more)).flat_map(|line| &line.basis) {
            let one = one.to_string();
            if !basis.contains(&one) {
                basis.push(one);
            }
        }
        let fen = of(items).map(|line| line.amount).sum();
        Amount { line: name, fen, basis: basis.join(" ") }
    };
    const DUE: &[Item] = &[Item::Due];
    let mut amounts = vec![
        amount("base", &[Item::Base, Item::PostSubsidy, Item::LevelSubsidy], DUE),
        amount("performance", &[Item::Performance], &[Item::PerformanceKept]),
        amount("reward", &[Item::Reward], &[]),
        amount("education_allowance", &[Item::EducationAllowance], &[]),
        amount("professional_allowance", &[Item::ProfessionalAllowance], &[]),
    ];
    let total = amounts.iter().map(|amount| amount.fen).sum();
    amounts.push(Amount { line: "total", fen: total, basis: String::new() });
    assert!(amounts.iter().map(|amount| amount.line).eq(LINES), "the lines in their order");
    amounts
}
