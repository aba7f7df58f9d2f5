//! `/outbox`: what did not go out (未送达), for the system administrator; neither words nor address.
use crate::desk::{Answer, Desk, Times, on_to};
use crate::form::{Form, FromInput, Input};
use crate::page::{Page, render};
use crate::words::Words;
use app::message::{self, Trouble};
use askama::Template;
use axum::extract::Query;
use base::OutboxId;
use serde::Deserialize;

/// What the page shows.
#[derive(Default, Deserialize)]
pub struct Asked {
    before: Option<OutboxId>,
}

/// What fits a screen and a half.
const PAGE: u32 = 50;

/// `GET /outbox?before=`.
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let before = asked.before;
    let found = desk.read(move |cx, asker| message::trouble(cx, &asker.who, before, PAGE)).await?;
    let outlets = desk.app.outlets();
    Ok(render(&View {
        p: desk.page_after(&desk.words.t("outbox-title"), "outbox"),
        when: Times(desk.when()),
        words: desk.words,
        is_shut: outlets.is_none(),
        rows: found.rows,
        next: found.next,
    }))
}

/// `POST /outbox/retry`.
pub async fn retry(desk: Desk, form: Form<Which>) -> Answer {
    change(desk, form, message::retry, "/outbox?done=retried").await
}

/// `POST /outbox/give-up`.
pub async fn give_up(desk: Desk, form: Form<Which>) -> Answer {
    change(desk, form, message::give_up, "/outbox?done=given-up").await
}

type Change = fn(&mut app::Cx<'_, '_>, &org::Who, OutboxId) -> app::Result<()>;

async fn change(desk: Desk, form: Form<Which>, change: Change, to: &str) -> Answer {
    // A form without a number comes from no page of ours: it names nothing.
    let which = match desk.take(form)? {
        Ok((which, _)) => which.0,
        Err(_) => OutboxId(0),
    };
    match desk.write(move |cx, asker| change(cx, &asker.who, which)).await {
        Ok(()) => Ok(on_to(to)),
        Err(failed) => Err(desk.failed(&failed)),
    }
}

/// Which delivery.
pub struct Which(OutboxId);

impl FromInput for Which {
    fn read(input: &mut Input) -> Option<Which> {
        input.parsed("delivery").map(Which)
    }
}

#[derive(Template)]
#[template(path = "message/outbox.html")]
struct View {
    p: Page,
    when: Times,
    words: Words,
    /// Nothing may leave: there is no settings file.
    is_shut: bool,
    rows: Vec<Trouble>,
    next: Option<OutboxId>,
}

impl View {
    /// What went wrong: a code with words, or a refusal with its status.
    fn why(&self, row: &Trouble) -> String {
        match row.why.strip_prefix("refused_") {
            Some(status) => self.words.ta("outbox-why-refused", &[("status", status)]),
            None => self.words.tc("outbox-why", &row.why).into_owned(),
        }
    }

    fn what(&self, row: &Trouble) -> String {
        if row.channel == "mail" {
            return self.words.t("outbox-reminder").into_owned();
        }
        self.words.tc("audit-what", &row.kind).into_owned()
    }

    fn to(&self, row: &Trouble) -> String {
        match &row.receiver {
            Some(receiver) => receiver.clone(),
            None if row.channel == "alert" => self.words.t("outbox-anybody").into_owned(),
            None => self.words.t("outbox-staff").into_owned(),
        }
    }
}
