//! For everybody (公开): what is being done where, the map of the grids, the kinds of matters.
use super::client::Anyone;
use super::operation::{Operation, get};
use super::params::{Params, before_mark};
use super::shape::{At, Ending, Sort, Weight};
use super::view::{self, BasisView, PlaceView, PointView, UnitView};
use crate::problem::{Code, Problem};
use app::App;
use app::grid::matter;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing;
use base::{MatterId, UnitId};
use serde::Serialize;
use utoipa::ToSchema;

pub fn operations() -> Vec<Operation> {
    vec![
        get("/api/v1/board", "board", routing::get(board)).query(BOARD).answers::<BoardPage>(200),
        get("/api/v1/categories", "categories", routing::get(categories))
            .answers::<CategoryList>(200),
        get("/api/v1/locate", "locate", routing::get(locate)).query(LOCATE).answers::<Located>(200),
        get("/api/v1/map", "map", routing::get(map)).answers_geojson(),
    ]
}

const BOARD: &[&str] = &["community", "before", "limit"];
const LOCATE: &[&str] = &["lon", "lat"];

/// The public board, newest first (公示).
#[derive(Serialize, ToSchema)]
struct BoardPage {
    items: Vec<BoardItem>,
    /// Ask for the rest with `before`; nothing at the end.
    next: Option<String>,
}

/// What anybody may see of a matter: no words of the reporter, the place rounded.
#[derive(Serialize, ToSchema)]
struct BoardItem {
    number: String,
    category: String,
    community: Option<UnitView>,
    grid: Option<UnitView>,
    /// Rounded to a square.
    place: Option<PointView>,
    step: String,
    reported_at: At,
    ended_at: Option<At>,
    ending: Option<Ending>,
}

async fn board(
    State(app): State<App>,
    Anyone(client): Anyone,
    params: Params,
) -> Result<Json<BoardPage>, Problem> {
    let params = params.only(BOARD)?;
    let community: Option<UnitId> = params.id("community")?;
    let (before, limit) = (params.before::<MatterId>()?, params.limit()?);
    let found = client.read(&app, move |cx, _| {
        let (rows, next) = matter::board(cx, community, before, limit)?;
        let directory = cx.directory()?;
        let items = rows.into_iter().map(|row| BoardItem {
            number: row.number,
            category: row.category,
            community: view::unit(&directory, row.community),
            grid: view::unit(&directory, row.grid),
            place: row.rounded.map(view::point),
            step: row.step,
            reported_at: At(row.reported_at),
            ended_at: row.ended_at.map(At),
            ending: row.ending.map(Ending),
        });
        Ok(BoardPage { items: items.collect(), next: next.map(before_mark) })
    });
    found.await.map(Json)
}

/// The kinds of matters in force today (事项类别).
#[derive(Serialize, ToSchema)]
struct CategoryList {
    items: Vec<CategoryView>,
    basis: BasisView,
}

/// A group, or a kind within one (类别).
#[derive(Serialize, ToSchema)]
struct CategoryView {
    code: String,
    parent: Option<String>,
    name_zh: String,
    name_en: String,
    weight: Weight,
    sort: Sort,
    /// To be shown before anything is sent, such as a number to call at once.
    stop_zh: Option<String>,
    stop_en: Option<String>,
}

async fn categories(
    State(app): State<App>,
    Anyone(client): Anyone,
    params: Params,
) -> Result<Json<CategoryList>, Problem> {
    params.only(&[])?;
    let today = app.policies().day(app.now());
    let found = app.policies().rules.categories(today);
    let found = found.map_err(|missing| client.refuse(&missing.into()))?;
    let items = found.value.iter().map(|category| CategoryView {
        code: category.code.clone(),
        parent: category.parent.clone(),
        name_zh: category.zh.clone(),
        name_en: category.en.clone(),
        weight: Weight(category.weight),
        sort: Sort(category.sort),
        stop_zh: category.stop_zh.clone(),
        stop_en: category.stop_en.clone(),
    });
    Ok(Json(CategoryList { items: items.collect(), basis: view::basis(&found.basis) }))
}

/// The grid of a point (落点).
#[derive(Serialize, ToSchema)]
struct Located {
    place: PlaceView,
}

async fn locate(
    State(app): State<App>,
    Anyone(client): Anyone,
    params: Params,
) -> Result<Json<Located>, Problem> {
    let params = params.only(LOCATE)?;
    let (lon, lat) = (params.number("lon")?, params.number("lat")?);
    let point = super::report::point(lon, lat).map_err(|failed| client.refuse(&failed))?;
    let point = point.ok_or_else(|| params.refuse("lon", "missing"))?;
    let words = client.words;
    let found = client.read(&app, move |cx, _| {
        let Some(at) = app::grid::map::locate(cx, point)? else { return Ok(None) };
        Ok(Some(Located { place: view::place(&*cx.directory()?, &at.place) }))
    });
    found.await?.map(Json).ok_or_else(|| {
        let detail = Some(words.t("api-field-outside").into_owned());
        Problem { detail, reason: Some("outside"), ..Problem::new(Code::NotFound) }
    })
}

async fn map(
    State(app): State<App>,
    Anyone(client): Anyone,
    params: Params,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    params.only(&[])?;
    let map = client.read(&app, |cx, _| cx.map()).await?;
    let etag = HeaderValue::from_str(&map.etag).expect("a tag is plain ASCII");
    let seen = headers.get(header::IF_NONE_MATCH).and_then(|seen| seen.to_str().ok());
    let same = seen.is_some_and(|seen| seen.split(',').any(|one| one.trim() == map.etag));
    let ask_again = HeaderValue::from_static("public, no-cache");
    let named = [(header::ETAG, etag), (header::CACHE_CONTROL, ask_again)];
    if same {
        return Ok((StatusCode::NOT_MODIFIED, named).into_response());
    }
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/geo+json"))];
    Ok((named, kind, map.geojson.clone()).into_response())
}
