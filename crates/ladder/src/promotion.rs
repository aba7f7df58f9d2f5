//! Promotion (等级晋升): when the next level may come, and why then.
//!
//! Basis: summary 四(一): a level follows from the results of the yearly assessments, after the
//! model of ranks of civil servants. A year counts for the months spent in the level; an excellent
//! result adds some; some results make a year void, some begin the count anew. Which, policy says.
//!
//! What is *not* here: the decision. A run proposes, a person decides, an order is written.
use crate::known::Asked;
use crate::line::{Line, Value};
use crate::refused::Refused;
use crate::rules::{Enter, PromotionRule, Rules};
use crate::scheme::PostKind;
use crate::worker::{Placement, Rating, Worker};
use base::{Basis, Cited, Date};

/// Nobody waits longer: a search ends here.
const YEARS_MAX: i16 = 60;
const MONTHS_PER_YEAR: i64 = 12;

/// What is said about the next level (下一等级).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    pub kind: PostKind,
    pub level: u8,
    pub next: Next,
    /// Year by year, what counted.
    pub lines: Vec<Line>,
}

/// When the next level may come (晋升时间).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// At the earliest on a day.
    On { level: u8, day: Date },
    /// Only in a higher post: this is the highest level of the present one (已到岗位最高等级).
    Top,
    /// Not with such results.
    Never,
}

/// The next level of a worker, as things are known, if every year to come is assessed as
/// `assuming`.
pub fn next_level(
    worker: &Worker,
    asked: Asked,
    assuming: Rating,
    rules: &Rules,
) -> Result<Forecast, Refused> {
    let Some(count) = Count::begin(worker, asked, rules)? else { return top(worker, asked, rules) };
    let mut count = count;
    for year in count.since.year()..=count.since.year().saturating_add(YEARS_MAX) {
        if let Some(day) = count.year(year, Some(assuming))? {
            let Placement { kind, level, .. } = *count.placement;
            let next = Next::On { level: level + 1, day };
            return Ok(Forecast { kind, level, next, lines: count.lines });
        }
    }
    let Placement { kind, level, .. } = *count.placement;
    Ok(Forecast { kind, level, next: Next::Never, lines: count.lines })
}

/// Whether the results up to and with `year` carry a worker to the next level (晋升建议). The result
/// of that year must be known, for that is what the promotion is tied to.
pub fn propose(
    worker: &Worker,
    year: i16,
    known: Date,
    rules: &Rules,
) -> Result<Forecast, Refused> {
    let asked = Asked::new(last_day(year), known);
    let rating = worker.result(year, known).ok_or(Refused::NoResult { year })?;
    let Some(count) = Count::begin(worker, asked, rules)? else { return top(worker, asked, rules) };
    let mut count = count;
    let Placement { kind, level, .. } = *count.placement;
    let mut reached = None;
    for each in count.since.year()..=year {
        reached = count.year(each, None)?;
    }
    let rule = rules.promotion(asked)?.value;
    let stops = rule.void.contains(&rating) || rule.restart.contains(&rating);
    let next = match reached {
        Some(day) if !stops => Next::On { level: level + 1, day },
        _ => Next::Never,
    };
    Ok(Forecast { kind, level, next, lines: count.lines })
}

/// At which level a post is entered (转任定级), and why.
pub fn enter_post(
    own: Option<(PostKind, u8)>,
    to: PostKind,
    asked: Asked,
    rules: &Rules,
) -> Result<(u8, Line), Refused> {
    let scheme = rules.scheme(asked)?;
    let rule = rules.post_change(asked)?;
    let range = scheme.value.range(to)?;
    let level = match (rule.value.enter, own) {
        (Enter::HigherOfBoth, Some((_, level))) => level.clamp(range.lowest, range.highest),
        (Enter::LowestOfPost, _) | (_, None) => range.lowest,
    };
    let mut line = Line::new("enter_post", Value::Level(level))
        .with("post", Value::Code(to.code()))
        .with("lowest", Value::Level(range.lowest))
        .with("highest", Value::Level(range.highest))
        .with("rule", Value::Code(rule.value.enter.code()));
    if let Some((_, level)) = own {
        line = line.with("own_level", Value::Level(level));
    }
    Ok((level, line.resting_on(scheme.basis).resting_on(rule.basis)))
}

/// The credit of a worker in the present level, year after year.
struct Count<'a> {
    worker: &'a Worker,
    placement: &'a Placement,
    asked: Asked,
    rules: &'a Rules,
    /// The first day in the level.
    since: Date,
    months: i64,
    lines: Vec<Line>,
}

