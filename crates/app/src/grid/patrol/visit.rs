//! What comes of a window: nothing found, in one tap; something found; or a reason why nobody came.
//!
//! Each takes the device's time, for a phone without signal sends later. The same window twice is
//! no fault: the first look stands, and whoever comes second is told so.
use super::super::matter::Asker;
use super::{Known, NOUN, PatrolPoint, in_force, load, refused, windows};
use crate::{Cx, Event, Failed, Result};
use ::grid::Refused;
use ::grid::patrol::{Outcome, Window, moment, windows_at};
use base::{Basis, MatterId, PatrolPointId, Timestamp};
use org::{Action, Granted};
use serde_json::json;
use store::grid::patrol::window;

/// When something was done, and for which window (登记要素).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deed {
    /// The window meant, by when it opens; else the one of the moment.
    pub opens: Option<Timestamp>,
    /// By the device's clock; else now.
    pub at: Option<Timestamp>,
}

/// What came of it (登记结果).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    pub window: Window,
    pub outcome: Outcome,
    /// The moment that counts.
    pub at: Timestamp,
    /// It came in later, and counts from the device's time (补传).
    pub late: bool,
    /// Somebody was there before; nothing changed.
    pub already: bool,
}

/// Looked at, nothing found (没发现问题).
pub fn nothing_found(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: PatrolPointId,
    deed: Deed,
) -> Result<Done> {
    cover(cx, asker, id, deed, None)
}

/// Looked at, and a matter opened there in the same transaction (发现问题). A matter counts whatever
/// the hour: where no window is near, there is simply none to cover.
pub fn found(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: PatrolPointId,
    deed: Deed,
    matter: MatterId,
) -> Result<Option<Done>> {
    let unaimed = Deed { opens: None, ..deed };
    for deed in [deed, unaimed] {
        match cover(cx, asker, id, deed, Some(matter)) {
            Ok(done) => return Ok(Some(done)),
            Err(Failed::Refused { code: "no_window" | "no_window_ahead", .. }) => {}
            Err(Failed::Field { field: "opens", .. }) => {}
            Err(Failed::Denied(_)) => return Ok(None),
            Err(failed) => return Err(failed),
        }
    }
    Ok(None)
}

/// Says why nobody looked in a window (说明), by a reason of policy. A look afterwards takes its place.
pub fn explain(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: PatrolPointId,
    deed: Deed,
    reason: &str,
) -> Result<Done> {
    let (versions, granted) = load(cx, asker, id, Action::VisitPoint)?;
    let reasons = cx.policies().rules.patrol_reasons(cx.today())?;
    if !reasons.value.iter().any(|known| known.code == reason) {
        return Err(refused(Refused::UnknownReason { code: reason.to_owned() }));
    }
    let rule = cx.policies().rules.patrol_visit(cx.today())?.value;
    let said = moment(deed.at, cx.at, &rule).map_err(refused)?;
    let opens = deed.opens.ok_or_else(|| Failed::field("opens", "empty"))?;
    let window = meant(cx, &versions, opens)?;
    window.explain_allowed(said.at, &rule).map_err(refused)?;
    let done = |already| Done {
        window,
        outcome: Outcome::Explained,
        at: said.at,
        late: said.late,
        already,
    };
    let before = window::find(cx.tx, id, window.opens)?;
    let same = before.as_ref().and_then(|before| before.reason.as_deref()) == Some(reason);
    match before.as_ref().map(|before| before.outcome) {
        Some(Outcome::Covered) => return Err(refused(Refused::CoveredAlready)),
        Some(Outcome::Explained) if same => return Ok(done(true)),
        _ => {}
    }
    let known = Known {
        reason: Some(reason.to_owned()),
        ..known(cx, &versions, window, Outcome::Explained, said.at)?
    };
    keep(cx, &known, before.is_some())?;
    let facts = json!({
        "opens": window.opens.to_string(), "closes": window.closes.to_string(),
        "at": said.at.to_string(), "late": said.late, "reason": reason,
    });
    record(cx, asker, &granted, id, "explained", facts, &reasons.basis)?;
    Ok(done(false))
}

