//! What will be reported (反映计划): when, where, what and by whom, drawn before anybody acts.
//!
//! More on weekdays and after rain, more near markets and where many live, by day rather than by
//! night. What is *not* here: what becomes of it, which depends on who is there.
use super::Scale;
use super::stage;
use crate::district::{District, GridKind, GridShape};
use crate::rng::Rng;
use base::calendar::WorkCalendar;
use base::place::Point;
use base::{Date, SignedDuration, Timestamp};
use grid::matter::Source;
use jiff::ToSpan;

/// A report to come.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub at: Timestamp,
    /// Which of the district's shapes.
    pub shape: usize,
    pub point: Point,
    pub category: &'static str,
    pub source: Source,
    pub on_the_spot: bool,
    /// The same as another one: somebody will notice.
    pub double: bool,
    pub script: Script,
}

/// What is laid down for a matter that waits for a visitor of the demo; nothing for the others.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Script {
    /// Everything up to the stop is done within minutes.
    pub quick: bool,
    pub assign: Option<To>,
    pub twist: Option<Twist>,
    pub changes_sort: bool,
    pub appeal: bool,
    /// The step at which it is left alone.
    pub stop: &'static str,
}

/// Who is given the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum To {
    Worker,
    Leader,
    Community,
    Street,
    Department,
    District,
}

/// What happens on the way that does not happen to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Twist {
    Contact,
    Note,
    HandOver,
    TakeOver,
    Pause,
    Extend,
    ReportUp(Option<To>),
    /// Sent back; the stubborn do so until it is arbitrated.
    SendBack {
        stubborn: bool,
    },
}

/// Every report of the run, in the order of time.
pub(super) fn plan(
    district: &District,
    calendar: &WorkCalendar,
    end: Timestamp,
    scale: Scale,
) -> Vec<Planned> {
    let mut rng = Rng::named(district.seed, "reports");
    let days = days(calendar.day_of(end), scale.days, &mut rng);
    let day_weights: Vec<(usize, u32)> =
        days.iter().enumerate().map(|(at, day)| (at, day.weight)).collect();
    let home = stage::home(district);
    let grids: Vec<(usize, u32)> = district
        .shapes
        .iter()
        .enumerate()
        .map(|(at, shape)| (at, busy(district, shape, home)))
        .collect();
    let staged = stage::staged(district, home, end, &mut rng);
    let many = scale.matters.saturating_sub(staged.len());
    let mut planned: Vec<Planned> = Vec::with_capacity(scale.matters);
    while planned.len() < many {
        let new = if !planned.is_empty() && rng.chance(AGAIN_PERCENT) {
            let old = rng.pick(&planned).clone();
            again(&old, &mut rng)
        } else {
            let day = &days[*rng.weighted(&day_weights)];
            let shape = *rng.weighted(&grids);
            one(district, calendar, day, shape, &mut rng)
        };
        planned.extend(new.filter(|new| new.at < end));
    }
    planned.extend(staged);
    planned.sort_by_key(|planned| planned.at);
    planned
}

/// Of a hundred reports, how many are of a place and kind that was reported before.
const AGAIN_PERCENT: u32 = 4;

/// A day with its weather.
struct Day {
    date: Date,
    weight: u32,
    wet: bool,
}

fn days(last: Date, many: i64, rng: &mut Rng) -> Vec<Day> {
    let mut raining = false;
    (0..=many)
        .map(|back| {
            let date = last.saturating_sub((many - back).days());
            let after_rain = raining;
            raining = rng.chance(22);
            let wet = raining || after_rain;
            let weekday = match date.weekday().to_monday_zero_offset() {
                0 => 115,
                5 => 80,
                6 => 70,
                _ => 100,
            };
            Day { date, weight: if wet { weekday * 3 / 2 } else { weekday }, wet }
        })
        .collect()
}

/// How much is reported of a grid. Where the demo looks, more happens.
fn busy(district: &District, shape: &GridShape, home: usize) -> u32 {
    let market = if shape.kind == GridKind::Market { 900 } else { 0 };
    let base = 60 + shape.households + market;
    let home = district.shapes[home].unit;
    let community = |unit| district.plan.above(unit).map(|(_, community)| community.unit);
    match (shape.unit == home, community(shape.unit) == community(home)) {
        (true, _) => base * 12,
        (false, true) => base * 4,
        (false, false) => base,
    }
}

