//! `/assessments/{year}/results` (考核结果公示): a street's results by name; before the decision the
//! personnel office's draft.
use super::super::say::unit;
use crate::desk::{Answer, Desk, Times};
use crate::form::{Choice, Given};
use crate::page::{Page, render};
use app::ladder::assessment::result::{self, Named, Results};
use askama::Template;
use axum::extract::{Path, Query};
use base::{PersonId, UnitId};
use serde::Deserialize;

/// What one reads in one sitting.
const PAGE: u32 = 50;

#[derive(Default, Deserialize)]
pub struct Asked {
    street: Option<UnitId>,
    after: Option<PersonId>,
}

/// `GET /assessments/{year}/results?street=&after=`.
pub async fn show(desk: Desk, Path(year): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let year = desk.id(&year)?;
    let Asked { street, after } = asked;
    let shown = desk
        .read(move |cx, asker| result::list(cx, &asker.who, (year, street), after, PAGE))
        .await?;
    let named = |id: &UnitId| Choice::new(id, unit(desk.words, &shown.directory, *id));
    let streets = shown.streets.iter().map(named).collect();
    let f = Given::empty(desk.words).with("street", shown.street);
    let title = desk.words.ta("assessment-results-of", &[("year", year.to_string())]);
    let p = desk.page(&title);
    let (when, is_first) = (Times(desk.when()), after.is_none());
    Ok(render(&View { p, when, f, streets, shown, is_first }))
}

#[derive(Template)]
#[template(path = "ladder/assessment_results.html")]
struct View {
    p: Page,
    when: Times,
    f: Given,
    streets: Vec<Choice>,
    shown: Results,
    is_first: bool,
}

impl View {
    fn unit(&self, id: &UnitId) -> String {
        unit(self.p.words, &self.shown.directory, *id)
    }

    fn name<'a>(&self, row: &'a Named) -> &'a str {
        match row.name_en.is_empty() {
            true => &row.name_zh,
            false => self.p.lang().pick(&row.name_zh, &row.name_en),
        }
    }
}
