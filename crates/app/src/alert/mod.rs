//! Alerts of an area (附近动态提醒): an e-mail address and an area, without an account.
//!
//! Nobody gets letters who did not confirm by a letter ([`confirm`]); every letter leads to one page
//! where it is renewed or ended, and ending erases the address ([`stop`]). Address and area are
//! sealed together and opened at one place ([`opened`]), to write a letter or to show its owner the
//! area; no page of staff shows either. Whatever somebody asks for, the answer is the same: it
//! tells nobody which addresses are known. Without outlets for alerts there are none ([`open`]).
//!
//! What is *not* here: sockets (`send`), and letters about one's own report: there are none.
mod digest;
mod letter;
mod token;

pub use digest::tell_due;
pub use letter::name;
pub(crate) use letter::{Letter, letter};
pub use token::Token;

use crate::grid::matter::By;
use crate::{Cx, Event, Failed, Result, message};
use base::place::Point;
use base::{AlertId, Lang, SignedDuration, Text, Timestamp, UnitId};
use grid::alert::{Area, next_letter};
use org::UnitKind;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::alert as rows;

/// A mail address (邮箱).
pub type MailAddress = Text<120>;

/// What is asked for (提醒申请).
#[derive(Clone, Debug)]
pub struct Wish {
    pub address: MailAddress,
    pub area: Wanted,
    pub lang: Lang,
}

/// The area as it is named in a form (所选范围).
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    Unit(UnitId),
    Circle {
        middle: Point,
        metres: u32,
    },
    /// The number of a public matter.
    Matter(String),
}

/// An alert as its owner sees it (我的提醒). The address is not shown, not even to them.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    pub area: Area,
    pub confirmed: bool,
    /// When it is erased.
    pub ends_at: Timestamp,
}

/// The channel of the outbox by which letters of alerts leave.
pub(crate) const CHANNEL: &str = "alert";
/// The letter that asks for a confirmation, and the letter of a day.
const CONFIRM: &str = "alert_confirm";
const DIGEST: &str = "alert_digest";
const HOURS_PER_DAY: i64 = 24;
/// How many one transaction erases.
const BATCH: u32 = 200;

/// Whether there are alerts: the operator has opened a way for them.
pub fn open(cx: &Cx<'_, '_>) -> bool {
    cx.app.outlets().is_some_and(send::Outlets::has_alerts)
}

/// Asks for an alert (申请). A letter goes out unless there is one already, or the address has
/// enough; which of these it was, nobody is told.
pub fn ask(cx: &mut Cx<'_, '_>, wish: &Wish) -> Result<()> {
    if !open(cx) {
        return Err(Failed::refused("no_alerts"));
    }
    let address = wish.address.as_str().trim().to_lowercase();
    if !cx.app.outlets().is_some_and(|outlets| outlets.alerts(&address)) {
        return Err(Failed::field("mail", "alert_address"));
    }
    let area = area(cx, &wish.area)?;
    let rule = cx.policies().rules.alert(cx.today())?.value;
    let kept = Kept { address: address.clone(), area };
    let kept = serde_json::to_string(&kept).map_err(|error| Failed::Broken(error.to_string()))?;
    let keys = cx.app.keys();
    let mailbox = keys.digest("alert.mailbox", address.as_bytes()).to_vec();
    let same = keys.digest("alert.same", kept.as_bytes()).to_vec();
    if let Some(known) = rows::same(cx.tx, &same)? {
        let again = SignedDuration::from_mins(rule.again_minutes);
        if known.confirmed_at.is_none() && cx.at.duration_since(known.letter_at) >= again {
            rows::asked_again(cx.tx, known.id, cx.at)?;
            write_letter(cx, known.id, CONFIRM, json!({}))?;
        }
        return Ok(());
    }
    if rows::of_mailbox(cx.tx, &mailbox)? >= rule.at_most {
        return Ok(());
    }
    let id = AlertId(cx.next_id());
    let ends_at = cx.at + SignedDuration::from_hours(rule.confirm_hours);
    let new = rows::Alert {
        id,
        sealed: keys.seal(&label(id), &kept),
        mailbox,
        same,
        lang: wish.lang.code().to_owned(),
        letter_at: cx.at,
        confirmed_at: None,
        told_until: cx.at,
        next_at: ends_at,
        ends_at,
    };
    if rows::insert(cx.tx, &new)? {
        write_letter(cx, id, CONFIRM, json!({}))?;
        record(cx, id, "alert_asked")?;
    }
    Ok(())
}

/// The alert of a link.
pub fn find(cx: &mut Cx<'_, '_>, token: &Token) -> Result<Alert> {
    let row = row(cx, token)?;
    let Kept { area, .. } = opened(cx, &row)?;
    Ok(Alert { area, confirmed: row.confirmed_at.is_some(), ends_at: row.ends_at })
}

