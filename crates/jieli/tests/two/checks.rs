//! What must hold afterwards (核对): once each, none lost, none left.
use crate::load::Deed;
use crate::there::Call;
use app::{App, Cx, Failed};
use base::{MatterId, RelayId, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use store::{Tx, params};

/// Every report that was acknowledged is there once, and nothing else is.
pub fn reports(app: &App, reports: &[(i64, String)]) -> Vec<String> {
    let reports = reports.to_vec();
    ask(app, move |cx| {
        const OF: &str = "SELECT id FROM matter WHERE body = $1 AND root_of IS NULL";
        let mut wrong = Vec::new();
        for (id, words) in &reports {
            let found: Vec<i64> = cx.tx.all(OF, params![words], |row| row.get(0))?;
            if found != [*id] {
                wrong.push(format!("report {words}: {found:?} instead of {id}"));
            }
        }
        let all = count(cx.tx, "SELECT COUNT(*) FROM matter WHERE root_of IS NULL")?;
        if all != reports.len() as i64 {
            wrong.push(format!("{all} matters of {} reports", reports.len()));
        }
        Ok(wrong)
    })
}

/// Every deed that was acknowledged is in the history once, and none that was refused.
pub fn deeds(app: &App, deeds: &[Deed]) -> Vec<String> {
    let deeds = deeds.to_vec();
    ask(app, move |cx| {
        let mut wrong = Vec::new();
        for deed in &deeds {
            let events = store::event::of(cx.tx, "matter", deed.matter)?;
            let quoted = format!("{}\"", deed.words);
            let found = events.iter().filter(|event| event.detail.contains(&quoted)).count();
            if found != usize::from(deed.is_done) {
                wrong.push(format!("{deed:?} is there {found} times"));
            }
        }
        Ok(wrong)
    })
}

/// How escalation went.
#[derive(Debug, Default)]
pub struct Escalated {
    pub legs: usize,
    /// The longest that something waited after it was due, in seconds of the servers' clock.
    pub latest_seconds: i64,
    pub wrong: Vec<String>,
}

/// Each leg that ran out was moved once: as many legs, as many events, as many counted; none
/// before its time; and what was due before `before` waits no more.
pub fn escalations(app: &App, before: Timestamp) -> Escalated {
    ask(app, move |cx| {
        const RELAYS: &str = "SELECT id, subject FROM relay ORDER BY id";
        let mut done = Escalated::default();
        let relays: Vec<(RelayId, i64)> =
            cx.tx.all(RELAYS, params![], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for (id, matter) in relays {
            relay(cx, id, matter, &mut done)?;
        }
        const DUE: &str = "SELECT COUNT(*) FROM relay WHERE ended_at IS NULL AND due < $1";
        let due: i64 = cx.tx.one(DUE, params![before], |row| row.get(0))?.unwrap_or(0);
        if due > 0 {
            done.wrong.push(format!("{due} relays were due before {before} and still wait"));
        }
        Ok(done)
    })
}

fn relay(
    cx: &mut Cx<'_, '_>,
    id: RelayId,
    matter: i64,
    done: &mut Escalated,
) -> Result<(), Failed> {
    let relay = store::relay::relay::find(cx.tx, id)?.expect("it was there just now");
    let legs = store::relay::leg::of_matter(cx.tx, MatterId(matter))?;
    let legs: Vec<_> = legs.into_iter().filter(|(of, _)| *of == id).map(|(_, leg)| leg).collect();
    let escalated: Vec<_> =
        legs.iter().filter(|leg| leg.how.is_some_and(|how| how.code() == "escalated")).collect();
    let named = format!("\"relay\":\"{}\"", id.0);
    let plain = format!("\"relay\":{}", id.0);
    let events = store::event::of(cx.tx, "matter", matter)?;
    let events = events.iter().filter(|event| event.what == "escalated");
    let of_relay = |detail: &str| {
        let ends = |text: &str| {
            detail.split_once(text).is_some_and(|(_, rest)| !rest.starts_with(char::is_numeric))
        };
        ends(&named) || ends(&plain)
    };
    let events = events.filter(|event| of_relay(&event.detail)).count();
    if escalated.len() != events || events != relay.escalated as usize {
        let counts = (escalated.len(), events, relay.escalated);
        done.wrong.push(format!("relay {id}: legs, events, counted: {counts:?}"));
    }
    if !legs.iter().map(|leg| leg.no).eq((legs.first().map_or(1, |leg| leg.no)..).take(legs.len()))
    {
        let numbers: Vec<u32> = legs.iter().map(|leg| leg.no).collect();
        done.wrong.push(format!("relay {id}: legs {numbers:?}"));
    }
    for leg in &escalated {
        let promise = relay.promise.as_ref().map(|promise| promise.clock.due);
        let due = leg.due.into_iter().chain(promise).min();
        let (Some(due), Some(until)) = (due, leg.until) else { continue };
        done.latest_seconds = done.latest_seconds.max(until.duration_since(due).as_secs());
        if until < due || !leg.overdue {
            done.wrong.push(format!("relay {id} was escalated before its time: {leg:?}"));
        }
    }
    done.legs += escalated.len();
    Ok(())
}

/// How delivery went.
#[derive(Debug, Default)]
pub struct Delivered {
    pub rows: usize,
    pub calls: usize,
    pub twice: usize,
    pub wrong: Vec<String>,
}

/// Each event has one row to leave; each row that is marked came, always under the same id and
/// with the same words; nothing came that has no row.
pub fn deliveries(app: &App, calls: &[Call], kinds: &'static [&'static str]) -> Delivered {
    let mut done = Delivered { calls: calls.len(), ..Delivered::default() };
    let mut came: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for call in calls {
        let bodies = came.entry(call.header("webhook-id").to_owned()).or_default();
        bodies.insert(call.body.clone());
    }
    done.twice = calls.len() - came.len();
    let mixed = came.iter().filter(|(_, bodies)| bodies.len() != 1).map(|(id, _)| id);
    done.wrong.extend(mixed.map(|id| format!("{id} came with different words")));
    let rows = ask(app, move |cx| {
        const ROWS: &str = "SELECT id, state, kind FROM outbox ORDER BY id";
        const EVENTS: &str = "SELECT COUNT(*) FROM event WHERE noun = 'matter' AND what = $1";
        let rows: Vec<(i64, String, String)> =
            cx.tx.all(ROWS, params![], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let mut wrong = Vec::new();
        for kind in kinds {
            let events: i64 = cx.tx.one(EVENTS, params![*kind], |row| row.get(0))?.unwrap_or(0);
            let leave = rows.iter().filter(|(_, _, of)| of == kind).count();
            if events != leave as i64 {
                wrong.push(format!("{kind}: {events} events, {leave} rows to leave"));
            }
        }
        Ok((rows, wrong))
    });
    let (rows, wrong) = rows;
    done.wrong.extend(wrong);
    done.rows = rows.len();
    let known: BTreeSet<String> = rows.iter().map(|(id, ..)| format!("msg_{id}")).collect();
    let stray = came.keys().filter(|id| !known.contains(*id));
    done.wrong.extend(stray.map(|id| format!("{id} came and has no row")));
    for (id, state, kind) in &rows {
        let has_come = came.contains_key(&format!("msg_{id}"));
        if state == "sent" && !has_come {
            done.wrong.push(format!("{kind} {id} is marked as sent and never came"));
        }
        if state != "sent" && state != "waiting" {
            done.wrong.push(format!("{kind} {id} is {state}"));
        }
    }
    done
}

/// How many rows wait that were made before a moment.
pub fn waiting(app: &App, before: Timestamp) -> i64 {
    ask(app, move |cx| {
        const SQL: &str = "SELECT COUNT(*) FROM outbox WHERE state = 'waiting' AND made_at < $1";
        Ok(cx.tx.one(SQL, params![before], |row| row.get(0))?.unwrap_or(0))
    })
}

/// Every event has one place in the chain, or waits for it: never both, never neither.
pub fn seals(app: &App) -> Vec<String> {
    ask(app, |cx| {
        let neither = "
            SELECT COUNT(*) FROM event e
            WHERE NOT EXISTS (SELECT 1 FROM seal s WHERE s.event = e.id)
              AND NOT EXISTS (SELECT 1 FROM unsealed u WHERE u.event = e.id)";
        let both = "SELECT COUNT(*) FROM unsealed u JOIN seal s ON s.event = u.event";
        let places = "SELECT COUNT(*) - COUNT(DISTINCT event) FROM seal";
        let gaps = "SELECT COALESCE(MAX(seq), 0) - COUNT(*) FROM seal";
        let mut wrong = Vec::new();
        for (what, sql) in
            [("neither", neither), ("both", both), ("two places", places), ("gaps", gaps)]
        {
            let found = count(cx.tx, sql)?;
            if found != 0 {
                wrong.push(format!("sealing: {what} {found}"));
            }
        }
        Ok(wrong)
    })
}

fn count(tx: &mut Tx<'_>, sql: &'static str) -> Result<i64, Failed> {
    Ok(tx.one(sql, params![], |row| row.get(0))?.unwrap_or(0))
}

fn ask<T: Send + 'static>(
    app: &App,
    work: impl FnMut(&mut Cx<'_, '_>) -> Result<T, Failed> + Send + 'static,
) -> T {
    app.read_now(work).expect("the database answers")
}
