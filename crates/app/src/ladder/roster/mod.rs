//! A list of workers as an office keeps it (人员台账): looked at cell by cell, taken whole or not at
//! all, given out in the same form.
//!
//! What is read: the columns of [`Column`]. What else a list has (birthday, nation, telephone) is
//! not kept: it is no ground for a level or for pay. The file waits sealed until it is taken, thrown
//! away or a day old; numbers in it are repeated in no finding.
//!
//! What is *not* here: words. A finding is a code with its facts; `web` says it.
mod columns;
mod entry;
mod export;
mod places;
mod plan;
mod records;
mod take;
mod words;

pub use columns::Column;
pub use export::{Exported, Row, export};
pub use take::{Taken, take};

use super::record::order;
use crate::{Cx, Failed, Result};
use ::org::{Action, Denied, Thing, Who, may};
use base::{Date, PersonId, UnitId};
use entry::Entry;
use sheet::Unreadable;
use sheet::read::{Book, read};
use sheet::table::{Line, Table, find};
use store::ladder::roster as rows;
use store::ladder::service::Named;

/// More workers than the largest street has; a district sends a file for each street.
pub const ROWS_MAX: usize = 3_000;

/// What is wrong with a cell or a row (问题).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The place of the sheet in its book.
    pub sheet: usize,
    pub row: u32,
    pub column: Option<Column>,
    /// The cell to be marked; a merged one stands above its row.
    pub at: Option<(u32, u32)>,
    /// The words: `roster-finding-<code>`.
    pub code: &'static str,
    pub facts: Vec<(&'static str, String)>,
}

/// A file that was opened (待查台账): its book and the tables in it.
pub struct Opened {
    pub bytes: Vec<u8>,
    pub book: Book,
    pub tables: Vec<Table>,
}

/// What a list would come to (检查结果).
pub struct Checked {
    pub findings: Vec<Finding>,
    pub rows: usize,
    pub newcomers: usize,
    pub changed: usize,
    /// Rows that say what is on record already.
    pub same: usize,
}

/// Keeps a file to be looked at, in place of the one before. It is opened first: what is no list of
/// workers is not kept.
pub fn send(cx: &mut Cx<'_, '_>, who: &Who, bytes: &[u8], order_no: &str) -> Result<()> {
    let person = allowed(who)?;
    let order_no = order(order_no)?;
    let sealed = cx.app.keys().seal_bytes(&label(person), bytes);
    Ok(rows::put(cx.tx, person, &order_no, &sealed, cx.today())?)
}

/// One's own file that waits, and the order it follows.
pub fn waiting(cx: &mut Cx<'_, '_>, who: &Who) -> Result<Option<(Vec<u8>, String)>> {
    let person = allowed(who)?;
    let Some((order_no, sealed)) = rows::find(cx.tx, person)? else { return Ok(None) };
    let bytes = cx.app.keys().open_bytes(&label(person), &sealed);
    let bytes = bytes.map_err(|_| Failed::refused("number_does_not_open"))?;
    Ok(Some((bytes, order_no)))
}

/// Throws the waiting file away.
pub fn discard(cx: &mut Cx<'_, '_>, who: &Who) -> Result<()> {
    let person = allowed(who)?;
    rows::remove(cx.tx, person)?;
    Ok(())
}

/// Throws away what nobody took on the day it was sent.
pub fn tidy(cx: &mut Cx<'_, '_>) -> Result<()> {
    let today = cx.today();
    rows::remove_before(cx.tx, today)?;
    Ok(())
}

/// Opens a file: it takes a while, so it is done beside the transactions.
pub fn open(bytes: Vec<u8>) -> Result<Opened> {
    let refused = |refused: Unreadable| Failed::field("file", refused.code());
    let book = read(&bytes).map_err(refused)?;
    let seen = book.sheets.iter().enumerate().filter(|(_, sheet)| !sheet.hidden);
    let tables = seen.filter_map(|(at, sheet)| {
        find(at, sheet, columns::WANTED, &columns::HABITS, columns::LEAST)
    });
    let has_name = |table: &Table| table.columns.contains_key(&Column::Name.place());
    let tables: Vec<Table> = tables.filter(has_name).collect();
    let rows: usize = tables.iter().map(|table| table.lines.len()).sum();
    match rows {
        0 => Err(Failed::field("file", "file_no_table")),
        rows if rows > ROWS_MAX => Err(Failed::field("file", "file_too_many")),
        _ => Ok(Opened { bytes, book, tables }),
    }
}

/// Looks at every cell, and writes nothing.
pub fn check(cx: &mut Cx<'_, '_>, who: &Who, opened: &Opened) -> Result<Checked> {
    allowed(who)?;
    let plan = plan::plan(cx, who, opened)?;
    let newcomers = plan.steps.iter().filter(|step| step.enters).count();
    let changed = plan.steps.iter().filter(|step| !step.enters && step.changes()).count();
    let same = plan.steps.len() - newcomers - changed;
    Ok(Checked { findings: plan.findings, rows: plan.rows, newcomers, changed, same })
}

impl Opened {
    /// Needed columns that a table has not: told at its heads.
    fn missing(&self) -> Vec<Finding> {
        let missing = self.tables.iter().flat_map(|table| {
            let there = |column: &&Column| !table.columns.contains_key(&column.place());
            columns::NEEDED.iter().filter(there).map(|column| Finding {
                sheet: table.sheet,
                row: table.head,
                column: Some(*column),
                at: None,
                code: "column_missing",
                facts: Vec::new(),
            })
        });
        missing.collect()
    }
}

impl Finding {
    fn at(
        sheet: usize,
        line: &Line,
        column: Column,
        code: &'static str,
        facts: &[(&'static str, String)],
    ) -> Finding {
        let at = line.cells.get(&column.place()).map(|cell| cell.at);
        let (row, facts) = (line.row, facts.to_vec());
        Finding { sheet, row, column: Some(column), at, code, facts }
    }
}

impl Entry {
    fn wrong(
        &self,
        column: Column,
        code: &'static str,
        facts: &[(&'static str, String)],
    ) -> Finding {
        Finding::at(self.sheet, &self.line, column, code, facts)
    }
}

/// Who may bring a list at all: row by row it is asked again.
fn allowed(who: &Who) -> Result<PersonId> {
    may(who, Action::EditWorker, &Thing::default())?;
    who.person.ok_or(Failed::Denied(Denied::SignIn))
}

/// Everybody who serves in a street.
fn of_street(cx: &mut Cx<'_, '_>, street: UnitId, day: Date) -> Result<Vec<Named>> {
    const PAGE: u32 = 500;
    let mut all: Vec<Named> = Vec::new();
    loop {
        let after =
            all.last().map_or(("", PersonId(0)), |last| (&*last.name_zh, last.service.person));
        let page = store::ladder::service::of_street(cx.tx, street, day, after, PAGE)?;
        let is_last = page.len() < PAGE as usize;
        all.extend(page);
        if is_last || all.len() > ROWS_MAX {
            return Ok(all);
        }
    }
}

/// What a sealed file is bound to: it opens in no other row.
fn label(person: PersonId) -> String {
    format!("worker_roster|{person}|sealed")
}
