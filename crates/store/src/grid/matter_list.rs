//! Lists of matters, newest first, page by page: one statement per way of being in sight.
//!
//! A person's sight is a union (their street, what their posts touched, what they reported). Each
//! part is read by its own index and the parts are merged, so no statement is built from text.
//! What everybody may see is not here: [`super::board`] and [`super::public`].
mod filter;

pub use filter::{Filter, Level};

use crate::figures::grid::{Counted, counted_sql};
use crate::grid::matter::{Matter, matter_columns, read};
use crate::{Result, Tx, Value, params};
use base::{MatterId, PersonId, PostId, Timestamp, UnitId};
use org::Sight;
use std::collections::BTreeMap;

/// Matters in sight and within the filter, older than `before`, the newest first: by the time they
/// came in, or by what their period is about.
pub fn page(
    tx: &mut Tx<'_>,
    sight: &Sight,
    filter: &Filter,
    before: Option<MatterId>,
    limit: u32,
) -> Result<Vec<Matter>> {
    let order = Order::of(filter);
    let Some(before) = order.place(tx, before)? else { return Ok(Vec::new()) };
    let mut found: BTreeMap<(i64, MatterId), Matter> = BTreeMap::new();
    for part in parts(sight, filter) {
        found.extend(read_part(tx, part, filter, order, before, limit)?);
    }
    Ok(found.into_values().rev().take(limit as usize).collect())
}

/// What a list goes by, so that a period is found by an index and its pages follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Entry,
    Report,
    Promise,
}

impl Order {
    fn of(filter: &Filter) -> Order {
        match filter.counted {
            Some(counted) if counted.by_promise() => Order::Promise,
            _ if filter.counted.is_some() || filter.period.is_some() => Order::Report,
            _ => Order::Entry,
        }
    }

    /// The place before which a page begins; nothing where there is no such matter.
    fn place(self, tx: &mut Tx<'_>, before: Option<MatterId>) -> Result<Option<(i64, MatterId)>> {
        const REPORTED: &str = "SELECT reported_at FROM matter WHERE id = $1";
        const PROMISED: &str = "SELECT promise_due FROM relay WHERE id = $1";
        let Some(id) = before else { return Ok(Some((i64::MAX, MatterId(i64::MAX)))) };
        let key: Option<i64> = match self {
            Order::Entry => Some(id.0),
            Order::Report => tx.one(REPORTED, params![id], |row| row.get(0))?,
            Order::Promise => tx.one(PROMISED, params![id], |row| row.get(0))?.flatten(),
        };
        Ok(key.map(|key| (key, id)))
    }
}

/// One way of being in sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    All,
    Street(UnitId),
    Community(UnitId),
    Grid(UnitId),
    Touched(PostId),
    Reported(PersonId),
}

/// The parts of a sight. A filter that names a unit within it leaves that unit alone.
pub(crate) fn parts(sight: &Sight, filter: &Filter) -> Vec<Part> {
    let within =
        |units: &[UnitId], unit: Option<UnitId>| unit.is_some_and(|it| units.contains(&it));
    if sight.is_everything()
        || within(&sight.streets, filter.street)
        || within(&sight.communities, filter.community)
        || within(&sight.grids, filter.grid)
    {
        return vec![match (filter.grid, filter.community, filter.street) {
            (Some(grid), ..) => Part::Grid(grid),
            (_, Some(community), _) => Part::Community(community),
            (.., Some(street)) => Part::Street(street),
            _ => Part::All,
        }];
    }
    let mut parts: Vec<Part> = Vec::new();
    parts.extend(sight.streets.iter().map(|&unit| Part::Street(unit)));
    parts.extend(sight.communities.iter().map(|&unit| Part::Community(unit)));
    parts.extend(sight.grids.iter().map(|&unit| Part::Grid(unit)));
    let posts = sight.touched_by.iter().chain(&sight.held_by);
    parts.extend(posts.map(|&post| Part::Touched(post)));
    parts.extend(sight.person.filter(|_| sight.own).map(Part::Reported));
    parts
}

macro_rules! narrowed {
    ($from:literal, $where:literal, $key:literal, $span:literal, $counted:expr) => {
        concat!(
            "SELECT ",
            $key,
            ", ",
            matter_columns!(),
            " FROM ",
            $from,
            " WHERE ",
            $where,
            " AND ",
            $span,
            " AND ($3 = 2 OR ($3 = 1 AND m.ended_at IS NULL) OR ($3 = 0 AND m.ended_at IS NOT NULL))
              AND ($4 = '' OR m.category = $4)
              AND ($5 = '' OR m.sort = $5)
              AND ($6 = '' OR m.source = $6)
              AND (CAST($7 AS BIGINT) = 0 OR m.street = $7)
              AND (CAST($8 AS BIGINT) = 0 OR m.community = $8)
              AND (CAST($9 AS BIGINT) = 0 OR m.grid = $9)
              AND ($11 = '' OR $11 = 'street' AND m.street IS NULL
                   OR $11 = 'community' AND m.community IS NULL
                   OR $11 = 'grid' AND m.grid IS NULL)
              AND ",
            $counted,
            " ORDER BY ",
            $key,
            " DESC, m.id DESC LIMIT $10"
        )
    };
}

macro_rules! by_entry {
    ($from:literal, $where:literal) => {
        narrowed!($from, $where, "m.id", "m.id < $2", counted_sql!(reports))
    };
}

