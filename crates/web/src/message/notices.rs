//! `/notices`: what came to my posts and what I follow (我的消息), unread ones marked; and where
//! reminders by mail go, where the district sends any.
use crate::desk::{Answer, Desk, Nothing, Stop, Times, on_to};
use crate::form::{Form, FromInput, Given, Input};
use crate::grid::names::one_line;
use crate::page::{Page, render, render_with};
use app::message::{self, MailAddress, NoticeRow};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use base::{Date, MatterId, NoticeId};
use serde::Deserialize;

/// What the page shows.
#[derive(Default, Deserialize)]
pub struct Asked {
    before: Option<NoticeId>,
}

/// `GET /notices?before=`.
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let given = Given::empty(desk.words);
    page(&desk, asked.before, given, None, StatusCode::OK).await
}

/// `POST /notices/open`: marks one as read and goes to its matter.
pub async fn open(desk: Desk, form: Form<Which>) -> Answer {
    let which = match desk.take(form)? {
        Ok((which, _)) => which.0,
        Err(given) => return again(&desk, given, None).await,
    };
    match desk.write(move |cx, asker| message::open(cx, asker, which)).await {
        Ok(matter) => Ok(on_to(format!("/matters/{matter}"))),
        Err(failed) => Err(desk.failed(&failed)),
    }
}

/// `POST /notices/read`: marks all.
pub async fn read(desk: Desk, form: Form<Nothing>) -> Answer {
    trusted(&desk, form)?;
    done(&desk, desk.write(message::mark_all).await, "/notices?done=read")
}

/// `POST /notices/mail`: begins reminders, in the language of the page.
pub async fn mail(desk: Desk, form: Form<To>) -> Answer {
    let (to, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, given, None).await,
    };
    let lang = desk.words.lang;
    let set = desk.write(move |cx, asker| message::set_mail_address(cx, asker, &to.0, lang)).await;
    match set {
        Ok(()) => Ok(on_to("/notices?done=mail")),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            again(&desk, given, refused).await
        }
    }
}

/// `POST /notices/mail/stop`.
pub async fn stop_mail(desk: Desk, form: Form<Nothing>) -> Answer {
    trusted(&desk, form)?;
    done(&desk, desk.write(message::stop_mail).await, "/notices?done=mail-stopped")
}

/// `POST /matters/{id}/follow`.
pub async fn follow(desk: Desk, Path(id): Path<MatterId>, form: Form<Nothing>) -> Answer {
    trusted(&desk, form)?;
    let followed = desk.write(move |cx, asker| message::follow(cx, asker, id)).await;
    done(&desk, followed, &format!("/matters/{id}?done=follow"))
}

/// `POST /matters/{id}/unfollow`.
pub async fn unfollow(desk: Desk, Path(id): Path<MatterId>, form: Form<Nothing>) -> Answer {
    trusted(&desk, form)?;
    let ended = desk.write(move |cx, asker| message::unfollow(cx, asker, id)).await;
    done(&desk, ended, &format!("/matters/{id}?done=unfollow"))
}

/// Which notice.
pub struct Which(NoticeId);

impl FromInput for Which {
    fn read(input: &mut Input) -> Option<Which> {
        input.parsed("notice").map(Which)
    }
}

/// Where reminders go.
pub struct To(MailAddress);

impl FromInput for To {
    fn read(input: &mut Input) -> Option<To> {
        input.text("mail_address").map(To)
    }
}

pub(super) fn trusted(desk: &Desk, form: Form<Nothing>) -> Result<(), Stop> {
    let trusted = form.trusted(&desk.signed.csrf);
    trusted.map(|_| ()).map_err(|problem| desk.signed.problem(problem).into())
}

fn done(desk: &Desk, outcome: app::Result<()>, to: &str) -> Answer {
    match outcome {
        Ok(()) => Ok(on_to(to)),
        Err(failed) => Err(desk.failed(&failed)),
    }
}

async fn again(desk: &Desk, given: Given, refused: Option<String>) -> Answer {
    page(desk, None, given, refused, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// What fits two screens.
const PAGE: u32 = 30;

#[derive(Template)]
#[template(path = "message/notices.html")]
struct View {
    p: Page,
    f: Given,
    refused: Option<String>,
    when: Times,
    days: Vec<Day>,
    is_first: bool,
    next: Option<NoticeId>,
    /// The district sends mail.
    has_mail: bool,
    address: Option<String>,
}

/// What came on one day, the newest first.
struct Day {
    day: Date,
    rows: Vec<Row>,
}

/// One line: what happened, to which matter.
struct Row {
    id: NoticeId,
    matter: MatterId,
    title: String,
    number: String,
    what: String,
    step: String,
    is_followed: bool,
    is_read: bool,
    at: base::Timestamp,
}

async fn page(
    desk: &Desk,
    before: Option<NoticeId>,
    f: Given,
    refused: Option<String>,
    status: StatusCode,
) -> Answer {
    let (page, address) = desk
        .read(move |cx, asker| {
            let page = message::list(cx, asker, before, PAGE)?;
            Ok((page, message::mail_address(cx, asker)?))
        })
        .await?;
    let view = View {
        p: desk.page_after(&desk.words.t("notice-title"), "notice"),
        f,
        refused,
        days: days(desk, &page.rows),
        when: Times(desk.when()),
        is_first: before.is_none(),
        next: page.next,
        has_mail: desk.app.outlets().is_some_and(|outlets| outlets.has_mail()),
        address,
    };
    Ok(if status == StatusCode::OK { render(&view) } else { render_with(status, &view) })
}

fn days(desk: &Desk, rows: &[NoticeRow]) -> Vec<Day> {
    let when = desk.when();
    let same = |a: &NoticeRow, b: &NoticeRow| when.day_of(a.at) == when.day_of(b.at);
    let of = |rows: &[NoticeRow]| Day {
        day: when.day_of(rows[0].at),
        rows: rows.iter().map(|notice| row(desk, notice)).collect(),
    };
    rows.chunk_by(same).map(of).collect()
}

fn row(desk: &Desk, notice: &NoticeRow) -> Row {
    let words = desk.words;
    Row {
        id: notice.notice.id,
        matter: notice.matter.id,
        title: one_line(&notice.matter.body),
        number: notice.matter.number.clone(),
        what: words.tc("audit-what", &notice.notice.what).into_owned(),
        step: words.tc("matter-step", &notice.notice.step).into_owned(),
        is_followed: notice.notice.person.is_some(),
        is_read: notice.is_read,
        at: notice.at,
    }
}
