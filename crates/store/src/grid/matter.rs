//! Rows of `matter` (事项). What it is and where; who holds it stands in its relay.
use crate::{Result, Row, Tx, Value, params};
use ::grid::matter::{Ending, Says, Sort, Source, Weight};
use base::place::Point;
use base::{MatterId, PersonId, PostId, Timestamp};
use org::Place;

/// A matter as it stands (事项).
#[derive(Clone, Debug, PartialEq)]
pub struct Matter {
    pub id: MatterId,
    /// For people: `2026-0112-000123`.
    pub number: String,
    pub source: Source,
    pub category: String,
    pub weight: Weight,
    pub sort: Sort,
    /// Why it is sorted so (分流理由); nothing before somebody sorted it.
    pub ground: Option<String>,
    pub body: String,
    pub address: String,
    pub point: Option<Point>,
    /// Grid, community and street of its point.
    pub place: Place,
    pub reported_at: Timestamp,
    /// The one of ours who found or took it down; nobody for a resident.
    pub reported_by: Option<PersonId>,
    /// Who handled it last (办理人), and who sorted it (分类人).
    pub handler: Option<PersonId>,
    pub sorter: Option<PersonId>,
    /// The digest of the reporter's code.
    pub code: Option<Vec<u8>>,
    /// Whether the public pages may show it, its place rounded.
    pub visible: bool,
    pub appeals: u32,
    /// A triage that waits for its second look (待复核的分流), as JSON.
    pub proposal: Option<String>,
    pub ending: Option<Ending>,
    pub ended_at: Option<Timestamp>,
    /// What staff say they did (办理结果).
    pub staff_says: Option<String>,
    /// What the reporter says of it, kept apart.
    pub reporter_says: Option<Says>,
    pub merged_into: Option<MatterId>,
    /// The matter whose recurrence this root-cause task is about.
    pub root_of: Option<MatterId>,
    /// Its number in the system it was imported from.
    pub external: Option<String>,
    pub version: i64,
}

/// Adds a matter.
pub fn insert(tx: &mut Tx<'_>, matter: &Matter) -> Result<()> {
    tx.put(INSERT, &values(matter))
}

pub(crate) const INSERT: &str = "
    INSERT INTO matter (id, number, source, category, weight, sort, ground, body, address,
        lon, lat, cell, grid, community, street, reported_at, reported_by, handler, sorter,
        code, visible, appeals, proposal, ending, ended_at, staff_says, reporter_says,
        merged_into, root_of, external, version)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
        $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31)";

/// Where the number stands in [`values`].
pub(crate) const NUMBER: usize = 1;

/// What [`INSERT`] takes.
pub(crate) fn values(m: &Matter) -> Vec<Value> {
    vec![
        Value::from(m.id),
        Value::from(m.number.as_str()),
        Value::from(m.source.code()),
        Value::from(m.category.as_str()),
        Value::from(m.weight.code()),
        Value::from(m.sort.code()),
        Value::from(m.ground.as_deref()),
        Value::from(m.body.as_str()),
        Value::from(m.address.as_str()),
        Value::from(m.point.map(|point| point.lon)),
        Value::from(m.point.map(|point| point.lat)),
        Value::from(m.point.map(Point::cell)),
        Value::from(m.place.grid),
        Value::from(m.place.community),
        Value::from(m.place.street),
        Value::from(m.reported_at),
        Value::from(m.reported_by),
        Value::from(m.handler),
        Value::from(m.sorter),
        Value::from(m.code.clone()),
        Value::from(m.visible),
        Value::from(m.appeals),
        Value::from(m.proposal.as_deref()),
        Value::from(m.ending.map(Ending::code)),
        Value::from(m.ended_at),
        Value::from(m.staff_says.as_deref()),
        Value::from(m.reporter_says.map(Says::code)),
        Value::from(m.merged_into),
        Value::from(m.root_of),
        Value::from(m.external.as_deref()),
        Value::from(m.version),
    ]
}

