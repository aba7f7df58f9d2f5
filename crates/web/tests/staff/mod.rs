//! A staff member's browser in a test: signed in, with the token that forms send back.
#![allow(dead_code, reason = "each test binary uses its part")]
use crate::town::{Staff, Town};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use serde_json::Value;
use std::fmt::Write;
use std::sync::OnceLock;
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// Somebody at a screen.
pub struct Browser {
    site: Router,
    token: String,
    pub csrf: String,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Browser {
    /// Opens an account for somebody and signs in with it.
    pub fn of(town: &Town, staff: Staff) -> Browser {
        let login = format!("p{}", staff.person);
        let login = login[login.len() - 12..].to_owned();
        let opened = app::sign_in::settle_now(&town.app, staff.person, &login).unwrap();
        let signed = app::sign_in::sign_in(&town.app, &login, &opened.password);
        let signed = runtime().block_on(signed).unwrap();
        let site = web::router(town.app.clone());
        Browser { site, token: signed.token, csrf: signed.csrf }
    }

    /// Somebody who has not signed in.
    pub fn visitor(town: &Town) -> Browser {
        let site = web::router(town.app.clone());
        Browser { site, token: String::new(), csrf: String::new() }
    }

    /// Whoever got this cookie at the door.
    pub fn with(town: &Town, cookie: &str) -> Browser {
        let token = cookie.split(['=', ';']).nth(1).expect("a cookie").to_owned();
        let asked = token.clone();
        let session = town.app.read_now(move |cx| app::sign_in::session(cx, &asked)).unwrap();
        let csrf = session.expect("a session").csrf;
        Browser { site: web::router(town.app.clone()), token, csrf }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path), Body::empty())
    }

    /// The same with a header.
    pub fn get_with(&self, path: &str, header: &str, value: &str) -> Answer {
        self.ask(Request::get(path).header(header, value), Body::empty())
    }

    /// A form as our own page sends it.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut fields = fields.to_vec();
        fields.push(("csrf", &self.csrf));
        self.post_bare(path, &fields)
    }

    /// The same without the session's token.
    pub fn post_bare(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let form: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request =
            Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request, Body::from(form.join("&")))
    }

    /// The same from an address, as a proxy tells it.
    pub fn post_from(&self, path: &str, fields: &[(&str, &str)], address: &str) -> Answer {
        let form: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let kind = "application/x-www-form-urlencoded";
        let request = Request::post(path).header(header::CONTENT_TYPE, kind);
        self.ask(request.header("x-forwarded-for", address), Body::from(form.join("&")))
    }

    /// A form with a file.
    pub fn upload(&self, path: &str, name: &str, bytes: &[u8]) -> Answer {
        self.upload_with(path, name, bytes, &[])
    }

    /// The same with fields beside it.
    pub fn upload_with(
        &self,
        path: &str,
        name: &str,
        bytes: &[u8],
        fields: &[(&str, &str)],
    ) -> Answer {
        let part = |name: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"");
        let field = |(name, value): (&str, &str)| format!("{}\r\n\r\n{value}\r\n", part(name));
        let mut body = field(("csrf", &self.csrf));
        body.extend(fields.iter().map(|pair| field(*pair)));
        body.push_str(&format!("{}; filename=\"a\"\r\n\r\n", part(name)));
        let mut body = body.into_bytes();
        body.extend(bytes);
        body.extend(b"\r\n--b--\r\n");
        let request =
            Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
        self.ask(request, Body::from(body))
    }

    /// The same session asks the API, as a program would.
    pub fn api(&self, path: &str, body: &Value) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        let request = match &*self.token {
            "" => request,
            token => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
        };
        self.send(request.body(Body::from(body.to_string())).unwrap())
    }

    /// The same for a question.
    pub fn api_get(&self, path: &str) -> Answer {
        let request = Request::get(path);
        let request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        self.send(request.body(Body::empty()).unwrap())
    }

    /// A script on our own page sends JSON by the cookie, with the session's token or without.
    pub fn json(&self, path: &str, body: &str, csrf: Option<&str>) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        let request = match csrf {
            Some(csrf) => request.header("x-jieli-csrf", csrf),
            None => request,
        };
        self.ask(request, Body::from(body.to_owned()))
    }

    fn ask(&self, request: axum::http::request::Builder, body: Body) -> Answer {
        let request = request
            .header(header::COOKIE, format!("jieli={}", self.token))
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(body).unwrap())
    }

    fn send(&self, request: Request<Body>) -> Answer {
        runtime().block_on(async {
            let response = self.site.clone().oneshot(request).await.unwrap();
            let (status, headers) = (response.status(), response.headers().clone());
            let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
            Answer { status, headers, bytes }
        })
    }
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    pub fn says(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    pub fn to(&self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text());
        self.headers[header::LOCATION].to_str().unwrap().to_owned()
    }
}

/// Every key of our words that a page shows instead of words is a gap.
pub fn holds_no_bare_key(page: &str) {
    for family in [
        "matter-",
        "inbox-",
        "grid-",
        "team-",
        "event-",
        "refused-",
        "denied-",
        "role-",
        "workers-",
        "ladder-",
        "slip-",
        "promotions-",
        "quota-",
        "growth-",
        "training-",
        "course-",
        "terms-",
        "nav-",
        "pay-",
        "assessment-",
        "ballot-",
        "rating-",
        "label-",
        "field-",
        "org-",
        "roster-",
        "numbers-",
    ] {
        for (at, _) in page.match_indices(family) {
            let before = page[..at].chars().next_back();
            let tail: String = page[at..].chars().take(40).collect();
            assert!(before != Some('>'), "a bare key: {tail}");
        }
    }
}

pub fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut done, byte| {
        let _ = write!(done, "%{byte:02X}");
        done
    })
}

/// The town founds itself on the test's own thread; only requests run in here.
fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Runtime::new().unwrap())
}
