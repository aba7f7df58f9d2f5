use super::*;
use crate::testing::{ask, body, get};
use axum::routing::get as on_get;

fn site() -> Router {
    crate::layered(Router::new().route("/counted/{id}", on_get(|| async { "" })).route(
        "/counted/panic",
        on_get(|| async {
            if true {
                panic!("on purpose")
            }
        }),
    ))
}

#[tokio::test]
async fn an_answer_is_counted_by_the_form_of_its_path_and_never_by_the_path() {
    for path in
        ["/counted/13800001234", "/counted/7", "/counted/panic", "/nobody/knows/13800001234"]
    {
        let _ = ask(site(), get(path)).await;
    }
    let counts = entry("GET", "/counted/{id}");
    assert_eq!(counts.classes[1].load(Relaxed), 2);
    assert_eq!(entry("GET", "/counted/panic").classes[4].load(Relaxed), 1);
    assert!(entry("GET", UNMATCHED).classes[3].load(Relaxed) >= 1);
    assert!(COUNTS.panics.load(Relaxed) >= 1);
    let routes = COUNTS.routes.read().unwrap();
    assert!(routes.keys().all(|(_, route)| !route.contains("13800001234")));
}

#[tokio::test]
async fn what_is_shown_reads_as_prometheus_wants_it() {
    let fresh = store::testing::Fresh::sqlite();
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
    let app = App::new(app::Settings {
        db: fresh.open(),
        policies: app::Policies::load(&[], zone).unwrap(),
        keys: app::secret::Keys::random(),
        node: 0,
        clock: Box::new(|| "2026-03-02T10:00:00Z".parse().unwrap()),
    });
    let _ = ask(site(), get("/counted/7")).await;
    assert_eq!(ask(router(app.clone()), get("/")).await.status(), StatusCode::NOT_FOUND);
    let shown = body(ask(router(app), get("/metrics")).await).await;
    for name in [
        "jieli_requests_total{method=\"GET\",route=\"/counted/{id}\",status=\"2xx\"} ",
        "jieli_request_seconds_bucket{method=\"GET\",route=\"/counted/{id}\",le=\"+Inf\"} ",
        "jieli_requests_shed_total{class=\"figures\"} ",
        "jieli_store_waiting{line=\"write\"} 0",
        "jieli_commit_changes_count ",
        "process_resident_memory_bytes ",
    ] {
        assert!(shown.contains(name), "{name} is missing in\n{shown}");
    }
    let mut known = std::collections::BTreeSet::new();
    for line in shown.lines() {
        if let Some(family) = line.strip_prefix("# TYPE ") {
            assert!(known.insert(family.split(' ').next().unwrap()), "twice: {line}");
        } else if !line.starts_with('#') {
            let (name, value) = line.rsplit_once(' ').unwrap();
            let name = name.split('{').next().unwrap();
            let base = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end));
            assert!(known.contains(name) || base.is_some_and(|it| known.contains(it)), "{line}");
            assert!(value.parse::<f64>().is_ok(), "{line}");
        }
    }
}
