//! What anybody may see of a matter (公开): the one way out of the house, for pages and interfaces.
//!
//! No words of a reporter, no contact, no person; the place rounded as policy says. Whatever is
//! not visible answers as if it were not there.
use super::read::PAGE_MAX;
use crate::org::Directory;
use crate::{Cx, Failed, Result, page_of};
use base::place::Point;
use base::{EventId, MatterId, Timestamp, UnitId};
use grid::matter::Ending;
use org::{Place, UnitKind};
use std::collections::HashMap;
use std::sync::Arc;
pub use store::grid::answer::Answer;
pub use store::grid::public::Progress;
use store::grid::public::{self as rows, Narrow};

/// A matter as anybody may see it (公开事项).
#[derive(Clone, Debug, PartialEq)]
pub struct Public {
    pub id: MatterId,
    pub number: String,
    pub category: String,
    pub place: Place,
    pub rounded: Option<Point>,
    pub reported_at: Timestamp,
    pub changed_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub ending: Option<Ending>,
    pub merged: bool,
    pub merged_into: Option<String>,
    pub step: String,
    /// The unit that answers for it, a community or above: a grid is a handful of people.
    pub unit: Option<UnitId>,
    /// What is promised, while it is open.
    pub due: Option<Timestamp>,
    /// Chosen and counted answers; nobody's own words.
    pub answers: Vec<Answer>,
    /// What was done to it, in order.
    pub progress: Vec<Progress>,
}

/// What is read beside the matters (附加内容): their answers, and what was done of these kinds.
pub type Beside = &'static [&'static str];

/// What a list of them is narrowed to (筛选).
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    pub reported: (Timestamp, Timestamp),
    /// The list goes by the last change instead of the report.
    pub changed: Option<(Timestamp, Timestamp)>,
    pub categories: Vec<String>,
    pub open: Option<bool>,
    /// Where an earlier page ended.
    pub before: Option<Mark>,
    pub skip: u64,
    pub limit: u32,
    pub beside: Option<Beside>,
}

/// A place in a list: its moment and id, so rows that come in meanwhile shift nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub at: Timestamp,
    pub id: MatterId,
}

/// A page of visible matters with the organisation that names their units.
pub struct PublicPage {
    pub rows: Vec<Public>,
    pub next: Option<Mark>,
    pub directory: Arc<Directory>,
}

/// The most that one answer lists.
pub const PUBLIC_MAX: u32 = 1000;

/// The visible matters of a time, the newest first.
pub fn public_list(cx: &mut Cx<'_, '_>, wanted: &Wanted) -> Result<PublicPage> {
    let limit = wanted.limit.clamp(1, PUBLIC_MAX);
    let end = Mark { at: Timestamp::MAX, id: MatterId(i64::MAX) };
    let before = wanted.before.unwrap_or(end);
    let categories = match wanted.categories.is_empty() {
        true => String::new(),
        false => format!(",{},", wanted.categories.join(",")),
    };
    // A later page begins in the index where the earlier one ended.
    let until = |(from, to): (Timestamp, Timestamp)| (from, before.at.min(to));
    let narrow = Narrow {
        reported: if wanted.changed.is_none() { until(wanted.reported) } else { wanted.reported },
        changed: wanted.changed.map(until),
        categories,
        open: wanted.open,
        before: (before.at, before.id),
        skip: wanted.skip,
    };
    let found = rows::page(cx.tx, &narrow, limit + 1)?;
    let (found, next) = page_of(found, limit, |row| {
        let at = if wanted.changed.is_some() { row.changed_at } else { row.reported_at };
        Mark { at, id: row.id }
    });
    shown(cx, found, wanted.beside, next)
}

/// The visible matters of these numbers. A number that is hidden or unknown is left out.
pub fn public_of(
    cx: &mut Cx<'_, '_>,
    numbers: &[String],
    beside: Option<Beside>,
) -> Result<PublicPage> {
    assert!(numbers.len() <= PUBLIC_MAX as usize, "the caller holds the list to its limit");
    let found = rows::of_numbers(cx.tx, numbers)?;
    shown(cx, found, beside, None)
}

/// The number of the matter of a reporter's code, shown or not: it opens nothing by itself.
pub fn number_by_code(cx: &mut Cx<'_, '_>, digest: &[u8]) -> Result<String> {
    let found = store::grid::matter::by_code(cx.tx, digest)?;
    found.map(|it| it.number).ok_or(Failed::NotFound)
}

/// What was done to visible matters within a time, in order; of these kinds.
pub fn public_progress(
    cx: &mut Cx<'_, '_>,
    within: (Timestamp, Timestamp),
    after: Option<EventId>,
    kinds: &[&str],
    limit: u32,
) -> Result<(Vec<Progress>, Option<EventId>)> {
    let limit = limit.clamp(1, PUBLIC_MAX);
    // Ids rise with the time they were made, and no event is older than its id.
    let millisecond = within.0.as_millisecond().max(base::id::EPOCH_MS);
    let first = EventId(base::id::compose(millisecond, 0, 0) - 1);
    let after = after.filter(|after| *after > first).unwrap_or(first);
    let kinds = between_commas(kinds);
    let found = rows::progress(cx.tx, after, within, &kinds, limit + 1)?;
    Ok(page_of(found, limit, |row| row.id))
}

