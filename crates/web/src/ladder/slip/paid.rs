//! `/workers/{id}/pay/{run}` (工资条): a slip as it was paid, line by line; made to be printed on A4.
use super::super::pay::period;
use super::super::say::{self, Said, unit, yuan};
use crate::desk::{Answer, Desk, Times};
use crate::page::{Page, render};
use app::ladder::pay::paid::{self, PaidPage};
use app::ladder::pay::{Run, State};
use askama::Template;
use axum::extract::Path;
use base::{PayRunId, PersonId};
use ladder::pay::run::{Period, RunLine};

/// `GET /workers/{id}/pay/{run}`.
pub async fn show(desk: Desk, Path((id, run)): Path<(PersonId, PayRunId)>) -> Answer {
    let shown = desk.read(move |cx, asker| paid::slip(cx, &asker.who, id, run)).await?;
    let PaidPage { person, run, slip, directory } = shown;
    let words = desk.words;
    let title = words.ta("pay-slip-title", &[("period", period(words, run.period))]);
    let name = desk.pick(&person.name_zh, &person.name_en);
    let view = View {
        p: desk.page(&title),
        when: Times(desk.when()),
        id,
        name: if name.is_empty() { &person.name_zh } else { name }.to_owned(),
        place: {
            let (street, community) = (slip.street, slip.community);
            format!("{} · {}", unit(words, &directory, street), unit(words, &directory, community))
        },
        title,
        is_final: run.state == State::Final,
        run,
        own: group(&desk, slip.lines.iter().filter(|line| !line.is_arrears)),
        earlier: earlier(&desk, &slip.lines),
        total: yuan(words, slip.total),
        arrears: yuan(words, slip.arrears),
    };
    Ok(render(&view))
}

#[derive(Template)]
#[template(path = "ladder/pay/slip.html")]
struct View {
    p: Page,
    when: Times,
    id: PersonId,
    name: String,
    place: String,
    title: String,
    run: Run,
    is_final: bool,
    own: Vec<Row>,
    /// Arrears by what they are owed for.
    earlier: Vec<(String, Vec<Row>)>,
    total: String,
    arrears: String,
}

/// A line of the slip, in words.
struct Row {
    item: String,
    is_paid: bool,
    amount: String,
    said: Said,
}

fn group<'l>(desk: &Desk, lines: impl Iterator<Item = &'l RunLine>) -> Vec<Row> {
    let (words, when) = (desk.words, desk.when());
    let rows = lines.map(|RunLine { line, .. }| Row {
        item: words.tc("ladder-item", line.item.code()).into_owned(),
        is_paid: line.item.is_paid(),
        amount: yuan(words, line.amount),
        said: say::pay(words, &when, line),
    });
    rows.collect()
}

fn earlier(desk: &Desk, lines: &[RunLine]) -> Vec<(String, Vec<Row>)> {
    let arrears = || lines.iter().filter(|line| line.is_arrears);
    let mut periods: Vec<Period> = arrears().map(|line| line.period).collect();
    periods.dedup();
    let groups = periods.into_iter().map(|of| {
        let rows = group(desk, arrears().filter(|line| line.period == of));
        (period(desk.words, of), rows)
    });
    groups.collect()
}
