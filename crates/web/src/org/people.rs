//! People who work here (人员): by name, page by page; a name, nothing else about them.
use super::unit::Names;
use crate::desk::{Answer, Desk, on_to};
use crate::form::{Form, Given};
use crate::page::{Page, render_with};
use app::org::{chart, person};
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use base::PersonId;
use org::Person;
use serde::Deserialize;

/// `GET /org/people?after=`, or `?q=` for those whose name begins so.
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let given = Given::empty(desk.words).with("q", asked.q.as_deref().unwrap_or(""));
    page(&desk, asked, given, None, StatusCode::OK).await
}

/// `POST /org/people`.
pub async fn add(desk: Desk, form: Form<Names>) -> Answer {
    let shown = Asked { form: "person".to_owned(), ..Asked::default() };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (names, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return page(&desk, shown, given, None, status).await,
    };
    let Names { zh, en } = names;
    match desk.write(move |cx, asker| person::add(cx, &asker.who, &zh, &en)).await {
        Ok(id) => Ok(on_to(format!("/org/people/{id}?done=person"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            page(&desk, shown, given, refused, status).await
        }
    }
}

#[derive(Default, Deserialize)]
pub struct Asked {
    q: Option<String>,
    after: Option<PersonId>,
    #[serde(default)]
    form: String,
}

/// What fits a screen and a half.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "org/people.html")]
struct View {
    p: Page,
    f: Given,
    refused: Option<String>,
    is_adding: bool,
    can_edit: bool,
    people: Vec<(Person, String)>,
    next: Option<PersonId>,
}

async fn page(
    desk: &Desk,
    asked: Asked,
    f: Given,
    refused: Option<String>,
    status: StatusCode,
) -> Answer {
    let Asked { q, after, form } = asked;
    let (people, chart) = desk
        .read(move |cx, asker| {
            let chart = chart::chart(cx, &asker.who)?;
            let named = q.as_deref().map(str::trim).filter(|q| !q.is_empty());
            let people = match named {
                Some(q) => person::named(cx, &asker.who, q, PAGE)?,
                None => person::list(cx, &asker.who, after, PAGE + 1)?,
            };
            Ok((people, chart))
        })
        .await?;
    let (people, next) = app::page_of(people, PAGE, |person| person.id);
    let post = |person: &Person| {
        let who = chart.directory.who(person.id);
        let info = who.posts.first().and_then(|held| chart.directory.post(held.post));
        info.map(|info| {
            let unit = desk.pick(&info.unit.name_zh, &info.unit.name_en);
            format!("{unit} · {}", desk.pick(&info.post.title_zh, &info.post.title_en))
        })
        .unwrap_or_default()
    };
    let people = people.into_iter().map(|person| (post(&person), person));
    let people = people.map(|(post, person)| (person, post)).collect();
    let p = desk.page_after(&desk.words.t("org-people"), "org");
    let (can_edit, is_adding) = (chart.can_edit, chart.can_edit && form == "person");
    Ok(render_with(status, &View { p, f, refused, is_adding, can_edit, people, next }))
}
