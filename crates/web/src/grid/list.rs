//! `GET /matters` (事项列表与检索): what is in sight, newest first; a full number leads to its page.
//! Every number of the figures leads here, to the rows it counts.
mod search;

use super::inbox::soon;
use super::names::{Names, one_line, weight_class};
use crate::desk::{Desk, Stop, on_to};
use crate::form::{FieldError, Given};
use crate::markup::Markup;
use crate::page::{Page, render, render_with};
use crate::when::When;
use app::Failed;
use app::grid::matter::{ListPage, Matter, PAGE, by_number, list};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use base::MatterId;
use relay::Relay;
use search::{Fields, Search};

/// `GET /matters?q=&state=&…&before=`; the parts of the search are in [`search`].
pub async fn show(desk: Desk) -> Result<Response, Stop> {
    let search = Search::read(&desk)?;
    if let Some(id) = numbered(&desk, &search.q).await? {
        return Ok(on_to(format!("/matters/{id}")));
    }
    let before = desk.asked_for::<MatterId>("before")?;
    let (asked, words, broken) = (search.filter.clone(), search.q.clone(), search.f.has_errors());
    let read = desk.signed.read(&desk.app, move |cx, asker| {
        let words = Some(words.as_str()).filter(|words| !words.is_empty());
        let nothing = || ListPage { rows: Vec::new(), next: None };
        let page = match list(cx, asker, &asked, words, before, PAGE) {
            // What cannot be searched for is said beside the field, with the page around it.
            Err(Failed::Field { code, .. }) => (nothing(), Some(code)),
            page => (if broken { page.map(|_| nothing())? } else { page? }, None),
        };
        Ok((page, cx.directory()?))
    });
    let ((page, refused), directory) = read.await.map_err(|failed| desk.failed(&failed))?;
    let names = Names::new(desk.words, desk.app.policies(), directory, desk.today());
    let when = desk.when();
    let f = match refused {
        Some(code) => search.f.clone().refuse(FieldError::new("q", code)),
        None => search.f.clone(),
    };
    let is_good = !f.has_errors();
    let view = List {
        p: desk.page(&desk.words.t("matter-list-title")),
        f,
        fields: Fields::new(&desk, &names, &search.filter),
        rows: page.rows.iter().map(|(m, relay)| row(&desk, &names, &when, m, relay)).collect(),
        next: page.next.map(|next| search.address(&desk, next)),
        first: before.map(|_| search.first(&desk)),
        is_narrowed: search.is_narrowed(),
        asks_more: search.asks_more(),
        from: if search.by_promise() { "matter-from-due" } else { "matter-from" },
    };
    Ok(if is_good { render(&view) } else { render_with(StatusCode::UNPROCESSABLE_ENTITY, &view) })
}

/// The matter whose number was typed, if there is one in sight.
async fn numbered(desk: &Desk, q: &str) -> Result<Option<MatterId>, Stop> {
    let (plain, root) = q.strip_suffix("-G").map_or((q, ""), |plain| (plain, "-G"));
    let Some((day, serial)) = grid::number::parse(plain) else { return Ok(None) };
    let number = grid::number::format(day, serial) + root;
    let found = desk.signed.read(&desk.app, move |cx, asker| by_number(cx, asker, &number)).await;
    match found {
        Ok(id) => Ok(Some(id)),
        Err(Failed::NotFound) => Ok(None),
        Err(failed) => Err(desk.failed(&failed)),
    }
}

#[derive(Template)]
#[template(path = "grid/list.html")]
struct List {
    p: Page,
    f: Given,
    fields: Fields,
    rows: Vec<Row>,
    next: Option<String>,
    /// The way back to the first page, on the others.
    first: Option<String>,
    is_narrowed: bool,
    /// Something of the part that is folded is asked for: it stands open.
    asks_more: bool,
    /// What the period is about; a key of words.
    from: &'static str,
}

/// One line of the list.
struct Row {
    href: String,
    title: String,
    number: String,
    category: String,
    place: String,
    reported: Markup,
    holder: String,
    state: &'static str,
    countdown: Option<Markup>,
    /// The step, or how it ended.
    step: String,
    step_class: &'static str,
    weight: String,
    weight_class: &'static str,
}

fn row(desk: &Desk, names: &Names, when: &When, matter: &Matter, relay: &Relay) -> Row {
    let words = desk.words;
    let due = relay.next_due().filter(|_| !relay.is_paused());
    let soon = due.and_then(|due| soon(desk, relay, due));
    let open = relay.ended.is_none();
    let (step, step_class) = match (open, matter.ending, matter.merged_into) {
        (true, ..) => (words.tc("matter-step", &relay.step), "badge badge-accent"),
        (_, _, Some(_)) => (words.t("matter-is-merged"), "badge badge-plain"),
        (_, Some(ending), _) => (words.tc("matter-ending", ending.code()), "badge badge-good"),
        (_, None, _) => (words.t("matter-state-closed"), "badge badge-good"),
    };
    Row {
        href: format!("/matters/{}", matter.id),
        title: one_line(&matter.body),
        number: matter.number.clone(),
        category: names.category(&matter.category),
        place: names.place(&matter.place),
        reported: when.time(matter.reported_at),
        holder: if open { names.post(relay.holder) } else { String::new() },
        state: match due {
            Some(due) => when.standing(due, soon).code(),
            None if open => "paused",
            None => "",
        },
        countdown: due.map(|due| when.countdown(due, soon)),
        step: step.into_owned(),
        step_class,
        weight: words.tc("matter-weight", matter.weight.code()).into_owned(),
        weight_class: weight_class(matter.weight),
    }
}
