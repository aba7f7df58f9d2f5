//! `/keys`: keys of other systems (接口密钥), for the system administrator. A new key is shown once.
use crate::desk::{Answer, Desk, Nothing, Stop, Times, on_to};
use crate::form::{Form, FromInput, Given, Input};
use crate::page::{Page, render, render_with};
use app::App;
use app::api_key::{self, ApiKey, NewKey};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::routing::{get, post};
use base::ApiKeyId;
use serde::Deserialize;

pub fn routes() -> Router<App> {
    Router::new().route("/keys", get(show).post(issue)).route("/keys/{id}/revoke", post(revoke))
}

/// What the page shows.
#[derive(Default, Deserialize)]
pub struct Asked {
    before: Option<ApiKeyId>,
    #[serde(default)]
    form: String,
    /// The key that is to be revoked, when that is asked for.
    revoke: Option<ApiKeyId>,
}

/// `GET /keys?before=`.
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let given = Given::empty(desk.words);
    page(&desk, &asked, given, None, StatusCode::OK).await
}

/// `POST /keys`: issues one and shows it.
pub async fn issue(desk: Desk, form: Form<NewKey>) -> Answer {
    let asked = Asked { form: "issue".to_owned(), ..Asked::default() };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return page(&desk, &asked, given, None, status).await,
    };
    match desk.write(move |cx, asker| api_key::issue(cx, &asker.who, &new)).await {
        Ok(issued) => {
            let p = desk.page(&desk.words.t("api-key-issued"));
            Ok(render(&Once { p, name: issued.name, key: issued.key }))
        }
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            page(&desk, &asked, given, refused, status).await
        }
    }
}

/// `POST /keys/{id}/revoke`.
pub async fn revoke(desk: Desk, Path(id): Path<ApiKeyId>, form: Form<Nothing>) -> Answer {
    form.trusted(&desk.signed.csrf).map_err(|problem| Stop::from(desk.signed.problem(problem)))?;
    match desk.write(move |cx, asker| api_key::revoke(cx, &asker.who, id)).await {
        Ok(()) => Ok(on_to("/keys?done=revoked")),
        Err(failed) => Err(desk.failed(&failed)),
    }
}

impl FromInput for NewKey {
    fn read(input: &mut Input) -> Option<NewKey> {
        let name = input.text("key_name");
        let owner = input.text("key_owner");
        let per_minute = match input.raw("per_minute").trim() {
            "" => Some(None),
            _ => input.number("per_minute", PER_MINUTE).map(|number| u32::try_from(number).ok()),
        };
        Some(NewKey { name: name?, owner: owner?, per_minute: per_minute? })
    }
}

/// What a key may bring in a minute: even a city's hotline brings no more.
const PER_MINUTE: std::ops::RangeInclusive<i64> = 1..=10_000;
/// What fits a screen and a half.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "api_key/keys.html")]
struct View {
    p: Page,
    f: Given,
    when: Times,
    refused: Option<String>,
    is_issuing: bool,
    revoking: Option<ApiKey>,
    keys: Vec<ApiKey>,
    per_minute: u32,
    is_required: bool,
    next: Option<ApiKeyId>,
}

#[derive(Template)]
#[template(path = "api_key/issued.html")]
struct Once {
    p: Page,
    name: String,
    key: String,
}

async fn page(
    desk: &Desk,
    asked: &Asked,
    f: Given,
    refused: Option<String>,
    status: StatusCode,
) -> Answer {
    let before = asked.before;
    let ((keys, next), policy) = desk
        .read(move |cx, asker| {
            let found = api_key::list(cx, &asker.who, before, PAGE)?;
            let today = cx.today();
            Ok((found, cx.policies().rules.intake(today)?.value))
        })
        .await?;
    let p = desk.page_after(&desk.words.t("api-key-title"), "api-key");
    let live = |key: &&ApiKey| Some(key.id) == asked.revoke && key.revoked_at.is_none();
    let view = View {
        p,
        f,
        when: Times(desk.when()),
        refused,
        is_issuing: asked.form == "issue",
        revoking: keys.iter().find(live).cloned(),
        keys,
        per_minute: policy.key_per_minute,
        is_required: policy.key_required,
        next,
    };
    Ok(render_with(status, &view))
}
