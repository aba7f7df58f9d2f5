//! 离线补报 over HTTP: what a phone keeps to read, and the batch of what it wrote down.
//!
//! A batch is answered operation by operation; one that is refused keeps no other back. A program
//! shows its token, the installed page its session's cookie together with the session's csrf token
//! in a header, which no other site can know. What is *not* here: what an operation does
//! (`app::offline`).
mod patrol;
mod read;
mod view;

use super::body::parse_sized;
use super::client::{Client, bearer};
use super::operation::{Operation, get, post};
use super::refusal;
use crate::grid::names::Names;
use crate::guard::UPLOAD_BYTES_MAX;
use crate::guard::origin::csrf_matches;
use crate::problem::{Code, Problem};
use crate::reader::Reader;
use crate::session;
use crate::when::When;
use app::offline::{self, About, Answer, CHUNK, OPERATIONS_MAX};
use app::{App, Failed};
use axum::Json;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::routing;
use org::{Action, Denied, reach};
use read::Batch;
use std::collections::BTreeSet;
use view::{Answers, OwnView};

pub fn operations() -> Vec<Operation> {
    let take = routing::post(take).layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX));
    vec![
        get(PATH, "offline_own", routing::get(own)).tag("work").staff().answers::<OwnView>(200),
        post(PATH, "offline", take)
            .tag("work")
            .staff()
            .takes::<Batch>(
                r#"{"operations":[{"id":"b7c1d7c0-5a3e-4a44-9d0e-2f5f4f1c0a11","at":"2026-03-02T01:40:00Z","kind":"report","payload":{"category":"street_light","body":"东门路灯不亮","lon":120.0005,"lat":30.0005}}]}"#,
            )
            .answers::<Answers>(200)
            .each_time(),
    ]
}

const PATH: &str = "/api/v1/offline";
/// The header in which a page of ours shows its session's token.
const CSRF_HEADER: &str = "x-jieli-csrf";

/// The own open list, for reading without signal.
async fn own(State(app): State<App>, phone: Phone) -> Result<Json<OwnView>, Problem> {
    let Phone { client, csrf } = phone;
    let (words, program) = (client.words, app.clone());
    let found = client.read(&app, move |cx, asker| {
        let own = offline::own(cx, asker)?;
        let (today, rules) = (cx.today(), &cx.policies().rules);
        let names = Names::new(words, program.policies(), cx.directory()?, today);
        let when = When::new(words, cx.policies().calendar.tz().clone(), cx.at);
        let risks = rules.patrol_risks(today)?.value;
        let photos_max = rules.photo_limits(today)?.value.max_per_matter;
        let mut view = view::own(&names, &own);
        view.csrf = csrf.clone();
        view.photos_max = photos_max;
        view.patrol = patrol::on_phone(&names, &when, &risks, &own.patrol);
        Ok(view)
    });
    found.await.map(Json)
}

/// Does a batch. Whoever may write nothing down at all is told before anything is read.
async fn take(
    State(app): State<App>,
    phone: Changing,
    request: Request,
) -> Result<Json<Answers>, Problem> {
    let client = phone.0;
    let may = |who: &org::Who| !reach(who, Action::RecordMatter).is_nothing();
    let allowed = client.read(&app, move |_, asker| Ok(may(&asker.who))).await?;
    if !allowed {
        return Err(client.refuse(&Failed::Denied(Denied::NoRight)));
    }
    let batch: Batch = parse_sized(request, UPLOAD_BYTES_MAX as u64, client.words).await?;
    let operations = read::operations(&app, &client, batch).await?;
    let mut answers = Vec::with_capacity(operations.len());
    let mut held: BTreeSet<About> = BTreeSet::new();
    for chunk in operations.chunks(CHUNK) {
        let (chunk, before, words) = (chunk.to_vec(), held.clone(), client.words);
        let ran = client.act(&app, move |cx, asker| {
            let mut held = before.clone();
            let say = |failed: &Failed| {
                view::said_later(words, failed).unwrap_or_else(|| {
                    let said = refusal::problem(words, failed).detail;
                    said.unwrap_or_else(|| view::general(words, failed))
                })
            };
            Ok((offline::run(cx, asker, &chunk, &mut held, &say)?, held))
        });
        let (done, still) = ran.await?;
        answers.extend(done);
        held = still;
    }
    let answers: Vec<Answer> = answers;
    Ok(Json(view::answers(client.words, app.now(), answers)))
}

/// Who asks from a phone: by a token, or by the cookie of our own page (手机端).
struct Phone {
    client: Client,
    /// The session's, for a page that is to send later.
    csrf: Option<String>,
}

/// The same for a change: the cookie alone is not enough.
struct Changing(Client);

impl FromRequestParts<App> for Phone {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let words = Reader::of(&parts.headers, parts.uri.query()).words();
        if let Some(token) = bearer(&parts.headers) {
            return Ok(Phone { client: Client::session(token, words), csrf: None });
        }
        let token = session::token(&parts.headers).ok_or_else(|| refusal::sign_in(words))?;
        let (client, asked) = (Client::session(token, words), token.to_owned());
        let found = app.read(move |cx| app::sign_in::session(cx, &asked)).await;
        let found = found.map_err(|failed| client.refuse(&failed))?;
        let session = found.ok_or_else(|| refusal::sign_in(words))?;
        Ok(Phone { client, csrf: Some(session.csrf) })
    }
}

impl FromRequestParts<App> for Changing {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Phone { client, csrf } = Phone::from_request_parts(parts, app).await?;
        let shown = parts.headers.get(CSRF_HEADER).and_then(|shown| shown.to_str().ok());
        match csrf {
            Some(csrf) if !csrf_matches(&csrf, shown.unwrap_or("")) => {
                Err(Problem::new(Code::CrossSite))
            }
            _ => Ok(Changing(client)),
        }
    }
}

/// Too many operations in one batch: says how many may come.
fn too_many(client: &Client) -> Problem {
    let facts = vec![("max", OPERATIONS_MAX.to_string())];
    client.refuse(&Failed::Field { field: "operations", code: "too_many_operations", facts })
}