/// Saves what may change of a matter; the version it read guards it.
pub fn update(tx: &mut Tx<'_>, matter: &mut Matter) -> Result<()> {
    const SQL: &str = "
        UPDATE matter SET category = $2, weight = $3, sort = $4, ground = $5, handler = $6,
            sorter = $7, visible = $8, appeals = $9, proposal = $10, ending = $11, ended_at = $12,
            staff_says = $13, reporter_says = $14, merged_into = $15, version = $16 + 1
        WHERE id = $1 AND version = $16";
    let m = &*matter;
    tx.run_one(
        SQL,
        params![
            m.id,
            m.category.as_str(),
            m.weight.code(),
            m.sort.code(),
            m.ground.as_deref(),
            m.handler,
            m.sorter,
            m.visible,
            m.appeals,
            m.proposal.as_deref(),
            m.ending.map(Ending::code),
            m.ended_at,
            m.staff_says.as_deref(),
            m.reporter_says.map(Says::code),
            m.merged_into,
            m.version,
        ],
    )?;
    matter.version += 1;
    Ok(())
}

/// The columns that [`read`] wants, in its order, of a table named `m`.
macro_rules! matter_columns {
    () => {
        "m.id, m.number, m.source, m.category, m.weight, m.sort, m.ground, m.body, m.address,
         m.lon, m.lat, m.grid, m.community, m.street, m.reported_at, m.reported_by, m.handler,
         m.sorter, m.code, m.visible, m.appeals, m.proposal, m.ending, m.ended_at, m.staff_says,
         m.reporter_says, m.merged_into, m.root_of, m.external, m.version"
    };
}
pub(crate) use matter_columns;

/// Reads a matter from the columns that start at `at`.
pub(crate) fn read(row: &Row, at: usize) -> Result<Matter> {
    let point = match (row.get(at + 9)?, row.get(at + 10)?) {
        (Some(lon), Some(lat)) => Some(Point { lon, lat }),
        _ => None,
    };
    Ok(Matter {
        id: row.get(at)?,
        number: row.get(at + 1)?,
        source: row.code(at + 2, Source::parse)?,
        category: row.get(at + 3)?,
        weight: row.code(at + 4, Weight::parse)?,
        sort: row.code(at + 5, Sort::parse)?,
        ground: row.get(at + 6)?,
        body: row.get(at + 7)?,
        address: row.get(at + 8)?,
        point,
        place: Place {
            grid: row.get(at + 11)?,
            community: row.get(at + 12)?,
            street: row.get(at + 13)?,
            department: None,
        },
        reported_at: row.get(at + 14)?,
        reported_by: row.get(at + 15)?,
        handler: row.get(at + 16)?,
        sorter: row.get(at + 17)?,
        code: row.get(at + 18)?,
        visible: row.get(at + 19)?,
        appeals: row.get(at + 20)?,
        proposal: row.get(at + 21)?,
        ending: row.code_opt(at + 22, Ending::parse)?,
        ended_at: row.get(at + 23)?,
        staff_says: row.get(at + 24)?,
        reporter_says: row.code_opt(at + 25, Says::parse)?,
        merged_into: row.get(at + 26)?,
        root_of: row.get(at + 27)?,
        external: row.get(at + 28)?,
        version: row.get(at + 29)?,
    })
}

/// One matter.
pub fn find(tx: &mut Tx<'_>, id: MatterId) -> Result<Option<Matter>> {
    const SQL: &str = concat!("SELECT ", matter_columns!(), " FROM matter m WHERE m.id = $1");
    tx.one(SQL, params![id], |row| read(row, 0))
}

/// The matter of a number for people.
pub fn by_number(tx: &mut Tx<'_>, number: &str) -> Result<Option<Matter>> {
    const SQL: &str = concat!("SELECT ", matter_columns!(), " FROM matter m WHERE m.number = $1");
    tx.one(SQL, params![number], |row| read(row, 0))
}

/// The matter of a reporter's code, by the code's digest.
pub fn by_code(tx: &mut Tx<'_>, digest: &[u8]) -> Result<Option<Matter>> {
    // Uses unique index matter_code.
    const SQL: &str = concat!("SELECT ", matter_columns!(), " FROM matter m WHERE m.code = $1");
    tx.one(SQL, params![digest], |row| read(row, 0))
}

/// Whether a matter of another system is here already.
pub fn has_external(tx: &mut Tx<'_>, external: &str) -> Result<bool> {
    // Uses unique index matter_external.
    const SQL: &str = "SELECT 1 FROM matter WHERE external = $1";
    Ok(tx.one(SQL, params![external], |row| row.get::<i64>(0))?.is_some())
}

/// What a new report is compared with (比对事项): an open matter nearby.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearby {
    pub id: MatterId,
    pub number: String,
    pub category: String,
    pub body: String,
    pub point: Point,
    pub place: Place,
    pub reported_at: Timestamp,
    pub reported_by: Option<PersonId>,
    pub visible: bool,
}

