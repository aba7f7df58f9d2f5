//! What the tests of map and team share: a street with two communities, and a file of their grids.
#![allow(dead_code, reason = "each test binary uses its part")]
use app::grid::map::{self, GridPage, ImportReport};
use app::org::appointment::NewAppointment;
use app::org::founding;
use app::org::post::NewPost;
use app::org::unit::NewUnit;
use app::{App, Cx, Failed, Result};
use base::place::{Crs, Point};
use base::{Date, PersonId, PostId, UnitId};
use org::{Role, UnitKind, Who};
use serde_json::{Value, json};

pub const NOW: &str = "2026-03-02T02:00:00Z";
/// The first day of the first map.
pub const FIRST: &str = "2026-01-01";

#[derive(Clone, Copy)]
pub struct World {
    pub left: UnitId,
    pub boss: PersonId,
    pub member: PersonId,
    pub worker: PersonId,
    pub street: UnitId,
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn unit(
    cx: &mut Cx<'_, '_>,
    kind: UnitKind,
    parent: Option<UnitId>,
    code: &str,
) -> Result<UnitId> {
    let (name_zh, name_en, code) = (format!("甲{code}"), String::new(), code.to_owned());
    let since = day("2020-01-01");
    founding::add_unit(cx, NewUnit { kind, parent, name_zh, name_en, code, since })
}

pub fn post(
    cx: &mut Cx<'_, '_>,
    unit: UnitId,
    role: Role,
    sent_by: &str,
    person: Option<PersonId>,
) -> Result<PostId> {
    let (title_zh, title_en) = ("岗".to_owned(), String::new());
    let (part_time, sent_by) = (!sent_by.is_empty(), sent_by.to_owned());
    let post =
        founding::add_post(cx, NewPost { unit, role, title_zh, title_en, part_time, sent_by })?;
    if let Some(person) = person {
        let (since, order_no) = (day("2026-01-01"), "某组〔2026〕1号".to_owned());
        let new = NewAppointment { post, person, since, until: None, order_no, deputy_rank: 0 };
        founding::appoint(cx, new)?;
    }
    Ok(post)
}

/// A district with a street and its two communities, `l` and `r`; no grid yet.
pub fn found(cx: &mut Cx<'_, '_>) -> Result<World> {
    let district = unit(cx, UnitKind::District, None, "d")?;
    let street = unit(cx, UnitKind::Street, Some(district), "s")?;
    let left = unit(cx, UnitKind::Community, Some(street), "l")?;
    unit(cx, UnitKind::Community, Some(street), "r")?;
    let [boss, member, worker] = [
        founding::add_person(cx, "区", "")?,
        founding::add_person(cx, "委", "")?,
        founding::add_person(cx, "员", "")?,
    ];
    post(cx, district, Role::District, "", Some(boss))?;
    post(cx, left, Role::Community, "", Some(member))?;
    Ok(World { left, boss, member, worker, street })
}

pub fn at(x: f64, y: f64) -> Point {
    Point::new(108.9 + x / 100.0, 34.2 + y / 100.0).unwrap()
}

/// A square of a kilometre, its corner at `x`, `y`.
pub fn feature(code: &str, x: f64, y: f64) -> Value {
    let corners = [(x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0), (x, y)];
    let ring: Vec<Value> =
        corners.iter().map(|&(x, y)| at(x, y)).map(|p| json!([p.lon, p.lat])).collect();
    json!({
        "type": "Feature",
        "properties": {
            "code": code, "name": format!("格{code}"), "community": &code[..1], "street": "s",
            "kind": "residential", "households": 400, "party_form": "branch",
            "legacy": { "security": format!("ZZ-{code}") },
        },
        "geometry": { "type": "Polygon", "coordinates": [ring] },
    })
}

/// Four grids of each community, `l1` to `l4` and `r1` to `r4`, two by two side by side.
pub fn tiling() -> Vec<Value> {
    let square = |(side, from): (&str, f64), at: usize| {
        feature(&format!("{side}{}", at + 1), from + (at % 2) as f64, (at / 2) as f64)
    };
    [("l", 0.0), ("r", 2.0)]
        .into_iter()
        .flat_map(|side| (0..4).map(move |at| square(side, at)))
        .collect()
}

pub fn file(features: &[Value]) -> String {
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

pub fn as_person<T: Send + 'static>(
    app: &App,
    person: PersonId,
    mut work: impl FnMut(&mut Cx<'_, '_>, &Who) -> Result<T> + Send + 'static,
) -> Result<T> {
    app.write_now(move |cx| {
        let who = cx.directory()?.who(person);
        work(cx, &who)
    })
}

pub fn import(
    app: &App,
    person: PersonId,
    features: &[Value],
    since: &str,
) -> Result<ImportReport> {
    let (text, since) = (file(features), day(since));
    as_person(app, person, move |cx, who| map::import(cx, who, &text, Crs::Wgs84, since))
}

pub fn page(app: &App, person: PersonId, code: &str) -> GridPage {
    let code = format!("ZZ-{code}");
    let read = move |cx: &mut Cx<'_, '_>| {
        let who = cx.directory()?.who(person);
        let grid = map::find_by_alias(cx, &who, "security", &code)?.ok_or(Failed::NotFound)?;
        map::grid_page(cx, &who, grid)
    };
    app.read_now(read).unwrap()
}
