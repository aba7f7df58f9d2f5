use super::*;
use crate::page::render_with;
use crate::testing::{ask, body, post};
use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post as on_post;
use base::Text;

struct New {
    what: Text<10>,
    n: i64,
    files: usize,
}

impl FromInput for New {
    fn read(input: &mut Input) -> Option<New> {
        let (what, n) = (input.text("what"), input.number("n", 1..=9));
        let files = input.files("photo").len();
        Some(New { what: what?, n: n?, files })
    }
}

#[derive(Template)]
#[template(source = r#"{{ f.text("what", "什么") }}{{ f.number("n", "几") }}"#, ext = "html")]
struct Again {
    f: Given,
}

async fn take(form: Form<New>) -> Response {
    match form.split() {
        Ok((new, _)) => format!("{} {} {}", new.what, new.n, new.files).into_response(),
        Err(f) => render_with(StatusCode::UNPROCESSABLE_ENTITY, &Again { f }),
    }
}

fn site() -> Router {
    crate::layered(Router::new().route("/new", on_post(take)))
}

#[tokio::test]
async fn a_good_form_is_taken_from_either_kind_of_body() {
    let response = ask(site(), post("/new", "what=%E6%A5%BC%E9%81%93&n=3")).await;
    assert_eq!(body(response).await, "楼道 3 0");

    let parts = "--b\r\nContent-Disposition: form-data; name=\"what\"\r\n\r\n楼道\r\n\
        --b\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n3\r\n\
        --b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a\"\r\n\r\nxx\r\n\
        --b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"\"\r\n\r\n\r\n--b--\r\n";
    let request = Request::post("/new")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
        .body(Body::from(parts))
        .unwrap();
    assert_eq!(body(ask(site(), request).await).await, "楼道 3 1");
}

#[tokio::test]
async fn a_wrong_form_comes_back_with_what_was_typed_and_a_sentence_at_each_field() {
    for (typed, said) in [
        ("what=&n=3", "请填写"),
        ("what=%E6%A5%BC&n=x", "请填写数字"),
        ("what=%E6%A5%BC&n=12", "1 到 9"),
        ("what=12345678901&n=1", "11"),
        ("what=a%00b&n=1", "控制字符"),
        ("", "请填写"),
    ] {
        let response = ask(site(), post("/new", typed)).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        let text = body(response).await;
        assert!(text.contains(said), "{typed}: {text}");
    }
    let again = body(ask(site(), post("/new", "what=%3Cb%3E%22&n=x")).await).await;
    assert!(again.contains("&#60;b&#62;&#34;"), "typed text is escaped: {again}");
}

#[tokio::test]
async fn what_is_no_form_is_refused_in_words() {
    for (kind, content, status) in [
        ("application/json", "{}", 415),
        ("multipart/form-data", "x", 400),
        ("multipart/form-data; boundary=b", "--b\r\nnonsense", 400),
    ] {
        let request = Request::post("/new").header(header::CONTENT_TYPE, kind);
        let response = ask(site(), request.body(Body::from(content)).unwrap()).await;
        assert_eq!(response.status().as_u16(), status, "{kind} {content}");
        assert!(body(response).await.contains("<main"), "{kind}");
    }
    let many = "a=1&".repeat(read::FIELDS_MAX + 1);
    assert_eq!(ask(site(), post("/new", &many)).await.status().as_u16(), 413);
}

#[test]
fn a_form_without_the_sessions_token_is_not_trusted() {
    let words = Words::new(base::Lang::Zh);
    let form = |given: Given| Form { value: Some(()), given };
    let given = Given::empty(words);
    assert!(form(given.clone().with("csrf", "t")).trusted("t").is_ok());
    assert!(form(given.clone().with("csrf", "u")).trusted("t").is_err());
    assert!(form(given).trusted("").is_err());
}
