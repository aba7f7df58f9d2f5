//! `/pay/what-if` (调薪试算): other numbers from a day on, what they would cost per street and year,
//! and for how many pay would rise or fall. The address holds what is tried; nothing is kept.
mod read;

use super::say::{unit, yuan};
use crate::desk::{Answer, Desk};
use crate::form::{Field, Given};
use crate::page::{Page, render_with};
use crate::said;
use crate::words::Words;
use app::Failed;
use app::ladder::what_if::{self, WhatIf};
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use base::Fen;
use ladder::rules::{Knob, Unit};
use ladder::what_if::{Bin, Cost, Outcome};

pub use read::{Asked, change};

/// `GET /pay/what-if?since=2026-07-01&base=3500.00`.
pub async fn show(desk: Desk, Query(asked): Query<Vec<(String, String)>>) -> Answer {
    let (f, change) = read::form(desk.words, &asked);
    let has_errors = f.has_errors();
    let change = change.filter(|_| !has_errors);
    let (found, failed) = desk
        .read(move |cx, asker| match what_if::of(cx, &asker.who, change.as_ref()) {
            Err(failed @ (Failed::Field { .. } | Failed::Refused { .. })) => {
                Ok((what_if::of(cx, &asker.who, None)?, Some(failed)))
            }
            found => Ok((found?, None)),
        })
        .await?;
    let status = match has_errors || failed.is_some() {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let (f, refused) = match failed {
        Some(failed) => match said::sentence(desk.words, &failed) {
            Some(sentence) => (f, Some(sentence)),
            None => (said::in_form(f, failed).map_err(|failed| desk.failed(&failed))?, None),
        },
        None => (f, None),
    };
    Ok(render_with(status, &view(&desk, f, refused, &found)))
}

/// The knobs in groups; the first is always open.
const GROUPS: [(&str, &[Knob]); 5] = [
    ("what-if-basis", &[Knob::Base, Knob::BasePercent]),
    (
        "what-if-factors",
        &[Knob::FactorClerk, Knob::FactorMember, Knob::FactorDeputy, Knob::FactorChief],
    ),
    (
        "what-if-performance",
        &[
            Knob::PerformanceExcellent,
            Knob::PerformanceQualified,
            Knob::PerformanceBasic,
            Knob::PerformanceUnqualified,
        ],
    ),
    (
        "what-if-reward",
        &[Knob::RewardExcellent, Knob::RewardQualified, Knob::RewardBasic, Knob::RewardUnqualified],
    ),
    (
        "what-if-allowances",
        &[
            Knob::Bachelor,
            Knob::Master,
            Knob::Doctor,
            Knob::OnePaper,
            Knob::Assistant,
            Knob::SocialWorker,
            Knob::Senior,
        ],
    ),
];

#[derive(Template)]
#[template(path = "ladder/what_if.html")]
struct View {
    p: Page,
    f: Given,
    refused: Option<String>,
    /// The fields that are always open, and those one opens.
    basis: Vec<Field>,
    groups: Vec<Group>,
    years: Vec<YearView>,
    /// Of the year that the histogram is of.
    spread: Option<Spread>,
}

struct Group {
    title: String,
    fields: Vec<Field>,
    is_open: bool,
}

struct YearView {
    year: String,
    rows: Vec<CostView>,
    total: CostView,
}

struct CostView {
    name: String,
    workers: u32,
    now: String,
    then: String,
    difference: String,
}

/// For how many by how much (分布).
struct Spread {
    year: String,
    more: u32,
    same: u32,
    less: u32,
    unanswered: u32,
    most: u32,
    bins: Vec<BinView>,
}

struct BinView {
    said: String,
    workers: u32,
}

fn view(desk: &Desk, f: Given, refused: Option<String>, found: &WhatIf) -> View {
    let words = desk.words;
    let fields = |knobs: &[Knob]| -> Vec<Field> {
        knobs.iter().map(|knob| field(words, &f, *knob, found)).collect()
    };
    let (first, rest) = (GROUPS[0], &GROUPS[1..]);
    let typed = |knob: &Knob| !f.value(knob.code()).is_empty() || f.error(knob.code()).is_some();
    let groups = rest.iter().map(|(title, knobs)| Group {
        title: words.t(title).into_owned(),
        fields: fields(knobs),
        is_open: knobs.iter().any(typed),
    });
    let (basis, groups) = (fields(first.1), groups.collect());
    let years = found.years.iter().map(|outcome| year(desk, outcome, found)).collect();
    // The first whole year shows what each gets in the end.
    let spread = found.years.last().map(|outcome| spread(words, outcome));
    let p = desk.page(&words.t("what-if-title"));
    View { p, f, refused, basis, groups, years, spread }
}

fn field(words: Words, f: &Given, knob: Knob, found: &WhatIf) -> Field {
    let label = words.tc("label", knob.code());
    let field = f.decimal(knob.code(), label).max(read::NUMBER_CHARACTERS_MAX);
    let Some(stands) = found.stands(knob) else { return field };
    let stands = match knob.unit() {
        Unit::Yuan => format!("{stands:.2}"),
        _ => stands.normalize().to_string(),
    };
    field.hint(words.ta("what-if-stands", &[("number", stands)]))
}

fn year(desk: &Desk, outcome: &Outcome, found: &WhatIf) -> YearView {
    let cost = |name: String, cost: &Cost| CostView {
        name,
        workers: cost.workers,
        now: yuan(desk.words, cost.now),
        then: yuan(desk.words, cost.then),
        difference: signed(desk.words, cost.difference()),
    };
    let rows = found.streets.iter().zip(&outcome.groups);
    let rows = rows.map(|(id, of)| cost(unit(desk.words, &found.directory, *id), of)).collect();
    let total = cost(desk.words.t("what-if-total").into_owned(), &outcome.total);
    YearView { year: outcome.year.to_string(), rows, total }
}

fn spread(words: Words, outcome: &Outcome) -> Spread {
    let Outcome { more, same, less, unanswered, .. } = *outcome;
    let bin = |bin: &Bin| {
        let facts = [("from", signed(words, bin.from)), ("to", signed(words, bin.to))];
        BinView { said: words.ta("what-if-bin", &facts), workers: bin.workers }
    };
    Spread {
        year: outcome.year.to_string(),
        more,
        same,
        less,
        unanswered,
        most: outcome.bins.iter().map(|bin| bin.workers).max().unwrap_or(1),
        bins: outcome.bins.iter().map(bin).collect(),
    }
}

/// With its sign, so that a loss is not read as a gain.
fn signed(words: Words, fen: Fen) -> String {
    let said = yuan(words, fen);
    if fen > Fen::ZERO { format!("+{said}") } else { said }
}
