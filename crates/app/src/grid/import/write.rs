//! Saving a batch (入库): numbers, rows and events of thousands of matters in one transaction.
use super::prepare::Prepared;
use crate::{App, Cx, Failed, Result};
use base::Date;
use std::collections::{BTreeMap, HashSet};
use store::grid::whole;

/// Takes out what is here already. Asked on a reading connection, beside the writer; should
/// another import be quicker, the unique index refuses the batch.
pub(super) fn drop_known(app: &App, rows: &mut Vec<Prepared>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let externals: Vec<String> = rows.iter().map(|row| row.external.clone()).collect();
    let known = app.read_now(move |cx| Ok(whole::known(cx.tx, &externals)?))?;
    if !known.is_empty() {
        let known: HashSet<String> = known.into_iter().collect();
        rows.retain(|row| !known.contains(&row.external));
    }
    Ok(())
}

/// Saves one batch. It rests on a state of map and organisation; another one is [`Failed::Stale`].
pub(super) fn batch(
    cx: &mut Cx<'_, '_>,
    versions: (i64, i64),
    rows: &mut [Prepared],
) -> Result<()> {
    if store::grid::map::current(cx.tx)? != versions {
        return Err(Failed::Stale);
    }
    let mut serials = serials(cx, rows)?;
    for row in rows.iter_mut() {
        let serial = serials.get_mut(&row.day).ok_or_else(|| Failed::Broken("no serial".into()))?;
        let number = grid::number::format(row.day, *serial);
        *serial += 1;
        row.whole.number(&number, &grid::words::index(&number));
    }
    let wholes: Vec<_> = rows.iter().map(|row| &row.whole).collect();
    whole::insert(cx.tx, &wholes)?;
    Ok(store::chain::record_each(cx.tx, rows.iter().flat_map(|row| &row.events))?)
}

/// The first serial of each day of the batch. Days are taken in order, so two imports never wait
/// for each other in a circle.
fn serials(cx: &mut Cx<'_, '_>, rows: &[Prepared]) -> Result<BTreeMap<Date, i64>> {
    let mut days: BTreeMap<Date, i64> = BTreeMap::new();
    for row in rows {
        *days.entry(row.day).or_default() += 1;
    }
    for (day, count) in &mut days {
        *count = store::grid::number::take(cx.tx, *day, *count)?;
    }
    Ok(days)
}
