//! A run to look at (工资发放): what it comes to, where it differs from the one before, who could not be
//! paid and why, and whether pay keeps up with the city's.
use super::finish::hindrance;
use super::{Run, State, right};
use crate::org::Directory;
use crate::{Cx, Failed, Result};
use ::ladder::Asked;
use ::ladder::pay::Item;
use ::ladder::pay::floor::{Counted, Floor, floor};
use ::ladder::pay::run::Period;
use ::org::{Action, Person, Who};
use base::{Fen, PayRunId, PersonId, UnitId};
use std::sync::Arc;
pub use store::ladder::pay::slip::Named;
use store::ladder::pay::sums::{OfItem, OfStreet};
use store::ladder::pay::{run as rows, slip, sums};

/// What one reads in one sitting.
pub const PAGE_MAX: u32 = 100;
/// So many who could not be paid are shown; the register has them all.
const REFUSED_MAX: u32 = 100;

/// The runs, the latest first.
pub struct Runs {
    pub runs: Vec<(Run, Option<Person>, Option<Person>)>,
    pub next: Option<Period>,
    /// The month that comes next, for the form.
    pub expected: Period,
    pub makes: bool,
}

/// A run, whole.
pub struct RunPage {
    pub run: Run,
    pub maker: Option<Person>,
    pub finisher: Option<Person>,
    pub streets: Vec<OfStreet>,
    pub items: Vec<OfItem>,
    pub refused: Vec<Named>,
    pub before: Option<Compared>,
    pub floor: Option<Floor>,
    pub floor_year: i16,
    /// Whether the numbers for the bank are theirs to open.
    pub banks: bool,
    pub makes: bool,
    /// Nothing where the asker may not at all; else whether something stands in the way.
    pub finishes: Option<std::result::Result<(), Failed>>,
    pub directory: Arc<Directory>,
}

/// Against the run before of its kind (与上次相比).
pub struct Compared {
    pub run: Run,
    pub items: Vec<OfItem>,
    /// Paid now and not then; paid then and not now; more; less.
    pub come: u32,
    pub gone: u32,
    pub more: u32,
    pub less: u32,
}

/// The runs, those before a period.
pub fn list(cx: &mut Cx<'_, '_>, who: &Who, before: Option<Period>, limit: u32) -> Result<Runs> {
    right(who, Action::ReadPayRuns, None)?;
    let limit = limit.clamp(1, PAGE_MAX);
    let mut found = rows::list(cx.tx, before, limit + 1)?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|run| run.period);
    let latest = rows::list(cx.tx, None, RECENT)?;
    let finals = latest.iter().filter(|run| run.state == State::Final && !run.period.is_year());
    let expected = finals.map(|run| run.period.next()).max();
    let this = Period::Month(::ladder::Month::of(cx.today()));
    let expected = expected.unwrap_or(this.previous());
    let mut runs = Vec::new();
    for run in found {
        let (maker, finisher) = people(cx, &run)?;
        runs.push((run, maker, finisher));
    }
    let makes = right(who, Action::MakePayRun, None).is_ok();
    Ok(Runs { runs, next, expected, makes })
}

/// The period of a run, to go on before it.
pub fn period_of(cx: &mut Cx<'_, '_>, who: &Who, id: Option<PayRunId>) -> Result<Option<Period>> {
    right(who, Action::ReadPayRuns, None)?;
    let Some(id) = id else { return Ok(None) };
    Ok(Some(rows::get(cx.tx, id)?.ok_or(Failed::NotFound)?.period))
}

/// Among so many the latest final month is found: a year's end and drafts may stand before it.
const RECENT: u32 = 20;

