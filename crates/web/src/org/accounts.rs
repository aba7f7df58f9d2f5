//! Accounts (账号) for the security administrator: opened with a random password that is shown
//! once, reset, closed, their sessions ended. Never one's own.
use crate::desk::{Answer, Desk, Nothing, Stop, on_to};
use crate::form::{FieldError, Form, FromInput, Given, Input};
use crate::page::{Page, render, render_with};
use crate::session::Signed;
use app::org::person;
use app::sign_in::{self, AccountInfo, Opened};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use base::PersonId;
use org::Person;
use serde::Deserialize;

/// `GET /accounts?after=`, by login.
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let given = Given::empty(desk.words).with("name", asked.name.as_deref().unwrap_or(""));
    page(&desk, &asked, given, None, StatusCode::OK).await
}

/// `POST /accounts`: for a person of that name who has none.
pub async fn open(desk: Desk, form: Form<New>) -> Answer {
    let asked = Asked { form: "open".to_owned(), ..Asked::default() };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return page(&desk, &asked, given, None, status).await,
    };
    let New { name, person, login } = new;
    let found = desk.read(move |cx, asker| choose(cx, asker, person, &name)).await?;
    let person = match found {
        Ok(person) => person,
        Err(code) => {
            let given = given.refuse(FieldError::new("name", code));
            return page(&desk, &asked, given, None, status).await;
        }
    };
    match sign_in::open(&desk.app, desk.signed.person, person, &login).await {
        Ok(opened) => once(&desk, person, opened).await,
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            page(&desk, &asked, given, refused, status).await
        }
    }
}

/// `POST /accounts/{id}/reset`: a new random password, shown once.
pub async fn reset(desk: Desk, Path(id): Path<PersonId>, form: Form<Nothing>) -> Answer {
    trusted(&desk.signed, form)?;
    match sign_in::reset(&desk.app, desk.signed.person, id).await {
        Ok(opened) => once(&desk, id, opened).await,
        Err(failed) => Err(desk.failed(&failed)),
    }
}

/// `POST /accounts/{id}/close`: nobody signs in with it, and its sessions end.
pub async fn close(desk: Desk, Path(id): Path<PersonId>, form: Form<Nothing>) -> Answer {
    set(desk, id, form, true).await
}

/// `POST /accounts/{id}/reopen`.
pub async fn reopen(desk: Desk, Path(id): Path<PersonId>, form: Form<Nothing>) -> Answer {
    set(desk, id, form, false).await
}

/// `POST /accounts/{id}/end-sessions`.
pub async fn end_sessions(desk: Desk, Path(id): Path<PersonId>, form: Form<Nothing>) -> Answer {
    trusted(&desk.signed, form)?;
    match desk.write(move |cx, asker| sign_in::end_sessions(cx, &asker.who, id)).await {
        Ok(_) => Ok(on_to("/accounts?done=sessions")),
        Err(failed) => Err(desk.failed(&failed)),
    }
}

/// `POST /accounts/{id}/reset-factor`: for somebody whose phone is lost.
pub async fn reset_factor(desk: Desk, Path(id): Path<PersonId>, form: Form<Nothing>) -> Answer {
    trusted(&desk.signed, form)?;
    match desk.write(move |cx, asker| sign_in::factor::reset(cx, &asker.who, id)).await {
        Ok(()) => Ok(on_to("/accounts?done=factor")),
        Err(failed) => Err(desk.failed(&failed)),
    }
}

async fn set(desk: Desk, id: PersonId, form: Form<Nothing>, closed: bool) -> Answer {
    trusted(&desk.signed, form)?;
    match desk.write(move |cx, asker| sign_in::set_disabled(cx, &asker.who, id, closed)).await {
        Ok(()) => {
            Ok(on_to(if closed { "/accounts?done=closed" } else { "/accounts?done=reopened" }))
        }
        Err(failed) => Err(desk.failed(&failed)),
    }
}

fn trusted(signed: &Signed, form: Form<Nothing>) -> Result<(), Stop> {
    form.trusted(&signed.csrf).map(|_| ()).map_err(|problem| signed.problem(problem).into())
}

/// The one person meant, or why that is not clear.
fn choose(
    cx: &mut app::Cx<'_, '_>,
    asker: &app::grid::matter::Asker,
    person: Option<PersonId>,
    name: &str,
) -> app::Result<Result<PersonId, &'static str>> {
    if let Some(id) = person {
        let known = person::get(cx, &asker.who, id)?;
        return Ok(known.map(|person| person.id).ok_or("unknown"));
    }
    let mut found = person::named(cx, &asker.who, name, NAMESAKES)?;
    found.retain(|person| person.name_zh == name);
    Ok(match &found[..] {
        [] => Err("unknown"),
        [one] => Ok(one.id),
        _ => Err("several_people"),
    })
}

/// So many of one name are looked through.
const NAMESAKES: u32 = 50;
/// What fits a screen and a half.
const PAGE: u32 = 50;
/// What a form may bring for a login; the use case is stricter.
const LOGIN_MAX: usize = 64;

#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    after: String,
    name: Option<String>,
    #[serde(default)]
    form: String,
}

/// An account to open.
pub struct New {
    name: String,
    person: Option<PersonId>,
    login: String,
}

impl FromInput for New {
    fn read(input: &mut Input) -> Option<New> {
        let person = input.raw("person").parse().ok();
        let name = match person {
            Some(_) => Some(String::new()),
            None => input.text::<{ super::NAME_MAX }>("name").map(String::from),
        };
        let login = input.text::<LOGIN_MAX>("login");
        Some(New { name: name?, person, login: login?.to_string() })
    }
}

#[derive(Template)]
#[template(path = "org/accounts.html")]
struct View {
    p: Page,
    f: Given,
    refused: Option<String>,
    is_opening: bool,
    me: PersonId,
    accounts: Vec<(AccountInfo, Option<Person>)>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "org/opened.html")]
struct Once {
    p: Page,
    name: String,
    login: String,
    password: String,
}

/// The page with the new password. It is not stored anywhere in this form, so it is shown now.
async fn once(desk: &Desk, person: PersonId, opened: Opened) -> Answer {
    let known = desk.read(move |cx, asker| person::get(cx, &asker.who, person)).await?;
    let name = known.map(|it| desk.pick(&it.name_zh, &it.name_en).to_owned()).unwrap_or_default();
    let p = desk.page(&desk.words.t("accounts-opened"));
    let Opened { login, password, .. } = opened;
    Ok(render(&Once { p, name, login, password }))
}

async fn page(
    desk: &Desk,
    asked: &Asked,
    f: Given,
    refused: Option<String>,
    status: StatusCode,
) -> Answer {
    let after = asked.after.clone();
    let (accounts, next) = desk
        .read(move |cx, asker| {
            let found = sign_in::list(cx, &asker.who, &after, PAGE + 1)?;
            let (found, next) = app::page_of(found, PAGE, |account| account.login.clone());
            let mut named = Vec::with_capacity(found.len());
            for account in found {
                let person = person::get(cx, &asker.who, account.person)?;
                named.push((account, person));
            }
            Ok((named, next))
        })
        .await?;
    let p = desk.page_after(&desk.words.t("accounts-title"), "accounts");
    let (me, is_opening) = (desk.signed.person, asked.form == "open");
    Ok(render_with(status, &View { p, f, refused, is_opening, me, accounts, next }))
}
