//! Rows of `pay_run` (工资发放): one for each period, a draft until somebody else makes it final.
use crate::{Failed, Result, Row, Tx, params};
use base::{Basis, Date, Fen, PayRunId, PersonId, Timestamp, codes};
use ladder::pay::run::Period;

codes! {
    /// How far a run is (发放状态).
    pub enum State {
        /// 草稿: may be made again
        Draft = "draft",
        /// 已定稿: never changed
        Final = "final",
    }
}

/// A run (一次发放).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub id: PayRunId,
    pub period: Period,
    /// As known on which day its slips are.
    pub known: Date,
    pub state: State,
    /// Nobody where it was made at the server's console.
    pub made_by: Option<PersonId>,
    pub made_at: Timestamp,
    pub finished_by: Option<PersonId>,
    pub finished_at: Option<Timestamp>,
    /// How many runs were final when it was made.
    pub finals: i64,
    pub sums: Sums,
    /// Every version of every value that its slips rest on.
    pub basis: Vec<Basis>,
    pub version: i64,
}

/// What a run comes to (合计).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// With a slip.
    pub people: u32,
    /// Who serve and cannot be paid.
    pub refused: u32,
    pub total: Fen,
    /// The part of it that is of earlier periods.
    pub arrears: Fen,
}

macro_rules! run_columns {
    () => {
        "r.id, r.period, r.known, r.state, r.made_by, r.made_at, r.finished_by, r.finished_at,
         r.finals, r.people, r.refused, r.total_fen, r.arrears_fen, r.basis, r.version"
    };
}

/// Adds a draft.
pub fn insert(tx: &mut Tx<'_>, new: &Run) -> Result<()> {
    const SQL: &str = "
        INSERT INTO pay_run (id, period, known, state, made_by, made_at, finals, people, refused,
            total_fen, arrears_fen, basis, version)
        VALUES ($1, $2, $3, 'draft', $4, $5, $6, $7, $8, $9, $10, $11, 1)";
    let Sums { people, refused, total, arrears } = new.sums;
    let basis = listed(&new.basis);
    let (period, known) = (new.period.to_string(), new.known);
    let row = params![
        new.id,
        period,
        known,
        new.made_by,
        new.made_at,
        new.finals,
        people,
        refused,
        total.0,
        arrears.0,
        basis
    ];
    tx.run(SQL, row).map(|_| ())
}

/// Takes a draft anew: who, when, as known on which day, and what it comes to.
pub fn remake(tx: &mut Tx<'_>, run: &Run) -> Result<()> {
    const SQL: &str = "
        UPDATE pay_run SET known = $3, made_by = $4, made_at = $5, finals = $6, people = $7,
            refused = $8, total_fen = $9, arrears_fen = $10, basis = $11, version = version + 1
        WHERE id = $1 AND version = $2 AND state = 'draft'";
    let Sums { people, refused, total, arrears } = run.sums;
    let basis = listed(&run.basis);
    let row = params![
        run.id,
        run.version,
        run.known,
        run.made_by,
        run.made_at,
        run.finals,
        people,
        refused,
        total.0,
        arrears.0,
        basis
    ];
    tx.run_one(SQL, row)
}

/// Makes a draft final. Counts it, so that of two at a time one is told to look again.
pub fn finish(tx: &mut Tx<'_>, run: &Run, by: PersonId, at: Timestamp) -> Result<()> {
    const BEGIN: &str = "
        INSERT INTO counter (scope, next) VALUES ('pay.finals', 0) ON CONFLICT (scope) DO NOTHING";
    tx.run(BEGIN, params![])?;
    const COUNT: &str = "
        UPDATE counter SET next = next + 1 WHERE scope = 'pay.finals' AND next = $1";
    tx.run_one(COUNT, params![run.finals])?;
    const SQL: &str = "
        UPDATE pay_run SET state = 'final', finished_by = $3, finished_at = $4,
            version = version + 1
        WHERE id = $1 AND version = $2 AND state = 'draft'";
    tx.run_one(SQL, params![run.id, run.version, by, at])
}

/// How many runs are final; the first one begins the count.
pub fn finals(tx: &mut Tx<'_>) -> Result<i64> {
    const SQL: &str = "SELECT next FROM counter WHERE scope = 'pay.finals'";
    Ok(tx.one(SQL, params![], |row| row.get(0))?.unwrap_or(0))
}

/// A run.
pub fn get(tx: &mut Tx<'_>, id: PayRunId) -> Result<Option<Run>> {
    const SQL: &str = concat!("SELECT ", run_columns!(), " FROM pay_run r WHERE r.id = $1");
    tx.one(SQL, params![id], read)
}

/// The run of a period.
pub fn of(tx: &mut Tx<'_>, period: Period) -> Result<Option<Run>> {
    const SQL: &str = concat!("SELECT ", run_columns!(), " FROM pay_run r WHERE r.period = $1");
    tx.one(SQL, params![period.to_string()], read)
}

/// Runs, the latest period first, those before `before`. A year's end sorts after its months.
pub fn list(tx: &mut Tx<'_>, before: Option<Period>, limit: u32) -> Result<Vec<Run>> {
    // Few rows: thirteen a year. A year's end stands as its month 99.
    const SQL: &str = concat!(
        "SELECT ",
        run_columns!(),
        " FROM pay_run r
          WHERE CAST($1 AS TEXT) = '' OR (CASE WHEN LENGTH(r.period) = 4 THEN r.period || '-99' ELSE r.period END) < $1
          ORDER BY (CASE WHEN LENGTH(r.period) = 4 THEN r.period || '-99' ELSE r.period END) DESC
          LIMIT $2"
    );
    let before = before.map(|period| match period {
        Period::Month(_) => period.to_string(),
        Period::Year(_) => format!("{period}-99"),
    });
    tx.all(SQL, params![before.unwrap_or_default(), limit], read)
}

/// The final runs, the latest first.
pub fn final_ones(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<Run>> {
    const SQL: &str = concat!(
        "SELECT ",
        run_columns!(),
        " FROM pay_run r WHERE r.state = 'final' ORDER BY r.finished_at DESC, r.id DESC LIMIT $1"
    );
    tx.all(SQL, params![limit], read)
}

/// As one text: a blank between two.
pub(super) fn listed(basis: &[Basis]) -> String {
    let texts: Vec<String> = basis.iter().map(Basis::to_string).collect();
    texts.join(" ")
}

/// Reads it again.
pub(super) fn unlisted(text: &str) -> Result<Vec<Basis>> {
    let broken = || Failed::Broken("a basis of pay is none".into());
    text.split_whitespace().map(|one| Basis::parse(one).ok_or_else(broken)).collect()
}

fn read(row: &Row) -> Result<Run> {
    Ok(Run {
        id: row.get(0)?,
        period: row.code(1, Period::parse)?,
        known: row.get(2)?,
        state: row.code(3, State::parse)?,
        made_by: row.get(4)?,
        made_at: row.get(5)?,
        finished_by: row.get(6)?,
        finished_at: row.get(7)?,
        finals: row.get(8)?,
        sums: Sums {
            people: row.get(9)?,
            refused: row.get(10)?,
            total: Fen(row.get(11)?),
            arrears: Fen(row.get(12)?),
        },
        basis: unlisted(&row.get::<String>(13)?)?,
        version: row.get(14)?,
    })
}
