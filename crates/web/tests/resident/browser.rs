//! A browser as far as a test needs one: it keeps cookies by their path and sends forms.
#![allow(dead_code, reason = "each test binary uses its part")]
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use tokio::runtime::Runtime;
use tower::ServiceExt;

pub struct Browser {
    site: Router,
    /// Its own, so that a test may use the town's blocking calls between two pages.
    runtime: Runtime,
    /// Name, value, path.
    jar: Vec<(String, String, String)>,
}

/// What came back.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    pub bytes: Vec<u8>,
}

/// A body and its content type.
pub type Sent = (String, Vec<u8>);

impl Browser {
    pub fn new(site: Router) -> Browser {
        let mut browser = Browser { site, runtime: Runtime::new().unwrap(), jar: Vec::new() };
        browser.speak("zh");
        browser
    }

    /// Asks for pages in this language.
    pub fn speak(&mut self, lang: &str) {
        self.jar.retain(|(name, ..)| name != "lang");
        self.jar.push(("lang".into(), lang.into(), "/".into()));
    }

    pub fn get(&mut self, path: &str) -> Page {
        self.get_with(path, "x-nothing", "")
    }

    /// The status and the bytes of a file.
    pub fn get_bytes(&mut self, path: &str) -> (StatusCode, Vec<u8>) {
        let page = self.get(path);
        (page.status, page.bytes)
    }

    pub fn get_with(&mut self, path: &str, header: &str, value: &str) -> Page {
        let request = Request::get(path).header(header, value).header("cookie", self.cookies(path));
        self.ask(request.body(Body::empty()).unwrap())
    }

    pub fn post(&mut self, path: &str, (kind, body): Sent) -> Page {
        let request = Request::post(path)
            .header("content-type", kind)
            .header("sec-fetch-site", "same-origin")
            .header("cookie", self.cookies(path));
        self.ask(request.body(Body::from(body)).unwrap())
    }

    fn cookies(&self, path: &str) -> String {
        let sent = self.jar.iter().filter(|(_, _, below)| path.starts_with(&**below));
        sent.map(|(name, value, _)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn ask(&mut self, request: Request) -> Page {
        let site = self.site.clone();
        let (status, headers, bytes) = self.runtime.block_on(async {
            let response = site.oneshot(request).await.unwrap();
            let (status, headers) = (response.status(), response.headers().clone());
            (status, headers, to_bytes(response.into_body(), usize::MAX).await.unwrap())
        });
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let page = Page { status, headers, text, bytes: bytes.to_vec() };
        assert!(!status.is_server_error(), "{status}: {}", page.text);
        for line in page.cookies() {
            let mut parts = line.split("; ");
            let (name, value) = parts.next().unwrap().split_once('=').unwrap();
            let path = parts.find_map(|part| part.strip_prefix("Path=")).unwrap();
            self.jar.retain(|(known, ..)| known != name);
            if !line.contains("Max-Age=0") {
                self.jar.push((name.into(), value.into(), path.into()));
            }
        }
        page
    }
}

impl Page {
    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    pub fn location(&self) -> &str {
        self.headers.get("location").map_or("", |to| to.to_str().unwrap())
    }

    pub fn cookies(&self) -> Vec<String> {
        let lines = self.headers.get_all("set-cookie").iter();
        lines.map(|line| line.to_str().unwrap().to_owned()).collect()
    }

    pub fn cookie(&self, name: &str) -> String {
        let begin = format!("{name}=");
        self.cookies().into_iter().find(|line| line.starts_with(&begin)).unwrap_or_default()
    }

    /// The text between two marks, the first time.
    pub fn between(&self, begin: &str, end: &str) -> String {
        self.all(begin, end).into_iter().next().expect(begin)
    }

    pub fn between_last(&self, begin: &str, end: &str) -> String {
        let before = &self.text[..self.text.rfind(end).expect(end)];
        before[before.rfind(begin).expect(begin) + begin.len()..].to_owned()
    }

    pub fn all(&self, begin: &str, end: &str) -> Vec<String> {
        let pieces = self.text.split(begin).skip(1);
        pieces.map(|piece| piece.split(end).next().unwrap().to_owned()).collect()
    }
}

/// A form as browsers send it.
pub fn form(fields: &[(&str, String)]) -> Sent {
    let encode =
        |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    ("application/x-www-form-urlencoded".into(), pairs.join("&").into_bytes())
}

/// A form with photos, which stand first, as on the page.
pub fn multipart(fields: &[(&str, String)], photos: &[Vec<u8>]) -> Sent {
    let mut body = Vec::new();
    for photo in photos {
        body.extend_from_slice(
            b"--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\n\r\n",
        );
        body.extend_from_slice(photo);
        body.extend_from_slice(b"\r\n");
    }
    for (name, value) in fields {
        let part =
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    body.extend_from_slice(b"--x--\r\n");
    ("multipart/form-data; boundary=x".into(), body)
}

/// The smallest photo there is: one pixel.
pub fn png() -> Vec<u8> {
    const HEX: &str = "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753\
        de0000000c49444154789c636870500000022400e1ab5962270000000049454e\
        44ae426082";
    let bytes = HEX.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    bytes.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}
