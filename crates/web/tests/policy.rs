//! The policy book as pages: everything in force on a day, and all about one value.
#[path = "../../app/tests/world/mod.rs"]
mod world;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use store::testing::Fresh;
use tower::ServiceExt;

async fn get(path: &str) -> (StatusCode, String) {
    let fresh = Fresh::sqlite();
    let site = web::router(world::app(&fresh, "2026-03-02T10:00:00+08:00"));
    let request = Request::get(path).header("cookie", "lang=zh").body(Body::empty()).unwrap();
    let response = site.oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_book_lists_every_key_with_its_value_and_source() {
    let (status, page) = get("/policy").await;
    assert_eq!(status, StatusCode::OK);
    let book = ::policy::Book::load(&::policy::shipped(), &[]).unwrap();
    for key in book.keys() {
        assert!(page.contains(&format!("/policy/{key}?on=2026-03-02")), "{key}");
    }
    for said in ["一般问题", "值守时间", "示例", "已知矛盾", "2020年1月1日"] {
        assert!(page.contains(said), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_names_document_clause_file_and_all_versions() {
    let (status, page) = get("/policy/grid.deadline.general?on=2026-03-02").await;
    assert_eq!(status, StatusCode::OK);
    for said in ["分钟", "解决", "二(三)", "grid/deadline.toml", "aria-current=\"true\""] {
        assert!(page.contains(said), "{said}");
    }
    let (_, days) = get("/policy/calendar.days?on=2020-01-10").await;
    assert!(days.contains("国务院办公厅") && days.contains("上一版") && days.contains("下一版"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_before_the_first_version_is_a_sentence_and_an_unknown_key_is_not_found() {
    for (path, status, said) in [
        ("/policy/grid.rate?on=1999-12-31", StatusCode::OK, "最早从 2020年1月1日起"),
        ("/policy?on=1999-12-31", StatusCode::OK, "最早从"),
        ("/policy/grid.no_such", StatusCode::NOT_FOUND, "没有找到"),
        ("/policy/..%2F..%2Fsources", StatusCode::NOT_FOUND, "没有找到"),
        ("/policy?on=yesterday", StatusCode::UNPROCESSABLE_ENTITY, "请填写日期"),
        ("/policy/grid.rate?on=2026-02-30", StatusCode::UNPROCESSABLE_ENTITY, "请填写日期"),
        ("/policy?on=9999-12-31", StatusCode::OK, "一般问题"),
        ("/policy?on=0001-01-01", StatusCode::OK, "最早从"),
    ] {
        let (got, page) = get(path).await;
        assert_eq!(got, status, "{path}");
        assert!(page.contains(said), "{path}");
    }
}
