//! Saving a batch (入库): numbers, rows and events of two thousand matters in one transaction.
use super::prepare::{IMPORTED_CLOSED, Prepared};
use crate::{App, Cx, Event, Failed, Result};
use base::{Date, MatterId, RelayId};
use std::collections::{BTreeMap, HashSet};
use store::grid::whole::{self, Whole};

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
pub(super) fn batch(cx: &mut Cx<'_, '_>, versions: (i64, i64), rows: &[Prepared]) -> Result<()> {
    if store::grid::map::current(cx.tx)? != versions {
        return Err(Failed::Stale);
    }
    let mut serials = serials(cx, rows)?;
    let mut wholes = Vec::with_capacity(rows.len());
    for row in rows {
        let id = cx.next_id();
        let serial = serials.get_mut(&row.day).ok_or_else(|| Failed::Broken("no serial".into()))?;
        let number = grid::number::format(row.day, *serial);
        *serial += 1;
        let (mut matter, mut relay) = (row.matter.clone(), row.relay.clone());
        (relay.id, relay.subject) = (RelayId(id), id); // a matter and its relay share their number
        let words = format!("{} {}", row.words, grid::words::index(&number));
        (matter.id, matter.number) = (MatterId(id), number);
        wholes.push(Whole { matter, relay, leg: row.leg.clone(), words });
    }
    whole::insert(cx.tx, &wholes)?;
    for (row, whole) in rows.iter().zip(&wholes) {
        record(cx, row, whole.matter.id)?;
    }
    Ok(())
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

fn record(cx: &mut Cx<'_, '_>, row: &Prepared, id: MatterId) -> Result<()> {
    let event = |what, detail: &serde_json::Value, basis| Event {
        actor: None,
        post: None,
        noun: "matter",
        subject: id.0,
        what,
        detail: detail.clone(),
        basis,
    };
    let reported = event("reported", &row.reported, Some(&row.basis));
    cx.at(row.matter.reported_at).record(reported)?;
    if let Some((at, detail)) = &row.closed {
        cx.at(*at).record(event(IMPORTED_CLOSED, detail, None))?;
    }
    Ok(())
}
