//! What is done once a day: results of windows go when their days are over (保存期满删除).
use super::windows::back;
use super::{NOUN, windows};
use crate::{Cx, Event, Result};
use serde_json::json;

/// Forgets what came of windows longer ago than policy keeps it; says how many.
pub fn forget_windows(cx: &mut Cx<'_, '_>) -> Result<u64> {
    let today = cx.today();
    let days = cx.policies().rules.patrol_retention_days(today)?;
    let (before, _) = windows::instants(cx, back(today, days.value), today);
    let forgotten = store::grid::patrol::window::forget(cx.tx, before)?;
    if forgotten > 0 {
        cx.record(Event {
            actor: None,
            post: None,
            noun: NOUN,
            subject: 0,
            what: "forgotten",
            detail: json!({ "before": before.to_string(), "windows": forgotten }),
            basis: Some(&days.basis),
        })?;
    }
    Ok(forgotten)
}