/// A run.
pub fn run(cx: &mut Cx<'_, '_>, who: &Who, id: PayRunId) -> Result<RunPage> {
    right(who, Action::ReadPayRuns, None)?;
    let run = rows::get(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let (maker, finisher) = people(cx, &run)?;
    let finishes = match right(who, Action::FinishPayRun, run.made_by) {
        Ok(_) => {
            let person = who.person.ok_or(Failed::NotFound)?;
            Some(hindrance(cx, &run, person)?.map_or(Ok(()), Err))
        }
        Err(_) if right(who, Action::FinishPayRun, None).is_ok() => {
            Some(Err(Failed::refused("pay_own_draft")))
        }
        Err(_) => None,
    };
    let makes = right(who, Action::MakePayRun, None).is_ok() && run.state == State::Draft;
    let banks = right(who, Action::ReadNumber, None).is_ok();
    let year = run.period.year();
    let counted = counted(cx, year, id)?;
    let floor = floor(year, counted, run.known, &cx.policies().ladder)?;
    Ok(RunPage {
        maker,
        finisher,
        streets: sums::by_street(cx.tx, id)?,
        items: sums::by_item(cx.tx, id)?,
        refused: slip::refused(cx.tx, id, REFUSED_MAX)?,
        before: compared(cx, &run)?,
        floor,
        floor_year: year,
        banks,
        makes,
        finishes,
        directory: cx.directory()?,
        run,
    })
}

/// A run and its sums by street, for who stands at the server's console.
pub struct AtConsole {
    pub run: Run,
    pub streets: Vec<OfStreet>,
}

/// What a run comes to, at the server's console: whoever is there has the database anyway.
pub fn at_console(cx: &mut Cx<'_, '_>, id: PayRunId) -> Result<AtConsole> {
    let run = rows::get(cx.tx, id)?.ok_or(Failed::NotFound)?;
    Ok(AtConsole { run, streets: sums::by_street(cx.tx, id)? })
}

fn people(cx: &mut Cx<'_, '_>, run: &Run) -> Result<(Option<Person>, Option<Person>)> {
    let mut of = |id: Option<PersonId>| match id {
        Some(id) => store::org::person::get(cx.tx, id),
        None => Ok(None),
    };
    Ok((of(run.made_by)?, of(run.finished_by)?))
}

fn compared(cx: &mut Cx<'_, '_>, run: &Run) -> Result<Option<Compared>> {
    let Some(before) = rows::of(cx.tx, run.period.previous())? else { return Ok(None) };
    let (_, come) = sums::also_in(cx.tx, run.id, before.id)?;
    let (_, gone) = sums::also_in(cx.tx, before.id, run.id)?;
    let (more, less) = sums::against(cx.tx, run.id, before.id)?;
    let items = sums::by_item(cx.tx, before.id)?;
    Ok(Some(Compared { run: before, items, come, gone, more, less }))
}

/// What a year comes to so far. What is kept for its end counts as it is until that is settled.
fn counted(cx: &mut Cx<'_, '_>, year: i16, run: PayRunId) -> Result<Counted> {
    let (items, worker_months) = sums::of_year(cx.tx, year, run)?;
    let settled = sums::is_settled(cx.tx, year, run)?;
    let counts = |item: Item| item.is_paid() || (item == Item::PerformanceKept && !settled);
    let by_base = |item: Item| {
        counts(item) && !matches!(item, Item::EducationAllowance | Item::ProfessionalAllowance)
    };
    let sum = |of: &dyn Fn(Item) -> bool| -> Fen {
        items.iter().filter(|(item, _)| of(*item)).map(|(_, amount)| *amount).sum()
    };
    Ok(Counted { worker_months, paid: sum(&counts), by_base: sum(&by_base) })
}

/// Slips of a run by name (发放明细).
pub struct Slips {
    pub run: Run,
    pub street: Option<UnitId>,
    pub rows: Vec<Named>,
    pub next: Option<PersonId>,
    pub directory: Arc<Directory>,
}

/// The slips of a run, of a street or of all, by name, those after somebody.
pub fn slips(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    id: PayRunId,
    street: Option<UnitId>,
    after: Option<PersonId>,
    limit: u32,
) -> Result<Slips> {
    right(who, Action::ReadPayRuns, None)?;
    let run = rows::get(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let limit = limit.clamp(1, PAGE_MAX);
    let last = match after {
        Some(after) => store::org::person::get(cx.tx, after)?,
        None => None,
    };
    let after = last.as_ref().map_or(("", PersonId(0)), |last| (&*last.name_zh, last.id));
    let mut found = slip::list(cx.tx, id, street, after, limit + 1)?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|named| named.slip.person);
    let directory = cx.directory()?;
    Ok(Slips { run, street, rows: found, next, directory })
}

/// Whether policy has values for a period (可发放期间).
pub fn is_known(cx: &Cx<'_, '_>, period: Period) -> bool {
    let asked = Asked::new(period.first(), cx.today());
    cx.policies().ladder.scheme(asked).is_ok()
}
