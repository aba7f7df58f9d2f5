//! `/map/find`: in which grid a point lies (落点查询), as a page, a part of one, or JSON.
use super::AreaRow;
use crate::form::{Form, FromInput, Given, Input};
use crate::page::{Page, render, render_with};
use crate::problem::Problem;
use crate::reader::Reader;
use crate::resident::names;
use crate::said::problem;
use crate::session::Visitor;
use app::{App, Cx};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Json, Response};
use base::Lang;
use base::place::Point;
use serde_json::json;

/// A point that must be there.
pub struct Asked(Point);

impl FromInput for Asked {
    fn read(input: &mut Input) -> Option<Asked> {
        match input.place()? {
            Some(point) => Some(Asked(point)),
            None => {
                input.refuse("lon", "place");
                None
            }
        }
    }
}

/// `GET /map/find?lon&lat`.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    headers: HeaderMap,
    uri: Uri,
    form: Form<Asked>,
) -> Result<Response, Problem> {
    let words = reader.words();
    let (asked, given) = match form.split() {
        Ok((asked, given)) => (Some(asked.0), given),
        // Nothing asked yet is nothing wrong.
        Err(_) if uri.query().unwrap_or_default().is_empty() && !wants_json(&headers) => {
            let p = names::page(words, &uri, "resident-find-title", visitor.frame);
            let f = Given::empty(words);
            return Ok(render(&Whole { p, f, found: None, is_asked: false }));
        }
        Err(given) => (None, given),
    };
    let found = match asked {
        None => None,
        Some(point) => {
            let found = app.read(move |cx| find(cx, point, words.lang)).await;
            found.map_err(|failed| problem(words, &failed))?
        }
    };
    if wants_json(&headers) {
        return Ok(as_json(asked, found));
    }
    let p = names::page(words, &uri, "resident-find-title", visitor.frame);
    let status = if asked.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let is_asked = asked.is_some();
    if headers.contains_key("hx-request") {
        return Ok(render_with(status, &Part { p, found, is_asked }));
    }
    Ok(render_with(status, &Whole { p, f: given, found, is_asked }))
}

/// The grid of a point with where it lies.
struct Found {
    area: AreaRow,
    place: String,
    href: String,
    /// Where its news are asked for.
    alerts: String,
}

fn find(cx: &mut Cx<'_, '_>, point: Point, lang: Lang) -> app::Result<Option<Found>> {
    let (directory, map) = (cx.directory()?, cx.map()?);
    let Some(at) = map.locate(point) else { return Ok(None) };
    let Some(facts) = map.areas.get(&at.grid) else { return Ok(None) };
    let kinds = cx.policies().rules.grid_kinds(cx.today())?.value;
    let unit = at.place.community.unwrap_or(at.grid);
    Ok(Some(Found {
        area: AreaRow::of_area(&directory, facts, &kinds, lang),
        place: names::place(&directory, &at.place, lang),
        href: format!("/map?unit={unit}"),
        alerts: format!("/alerts?unit={}", at.grid),
    }))
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("json") && !accept.contains("text/html"))
}

fn as_json(asked: Option<Point>, found: Option<Found>) -> Response {
    if asked.is_none() {
        return Problem::refused("place", "lon, lat").into_response();
    }
    let grid = found.map(|found| {
        json!({
            "code": found.area.code,
            "name": found.area.name,
            "kind": found.area.kind,
            "households": found.area.households,
            "place": found.place,
            "href": found.href,
        })
    });
    Json(json!({ "grid": grid })).into_response()
}

#[derive(Template)]
#[template(path = "resident/find.html")]
struct Whole {
    p: Page,
    f: Given,
    found: Option<Found>,
    is_asked: bool,
}

#[derive(Template)]
#[template(path = "resident/find_part.html")]
struct Part {
    p: Page,
    found: Option<Found>,
    is_asked: bool,
}
