//! `/workers/import` (导入台账): a list of workers is sent, looked at cell by cell, and taken whole or
//! sent back marked. `/workers/list.xlsx` gives one out.
mod list;
mod said;

pub use list::list;

use super::ORDER_MAX;
use crate::desk::{Answer, Desk, Nothing, Stop, on_to};
use crate::form::{Form, FromInput, Given, Input};
use crate::page::{Page, render_with};
use app::Failed;
use app::ladder::roster::{self, Checked, Column, Finding, Opened};
use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use said::{Told, Unread};
use sheet::Mark;
use std::sync::Arc;

/// A file and what goes around it in a form.
pub const UPLOAD_BYTES_MAX: usize = sheet::read::BYTES_MAX + 64 * 1024;
/// What a page shows of a file that is wrong throughout; the marked file has all.
const SHOWN_MAX: usize = 200;
/// The kind of file that Excel writes.
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /workers/import`: the way in, and what the waiting file would come to.
pub async fn show(desk: Desk) -> Answer {
    page(&desk, Given::empty(desk.words), None, StatusCode::OK).await
}

/// `POST /workers/import`: a file is opened, and kept until it is taken.
pub async fn send(desk: Desk, form: Form<Sent>) -> Answer {
    let (sent, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return page(&desk, given, None, StatusCode::UNPROCESSABLE_ENTITY).await,
    };
    let done = match open(sent.bytes).await {
        Err(failed) => Err(failed),
        Ok(opened) => {
            let work = move |cx: &mut app::Cx<'_, '_>, asker: &app::grid::matter::Asker| {
                roster::send(cx, &asker.who, &opened.bytes, &sent.order_no)
            };
            desk.write(work).await
        }
    };
    match done {
        Ok(()) => Ok(on_to("/workers/import?done=sent#checked")),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            page(&desk, given, refused, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// `POST /workers/import/take`: everything in it, or nothing.
pub async fn take(desk: Desk, form: Form<Nothing>) -> Answer {
    let form = form.trusted(&desk.signed.csrf).map_err(|problem| desk.problem(problem))?;
    let Some((opened, order_no)) = waiting(&desk).await? else { return Ok(nothing_waits()) };
    let work = move |cx: &mut app::Cx<'_, '_>, asker: &app::grid::matter::Asker| {
        roster::take(cx, &asker.who, &opened, &order_no)
    };
    match desk.write(work).await {
        Ok(_) => Ok(on_to("/workers/import?done=taken")),
        Err(failed) => {
            let given = form.split().map_or_else(|given| given, |(_, given)| given);
            let (given, refused) = desk.again(given, failed)?;
            page(&desk, given, refused, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// `POST /workers/import/discard`.
pub async fn discard(desk: Desk, form: Form<Nothing>) -> Answer {
    form.trusted(&desk.signed.csrf).map_err(|problem| desk.problem(problem))?;
    let done = desk.write(|cx, asker| roster::discard(cx, &asker.who)).await;
    done.map_err(|failed| desk.failed(&failed))?;
    Ok(on_to("/workers/import?done=discarded"))
}

/// `GET /workers/import/marked.xlsx`: the sender's own file, wrong cells red, with a column of reasons.
pub async fn marked(desk: Desk) -> Answer {
    let Some((opened, _)) = waiting(&desk).await? else { return Ok(nothing_waits()) };
    let looked_at = Arc::clone(&opened);
    let checked = desk.read(move |cx, asker| roster::check(cx, &asker.who, &looked_at)).await?;
    let words = desk.words;
    let work = move || {
        let marks: Vec<Mark> = checked.findings.iter().map(|it| mark(words, it)).collect();
        let word = words.t("roster-reason");
        let Opened { bytes, book, tables } = &*opened;
        sheet::mark::mark(bytes, book, tables, &marks, &word)
    };
    let marked = beside(work)
        .await
        .and_then(|marked| marked.map_err(|refused| Failed::field("file", refused.code())));
    let marked = marked.map_err(|failed| desk.failed(&failed))?;
    Ok(file("workers-marked.xlsx", marked.bytes))
}

fn mark(words: crate::words::Words, finding: &Finding) -> Mark {
    let reason = said::reason(words, finding);
    Mark { sheet: finding.sheet, row: finding.row, at: finding.at, reason }
}

/// A workbook as a download; it is nobody's to keep on the way.
pub(super) fn file(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers =
        [(header::CONTENT_TYPE, XLSX.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, bytes).into_response()
}

fn nothing_waits() -> Response {
    on_to("/workers/import?done=none")
}

/// The waiting file, opened; one that was opened when it came opens again.
async fn waiting(desk: &Desk) -> Result<Option<(Arc<Opened>, String)>, Stop> {
    let found = desk.read(|cx, asker| roster::waiting(cx, &asker.who)).await?;
    let Some((bytes, order_no)) = found else { return Ok(None) };
    let opened = open(bytes).await.map_err(|failed| desk.failed(&failed))?;
    Ok(Some((Arc::new(opened), order_no)))
}

async fn open(bytes: Vec<u8>) -> app::Result<Opened> {
    beside(move || roster::open(bytes)).await?
}

/// Work that takes a while, beside the requests.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> app::Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Failed::Broken("a file could not be worked on".into()))
}

/// A file, and the order that it follows.
pub struct Sent {
    bytes: Vec<u8>,
    order_no: String,
}

impl FromInput for Sent {
    fn read(input: &mut Input) -> Option<Sent> {
        let file = input.files("file").into_iter().next();
        if file.is_none() {
            input.refuse("file", "empty");
        }
        let order_no = input.text::<ORDER_MAX>("order_no");
        Some(Sent { bytes: file?.bytes, order_no: order_no?.to_string() })
    }
}

#[derive(Template)]
#[template(path = "ladder/roster.html")]
struct View {
    p: Page,
    f: Given,
    refused: Option<String>,
    waiting: Option<Waiting>,
    /// The heads that are looked for, by name.
    columns: String,
}

/// What the waiting file would come to.
struct Waiting {
    order_no: String,
    checked: Checked,
    told: Vec<Told>,
    unread: Unread,
}

impl Waiting {
    fn is_clean(&self) -> bool {
        self.checked.findings.is_empty()
    }

    fn changes(&self) -> bool {
        self.checked.newcomers + self.checked.changed > 0
    }
}

async fn page(desk: &Desk, f: Given, refused: Option<String>, status: StatusCode) -> Answer {
    let words = desk.words;
    let waiting = match waiting(desk).await? {
        None => None,
        Some((opened, order_no)) => {
            let looked_at = Arc::clone(&opened);
            let checked =
                desk.read(move |cx, asker| roster::check(cx, &asker.who, &looked_at)).await?;
            let told = checked.findings.iter().take(SHOWN_MAX);
            let told = told.map(|it| said::told(words, &opened.book, it)).collect();
            let unread = said::unread(&opened);
            Some(Waiting { order_no, checked, told, unread })
        }
    };
    let columns = Column::ALL.iter().map(|it| words.tc("roster-column", it.code()).into_owned());
    let columns = columns.collect::<Vec<_>>().join(&words.t("roster-between"));
    let p = desk.page_after(&words.t("roster-title"), "roster");
    Ok(render_with(status, &View { p, f, refused, waiting, columns }))
}
