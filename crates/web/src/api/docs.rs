//! The API to look through (接口说明): one page of our own, in the reader's language, no script.
use super::openapi::{TAGS, document as described, failure};
use super::operation::{Answers, By, Operation, Takes};
use super::operations;
use crate::page::{Page, render};
use crate::reader::Reader;
use crate::session::Visitor;
use crate::words::Words;
use askama::Template;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use base::Lang;
use serde_json::Value;
use std::sync::OnceLock;

/// `GET /api`: where it is described.
pub async fn root() -> Redirect {
    Redirect::permanent("/api/docs")
}

/// `GET /api/openapi.json`: the document for tools.
pub async fn document(reader: Reader) -> Response {
    let kind = HeaderValue::from_static("application/json");
    let language = HeaderValue::from_static(reader.lang.code());
    let named = [(header::CONTENT_TYPE, kind), (header::CONTENT_LANGUAGE, language)];
    (named, text(reader.lang)).into_response()
}

/// The document of one language, made once.
fn text(lang: Lang) -> &'static str {
    static ZH: OnceLock<String> = OnceLock::new();
    static EN: OnceLock<String> = OnceLock::new();
    let kept = match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    };
    kept.get_or_init(|| {
        let made = described(&operations(), Words::new(lang)).to_json();
        made.expect("a document of strings and maps becomes JSON")
    })
}

/// `GET /api/docs`: the same for people.
pub async fn page(visitor: Visitor, reader: Reader, uri: Uri) -> Response {
    let words = reader.words();
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let p = Page::new(words, path, &words.t("api-title")).framed(visitor.frame);
    let document: Value = serde_json::from_str(text(reader.lang)).unwrap_or_default();
    let operations = operations();
    let parts = TAGS.iter().map(|tag| Part {
        tag,
        said: words.tc("api-tag", tag).into_owned(),
        operations: operations
            .iter()
            .filter(|operation| operation.tag == *tag)
            .map(|operation| shown(operation, &document, words))
            .collect(),
    });
    let shapes = shapes(&document);
    render(&Docs { p, parts: parts.collect(), shapes })
}

#[derive(Template)]
#[template(path = "api/docs.html")]
struct Docs {
    p: Page,
    parts: Vec<Part>,
    shapes: Vec<ShapeShown>,
}

struct Part {
    tag: &'static str,
    said: String,
    operations: Vec<Shown>,
}

struct Shown {
    id: &'static str,
    method: &'static str,
    path: &'static str,
    said: String,
    by: &'static str,
    parameters: Vec<Field>,
    takes: Option<String>,
    gives: Option<String>,
    example: Option<String>,
    curl: String,
    statuses: Vec<(u16, String)>,
}

struct ShapeShown {
    name: String,
    said: String,
    fields: Vec<Field>,
    codes: Vec<String>,
}

struct Field {
    name: String,
    kind: String,
    /// The shape that `kind` names, to link to.
    link: Option<String>,
    required: bool,
    said: String,
}

fn shown(operation: &Operation, document: &Value, words: Words) -> Shown {
    let method = operation.method.name();
    let described = &document["paths"][operation.path][method.to_ascii_lowercase()];
    let parameters = described["parameters"].as_array().into_iter().flatten();
    let parameters = parameters.map(|parameter| Field {
        name: parameter["name"].as_str().unwrap_or_default().to_owned(),
        said: parameter["description"].as_str().unwrap_or_default().to_owned(),
        required: parameter["required"].as_bool().unwrap_or_default(),
        kind: parameter["in"].as_str().unwrap_or_default().to_owned(),
        link: None,
    });
    let (takes, example) = match &operation.takes {
        Takes::Nothing | Takes::Photo => (None, None),
        Takes::Json { shape, example } => {
            let value: Value = serde_json::from_str(example).unwrap_or_default();
            (Some((shape.name)().into_owned()), serde_json::to_string_pretty(&value).ok())
        }
    };
    let (good, gives) = match &operation.answers {
        Answers::Json { status, shape } => (*status, Some((shape.name)().into_owned())),
        Answers::Nothing => (204, None),
        Answers::GeoJson | Answers::Jpeg => (200, None),
    };
    let mut statuses = vec![(good, words.t("api-success").into_owned())];
    statuses.extend(operation.failures().into_iter().map(|at| (at, failure(words, at))));
    Shown {
        id: operation.id,
        method,
        path: operation.path,
        said: words.tc("api-op", operation.id).into_owned(),
        by: match operation.by {
            By::Anyone => "anyone",
            By::Reporter => "reporter",
            By::Staff => "staff",
        },
        parameters: parameters.collect(),
        takes,
        gives,
        example,
        curl: curl(operation),
        statuses,
    }
}

