//! Many matters at once (批量备数): as real ones, but past the requests, thousands a transaction.
//!
//! Deadlines lie days ahead: a server that is measured must not be busy escalating all of them.
use app::{App, Cx, Event, Result};
use base::{MatterId, PostId, RelayId, SignedDuration, Timestamp};
use grid::matter::{Ending, Source};
use grid::procedure::MATTER;
use org::{Place, Role};
use relay::{Leg, Now, Relay, Start};
use serde_json::json;
use sim::{District, GridShape, Rng};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::grid::matter::Matter;
use store::grid::whole::{self, Whole};

/// What is put in.
#[derive(Clone, Copy, Debug)]
pub struct Fill {
    pub matters: usize,
    /// The post that holds so many open ones, and how many.
    pub holder: PostId,
    pub held: usize,
}

const BATCH: usize = 5000;
/// Batches on their way at once. PostgreSQL takes them side by side, SQLite's writer in one group.
const LANES: usize = 2;
/// Of the others, so many in a hundred are still open.
const OPEN_PERCENT: u32 = 10;
/// Reports of so many days.
const DAYS: i64 = 360;

/// Puts them in; says how many a second.
pub fn fill(app: &App, district: &District, fill: Fill) -> std::result::Result<f64, String> {
    let began = std::time::Instant::now();
    let (next, district) = (AtomicUsize::new(0), Arc::new(district.clone()));
    let lane = || -> Result<()> {
        loop {
            let first = next.fetch_add(BATCH, Ordering::Relaxed);
            if first >= fill.matters {
                return Ok(());
            }
            let (district, last) = (Arc::clone(&district), (first + BATCH).min(fill.matters));
            app.write_now(move |cx| batch(cx, &district, fill, first..last))?;
            if first % (20 * BATCH) == 0 {
                eprintln!("  {first} of {} matters", fill.matters);
            }
        }
    };
    let done = std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES).map(|_| scope.spawn(lane)).collect();
        lanes.into_iter().try_for_each(|lane| lane.join().expect("a lane does not panic"))
    });
    done.and_then(|()| seal(app)).map_err(|error| error.to_string())?;
    Ok(fill.matters as f64 / began.elapsed().as_secs_f64())
}

/// Seals what is queued (PostgreSQL): a server that is measured must not be busy with it.
pub fn seal(app: &App) -> Result<()> {
    while app.write_now(|cx| Ok(store::chain::seal_queue(cx.tx)?))? > 0 {}
    Ok(())
}

fn batch(
    cx: &mut Cx<'_, '_>,
    district: &District,
    fill: Fill,
    numbers: std::ops::Range<usize>,
) -> Result<()> {
    let mut rng = Rng::named(numbers.start as u64, "fill");
    let directory = cx.directory()?;
    let map = cx.map()?;
    let (mut wholes, mut events) = (Vec::new(), Vec::new());
    for number in numbers {
        let shape = rng.pick(&district.shapes);
        let place = map.areas.get(&shape.unit).map(|area| area.place).unwrap_or_default();
        // Spread, so that the held ones lie among all others as they would after a year.
        let is_held = number * fill.held / fill.matters != (number + 1) * fill.held / fill.matters;
        let holder = match is_held {
            true => fill.holder,
            false => directory.first_holder(Role::GridLeader, &place).unwrap_or(fill.holder),
        };
        let open = is_held || rng.chance(OPEN_PERCENT);
        let (matter, relay, leg) =
            one(cx, district, shape, place, number, (holder, open), &mut rng)?;
        let text = format!("{} {} {}", matter.body, matter.address, matter.number);
        wholes.push(Whole::new(&matter, &relay, &leg, &grid::words::index(&text))?);
        events.push((matter, relay));
    }
    whole::insert(cx.tx, &wholes.iter().collect::<Vec<_>>())?;
    events.iter().try_for_each(|(matter, relay)| record(cx, matter, relay))
}

fn one(
    cx: &mut Cx<'_, '_>,
    district: &District,
    shape: &GridShape,
    place: Place,
    number: usize,
    (holder, open): (PostId, bool),
    rng: &mut Rng,
) -> Result<(Matter, Relay, Leg)> {
    let (policies, today) = (cx.policies(), cx.today());
    let categories = policies.rules.categories(today)?.value;
    let category = rng.pick(&categories);
    let site = district.site(shape.unit).expect("a shape is of a grid");
    let (body, address) = sim::texts::matter(rng, &category.code, &site);
    let minutes = SignedDuration::from_mins(rng.range(1..=DAYS * 24 * 60));
    let (reported_at, id) = (cx.at - minutes, cx.next_id());
    let days = |rng: &mut Rng| SignedDuration::from_mins(rng.range(15 * 1440..=45 * 1440));
    let mut limit = policies.rules.leg(MATTER.first, today)?;
    limit.minutes = days(rng).as_mins();
    let now = Now { at: cx.at, calendar: &policies.calendar };
    let mut promise =
        grid::deadline::promise(category.weight, cx.at, &policies.rules, &policies.calendar)
            .expect("policy promises something today");
    promise.clock.due = cx.at + days(rng);
    let (promise, subject) = (Some(promise), id);
    let start = Start { id: RelayId(id), subject, parent: None, holder, limit, promise };
    let mut relay = Relay::start(&MATTER, start, now)?.relay;
    let mut leg = relay.current_leg();
    if !open {
        let ended = relay.release("closed", "closed", now)?;
        (relay, leg) = (ended.relay, ended.ended_leg.unwrap_or(leg));
    }
    let number = format!("{}-{number:07}", reported_at.strftime("%Y-%m%d"));
    let mut matter = blank(MatterId(id), number, reported_at);
    matter.category = category.code.clone();
    (matter.weight, matter.sort, matter.visible) =
        (category.weight, category.sort, category.visible);
    (matter.body, matter.address, matter.place) = (body, address, place);
    matter.point = Some(district.point_in(shape, rng));
    (matter.ending, matter.ended_at) = match open {
        true => (None, None),
        false => (Some(Ending::Solved), Some(cx.at)),
    };
    Ok((matter, relay, leg))
}

fn blank(id: MatterId, number: String, reported_at: Timestamp) -> Matter {
    Matter {
        id,
        number,
        source: Source::Resident,
        category: String::new(),
        weight: grid::matter::Weight::General,
        sort: grid::matter::Sort::Public,
        ground: None,
        body: String::new(),
        address: String::new(),
        point: None,
        place: Place::default(),
        reported_at,
        reported_by: None,
        handler: None,
        sorter: None,
        code: None,
        visible: true,
        appeals: 0,
        proposal: None,
        ending: None,
        ended_at: None,
        staff_says: None,
        reporter_says: None,
        merged_into: None,
        root_of: None,
        external: None,
        version: 1,
    }
}

fn record(cx: &mut Cx<'_, '_>, matter: &Matter, relay: &Relay) -> Result<()> {
    let detail = json!({
        "source": matter.source.code(), "category": matter.category,
        "step": relay.step, "holder": relay.holder, "leg": relay.leg,
    });
    let basis = relay.promise.as_ref().map(|promise| &promise.clock.basis);
    let (noun, subject, what) = ("matter", matter.id.0, "reported");
    cx.record(Event { actor: None, post: None, noun, subject, what, detail, basis })
}