fn one(
    district: &District,
    calendar: &WorkCalendar,
    day: &Day,
    at: usize,
    rng: &mut Rng,
) -> Option<Planned> {
    let shape = &district.shapes[at];
    let source =
        *rng.weighted(&[(Source::Resident, 52), (Source::GridWorker, 33), (Source::Caller, 15)]);
    let hour = match source {
        Source::Resident => *rng.weighted(RESIDENT_HOURS),
        _ => *rng.weighted(STAFF_HOURS),
    };
    let time = day.date.at(hour, rng.below(60) as i8, rng.below(60) as i8, 0);
    let moment = calendar.tz().to_ambiguous_timestamp(time).compatible().ok()?;
    Some(Planned {
        at: moment,
        shape: at,
        point: district.point_in(shape, rng),
        category: category(shape.kind, day.wet, rng),
        source,
        on_the_spot: source == Source::GridWorker && rng.chance(33),
        double: false,
        script: Script::default(),
    })
}

/// The same thing at the same place: a double within days, or back again after weeks.
fn again(old: &Planned, rng: &mut Rng) -> Option<Planned> {
    let double = rng.chance(50);
    let minutes = if double { rng.range(5..=2000) } else { rng.range(4000..=40_000) };
    let at = old.at + SignedDuration::from_mins(minutes);
    let source = Source::Resident;
    Some(Planned { at, source, on_the_spot: false, double, ..old.clone() })
}

const RESIDENT_HOURS: &[(i8, u32)] = &[
    (6, 2),
    (7, 6),
    (8, 10),
    (9, 10),
    (10, 9),
    (11, 7),
    (12, 6),
    (13, 6),
    (14, 7),
    (15, 8),
    (16, 8),
    (17, 9),
    (18, 10),
    (19, 9),
    (20, 7),
    (21, 4),
    (22, 2),
    (0, 1),
];
const STAFF_HOURS: &[(i8, u32)] =
    &[(8, 8), (9, 14), (10, 14), (11, 10), (13, 5), (14, 12), (15, 13), (16, 11), (17, 7), (19, 2)];

/// What is reported in any grid, and how often.
const COMMON: &[(&str, u32)] = &[
    ("litter", 15),
    ("bulky_waste", 6),
    ("advert", 6),
    ("greenery", 5),
    ("street_light", 8),
    ("manhole", 3),
    ("road", 4),
    ("barrier_free", 1),
    ("stairwell", 7),
    ("lift", 4),
    ("parking", 9),
    ("leak", 3),
    ("fees", 2),
    ("neighbour", 4),
    ("family_dispute", 1),
    ("wages", 1),
    ("consumer", 3),
    ("gas", 1),
    ("fire_route", 3),
    ("e_bike", 5),
    ("falling", 2),
    ("dangerous_house", 1),
    ("relief", 1),
    ("elderly", 3),
    ("medical", 3),
    ("utilities", 3),
    ("school", 1),
    ("building_noise", 3),
    ("social_noise", 5),
    ("dogs", 5),
    ("fumes", 3),
    ("other", 2),
];
/// What markets and shops bring.
const TRADE: &[(&str, u32)] = &[
    ("stall", 30),
    ("litter", 18),
    ("fumes", 14),
    ("consumer", 14),
    ("parking", 12),
    ("advert", 8),
];
/// What rain brings.
const WET: &[(&str, u32)] =
    &[("drain", 45), ("leak", 10), ("road", 12), ("greenery", 18), ("manhole", 8)];

fn category(kind: GridKind, wet: bool, rng: &mut Rng) -> &'static str {
    if wet && rng.chance(30) {
        return rng.weighted::<&'static str>(WET);
    }
    if kind == GridKind::Market && rng.chance(75) {
        return rng.weighted::<&'static str>(TRADE);
    }
    rng.weighted::<&'static str>(COMMON)
}
