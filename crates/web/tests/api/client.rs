//! A program that asks the API in a test, and holds every answer to the document.
#![allow(dead_code, reason = "each test binary uses its part")]
use super::schema;
use crate::town::{Staff, Town};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// The API of a town.
pub struct Api {
    pub town: Town,
    site: Router,
    runtime: Runtime,
    document: Value,
}

/// A request in the making.
pub struct Asked<'a> {
    api: &'a Api,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What came back.
pub struct Reply {
    pub status: StatusCode,
    pub kind: String,
    pub etag: String,
    pub replayed: bool,
    pub body: Vec<u8>,
}

/// A text of an answer.
pub fn reply(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text, got {value}")).to_owned()
}

impl Api {
    pub fn new(town: Town) -> Api {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(2).enable_all().build().unwrap();
        let site = web::router(town.app.clone());
        let mut api = Api { town, site, runtime, document: Value::Null };
        api.document = api.get("/api/openapi.json").send_undocumented().json();
        api
    }

    pub fn document(&self) -> &Value {
        &self.document
    }

    pub fn get(&self, path: &str) -> Asked<'_> {
        Asked::method(self, "GET", path)
    }

    pub fn delete(&self, path: &str) -> Asked<'_> {
        Asked::method(self, "DELETE", path)
    }

    pub fn post(&self, path: &str, body: &Value) -> Asked<'_> {
        self.raw(path, body.to_string().as_bytes(), "application/json")
    }

    pub fn raw(&self, path: &str, body: &[u8], kind: &str) -> Asked<'_> {
        let asked = Asked { body: body.to_vec(), ..Asked::method(self, "POST", path) };
        asked.header("content-type", kind)
    }

    /// Opens an account for somebody and signs in with it.
    pub fn sign_in(&self, staff: Staff) -> String {
        let login = format!("p{}", staff.person);
        let login = login[login.len() - 12..].to_owned();
        let opened = app::sign_in::settle_now(&self.town.app, staff.person, &login).unwrap();
        let body = json!({ "login": login, "password": opened.password });
        reply(&self.post("/api/v1/session", &body).ok(201)["token"])
    }

    pub fn send_together(&self, asked: Vec<Asked<'_>>) -> Vec<Reply> {
        let requests: Vec<_> = asked.into_iter().map(|asked| asked.request()).collect();
        self.runtime.block_on(async {
            let all = requests
                .into_iter()
                .map(|request| tokio::spawn(answer(self.site.clone(), request)));
            let mut answers = Vec::new();
            for one in all.collect::<Vec<_>>() {
                answers.push(one.await.unwrap());
            }
            answers
        })
    }
}

impl Asked<'_> {
    pub fn method<'a>(api: &'a Api, method: &str, path: &str) -> Asked<'a> {
        let (method, path) = (method.to_uppercase(), path.to_owned());
        Asked { api, method, path, headers: Vec::new(), body: Vec::new() }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn by(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn code(self, code: &str) -> Self {
        self.header("x-jieli-code", code)
    }

    pub fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// Sends it; the answer must be one that the document knows.
    pub fn send(self) -> Reply {
        let (document, method, path) = (&self.api.document, self.method.clone(), self.path.clone());
        let reply = self.api.runtime.block_on(answer(self.api.site.clone(), self.request()));
        schema::known(document, &method, &path, &reply);
        reply
    }

    pub fn send_undocumented(self) -> Reply {
        self.api.runtime.block_on(answer(self.api.site.clone(), self.request()))
    }

    /// Sends it; the answer must be good.
    pub fn ok(self, status: u16) -> Value {
        let what = format!("{} {}", self.method, self.path);
        let reply = self.send();
        assert_eq!(reply.status.as_u16(), status, "{what}: {}", reply.text());
        reply.json()
    }

    pub fn empty(self, status: u16) {
        let reply = self.send();
        assert_eq!((reply.status.as_u16(), reply.body.len()), (status, 0), "{}", reply.text());
    }

    pub fn status(self, status: u16) {
        let what = format!("{} {}", self.method, self.path);
        let reply = self.send();
        assert_eq!(reply.status.as_u16(), status, "{what}: {}", reply.text());
        assert_eq!(reply.kind, "application/problem+json", "{what}");
    }

    pub fn refused(self, status: u16, reason: &str) {
        let what = format!("{} {}", self.method, self.path);
        let reply = self.send();
        let said = reply.text();
        assert_eq!(reply.status.as_u16(), status, "{what}: {said}");
        assert_eq!(reply.json()["reason"], reason, "{what}: {said}");
    }

    pub fn fault(self, field: &str, code: &str) {
        let what = format!("{} {} for {field} {code}", self.method, self.path);
        let reply = self.send();
        let said = reply.text();
        assert_eq!(reply.status.as_u16(), 422, "{what}: {said}");
        let error = &reply.json()["errors"][0];
        assert_eq!(
            (&error["field"], &error["code"]),
            (&json!(field), &json!(code)),
            "{what}: {said}"
        );
        let detail = error["detail"].as_str().unwrap();
        assert!(
            !detail.contains("field-") && !detail.contains('{'),
            "{what}: not in words: {said}"
        );
    }

    fn request(self) -> Request<Body> {
        let mut request = Request::builder().method(&*self.method).uri(&*self.path);
        for (name, value) in &self.headers {
            request = request.header(name.as_str(), value.as_bytes());
        }
        request.body(Body::from(self.body)).unwrap()
    }
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("JSON: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

async fn answer(site: Router, request: Request<Body>) -> Reply {
    let response = site.oneshot(request).await.expect("a router does not fail");
    let text = |headers: &HeaderMap, name: header::HeaderName| {
        headers.get(name).map_or(String::new(), |value| value.to_str().unwrap().to_owned())
    };
    let (status, headers) = (response.status(), response.headers().clone());
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
    let replayed = headers.contains_key("idempotency-replayed");
    let (kind, etag) = (text(&headers, header::CONTENT_TYPE), text(&headers, header::ETAG));
    Reply { status, kind, etag, replayed, body }
}
