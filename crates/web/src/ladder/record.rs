//! `/workers/{id}` (档案): the levels of a worker, the next one and why then, papers, results.
use super::number::Looked;
use super::say::{self, Said, unit};
use crate::desk::{Answer, Desk, Times};
use crate::form::{Choice, Given};
use crate::page::{Page, render_with};
use app::ladder::worker::{self, Record};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use base::{Date, PersonId, UnitId};
use ladder::number::NumberKind;
use ladder::promotion::{Forecast, Next};
use ladder::terms::{AbsenceKind, LeaveReason, TitleGrade};
use ladder::worker::{Certificate, EducationLevel, Rating, Tenure};
use serde::Deserialize;

/// Which form the page shows.
#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    form: String,
    #[serde(default)]
    kind: String,
}

/// `GET /workers/{id}`, with `?form=place|educate|certify|rate|contract|absence|title|leave|number|look|erase`.
pub async fn show(desk: Desk, Path(id): Path<PersonId>, Query(asked): Query<Asked>) -> Answer {
    let today = desk.when().day_of(desk.app.now());
    let given = Given::empty(desk.words).with("since", today).with("until", today);
    let given = given.with("year", today.year() - 1).with("last_day", "");
    let given = given.with("number_kind", &asked.kind);
    page(&desk, id, &asked.form, given, None, StatusCode::OK).await
}

#[derive(Template)]
#[template(path = "ladder/worker.html")]
struct View {
    p: Page,
    when: Times,
    f: Given,
    refused: Option<String>,
    form: String,
    shown: Record,
    name: String,
    /// "At the earliest on …", with plain results, and the steps that lead there.
    steady: Option<Ahead>,
    /// The same with the best results, where that comes sooner.
    best: Option<Ahead>,
    kinds: Vec<Choice>,
    educations: Vec<Choice>,
    certificates: Vec<Choice>,
    ratings: Vec<Choice>,
    tenures: Vec<Choice>,
    absences: Vec<Choice>,
    grades: Vec<Choice>,
    reasons: Vec<Choice>,
    number_kinds: Vec<Choice>,
    /// A number that was opened.
    looked: Option<Looked>,
}

/// What is ahead, in words.
struct Ahead {
    said: String,
    steps: Vec<Said>,
}

impl View {
    fn unit(&self, id: &UnitId) -> String {
        unit(self.p.words, &self.shown.directory, *id)
    }

    /// The last day before one.
    fn last(&self, until: &Date) -> String {
        self.when.day(&until.yesterday().unwrap_or(*until))
    }

    /// The absences that stand, as known today.
    fn away(&self) -> Vec<&ladder::terms::Absence> {
        self.shown.terms.absences(self.when.today())
    }
}

fn ahead(desk: &Desk, forecast: &Forecast, family: &str) -> Ahead {
    let (words, when) = (desk.words, desk.when());
    let said = match forecast.next {
        Next::On { level, day } => {
            let facts = [("level", level.to_string()), ("day", when.day(day))];
            words.ta(family, &facts)
        }
        Next::Top => words.ta("workers-next-top", &[("level", forecast.level.to_string())]),
        Next::Never => words.t("workers-next-never").into_owned(),
    };
    let steps = forecast.lines.iter().map(|line| say::line(words, &when, line)).collect();
    Ahead { said, steps }
}

pub(super) async fn page(
    desk: &Desk,
    id: PersonId,
    form: &str,
    f: Given,
    refused: Option<String>,
    status: StatusCode,
) -> Answer {
    page_with(desk, id, form, f, Err(refused), status).await
}

/// The page, with a number that was opened or with why something was refused.
pub(super) async fn page_with(
    desk: &Desk,
    id: PersonId,
    form: &str,
    f: Given,
    said: Result<Looked, Option<String>>,
    status: StatusCode,
) -> Answer {
    let (looked, refused) = match said {
        Ok(looked) => (Some(looked), None),
        Err(refused) => (None, refused),
    };
    let shown = desk.read(move |cx, asker| worker::record(cx, &asker.who, id)).await?;
    let words = desk.words;
    let name = say::name(words, &shown.person);
    let steady = shown.steady.as_ref().map(|it| ahead(desk, it, "workers-next-on"));
    let sooner = shown.best.as_ref().zip(shown.steady.as_ref());
    let sooner = sooner.filter(|(best, steady)| best.next != steady.next);
    let best = sooner.map(|(best, _)| ahead(desk, best, "workers-next-best"));
    // The first of each is "none".
    let educations = say::codes(words, "ladder-code", &EducationLevel::ALL[1..]);
    let certificates = say::codes(words, "ladder-code", &Certificate::ALL[1..]);
    let ratings = say::codes(words, "rating", Rating::ALL);
    let tenures = say::codes(words, "ladder-code", Tenure::ALL);
    let absences = say::codes(words, "terms-absence", AbsenceKind::ALL);
    let grades = say::codes(words, "terms-grade", TitleGrade::ALL);
    let reasons = say::codes(words, "terms-reason", LeaveReason::ALL);
    let number_kinds = say::codes(words, "ladder-code", NumberKind::ALL);
    let kinds = say::kinds(words, shown.scheme.posts.iter().map(|range| range.post));
    let p = desk.page_after(&name, "workers");
    let (when, form) = (Times(desk.when()), form.to_owned());
    Ok(render_with(
        status,
        &View {
            p,
            when,
            f,
            refused,
            form,
            shown,
            name,
            steady,
            best,
            kinds,
            educations,
            certificates,
            ratings,
            tenures,
            absences,
            grades,
            reasons,
            number_kinds,
            looked,
        },
    ))
}
