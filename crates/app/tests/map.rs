//! The map of grids: a file comes in whole or not at all, old days keep their map, and each point
//! has one grid.
use app::grid::map;
use app::grid::map::import::MapFault;
use app::{App, Cx, Failed};
use base::place::{Crs, Point};
use base::{PersonId, Timestamp};
use org::{Role, UnitKind, Who};
use serde_json::{Value, json};
use store::testing::on_each_engine;

mod tiling;
mod world;
use tiling::*;
use world::{app, refusal};

/// The code of the grid of a point on a moment's day.
fn grid_of(app: &App, moment: &str, point: Point) -> Option<String> {
    let moment: Timestamp = moment.parse().unwrap();
    let find = move |cx: &mut Cx<'_, '_>| {
        let mut cx = cx.at(moment);
        let Some(found) = map::locate(&mut cx, point)? else { return Ok(None) };
        assert_eq!(found.place.grid, Some(found.grid));
        assert_eq!(cx.directory()?.place(found.grid), Some(found.place));
        Ok(cx.map()?.areas.get(&found.grid).map(|facts| facts.code.clone()))
    };
    app.read_now(find).unwrap()
}

#[test]
fn a_border_point_has_exactly_one_grid_and_a_point_outside_has_none() {
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        let world = app.write_now(found).unwrap();
        assert_eq!(grid_of(&app, NOW, at(0.5, 0.5)), None, "there is no map yet");
        let report = import(&app, world.boss, &tiling(), FIRST).unwrap();
        assert_eq!(report.made, ["l1", "l2", "l3", "l4", "r1", "r2", "r3", "r4"]);
        assert_eq!((report.problems.len(), report.notes.len()), (0, 0));
        for (x, y, code) in [(0.5, 0.5, "l1"), (1.5, 1.5, "l4"), (2.5, 0.5, "r1"), (3.5, 1.5, "r4")]
        {
            assert_eq!(grid_of(&app, NOW, at(x, y)).as_deref(), Some(code));
        }
        let map = app.read_now(|cx| cx.map()).unwrap();
        for (x, y) in [(1.0, 0.5), (2.0, 0.5), (2.0, 1.0), (0.5, 1.0), (3.0, 1.0), (1.0, 1.0)] {
            let point = at(x, y);
            let inside = map.index.areas().filter(|area| area.polygon.contains(point)).count();
            assert_eq!(inside, 1, "{x} {y}");
            assert!(map.locate(point).is_some());
        }
        for (x, y) in [(-0.1, 0.5), (4.1, 1.0), (2.0, 2.1), (90.0, 0.0)] {
            assert_eq!(grid_of(&app, NOW, at(x, y)), None, "{x} {y}");
        }
        assert_eq!(grid_of(&app, "2025-12-31T10:00:00Z", at(0.5, 0.5)), None, "not yet begun");
        let shown: Value = serde_json::from_str(&map.geojson).unwrap();
        assert_eq!(shown["features"].as_array().map(Vec::len), Some(8));
    });
}

#[test]
fn one_changed_shape_makes_one_new_version_and_old_days_keep_their_map() {
    on_each_engine(|fresh| {
        let (here, there) = (app(fresh, NOW), app(fresh, NOW));
        let world = here.write_now(found).unwrap();
        import(&here, world.boss, &tiling(), FIRST).unwrap();
        let before = there.read_now(|cx| cx.map()).unwrap();
        // The grid in the corner now ends half a kilometre farther in; one grid is not mentioned.
        let mut features = tiling();
        let ring = &mut features[0]["geometry"]["coordinates"][0];
        (ring[0], ring[3]) = (json!([108.905, 34.2]), json!([108.905, 34.21]));
        ring[4] = ring[0].clone();
        features.pop();
        let report = import(&here, world.boss, &features, "2026-02-01").unwrap();
        assert_eq!(report.changed, ["l1"]);
        assert_eq!((report.made.len(), report.unchanged), (0, 6));
        assert_eq!(report.missing, ["r4"]);
        let after = there.read_now(|cx| cx.map()).unwrap();
        assert_ne!(before.etag, after.etag, "another server sees it at once");
        let corner = at(0.2, 0.5);
        assert_eq!(grid_of(&there, NOW, corner), None);
        assert_eq!(grid_of(&there, "2026-01-31T15:59:00Z", corner).as_deref(), Some("l1"));
        assert_eq!(grid_of(&there, "2026-01-31T16:01:00Z", corner), None);
        let versions = page(&there, world.boss, "l1").versions;
        let days: Vec<_> = versions.iter().map(|version| (version.since, version.until)).collect();
        let turn = day("2026-02-01");
        assert_eq!(days, [(turn, None), (day(FIRST), Some(turn))]);
        assert_eq!(page(&there, world.boss, "l2").versions.len(), 1);
        // The same file again changes nothing, and no map is loaded anew.
        let again = import(&here, world.boss, &features, "2026-03-01").unwrap();
        assert_eq!((again.changed.len(), again.unchanged), (0, 7));
        let same = there.read_now(|cx| cx.map()).unwrap();
        assert!(std::sync::Arc::ptr_eq(&after, &same));
        let early = import(&here, world.boss, &tiling(), "2026-01-15").unwrap();
        let newest = turn;
        assert_eq!(early.problems[0].fault, MapFault::TooEarly { newest });
        // A slip found on the same day is corrected, and makes no version of its own.
        let report = import(&here, world.boss, &tiling(), "2026-02-01").unwrap();
        assert_eq!(report.changed, ["l1"]);
        assert_eq!(page(&there, world.boss, "l1").versions.len(), 2);
        assert_eq!(grid_of(&there, NOW, corner).as_deref(), Some("l1"));
    });
}

