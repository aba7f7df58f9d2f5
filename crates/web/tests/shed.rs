//! A database that does not keep up: the work of staff is turned away, pages and reports are not.
#[path = "resident/browser.rs"]
mod browser;
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use axum::http::StatusCode;
use browser::form;
use std::thread;
use std::time::{Duration, Instant};
use store::testing::Fresh;
use town::{HERE, Town};

#[test]
fn while_the_writer_stands_staff_are_told_to_wait_and_a_report_goes_through() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (receipt, _) = town.resident_reports("street_light", "三号楼前路灯不亮");
    let leader = staff::Browser::of(&town, town.leader);
    let note = format!("/matters/{}/note", receipt.id);
    let control = leader.post(&note, &[("words", "看过")]);
    assert_ne!(control.status, StatusCode::SERVICE_UNAVAILABLE, "the control");

    let (stands, waits) = (town.app.clone(), town.app.clone());
    let stands = thread::spawn(move || {
        stands.write_now(|_| {
            thread::sleep(Duration::from_millis(3500));
            Ok(())
        })
    });
    thread::sleep(Duration::from_millis(100));
    let waits = thread::spawn(move || waits.write_now(|_| Ok(())));
    thread::sleep(Duration::from_millis(1800));
    let began = Instant::now();
    let refused = leader.post(&note, &[("words", "看过")]);
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.headers["retry-after"], "5");
    assert!(began.elapsed() < Duration::from_millis(500), "told at once");
    assert_eq!(leader.get("/inbox").status, StatusCode::OK, "reading goes on");

    let mut resident = browser::Browser::new(web::router(town.app.clone()));
    let sent = resident.post(
        "/report",
        form(&[
            ("what", "又一盏路灯不亮".to_owned()),
            ("category", "street_light".to_owned()),
            ("lon", HERE.lon.to_string()),
            ("lat", HERE.lat.to_string()),
        ]),
    );
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "the report waited, and is taken");
    stands.join().unwrap().unwrap();
    waits.join().unwrap().unwrap();
    let after = leader.post(&note, &[("words", "看过")]);
    assert_ne!(after.status, StatusCode::SERVICE_UNAVAILABLE, "and all is as before");
}
