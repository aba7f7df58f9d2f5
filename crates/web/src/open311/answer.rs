//! How an answer leaves (应答): in the format asked for, with its headers; refusals as a list.
use super::node::Node;
use super::xml;
use crate::api::client::REPLAYED;
use crate::problem::{Code, Problem};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// XML or JSON (格式), as the end of the address says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Json,
    Xml,
}

impl Format {
    /// The format of an address of ours; nothing where Open311 is not spoken.
    pub fn of_path(path: &str) -> Option<Format> {
        let ours = path == "/open311" || path.starts_with("/open311/");
        ours.then(|| if path.ends_with(".xml") { Format::Xml } else { Format::Json })
    }

    /// Splits an ending off a name: without one it is JSON; an unknown one is nothing.
    pub fn split(name: &str) -> Option<(&str, Format)> {
        match name.rsplit_once('.') {
            None => Some((name, Format::Json)),
            Some((name, "json")) => Some((name, Format::Json)),
            Some((name, "xml")) => Some((name, Format::Xml)),
            Some(_) => None,
        }
    }

    fn kind(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Format::Json => "application/json; charset=utf-8",
            Format::Xml => "text/xml; charset=utf-8",
        })
    }

    fn write(self, root: &str, node: &Node) -> String {
        match self {
            Format::Xml => xml::document(root, node),
            Format::Json => serde_json::to_string(node).expect("a tree of ours is JSON"),
        }
    }
}

/// An answer that succeeded: its root element and what is in it.
#[derive(Clone, Debug)]
pub struct Answer {
    pub root: &'static str,
    pub node: Node,
    /// Where the list goes on.
    pub next: Option<String>,
    /// It was done before; this is the answer of then.
    pub replayed: bool,
}

impl Answer {
    pub fn new(root: &'static str, node: Node) -> Answer {
        Answer { root, node, next: None, replayed: false }
    }

    /// What was asked for, or "not changed" to whoever has it already.
    pub fn read(self, format: Format, headers: &HeaderMap) -> Response {
        let body = format.write(self.root, &self.node);
        let etag = etag(&body);
        let known = headers.get(header::IF_NONE_MATCH).and_then(|given| given.to_str().ok());
        let same = |one: &str| one.trim().trim_start_matches("W/") == etag || one.trim() == "*";
        let mut response = match known.is_some_and(|given| given.split(',').any(same)) {
            true => StatusCode::NOT_MODIFIED.into_response(),
            false => ([(header::CONTENT_TYPE, format.kind())], body).into_response(),
        };
        let out = response.headers_mut();
        if let Ok(etag) = HeaderValue::from_str(&etag) {
            out.insert(header::ETAG, etag);
        }
        out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        out.insert(header::VARY, HeaderValue::from_static("accept-language, cookie"));
        let link = self.next.map(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")));
        if let Some(Ok(link)) = link {
            out.insert(header::LINK, link);
        }
        response
    }

    /// What came of a report.
    pub fn done(self, format: Format) -> Response {
        let body = format.write(self.root, &self.node);
        let mut response = ([(header::CONTENT_TYPE, format.kind())], body).into_response();
        if self.replayed {
            let yes = HeaderValue::from_static("true");
            response.headers_mut().insert(HeaderName::from_static(REPLAYED), yes);
        }
        response
    }
}

fn etag(body: &str) -> String {
    let digest = app::secret::token::digest(body);
    let hex: String = digest[..ETAG_BYTES].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

/// Enough of a digest that two answers never share it.
const ETAG_BYTES: usize = 16;

/// Why something is refused (拒绝), each reason in the reader's words.
#[derive(Clone, Debug)]
pub struct Fault {
    status: StatusCode,
    said: Vec<String>,
    retry_after: Option<u32>,
}

impl Fault {
    pub fn new(status: StatusCode, said: impl Into<String>) -> Fault {
        Fault { status, said: vec![said.into()], retry_after: None }
    }

    /// A problem of the house, with the statuses of Open311.
    pub fn of(problem: &Problem, said: String) -> Fault {
        let status = match problem.code {
            Code::Refused | Code::Unsupported | Code::Unreadable => StatusCode::BAD_REQUEST,
            Code::SignIn => StatusCode::FORBIDDEN,
            other => other.status(),
        };
        Fault { status, said: vec![said], retry_after: problem.retry_after_seconds }
    }

    /// Not understood, or not as it must be: 400.
    pub fn wrong(said: impl Into<String>) -> Fault {
        Fault::new(StatusCode::BAD_REQUEST, said)
    }

    /// Not there, or not shown: 404.
    pub fn none(said: impl Into<String>) -> Fault {
        Fault::new(StatusCode::NOT_FOUND, said)
    }

    /// Several things that are wrong with one report; nothing where there is none.
    pub fn several(said: Vec<String>) -> Result<(), Fault> {
        let status = StatusCode::BAD_REQUEST;
        if said.is_empty() { Ok(()) } else { Err(Fault { status, said, retry_after: None }) }
    }

    pub fn response(self, format: Format) -> Response {
        let code = i64::from(self.status.as_u16());
        let error = |said: String| {
            Node::Fields(vec![("code", Node::Whole(code)), ("description", Node::text(said))])
        };
        let errors = Node::List("error", self.said.into_iter().map(error).collect());
        let body = format.write("errors", &errors);
        let kind = [(header::CONTENT_TYPE, format.kind())];
        let mut response = (self.status, kind, body).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// A problem of the house in the form of Open311.
pub fn worded(format: Format, problem: &Problem, said: &str) -> Response {
    Fault::of(problem, said.to_owned()).response(format)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_an_address_says_the_format() {
        for (name, split) in [
            ("services.json", Some(("services", Format::Json))),
            ("services.xml", Some(("services", Format::Xml))),
            ("services", Some(("services", Format::Json))),
            ("a.b.xml", Some(("a.b", Format::Xml))),
            ("services.yaml", None),
            ("services.", None),
            ("services.XML", None),
        ] {
            assert_eq!(Format::split(name), split, "{name}");
        }
        for (path, format) in [
            ("/open311/v2/x.xml", Some(Format::Xml)),
            ("/open311/v2/x", Some(Format::Json)),
            ("/open311", Some(Format::Json)),
            ("/open3111", None),
            ("/report.xml", None),
        ] {
            assert_eq!(Format::of_path(path), format, "{path}");
        }
    }
}
