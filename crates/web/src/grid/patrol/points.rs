//! `/patrol/points` (巡查点): the places of an area, and one place with its windows.
use super::super::names::Names;
use super::form::{Choices, filled, units};
use super::say::{Tabs, outcome, reasons, rhythm_of, risk, risk_class, window_with_day};
use crate::desk::{Desk, Stop};
use crate::form::{Choice, Given};
use crate::page::{Page, render};
use app::grid::matter::PAGE;
use app::grid::patrol::{self, PatrolPoint, WindowFacts};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use base::{Basis, PatrolPointId, UnitId};
use grid::patrol::State;
use grid::rules::{MonthDay, RiskClass};
use org::{Action, UnitKind, reach};

/// `GET /patrol/points?unit=&after=`.
pub async fn list(desk: Desk) -> Result<Response, Stop> {
    let unit = desk.asked_for::<UnitId>("unit")?;
    let after = desk.asked_for::<PatrolPointId>("after")?;
    let found = desk.read(move |cx, asker| {
        Ok((patrol::points(cx, asker, unit, after, PAGE)?, cx.directory()?))
    });
    let (found, directory) = found.await?;
    let names = Names::new(desk.words, desk.app.policies(), directory, desk.today());
    let row = |point: &PatrolPoint| line(&desk, &names, &found.risks, point);
    let page = desk.page(&desk.words.t("patrol-points-title"));
    Ok(render(&List {
        p: page,
        tabs: Tabs::at(&desk, "/patrol/points"),
        f: Given::empty(desk.words).with("unit", found.unit),
        units: choices(&desk, &names, found.unit),
        rows: found.rows.iter().map(row).collect(),
        next: found.next.map(|next| format!("/patrol/points?unit={}&after={next}", found.unit)),
        is_first: after.is_none(),
        edits: found.edits,
    }))
}

#[derive(Template)]
#[template(path = "grid/patrol_points.html")]
struct List {
    p: Page,
    tabs: Tabs,
    f: Given,
    units: Vec<Choice>,
    rows: Vec<Line>,
    next: Option<String>,
    is_first: bool,
    edits: bool,
}

/// One place in a list.
struct Line {
    href: String,
    name: String,
    address: String,
    place: String,
    risk: String,
    risk_class: &'static str,
    rhythm: String,
    work: String,
    /// It begins on a later day.
    begins: Option<String>,
    ends: Option<String>,
}

fn line(desk: &Desk, names: &Names, risks: &[RiskClass], point: &PatrolPoint) -> Line {
    let (when, today) = (desk.when(), desk.today());
    let works = desk.app.policies().rules.work_kinds(today);
    let works = works.map(|cited| cited.value).unwrap_or_default();
    let work = works.iter().find(|kind| kind.code == point.work);
    Line {
        href: format!("/patrol/points/{}", point.id),
        name: point.name.clone(),
        address: point.address.clone(),
        place: names.unit(point.grid).unwrap_or_default(),
        risk: risk(desk.words.lang, risks, &point.risk),
        risk_class: risk_class(risks, &point.risk),
        rhythm: rhythm_of(desk, risks, point),
        work: work.map_or(point.work.as_str(), |kind| kind.name(desk.words.lang)).to_owned(),
        begins: (point.since > today).then(|| when.day(point.since)),
        ends: point.until.map(|until| when.day(until)),
    }
}

/// What the reader may look at: the streets, communities and grids in sight, near the one shown.
pub fn choices(desk: &Desk, names: &Names, here: UnitId) -> Vec<Choice> {
    let sight = reach(&desk.signed.who, Action::ReadPatrol);
    let of = |kind| units(names, &sight, kind);
    let place = names.directory.place(here).unwrap_or_default();
    let near = |(unit, _): &(UnitId, String)| {
        names.directory.place(*unit).is_some_and(|its| its.community == place.community)
    };
    let grids = of(UnitKind::Grid).into_iter().filter(|it| place.community.is_some() && near(it));
    let all = of(UnitKind::Street).into_iter().chain(of(UnitKind::Community)).chain(grids);
    all.map(|(unit, name)| Choice::new(unit, name)).collect()
}

/// `GET /patrol/points/{id}`.
pub async fn show(desk: Desk, Path(id): Path<String>) -> Result<Response, Stop> {
    let id: PatrolPointId = desk.id(&id)?;
    Ok(render(&view(&desk, id, None).await?))
}

