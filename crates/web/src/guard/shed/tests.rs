use super::*;
use crate::testing::{ask, get};
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::get as on_get;

/// A path of each class, in the order in which they go.
const PATHS: [&str; 4] = ["/figures", "/board", "/matters/{id}", "/report"];
const ASKED: [&str; 4] = ["/figures", "/board", "/matters/7", "/report"];

fn site(shed: &Shed) -> Router {
    let slow = || async { tokio::time::sleep(Duration::from_millis(300)).await };
    PATHS
        .iter()
        .fold(Router::new(), |site, path| site.route(path, on_get(slow)))
        .layer(from_fn_with_state(shed.clone(), admit))
}

#[test]
fn every_route_has_its_class() {
    for (method, path, class) in [
        ("GET", "/figures", Class::Figures),
        ("GET", "/api/v1/figures", Class::Figures),
        ("POST", "/audit/verify", Class::Figures),
        ("GET", "/board", Class::Lists),
        ("GET", "/matters", Class::Lists),
        ("GET", "/map/matters.geojson", Class::Lists),
        ("GET", "/inbox", Class::Staff),
        ("GET", "/matters/{id}", Class::Staff),
        ("POST", "/matters/{id}/solve", Class::Staff),
        ("POST", "/sign-in", Class::Staff),
        ("GET", "/system", Class::Staff),
        ("GET", "/", Class::Intake),
        ("POST", "/report", Class::Intake),
        ("HEAD", "/report", Class::Intake),
        ("POST", "/api/v1/reports", Class::Intake),
        ("GET", "/my", Class::Intake),
        ("GET", "/readyz", Class::Intake),
        ("GET", "/not/in/the/table", Class::Staff),
    ] {
        assert_eq!(class_of(&method.parse().unwrap(), path), class, "{method} {path}");
    }
    for (at, path) in PATHS.iter().enumerate() {
        assert_eq!(class_of(&Method::GET, path) as usize, at);
    }
}

#[test]
fn whatever_takes_a_report_in_is_kept_to_the_last() {
    let reports = ROUTES.iter().filter(|route| {
        route.method == "POST"
            && matches!(route.needs, Needs::Nothing)
            && route.path.contains("report")
    });
    let mut count = 0;
    for route in reports {
        assert_eq!(class(route), Class::Intake, "{}", route.path);
        count += 1;
    }
    assert!(count >= 2, "the page and the API take reports");
}

#[tokio::test]
async fn each_class_is_turned_away_by_itself_and_those_after_it_are_served() {
    // The first `full` classes have no place left.
    for full in 1..=4 {
        let places = [0, 1, 2, 3].map(|class| if class < full { 0 } else { 1 });
        let shed = Shed::with(places, Duration::from_millis(20));
        for (at, path) in ASKED.iter().enumerate() {
            let response = ask(site(&shed), get(path)).await;
            let expected = match at < full {
                true => StatusCode::SERVICE_UNAVAILABLE,
                false => StatusCode::OK,
            };
            assert_eq!(response.status(), expected, "{full} classes full, {path}");
        }
    }
}

#[tokio::test]
async fn a_class_that_is_full_leaves_the_places_that_are_kept() {
    // Four places in all: lists may take two of them, however many come.
    let shed = Shed::with([1, 2, 3, 4], Duration::from_millis(20));
    let lists = (0..4).map(|_| tokio::spawn(ask(site(&shed), get("/board"))));
    let lists: Vec<_> = lists.collect();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(shed.running(), 2);
    let (report, matter, figures) = tokio::join!(
        ask(site(&shed), get("/report")),
        ask(site(&shed), get("/matters/7")),
        ask(site(&shed), get("/figures")),
    );
    assert_eq!(report.status(), StatusCode::OK);
    assert_eq!(matter.status(), StatusCode::OK);
    assert_eq!(figures.status(), StatusCode::SERVICE_UNAVAILABLE, "the lists took what it may");
    let mut served = 0;
    for list in lists {
        served += usize::from(list.await.unwrap().status() == StatusCode::OK);
    }
    assert_eq!(served, 2);
    assert_eq!(shed.running(), 0, "every place is given back");
}

#[tokio::test]
async fn what_waits_for_the_disk_keeps_nobody_from_reading() {
    let shed = Shed::with([1, 1, 1, 1], Duration::from_millis(20));
    let slow = || async { tokio::time::sleep(Duration::from_millis(200)).await };
    let site = Router::new()
        .route("/report", on_get(async || "").post(slow))
        .layer(from_fn_with_state(shed.clone(), admit));
    let post = || Request::post("/report").body(axum::body::Body::empty()).unwrap();
    let first = tokio::spawn(ask(site.clone(), post()));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(ask(site.clone(), post()).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ask(site.clone(), get("/report")).await.status(), StatusCode::OK);
    assert_eq!(first.await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn who_goes_away_from_the_line_or_from_inside_leaves_no_place_behind() {
    let shed = Shed::with([1, 1, 1, 1], Duration::from_secs(9));
    let inside = tokio::spawn(ask(site(&shed), get("/report")));
    tokio::time::sleep(Duration::from_millis(50)).await;
    let in_line: Vec<_> = (0..3).map(|_| tokio::spawn(ask(site(&shed), get("/report")))).collect();
    tokio::time::sleep(Duration::from_millis(50)).await;
    in_line[0].abort();
    inside.abort();
    for asked in in_line.into_iter().skip(1) {
        assert_eq!(asked.await.unwrap().status(), StatusCode::OK);
    }
    assert_eq!(shed.running(), 0);
}

#[tokio::test]
async fn what_the_program_answers_out_of_itself_stands_in_no_line() {
    let shed = Shed::with([0, 0, 0, 0], Duration::from_millis(5));
    let site = crate::layered_by(crate::basics(), shed);
    assert_eq!(ask(site.clone(), get("/healthz")).await.status(), StatusCode::OK);
    assert_eq!(ask(site, get("/design")).await.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn whoever_is_turned_away_is_told_when_to_come_again_in_words() {
    let shed = Shed::with([0, 0, 0, 0], Duration::from_millis(5));
    let site = crate::layered_by(Router::new().route("/figures", on_get(|| async { "" })), shed);
    let response = ask(site, get("/figures")).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()["retry-after"], "30");
    assert!(response.headers().contains_key("content-security-policy"));
}
