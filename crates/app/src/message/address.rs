//! Where reminders go (提醒邮箱): given by a member of staff for themselves, sealed, taken away by
//! them. Only where mail is set up, and only to the domains that its settings name.
use super::notice::signed;
use crate::grid::matter::Asker;
use crate::{Cx, Event, Failed, Result};
use base::{Lang, PersonId, Text};
use serde_json::json;
use store::message::address as rows;

/// A mail address (邮箱).
pub type MailAddress = Text<120>;

/// What a sealed address is bound to: it opens in no other row.
fn label(person: PersonId) -> String {
    format!("mail_address|{person}|sealed")
}

/// Begins reminders by mail, in a language.
pub fn set_mail_address(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    address: &MailAddress,
    lang: Lang,
) -> Result<()> {
    let person = signed(asker)?;
    let outlets = cx.app.outlets().filter(|outlets| outlets.has_mail());
    let outlets = outlets.ok_or_else(|| Failed::refused("no_mail"))?;
    if !outlets.reaches(address.as_str()) {
        return Err(Failed::field("mail_address", "mail_address"));
    }
    let sealed = cx.app.keys().seal(&label(person), address.as_str());
    rows::put(cx.tx, person, &sealed, lang.code())?;
    record(cx, person, "mail_begun")
}

/// Ends them.
pub fn stop_mail(cx: &mut Cx<'_, '_>, asker: &Asker) -> Result<()> {
    let person = signed(asker)?;
    if rows::remove(cx.tx, person)? { record(cx, person, "mail_ended") } else { Ok(()) }
}

/// One's own address, to see where reminders go.
pub fn mail_address(cx: &mut Cx<'_, '_>, asker: &Asker) -> Result<Option<String>> {
    let person = signed(asker)?;
    Ok(opened(cx, person)?.map(|(address, _)| address))
}

/// The address of a person and the language it wants.
pub(super) fn opened(cx: &mut Cx<'_, '_>, person: PersonId) -> Result<Option<(String, Lang)>> {
    let Some((sealed, lang)) = rows::find(cx.tx, person)? else { return Ok(None) };
    let address = cx.app.keys().open_sealed(&label(person), &sealed);
    let address = address.map_err(|_| Failed::refused("mail_address_does_not_open"))?;
    Ok(Some((address, Lang::parse(&lang).unwrap_or_default())))
}

/// That it began or ended; never the address.
fn record(cx: &mut Cx<'_, '_>, person: PersonId, what: &'static str) -> Result<()> {
    let (actor, detail) = (Some(person), json!({}));
    let (noun, subject) = ("person", person.0);
    cx.record(Event { actor, post: None, noun, subject, what, detail, basis: None })
}
