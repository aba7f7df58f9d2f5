//! The whole database as rows (整库): taken from one consistent state while others write, and
//! filled into an empty place of either engine.
//!
//! The rows leave and come through [`Taker`] and [`Source`]. What is *not* here: files,
//! compression, seals and manifests, which are `app::backup`'s.
mod fill_postgres;
mod fill_sqlite;
mod take;

pub(crate) use take::open as existing;
pub use take::take;

use crate::chain::{Damage, Seal, Verdict, verify};
use crate::grid::search;
use crate::{Engine, Failed, Place, Tx, Value, chain, migrate};

/// Fills an empty place from a copy: all of it, or nothing. The schema is made as it was, filled,
/// and brought forward; then every row is counted and the chain is walked.
pub fn fill<S: Source>(place: &Place, source: &mut S) -> Result<Filled, S::Error> {
    let (there, known) = (source.schema(), migrate::known());
    if there > known {
        return Err(NotFilled::Newer { there, known }.into());
    }
    if there < 1 {
        return Err(NotFilled::NoSchema.into());
    }
    match place {
        Place::File(path) => fill_sqlite::fill(path, source),
        Place::Server(url) => fill_postgres::fill(url, source),
    }
}

/// What a copy begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    pub engine: Engine,
    pub schema: i64,
    /// The last place of the chain in this state.
    pub head: Seal,
    /// Every row of every table.
    pub rows: u64,
}

/// A table of a copy, with its columns in the order of the rows' values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<String>,
}

/// Where taken rows go.
pub trait Taker {
    type Error: From<Failed>;
    fn begin(&mut self, about: &About) -> Result<(), Self::Error>;
    /// The rows that follow are of this table.
    fn table(&mut self, table: &Table) -> Result<(), Self::Error>;
    fn row(&mut self, row: &[Value]) -> Result<(), Self::Error>;
}

/// Where filled rows come from.
pub trait Source {
    type Error: From<NotFilled> + From<Failed>;
    /// The schema's version that the rows are of.
    fn schema(&self) -> i64;
    /// The next table; at the end, nothing.
    fn table(&mut self) -> Result<Option<Table>, Self::Error>;
    /// The next row of that table.
    fn row(&mut self) -> Result<Option<Vec<Value>>, Self::Error>;
    /// Looks whether all that came is what was written, and says what it must amount to.
    fn end(&mut self) -> Result<Ending, Self::Error>;
}

/// What the rows of a copy amount to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    pub head: Seal,
    /// How many rows each table has.
    pub rows: Vec<(String, u64)>,
}

/// What was filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    pub head: Seal,
    pub rows: u64,
}

/// Why a place is not filled; nothing of it stays.
#[derive(Debug, thiserror::Error)]
pub enum NotFilled {
    #[error("there is a database already; a copy is restored into an empty place only")]
    NotEmpty,
    #[error("the copy's schema is {there}, this program knows {known}: use a newer program")]
    Newer { there: i64, known: i64 },
    #[error("the copy names no schema")]
    NoSchema,
    #[error("the copy's table `{0}` is not one of its schema, or has other columns")]
    Table(String),
    #[error("table `{table}` got {got} rows, the copy promises {promised}")]
    Rows { table: String, got: u64, promised: u64 },
    #[error("a row of `{0}` refers to one that is not there")]
    Reference(String),
    #[error("the history is broken at {seq}: {why:?}")]
    Chain { seq: i64, why: Damage },
    #[error("the history ends at {got}, the copy promises {promised}, or with another hash")]
    Head { got: i64, promised: i64 },
    #[error("the place cannot be written: {0}")]
    Io(#[from] std::io::Error),
}

/// Tables that no copy has, and why.
pub const LEFT_OUT: &[(&str, &str)] = &[
    ("schema_version", "the copy says it at its start"),
    ("matter_words", "the search index is made anew from the matters"),
    ("node", "numbers of servers that ran then"),
    ("session", "who was signed in then signs in again: an old copy revives no session"),
];

fn is_left_out(table: &str) -> bool {
    LEFT_OUT.iter().any(|(name, _)| *name == table)
}

/// A name of the schema in a statement that is put together from the schema's own names.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn list(columns: &[String]) -> String {
    columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ")
}

/// Whether the copy's table has the columns of the schema's, in whatever order.
fn matches(table: &Table, known: &[String]) -> bool {
    let sorted = |columns: &[String]| {
        let mut columns = columns.to_vec();
        columns.sort_unstable();
        columns
    };
    !is_left_out(&table.name) && sorted(&table.columns) == sorted(known)
}

/// Every table of the schema is in the copy, be it without rows.
fn complete(known: &[Table], ending: &Ending) -> Result<(), NotFilled> {
    let is_there = |table: &Table| ending.rows.iter().any(|(name, _)| *name == table.name);
    match known.iter().find(|table| !is_there(table)) {
        Some(table) => Err(NotFilled::Table(table.name.clone())),
        None => Ok(()),
    }
}

/// Looks whether what is filled is what was promised, and finishes it: queue sealed, words found.
/// `count` says how many rows a table has.
fn finish<E: From<NotFilled> + From<Failed>>(
    tx: &mut Tx<'_>,
    ending: &Ending,
    mut count: impl FnMut(&mut Tx<'_>, &str) -> Result<u64, Failed>,
) -> Result<Filled, E> {
    for (table, promised) in &ending.rows {
        let (got, promised) = (count(tx, table)?, *promised);
        if got != promised {
            return Err(NotFilled::Rows { table: table.clone(), got, promised }.into());
        }
    }
    match verify(tx, &[])? {
        Verdict::Broken { seq, why } => return Err(NotFilled::Chain { seq, why }.into()),
        Verdict::Intact { head, .. } if head != ending.head => {
            let (got, promised) = (head.seq, ending.head.seq);
            return Err(NotFilled::Head { got, promised }.into());
        }
        Verdict::Intact { .. } => {}
    }
    chain::seal_all(tx)?;
    search::index_all(tx)?;
    Ok(Filled { head: Seal::last(tx)?, rows: ending.rows.iter().map(|(_, rows)| rows).sum() })
}
