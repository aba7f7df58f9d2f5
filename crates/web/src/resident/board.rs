//! `/board`: what is being done, for anybody to see (办理公示). No words of reporters, no places
//! finer than the grid.
use super::names;
use crate::form::{Choice, Given};
use crate::markup::Markup;
use crate::page::{Page, render};
use crate::problem::Problem;
use crate::reader::Reader;
use crate::said::problem;
use crate::session::Visitor;
use crate::when::When;
use crate::words::Words;
use app::App;
use app::grid::matter::{self, Board};
use app::org::Directory;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::Response;
use base::{Lang, MatterId, UnitId};
use grid::matter::Ending;
use org::{Place, UnitKind};
use serde::Deserialize;

/// What the board is narrowed to.
#[derive(Deserialize)]
pub struct Asked {
    community: Option<String>,
    before: Option<String>,
}

/// `GET /board?community&before`.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (words, lang) = (reader.words(), reader.lang);
    let community: Option<UnitId> = names::id(&asked.community)?;
    let before: Option<MatterId> = names::id(&asked.before)?;
    let found = app
        .read(move |cx| {
            let directory = cx.directory()?;
            Ok((matter::board(cx, community, before, matter::PAGE)?, directory))
        })
        .await;
    let ((rows, next), directory) = found.map_err(|failed| problem(words, &failed))?;
    let when = names::when(&app, words);
    let rows = rows.iter().map(|row| Row::new(&app, &directory, &when, row, lang)).collect();
    let narrowed = community.map(|unit| format!("community={unit}&")).unwrap_or_default();
    let f = Given::empty(words)
        .with("community", community.map(|unit| unit.to_string()).unwrap_or_default());
    Ok(render(&Listed {
        p: names::page(words, &uri, "resident-board-title", visitor.frame),
        f,
        communities: communities(&directory, words, "resident-board-all"),
        rows,
        first: before.is_some().then(|| format!("/board?{narrowed}")),
        next: next.map(|next| format!("/board?{narrowed}before={next}")),
    }))
}

/// No list of communities to choose from is longer: a district has some hundred.
const COMMUNITIES_MAX: usize = 500;

/// Every community with its street, for a form without script; first the empty choice.
pub fn communities(directory: &Directory, words: Words, none: &str) -> Vec<Choice> {
    let mut found = vec![Choice::new("", words.t(none))];
    for street in directory.units(UnitKind::Street) {
        for unit in directory.children(street.id).iter().filter_map(|unit| directory.unit(*unit)) {
            if unit.kind == UnitKind::Community && found.len() <= COMMUNITIES_MAX {
                let street = words.lang.pick(&street.name_zh, &street.name_en);
                let name = words.lang.pick(&unit.name_zh, &unit.name_en);
                found.push(Choice::new(unit.id, format!("{street} · {name}")));
            }
        }
    }
    found
}

/// Every street and community, for whoever chooses an area; first the empty choice.
pub fn places(directory: &Directory, words: Words, none: &str) -> Vec<Choice> {
    let lang = words.lang;
    let mut found = communities(directory, words, none);
    let streets = directory.units(UnitKind::Street).take(COMMUNITIES_MAX);
    let streets = streets.map(|unit| Choice::new(unit.id, lang.pick(&unit.name_zh, &unit.name_en)));
    let communities = found.split_off(1);
    found.extend(streets);
    found.extend(communities);
    found
}

/// One matter as the public sees it.
pub struct Row {
    pub number: String,
    pub category: String,
    pub place: String,
    /// A key of words: its step, or how it ended.
    pub state: String,
    /// The badge's colour: `good`, `accent`, `warn` or `plain`.
    pub tone: &'static str,
    pub reported: Markup,
    pub ended: Option<Markup>,
}

impl Row {
    pub fn new(app: &App, directory: &Directory, when: &When, row: &Board, lang: Lang) -> Row {
        let place = Place { community: row.community, grid: row.grid, ..Place::default() };
        let ended = row.ended_at.is_some();
        let (state, tone) = match row.ending.filter(|_| ended) {
            Some(ending) => (format!("resident-ending-{}", ending.code()), tone(ending)),
            None if ended => ("resident-ending-none".to_owned(), "plain"),
            None => (format!("resident-step-{}", row.step), "accent"),
        };
        Row {
            number: row.number.clone(),
            category: names::category(app, &row.category, lang),
            place: names::place(directory, &place, lang),
            state,
            tone,
            reported: when.time(row.reported_at),
            ended: row.ended_at.map(|at| when.time(at)),
        }
    }
}

/// How an ending is coloured: only what is solved is green.
pub fn tone(ending: Ending) -> &'static str {
    match ending {
        Ending::Solved => "good",
        Ending::Partly => "warn",
        Ending::Explained => "plain",
        Ending::Cannot => "bad",
    }
}

#[derive(Template)]
#[template(path = "resident/board.html")]
struct Listed {
    p: Page,
    f: Given,
    communities: Vec<Choice>,
    rows: Vec<Row>,
    first: Option<String>,
    next: Option<String>,
}
