//! Rows of `pay_slip` and `pay_line` (工资条): what somebody was paid in a run, line by line, or why
//! nothing was.
use super::run::{Run, State, listed, unlisted};
use crate::{Failed, Result, Row, Tx, Value, params};
use base::{Basis, Date, Fen, PayRunId, PersonId, UnitId};
use ladder::pay::run::{Paid, Period, RunLine};
use ladder::pay::{Item, PayLine, kept};
use std::collections::BTreeMap;

/// Lines of a slip: a month has some dozen, arrears of three years some hundred.
const LINES_MAX: u32 = 2_000;
/// What people of one piece of the work may have: the same for each of them.
const LINES_OF_MANY_MAX: u32 = 1_000_000;

/// A slip of a run (一人一次).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    pub person: PersonId,
    pub street: UnitId,
    pub community: UnitId,
    pub total: Fen,
    pub arrears: Fen,
    /// Why it cannot be worked out, as `app` writes it; then there are no lines.
    pub refused: Option<String>,
    pub lines: Vec<RunLine>,
}

/// A slip with the name of its worker, for lists. Without its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub slip: Slip,
    pub name_zh: String,
    pub name_en: String,
}

/// Takes away the slips of a draft.
pub fn clear(tx: &mut Tx<'_>, run: PayRunId) -> Result<()> {
    const LINES: &str = "
        DELETE FROM pay_line WHERE run = $1
            AND EXISTS (SELECT 1 FROM pay_run r WHERE r.id = $1 AND r.state = 'draft')";
    const SLIPS: &str = "
        DELETE FROM pay_slip WHERE run = $1
            AND EXISTS (SELECT 1 FROM pay_run r WHERE r.id = $1 AND r.state = 'draft')";
    tx.run(LINES, params![run])?;
    tx.run(SLIPS, params![run]).map(|_| ())
}

/// Adds slips with their lines.
pub fn insert(tx: &mut Tx<'_>, run: PayRunId, slips: &[Slip]) -> Result<()> {
    const SLIP: &str = "
        INSERT INTO pay_slip (run, person, street, community, total_fen, arrears_fen, refused)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let rows = slips.iter().map(|slip| {
        let Slip { person, street, community, .. } = *slip;
        let (total, arrears, refused) = (slip.total.0, slip.arrears.0, slip.refused.clone());
        params![run, person, street, community, total, arrears, refused].to_vec()
    });
    tx.run_each(SLIP, rows)?;
    const LINE: &str = "
        INSERT INTO pay_line (run, person, line, period, is_arrears, item, first_day, last_day,
            amount_fen, operands, basis)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let rows = slips.iter().flat_map(|slip| {
        let lines = (1i64..).zip(&slip.lines);
        lines.map(move |(at, line)| row(run, slip.person, at, line))
    });
    tx.run_each(LINE, rows)
}

fn row(run: PayRunId, person: PersonId, at: i64, paid: &RunLine) -> Vec<Value> {
    let RunLine { period, is_arrears, line } = paid;
    let PayLine { item, from, to, operands, basis, amount } = line;
    params![
        run,
        person,
        at,
        period.to_string(),
        *is_arrears,
        item.code(),
        *from,
        *to,
        amount.0,
        kept::write(operands),
        listed(basis)
    ]
    .to_vec()
}

/// Somebody's slip of a run, with its lines.
pub fn get(tx: &mut Tx<'_>, run: PayRunId, person: PersonId) -> Result<Option<Slip>> {
    const SQL: &str = "
        SELECT s.person, s.street, s.community, s.total_fen, s.arrears_fen, s.refused
        FROM pay_slip s WHERE s.run = $1 AND s.person = $2";
    let Some(mut slip) = tx.one(SQL, params![run, person], read_slip)? else { return Ok(None) };
    const LINES: &str = "
        SELECT person, period, is_arrears, item, first_day, last_day, amount_fen, operands, basis
        FROM pay_line WHERE run = $1 AND person = $2 ORDER BY line LIMIT $3";
    let lines = tx.all(LINES, params![run, person, LINES_MAX], read_line)?;
    slip.lines = lines.into_iter().map(|(_, line)| line).collect();
    Ok(Some(slip))
}

/// The slips of a run, whole, of people from `after` up to `last`.
pub fn of_many(
    tx: &mut Tx<'_>,
    run: PayRunId,
    (after, last): (PersonId, PersonId),
) -> Result<Vec<Slip>> {
    const SQL: &str = "
        SELECT s.person, s.street, s.community, s.total_fen, s.arrears_fen, s.refused
        FROM pay_slip s WHERE s.run = $1 AND s.person > $2 AND s.person <= $3
        ORDER BY s.person LIMIT $4";
    let asked = params![run, after, last, LINES_OF_MANY_MAX];
    let mut slips: Vec<Slip> = tx.all(SQL, asked, read_slip)?;
    const LINES: &str = "
        SELECT person, period, is_arrears, item, first_day, last_day, amount_fen, operands, basis
        FROM pay_line WHERE run = $1 AND person > $2 AND person <= $3
        ORDER BY person, line LIMIT $4";
    let lines = tx.all(LINES, asked, read_line)?;
    let mut by_person: BTreeMap<PersonId, Vec<RunLine>> = BTreeMap::new();
    for (person, line) in lines {
        by_person.entry(person).or_default().push(line);
    }
    for slip in &mut slips {
        slip.lines = by_person.remove(&slip.person).unwrap_or_default();
    }
    Ok(slips)
}

