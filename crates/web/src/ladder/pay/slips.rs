//! `/pay/{id}/slips` (发放明细): who was paid how much, by name; each opens the slip.
use super::super::say::{unit, yuan};
use super::period;
use super::run::why;
use crate::desk::{Answer, Desk};
use crate::form::{Choice, Given};
use crate::page::{Page, render};
use app::ladder::pay::show;
use askama::Template;
use axum::extract::{Path, Query};
use base::{PayRunId, PersonId, UnitId};
use org::UnitKind;
use serde::Deserialize;

/// What one reads in one sitting.
const PAGE: u32 = 50;

#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    street: String,
    after: Option<PersonId>,
}

/// `GET /pay/{id}/slips?street=&after=`.
pub async fn show(desk: Desk, Path(id): Path<PayRunId>, Query(asked): Query<Asked>) -> Answer {
    let (street, after) = (asked.street.trim().parse::<UnitId>().ok(), asked.after);
    let found =
        desk.read(move |cx, asker| show::slips(cx, &asker.who, id, street, after, PAGE)).await?;
    let (words, directory) = (desk.words, &found.directory);
    let rows = found.rows.iter().map(|named| {
        let name = desk.pick(&named.name_zh, &named.name_en);
        Row {
            person: named.slip.person,
            name: if name.is_empty() { &named.name_zh } else { name }.to_owned(),
            community: unit(words, directory, named.slip.community),
            total: yuan(words, named.slip.total),
            arrears: yuan(words, named.slip.arrears),
            has_arrears: named.slip.arrears != base::Fen::ZERO,
            unpaid: named.slip.refused.as_deref().map(|kept| why(&desk, kept)),
        }
    });
    let rows = rows.collect();
    let all = Choice::new("", words.t("pay-all-streets"));
    let named = |it: &org::Unit| Choice::new(it.id, unit(words, directory, it.id));
    let streets = [all].into_iter().chain(directory.units(UnitKind::Street).map(named));
    let streets = streets.collect();
    let period = period(words, found.run.period);
    let title = words.ta("pay-slips-title", &[("period", period.clone())]);
    let f = Given::empty(words);
    let f = match street {
        Some(street) => f.with("street", street),
        None => f,
    };
    let next = found.next.map(|next| {
        let street = street.map(|street| format!("street={street}&")).unwrap_or_default();
        format!("/pay/{id}/slips?{street}after={next}")
    });
    let (p, is_first) = (desk.page(&title), after.is_none());
    Ok(render(&View { p, f, id, title, period, streets, rows, next, is_first }))
}

#[derive(Template)]
#[template(path = "ladder/pay/slips.html")]
struct View {
    p: Page,
    f: Given,
    id: PayRunId,
    title: String,
    period: String,
    streets: Vec<Choice>,
    rows: Vec<Row>,
    next: Option<String>,
    is_first: bool,
}

struct Row {
    person: PersonId,
    name: String,
    community: String,
    total: String,
    arrears: String,
    has_arrears: bool,
    unpaid: Option<String>,
}