/// Confirms it (确认): from now on letters come. Doing it again changes nothing.
pub fn confirm(cx: &mut Cx<'_, '_>, token: &Token) -> Result<()> {
    let row = row(cx, token)?;
    let rule = cx.policies().rules.alert(cx.today())?.value;
    let next = next_letter(cx.at, &rule, &cx.policies().calendar);
    let ends_at = cx.at + SignedDuration::from_hours(HOURS_PER_DAY * rule.keep_days);
    if rows::confirm(cx.tx, row.id, cx.at, next, ends_at)? {
        record(cx, row.id, "alert_confirmed")?;
    }
    Ok(())
}

/// Keeps it for another full time (续期).
pub fn renew(cx: &mut Cx<'_, '_>, token: &Token) -> Result<()> {
    let row = row(cx, token)?;
    let days = cx.policies().rules.alert(cx.today())?.value.keep_days;
    let ends_at = cx.at + SignedDuration::from_hours(HOURS_PER_DAY * days);
    if rows::renew(cx.tx, row.id, ends_at)? {
        record(cx, row.id, "alert_renewed")?;
    }
    Ok(())
}

/// Ends it and erases the address (退订). What has ended already has ended.
pub fn stop(cx: &mut Cx<'_, '_>, token: &Token) -> Result<()> {
    if !token.holds(cx.app.keys()) {
        return Err(Failed::NotFound);
    }
    if rows::erase(cx.tx, token.id)? { record(cx, token.id, "alert_ended") } else { Ok(()) }
}

/// Erases what nobody confirmed in time, and what was not renewed; says how many.
pub fn expire(cx: &mut Cx<'_, '_>) -> Result<u32> {
    let mut erased = 0;
    for (id, was_confirmed) in rows::over(cx.tx, cx.at, BATCH)? {
        if rows::erase(cx.tx, id)? {
            record(cx, id, if was_confirmed { "alert_expired" } else { "alert_unconfirmed" })?;
            erased += 1;
        }
    }
    Ok(erased)
}

/// What is sealed of an alert.
#[derive(Serialize, Deserialize)]
struct Kept {
    address: String,
    area: Area,
}

/// The one place where an address is opened.
fn opened(cx: &Cx<'_, '_>, row: &rows::Alert) -> Result<Kept> {
    let plain = cx.app.keys().open_sealed(&label(row.id), &row.sealed);
    let plain = plain.map_err(|_| Failed::refused("alert_does_not_open"))?;
    serde_json::from_str(&plain).map_err(|error| Failed::Broken(error.to_string()))
}

/// The row of a link that holds; any other link is of nothing.
fn row(cx: &mut Cx<'_, '_>, token: &Token) -> Result<rows::Alert> {
    if !token.holds(cx.app.keys()) {
        return Err(Failed::NotFound);
    }
    let now = cx.at;
    let found = rows::find(cx.tx, token.id)?.filter(|row| row.ends_at > now);
    found.ok_or(Failed::NotFound)
}

/// The area that is meant; a place outside the bounds of policy is refused at its field.
fn area(cx: &mut Cx<'_, '_>, wanted: &Wanted) -> Result<Area> {
    match wanted {
        Wanted::Unit(unit) => {
            let directory = cx.directory()?;
            let kind = directory.unit(*unit).map(|unit| unit.kind);
            match kind {
                Some(UnitKind::Grid | UnitKind::Community | UnitKind::Street) => {
                    Ok(Area::Unit { unit: *unit })
                }
                _ => Err(Failed::field("area", "unknown")),
            }
        }
        Wanted::Circle { middle, metres } => {
            if crate::grid::map::locate(cx, *middle)?.is_none() {
                return Err(Failed::field("lon", "alert_outside"));
            }
            let rules = &cx.policies().rules;
            let rule = rules.alert(cx.today())?.value;
            let round = rules.place_metres(cx.today())?.value;
            Area::circle(*middle, *metres, &rule, round)
                .map_err(|_| Failed::field("metres", "alert_metres"))
        }
        Wanted::Matter(number) => {
            let found = store::grid::matter::by_number(cx.tx, number)?;
            let found = found.filter(|matter| matter.visible);
            let matter = found.ok_or_else(|| Failed::field("matter", "unknown"))?;
            Ok(Area::Matter { matter: matter.id })
        }
    }
}

fn write_letter(
    cx: &mut Cx<'_, '_>,
    id: AlertId,
    kind: &str,
    body: serde_json::Value,
) -> Result<()> {
    message::out(cx, CHANNEL, id.to_string(), kind, body)
}

/// What happened to it; never the address, never the area.
fn record(cx: &mut Cx<'_, '_>, id: AlertId, what: &'static str) -> Result<()> {
    let (By { actor, post }, detail) = (By::clock(), json!({}));
    let (noun, subject) = ("alert", id.0);
    cx.record(Event { actor, post, noun, subject, what, detail, basis: None })
}

/// What a sealed alert is bound to: it opens in no other row.
fn label(id: AlertId) -> String {
    format!("alert|{id}|sealed")
}
