//! Importing another system's export: what can be read is taken, each other row says why not.
mod importing;
mod tiling;
mod world;

use app::Cx;
use app::grid::import::Options;
use base::MatterId;
use importing::{CLOSED, HEAD, MAP, OPEN, district, matters, run, run_with, sealed};
use store::testing::on_each_engine;
use tiling::NOW;
use world::app;

#[test]
fn a_row_becomes_a_matter_with_grid_promise_and_history() {
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        district(&app);
        let (report, refused) = run(&app, MAP, format!("{HEAD}{OPEN}{CLOSED}").as_bytes());
        assert_eq!((report.taken, refused), (2, vec![]));
        let [open, closed]: [_; 2] = matters(&app).try_into().unwrap();
        assert_eq!((open.body.as_str(), open.address.as_str()), ("Street light: out", "1 A St"));
        assert_eq!(open.reported_at.to_string(), "2026-02-01T01:00:00Z");
        assert!(open.place.grid.is_some() && open.place.community.is_some());
        assert_eq!(open.external.as_deref(), Some("test:1"));
        assert_eq!(closed.ended_at.unwrap().to_string(), "2026-02-01T01:30:00Z");
        let look = move |cx: &mut Cx<'_, '_>| {
            let relays = [open.id, closed.id].map(|id| store::relay::relay::of_matter(cx.tx, id));
            let legs = store::relay::leg::of_matter(cx.tx, closed.id)?;
            let told = store::event::of(cx.tx, "matter", closed.id.0)?;
            Ok((relays.map(Result::unwrap), legs, told))
        };
        let ([open, closed], legs, told) = app.read_now(look).unwrap();
        // Held here since the import; promised since the report, and it ran out in nobody's hands.
        let promise = open[0].promise.clone().unwrap();
        assert_eq!(promise.clock.started.to_string(), "2026-02-01T01:00:00Z");
        assert!(open[0].is_over(app.now()) && open[0].ended.is_none());
        assert_eq!((open[0].leg_since, promise.clock.charged), (app.now(), Some(0)));
        // What ended elsewhere is charged to no post here, and its promise was kept in time.
        assert_eq!(closed[0].promise_met.unwrap().to_string(), "2026-02-01T01:30:00Z");
        assert_eq!(closed[0].ended.as_ref().unwrap().how, "imported_closed");
        assert!(!legs[0].1.overdue && legs[0].1.until == Some(legs[0].1.since));
        let what: Vec<&str> = told.iter().map(|event| event.what.as_str()).collect();
        assert_eq!(what, ["reported", "imported_closed"]);
        assert!(told[1].detail.contains("\"target_kept\":true"), "{}", told[1].detail);
        sealed(&app);
    });
}

#[test]
fn an_imported_matter_is_found_by_its_words_and_its_number() {
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        district(&app);
        run(&app, MAP, format!("{HEAD}{OPEN}").as_bytes());
        let search = |words: &'static str| {
            let find = move |cx: &mut Cx<'_, '_>| {
                let words = grid::words::query(words).unwrap();
                let sight = org::Sight { everywhere: true, ..org::Sight::default() };
                let filter = store::grid::matter_list::Filter::default();
                Ok(store::grid::search::page(cx.tx, &sight, &filter, &words, None, 9)?.len())
            };
            app.read_now(find).unwrap()
        };
        assert_eq!([search("light out"), search("2026-0201-000001"), search("noise")], [1, 1, 0]);
    });
}

#[test]
fn the_second_run_skips_all_and_changes_nothing() {
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        district(&app);
        let file = format!("{HEAD}{OPEN}{CLOSED}");
        run(&app, MAP, file.as_bytes());
        let before = matters(&app);
        let (again, _) = run(&app, MAP, file.as_bytes());
        assert_eq!((again.taken, again.skipped), (0, 2));
        assert_eq!(matters(&app), before);
        // Without a column for the number, the text of the row is its number.
        let unnumbered = MAP.replace("external = \"Id\"\n", "").replace("\"test\"", "\"other\"");
        assert_eq!(run(&app, &unnumbered, file.as_bytes()).0.taken, 2);
        assert_eq!(run(&app, &unnumbered, file.as_bytes()).0.skipped, 2);
        sealed(&app);
    });
}

