use super::*;
use crate::testing::{ask, body, get};
use axum::Router;
use axum::routing::get as on_get;
use base::Lang;

fn site() -> Router {
    let broken = || async { panic!("a promise of ours is broken") };
    let routes = Router::new()
        .route("/hidden", on_get(|| async { Problem::denied(true) }))
        .route("/shown", on_get(|| async { Problem::denied(false) }))
        .route("/busy", on_get(|| async { Problem::new(Code::Busy) }))
        .route(
            "/refused",
            on_get(|| async { Problem::refused("own_work", "不能核查本人办理的事项") }),
        )
        .route("/api/refused", on_get(|| async { Problem::refused("own_work", "no") }))
        .route("/broken", on_get(async move || -> Response { broken().await }));
    crate::layered(routes)
}

#[tokio::test]
async fn what_is_out_of_sight_looks_exactly_like_what_is_not_there() {
    let ids = |text: String| text.lines().filter(|l| !l.contains("problem-id")).collect::<String>();
    let hidden = ask(site(), get("/hidden")).await;
    let absent = ask(site(), get("/no-such-page")).await;
    assert_eq!(hidden.status(), absent.status());
    let (hidden, absent) = (body(hidden).await, body(absent).await);
    assert_eq!(ids(hidden).replace("/hidden", ""), ids(absent).replace("/no-such-page", ""));
}

#[tokio::test]
async fn each_problem_has_its_status_and_a_page_in_the_readers_language() {
    for (path, status, zh, en) in [
        ("/nothing", 404, "没有找到", "Not found"),
        ("/shown", 403, "无权", "No permission"),
        ("/busy", 503, "繁忙", "Busy"),
        ("/broken", 500, "出了差错", "Something went wrong"),
        ("/refused", 422, "不能核查本人办理的事项", "不能核查本人办理的事项"),
    ] {
        for (lang, expected) in [(Lang::Zh, zh), (Lang::En, en)] {
            let address = format!("{path}?lang={}", lang.pick("zh", "en"));
            let response = ask(site(), get(&address)).await;
            assert_eq!(response.status().as_u16(), status, "{path}");
            let kind = response.headers()[header::CONTENT_TYPE].clone();
            assert!(kind.to_str().unwrap().starts_with("text/html"), "{path}");
            let text = body(response).await;
            assert!(text.contains(expected), "{path} in {}: {text}", lang.code());
            assert!(text.contains(&format!(r#"<html lang="{}""#, lang.code())));
        }
    }
}

#[tokio::test]
async fn a_program_gets_problem_json_with_the_number_of_its_request() {
    let response = ask(site(), get("/api/refused")).await;
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let json: serde_json::Value = serde_json::from_str(&body(response).await).unwrap();
    assert_eq!(json["status"], 422);
    assert_eq!(json["reason"], "own_work");
    assert_eq!(json["instance"], format!("urn:jieli:request:{id}"));
}

#[tokio::test]
async fn who_is_turned_away_for_load_is_told_when_to_come_back() {
    let response = ask(site(), get("/busy")).await;
    assert!(response.headers().contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn a_wrong_method_is_answered_in_words_and_names_the_right_ones() {
    let request = Request::post("/hidden").body(axum::body::Body::empty()).unwrap();
    let response = ask(site(), request).await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert!(response.headers().contains_key(header::ALLOW));
    assert!(body(response).await.contains("<main"));
}
