//! The yearly assessment for programs (年度考核): the years, one year, a street's results and panels, a
//! worker's year; a note and the street's mark.
//!
//! What is *not* here: the ballot, which belongs to whoever holds a paper; and any list by mark.
use super::body::Change;
use super::client::Staff;
use super::matter::path_id;
use super::operation::{Operation, get, post};
use super::params::{Params, before_mark};
use super::view;
use crate::problem::Problem;
use app::App;
use app::grid::matter::Asker;
use app::ladder::assessment::{self, panel, result, worker};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing;
use base::{PersonId, UnitId};
use shape::{
    Evaluate, NoteIn, NoteView, PanelView, PanelsView, PoolView, RaterGroup, ResultView,
    ResultsView, WorkerYearView, YearView, YearsView, mark_of, panel_rule, year_view,
};

mod shape;

macro_rules! of_worker {
    ($deed:literal) => {
        concat!("/api/v1/assessments/{year}/workers/{id}", $deed)
    };
}

pub fn operations() -> Vec<Operation> {
    let all = vec![
        get("/api/v1/assessments", "assessments", routing::get(years)).answers::<YearsView>(200),
        get("/api/v1/assessments/{year}", "assessment", routing::get(year))
            .answers::<YearView>(200),
        get("/api/v1/assessments/{year}/results", "assessment_results", routing::get(results))
            .query(RESULTS)
            .answers::<ResultsView>(200),
        get("/api/v1/assessments/{year}/panels", "assessment_panels", routing::get(panels))
            .query(PANELS)
            .answers::<PanelsView>(200),
        get(of_worker!(""), "assessment_worker", routing::get(one)).answers::<WorkerYearView>(200),
        post(of_worker!("/note"), "assessment_note", routing::post(note))
            .takes::<NoteIn>(r#"{"day":"2026-03-02","words":"雨后清理积水三处"}"#)
            .answers::<WorkerYearView>(200),
        post(of_worker!("/mark"), "assessment_mark", routing::post(mark))
            .takes::<Evaluate>(r#"{"mark":"91.5","words":"目标全部完成"}"#)
            .answers::<WorkerYearView>(200),
    ];
    all.into_iter().map(|operation| operation.tag("assessment").staff()).collect()
}

const RESULTS: &[&str] = &["street", "before", "limit"];
const PANELS: &[&str] = &["street"];

async fn years(
    State(app): State<App>,
    Staff(client): Staff,
    params: Params,
) -> Result<Json<YearsView>, Problem> {
    params.only(&[])?;
    let found = client.read(&app, |cx, asker| {
        let years = assessment::years(cx, &asker.who)?;
        let items = years.iter().map(|(year, stage)| year_view(year, *stage)).collect();
        Ok(YearsView { items })
    });
    found.await.map(Json)
}

async fn year(
    State(app): State<App>,
    Staff(client): Staff,
    Path(year): Path<String>,
    params: Params,
) -> Result<Json<YearView>, Problem> {
    params.only(&[])?;
    let year = path_year(&year)?;
    let found = client.read(&app, move |cx, asker| {
        let found = assessment::overview(cx, &asker.who, year)?;
        let directory = cx.directory()?;
        let mut view = year_view(&found.assessment, found.stage);
        let values = &found.values;
        view.street_percent = Some(values.weights.value.street_percent);
        view.public_percent = Some(values.weights.value.public_percent);
        view.most_percent = Some(values.excellent.value.most_percent);
        let pools = found.pools.iter().map(|(pool, granted)| PoolView {
            heads: pool.heads,
            unit: view::unit(&directory, pool.unit),
            assessed: pool.assessed,
            places: pool.quota,
            excellent: *granted,
        });
        view.pools = pools.collect();
        Ok(view)
    });
    found.await.map(Json)
}

async fn results(
    State(app): State<App>,
    Staff(client): Staff,
    Path(year): Path<String>,
    params: Params,
) -> Result<Json<ResultsView>, Problem> {
    let params = params.only(RESULTS)?;
    let (year, street) = (path_year(&year)?, params.id::<UnitId>("street")?);
    let (after, limit) = (params.before::<PersonId>()?, params.limit()?);
    let found = client.read(&app, move |cx, asker| {
        let found = result::list(cx, &asker.who, (year, street), after, limit)?;
        let items = found.rows.iter().map(|row| ResultView {
            person: row.person.into(),
            name_zh: row.name_zh.clone(),
            name_en: row.name_en.clone(),
            community: view::unit(&found.directory, Some(row.community)),
            head: row.head,
            rating: row.rating.map(super::shape::YearRating),
            why: found.sees_why.then_some(super::shape::RatingWhy(row.why)),
        });
        let (items, next) = (items.collect(), found.next.map(before_mark));
        Ok(ResultsView { draft: found.is_draft, items, next })
    });
    found.await.map(Json)
}

async fn panels(
    State(app): State<App>,
    Staff(client): Staff,
    Path(year): Path<String>,
    params: Params,
) -> Result<Json<PanelsView>, Problem> {
    let params = params.only(PANELS)?;
    let (year, street) = (path_year(&year)?, params.id::<UnitId>("street")?);
    let found = client.read(&app, move |cx, asker| {
        let found = panel::list(cx, &asker.who, (year, street))?;
        let items = found.rows.iter().map(|row| PanelView {
            community: view::unit(&found.directory, Some(row.community)),
            opened_on: row.panel.map(|panel| super::shape::Day(panel.opened_on)),
            closed_on: row.panel.and_then(|it| it.closed_on).map(super::shape::Day),
            groups: row.groups.iter().map(RaterGroup::of).collect(),
            missing: row.missing.iter().map(|lack| lack.code().to_owned()).collect(),
        });
        let (least_raters, least_residents_percent) = panel_rule(&found.rule);
        Ok(PanelsView { least_raters, least_residents_percent, items: items.collect() })
    });
    found.await.map(Json)
}

async fn one(
    State(app): State<App>,
    Staff(client): Staff,
    Path((year, id)): Path<(String, String)>,
    params: Params,
) -> Result<Json<WorkerYearView>, Problem> {
    params.only(&[])?;
    let of: (i16, PersonId) = (path_year(&year)?, path_id(&id)?);
    client.read(&app, move |cx, asker| of_worker(cx, asker, of)).await.map(Json)
}

async fn note(
    State(app): State<App>,
    Staff(client): Staff,
    Path((year, id)): Path<(String, String)>,
    Change { input, named }: Change<NoteIn>,
) -> Result<Response, Problem> {
    let of: (i16, PersonId) = (path_year(&year)?, path_id(&id)?);
    client
        .write(&app, named, StatusCode::OK, move |cx, asker| {
            let words = input.words.read("words")?;
            worker::note(cx, &asker.who, of, (input.day.0, &words))?;
            of_worker(cx, asker, of)
        })
        .await
}

async fn mark(
    State(app): State<App>,
    Staff(client): Staff,
    Path((year, id)): Path<(String, String)>,
    Change { input, named }: Change<Evaluate>,
) -> Result<Response, Problem> {
    let of: (i16, PersonId) = (path_year(&year)?, path_id(&id)?);
    client
        .write(&app, named, StatusCode::OK, move |cx, asker| {
            let (mark, words) = (mark_of(&input.mark)?, input.words.read("words")?);
            worker::evaluate(cx, &asker.who, of, (mark, &words))?;
            of_worker(cx, asker, of)
        })
        .await
}

fn of_worker(
    cx: &mut app::Cx<'_, '_>,
    asker: &Asker,
    of: (i16, PersonId),
) -> app::Result<WorkerYearView> {
    let found = worker::page(cx, &asker.who, of, None)?;
    Ok(shape::worker_view(&found, found.notes.iter().map(NoteView::of).collect()))
}

/// What is no year names nothing.
fn path_year(text: &str) -> Result<i16, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}
