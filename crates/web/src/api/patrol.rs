//! Patrols for programs (巡查): the day's list, a look, a reason, the places, what was covered.
//!
//! A look takes the device's time and a name (`Idempotency-Key`), so a phone may send it again
//! until it is answered. What is *not* here: a position of anybody, a count of anybody.
use super::body::Change;
use super::client::Staff;
use super::matter::path_id;
use super::operation::{Operation, get, post};
use super::params::{Params, before_mark};
use crate::problem::Problem;
use app::grid::matter::Asker;
use app::grid::patrol::{self, Deed, WindowFacts};
use app::{App, Cx};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing;
use base::PatrolPointId;
use shape::{
    Clear, Explain, LookView, PatrolPointInput, PatrolPointPage, PatrolPointView, PatrolPoints,
    Retire, TodayItem, TodayList, look_view, point_view, window_view,
};

mod coverage;
mod shape;

macro_rules! path {
    ($deed:literal) => {
        concat!("/api/v1/patrol/points/{id}", $deed)
    };
}

const POINT: &str = r#"{"name":"小学校门口","risk":"raised","work":"hazards","opens":"16:30","lon":120.0005,"lat":30.0005}"#;

pub fn operations() -> Vec<Operation> {
    let of = |operation: Operation| operation.tag("patrol").staff();
    let mut all = vec![
        get("/api/v1/patrol/today", "patrol_today", routing::get(today)).answers::<TodayList>(200),
        get("/api/v1/patrol/points", "patrol_points", routing::get(points))
            .query(POINTS)
            .answers::<PatrolPoints>(200),
        post("/api/v1/patrol/points", "add_patrol_point", routing::post(add))
            .takes::<PatrolPointInput>(POINT)
            .answers::<PatrolPointView>(201),
        get(path!(""), "patrol_point", routing::get(one)).answers::<PatrolPointPage>(200),
        post(path!("/clear"), "clear", routing::post(clear))
            .takes::<Clear>(r#"{"at":"2026-03-02T02:00:00Z"}"#)
            .answers::<LookView>(200),
        post(path!("/explain"), "explain", routing::post(explain))
            .takes::<Explain>(r#"{"opens":"2026-03-02T01:00:00Z","reason":"weather"}"#)
            .answers::<LookView>(200),
        post(path!("/change"), "change_patrol_point", routing::post(change))
            .takes::<PatrolPointInput>(POINT)
            .answers::<PatrolPointView>(200),
        post(path!("/retire"), "retire_patrol_point", routing::post(retire))
            .takes::<Retire>(r#"{"until":"2026-04-01"}"#)
            .answers::<PatrolPointView>(200),
    ];
    all.extend(coverage::operations());
    all.into_iter().map(of).collect()
}

const POINTS: &[&str] = &["unit", "before", "limit"];

async fn today(
    State(app): State<App>,
    Staff(client): Staff,
    params: Params,
) -> Result<Json<TodayList>, Problem> {
    params.only(&[])?;
    let found = client.read(&app, |cx, asker| {
        let (today, directory) = (patrol::today(cx, asker)?, cx.directory()?);
        let items = today.rows.iter().map(|row| {
            let (window, state, known) = (row.window, row.state, row.known.clone());
            let window = window_view(&WindowFacts { window, state, known });
            TodayItem { point: point_view(&directory, &row.point), window }
        });
        Ok(TodayList { items: items.collect() })
    });
    found.await.map(Json)
}

async fn points(
    State(app): State<App>,
    Staff(client): Staff,
    params: Params,
) -> Result<Json<PatrolPoints>, Problem> {
    let params = params.only(POINTS)?;
    let (unit, after) = (params.id("unit")?, params.before::<PatrolPointId>()?);
    let limit = params.limit()?;
    let found = client.read(&app, move |cx, asker| {
        let page = patrol::points(cx, asker, unit, after, limit)?;
        let directory = cx.directory()?;
        let items = page.rows.iter().map(|point| point_view(&directory, point)).collect();
        Ok(PatrolPoints { items, next: page.next.map(before_mark) })
    });
    found.await.map(Json)
}

async fn one(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<PatrolPointPage>, Problem> {
    params.only(&[])?;
    let id: PatrolPointId = path_id(&id)?;
    let found = client.read(&app, move |cx, asker| {
        let (page, directory) = (patrol::page(cx, asker, id)?, cx.directory()?);
        let point = point_view(&directory, &page.versions[0]);
        Ok(PatrolPointPage { point, windows: page.windows.iter().map(window_view).collect() })
    });
    found.await.map(Json)
}

async fn add(
    State(app): State<App>,
    Staff(client): Staff,
    Change { input, named }: Change<PatrolPointInput>,
) -> Result<Response, Problem> {
    client
        .write(&app, named, StatusCode::CREATED, move |cx, asker| {
            let since = input.since.map(|day| day.0);
            let id = patrol::add(cx, asker, &input.read()?, since)?;
            last_view(cx, asker, id)
        })
        .await
}

async fn change(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    Change { input, named }: Change<PatrolPointInput>,
) -> Result<Response, Problem> {
    let id: PatrolPointId = path_id(&id)?;
    client
        .write(&app, named, StatusCode::OK, move |cx, asker| {
            patrol::change(cx, asker, id, &input.read()?)?;
            last_view(cx, asker, id)
        })
        .await
}

async fn retire(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    Change { input, named }: Change<Retire>,
) -> Result<Response, Problem> {
    let id: PatrolPointId = path_id(&id)?;
    client
        .write(&app, named, StatusCode::OK, move |cx, asker| {
            patrol::retire(cx, asker, id, input.until.map(|day| day.0))?;
            last_view(cx, asker, id)
        })
        .await
}

async fn clear(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    Change { input, named }: Change<Clear>,
) -> Result<Response, Problem> {
    let id: PatrolPointId = path_id(&id)?;
    let deed = Deed { opens: input.opens.map(|at| at.0), at: input.at.map(|at| at.0) };
    client
        .write(&app, named, StatusCode::OK, move |cx, asker| {
            patrol::nothing_found(cx, asker, id, deed).map(look_view)
        })
        .await
}

async fn explain(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    Change { input, named }: Change<Explain>,
) -> Result<Response, Problem> {
    let id: PatrolPointId = path_id(&id)?;
    let deed = Deed { opens: Some(input.opens.0), at: input.at.map(|at| at.0) };
    client
        .write(&app, named, StatusCode::OK, move |cx, asker| {
            let reason = input.reason.read("reason")?;
            patrol::explain(cx, asker, id, deed, reason.as_str()).map(look_view)
        })
        .await
}

fn last_view(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: PatrolPointId,
) -> app::Result<PatrolPointView> {
    let (page, directory) = (patrol::page(cx, asker, id)?, cx.directory()?);
    Ok(point_view(&directory, &page.versions[0]))
}
