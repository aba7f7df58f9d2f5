//! Lists of matters, newest first, page by page: one statement per way of being in sight.
//!
//! A person's sight is a union (their street, what their posts touched, what they reported). Each
//! part is read by its own index and the parts are merged, so no statement is built from text.
use crate::grid::matter::{Matter, matter_columns, read};
use crate::{Result, Tx, params};
use base::{MatterId, PersonId, PostId, Timestamp, UnitId};
use org::Sight;
use std::collections::BTreeMap;

/// What a list is narrowed to (筛选). Empty parts do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Open matters only, closed ones only, or both.
    pub open: Option<bool>,
    pub category: Option<String>,
    pub sort: Option<String>,
    pub source: Option<String>,
    pub street: Option<UnitId>,
    pub community: Option<UnitId>,
    pub grid: Option<UnitId>,
}

/// Matters in sight and within the filter, older than `before`, the newest first.
pub fn page(
    tx: &mut Tx<'_>,
    sight: &Sight,
    filter: &Filter,
    before: Option<MatterId>,
    limit: u32,
) -> Result<Vec<Matter>> {
    let before = before.unwrap_or(MatterId(i64::MAX));
    let mut found: BTreeMap<MatterId, Matter> = BTreeMap::new();
    for part in parts(sight, filter) {
        let rows = read_part(tx, part, filter, before, limit)?;
        found.extend(rows.into_iter().map(|matter| (matter.id, matter)));
    }
    Ok(found.into_values().rev().take(limit as usize).collect())
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

/// The parts of a sight, narrowed where a filter names a unit that lies within.
pub(crate) fn parts(sight: &Sight, filter: &Filter) -> Vec<Part> {
    if sight.is_everything() {
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
    ($from:literal, $where:literal) => {
        concat!(
            "SELECT ",
            matter_columns!(),
            " FROM ",
            $from,
            " WHERE ",
            $where,
            " AND m.id < $2
              AND ($3 = 2 OR ($3 = 1 AND m.ended_at IS NULL) OR ($3 = 0 AND m.ended_at IS NOT NULL))
              AND ($4 = '' OR m.category = $4)
              AND ($5 = '' OR m.sort = $5)
              AND ($6 = '' OR m.source = $6)
              AND (CAST($7 AS BIGINT) = 0 OR m.street = $7)
              AND (CAST($8 AS BIGINT) = 0 OR m.community = $8)
              AND (CAST($9 AS BIGINT) = 0 OR m.grid = $9)
              ORDER BY m.id DESC LIMIT $10"
        )
    };
}

fn read_part(
    tx: &mut Tx<'_>,
    part: Part,
    filter: &Filter,
    before: MatterId,
    limit: u32,
) -> Result<Vec<Matter>> {
    // Indexes: the primary key, matter_street, matter_community, matter_grid (…, id), the primary
    // key of touch, matter_reporter (reported_by, id). Casts tell PostgreSQL the types.
    let (sql, key): (&'static str, i64) = match part {
        Part::All => (narrowed!("matter m", "CAST($1 AS BIGINT) = 0"), 0),
        Part::Street(unit) => (narrowed!("matter m", "m.street = $1"), unit.0),
        Part::Community(unit) => (narrowed!("matter m", "m.community = $1"), unit.0),
        Part::Grid(unit) => (narrowed!("matter m", "m.grid = $1"), unit.0),
        Part::Touched(post) => {
            (narrowed!("touch t JOIN matter m ON m.id = t.matter", "t.post = $1"), post.0)
        }
        Part::Reported(person) => (narrowed!("matter m", "m.reported_by = $1"), person.0),
    };
    let open = filter.open.map_or(2i64, i64::from);
    let unit = |unit: Option<UnitId>| unit.map_or(0, |unit| unit.0);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    tx.all(
        sql,
        params![
            key,
            before,
            open,
            text(&filter.category),
            text(&filter.sort),
            text(&filter.source),
            unit(filter.street),
            unit(filter.community),
            unit(filter.grid),
            limit
        ],
        |row| read(row, 0),
    )
}

/// What the public pages may show, newest first: visible, not merged.
pub fn board(
    tx: &mut Tx<'_>,
    community: Option<UnitId>,
    before: Option<MatterId>,
    limit: u32,
) -> Result<Vec<Matter>> {
    // Uses the primary key, or index matter_community (community, id).
    const ALL: &str = concat!(
        "SELECT ",
        matter_columns!(),
        " FROM matter m WHERE m.visible = 1 AND m.merged_into IS NULL AND m.id < $1
          ORDER BY m.id DESC LIMIT $2"
    );
    const ONE: &str = concat!(
        "SELECT ",
        matter_columns!(),
        " FROM matter m WHERE m.community = $3 AND m.visible = 1 AND m.merged_into IS NULL
          AND m.id < $1 ORDER BY m.id DESC LIMIT $2"
    );
    let before = before.unwrap_or(MatterId(i64::MAX));
    match community {
        None => tx.all(ALL, params![before, limit], |row| read(row, 0)),
        Some(unit) => tx.all(ONE, params![before, limit, unit], |row| read(row, 0)),
    }
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
