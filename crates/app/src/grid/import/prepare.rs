//! From what a row says to what is saved (备料): place, policy of its day, promise, relay, events.
use super::facts::{ClosedElsewhere, Reported};
use super::ground::Ground;
use super::mapping::{Mapping, PointCells};
use super::named::By;
use super::read::Rows;
use super::refusal::Refusal;
use super::row::Reader;
use super::said::{Bound, Row};
use super::{Options, Shown, Stopped};
use crate::App;
use crate::grid::matter::first_holder_by;
use base::{Basis, Date, EventId, MatterId, PostId, RelayId, Timestamp, UnitId};
use grid::deadline::{NoDeadline, SOLVED};
use grid::matter::{Ending, Sort, Weight};
use grid::procedure::MATTER;
use grid::rules::Category;
use org::Place;
use relay::{Leg, Now, Relay, Start};
use serde::Serialize;
use std::collections::HashMap;
use std::io::Read;
use std::sync::Arc;
use store::NewEvent;
use store::chain::Ready;
use store::grid::matter::Matter;
use store::grid::whole::Whole;

/// A row ready to be saved: all but its number.
#[derive(Debug)]
pub(super) struct Prepared {
    pub external: String,
    /// The district's day of the report, which its number names.
    pub day: Date,
    pub whole: Whole,
    /// That it was reported and, if it has ended, how.
    pub events: Vec<Ready>,
    /// How it looks, for one of the first rows.
    pub shown: Option<Box<Shown>>,
}

/// How an imported matter ends that had ended elsewhere (导入时已办结).
const IMPORTED_CLOSED: &str = "imported_closed";

/// Prepares rows on one state of the map and the organisation.
pub(super) struct Preparer<'a> {
    app: &'a App,
    reader: Reader<'a>,
    ground: Ground,
    days: HashMap<Date, DayRules>,
    holders: HashMap<Place2, Option<PostId>>,
    bodies: HashMap<String, String>,
    /// How many rows are still to be shown.
    shows: usize,
}

/// Texts whose words are kept: a few megabytes.
const BODIES_MAX: usize = 4_000;

/// Community and grid: what decides who holds a matter first.
type Place2 = (Option<UnitId>, Option<UnitId>);

/// What policy had on one day; nothing on a day before its first.
type DayRules = Option<Arc<Vec<Category>>>;