/// The slips of a run by street and name, those after `after`; of one street, or of all.
pub fn list(
    tx: &mut Tx<'_>,
    run: PayRunId,
    street: Option<UnitId>,
    (name, after): (&str, PersonId),
    limit: u32,
) -> Result<Vec<Named>> {
    // Index pay_slip_street, or the primary key: a run has some thousand.
    const SQL: &str = "
        SELECT s.person, s.street, s.community, s.total_fen, s.arrears_fen, s.refused, p.name_zh,
            p.name_en
        FROM pay_slip s JOIN person p ON p.id = s.person
        WHERE s.run = $1 AND (CAST($2 AS BIGINT) = 0 OR s.street = $2) AND (p.name_zh, s.person) > ($3, $4)
        ORDER BY p.name_zh, s.person LIMIT $5";
    let street = street.map_or(0, |street| street.0);
    tx.all(SQL, params![run, street, name, after, limit], read_named)
}

/// Those of a run who serve and cannot be paid, by name.
pub fn refused(tx: &mut Tx<'_>, run: PayRunId, limit: u32) -> Result<Vec<Named>> {
    const SQL: &str = "
        SELECT s.person, s.street, s.community, s.total_fen, s.arrears_fen, s.refused, p.name_zh,
            p.name_en
        FROM pay_slip s JOIN person p ON p.id = s.person
        WHERE s.run = $1 AND s.refused IS NOT NULL ORDER BY p.name_zh, s.person LIMIT $2";
    tx.all(SQL, params![run, limit], read_named)
}

/// The final runs in which somebody was paid, the latest first, with what was paid.
pub fn paid_to(
    tx: &mut Tx<'_>,
    person: PersonId,
    limit: u32,
) -> Result<Vec<(PayRunId, Period, Fen)>> {
    // Index pay_slip_person.
    const SQL: &str = "
        SELECT s.run, r.period, s.total_fen FROM pay_slip s JOIN pay_run r ON r.id = s.run
        WHERE s.person = $1 AND s.refused IS NULL AND r.state = 'final'
        ORDER BY r.finished_at DESC, r.id DESC LIMIT $2";
    tx.all(SQL, params![person, limit], |row| {
        Ok((row.get(0)?, row.code(1, Period::parse)?, Fen(row.get(2)?)))
    })
}

/// What people were paid so far for each of the periods of these runs, all of them final. The day
/// it was last looked at is that of the last run.
pub fn paid_so_far(
    tx: &mut Tx<'_>,
    (after, last): (PersonId, PersonId),
    runs: &[Run],
) -> Result<BTreeMap<PersonId, Vec<Paid>>> {
    assert!(runs.iter().all(|run| run.state == State::Final), "paid is what is final");
    let Some(newest) = runs.iter().map(|run| run.known).max() else { return Ok(BTreeMap::new()) };
    let none: Vec<Paid> = {
        let periods = runs.iter().map(|run| run.period);
        periods.map(|period| Paid { period, known: newest, items: BTreeMap::new() }).collect()
    };
    // Index pay_line_person.
    const SQL: &str = "
        SELECT l.person, l.period, l.item, l.amount_fen, l.basis, l.run
        FROM pay_line l JOIN pay_run r ON r.id = l.run
        WHERE l.person > $1 AND l.person <= $2 AND r.state = 'final'
        ORDER BY l.person, r.finished_at, l.run, l.line LIMIT $3";
    let read = |row: &Row| {
        let basis = unlisted(&row.get::<String>(4)?)?;
        let (person, amount): (PersonId, i64) = (row.get(0)?, row.get(3)?);
        let (period, item) = (row.code(1, Period::parse)?, row.code(2, Item::parse)?);
        Ok((row.get::<PayRunId>(5)?, person, period, item, Fen(amount), basis))
    };
    let mut lines = tx.all(SQL, params![after, last, LINES_OF_MANY_MAX], read)?;
    lines.retain(|(run, ..)| runs.iter().any(|known| known.id == *run));
    let mut all: BTreeMap<PersonId, Vec<Paid>> = BTreeMap::new();
    for (_, person, period, item, amount, basis) in lines {
        let paid = all.entry(person).or_insert_with(|| none.clone());
        let Some(paid) = paid.iter_mut().find(|paid| paid.period == period) else { continue };
        let (sum, known): &mut (Fen, Vec<Basis>) = paid.items.entry(item).or_default();
        *sum += amount;
        for one in basis {
            if !known.contains(&one) {
                known.push(one);
            }
        }
    }
    // What came out to nothing was not paid.
    for paid in all.values_mut().flatten() {
        paid.items.retain(|_, (sum, _)| *sum != Fen::ZERO);
    }
    Ok(all)
}

fn read_named(row: &Row) -> Result<Named> {
    Ok(Named { slip: read_slip(row)?, name_zh: row.get(6)?, name_en: row.get(7)? })
}

fn read_slip(row: &Row) -> Result<Slip> {
    Ok(Slip {
        person: row.get(0)?,
        street: row.get(1)?,
        community: row.get(2)?,
        total: Fen(row.get(3)?),
        arrears: Fen(row.get(4)?),
        refused: row.get(5)?,
        lines: Vec::new(),
    })
}

fn read_line(row: &Row) -> Result<(PersonId, RunLine)> {
    let (from, to): (Date, Date) = (row.get(4)?, row.get(5)?);
    let operands = kept::read(&row.get::<String>(7)?);
    let line = PayLine {
        item: row.code(3, Item::parse)?,
        from,
        to,
        operands: operands.ok_or_else(|| Failed::Broken("a line of pay is none".into()))?,
        basis: unlisted(&row.get::<String>(8)?)?,
        amount: Fen(row.get(6)?),
    };
    let (period, is_arrears) = (row.code(1, Period::parse)?, row.get(2)?);
    Ok((row.get(0)?, RunLine { period, is_arrears, line }))
}
