//! 接口反映: another system reports for somebody, with its key and the answers to our questions.
use super::loaded::{Asker, By};
use super::report::{NewReport, Receipt, report};
use crate::{Cx, Failed, Result};
use base::ApiKeyId;
use serde_json::json;
pub use store::grid::answer::Answer;

/// Takes in a matter as [`report`] does, and notes the key and the answers beside it.
pub fn report_by_key(
    cx: &mut Cx<'_, '_>,
    key: Option<ApiKeyId>,
    new: &NewReport,
    answers: &[Answer],
) -> Result<Receipt> {
    // A key that was revoked a moment ago brings nothing any more.
    let known = match key {
        None => None,
        Some(id) => {
            let found = store::api_key::find(cx.tx, id)?;
            Some(found.filter(|key| key.revoked_at.is_none()).ok_or(Failed::NotFound)?)
        }
    };
    let receipt = report(cx, &Asker::default(), new)?;
    store::grid::answer::insert(cx.tx, receipt.id, answers)?;
    if let Some(key) = known {
        let today = cx.today();
        store::api_key::brought(cx.tx, key.id, receipt.id)?;
        store::api_key::used(cx.tx, key.id, today)?;
        let loaded = super::load(cx, receipt.id)?;
        let detail = json!({ "key": key.name, "prefix": key.prefix });
        loaded.record(cx, By::default(), "came_by_key", detail, None)?;
    }
    Ok(receipt)
}
