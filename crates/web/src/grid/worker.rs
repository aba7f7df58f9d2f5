//! `GET /work` (随身工作): the worker's page for the phone, also without signal.
//!
//! The server fills it with what is true now, and it works like that without script. With script
//! (`ui/src/offline`) the phone keeps the page and the own list, writes down what is reported
//! without signal, and sends it once. What is *not* here: the sending (`api/offline`).
use super::names::{Names, one_line};
use super::patrol::window_said;
use super::record::groups;
use crate::desk::{Desk, Stop};
use crate::form::{Choice, Given};
use crate::page::{Page, render};
use app::Failed;
use app::offline::{OwnMatter, OwnWindow};
use askama::Template;
use axum::response::Response;
use org::{Action, Denied, reach};

/// `GET /work`.
pub async fn show(desk: Desk) -> Result<Response, Stop> {
    if reach(&desk.signed.who, Action::RecordMatter).is_nothing() {
        return Err(desk.failed(&Failed::Denied(Denied::NoRight)));
    }
    let found = desk.read(|cx, asker| Ok((app::offline::own(cx, asker)?, cx.directory()?))).await?;
    let (own, directory) = found;
    let names = Names::new(desk.words, desk.app.policies(), directory, desk.today());
    let none = Choice::new("", desk.words.t("matter-kind-none"));
    Ok(render(&Work {
        p: desk.page(&desk.words.t("offline-title")).with_map(),
        f: Given::empty(desk.words),
        groups: groups(&names),
        kinds: [none].into_iter().chain(names.category_choices()).collect(),
        rows: own.matters.iter().map(|matter| row(&names, matter)).collect(),
        windows: own.patrol.windows.iter().map(|it| window(&desk, &names, it)).collect(),
        words: script_words(&desk),
    }))
}

#[derive(Template)]
#[template(path = "grid/worker.html")]
struct Work {
    p: Page,
    f: Given,
    groups: Vec<Choice>,
    kinds: Vec<Choice>,
    rows: Vec<Row>,
    windows: Vec<WindowRow>,
    /// What the script says, as JSON.
    words: String,
}

struct Row {
    href: String,
    title: String,
    number: String,
    category: String,
    place: String,
    step: String,
}

/// A window that wants a look, for a page without script.
struct WindowRow {
    name: String,
    said: String,
    place: String,
}

fn window(desk: &Desk, names: &Names, it: &OwnWindow) -> WindowRow {
    WindowRow {
        name: it.point.name.clone(),
        said: window_said(&desk.when(), &it.window),
        place: names.unit(it.point.grid).unwrap_or_default(),
    }
}

fn row(names: &Names, matter: &OwnMatter) -> Row {
    Row {
        href: format!("/matters/{}", matter.id),
        title: one_line(&matter.body),
        number: matter.number.clone(),
        category: names.category(&matter.category),
        place: names.place(&matter.place),
        step: names.words.tc("matter-step", &matter.step).into_owned(),
    }
}

fn script_words(desk: &Desk) -> String {
    let words = desk.words;
    serde_json::json!({
        "online": words.t("offline-state-online"),
        "offline": words.t("offline-state-offline"),
        "sending": words.t("offline-state-sending"),
        "signed-out": words.t("offline-state-signed-out"),
        "waiting-n": words.ta("offline-waiting-n", &[("n", "{n}")]),
        "queued": words.t("offline-queued"),
        "own-at": words.ta("offline-own-at", &[("at", "{at}")]),
        "discard-sure": words.t("offline-discard-sure"),
        "report": words.t("offline-what-report"),
        "note": words.t("offline-what-note"),
        "hand_over": words.t("offline-what-hand_over"),
        "clear": words.t("offline-what-clear"),
        "explain": words.t("offline-what-explain"),
        "patrol-later": words.ta("offline-patrol-later", &[("said", "{said}")]),
        "at-point": words.ta("offline-at-point", &[("name", "{name}")]),
        "now": words.ta("offline-now", &[("step", "{step}"), ("holder", "{holder}")]),
        "now-ended": words.t("offline-now-ended"),
        "missing": words.t("field-empty"),
    })
    .to_string()
}
