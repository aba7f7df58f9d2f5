//! The letter of a day (每日提醒): what became public or changed in each area since the last one.
//!
//! What changed is read once for all that are due, then told to each by its area. Two servers both
//! try; a guarded update lets one of them write a letter.
use super::{DIGEST, HOURS_PER_DAY, opened, write_letter};
use crate::grid::matter::{PUBLIC_MAX, Public, Wanted, public_list};
use crate::{Cx, Failed, Result};
use base::{SignedDuration, Timestamp};
use grid::alert::{Area, next_letter};
use serde_json::{Value, json};
use store::alert as rows;

/// How many alerts one transaction looks at.
const BATCH: u32 = 100;
/// After a standstill nobody wants letters about what is older.
const BACK_MAX: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A district's busiest week fits; beyond, the oldest changes are left out of letters.
const PAGES_MAX: usize = 5;

/// Writes the letters that are due; says how many alerts were looked at.
pub fn tell_due(cx: &mut Cx<'_, '_>) -> Result<u32> {
    if !super::open(cx) {
        return Ok(0);
    }
    let due = rows::due(cx.tx, cx.at, BATCH)?;
    let Some(since) = due.iter().map(|alert| alert.told_until).min() else { return Ok(0) };
    let news = changed_since(cx, since.max(cx.at - BACK_MAX))?;
    let rule = cx.policies().rules.alert(cx.today())?.value;
    for alert in &due {
        let next = next_letter(cx.at, &rule, &cx.policies().calendar);
        if !rows::moved_on(cx.tx, alert, cx.at, next)? {
            continue;
        }
        let area = match opened(cx, alert) {
            Ok(kept) => kept.area,
            Err(Failed::Refused { .. }) => continue, // sealed with another key
            Err(failed) => return Err(failed),
        };
        let mine: Vec<&Public> =
            news.iter().filter(|it| is_news(it, &area, alert.told_until)).collect();
        if mine.is_empty() && !ends_soon(alert, cx.at, rule.renew_days) {
            continue;
        }
        let most = rule.rows as usize;
        let listed: Vec<Value> =
            mine.iter().take(most).map(|it| line(it, alert.told_until)).collect();
        let body = json!({ "rows": listed, "more": mine.len().saturating_sub(most) });
        write_letter(cx, alert.id, DIGEST, body)?;
    }
    Ok(u32::try_from(due.len()).unwrap_or(u32::MAX))
}

/// Once before its end it has a letter even without news: there it says that it ends, and is renewed.
fn ends_soon(alert: &rows::Alert, now: Timestamp, renew_days: i64) -> bool {
    let from = alert.ends_at - SignedDuration::from_hours(HOURS_PER_DAY * renew_days);
    alert.told_until < from && from <= now
}

/// Public matters that changed since, the last first.
fn changed_since(cx: &mut Cx<'_, '_>, since: Timestamp) -> Result<Vec<Public>> {
    let mut wanted = Wanted {
        reported: (Timestamp::MIN, Timestamp::MAX),
        changed: Some((since, cx.at)),
        categories: Vec::new(),
        open: None,
        before: None,
        skip: 0,
        limit: PUBLIC_MAX,
        beside: None,
    };
    let mut found = Vec::new();
    for _ in 0..PAGES_MAX {
        let page = public_list(cx, &wanted)?;
        found.extend(page.rows);
        wanted.before = page.next;
        if wanted.before.is_none() {
            break;
        }
    }
    Ok(found)
}

/// A matter one follows is told of with each step; in an area, what is new and what has ended.
fn is_news(it: &Public, area: &Area, told_until: Timestamp) -> bool {
    let later = |at: Timestamp| at > told_until;
    let turned = match area {
        Area::Matter { .. } => later(it.changed_at),
        _ => !it.merged && (later(it.reported_at) || it.ended_at.is_some_and(later)),
    };
    turned && area.holds(it.id, &it.place, it.rounded)
}

/// What a letter says of it: what stands on the board, nothing more.
fn line(it: &Public, told_until: Timestamp) -> Value {
    let state = match (it.ended_at, it.ending) {
        (Some(_), Some(ending)) => ending.code(),
        (Some(_), None) => "ended",
        (None, _) if it.reported_at > told_until => "reported",
        (None, _) => "open",
    };
    let unit = it.place.grid.or(it.place.community).map(|unit| unit.0);
    json!({ "number": it.number, "category": it.category, "state": state, "unit": unit })
}
