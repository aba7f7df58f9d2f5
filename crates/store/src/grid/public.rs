//! What lists for everybody read of a matter (公开清单): few columns, no words of a reporter.
//!
//! One statement gives a whole page with step, holder and promise. The exact point is still in it;
//! `app` rounds it before anybody sees it.
use crate::{Result, Row, Tx, Value, params};
use ::grid::matter::Ending;
use base::place::Point;
use base::{EventId, MatterId, PostId, Timestamp};
use org::Place;

/// A visible matter with how it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Public {
    pub id: MatterId,
    pub number: String,
    pub category: String,
    pub point: Option<Point>,
    pub place: Place,
    pub reported_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub ending: Option<Ending>,
    pub merged: bool,
    /// The number of the matter it was merged into, where that is visible too.
    pub merged_into: Option<String>,
    pub step: String,
    pub holder: PostId,
    pub promise_due: Option<Timestamp>,
    pub changed_at: Timestamp,
}

/// What a list is narrowed to.
#[derive(Clone, Debug)]
pub struct Narrow {
    pub reported: (Timestamp, Timestamp),
    /// The list goes by the last change instead of the report.
    pub changed: Option<(Timestamp, Timestamp)>,
    /// Codes between commas, `,litter,road,`; empty for all.
    pub categories: String,
    pub open: Option<bool>,
    /// Only what stands after this moment and id in the list.
    pub before: (Timestamp, MatterId),
    pub skip: u64,
}

/// The columns that [`read`] wants, in its order.
macro_rules! public_columns {
    () => {
        "m.id, m.number, m.category, m.lon, m.lat, m.grid, m.community, m.street,
         m.reported_at, m.ended_at, m.ending, m.merged_into IS NOT NULL, t.number, r.step,
         r.holder, r.promise_due, COALESCE(r.ended_at, r.leg_since)"
    };
}

/// A page of what is visible, the newest first.
pub fn page(tx: &mut Tx<'_>, narrow: &Narrow, limit: u32) -> Result<Vec<Public>> {
    // Uses index matter_public (reported_at, id) WHERE visible = 1, and the primary keys of both.
    const REPORTED: &str = concat!(
        "SELECT ",
        public_columns!(),
        "
        FROM matter m JOIN relay r ON r.id = m.id
            LEFT JOIN matter t ON t.id = m.merged_into AND t.visible = 1
        WHERE m.visible = 1 AND m.reported_at >= $1 AND m.reported_at <= $2
            AND ($3 = '' OR REPLACE($3, ',' || m.category || ',', '') <> $3)
            AND ($4 = 2 OR ($4 = 1 AND m.ended_at IS NULL) OR ($4 = 0 AND m.ended_at IS NOT NULL))
            AND (m.reported_at, m.id) < ($5, $6)
        ORDER BY m.reported_at DESC, m.id DESC LIMIT $7 OFFSET $8"
    );
    // Uses index relay_changed (COALESCE(ended_at, leg_since), id) WHERE parent IS NULL.
    const CHANGED: &str = concat!(
        "SELECT ",
        public_columns!(),
        "
        FROM relay r JOIN matter m ON m.id = r.id
            LEFT JOIN matter t ON t.id = m.merged_into AND t.visible = 1
        WHERE r.parent IS NULL AND COALESCE(r.ended_at, r.leg_since) >= $9
            AND COALESCE(r.ended_at, r.leg_since) <= $10
            AND m.visible = 1 AND m.reported_at >= $1 AND m.reported_at <= $2
            AND ($3 = '' OR REPLACE($3, ',' || m.category || ',', '') <> $3)
            AND ($4 = 2 OR ($4 = 1 AND m.ended_at IS NULL) OR ($4 = 0 AND m.ended_at IS NOT NULL))
            AND (COALESCE(r.ended_at, r.leg_since), r.id) < ($5, $6)
        ORDER BY COALESCE(r.ended_at, r.leg_since) DESC, r.id DESC LIMIT $7 OFFSET $8"
    );
    let open = narrow.open.map_or(2i64, i64::from);
    let skip = i64::try_from(narrow.skip).unwrap_or(i64::MAX);
    let ((from, to), (before, id)) = (narrow.reported, narrow.before);
    let categories = narrow.categories.as_str();
    let mut values = params![from, to, categories, open, before, id, limit, skip].to_vec();
    match narrow.changed {
        None => tx.all(REPORTED, &values, read),
        Some((since, until)) => {
            values.extend([Value::from(since), Value::from(until)]);
            tx.all(CHANGED, &values, read)
        }
    }
}

