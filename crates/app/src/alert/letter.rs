//! Puts a letter of an alert together (提醒邮件), when it is sent: whoever ended it meanwhile gets none.
use super::{CONFIRM, Kept, Token, opened};
use crate::org::Directory;
use crate::{Cx, Failed, Result};
use base::{AlertId, Lang, UnitId};
use grid::alert::Area;
use grid::reply::Gap;
use org::UnitKind;
use serde_json::Value;
use store::alert as rows;
use store::message::outbox::Outgoing;

/// A letter, ready to go.
pub(crate) struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
    /// Its page, where it is confirmed, renewed and ended.
    pub page: String,
}

/// The letter of a row of the outbox; nothing where the alert is gone, or cannot be opened.
pub(crate) fn letter(cx: &mut Cx<'_, '_>, row: &Outgoing) -> Result<Option<Letter>> {
    let Ok(id) = row.target.parse::<AlertId>() else { return Ok(None) };
    let Some(alert) = rows::find(cx.tx, id)? else { return Ok(None) };
    let Kept { address, area } = match opened(cx, &alert) {
        Err(Failed::Refused { .. }) => return Ok(None), // sealed with another key
        kept => kept?,
    };
    let asks = row.kind == CONFIRM;
    if asks && alert.confirmed_at.is_some() {
        return Ok(None);
    }
    let lang = Lang::parse(&alert.lang).unwrap_or_default();
    let (rules, today) = (&cx.policies().rules, cx.today());
    let words = if asks { rules.alert_confirm(today)? } else { rules.alert_digest(today)? }.value;
    let site = cx.app.outlets().map_or("", send::Outlets::site).trim_end_matches('/').to_owned();
    let page = format!("{site}/alerts/{}", Token::of(cx.app.keys(), id));
    let called = name(cx, &area, lang)?;
    let body: Value = serde_json::from_str(&row.body).unwrap_or_default();
    let listed = listed(cx, &body, lang, &site)?;
    let until = cx.policies().day(alert.ends_at).to_string();
    let say = |gap: Gap| match gap {
        Gap::Area => called.clone(),
        Gap::Until => until.clone(),
        Gap::Link => page.clone(),
        Gap::Rows => listed.clone(),
        _ => String::new(),
    };
    let (subject, text) = match lang {
        Lang::Zh => (words.subject_zh.0.fill(say), words.text_zh.0.fill(say)),
        Lang::En => (words.subject_en.0.fill(say), words.text_en.0.fill(say)),
    };
    Ok(Some(Letter { to: address, subject, text, page }))
}

/// What an area is called: a unit by its name, a circle by the unit it lies in, a matter by its
/// number. The same in both languages but for the names.
pub fn name(cx: &mut Cx<'_, '_>, area: &Area, lang: Lang) -> Result<String> {
    let directory = cx.directory()?;
    Ok(match *area {
        Area::Unit { unit } => unit_name(&directory, unit, lang),
        Area::Circle { lon, lat, metres } => {
            let middle = base::place::Point { lon, lat };
            let place = crate::grid::map::locate(cx, middle)?.map(|at| at.place);
            let unit = place.and_then(|place| place.grid.or(place.community));
            let unit = unit.map(|unit| unit_name(&directory, unit, lang)).unwrap_or_default();
            format!("{unit} ({metres} m)").trim().to_owned()
        }
        Area::Matter { matter } => {
            let found = store::grid::matter::find(cx.tx, matter)?;
            found.map(|matter| matter.number).unwrap_or_default()
        }
    })
}

/// A grid with its community: a grid's name alone says little.
fn unit_name(directory: &Directory, unit: UnitId, lang: Lang) -> String {
    let Some(found) = directory.unit(unit) else { return String::new() };
    let named = lang.pick(&found.name_zh, &found.name_en);
    let above = found.parent.filter(|_| found.kind == UnitKind::Grid);
    match above.and_then(|above| directory.unit(above)) {
        Some(above) => format!("{} · {named}", lang.pick(&above.name_zh, &above.name_en)),
        None => named.to_owned(),
    }
}

/// The matters of a letter, two lines each: what and where and how it stands, and the way to it.
fn listed(cx: &mut Cx<'_, '_>, body: &Value, lang: Lang, site: &str) -> Result<String> {
    let directory = cx.directory()?;
    let (rules, today) = (&cx.policies().rules, cx.today());
    let states = rules.alert_states(today)?.value;
    let mut said = String::new();
    for row in body["rows"].as_array().into_iter().flatten() {
        let text = |name: &str| row[name].as_str().unwrap_or_default();
        let category = rules.category(text("category"), today);
        let category =
            category.map_or_else(|| text("category").to_owned(), |it| it.name(lang).to_owned());
        let state = states.iter().find(|state| state.code == text("state"));
        let state = state.map_or(text("state"), |state| state.name(lang));
        let unit = row["unit"].as_i64().map(|unit| unit_name(&directory, UnitId(unit), lang));
        let place = unit.unwrap_or_default();
        let number = text("number");
        said += &format!("{category} · {place} · {state}\n{site}/board/{number}\n\n");
    }
    match body["more"].as_u64() {
        None | Some(0) => Ok(said),
        Some(more) => Ok(format!("{said}+ {more}: {site}/board\n\n")),
    }
}
