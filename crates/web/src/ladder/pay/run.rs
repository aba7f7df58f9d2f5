//! `/pay/{id}` (一次发放): what it comes to, where it differs from the one before, who could not be
//! paid and why; and the form that makes it final.
use super::super::say::{unit, yuan};
use super::{name, period};
use crate::desk::{Answer, Desk, Times, on_to};
use crate::form::{Form, FromInput, Given, Input};
use crate::page::{Page, render_with};
use crate::said;
use app::Failed;
use app::ladder::pay::make::why_not;
use app::ladder::pay::show::{self, Compared, RunPage};
use app::ladder::pay::{Run, State, finish as finishing};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use base::{Fen, PayRunId, PersonId, UnitId};
use ladder::pay::Item;
use ladder::pay::floor::Floor;

/// `GET /pay/{id}`.
pub async fn show(desk: Desk, Path(id): Path<PayRunId>) -> Answer {
    page(&desk, id, Given::empty(desk.words), None, StatusCode::OK).await
}

/// `POST /pay/{id}/finish`: by a second person.
pub async fn finish(desk: Desk, Path(id): Path<PayRunId>, form: Form<Finished>) -> Answer {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (sent, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return page(&desk, id, given, None, status).await,
    };
    let done =
        desk.write(move |cx, asker| finishing::finish(cx, &asker.who, id, sent.version)).await;
    match done {
        Ok(()) => Ok(on_to(format!("/pay/{id}?done=finished"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            page(&desk, id, given, refused, status).await
        }
    }
}

/// The draft that was looked at.
pub struct Finished {
    version: i64,
}

impl FromInput for Finished {
    fn read(input: &mut Input) -> Option<Finished> {
        Some(Finished { version: input.parsed("version")? })
    }
}

#[derive(Template)]
#[template(path = "ladder/pay/run.html")]
struct View {
    p: Page,
    when: Times,
    f: Given,
    refused: Option<String>,
    title: String,
    run: Run,
    is_final: bool,
    total: String,
    arrears: String,
    maker: String,
    finisher: String,
    makes: bool,
    /// Whether the bank file is theirs to take.
    banks: bool,
    /// Nothing where there is no form; else what stands in its way, or nothing.
    finish: Option<String>,
    streets: Vec<Street>,
    items: Vec<ItemRow>,
    before: Option<Before>,
    unpaid: Vec<Unpaid>,
    floor: Option<FloorSaid>,
    floor_none: String,
}

struct Street {
    id: UnitId,
    name: String,
    people: u32,
    total: String,
    arrears: String,
}

/// An item's sum now and then.
struct ItemRow {
    item: String,
    is_paid: bool,
    is_arrears: bool,
    people: u32,
    amount: String,
    before: String,
    more: String,
}

struct Before {
    id: PayRunId,
    period: String,
    said: String,
}

struct Unpaid {
    person: PersonId,
    name: String,
    street: String,
    said: String,
}

struct FloorSaid {
    floor: Floor,
    text: Vec<String>,
    is_short: bool,
}

pub(super) async fn page(
    desk: &Desk,
    id: PayRunId,
    f: Given,
    refused: Option<String>,
    status: StatusCode,
) -> Answer {
    let found = desk.read(move |cx, asker| show::run(cx, &asker.who, id)).await?;
    let words = desk.words;
    let title = words.ta("pay-run-title", &[("period", period(words, found.run.period))]);
    let streets = found.streets.iter().map(|row| Street {
        id: row.street,
        name: unit(words, &found.directory, row.street),
        people: row.people,
        total: yuan(words, row.total),
        arrears: yuan(words, row.arrears),
    });
    let year = [("year", found.floor_year.to_string())];
    let view = View {
        p: desk.page_after(&title, "pay"),
        when: Times(desk.when()),
        refused,
        title,
        is_final: found.run.state == State::Final,
        total: yuan(words, found.run.sums.total),
        arrears: yuan(words, found.run.sums.arrears),
        maker: match found.run.made_by {
            Some(_) => name(desk, found.maker.as_ref()),
            None => words.t("pay-console").into_owned(),
        },
        finisher: name(desk, found.finisher.as_ref()),
        makes: found.makes,
        banks: found.banks,
        finish: in_the_way(desk, &found),
        streets: streets.collect(),
        items: items(desk, &found),
        before: found.before.as_ref().map(|before| compared(desk, before)),
        unpaid: unpaid(desk, &found),
        floor: found.floor.as_ref().map(|floor| floor_said(desk, floor)),
        floor_none: words.ta("pay-floor-none", &year),
        f: f.with("version", found.run.version),
        run: found.run,
    };
    Ok(render_with(status, &view))
}

/// Nothing where a draft is not this person's to finish, or is final.
fn in_the_way(desk: &Desk, found: &RunPage) -> Option<String> {
    if found.run.state == State::Final {
        return None;
    }
    let finishes = found.finishes.as_ref()?;
    let said = |failed: &Failed| said::sentence(desk.words, failed).unwrap_or_default();
    Some(finishes.as_ref().err().map(said).unwrap_or_default())
}

fn items(desk: &Desk, found: &RunPage) -> Vec<ItemRow> {
    let words = desk.words;
    let then = |item: Item, is_arrears: bool| -> Option<Fen> {
        let rows = &found.before.as_ref()?.items;
        let row = rows.iter().find(|row| (row.item, row.is_arrears) == (item, is_arrears));
        Some(row.map_or(Fen::ZERO, |row| row.amount))
    };
    let rows = found.items.iter().map(|row| {
        let then = then(row.item, row.is_arrears);
        ItemRow {
            item: words.tc("ladder-item", row.item.code()).into_owned(),
            is_paid: row.item.is_paid(),
            is_arrears: row.is_arrears,
            people: row.people,
            amount: yuan(words, row.amount),
            before: then.map(|then| yuan(words, then)).unwrap_or_default(),
            more: then
                .map(|then| signed(yuan(words, row.amount - then), row.amount > then))
                .unwrap_or_default(),
        }
    });
    rows.collect()
}

/// What is more has its sign too.
fn signed(text: String, is_more: bool) -> String {
    if is_more { format!("+{text}") } else { text }
}

fn compared(desk: &Desk, before: &Compared) -> Before {
    let words = desk.words;
    let period = period(words, before.run.period);
    let facts = [
        ("period", period.clone()),
        ("come", before.come.to_string()),
        ("gone", before.gone.to_string()),
        ("more", before.more.to_string()),
        ("less", before.less.to_string()),
    ];
    Before { id: before.run.id, period, said: words.ta("pay-compared", &facts) }
}

fn unpaid(desk: &Desk, found: &RunPage) -> Vec<Unpaid> {
    let words = desk.words;
    let rows = found.refused.iter().map(|named| {
        let name = desk.pick(&named.name_zh, &named.name_en);
        Unpaid {
            person: named.slip.person,
            name: if name.is_empty() { &named.name_zh } else { name }.to_owned(),
            street: unit(words, &found.directory, named.slip.street),
            said: why(desk, named.slip.refused.as_deref().unwrap_or_default()),
        }
    });
    rows.collect()
}

/// Why somebody is not paid, in words.
pub fn why(desk: &Desk, kept: &str) -> String {
    let Some(why) = why_not(kept) else { return String::new() };
    let facts: Vec<(&str, String)> =
        why.facts.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let said = desk.words.ta(&format!("refused-{}", why.code.replace('_', "-")), &facts);
    let of = ladder::pay::run::Period::parse(&why.period);
    let of = of.map(|of| period(desk.words, of)).unwrap_or(why.period);
    desk.words.ta("pay-unpaid", &[("period", of), ("said", said)])
}

fn floor_said(desk: &Desk, floor: &Floor) -> FloorSaid {
    let words = desk.words;
    let money = |fen: Fen| yuan(words, fen);
    let mut text = vec![words.ta(
        "pay-floor-mean",
        &[
            ("year", floor.year.to_string()),
            ("paid", money(floor.counted.paid)),
            ("months", floor.counted.worker_months.to_string()),
            ("mean", money(floor.mean)),
        ],
    )];
    let last = (floor.year - 1).to_string();
    match (floor.least, floor.short) {
        (None, _) => text.push(words.ta("pay-floor-unpublished", &[("year", last)])),
        (Some(least), None) => {
            text.push(words.ta("pay-floor-kept", &[("year", last), ("least", money(least))]));
        }
        (Some(least), Some(short)) => {
            let facts = [("year", last), ("least", money(least)), ("short", money(short))];
            text.push(words.ta("pay-floor-short", &facts));
        }
    }
    if let Some((is, needed)) = floor.base {
        let facts = [("is", money(is)), ("needed", money(needed))];
        text.push(words.ta("pay-floor-base", &facts));
    }
    FloorSaid { floor: floor.clone(), text, is_short: floor.short.is_some() }
}