/// The page of a place; with a form that could not be taken, that form.
pub async fn view(desk: &Desk, id: PatrolPointId, given: Option<Given>) -> Result<One, Stop> {
    let found = desk.read(move |cx, asker| Ok((patrol::page(cx, asker, id)?, cx.directory()?)));
    let (found, directory) = found.await?;
    let names = Names::new(desk.words, desk.app.policies(), directory, desk.today());
    let (last, when) = (&found.versions[0], desk.when());
    let window = |facts: &WindowFacts| WindowLine {
        opens: facts.window.opens.to_string(),
        window: window_with_day(&when, &facts.window),
        outcome: outcome(desk, facts, &found.reasons),
        state: facts.state.code(),
        explains: found.visits && facts.state == State::Missed,
        matter: facts.known.as_ref().and_then(|known| known.matter).map(|id| id.to_string()),
    };
    let tomorrow = desk.today().tomorrow().ok();
    Ok(One {
        p: desk.page_after(&last.name, "patrol").with_map(),
        tabs: Tabs::at(desk, "/patrol/points"),
        id: id.to_string(),
        grid: (last.grid, names.unit(last.grid).unwrap_or_default()),
        line: line(desk, &names, &found.risks.value, last),
        why: why(desk, &found),
        proposed: proposed(desk, &found),
        lon: last.point.lon.to_string(),
        lat: last.point.lat.to_string(),
        since: when.day(found.versions.last().map_or(last.since, |first| first.since)),
        windows: found.windows.iter().map(window).collect(),
        reasons: reasons(desk, &found.reasons),
        edits: found.edits && last.until.is_none_or(|until| Some(until) > tomorrow),
        open_form: given.is_some(),
        f: given.unwrap_or_else(|| filled(Given::empty(desk.words), last)),
        c: Choices::of(desk, &names),
        fresh: false,
    })
}

#[derive(Template)]
#[template(path = "grid/patrol_point.html")]
pub struct One {
    p: Page,
    tabs: Tabs,
    id: String,
    grid: (UnitId, String),
    line: Line,
    /// Why it has its windows, each with what it rests on.
    why: Vec<(String, Basis)>,
    /// What happened around it, and the risk that this proposes.
    proposed: Option<String>,
    lon: String,
    lat: String,
    since: String,
    windows: Vec<WindowLine>,
    reasons: Vec<(String, String)>,
    edits: bool,
    open_form: bool,
    f: Given,
    c: Choices,
    fresh: bool,
}

/// The risk with its rhythm, times of its own, and the seasons that weigh more.
fn why(desk: &Desk, found: &patrol::PointPage) -> Vec<(String, Basis)> {
    let (last, words, lang) = (&found.versions[0], desk.words, desk.words.lang);
    let classes = &found.risks.value;
    let facts = [
        ("risk", risk(lang, classes, &last.risk)),
        ("rhythm", rhythm_of(desk, classes, last)),
        ("times", last.opens.clone()),
    ];
    let key = if last.opens.is_empty() { "patrol-why-risk" } else { "patrol-why-own" };
    let mut why = vec![(words.ta(key, &facts), found.risks.basis.clone())];
    for season in found.weigh.value.seasons_of(&last.risk, &last.work, classes) {
        let day = |day: MonthDay| {
            let facts = [("month", i64::from(day.month)), ("day", i64::from(day.day))];
            words.ta("when-day", &facts)
        };
        let facts = [
            ("season", season.name(lang).to_owned()),
            ("first", day(season.first)),
            ("last", day(season.last)),
            ("risk", risk(lang, classes, &season.risk)),
        ];
        why.push((words.ta("patrol-why-season", &facts), found.weigh.basis.clone()));
    }
    why
}

/// What keeps happening around a place, told to whoever may weigh it anew.
fn proposed(desk: &Desk, found: &patrol::PointPage) -> Option<String> {
    let (rule, last) = (&found.weigh.value, &found.versions[0]);
    let around = found.around?;
    let recurs = &found.recurs;
    let class = rule.proposed(&last.risk, around, recurs, &found.risks.value)?;
    let facts = [
        ("n", around.to_string()),
        ("metres", recurs.metres.to_string()),
        ("days", recurs.days.to_string()),
        ("risk", class.name(desk.words.lang).to_owned()),
    ];
    Some(desk.words.ta("patrol-proposed", &facts))
}

/// One window of the place.
struct WindowLine {
    opens: String,
    window: String,
    outcome: String,
    state: &'static str,
    /// A reason may still be given by this reader.
    explains: bool,
    matter: Option<String>,
}
