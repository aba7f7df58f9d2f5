//! 照片处理: a photo is covered, hidden or shown again, with a reason that is on record.
//!
//! What may be shown is what stands in the photo's row, and [`photo`] is the one way to it; so
//! whoever changes the row has changed every page and interface. The original lies sealed until
//! its day, for those who may redact; each look at it is on record. What is *not* here: painting,
//! which takes a second of processor and is done between [`plan_redaction`] and [`redact`].
use super::loaded::{Asker, By, Loaded};
use super::{Words, load};
use crate::{Cx, Event, Failed, Result};
use base::{MatterId, PhotoId};
use grid::photo::{After, Area, Before, Deed, PhotoRefused, PhotoState, after, without_original};
use grid::rules::RedactionReason;
use jiff::ToSpan;
use org::Action;
use serde_json::json;
use store::grid::photo::{self as rows, Original, Photo, Shown};

/// What is done to a photo, and why (照片处理).
#[derive(Clone)]
pub struct Redaction {
    pub deed: Deed,
    pub areas: Vec<Area>,
    /// A code of policy.
    pub reason: String,
    pub note: Option<Words>,
    /// How often the photo had been changed when it was looked at.
    pub edits: i64,
}

/// What has to be painted before it is saved (待绘制): these parts of this photo.
pub struct Painting {
    pub jpeg: Vec<u8>,
    pub areas: Vec<Area>,
}

/// One photo as it may be shown, for whoever may read its matter. A hidden one is not there.
pub fn photo(cx: &mut Cx<'_, '_>, asker: &Asker, id: PhotoId) -> Result<Shown> {
    let (shown, _) = readable(cx, asker, id)?;
    match shown.photo.state {
        PhotoState::Shown | PhotoState::Covered => Ok(shown),
        PhotoState::Hidden | PhotoState::Removed => Err(Failed::NotFound),
    }
}

/// How a photo stands, and its matter's page with the history of what was done to it.
pub fn photo_of(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: PhotoId,
) -> Result<(Photo, Option<Vec<Area>>, super::Page)> {
    let (shown, _) = readable(cx, asker, id)?;
    let page = super::page(cx, asker, shown.matter)?;
    let areas = match rows::original(cx.tx, id)? {
        Some(original) => Some(areas(&original)?),
        None => None,
    };
    Ok((shown.photo, areas, page))
}

/// The photo as it came, for whoever may redact it. The look is recorded before it leaves.
pub fn original(cx: &mut Cx<'_, '_>, asker: &Asker, id: PhotoId) -> Result<Vec<u8>> {
    let (shown, loaded) = readable(cx, asker, id)?;
    let granted = loaded.allow(asker, Action::RedactPhoto)?;
    let Some(jpeg) = unsealed(cx, id)? else {
        // Nothing is kept beside it: what is shown is all there is.
        return if shown.jpeg.is_empty() { Err(Failed::NotFound) } else { Ok(shown.jpeg) };
    };
    let detail = json!({ "photo": id.to_string() });
    loaded.record(cx, By::right(asker, &granted), "photo_original_seen", detail, None)?;
    Ok(jpeg)
}

/// What a redaction has to have painted; nothing where nothing is.
pub fn plan_redaction(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: PhotoId,
    wish: &Redaction,
) -> Result<Option<Painting>> {
    let (shown, loaded) = readable(cx, asker, id)?;
    loaded.allow(asker, Action::RedactPhoto)?;
    let (then, _) = decided(cx, &shown.photo, wish)?;
    if then.state != PhotoState::Covered {
        return Ok(None);
    }
    let jpeg = unsealed(cx, id)?.unwrap_or(shown.jpeg);
    Ok(Some(Painting { jpeg, areas: then.areas }))
}

