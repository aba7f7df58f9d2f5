//! `/ballot` (群众评议票): for whoever has a code on paper. No account, no cookie, nothing kept: the
//! code stands in the form, and goes with it.
//!
//! A look only shows; what counts is a form. Wrong codes wait, and count against their address.
use crate::form::{Field, FieldError, Form, FromInput, Given, Input};
use crate::guard::rate::Caller;
use crate::page::{Page, render, render_with};
use crate::problem::Problem;
use crate::reader::Reader;
use crate::said::{self, problem};
use crate::session::Visitor;
use app::ladder::assessment::ballot::{self, Ballot, Named};
use app::secret::Code;
use app::{App, Failed};
use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{PersonId, Text};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::sleep;

/// Whatever is wrong with a code, the answer takes this long.
const WRONG: Duration = Duration::from_millis(400);
/// Before the id of a worker in the name of a field.
const WORKER: char = 'w';

#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    code: String,
}

/// `GET /ballot?code=`: the ballot of the paper whose picture was taken, or where to type its code.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let page = Door { app, visitor, reader };
    match asked.code.trim() {
        "" => Ok(page.door(Given::empty(reader.words()), None, StatusCode::OK)),
        typed => page.ballot(typed, Given::empty(reader.words()), StatusCode::OK).await,
    }
}

/// `POST /ballot/open`: a code as typed.
pub async fn open(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    caller: Option<Extension<Caller>>,
    form: Form<Typed>,
) -> Result<Response, Problem> {
    let page = Door { app, visitor, reader };
    let (Typed(typed), given) = match form.split() {
        Ok(parts) => parts,
        Err(given) => return Ok(page.door(given, None, StatusCode::UNPROCESSABLE_ENTITY)),
    };
    let answer = page.ballot(typed.as_str(), given, StatusCode::OK).await?;
    counted(caller, answer)
}

/// `POST /ballot`: every answer at once.
pub async fn cast(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    caller: Option<Extension<Caller>>,
    form: Form<Said>,
) -> Result<Response, Problem> {
    let page = Door { app, visitor, reader };
    let (Said { code, said }, given) = match form.split() {
        Ok(parts) => parts,
        Err(given) => return Ok(page.door(given, None, StatusCode::UNPROCESSABLE_ENTITY)),
    };
    let Some(read) = Code::parse(&code) else {
        return counted(caller, page.ballot(&code, given, StatusCode::OK).await?);
    };
    match page.app.write(move |cx| ballot::cast(cx, &read, &said)).await {
        Ok(()) => Ok(Redirect::to("/ballot/thanks").into_response()),
        Err(Failed::Field { field, code: why, facts }) => {
            let given = given.refuse(FieldError { field, code: why, facts });
            page.ballot(&code, given, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(failed) => counted(caller, page.refused(given, &failed).await?),
    }
}

/// `GET /ballot/thanks`.
pub async fn thanks(visitor: Visitor, reader: Reader) -> Response {
    let words = reader.words();
    let p = Page::new(words, "/ballot/thanks", &words.t("ballot-thanks")).framed(visitor.frame);
    render(&Thanks { p })
}

/// A guess that failed counts against the address it came from; a right code never does, so a whole
/// hall may rate behind one address.
fn counted(caller: Option<Extension<Caller>>, answer: Response) -> Result<Response, Problem> {
    if answer.status() == StatusCode::UNPROCESSABLE_ENTITY
        && let Some(Extension(caller)) = caller
    {
        caller.by_address()?;
    }
    Ok(answer)
}

/// What was typed. Longer than a code, for blanks and dashes.
pub struct Typed(Text<40>);

impl FromInput for Typed {
    fn read(input: &mut Input) -> Option<Typed> {
        input.text("code").map(Typed)
    }
}

/// The code of the form and an answer for each worker.
pub struct Said {
    code: String,
    said: BTreeMap<PersonId, String>,
}

impl FromInput for Said {
    fn read(input: &mut Input) -> Option<Said> {
        let code = input.text::<40>("code")?.to_string();
        let answers = input.sent().filter_map(|(name, value)| {
            let person = name.strip_prefix(WORKER)?.parse().ok()?;
            Some((person, String::from_utf8_lossy(value).into_owned()))
        });
        Some(Said { code, said: answers.collect() })
    }
}

/// The pages of somebody without an account.
struct Door {
    app: App,
    visitor: Visitor,
    reader: Reader,
}

impl Door {
    fn door(self, f: Given, refused: Option<String>, status: StatusCode) -> Response {
        let words = self.reader.words();
        let p = Page::new(words, "/ballot", &words.t("ballot-title")).framed(self.visitor.frame);
        render_with(status, &Begin { p, f, refused })
    }

    async fn ballot(self, typed: &str, f: Given, status: StatusCode) -> Result<Response, Problem> {
        let words = self.reader.words();
        let Some(code) = Code::parse(typed) else {
            return self.refused(f, &Failed::refused("code_unknown")).await;
        };
        let shown = code.shown();
        match self.app.read(move |cx| ballot::show(cx, &code)).await {
            Ok(ballot) => {
                let p = Page::new(words, "/ballot", &words.t("ballot-title"));
                let p = p.framed(self.visitor.frame);
                Ok(render_with(status, &View { p, f, code: shown, ballot }))
            }
            Err(failed) => self.refused(f, &failed).await,
        }
    }

    async fn refused(self, f: Given, failed: &Failed) -> Result<Response, Problem> {
        let words = self.reader.words();
        let Some(said) = said::sentence(words, failed) else { return Err(problem(words, failed)) };
        sleep(WRONG).await;
        Ok(self.door(f, Some(said), StatusCode::UNPROCESSABLE_ENTITY))
    }
}

#[derive(Template)]
#[template(path = "ladder/ballot_door.html")]
struct Begin {
    p: Page,
    f: Given,
    refused: Option<String>,
}

#[derive(Template)]
#[template(path = "ladder/ballot.html")]
struct View {
    p: Page,
    f: Given,
    code: String,
    ballot: Ballot,
}

impl View {
    fn lang<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        if en.is_empty() { zh } else { self.p.lang().pick(zh, en) }
    }

    /// The answers for one worker, as tiles.
    fn tiles(&self, worker: &Named) -> Field {
        let person = &worker.person;
        let answers = self.ballot.answers.iter();
        let answers = answers
            .map(|it| crate::form::Choice::new(&it.code, self.lang(&it.zh, &it.en)))
            .collect::<Vec<_>>();
        let name = self.lang(&person.name_zh, &person.name_en);
        let label = match worker.head {
            true => self.p.ta("ballot-head", &[("name", name)]),
            false => name.to_owned(),
        };
        let tiles = self.f.tiles(&format!("{WORKER}{}", person.id), label, &answers);
        match &worker.goal {
            Some(goal) => tiles.hint(self.p.ta("ballot-goal", &[("goal", goal.as_str())])),
            None => tiles,
        }
    }
}

#[derive(Template)]
#[template(path = "ladder/ballot_thanks.html")]
struct Thanks {
    p: Page,
}