fn shown(
    cx: &mut Cx<'_, '_>,
    found: Vec<rows::Public>,
    beside: Option<Beside>,
    next: Option<Mark>,
) -> Result<PublicPage> {
    let rounding = Rounding::today(cx)?;
    let directory = cx.directory()?;
    let (mut answers, mut progress) = match beside {
        Some(kinds) => (answers(cx, &found)?, progress(cx, &found, kinds)?),
        None => (HashMap::new(), HashMap::new()),
    };
    let rows = found.into_iter().map(|row| {
        let unit = responsible(&directory, &row);
        Public {
            id: row.id,
            number: row.number,
            category: row.category,
            place: row.place,
            rounded: row.point.map(|point| rounding.of(point)),
            reported_at: row.reported_at,
            changed_at: row.changed_at,
            ended_at: row.ended_at,
            ending: row.ending,
            merged: row.merged,
            merged_into: row.merged_into,
            step: row.step,
            unit,
            due: row.promise_due.filter(|_| row.ended_at.is_none()),
            answers: answers.remove(&row.id).unwrap_or_default(),
            progress: progress.remove(&row.id).unwrap_or_default(),
        }
    });
    let rows = rows.collect();
    Ok(PublicPage { rows, next, directory })
}

/// The unit of the holder; for one in a grid, its community.
fn responsible(directory: &Directory, row: &rows::Public) -> Option<UnitId> {
    let unit = &directory.post(row.holder)?.unit;
    match unit.kind {
        UnitKind::Grid => unit.parent,
        _ => Some(unit.id),
    }
}

fn answers(cx: &mut Cx<'_, '_>, found: &[rows::Public]) -> Result<HashMap<MatterId, Vec<Answer>>> {
    let today = cx.today();
    let asked = cx.policies().rules.attributes(today)?.value;
    let ids: Vec<MatterId> = found.iter().map(|row| row.id).collect();
    let mut of: HashMap<MatterId, Vec<Answer>> = HashMap::new();
    for (id, answer) in store::grid::answer::of_all(cx.tx, &ids)? {
        let is_public = |code: &str| asked.iter().any(|it| it.code == code && it.is_public());
        if is_public(&answer.attribute) {
            of.entry(id).or_default().push(answer);
        }
    }
    Ok(of)
}

fn progress(
    cx: &mut Cx<'_, '_>,
    found: &[rows::Public],
    kinds: Beside,
) -> Result<HashMap<MatterId, Vec<Progress>>> {
    let ids: Vec<MatterId> = found.iter().map(|row| row.id).collect();
    let mut of: HashMap<MatterId, Vec<Progress>> = HashMap::new();
    for row in rows::progress_of(cx.tx, &ids, &between_commas(kinds))? {
        of.entry(row.matter).or_default().push(row);
    }
    Ok(of)
}

fn between_commas(kinds: &[&str]) -> String {
    format!(",{},", kinds.join(","))
}

/// What anybody may see of a matter (公示): no words of the reporter, the place rounded.
#[derive(Clone, Debug, PartialEq)]
pub struct Board {
    pub id: MatterId,
    pub number: String,
    pub category: String,
    pub community: Option<UnitId>,
    pub grid: Option<UnitId>,
    pub rounded: Option<Point>,
    pub reported_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub ending: Option<Ending>,
    pub step: String,
}

/// The public board, newest first.
pub fn board(
    cx: &mut Cx<'_, '_>,
    community: Option<UnitId>,
    before: Option<MatterId>,
    limit: u32,
) -> Result<(Vec<Board>, Option<MatterId>)> {
    let rounding = Rounding::today(cx)?;
    let limit = limit.clamp(1, PAGE_MAX);
    let found = store::grid::board::board(cx.tx, community, before, limit + 1)?;
    let (found, next) = page_of(found, limit, |matter| matter.id);
    let mut rows = Vec::with_capacity(found.len());
    for matter in found {
        let relay = store::relay::relay::find(cx.tx, base::RelayId(matter.id.0))?;
        rows.push(Board {
            id: matter.id,
            number: matter.number,
            category: matter.category,
            community: matter.place.community,
            grid: matter.place.grid,
            rounded: matter.point.map(|point| rounding.of(point)),
            reported_at: matter.reported_at,
            ended_at: matter.ended_at,
            ending: matter.ending,
            step: relay.map(|relay| relay.step).unwrap_or_default(),
        });
    }
    Ok((rows, next))
}

/// An open matter as the map draws it: its place rounded.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    pub category: String,
    pub community: Option<UnitId>,
    pub rounded: Point,
    pub reported_at: Timestamp,
    pub step: String,
}

/// The most points that a phone's map draws smoothly.
const SPOTS_MAX: u32 = 2000;

/// What is open and visible, those reported last.
pub fn on_map(cx: &mut Cx<'_, '_>) -> Result<Vec<Spot>> {
    let rounding = Rounding::today(cx)?;
    let spot = |it: store::grid::board::Spot| Spot {
        category: it.category,
        community: it.community,
        rounded: rounding.of(it.point),
        reported_at: it.reported_at,
        step: it.step,
    };
    Ok(store::grid::board::on_map(cx.tx, SPOTS_MAX)?.into_iter().map(spot).collect())
}

/// The only rounding of places that anybody may see (位置取整).
struct Rounding {
    metres: f64,
}

impl Rounding {
    /// As policy has it today.
    fn today(cx: &Cx<'_, '_>) -> Result<Rounding> {
        Ok(Rounding { metres: cx.policies().rules.place_metres(cx.today())?.value })
    }

    fn of(&self, point: Point) -> Point {
        point.rounded(self.metres)
    }
}