fn cover(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: PatrolPointId,
    deed: Deed,
    matter: Option<MatterId>,
) -> Result<Done> {
    let (versions, granted) = load(cx, asker, id, Action::VisitPoint)?;
    let rule = cx.policies().rules.patrol_visit(cx.today())?;
    let seen = moment(deed.at, cx.at, &rule.value).map_err(refused)?;
    let all = match deed.opens {
        Some(opens) => vec![meant(cx, &versions, opens)?],
        None => windows::around(cx, &versions, seen.at)?,
    };
    let near = match windows_at(&all, seen.at, &rule.value) {
        Ok(near) => near,
        Err(_) => {
            let next = windows::next(cx, &versions, seen.at)?;
            return Err(refused(Refused::NoWindow { next }));
        }
    };
    let (window, before) = first_open(cx, &near)?;
    let (outcome, late) = (Outcome::Covered, seen.late);
    if let Some(before) = before.as_ref().filter(|before| before.outcome == outcome) {
        // The first look stands; what was found later is told of it all the same.
        if let Some(matter) = matter {
            window::set_matter(cx.tx, id, window.opens, matter)?;
        }
        return Ok(Done { window, outcome, at: before.at, late, already: true });
    }
    let known = Known { matter, ..known(cx, &versions, window, outcome, seen.at)? };
    keep(cx, &known, before.is_some())?;
    let facts = json!({
        "opens": window.opens.to_string(), "closes": window.closes.to_string(),
        "at": seen.at.to_string(), "late": late, "matter": matter,
    });
    record(cx, asker, &granted, id, "visited", facts, &rule.basis)?;
    Ok(Done { window, outcome, at: seen.at, late, already: false })
}

/// Of the windows that a look may count for, the first that nobody looked at; else the first.
fn first_open(cx: &mut Cx<'_, '_>, near: &[Window]) -> Result<(Window, Option<Known>)> {
    let mut first = None;
    for window in near {
        let before = window::find(cx.tx, window.point, window.opens)?;
        if before.as_ref().is_none_or(|before| before.outcome != Outcome::Covered) {
            return Ok((*window, before));
        }
        first.get_or_insert((*window, before));
    }
    first.ok_or_else(|| Failed::Broken("a look near no window".into()))
}

/// The window that opens at a moment.
fn meant(cx: &Cx<'_, '_>, versions: &[PatrolPoint], opens: Timestamp) -> Result<Window> {
    let found = windows::around(cx, versions, opens)?;
    let found = found.into_iter().find(|window| window.opens == opens);
    found.ok_or_else(|| Failed::field("opens", "unknown"))
}

fn known(
    cx: &Cx<'_, '_>,
    versions: &[PatrolPoint],
    window: Window,
    outcome: Outcome,
    at: Timestamp,
) -> Result<Known> {
    let version = in_force(versions, cx.policies().day(window.opens));
    let version = version.ok_or_else(|| Failed::Broken("a window of no version".into()))?;
    let Window { point, opens, closes } = window;
    let PatrolPoint { grid, community, street, .. } = *version;
    let received_at = cx.at;
    let (reason, matter) = (None, None);
    Ok(Known {
        point,
        opens,
        closes,
        grid,
        community,
        street,
        outcome,
        at,
        received_at,
        reason,
        matter,
    })
}

fn keep(cx: &mut Cx<'_, '_>, known: &Known, was_explained: bool) -> Result<()> {
    if was_explained {
        return Ok(window::replace_reason(cx.tx, known)?);
    }
    match window::insert(cx.tx, known)? {
        true => Ok(()),
        // Somebody else, at the same moment: whoever sends again finds that look.
        false => Err(Failed::Stale),
    }
}

fn record(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    granted: &Granted,
    id: PatrolPointId,
    what: &'static str,
    detail: serde_json::Value,
    basis: &Basis,
) -> Result<()> {
    let (actor, post) = (asker.who.person, granted.post);
    let (noun, subject, basis) = (NOUN, id.0, Some(basis));
    cx.record(Event { actor, post, noun, subject, what, detail, basis })
}