impl<'a> Count<'a> {
    /// Nothing for whoever stands on the highest level of the post.
    fn begin(
        worker: &'a Worker,
        asked: Asked,
        rules: &'a Rules,
    ) -> Result<Option<Count<'a>>, Refused> {
        let placement = worker.placement(asked).ok_or(Refused::NotPlaced { on: asked.on })?;
        let scheme = rules.scheme(asked)?;
        scheme.value.check_level(placement.kind, placement.level)?;
        if scheme.value.range(placement.kind)?.highest == placement.level {
            return Ok(None);
        }
        let keeps = rules.post_change(asked)?;
        let of_scheme = scheme.basis.since;
        let since = entered(worker, placement, asked, keeps.value.keeps_years, of_scheme);
        let first = Line::new("level_since", Value::Day(since))
            .with("post", Value::Code(placement.kind.code()))
            .with("level", Value::Level(placement.level))
            .resting_on(scheme.basis)
            .resting_on(keeps.basis);
        let lines = vec![first];
        Ok(Some(Count { worker, placement, asked, rules, since, months: 0, lines }))
    }

    /// Counts a year; the day of the promotion once enough has come together.
    fn year(&mut self, year: i16, assuming: Option<Rating>) -> Result<Option<Date>, Refused> {
        let Cited { value: rule, basis } =
            self.rules.promotion(self.asked.about(last_day(year)))?;
        let known = self.worker.result(year, self.asked.known);
        // A year that is over and has no result counts for nobody; the last one may still get it.
        let open = year >= self.asked.on.year() - 1;
        let rating = known.or(assuming.filter(|_| open));
        let spent = months_in(self.since, year);
        let key = self.add(rule, rating, spent);
        self.lines.push(year_line(key, year, rating, known.is_none(), spent, self.months, &basis));
        let needed = i64::from(rule.base_years) * MONTHS_PER_YEAR;
        if self.months < needed || rating.is_none() {
            return Ok(None);
        }
        let day = Date::new(year + 1, rule.effective_month, 1).expect("policy names a month");
        let enough = Line::new("enough", Value::Day(day))
            .with("months", Value::Months(self.months))
            .with("needed", Value::Months(needed));
        self.lines.push(enough.resting_on(basis));
        Ok(Some(day))
    }

    /// Adds a year to the credit and says under which heading.
    fn add(&mut self, rule: &PromotionRule, rating: Option<Rating>, spent: i64) -> &'static str {
        match rating {
            None => "year_without_result",
            Some(rating) if rule.restart.contains(&rating) => {
                self.months = 0;
                "year_restarts"
            }
            Some(rating) if rule.void.contains(&rating) => "year_void",
            Some(Rating::Excellent) => {
                self.months += spent + i64::from(rule.excellent_months);
                "year_excellent"
            }
            Some(_) => {
                self.months += spent;
                "year_counts"
            }
        }
    }
}

fn year_line(
    key: &'static str,
    year: i16,
    rating: Option<Rating>,
    assumed: bool,
    spent: i64,
    credit: i64,
    basis: &Basis,
) -> Line {
    let mut line = Line::new(key, Value::Months(credit)).with("year", Value::Year(year));
    if let Some(rating) = rating {
        line = line.with("rating", Value::Rating(rating)).with("assumed", Value::Holds(assumed));
    }
    line.with("spent", Value::Months(spent)).resting_on(basis.clone())
}

fn top(worker: &Worker, asked: Asked, rules: &Rules) -> Result<Forecast, Refused> {
    let placement = worker.placement(asked).ok_or(Refused::NotPlaced { on: asked.on })?;
    let scheme = rules.scheme(asked)?;
    let line = Line::new("top_of_post", Value::Level(placement.level))
        .with("post", Value::Code(placement.kind.code()))
        .resting_on(scheme.basis);
    let Placement { kind, level, .. } = *placement;
    Ok(Forecast { kind, level, next: Next::Top, lines: vec![line] })
}

/// The first day in the present level: back over placings that changed the post and not the level,
/// where policy lets the years go on. The same number under another scheme is another level.
fn entered(
    worker: &Worker,
    now: &Placement,
    asked: Asked,
    keeps_years: bool,
    of_scheme: Date,
) -> Date {
    let mut since = now.since;
    while let Some(before) = since.yesterday().ok().filter(|before| *before >= of_scheme) {
        let earlier = worker.placement(asked.about(before));
        let Some(earlier) = earlier.filter(|earlier| earlier.level == now.level) else { break };
        if earlier.kind != now.kind && !keeps_years {
            break;
        }
        since = earlier.since;
    }
    since
}

/// The whole months of a year spent in a level since a day.
fn months_in(since: Date, year: i16) -> i64 {
    if since.year() < year {
        return MONTHS_PER_YEAR;
    }
    let begun = i64::from(since.month()) - i64::from(since.day() == 1);
    (MONTHS_PER_YEAR - begun).max(0)
}

fn last_day(year: i16) -> Date {
    Date::new(year, 12, 31).expect("a year has a last day")
}
