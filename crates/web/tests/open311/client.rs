//! A client of Open311 in a test: asks in both formats, reads XML into JSON by the standard's own
//! rule, and holds every answer to a shape.
use crate::town::Town;
use app::api_key::{self, Name, NewKey};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, header};
use org::Role;
use serde_json::{Map, Value};
use std::fmt::Write;
use std::sync::OnceLock;
use tokio::runtime::Runtime;
use tower::ServiceExt;

pub struct Client {
    site: Router,
    pub key: String,
}

/// What came back.
pub struct Got {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Client {
    /// A client with a key.
    pub fn of(town: &Town) -> Client {
        let key = issue(town, "市民热线", None).1;
        Client { site: web::router(town.app.clone()), key }
    }

    /// A client of a server, with this key.
    pub fn at(app: &app::App, key: &str) -> Client {
        Client { site: web::router(app.clone()), key: key.to_owned() }
    }

    pub fn with_key(&self, key: &str) -> Client {
        Client { site: self.site.clone(), key: key.to_owned() }
    }

    pub fn get(&self, path: &str) -> Got {
        self.ask(Request::get(format!("/open311/v2/{path}")), Body::empty())
    }

    /// The answer in JSON, once XML has said the same.
    pub fn both(&self, path: &str) -> Value {
        let (name, query) = path.split_once('?').unwrap_or((path, ""));
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        let json = self.get(&format!("{name}.json{query}"));
        let xml = self.get(&format!("{name}.xml{query}"));
        assert_eq!((json.status, xml.status), (200, 200), "{path}: {} {}", json.text, xml.text);
        assert_eq!(json.kind(), "application/json; charset=utf-8", "{path}");
        assert_eq!(xml.kind(), "text/xml; charset=utf-8", "{path}");
        assert!(xml.text.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>"), "{path}");
        let (json, spark) = (json.json(), xml.spark().1);
        assert_eq!(as_text(&json), spark, "{path}: both say the same");
        json
    }

    /// Reports with the client's key.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Got {
        self.post_named(path, fields, None)
    }

    /// Reports under a name, to be done once.
    pub fn post_named(&self, path: &str, fields: &[(&str, &str)], name: Option<&str>) -> Got {
        let mut fields = fields.to_vec();
        if !self.key.is_empty() {
            fields.push(("api_key", &self.key));
        }
        let form: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        let kind = "application/x-www-form-urlencoded; charset=utf-8";
        let mut request =
            Request::post(format!("/open311/v2/{path}")).header(header::CONTENT_TYPE, kind);
        if let Some(name) = name {
            request = request.header("idempotency-key", name);
        }
        self.ask(request, Body::from(form.join("&")))
    }

    pub fn ask(&self, request: axum::http::request::Builder, body: Body) -> Got {
        let request = request.header(header::HOST, "city.example").body(body).unwrap();
        runtime().block_on(async {
            let response = self.site.clone().oneshot(request).await.unwrap();
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
            Got { status, headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
        })
    }
}

impl Got {
    pub fn kind(&self) -> &str {
        self.header("content-type")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The root's name, and the XML as JSON: lists are those elements that the standard wraps.
    pub fn spark(&self) -> (String, Value) {
        let document = roxmltree::Document::parse(&self.text)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text));
        let root = document.root_element();
        (root.tag_name().name().to_owned(), spark(root))
    }

