//! `/design`: every part of the pages on one page (样例), to look at, to copy from, and to test.
//!
//! Its texts are made up and stand in the templates in both languages; real pages take theirs from
//! `locales/`.
use crate::form::{Choice, FieldError, Form, FromInput, Given, Input};
use crate::nav::menu;
use crate::page::{Frame, Page, Signed, render, render_with};
use crate::reader::Reader;
use crate::when::When;
use askama::Template;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base::{Basis, PersonId, PostId, SignedDuration, Text, Timestamp, UnitId};
use jiff::tz::TimeZone;
use org::{Held, Place, Role, Who};

/// `GET /design`.
pub async fn show(reader: Reader, uri: Uri) -> Response {
    let given = Given::empty(reader.words())
        .with("category", "rubbish")
        .refuse(FieldError::new("contact", "empty"));
    render(&Design::new(reader, uri.path(), given))
}

/// `POST /design/form`: shows how a form comes back.
pub async fn take(reader: Reader, form: Form<Sample>) -> Response {
    match form.split() {
        Ok((sample, given)) => {
            let mut design = Design::new(reader, "/design", given);
            design.p = design.p.toast(sample.what.as_str());
            render(&design)
        }
        Err(given) => {
            let design = Design::new(reader, "/design", given);
            render_with(StatusCode::UNPROCESSABLE_ENTITY, &design)
        }
    }
}

/// The form of the samples.
pub struct Sample {
    what: Text<2000>,
}

impl FromInput for Sample {
    fn read(input: &mut Input) -> Option<Sample> {
        let kind = input.choice("category", |code| (!code.is_empty()).then(|| code.to_owned()));
        let (what, place) = (input.text("what"), input.place());
        kind.zip(place).zip(what).map(|(_, what)| Sample { what })
    }
}

#[derive(Template)]
#[template(path = "design.html")]
struct Design {
    p: Page,
    when: When,
    f: Given,
    basis: Basis,
}

impl Design {
    fn new(reader: Reader, path: &str, f: Given) -> Design {
        let words = reader.words();
        let tz = TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC);
        let when = When::new(words, tz, NOON);
        let p = Page::new(words, path, reader.lang.pick("设计样例", "Design samples"));
        let basis = Basis::new("grid.deadline.general", when.day_of(NOON));
        Design { p: p.framed(frame(reader)).with_map(), when, f, basis }
    }

    /// A made-up text in the reader's language.
    fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.p.lang().pick(zh, en)
    }

    fn after(&self, minutes: i64) -> Timestamp {
        NOON + SignedDuration::from_mins(minutes)
    }

    fn soon(&self) -> Option<Timestamp> {
        Some(NOON)
    }

    fn kinds(&self) -> Vec<Choice> {
        [
            ("rubbish", "堆物、垃圾", "Rubbish", "trash-2"),
            ("light", "路灯、电线", "Lights, wires", "zap"),
            ("noise", "噪声扰民", "Noise", "bell"),
            ("danger", "安全隐患", "Danger", "triangle-alert"),
            ("dispute", "邻里纠纷", "Neighbours", "users"),
            ("other", "其他", "Other", "ellipsis"),
        ]
        .map(|(value, zh, en, icon)| Choice::new(value, self.say(zh, en)).icon(icon))
        .to_vec()
    }

    fn streams(&self) -> Vec<Choice> {
        [
            (
                "public",
                "公治",
                "By offices",
                "由政府部门依职责办理",
                "An office does it as its duty",
            ),
            ("joint", "共治", "Together", "多方协商，共同解决", "Several parties agree on it"),
            (
                "own",
                "自治",
                "By neighbours",
                "由居民自行商量决定",
                "Residents settle it themselves",
            ),
        ]
        .map(|(value, zh, en, note_zh, note_en)| {
            Choice::new(value, self.say(zh, en)).note(self.say(note_zh, note_en))
        })
        .to_vec()
    }
}

/// 2026-03-02 12:00 in the sample district, so that the page is the same on every day.
const NOON: Timestamp = Timestamp::constant(1_772_424_000, 0);

fn frame(reader: Reader) -> Frame {
    let (street, unit) = (UnitId(1), UnitId(2));
    let path = Place { street: Some(street), community: Some(unit), ..Place::default() };
    let held = Held { post: PostId(1), role: Role::Community, unit, path };
    let who = Who { person: Some(PersonId(1)), posts: vec![held] };
    let mut nav = menu(&who, "/inbox");
    if let Some(inbox) = nav.first_mut() {
        inbox.count = Some(12);
    }
    let (name, post) = match reader.lang {
        base::Lang::Zh => ("林知夏", "样例社区 · 社区工作者"),
        base::Lang::En => ("Lin Zhixia", "Sample community · community worker"),
    };
    let who = Some(Signed { name: name.to_owned(), post: post.to_owned() });
    let district = reader.lang.pick("样例区", "Sample District").to_owned();
    Frame { who, csrf: "sample".to_owned(), nav, has_unread: true, district }
}

/// `GET /design/grids.geojson`: a small made-up grid map.
pub async fn grids() -> Response {
    let mut features = Vec::new();
    for row in 0..4_u32 {
        for column in 0..6_u32 {
            let (west, south) = (120.0 + f64::from(column) * 0.01, 30.0 + f64::from(row) * 0.008);
            let (east, north) = (west + 0.01, south + 0.008);
            let ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
            let number = row * 6 + column + 1;
            features.push(serde_json::json!({
                "type": "Feature",
                "geometry": { "type": "Polygon", "coordinates": [ring] },
                "properties": {
                    "code": format!("{number:03}"),
                    "name": format!("{number:03}"),
                    "value": (number * 7) % 12,
                    "note": format!("{}", (number * 7) % 12),
                    "href": "/design",
                },
            }));
        }
    }
    geojson(features)
}

/// `GET /design/points.geojson`: made-up matters.
pub async fn points() -> Response {
    let features = (0..60_u32).map(|n| {
        let (lon, lat) = (f64::from(n * 37 % 60) * 0.001, f64::from(n * 23 % 32) * 0.001);
        let state = if n % 7 == 0 { "over" } else { "ok" };
        serde_json::json!({
            "type": "Feature",
            "geometry": { "type": "Point", "coordinates": [120.0 + lon, 30.0 + lat] },
            "properties": {
                "name": format!("2026-{n:05}"),
                "href": "/design",
                "state": state,
            },
        })
    });
    geojson(features.collect())
}

fn geojson(features: Vec<serde_json::Value>) -> Response {
    let body = serde_json::json!({ "type": "FeatureCollection", "features": features });
    ([(header::CONTENT_TYPE, "application/geo+json")], body.to_string()).into_response()
}

#[cfg(test)]
mod tests;
