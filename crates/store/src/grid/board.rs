//! What everybody may see, newest first (公示): visible matters, for the board and for the map.
//!
//! What may be said of one is not decided here, and the exact point is still in it; `app` rounds it.
use crate::grid::matter::{Matter, matter_columns, read};
use crate::{Result, Tx, params};
use base::place::Point;
use base::{MatterId, Timestamp, UnitId};

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

/// An open matter as the map draws it.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    pub category: String,
    pub community: Option<UnitId>,
    pub point: Point,
    pub reported_at: Timestamp,
    pub step: String,
}

/// Visible matters that are open and have a place, those reported last, at most so many.
pub fn on_map(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<Spot>> {
    tx.all(ON_MAP, params![limit], |row| {
        Ok(Spot {
            category: row.get(0)?,
            community: row.get(1)?,
            point: Point { lon: row.get(2)?, lat: row.get(3)? },
            reported_at: row.get(4)?,
            step: row.get(5)?,
        })
    })
}

/// Uses index matter_map (reported_at) WHERE visible = 1 AND ended_at IS NULL AND lon IS NOT NULL,
/// and the primary key of relay.
pub(crate) const ON_MAP: &str = "
    SELECT m.category, m.community, m.lon, m.lat, m.reported_at, r.step
    FROM matter m JOIN relay r ON r.id = m.id
    WHERE m.visible = 1 AND m.ended_at IS NULL AND m.lon IS NOT NULL AND m.merged_into IS NULL
    ORDER BY m.reported_at DESC LIMIT $1";