macro_rules! by_report {
    ($from:literal, $where:literal) => {
        narrowed!(
            $from,
            $where,
            "m.reported_at",
            "m.reported_at >= $13 AND m.reported_at < $14 AND (m.reported_at, m.id) < ($15, $2)",
            counted_sql!(reports)
        )
    };
}

macro_rules! by_promise {
    ($from:literal, $where:literal) => {
        narrowed!(
            $from,
            $where,
            "r.promise_due",
            "r.promise_due >= $13 AND r.promise_due < $14 AND (r.promise_due, m.id) < ($15, $2)",
            counted_sql!(promises)
        )
    };
}

/// The statement of a part in an order; its first parameter is the part's own id.
fn statement(part: Part, order: Order) -> &'static str {
    // By entry: the primary key, matter_street, matter_community, matter_grid (…, id), the primary
    // key of touch, matter_reporter (reported_by, id). By report and promise: matter_reported and
    // relay_promise for the district and a street (the plus keeps the street's own index out: a
    // period is smaller than years), the part's own index for what is smaller. Casts tell
    // PostgreSQL the types.
    match (part, order) {
        (Part::All, Order::Entry) => by_entry!("matter m", "CAST($1 AS BIGINT) = 0"),
        (Part::Street(_), Order::Entry) => by_entry!("matter m", "m.street = $1"),
        (Part::Community(_), Order::Entry) => by_entry!("matter m", "m.community = $1"),
        (Part::Grid(_), Order::Entry) => by_entry!("matter m", "m.grid = $1"),
        (Part::Touched(_), Order::Entry) => {
            by_entry!("touch t JOIN matter m ON m.id = t.matter", "t.post = $1")
        }
        (Part::Reported(_), Order::Entry) => by_entry!("matter m", "m.reported_by = $1"),
        (Part::All, Order::Report) => by_report!("matter m", "CAST($1 AS BIGINT) = 0"),
        (Part::Street(_), Order::Report) => by_report!("matter m", "+m.street = $1"),
        (Part::Community(_), Order::Report) => by_report!("matter m", "m.community = $1"),
        (Part::Grid(_), Order::Report) => by_report!("matter m", "m.grid = $1"),
        (Part::Touched(_), Order::Report) => {
            by_report!("touch t JOIN matter m ON m.id = t.matter", "t.post = $1")
        }
        (Part::Reported(_), Order::Report) => by_report!("matter m", "m.reported_by = $1"),
        (Part::All, Order::Promise) => {
            by_promise!("relay r JOIN matter m ON m.id = r.id", "CAST($1 AS BIGINT) = 0")
        }
        (Part::Street(_), Order::Promise) => {
            by_promise!("relay r JOIN matter m ON m.id = r.id", "+m.street = $1")
        }
        (Part::Community(_), Order::Promise) => {
            by_promise!("relay r JOIN matter m ON m.id = r.id", "m.community = $1")
        }
        (Part::Grid(_), Order::Promise) => {
            by_promise!("relay r JOIN matter m ON m.id = r.id", "m.grid = $1")
        }
        (Part::Touched(_), Order::Promise) => by_promise!(
            "touch t JOIN relay r ON r.id = t.matter JOIN matter m ON m.id = t.matter",
            "t.post = $1"
        ),
        (Part::Reported(_), Order::Promise) => {
            by_promise!("relay r JOIN matter m ON m.id = r.id", "m.reported_by = $1")
        }
    }
}

type Placed = ((i64, MatterId), Matter);

fn read_part(
    tx: &mut Tx<'_>,
    part: Part,
    filter: &Filter,
    order: Order,
    before: (i64, MatterId),
    limit: u32,
) -> Result<Vec<Placed>> {
    let key: i64 = match part {
        Part::All => 0,
        Part::Street(unit) | Part::Community(unit) | Part::Grid(unit) => unit.0,
        Part::Touched(post) => post.0,
        Part::Reported(person) => person.0,
    };
    let open = filter.open.map_or(2i64, i64::from);
    let unit = |unit: Option<UnitId>| unit.map_or(0, |unit| unit.0);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut values = params![
        key,
        before.1,
        open,
        text(&filter.category),
        text(&filter.sort),
        text(&filter.source),
        unit(filter.street),
        unit(filter.community),
        unit(filter.grid),
        limit,
        filter.nowhere.map_or("", Level::code),
        filter.counted.map_or("", Counted::code)
    ]
    .to_vec();
    if order != Order::Entry {
        let (from, to) = filter.period.unwrap_or((Timestamp::MIN, Timestamp::MAX));
        values.extend([Value::from(from), Value::from(to), Value::from(before.0)]);
    }
    tx.all(statement(part, order), &values, |row| {
        let matter = read(row, 1)?;
        Ok(((row.get(0)?, matter.id), matter))
    })
}

/// Closed matters whose contact is due for erasure, and other daily work, go by day; see `contact`.
pub fn reported_between(
    tx: &mut Tx<'_>,
    from: Timestamp,
    to: Timestamp,
    after: Option<MatterId>,
    limit: u32,
) -> Result<Vec<Matter>> {
    // Walks the primary key: ids rise with the time they were made.
    const SQL: &str = concat!(
        "SELECT ",
        matter_columns!(),
        " FROM matter m WHERE m.id > $1 AND m.reported_at >= $2 AND m.reported_at < $3
          ORDER BY m.id LIMIT $4"
    );
    tx.all(SQL, params![after.unwrap_or(MatterId(0)), from, to, limit], |row| read(row, 0))
}

#[cfg(all(test, feature = "testing"))]
mod tests;
