use crate::testing::{ask, body, get, post};
use axum::http::{StatusCode, header};

#[tokio::test]
async fn the_samples_are_a_page_in_either_language_without_anything_inline() {
    for lang in ["zh", "en"] {
        let response = ask(crate::foundation(), get(&format!("/design?lang={lang}"))).await;
        assert_eq!(response.status(), StatusCode::OK);
        let text = body(response).await;
        for inline in [" style=", "<style", "onclick=", "<script>", "javascript:", "http://"] {
            assert!(!text.contains(inline), "{lang}: {inline}");
        }
        assert_eq!(text.matches("<main").count(), 1);
        assert_eq!(text.matches("<h1").count(), 1);
    }
}

#[tokio::test]
async fn every_id_of_the_samples_is_there_once_and_every_description_is_there() {
    let text = body(ask(crate::foundation(), get("/design")).await).await;
    let values = |attribute: &str| -> Vec<String> {
        let begin = format!(" {attribute}=\"");
        let found = text.split(&begin).skip(1);
        found.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
    };
    let ids = values("id");
    for id in &ids {
        assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "id {id}");
    }
    for attribute in ["for", "aria-describedby", "aria-labelledby"] {
        for id in values(attribute).iter().flat_map(|value| value.split(' ')) {
            assert!(ids.iter().any(|known| known == id), "{attribute} names {id}");
        }
    }
}

#[tokio::test]
async fn a_chosen_language_is_kept_and_leads_back_to_the_page() {
    let request = post("/lang", "lang=en&back=%2Fdesign%3Fa%3D1");
    let response = ask(crate::foundation(), request).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()[header::LOCATION], "/design?a=1");
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("lang=en;") && cookie.contains("SameSite=Lax"));

    let away = ask(crate::foundation(), post("/lang", "lang=en&back=%2F%2Fevil")).await;
    assert_eq!(away.headers()[header::LOCATION], "/");
}

#[tokio::test]
async fn a_form_that_cannot_be_taken_comes_back_with_a_list_of_what_to_change() {
    let response = ask(crate::foundation(), post("/design/form", "what=&lon=200&lat=1")).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let text = body(response).await;
    assert!(text.contains("error-summary") && text.contains(r##"href="#what""##));
}

#[tokio::test]
async fn bundled_files_are_kept_for_ever_and_nothing_else_is_served() {
    for path in ["/assets/manifest.json", "/assets/..%2f..%2fCargo.toml", "/assets/no.js"] {
        let response = ask(crate::foundation(), get(path)).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
    if crate::assets::are_built() {
        let response = ask(crate::foundation(), get(&crate::assets::url("style.css"))).await;
        assert_eq!(response.status(), StatusCode::OK);
        let cache = response.headers()[header::CACHE_CONTROL].to_str().unwrap();
        assert!(cache.contains("immutable"));
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
    }
}