/// A line to try it with; capitals stand for what only the reader has.
fn curl(operation: &Operation) -> String {
    let mut line = vec!["curl".to_owned()];
    if operation.method.name() != "GET" {
        line.push(format!("-X {}", operation.method.name()));
    }
    match operation.by {
        By::Anyone => {}
        By::Reporter => line.push("-H 'X-Jieli-Code: CODE'".to_owned()),
        By::Staff => line.push("-H 'Authorization: Bearer TOKEN'".to_owned()),
    }
    if operation.once {
        line.push("-H 'Idempotency-Key: KEY'".to_owned());
    }
    match &operation.takes {
        Takes::Nothing => {}
        Takes::Json { example, .. } => {
            line.push(format!("-H 'Content-Type: application/json' -d '{example}'"));
        }
        Takes::Photo => line.push("-H 'Content-Type: image/jpeg' --data-binary @photo.jpg".into()),
    }
    line.push(format!("'https://HOST{}'", operation.path));
    line.join(" \\\n  ")
}

fn shapes(document: &Value) -> Vec<ShapeShown> {
    let all = document["components"]["schemas"].as_object().into_iter().flatten();
    let each = all.map(|(name, schema)| ShapeShown {
        name: name.clone(),
        said: schema["description"].as_str().unwrap_or_default().to_owned(),
        fields: fields(schema, document),
        codes: texts(&schema["enum"]),
    });
    each.collect()
}

/// The fields of an object; those of its parts, where it is put together from several.
fn fields(schema: &Value, document: &Value) -> Vec<Field> {
    let required = texts(&schema["required"]);
    let own = schema["properties"].as_object().into_iter().flatten();
    let mut found: Vec<Field> = own
        .map(|(name, schema)| {
            let (kind, link) = kind(schema);
            let said = schema["description"].as_str().unwrap_or_default().to_owned();
            Field { required: required.contains(name), name: name.clone(), kind, link, said }
        })
        .collect();
    for part in schema["allOf"].as_array().into_iter().flatten() {
        let named = part["$ref"].as_str().and_then(|to| to.rsplit('/').next());
        let part = named.map_or(part, |name| &document["components"]["schemas"][name]);
        found.extend(fields(part, document));
    }
    found
}

/// What a schema is, in a word, and which shape it names.
fn kind(schema: &Value) -> (String, Option<String>) {
    if let Some(to) = schema["$ref"].as_str() {
        let name = to.rsplit('/').next().unwrap_or_default().to_owned();
        return (name.clone(), Some(name));
    }
    let one_of = schema["oneOf"].as_array().into_iter().flatten();
    if let Some(one) = one_of.into_iter().find(|one| one["type"] != "null") {
        return kind(one);
    }
    match &schema["type"] {
        Value::String(kind) if kind == "array" => {
            let (item, link) = self::kind(&schema["items"]);
            (format!("{item}[]"), link)
        }
        Value::String(kind) => (kind.clone(), None),
        Value::Array(kinds) => {
            let kind = kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null");
            (kind.unwrap_or_default().to_owned(), None)
        }
        _ => ("object".to_owned(), None),
    }
}

fn texts(list: &Value) -> Vec<String> {
    let all = list.as_array().into_iter().flatten().filter_map(Value::as_str);
    all.map(str::to_owned).collect()
}