/// Does it: the shown photo, the kept original and the event in one transaction.
pub fn redact(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: PhotoId,
    wish: &Redaction,
    painted: Option<&[u8]>,
) -> Result<MatterId> {
    let (shown, loaded) = readable(cx, asker, id)?;
    let granted = loaded.allow(asker, Action::RedactPhoto)?;
    if shown.photo.edits != wish.edits {
        return Err(Failed::Stale);
    }
    let (then, reason) = decided(cx, &shown.photo, wish)?;
    let rule = cx.policies().rules.redaction(cx.today())?;
    let kept = unsealed(cx, id)?;
    let jpeg: &[u8] = match (then.state, painted) {
        (PhotoState::Covered, Some(painted)) => painted,
        (PhotoState::Covered, None) => return Err(Failed::Broken("nothing was painted".into())),
        (PhotoState::Shown, _) => kept.as_deref().ok_or_else(gone)?,
        (PhotoState::Hidden | PhotoState::Removed, _) => &[],
    };
    rows::change(cx.tx, &shown.photo, then.state, jpeg)?;
    if then.keeps_original {
        let before = kept.as_deref().unwrap_or(&shown.jpeg);
        let erase_on = cx.today().saturating_add(rule.value.original_days.days());
        let original = Original {
            sealed: cx.app.keys().seal_bytes(&label(id), before),
            areas: serde_json::to_string(&then.areas)
                .map_err(|error| Failed::Broken(error.to_string()))?,
            erase_on: match rows::original(cx.tx, id)? {
                Some(original) => original.erase_on, // its days began with the first change
                None => erase_on,
            },
        };
        rows::put_original(cx.tx, id, &original)?;
    } else {
        rows::erase_original(cx.tx, id)?;
    }
    let detail = json!({
        "photo": id.to_string(), "deed": wish.deed.code(), "state": then.state.code(),
        "areas": then.areas.len(), "reason": reason.code,
        "note": wish.note.as_ref().map(Words::as_str).unwrap_or_default(),
        "original_kept": then.keeps_original,
    });
    loaded.record(cx, By::right(asker, &granted), "photo_redacted", detail, Some(&rule.basis))?;
    Ok(loaded.matter.id)
}

/// How many originals one transaction erases.
const BATCH: u32 = 100;

/// Erases the originals whose day has come; says how many.
pub fn erase_originals(cx: &mut Cx<'_, '_>) -> Result<u32> {
    let mut erased = 0;
    for id in rows::originals_due(cx.tx, cx.today(), BATCH)? {
        let Some(shown) = rows::find(cx.tx, id)? else { continue };
        if !rows::erase_original(cx.tx, id)? {
            continue;
        }
        let state = without_original(shown.photo.state);
        if state != shown.photo.state {
            rows::change(cx.tx, &shown.photo, state, &[])?;
        }
        let By { actor, post } = By::clock();
        let detail = json!({ "photo": id.to_string(), "state": state.code() });
        let (noun, subject, what) = ("matter", shown.matter.0, "photo_original_erased");
        cx.record(Event { actor, post, noun, subject, what, detail, basis: None })?;
        erased += 1;
    }
    Ok(erased)
}

fn readable(cx: &mut Cx<'_, '_>, asker: &Asker, id: PhotoId) -> Result<(Shown, Loaded)> {
    let shown = rows::find(cx.tx, id)?.ok_or(Failed::NotFound)?;
    let loaded = load(cx, shown.matter)?;
    loaded.allow(asker, Action::ReadMatter)?;
    Ok((shown, loaded))
}

/// What the rule makes of it, with the reason of policy.
fn decided(
    cx: &mut Cx<'_, '_>,
    photo: &Photo,
    wish: &Redaction,
) -> Result<(After, RedactionReason)> {
    let rule = cx.policies().rules.redaction(cx.today())?.value;
    let reason = rule.reasons.into_iter().find(|reason| reason.code == wish.reason);
    let reason = reason.ok_or_else(|| Failed::field("reason", "choose"))?;
    let covered = match rows::original(cx.tx, photo.id)? {
        Some(original) => Some(areas(&original)?),
        None => None,
    };
    let before = Before { state: photo.state, original: covered.as_deref() };
    let then = after(&before, wish.deed, &wish.areas, reason.erases);
    let then = then.map_err(|refused| match refused {
        PhotoRefused::Areas => Failed::field("areas", refused.code()),
        other => Failed::refused(other.code()),
    })?;
    Ok((then, reason))
}

fn areas(original: &Original) -> Result<Vec<Area>> {
    serde_json::from_str(&original.areas)
        .map_err(|error| Failed::Broken(format!("covered parts cannot be read: {error}")))
}

/// The kept original, opened; nothing where none is kept.
fn unsealed(cx: &mut Cx<'_, '_>, id: PhotoId) -> Result<Option<Vec<u8>>> {
    let Some(original) = rows::original(cx.tx, id)? else { return Ok(None) };
    let opened = cx.app.keys().open_bytes(&label(id), &original.sealed);
    opened.map(Some).map_err(|_| Failed::refused("photo_original_does_not_open"))
}

fn gone() -> Failed {
    Failed::refused(PhotoRefused::OriginalGone.code())
}

/// What a sealed original is bound to: it opens in no other row.
fn label(id: PhotoId) -> String {
    format!("photo_original|{id}|sealed")
}
