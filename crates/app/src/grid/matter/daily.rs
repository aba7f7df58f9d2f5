//! What is done once a day: contacts whose use has gone are erased.
use super::loaded::By;
use crate::{Cx, Event, Result};
use serde_json::json;

/// How many contacts one transaction erases.
const BATCH: u32 = 200;

/// Erases the contacts whose day has come; says how many.
pub fn erase_contacts(cx: &mut Cx<'_, '_>) -> Result<u32> {
    let due = store::grid::contact::to_erase(cx.tx, cx.today(), BATCH)?;
    let mut erased = 0;
    for id in due {
        if store::grid::contact::erase(cx.tx, id)? {
            let By { actor, post } = By::clock();
            cx.record(Event {
                actor,
                post,
                noun: "matter",
                subject: id.0,
                what: "contact_erased",
                detail: json!({}),
                basis: None,
            })?;
            erased += 1;
        }
    }
    Ok(erased)
}
