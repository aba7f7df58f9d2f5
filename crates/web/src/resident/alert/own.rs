//! `/alerts/{token}`: the page of one alert, by the link of its letters (我的提醒): confirm, renew, end.
//!
//! A link only shows. What changes something is a form on the page, because programs that look at
//! mail follow links; one-click unsubscribing is a POST of its own (RFC 8058).
use crate::form::{Form, FromInput, Input};
use crate::page::{Page, render_with};
use crate::problem::Problem;
use crate::reader::Reader;
use crate::resident::names;
use crate::said::problem;
use crate::session::Visitor;
use app::alert::{self, Alert, Token};
use app::{App, Failed};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

/// What was just done, said once.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

/// `GET /alerts/{token}`: shows what the link is of, and changes nothing.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    Path(link): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (words, token) = (reader.words(), of_link(&link)?);
    let lang = words.lang;
    let found = app
        .read(move |cx| {
            let found = alert::find(cx, &token)?;
            let named = alert::name(cx, &found.area, lang)?;
            Ok((found, named))
        })
        .await;
    let (found, named) = match found {
        Ok(found) => found,
        Err(Failed::NotFound) => {
            let uri = Uri::from_static("/alerts");
            let p = names::page(words, &uri, "alert-title", visitor.frame);
            return Ok(render_with(StatusCode::NOT_FOUND, &Gone { p }));
        }
        Err(failed) => return Err(problem(words, &failed)),
    };
    let uri: Uri = format!("/alerts/{link}").parse().map_err(|_| Problem::not_found())?;
    let mut p = names::page(words, &uri, "alert-own", visitor.frame);
    if let Some(done) = asked.done.filter(|done| DONE.contains(&done.as_str())) {
        let said = words.tc("alert-done", &done);
        p = p.toast(said);
    }
    let ends = names::when(&app, words).day(app.policies().day(found.ends_at));
    let Alert { confirmed, .. } = found;
    Ok(render_with(StatusCode::OK, &Own { p, link, named, confirmed, ends }))
}

/// What may be said as just done.
const DONE: &[&str] = &["confirmed", "renewed"];

/// What is done by a link.
#[derive(Clone, Copy)]
pub enum Deed {
    Confirm,
    Renew,
    Stop,
    /// The same, by a mail program that knows no pages.
    OneClick,
}

impl FromInput for Deed {
    fn read(input: &mut Input) -> Option<Deed> {
        // A mail program sends this alone, without having seen our page.
        if input.raw("List-Unsubscribe") == "One-Click" {
            return Some(Deed::OneClick);
        }
        input.choice("do", |code| match code {
            "confirm" => Some(Deed::Confirm),
            "renew" => Some(Deed::Renew),
            "stop" => Some(Deed::Stop),
            _ => None,
        })
    }
}

/// `POST /alerts/{token}`: whoever has the link may; there is nothing else to show.
pub async fn act(
    State(app): State<App>,
    reader: Reader,
    Path(link): Path<String>,
    form: Form<Deed>,
) -> Result<Response, Problem> {
    let (words, token) = (reader.words(), of_link(&link)?);
    let Ok((deed, _)) = form.split() else {
        return Ok(Redirect::to(&format!("/alerts/{link}")).into_response());
    };
    let done = app
        .write(move |cx| match deed {
            Deed::Confirm => alert::confirm(cx, &token),
            Deed::Renew => alert::renew(cx, &token),
            Deed::Stop | Deed::OneClick => alert::stop(cx, &token),
        })
        .await;
    done.map_err(|failed| problem(words, &failed))?;
    let to = match deed {
        Deed::Confirm => format!("/alerts/{link}?done=confirmed"),
        Deed::Renew => format!("/alerts/{link}?done=renewed"),
        Deed::Stop => "/alerts?done=stopped".to_owned(),
        // RFC 8058 wants an answer here, not a way elsewhere.
        Deed::OneClick => return Ok(words.t("alert-stopped").into_owned().into_response()),
    };
    Ok(Redirect::to(&to).into_response())
}

fn of_link(link: &str) -> Result<Token, Problem> {
    Token::parse(link).ok_or_else(Problem::not_found)
}

#[derive(Template)]
#[template(path = "resident/alert_own.html")]
struct Own {
    p: Page,
    link: String,
    named: String,
    confirmed: bool,
    ends: String,
}

#[derive(Template)]
#[template(path = "resident/alert_gone.html")]
struct Gone {
    p: Page,
}
