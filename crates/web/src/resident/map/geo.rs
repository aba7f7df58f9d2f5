//! What the map draws (地图数据): the grids, and the open matters of the board at rounded places.
use crate::problem::Problem;
use crate::reader::Reader;
use crate::resident::names;
use crate::said::problem;
use app::App;
use app::grid::matter::{self, Spot};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

const KIND: HeaderValue = HeaderValue::from_static("application/geo+json");
/// Kept by the browser, asked for again each time: a new map counts at once.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// `GET /map/grids.geojson`: one text for everybody, named by its ETag.
pub async fn grids(
    State(app): State<App>,
    reader: Reader,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let map = app.read(|cx| cx.map()).await;
    let map = map.map_err(|failed| problem(reader.words(), &failed))?;
    let etag = HeaderValue::from_str(&map.etag).map_err(|_| Problem::not_found())?;
    let fixed = [(header::ETAG, etag), (header::CACHE_CONTROL, ASK_AGAIN)];
    if knows(&headers, &map.etag) {
        return Ok((StatusCode::NOT_MODIFIED, fixed).into_response());
    }
    let kind = [(header::CONTENT_TYPE, KIND)];
    Ok((fixed, kind, Body::from(map.geojson.clone())).into_response())
}

fn knows(headers: &HeaderMap, etag: &str) -> bool {
    let given = headers.get(header::IF_NONE_MATCH).and_then(|given| given.to_str().ok());
    let same = |one: &str| one.trim().trim_start_matches("W/") == etag || one.trim() == "*";
    given.is_some_and(|given| given.split(',').any(same))
}

/// `GET /map/matters.geojson`: what is open, those reported last.
pub async fn matters(State(app): State<App>, reader: Reader) -> Result<Response, Problem> {
    let words = reader.words();
    let found = app.read(matter::on_map).await.map_err(|failed| problem(words, &failed))?;
    let when = names::when(&app, words);
    let feature = |spot: &Spot| -> Value {
        let step = words.t(&format!("resident-step-{}", spot.step));
        let community = spot.community.map(|unit| format!("?community={unit}")).unwrap_or_default();
        json!({
            "type": "Feature",
            "geometry": { "type": "Point", "coordinates": [spot.rounded.lon, spot.rounded.lat] },
            "properties": {
                "name": names::category(&app, &spot.category, words.lang),
                "note": format!("{step} · {}", when.at(spot.reported_at)),
                "href": format!("/board{community}"),
                "state": "ok",
            },
        })
    };
    let features: Vec<Value> = found.iter().map(feature).collect();
    let body = json!({ "type": "FeatureCollection", "features": features });
    Ok(([(header::CONTENT_TYPE, KIND)], body.to_string()).into_response())
}
