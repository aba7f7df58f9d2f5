//! Patrols (巡查日常): most places are looked at in their window, some are not, now and then something
//! is found, and on a day of rain a reason is given.
use super::attempt;
use super::state::{Act, State, World};
use crate::patrols;
use crate::rng::Rng;
use app::grid::matter::{self, Address, Asker, Body, NewReport};
use app::grid::patrol::{self, Deed, PatrolPoint};
use app::{App, Cx, Failed, Result};
use base::{SignedDuration, Timestamp};
use grid::matter::Source;
use grid::patrol::{Planned, Window, days, windows_on};
use jiff::ToSpan;
use org::{Place, Role};
use store::grid::patrol::{Area, within};

/// What comes of one window.
#[derive(Clone)]
pub(super) struct Round {
    point: PatrolPoint,
    window: Window,
    comes: Comes,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Comes {
    Clear,
    Found,
    Explained(&'static str),
}

/// More places than a street has.
const POINTS_MAX: u32 = 20_000;

/// Every look of the last two weeks, each with its moment.
pub(super) fn plan(app: &App, world: &mut World) -> Result<Vec<(Timestamp, usize)>> {
    let Some(street) = patrols::street(&world.district) else { return Ok(Vec::new()) };
    let policies = app.policies();
    let today = policies.day(world.end);
    let first = today.saturating_sub(patrols::DAYS.days());
    let points = app.read_now(move |cx| {
        Ok(within(cx.tx, Area::Street(street), (first, today), None, POINTS_MAX)?)
    })?;
    let home = patrols::home(&world.district);
    let mut rng = Rng::named(world.district.seed, "rounds");
    let mut moments = Vec::new();
    for point in points {
        let opens = point.opens.parse();
        let planned = Planned {
            point: point.id,
            since: point.since,
            until: point.until,
            opens: opens.map_err(|_| Failed::Broken("a place of ours opens at no times".into()))?,
        };
        for day in days(first, today) {
            let classes = policies.rules.patrol_risks(day)?.value;
            let weigh = policies.rules.patrol_weigh(day)?.value;
            let class = weigh.class_on(&point.risk, &point.work, &classes, day);
            let Some(class) = class else { continue };
            for window in windows_on(&planned, class, &policies.calendar, day) {
                let Some((comes, at)) = comes(&window, &mut rng) else { continue };
                // What the visitor shall do is left open.
                let is_shown = Some(point.grid) == home && window.closes > world.end;
                if !is_shown {
                    moments.push((at, world.rounds.len()));
                    world.rounds.push(Round { point: point.clone(), window, comes });
                }
            }
        }
    }
    Ok(moments)
}

/// Codes of the policy's `grid.patrol.reasons`.
const REASONS: &[&str] = &["weather", "urgent", "called", "closed", "absent"];

/// What comes of a window and when; nothing where nobody comes.
fn comes(window: &Window, rng: &mut Rng) -> Option<(Comes, Timestamp)> {
    let length = window.closes.duration_since(window.opens).as_secs().max(60);
    // Long windows are seen to in their first working hours, nobody comes at night.
    let within = window.opens + SignedDuration::from_secs(rng.range(0..=length.min(3 * 3600) - 30));
    let after = window.closes + SignedDuration::from_mins(rng.range(10..=180));
    match rng.below(100) {
        0..=84 => Some((Comes::Clear, within)),
        85..=87 => Some((Comes::Found, within)),
        88..=93 => Some((Comes::Explained(REASONS[rng.below(REASONS.len())]), after)),
        _ => None,
    }
}

/// Puts the looks on the list.
pub(super) fn schedule(state: &mut State, moments: &[(Timestamp, usize)]) {
    for (at, round) in moments {
        state.put(*at, Act::Patrol(*round));
    }
}

/// The worker of the grid looks, or says why not; where nobody is there, nobody does.
pub(super) fn look(cx: &mut Cx<'_, '_>, world: &World, state: &mut State, at: usize) -> Result<()> {
    let Round { point, window, comes } = &world.rounds[at];
    let directory = cx.directory()?;
    let place = directory.place(point.grid).unwrap_or(Place::default());
    let post = directory.first_holder(Role::GridWorker, &place);
    let post = post.or_else(|| directory.first_holder(Role::GridLeader, &place));
    let Some(person) = post.and_then(|post| directory.acting(post)) else { return Ok(()) };
    let asker = Asker::person(directory.who(person));
    let (id, deed) = (point.id, Deed { opens: Some(window.opens), at: None });
    let tally = &mut state.tally;
    match comes {
        Comes::Clear => {
            attempt(cx, tally, "patrolled", |cx| patrol::nothing_found(cx, &asker, id, deed))?;
        }
        Comes::Explained(reason) => {
            attempt(cx, tally, "patrol_explained", |cx| {
                patrol::explain(cx, &asker, id, deed, reason)
            })?;
        }
        Comes::Found => {
            let new = found(cx, point)?;
            attempt(cx, tally, "patrol_found", |cx| {
                let receipt = matter::report(cx, &asker, &new)?;
                patrol::found(cx, &asker, id, deed, receipt.id)
            })?;
        }
    }
    Ok(())
}

/// What is found is small, and done with at once.
fn found(cx: &mut Cx<'_, '_>, point: &PatrolPoint) -> Result<NewReport> {
    let (category, body) = match point.work.as_str() {
        "environment" => ("litter", "巡查时发现有垃圾堆放，已清走"),
        _ => ("e_bike", "巡查时发现电动车停在通道，已劝离"),
    };
    let today = cx.today();
    Ok(NewReport {
        source: Source::GridWorker,
        category: category.to_owned(),
        body: Body::new(body).map_err(|no| Failed::text("body", no))?,
        address: Address::optional(&format!("{} {}", point.address, point.name)).unwrap_or(None),
        point: Some(point.point),
        community: None,
        contact: None,
        on_the_spot: true,
        code: None,
        serial: store::grid::number::take(cx.tx, today, 1)?,
        photos: Vec::new(),
        external: None,
    })
}