    /// The code and the words of each error, in the format it came in.
    pub fn errors(&self) -> Vec<(String, String)> {
        let list = match self.kind().starts_with("text/xml") {
            true => {
                let (root, list) = self.spark();
                assert_eq!(root, "errors");
                list
            }
            false => {
                assert!(self.json()[0]["code"].is_i64(), "{}", self.text);
                as_text(&self.json())
            }
        };
        let errors = list.as_array().expect("a list of errors");
        assert!(!errors.is_empty());
        let said = |error: &Value, name: &str| error[name].as_str().unwrap().to_owned();
        errors.iter().map(|error| (said(error, "code"), said(error, "description"))).collect()
    }
}

/// The elements that hold a list, and what each item of it is called.
const LISTS: &[(&str, &str)] = &[
    ("services", "service"),
    ("attributes", "attribute"),
    ("values", "value"),
    ("service_requests", "request"),
    ("errors", "error"),
    ("endpoints", "endpoint"),
    ("formats", "format"),
    ("service_request_updates", "request_update"),
    ("notes", "note"),
];

fn spark(node: roxmltree::Node<'_, '_>) -> Value {
    assert!(node.attributes().len() == 0 && node.tag_name().namespace().is_none(), "strict XML");
    let children: Vec<_> = node.children().filter(|child| child.is_element()).collect();
    if let Some((_, item)) = LISTS.iter().find(|(list, _)| *list == node.tag_name().name()) {
        assert!(children.iter().all(|child| child.tag_name().name() == *item), "of {item}");
        return Value::Array(children.into_iter().map(spark).collect());
    }
    if children.is_empty() {
        return node.text().map_or(Value::Null, |text| Value::String(text.to_owned()));
    }
    let entry = |child: roxmltree::Node<'_, '_>| (child.tag_name().name().to_owned(), spark(child));
    Value::Object(children.into_iter().map(entry).collect::<Map<_, _>>())
}

/// JSON as XML knows it: everything is text or nothing.
fn as_text(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        // An empty element is an empty text or nothing: XML cannot tell them apart.
        Value::String(text) if text.is_empty() => Value::Null,
        Value::String(text) => Value::String(text.clone()),
        Value::Array(items) => Value::Array(items.iter().map(as_text).collect()),
        Value::Object(map) => {
            Value::Object(map.iter().map(|(name, it)| (name.clone(), as_text(it))).collect())
        }
        other => Value::String(other.to_string()),
    }
}

/// What a field must be.
#[derive(Clone, Copy, Debug)]
pub enum Is {
    Text,
    TextOrNull,
    TextOrEmpty,
    Flag,
    NumberOrNull,
    Whole,
    Null,
    Moment,
    MomentOrNull,
    List,
}

/// Holds an object to a shape: these fields and no others, each of its type.
pub fn held(object: &Value, shape: &[(&str, Is)]) {
    let map = object.as_object().unwrap_or_else(|| panic!("an object: {object}"));
    let names: Vec<&String> = map.keys().collect();
    for (name, is) in shape {
        let value = map.get(*name).unwrap_or_else(|| panic!("no `{name}` in {names:?}"));
        let moment = |value: &Value| value.as_str().is_some_and(is_moment);
        let fits = match is {
            Is::Text => value.as_str().is_some_and(|text| !text.is_empty()),
            Is::TextOrNull => {
                value.is_null() || value.as_str().is_some_and(|text| !text.is_empty())
            }
            Is::TextOrEmpty => value.is_string(),
            Is::Flag => value.is_boolean(),
            Is::NumberOrNull => value.is_null() || value.is_f64(),
            Is::Whole => value.as_i64().is_some_and(|number| number > 0),
            Is::Null => value.is_null(),
            Is::Moment => moment(value),
            Is::MomentOrNull => value.is_null() || moment(value),
            Is::List => value.is_array(),
        };
        assert!(fits, "`{name}` is {is:?}, not {value}");
    }
    assert_eq!(names.len(), shape.len(), "{names:?}");
}

/// `2026-03-02T10:00:00+08:00`
fn is_moment(text: &str) -> bool {
    let parsed = text.parse::<base::Timestamp>().is_ok();
    let offset = text.get(19..).unwrap_or("");
    parsed && offset.len() == 6 && offset.as_bytes()[3] == b':'
}

/// A key, issued by the system administrator.
pub fn issue(town: &Town, name: &str, per_minute: Option<u32>) -> (base::ApiKeyId, String) {
    let system = town.hire_at_district(Role::SystemAdmin, "系统");
    let name = Name::new(name).unwrap();
    let issued = town.act(system, move |cx, asker| {
        let owner = Name::new("城市运行中心").unwrap();
        api_key::issue(cx, &asker.who, &NewKey { name: name.clone(), owner, per_minute })
    });
    let issued = issued.unwrap();
    (issued.id, issued.key)
}

pub fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut done, byte| {
        let _ = write!(done, "%{byte:02X}");
        done
    })
}

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Runtime::new().unwrap())
}