#[test]
fn bad_rows_are_refused_with_line_column_and_reason_and_the_rest_is_taken() {
    let bad = [
        ("3,Street light,,2026-02-01 09:00,,,open,,108.905", "fields", ""),
        ("3,Street light,,,,,open,,108.905,34.205", "opened_missing", "Opened"),
        ("3,Street light,,soon,,,open,,108.905,34.205", "opened_unreadable", "Opened"),
        ("3,Street light,,2026-04-01 09:00,,,open,,108.905,34.205", "in_the_future", "Opened"),
        ("3,Street light,,2015-02-01 09:00,,,open,,108.905,34.205", "no_policy", "Opened"),
        ("3,Street light,,2026-02-01 09:00,x,,open,,108.905,34.205", "target_unreadable", "Target"),
        (
            "3,Street light,,2026-02-01 09:00,,x,closed,,108.905,34.205",
            "closed_unreadable",
            "Closed",
        ),
        ("3,Street light,,2026-02-01 09:00,,,closed,,108.905,34.205", "closed_missing", "Closed"),
        (
            "3,Street light,,2026-02-01 09:00,,2026-01-01 09:00,closed,,108.905,34.205",
            "closed_before_opened",
            "Closed",
        ),
        ("3,Street light,,2026-02-01 09:00,,,lost,,108.905,34.205", "status_unknown", "Status"),
        ("3,Cats,,2026-02-01 09:00,,,open,,108.905,34.205", "category_unknown", "What"),
        ("3,Street light,,2026-02-01 09:00,,,open,,0,0", "no_point", "Lon"),
        ("3,Street light,,2026-02-01 09:00,,,open,,x,34.205", "point_unreadable", "Lon"),
        ("3,Street light,,2026-02-01 09:00,,,open,,1,1", "outside", "Lon"),
        (",Street light,,2026-02-01 09:00,,,open,,108.905,34.205", "external_missing", "Id"),
        ("1,Street light,,2026-02-01 09:00,,,open,,108.905,34.205", "twice_in_file", ""),
    ];
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        district(&app);
        let mut file = format!("{HEAD}{OPEN}");
        bad.iter().for_each(|(row, ..)| file.push_str(&format!("{row}\n")));
        file.push_str(CLOSED);
        let (report, refused) = run(&app, MAP, file.as_bytes());
        assert_eq!(report.taken, 2);
        for (at, (refusal, (row, code, column))) in refused.iter().zip(bad).enumerate() {
            let got = (refusal.code, refusal.column.as_str(), refusal.line);
            assert_eq!(got, (code, column, at as u64 + 3), "{row}");
        }
        assert_eq!(refused.len(), bad.len());
        assert_eq!(refused[4].fact, "2020-01-01", "the first day of policy is told");
        sealed(&app);
    });
}

#[test]
fn rows_without_a_place_go_to_a_community_when_the_operator_says_so() {
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        district(&app);
        let file = format!("{HEAD}3,Street light,,2026-02-01 09:00,,,open,,1,1\n");
        let options = Options { unplaced: Some("l".into()), ..Options::default() };
        assert_eq!(run_with(&app, MAP, file.as_bytes(), options).0.taken, 1);
        let [matter]: [_; 1] = matters(&app).try_into().unwrap();
        assert!(matter.place.community.is_some() && matter.place.grid.is_none());
        assert_eq!(matter.point, None, "a point elsewhere is not shown on our map");
    });
}

#[test]
fn years_are_moved_only_when_the_mapping_says_so_and_the_report_tells() {
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        district(&app);
        let file = format!("{HEAD}3,Street light,,2015-02-01 09:00,,,open,,108.905,34.205\n");
        let (report, refused) = run(&app, MAP, file.as_bytes());
        assert_eq!((report.shift_years, refused[0].code), (0, "no_policy"));
        let map = MAP.replace("[columns]", "shift_years = 11\n[columns]");
        let (report, _) = run(&app, &map, file.as_bytes());
        assert_eq!((report.shift_years, report.taken), (11, 1));
        let [matter]: [_; 1] = matters(&app).try_into().unwrap();
        assert_eq!(matter.reported_at.to_string(), "2026-02-01T01:00:00Z");
        let told = move |cx: &mut Cx<'_, '_>| Ok(store::event::of(cx.tx, "matter", matter.id.0)?);
        assert!(app.read_now(told).unwrap()[0].detail.contains("\"shift_years\":11"));
    });
}

#[test]
fn ids_follow_the_order_of_the_import_not_of_the_reports() {
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        district(&app);
        let later = OPEN.replace("09:00", "08:00").replacen('1', "5", 1);
        run(&app, MAP, format!("{HEAD}{OPEN}{later}").as_bytes());
        let found = matters(&app);
        let at = |external: &str| -> MatterId {
            found.iter().find(|m| m.external.as_deref() == Some(external)).unwrap().id
        };
        assert!(at("test:1") < at("test:5"));
    });
}

#[test]
fn a_dry_run_checks_every_row_and_writes_none() {
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        district(&app);
        let file = format!("{HEAD}{OPEN}x\n{CLOSED}");
        let options = Options { dry_run: true, ..Options::default() };
        let (report, refused) = run_with(&app, MAP, file.as_bytes(), options);
        assert_eq!((report.taken, refused.len(), matters(&app).len()), (2, 1, 0));
    });
}
