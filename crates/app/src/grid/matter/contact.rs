//! 联系方式: shown to the holder only, with a reason that is logged.
use super::loaded::{Asker, By};
use super::{Words, load};
use crate::{Cx, Failed, Result};
use base::MatterId;
use org::Action;
use serde_json::json;

/// What a sealed contact is bound to: it opens in no other row.
pub(super) fn label(id: MatterId) -> String {
    format!("contact|{id}|contact")
}

/// Opens a reporter's contact. The look is recorded before the answer leaves.
pub fn read_contact(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: MatterId,
    reason: &Words,
) -> Result<String> {
    let loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::ReadContact)?;
    let sealed = store::grid::contact::find(cx.tx, id)?;
    let sealed = sealed.ok_or_else(|| Failed::refused("no_contact"))?;
    let contact = cx
        .app
        .keys()
        .open_sealed(&label(id), &sealed)
        .map_err(|_| Failed::refused("contact_does_not_open"))?;
    let detail = json!({ "reason": reason.as_str() });
    loaded.record(cx, By::right(asker, &granted), "contact_read", detail, None)?;
    Ok(contact)
}
