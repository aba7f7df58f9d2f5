//! `/assessments/{year}/goals` (岗位目标公示): of the communities of a street and their workers.
use super::super::say::unit;
use crate::desk::{Answer, Desk, Times, on_to};
use crate::form::{Choice, Form, FromInput, Given, Input};
use crate::page::{Page, render_with};
use app::ladder::assessment::goals::{self, Goals, Row, Words};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use base::{PersonId, UnitId};
use serde::Deserialize;

/// What one reads in one sitting.
const PAGE: u32 = 50;

#[derive(Default, Deserialize)]
pub struct Asked {
    street: Option<UnitId>,
    after: Option<PersonId>,
    /// The community whose goal is being set.
    community: Option<UnitId>,
}

/// `GET /assessments/{year}/goals?street=&after=&community=`.
pub async fn show(desk: Desk, Path(year): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let year = desk.id(&year)?;
    page(&desk, year, asked, Given::empty(desk.words), None, StatusCode::OK).await
}

/// `POST /assessments/{year}/goals`: the goal of a community.
pub async fn set(desk: Desk, Path(year): Path<String>, form: Form<New>) -> Answer {
    let (year, status) = (desk.id(&year)?, StatusCode::UNPROCESSABLE_ENTITY);
    let (New { community, words }, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => {
            let community = given.value("community").parse().ok();
            let asked = Asked { community, ..Asked::default() };
            return page(&desk, year, asked, given, None, status).await;
        }
    };
    let done =
        desk.write(move |cx, asker| goals::set(cx, &asker.who, (year, community), &words)).await;
    match done {
        Ok(()) => Ok(on_to(format!("/assessments/{year}/goals?done=goal"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            let asked = Asked { community: Some(community), ..Asked::default() };
            page(&desk, year, asked, given, refused, status).await
        }
    }
}

/// A goal as typed.
pub struct New {
    community: UnitId,
    words: Words,
}

impl FromInput for New {
    fn read(input: &mut Input) -> Option<New> {
        let (community, words) = (input.parsed("community"), input.text("goal"));
        Some(New { community: community?, words: words? })
    }
}

#[derive(Template)]
#[template(path = "ladder/assessment_goals.html")]
struct View {
    p: Page,
    when: Times,
    f: Given,
    refused: Option<String>,
    streets: Vec<Choice>,
    shown: Goals,
    setting: Option<UnitId>,
    is_first: bool,
}

impl View {
    fn unit(&self, id: &UnitId) -> String {
        unit(self.p.words, &self.shown.directory, *id)
    }

    fn name<'a>(&self, row: &'a Row) -> &'a str {
        match row.name_en.is_empty() {
            true => &row.name_zh,
            false => self.p.lang().pick(&row.name_zh, &row.name_en),
        }
    }
}

async fn page(
    desk: &Desk,
    year: i16,
    asked: Asked,
    f: Given,
    refused: Option<String>,
    status: StatusCode,
) -> Answer {
    let Asked { street, after, community } = asked;
    let shown = desk
        .read(move |cx, asker| goals::list(cx, &asker.who, (year, street), after, PAGE))
        .await?;
    let named = |id: &UnitId| Choice::new(id, unit(desk.words, &shown.directory, *id));
    let streets = shown.streets.iter().map(named).collect();
    let setting = community.filter(|_| shown.sets);
    let before = setting.and_then(|id| shown.communities.iter().find(|(of, _)| *of == id));
    let before = before.and_then(|(_, goal)| goal.as_ref().map(|goal| goal.words.clone()));
    let f = f.with("street", shown.street);
    let f = match before.filter(|_| f.value("goal").is_empty() && !f.has_errors()) {
        Some(words) => f.with("goal", words),
        None => f,
    };
    let title = desk.words.ta("assessment-goals-of", &[("year", year.to_string())]);
    let p = desk.page_after(&title, "assessment");
    let (when, is_first) = (Times(desk.when()), after.is_none());
    Ok(render_with(status, &View { p, when, f, refused, streets, shown, setting, is_first }))
}
