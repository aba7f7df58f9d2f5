//! What a change brings (请求体): JSON of a known shape, within a size, perhaps with a name.
//!
//! What cannot be read at all is 400 and says where; what is read and does not fit is 422 and
//! says which field. Fields that nobody asked for are refused, so none is taken by accident.
use super::client::CODE_HEADER;
use super::refusal;
use crate::guard::FORM_BYTES_MAX;
use crate::problem::{Code, Problem};
use crate::reader::Reader;
use crate::words::Words;
use app::App;
use app::idempotency::Named;
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde::de::{DeserializeOwned, IgnoredAny};

/// The header by which a request names itself (幂等键).
pub const KEY_HEADER: &str = "idempotency-key";
/// A name is chosen by a program; a UUID has 36 characters.
pub const KEY_CHARACTERS_MAX: usize = 100;

/// A change as it was sent (变更请求).
pub struct Change<T> {
    pub input: T,
    pub named: Option<Named>,
}

impl<T: DeserializeOwned> FromRequest<App> for Change<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let words = Reader::of(&parts.headers, parts.uri.query()).words();
        let bytes = read(&parts.headers, body, FORM_BYTES_MAX as u64, words).await?;
        if !bytes.is_empty() && !is_json(&parts.headers) {
            let detail = Some(words.t("api-json-wanted").into_owned());
            return Err(Problem { detail, ..Problem::new(Code::Unsupported) });
        }
        let named = named(app, &parts, &bytes, words)?;
        // Nothing at all is an object without fields.
        let text: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        Ok(Change { input: parse(text, words)?, named })
    }
}

/// A body of a known shape that may be larger than a form, for a route that says how large.
pub async fn parse_sized<T: DeserializeOwned>(
    request: Request,
    max_bytes: u64,
    words: Words,
) -> Result<T, Problem> {
    let (parts, body) = request.into_parts();
    let bytes = read(&parts.headers, body, max_bytes, words).await?;
    if !is_json(&parts.headers) {
        let detail = Some(words.t("api-json-wanted").into_owned());
        return Err(Problem { detail, ..Problem::new(Code::Unsupported) });
    }
    parse(&bytes, words)
}

/// Reads a body up to a size; a longer one is refused by what it says of itself, or when it
/// turns out to be.
pub async fn read(
    headers: &HeaderMap,
    body: axum::body::Body,
    max_bytes: u64,
    words: Words,
) -> Result<Bytes, Problem> {
    let said = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if said.and_then(|length| length.parse::<u64>().ok()).is_some_and(|said| said > max_bytes) {
        return Err(refusal::too_large(words, max_bytes));
    }
    let limit = usize::try_from(max_bytes).unwrap_or(usize::MAX);
    // A body that breaks off ends here too; then nobody is left to be told.
    to_bytes(body, limit).await.map_err(|_| refusal::too_large(words, max_bytes))
}

/// The name of a request, with everything that was asked.
pub fn named(
    app: &App,
    parts: &Parts,
    body: &[u8],
    words: Words,
) -> Result<Option<Named>, Problem> {
    let Some(name) = name_of(&parts.headers, words)? else { return Ok(None) };
    let code = parts.headers.get(CODE_HEADER).map_or(&b""[..], |code| code.as_bytes());
    let asked = [parts.method.as_str().as_bytes(), parts.uri.path().as_bytes(), code, body];
    Ok(Some(Named::new(app, name, &asked)))
}

/// The name that a request gives itself, if it gives one.
pub fn name_of(headers: &HeaderMap, words: Words) -> Result<Option<&str>, Problem> {
    let Some(name) = headers.get(KEY_HEADER) else { return Ok(None) };
    let name = name.to_str().ok().filter(|name| (1..=KEY_CHARACTERS_MAX).contains(&name.len()));
    let name = name.filter(|name| name.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
    name.map(Some).ok_or_else(|| refusal::field(words, "Idempotency-Key", "key"))
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn parse<T: DeserializeOwned>(text: &[u8], words: Words) -> Result<T, Problem> {
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    if first != Some(&b'{') {
        // A list would pass for an object's fields in order; it is none.
        serde_json::from_slice::<IgnoredAny>(text).map_err(|error| unreadable(words, &error))?;
        return Err(refusal::field(words, "body", "object"));
    }
    let mut reader = serde_json::Deserializer::from_slice(text);
    let read = serde_path_to_error::deserialize(&mut reader);
    let value = read.map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if inner.is_data() { misfit(words, &path, &inner) } else { unreadable(words, &inner) }
    })?;
    reader.end().map_err(|error| unreadable(words, &error))?;
    Ok(value)
}

fn unreadable(words: Words, error: &serde_json::Error) -> Problem {
    let facts = [("line", error.line().to_string()), ("column", error.column().to_string())];
    let detail = Some(words.ta("api-unreadable", &facts));
    Problem { detail, reason: Some("unreadable"), ..Problem::new(Code::Unreadable) }
}

/// What serde says of a value of the wrong shape, as a field and a code.
fn misfit(words: Words, path: &str, error: &serde_json::Error) -> Problem {
    let said = error.to_string();
    let code = match &said {
        said if said.starts_with("missing field") => "missing",
        said if said.starts_with("unknown field") => "unknown_field",
        said if said.starts_with("duplicate field") => "twice",
        said if said.starts_with("unknown variant") => "choose",
        said if said.starts_with("an id is") => "id",
        said if said.starts_with("a moment is") => "moment",
        said if said.starts_with("a day is") => "day",
        _ => "wrong_type",
    };
    let named = matches!(code, "missing" | "unknown_field" | "twice");
    let name = said.split('`').nth(1).filter(|_| named).unwrap_or(path);
    let name: String = name.chars().take(NAME_CHARACTERS_MAX).collect();
    refusal::field(words, &name, code)
}

/// A field's name as it comes back: ours are shorter, and others need not be repeated in full.
const NAME_CHARACTERS_MAX: usize = 40;
