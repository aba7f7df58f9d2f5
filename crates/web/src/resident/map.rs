//! `/map`: the grids of the district (网格图), and beside the map the same as lists: streets, their
//! communities, their grids. Leaders are named by their post.
pub mod find;
pub mod geo;

use super::names;
use crate::page::{Page, render};
use crate::problem::Problem;
use crate::reader::Reader;
use crate::said::problem;
use crate::session::Visitor;
use crate::words::Words;
use app::grid::map::{AreaFacts, GridRow};
use app::org::Directory;
use app::{App, Cx, Failed};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::Response;
use base::{Lang, UnitId};
use grid::rules::GridKind;
use org::{Role, UnitKind, Who};
use serde::Deserialize;

/// Where the list stands.
#[derive(Deserialize)]
pub struct Asked {
    /// A street or a community.
    unit: Option<String>,
    after: Option<String>,
}

/// `GET /map?unit&after`.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let words = reader.words();
    let unit: Option<UnitId> = names::id(&asked.unit)?;
    let after: Option<UnitId> = names::id(&asked.after)?;
    let lists = app.read(move |cx| Lists::read(cx, unit, after, words)).await;
    let lists = lists.map_err(|failed| problem(words, &failed))?;
    let p = names::page(words, &uri, "resident-map-title", visitor.frame).with_map();
    Ok(render(&Shown { p, lists, unit }))
}

/// The most units that one list shows: a street has a few dozen communities.
const UNITS_MAX: usize = 200;
/// The grids of a page of the list; a community has about ten.
const GRIDS: u32 = 50;

/// The lists beside the map.
struct Lists {
    /// Name and address of what lies above.
    above: Vec<(String, String)>,
    /// What is shown; empty for the whole district.
    here: String,
    units: Vec<UnitRow>,
    grids: Vec<AreaRow>,
    next: Option<String>,
    /// All grids of what is shown, and their households.
    count: usize,
    households: u64,
}

/// A street or a community in the list.
struct UnitRow {
    name: String,
    href: String,
    grids: usize,
    households: u64,
}

/// A grid in the list (网格).
pub struct AreaRow {
    pub code: String,
    pub name: String,
    pub kind: String,
    pub households: u32,
    /// A key of words; empty where there is no Party organisation.
    pub party_form: &'static str,
    pub party_name: String,
    /// The title of the leader's post (网格长岗位); empty where there is no such post.
    pub leader: String,
    /// Somebody acts in it today.
    pub is_led: bool,
}

impl Lists {
    fn read(
        cx: &mut Cx<'_, '_>,
        unit: Option<UnitId>,
        after: Option<UnitId>,
        words: Words,
    ) -> app::Result<Lists> {
        let (directory, map, lang) = (cx.directory()?, cx.map()?, words.lang);
        let areas: Vec<&AreaFacts> = map.areas.values().collect();
        let rows = |units: &mut dyn Iterator<Item = UnitId>| {
            units.take(UNITS_MAX).map(|unit| UnitRow::of(&directory, unit, &areas, lang)).collect()
        };
        let Some(id) = unit else {
            let mut streets = directory.units(UnitKind::Street).map(|street| street.id);
            let whole = Lists {
                above: Vec::new(),
                here: String::new(),
                units: rows(&mut streets),
                grids: Vec::new(),
                next: None,
                count: areas.len(),
                households: areas.iter().map(|area| u64::from(area.households)).sum(),
            };
            return Ok(whole);
        };
        let shown = directory.unit(id).ok_or(Failed::NotFound)?;
        let is_below = |unit: &UnitId| {
            directory.unit(*unit).is_some_and(|unit| unit.kind == UnitKind::Community)
        };
        let (units, list) = match shown.kind {
            UnitKind::Street => {
                let mut below = directory.children(id).iter().copied().filter(is_below);
                (rows(&mut below), None)
            }
            UnitKind::Community => {
                let found = app::grid::map::list(cx, &Who::anyone(), id, after, GRIDS)?;
                (Vec::new(), Some(found))
            }
            _ => return Err(Failed::NotFound),
        };
        let inside: Vec<&&AreaFacts> = areas.iter().filter(|area| within(area, id)).collect();
        let next = list.as_ref().and_then(|list| list.next);
        let kinds = cx.policies().rules.grid_kinds(cx.today())?.value;
        let grids = list.map(|list| list.rows).unwrap_or_default();
        Ok(Lists {
            above: above(&directory, id, words),
            here: names::unit(&directory, Some(id), lang),
            units,
            grids: grids.iter().map(|row| AreaRow::of(&directory, row, &kinds, lang)).collect(),
            next: next.map(|next| format!("/map?unit={id}&after={next}")),
            count: inside.len(),
            households: inside.iter().map(|area| u64::from(area.households)).sum(),
        })
    }
}

/// The way down to a unit: the district, then its street.
fn above(directory: &Directory, unit: UnitId, words: Words) -> Vec<(String, String)> {
    let mut way = vec![(words.t("resident-map-whole").into_owned(), "/map".to_owned())];
    let street = directory.place(unit).and_then(|place| place.street);
    if let Some(street) = street.filter(|street| *street != unit) {
        let name = names::unit(directory, Some(street), words.lang);
        way.push((name, format!("/map?unit={street}")));
    }
    way
}

fn within(area: &AreaFacts, unit: UnitId) -> bool {
    area.place.street == Some(unit) || area.place.community == Some(unit)
}

impl UnitRow {
    fn of(directory: &Directory, unit: UnitId, areas: &[&AreaFacts], lang: Lang) -> UnitRow {
        let inside: Vec<_> = areas.iter().filter(|area| within(area, unit)).collect();
        UnitRow {
            name: names::unit(directory, Some(unit), lang),
            href: format!("/map?unit={unit}"),
            grids: inside.len(),
            households: inside.iter().map(|area| u64::from(area.households)).sum(),
        }
    }
}

impl AreaRow {
    fn of(directory: &Directory, row: &GridRow, kinds: &[GridKind], lang: Lang) -> AreaRow {
        AreaRow::of_area(directory, &row.facts, kinds, lang)
    }

    pub fn of_area(
        directory: &Directory,
        facts: &AreaFacts,
        kinds: &[GridKind],
        lang: Lang,
    ) -> AreaRow {
        let kind = kinds.iter().find(|kind| kind.code == facts.kind);
        let posts = directory.posts_in(facts.grid).iter();
        let leads = |post: &&base::PostId| {
            directory.post(**post).is_some_and(|info| info.post.role == Role::GridLeader)
        };
        let leader = posts.copied().find(|post| leads(&post));
        let title = leader
            .and_then(|post| directory.post(post))
            .map(|info| lang.pick(&info.post.title_zh, &info.post.title_en).to_owned());
        AreaRow {
            code: facts.code.clone(),
            name: lang.pick(&facts.name_zh, &facts.name_en).to_owned(),
            kind: kind.map_or(facts.kind.clone(), |kind| kind.name(lang).to_owned()),
            households: facts.households,
            party_form: match &*facts.party_form {
                "branch" => "resident-party-branch",
                "group" => "resident-party-group",
                _ => "",
            },
            party_name: facts.party_name.clone(),
            leader: title.unwrap_or_default(),
            is_led: leader.is_some_and(|post| directory.acting(post).is_some()),
        }
    }
}

#[derive(Template)]
#[template(path = "resident/map.html")]
struct Shown {
    p: Page,
    lists: Lists,
    /// Where the map begins.
    unit: Option<UnitId>,
}