/// Open matters in one square of about 100 m, reported since; the newest first.
pub fn open_in_cell(
    tx: &mut Tx<'_>,
    cell: i64,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<Nearby>> {
    // Uses index matter_open (cell, reported_at) WHERE ended_at IS NULL AND root_of IS NULL.
    const SQL: &str = "
        SELECT id, number, category, body, lon, lat, grid, community, street, reported_at,
            reported_by, visible
        FROM matter
        WHERE cell = $1 AND reported_at >= $2 AND ended_at IS NULL AND root_of IS NULL
        ORDER BY reported_at DESC LIMIT $3";
    tx.all(SQL, params![cell, since, limit], |row| {
        let (grid, community, street) = (row.get(6)?, row.get(7)?, row.get(8)?);
        Ok(Nearby {
            id: row.get(0)?,
            number: row.get(1)?,
            category: row.get(2)?,
            body: row.get(3)?,
            point: Point { lon: row.get(4)?, lat: row.get(5)? },
            place: Place { grid, community, street, department: None },
            reported_at: row.get(9)?,
            reported_by: row.get(10)?,
            visible: row.get(11)?,
        })
    })
}

/// Squares of about 100 m: a point's own and the eight around it.
type Cells = [i64; 9];

/// Whether a root-cause task of a category is open in these squares.
pub fn task_is_open(tx: &mut Tx<'_>, cells: Cells, category: &str) -> Result<bool> {
    // Uses index matter_task (cell, category) WHERE ended_at IS NULL AND root_of IS NOT NULL.
    const SQL: &str = "
        SELECT 1 FROM matter WHERE cell IN ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            AND category = $10 AND ended_at IS NULL AND root_of IS NOT NULL LIMIT 1";
    let found = tx.one(SQL, &around(cells, [Value::from(category)]), |row| row.get::<i64>(0))?;
    Ok(found.is_some())
}

/// Matters of a category that ended in these squares, reported since: when and where.
pub fn past_around(
    tx: &mut Tx<'_>,
    cells: Cells,
    category: &str,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<(Timestamp, Point)>> {
    // Uses index matter_past (cell, category, reported_at) WHERE ended and neither merged nor a task.
    const SQL: &str = "
        SELECT reported_at, lon, lat FROM matter
        WHERE cell IN ($1, $2, $3, $4, $5, $6, $7, $8, $9) AND category = $10
            AND reported_at >= $11 AND ended_at IS NOT NULL AND merged_into IS NULL
            AND root_of IS NULL
        LIMIT $12";
    let asked = [Value::from(category), Value::from(since), Value::from(limit)];
    tx.all(SQL, &around(cells, asked), |row| {
        Ok((row.get(0)?, Point { lon: row.get(1)?, lat: row.get(2)? }))
    })
}

fn around<const N: usize>(cells: Cells, rest: [Value; N]) -> Vec<Value> {
    cells.into_iter().map(Value::from).chain(rest).collect()
}

/// Notes that a post has held the matter, or is addressed by it.
pub fn touch(tx: &mut Tx<'_>, post: PostId, matter: MatterId) -> Result<()> {
    tx.put(TOUCH, params![post, matter])
}

pub(crate) const TOUCH: &str =
    "INSERT INTO touch (post, matter) VALUES ($1, $2) ON CONFLICT (post, matter) DO NOTHING";

/// Every post that has held the matter.
pub fn touched(tx: &mut Tx<'_>, matter: MatterId) -> Result<Vec<PostId>> {
    // Uses index touch_matter (matter).
    const SQL: &str = "SELECT post FROM touch WHERE matter = $1 ORDER BY post LIMIT 1000";
    tx.all(SQL, params![matter], |row| row.get(0))
}

/// The matters that were merged into this one.
pub fn merged_into(tx: &mut Tx<'_>, matter: MatterId, limit: u32) -> Result<Vec<Matter>> {
    // Uses index matter_merged (merged_into) WHERE merged_into IS NOT NULL.
    const SQL: &str = concat!(
        "SELECT ",
        matter_columns!(),
        " FROM matter m WHERE m.merged_into = $1 ORDER BY m.id LIMIT $2"
    );
    tx.all(SQL, params![matter, limit], |row| read(row, 0))
}