impl<'a> Preparer<'a> {
    pub fn new(
        app: &'a App,
        mapping: &'a Mapping,
        bound: Bound,
        options: &Options,
    ) -> Result<Preparer<'a>, Stopped> {
        let by_name = mapping.place.has_names();
        let ground = Ground::load(app, options, by_name)?;
        if ground.map.index.is_empty() && ground.unplaced.is_none() && !by_name {
            return Err(Stopped::NoMap);
        }
        let reader = Reader { mapping, bound, now: app.now() };
        let (days, holders, bodies) = (HashMap::new(), HashMap::new(), HashMap::new());
        Ok(Preparer { app, reader, ground, days, holders, bodies, shows: options.show })
    }

    /// The versions of map and organisation that the rows rest on.
    pub fn versions(&self) -> (i64, i64) {
        self.ground.versions
    }

    /// The row ready to be saved; nothing where the mapping leaves it out.
    pub fn prepare<R: Read>(&mut self, rows: &Rows<R>) -> Result<Option<Prepared>, Refusal> {
        let Some(row) = self.reader.read(rows)? else { return Ok(None) };
        let line = row.line;
        self.prepare_row(row).map(Some).map_err(|refusal| refusal.at(line))
    }

    fn prepare_row(&mut self, row: Row) -> Result<Prepared, Refusal> {
        let day = self.app.policies().day(row.opened);
        let (weight, sort, visible) = self.category(&row, day)?;
        let (place, by) = self.place(&row)?;
        let holder = self.holder(&place)?;
        let id = MatterId(self.app.next_id());
        let (relay, leg, basis) = self.relay(id, &row, weight, holder)?;
        let address = row.address.as_ref().map(ToString::to_string).unwrap_or_default();
        let words = self.words(row.body.as_str(), &address);
        let detail = Reported {
            source: row.source,
            category: &row.category,
            weight,
            sort,
            from: &row.external,
            shift_years: self.shift(),
            target: row.target,
            unplaced: by == By::Unplaced,
            placed_by: by.told(),
            step: &relay.step,
            holder,
            leg: relay.leg,
        };
        let mut events = vec![self.event(id, row.opened, "reported", &detail, Some(basis))];
        if let Some(closed) = &row.closed {
            let detail = ClosedElsewhere {
                from: &row.external,
                ending: closed.ending,
                target_kept: row.target.map(|target| closed.at <= target),
                result_cut: closed.result_cut,
            };
            events.push(self.event(id, closed.at, IMPORTED_CLOSED, &detail, None));
        }
        let matter = Matter {
            id,
            number: String::new(),
            source: row.source,
            category: row.category,
            weight,
            sort,
            ground: None,
            body: row.body.to_string(),
            address,
            point: row.point.filter(|_| by == By::Point),
            place,
            reported_at: row.opened,
            reported_by: None,
            handler: None,
            sorter: None,
            code: None,
            visible,
            appeals: 0,
            proposal: None,
            ending: row.closed.as_ref().map(|closed| closed.ending),
            ended_at: row.closed.as_ref().map(|closed| closed.at),
            staff_says: row.closed.and_then(|c| c.result).map(|words| words.to_string()),
            reporter_says: None,
            merged_into: None,
            root_of: None,
            external: Some(row.external.clone()),
            version: 1,
        };
        let whole = Whole::new(&matter, &relay, &leg, &words)
            .map_err(|failed| Refusal::new("no_policy", &failed.to_string()))?;
        let shown = (self.shows > 0).then(|| {
            self.shows -= 1;
            Box::new(Shown::of(&matter, row.line, &self.ground.directory))
        });
        Ok(Prepared { external: row.external, day, whole, events, shown })
    }

    /// The words it is found by. Many rows of a file say the same, so those are kept.
    fn words(&mut self, body: &str, address: &str) -> String {
        if self.bodies.len() >= BODIES_MAX {
            self.bodies.clear();
        }
        let known = self.bodies.get(body).cloned();
        let mut words = known.unwrap_or_else(|| {
            let words = grid::words::index(body);
            self.bodies.insert(body.to_owned(), words.clone());
            words
        });
        words.push(' ');
        words.push_str(&grid::words::index(address));
        words
    }

    fn event(
        &self,
        id: MatterId,
        at: Timestamp,
        what: &'static str,
        detail: &impl Serialize,
        basis: Option<Basis>,
    ) -> Ready {
        let detail = serde_json::to_string(detail).expect("texts and numbers become JSON");
        Ready::new(&NewEvent {
            id: EventId(self.app.next_id()),
            at,
            actor: self.ground.by.person,
            post: self.ground.by.post,
            noun: "matter",
            subject: id.0,
            what,
            detail,
            basis,
        })
    }

    fn shift(&self) -> Option<i16> {
        Some(self.reader.mapping.shift_years).filter(|years| *years != 0)
    }

    fn category(&mut self, row: &Row, day: Date) -> Result<(Weight, Sort, bool), Refusal> {
        let rules = &self.app.policies().rules;
        let of_day = self
            .days
            .entry(day)
            .or_insert_with(|| rules.categories(day).ok().map(|cited| cited.value));
        let Some(list) = of_day else {
            let first = self.app.policies().book.versions("grid.categories");
            let first = first.first().map(|version| version.since.to_string());
            let opened = &self.reader.bound.columns.opened.name;
            let refusal = Refusal::new("no_policy", &day.to_string()).column(opened);
            return Err(refusal.fact(first.unwrap_or_default()));
        };
        let found = list.iter().find(|category| category.code == row.category);
        let found = found.ok_or_else(|| Refusal::new("category_not_yet", &row.category))?;
        Ok((found.weight, found.sort, found.visible))
    }

    /// Where it lies, and what says so: its point, then a name, then the community for the rest.
    fn place(&self, row: &Row) -> Result<(Place, By), Refusal> {
        if let Some(located) = row.point.and_then(|point| self.ground.map.locate(point)) {
            return Ok((located.place, By::Point));
        }
        let named = match (&self.ground.names, &row.named) {
            (Some(names), Some(named)) => names.find(named),
            _ => Ok(None),
        };
        let place = &self.reader.bound.place;
        let refusal = match named {
            Ok(Some(found)) => return Ok(found),
            Err((code, value)) => {
                let cells = match code {
                    "grid_unknown" => &place.grid,
                    _ => &place.community,
                };
                Refusal::new(code, &value).column(cells.as_ref().map_or("", |cells| &cells.name))
            }
            Ok(None) => {
                let column = match &place.point {
                    PointCells::Two { lon: cells, .. } | PointCells::One(cells) => Some(cells),
                    PointCells::None => place.community.as_ref().or(place.named_in.as_ref()),
                };
                let refusal = match row.point {
                    Some(point) => {
                        Refusal::new("outside", &format!("{}, {}", point.lat, point.lon))
                    }
                    None => Refusal::new("no_point", ""),
                };
                refusal.column(column.map_or("", |cells| &cells.name))
            }
        };
        match self.ground.unplaced {
            Some(place) => Ok((place, By::Unplaced)),
            None => Err(refusal),
        }
    }

    fn holder(&mut self, place: &Place) -> Result<PostId, Refusal> {
        let ground = &self.ground;
        let find = || first_holder_by(self.app.policies(), ground.today, &ground.directory, place);
        let key = (place.community, place.grid);
        let holder = *self.holders.entry(key).or_insert_with(|| find().ok());
        holder.ok_or_else(|| Refusal::new("nobody_on_duty", ""))
    }

    /// The relay of a row. What is open begins here and now, in the hands of the first holder by
    /// rule, with the promise of its day, which may long have run out: in nobody's hands here.
    /// What ended elsewhere ends as it begins, so no post is said to have held it.
    fn relay(
        &self,
        id: MatterId,
        row: &Row,
        weight: Weight,
        holder: PostId,
    ) -> Result<(Relay, Leg, Basis), Refusal> {
        let policies = self.app.policies();
        let calendar = &policies.calendar;
        let at = row.closed.as_ref().map_or(self.reader.now, |closed| closed.at);
        let now = Now { at, calendar };
        let column = &self.reader.bound.columns.opened.name;
        let no_policy = |fact: String| {
            let opened = row.opened.to_string();
            Refusal::new("no_policy", &opened).column(column).fact(fact)
        };
        let mut promise = grid::deadline::promise(weight, row.opened, &policies.rules, calendar)
            .map_err(|error| match error {
                NoDeadline::Policy(missing) => no_policy(missing.to_string()),
                NoDeadline::Time(none) => no_policy(none.to_string()),
            })?;
        if promise.clock.is_over(at) {
            promise.clock.charged = Some(NOBODY);
        }
        let basis = promise.clock.basis.clone();
        let solved = row.closed.as_ref().is_some_and(|closed| closed.ending == Ending::Solved);
        let met = solved && promise.stop == SOLVED;
        let (limit, promise) = (self.ground.leg.clone(), Some(promise));
        let subject = id.0;
        let id = RelayId(id.0); // a matter and its own relay share their number
        let start = Start { id, subject, parent: None, holder, limit, promise };
        let bad = |refused: relay::Refused| no_policy(refused.to_string());
        let mut relay = Relay::start(&MATTER, start, now).map_err(bad)?.relay;
        let mut leg = relay.current_leg();
        if met {
            relay = relay.meet_promise(SOLVED, now).map_err(bad)?.relay;
        }
        if row.closed.is_some() {
            let change = relay.release(IMPORTED_CLOSED, IMPORTED_CLOSED, now).map_err(bad)?;
            leg = change.ended_leg.unwrap_or(leg);
            relay = change.relay;
        }
        Ok((relay, leg, basis))
    }
}

/// The leg that is charged with a promise that ran out while nobody here held it.
const NOBODY: u32 = 0;