#[test]
fn a_feature_that_is_wrong_keeps_the_whole_file_out_and_is_named() {
    let change = |at: usize, field: &str, value: Value| {
        let mut features = tiling();
        features[at]["properties"][field] = value;
        features
    };
    let with = |feature: Value| [tiling(), vec![feature]].concat();
    let bow_tie =
        json!([[[108.0, 34.0], [108.1, 34.1], [108.1, 34.0], [108.0, 34.1], [108.0, 34.0]]]);
    let mut crossed = tiling();
    crossed[3]["geometry"]["coordinates"] = bow_tie;
    let mut pointless = tiling();
    pointless[6]["geometry"] = json!({ "type": "Point", "coordinates": [108.0, 34.0] });
    let long = "格".repeat(61);
    let cases: [(Vec<Value>, usize, &str); 13] = [
        (change(5, "community", json!("x")), 5, "map_unknown_community"),
        (change(5, "community", Value::Null), 5, "map_missing_field"),
        (change(1, "street", json!("x")), 1, "map_other_street"),
        (change(2, "kind", json!("x")), 2, "map_unknown_kind"),
        (change(2, "kind", Value::Null), 2, "map_missing_field"),
        (change(4, "legacy", json!({ "x": "1" })), 4, "map_unknown_kind"),
        (change(4, "legacy", json!({ "security": "ZZ-l1" })), 4, "map_legacy_twice"),
        (change(0, "name", json!(long)), 0, "map_bad_field"),
        (change(7, "since", json!("2027-01-01")), 7, "map_not_yet"),
        (crossed, 3, "map_self_crossing"),
        (pointless, 6, "map_not_a_polygon"),
        (with(feature("l1", 9.0, 9.0)), 8, "map_duplicate_code"),
        (with(feature("l9", 1.9, 1.9)), 3, "map_overlaps"),
    ];
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        let world = app.write_now(found).unwrap();
        for (features, at, code) in &cases {
            let report = import(&app, world.boss, features, FIRST).unwrap();
            assert!(report.is_refused(), "{code}");
            let told: Vec<_> =
                report.problems.iter().map(|p| (p.feature, p.fault.code())).collect();
            assert!(told.contains(&(Some(*at), code)), "{code} at {at}: {told:?}");
            assert!(report.made.is_empty() && report.changed.is_empty());
        }
        let left = app.read_now(|cx| Ok((cx.map()?.areas.len(), store::grid::map::latest(cx.tx)?)));
        let (areas, rows) = left.unwrap();
        assert_eq!((areas, rows.len()), (0, 0), "nothing is half saved");
        let grids = app.read_now(|cx| Ok(cx.directory()?.units(UnitKind::Grid).count())).unwrap();
        assert_eq!(grids, 0);
        // What the file leaves alone counts, too.
        import(&app, world.boss, &tiling(), FIRST).unwrap();
        let report = import(&app, world.boss, &[feature("l9", 1.9, 1.9)], NOW_DAY).unwrap();
        assert!(report.problems.iter().all(|p| p.fault.code() == "map_overlaps"));
        assert_eq!(report.problems.len(), 2, "{report:?}");
        let moved = import(&app, world.boss, &change(0, "community", json!("r")), NOW_DAY).unwrap();
        assert_eq!(moved.problems[0].fault.code(), "map_other_community");
        assert_eq!(refusal(import(&app, world.member, &tiling(), NOW_DAY)), "no_right");
    });
}

const NOW_DAY: &str = "2026-03-02";

#[test]
fn a_map_that_is_taken_back_is_never_served() {
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        let world = app.write_now(found).unwrap();
        let text = file(&tiling());
        let undone = as_person(&app, world.boss, move |cx, who| {
            map::import(cx, who, &text, Crs::Wgs84, day(FIRST))?;
            assert_eq!(cx.map()?.areas.len(), 8, "the transaction sees its own map");
            Err::<(), _>(Failed::refused("changed_my_mind"))
        });
        assert_eq!(refusal(undone), "changed_my_mind");
        assert_eq!(app.read_now(|cx| Ok(cx.map()?.areas.len())).unwrap(), 0);
    });
}

#[test]
fn a_list_of_grids_has_an_end_and_the_public_sees_no_names() {
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        let world = app.write_now(found).unwrap();
        import(&app, world.boss, &tiling(), FIRST).unwrap();
        let l1 = page(&app, world.boss, "l1").unit.id;
        let (worker, street, left) = (world.worker, world.street, world.left);
        app.write_now(move |cx| post(cx, l1, Role::GridLeader, "", Some(worker))).unwrap();
        let list = |within, after, who: Option<PersonId>, limit| {
            let read = move |cx: &mut Cx<'_, '_>| {
                let directory = cx.directory()?;
                let who = who.map_or(Who::anyone(), |person| directory.who(person));
                map::list(cx, &who, within, after, limit)
            };
            app.read_now(read).unwrap()
        };
        let first = list(street, None, None, 5);
        assert_eq!((first.rows.len(), first.grids, first.households), (5, 8, 3_200));
        let rest = list(street, first.next, None, 5);
        assert_eq!((rest.rows.len(), rest.next), (3, None));
        assert!(first.rows.iter().all(|row| row.leader.is_none()));
        let seen = list(left, None, Some(world.boss), 50);
        assert_eq!(seen.rows.len(), 4);
        assert_eq!(seen.rows[0].leader.as_ref().map(|person| person.id), Some(worker));
        assert!(page(&app, world.boss, "l1").team.is_some());
        let public = app.read_now(move |cx| map::grid_page(cx, &Who::anyone(), l1)).unwrap();
        assert!(public.team.is_none());
        assert_eq!((public.aliases.len(), public.fits), (1, Some(true)));
    });
}