/// How many numbers [`of_numbers`] takes in one statement.
const CHUNK: usize = 50;

/// The visible matters of these numbers, fifty to a statement.
pub fn of_numbers(tx: &mut Tx<'_>, numbers: &[String]) -> Result<Vec<Public>> {
    // Uses the unique index of number.
    const SQL: &str = concat!("SELECT ", public_columns!(), "
        FROM matter m JOIN relay r ON r.id = m.id
            LEFT JOIN matter t ON t.id = m.merged_into AND t.visible = 1
        WHERE m.visible = 1 AND m.number IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
            $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32,
            $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47,
            $48, $49, $50)
        ORDER BY m.reported_at DESC, m.id DESC");
    let mut found = Vec::new();
    for chunk in numbers.chunks(CHUNK) {
        let given = (0..CHUNK).map(|at| chunk.get(at).map_or(Value::Null, Value::from));
        found.extend(tx.all(SQL, &given.collect::<Vec<_>>(), read)?);
    }
    Ok(found)
}

/// Something that was done to a visible matter (进展).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    pub id: EventId,
    pub at: Timestamp,
    pub what: String,
    pub detail: String,
    pub matter: MatterId,
    pub number: String,
}

/// What was done to visible matters within a time, in order, of these kinds (between commas).
pub fn progress(
    tx: &mut Tx<'_>,
    after: EventId,
    within: (Timestamp, Timestamp),
    kinds: &str,
    limit: u32,
) -> Result<Vec<Progress>> {
    // Walks the primary key of event: no event is older than its id.
    const SQL: &str = "
        SELECT e.id, e.at, e.what, e.detail, m.id, m.number
        FROM event e JOIN matter m ON m.id = e.subject
        WHERE e.id > $1 AND e.at >= $2 AND e.at <= $3 AND e.noun = 'matter' AND m.visible = 1
            AND REPLACE($4, ',' || e.what || ',', '') <> $4
        ORDER BY e.id LIMIT $5";
    let (from, to) = within;
    tx.all(SQL, params![after, from, to, kinds, limit], read_progress)
}

/// How much of what was done is told of one matter, on average of [`CHUNK`]: a matter goes through
/// a dozen steps, and one that is taken up again and again does not keep the others from theirs.
const TOLD_OF_EACH: usize = 100;

/// What was done to these visible matters, in order, of these kinds (between commas).
pub fn progress_of(tx: &mut Tx<'_>, matters: &[MatterId], kinds: &str) -> Result<Vec<Progress>> {
    // Uses index event_subject (subject, id).
    const SQL: &str = "
        SELECT e.id, e.at, e.what, e.detail, m.id, m.number
        FROM event e JOIN matter m ON m.id = e.subject
        WHERE e.subject IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
            $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32,
            $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47,
            $48, $49, $50)
            AND e.noun = 'matter' AND m.visible = 1
            AND REPLACE($51, ',' || e.what || ',', '') <> $51
        ORDER BY e.id DESC LIMIT $52";
    let limit = i64::try_from(CHUNK * TOLD_OF_EACH).unwrap_or(i64::MAX);
    let mut found = Vec::new();
    for chunk in matters.chunks(CHUNK) {
        let given = (0..CHUNK).map(|at| chunk.get(at).map_or(Value::Null, |id| Value::from(*id)));
        let values: Vec<Value> = given.chain([Value::from(kinds), Value::from(limit)]).collect();
        found.extend(tx.all(SQL, &values, read_progress)?);
    }
    found.sort_by_key(|row| row.id);
    Ok(found)
}

fn read_progress(row: &Row) -> Result<Progress> {
    Ok(Progress {
        id: row.get(0)?,
        at: row.get(1)?,
        what: row.get(2)?,
        detail: row.get(3)?,
        matter: row.get(4)?,
        number: row.get(5)?,
    })
}

fn read(row: &Row) -> Result<Public> {
    let point = match (row.get(3)?, row.get(4)?) {
        (Some(lon), Some(lat)) => Some(Point { lon, lat }),
        _ => None,
    };
    Ok(Public {
        id: row.get(0)?,
        number: row.get(1)?,
        category: row.get(2)?,
        point,
        place: Place {
            grid: row.get(5)?,
            community: row.get(6)?,
            street: row.get(7)?,
            department: None,
        },
        reported_at: row.get(8)?,
        ended_at: row.get(9)?,
        ending: row.code_opt(10, Ending::parse)?,
        merged: row.get(11)?,
        merged_into: row.get(12)?,
        step: row.get(13)?,
        holder: row.get(14)?,
        promise_due: row.get(15)?,
        changed_at: row.get(16)?,
    })
}
