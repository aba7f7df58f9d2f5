//! The reader's language (读者语言): chosen once, kept in a cookie, never guessed over a choice.
use crate::words::Words;
use axum::extract::{FromRequestParts, RawForm};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::Lang;
use std::convert::Infallible;

/// In which language the page is wanted: cookie, else `?lang=`, else what the browser asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reader {
    pub lang: Lang,
}

impl Reader {
    /// The same, from the parts of a request.
    pub fn of(headers: &HeaderMap, query: Option<&str>) -> Reader {
        let chosen = cookie(headers, COOKIE).and_then(Lang::parse);
        let asked = || value(query.unwrap_or(""), "lang").and_then(Lang::parse);
        Reader { lang: chosen.or_else(asked).or_else(|| accepted(headers)).unwrap_or_default() }
    }

    /// The words of that language.
    pub fn words(self) -> Words {
        Words::new(self.lang)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Reader::of(&parts.headers, parts.uri.query()))
    }
}

/// `POST /lang`: keeps the choice and goes back to where it was made.
pub async fn choose(RawForm(body): RawForm) -> Response {
    let body = std::str::from_utf8(&body).unwrap_or("");
    let lang = value(body, "lang").and_then(Lang::parse).unwrap_or_default();
    let back = value(body, "back").map(decoded).filter(|path| is_local(path));
    let short = lang.pick("zh", "en");
    let cookie =
        format!("{COOKIE}={short}; Path=/; Max-Age={A_YEAR_SECONDS}; SameSite=Lax; HttpOnly");
    let to = back.unwrap_or_else(|| "/".to_owned());
    (StatusCode::SEE_OTHER, [(header::LOCATION, to), (header::SET_COOKIE, cookie)]).into_response()
}

const COOKIE: &str = "lang";
const A_YEAR_SECONDS: u32 = 31_536_000;
/// Longer paths than this are none of ours.
const PATH_CHARACTERS_MAX: usize = 500;

/// Whether a path stays on this site and fits into a header: no second slash, nothing but ASCII.
pub fn is_local(path: &str) -> bool {
    let rest = path.strip_prefix('/');
    let plain = path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    plain && path.len() <= PATH_CHARACTERS_MAX && rest.is_some_and(|rest| !rest.starts_with('/'))
}

/// The value of a cookie.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).map(str::trim);
    pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

fn value<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// Makes a text safe as a value of a query.
pub fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes().fold(String::new(), |done, b| match plain(b) {
        true => done + &char::from(b).to_string(),
        false => done + &format!("%{b:02X}"),
    })
}

/// Undoes the percent signs of a form's value, as far as ASCII goes; more is no path of ours.
fn decoded(value: &str) -> String {
    let mut bytes = value.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        match byte {
            b'%' => match (digit(bytes.next()), digit(bytes.next())) {
                (Some(high), Some(low)) => out.push((high * 16 + low) as u8),
                _ => return String::new(),
            },
            b'+' => out.push(b' '),
            other => out.push(other),
        }
    }
    String::from_utf8(out).unwrap_or_default()
}

/// The first of the browser's languages that is one of ours; they come in order of liking.
fn accepted(headers: &HeaderMap) -> Option<Lang> {
    let line = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    line.split(',').filter_map(|part| Lang::parse(part.trim())).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_goes_before_an_address_and_an_address_before_the_browser() {
        for (cookie, query, accept, lang) in [
            ("", "", "", Lang::Zh),
            ("", "", "en-GB,en;q=0.9,zh;q=0.8", Lang::En),
            ("", "", "fr,de;q=0.5", Lang::Zh),
            ("", "lang=en", "zh-CN", Lang::En),
            ("lang=zh", "lang=en", "en", Lang::Zh),
            ("a=b; lang=en", "", "zh", Lang::En),
            ("lang=xx", "lang=yy", "", Lang::Zh),
            ("lang=街", "lang=%E8", "", Lang::Zh),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, cookie.parse().unwrap());
            headers.insert(header::ACCEPT_LANGUAGE, accept.parse().unwrap());
            let found = Reader::of(&headers, Some(query)).lang;
            assert_eq!(found, lang, "{cookie:?} {query:?} {accept:?}");
        }
    }

    #[test]
    fn the_way_back_never_leaves_the_site() {
        for (path, local) in [
            ("/", true),
            ("/inbox?page=2", true),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("https://evil.example", false),
            ("", false),
            ("/a\r\nSet-Cookie: b", false),
        ] {
            assert_eq!(is_local(path), local, "{path:?}");
        }
    }
}
