//! `/workers/{id}` (档案): the levels of a worker, the next one and why then, papers, results.
use super::ORDER_MAX;
use super::enter::placing;
use super::number::Looked;
use super::say::{self, Said, unit};
use crate::desk::{Answer, Desk, Times, on_to};
use crate::form::{Choice, Form, FromInput, Given, Input};
use crate::page::{Page, render_with};
use app::Failed;
use app::ladder::record::{self, NewPlacing};
use app::ladder::worker::{self, Record};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use base::{Date, PersonId, UnitId};
use ladder::number::NumberKind;
use ladder::promotion::{Forecast, Next};
use ladder::worker::{Certificate, EducationLevel, Rating};
use serde::Deserialize;

/// Which form the page shows.
#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    form: String,
    #[serde(default)]
    kind: String,
}

/// `GET /workers/{id}`, with `?form=place|educate|certify|rate|leave`.
pub async fn show(desk: Desk, Path(id): Path<PersonId>, Query(asked): Query<Asked>) -> Answer {
    let today = desk.when().day_of(desk.app.now());
    let given = Given::empty(desk.words).with("since", today).with("until", today);
    let given = given.with("year", today.year() - 1);
    let given = given.with("number_kind", &asked.kind);
    page_with(&desk, id, &asked.form, given, Err(None), StatusCode::OK).await
}

/// `POST /workers/{id}/place`.
pub async fn place(desk: Desk, Path(id): Path<PersonId>, form: Form<Placed>) -> Answer {
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, id, "place", given, None).await,
    };
    let done = desk.write(move |cx, asker| record::place_on(cx, &asker.who, id, &new.0)).await;
    after(&desk, id, "place", given, done).await
}

/// `POST /workers/{id}/educate`.
pub async fn educate(desk: Desk, Path(id): Path<PersonId>, form: Form<Educated>) -> Answer {
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, id, "educate", given, None).await,
    };
    let Educated { level, diploma, degree, since } = new;
    let what = (level, diploma, degree);
    let done = desk.write(move |cx, asker| record::educate(cx, &asker.who, id, what, since)).await;
    after(&desk, id, "educate", given, done).await
}

/// `POST /workers/{id}/certify`.
pub async fn certify(desk: Desk, Path(id): Path<PersonId>, form: Form<Certified>) -> Answer {
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, id, "certify", given, None).await,
    };
    let Certified { certificate, since } = new;
    let work = move |cx: &mut app::Cx<'_, '_>, asker: &app::grid::matter::Asker| {
        record::certify(cx, &asker.who, id, certificate, since)
    };
    let done = desk.write(work).await;
    after(&desk, id, "certify", given, done).await
}

/// `POST /workers/{id}/rate`: the result of a year that is over.
pub async fn rate(desk: Desk, Path(id): Path<PersonId>, form: Form<Rated>) -> Answer {
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, id, "rate", given, None).await,
    };
    let Rated { year, rating, order_no } = new;
    let work = move |cx: &mut app::Cx<'_, '_>, asker: &app::grid::matter::Asker| {
        record::rate(cx, &asker.who, id, (year, rating), &order_no)
    };
    let done = desk.write(work).await;
    after(&desk, id, "rate", given, done).await
}

/// `POST /workers/{id}/leave`.
pub async fn leave(desk: Desk, Path(id): Path<PersonId>, form: Form<Left>) -> Answer {
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, id, "leave", given, None).await,
    };
    let Left { until, order_no } = new;
    let work = move |cx: &mut app::Cx<'_, '_>, asker: &app::grid::matter::Asker| {
        record::leave(cx, &asker.who, id, until, &order_no)
    };
    let done = desk.write(work).await;
    after(&desk, id, "leave", given, done).await
}

/// A placing.
pub struct Placed(NewPlacing);

impl FromInput for Placed {
    fn read(input: &mut Input) -> Option<Placed> {
        let since = input.day("since");
        let placing = placing(input);
        since.and(placing).map(Placed)
    }
}

/// A level of education and its papers.
pub struct Educated {
    level: EducationLevel,
    diploma: bool,
    degree: bool,
    since: Date,
}

impl FromInput for Educated {
    fn read(input: &mut Input) -> Option<Educated> {
        let level = input.choice("education", EducationLevel::parse);
        let (diploma, degree) = (input.flag("diploma"), input.flag("degree"));
        let since = input.day("since");
        Some(Educated { level: level?, diploma, degree, since: since? })
    }
}

/// A certificate.
pub struct Certified {
    certificate: Certificate,
    since: Date,
}

impl FromInput for Certified {
    fn read(input: &mut Input) -> Option<Certified> {
        let certificate = input.choice("certificate", Certificate::parse);
        let since = input.day("since");
        Some(Certified { certificate: certificate?, since: since? })
    }
}

/// The result of a year.
pub struct Rated {
    year: i16,
    rating: Rating,
    order_no: String,
}

impl FromInput for Rated {
    fn read(input: &mut Input) -> Option<Rated> {
        let year = input.number("year", 1980..=2199);
        let rating = input.choice("rating", Rating::parse);
        let order_no = input.text::<ORDER_MAX>("order_no");
        let year = i16::try_from(year?).ok()?;
        Some(Rated { year, rating: rating?, order_no: order_no?.to_string() })
    }
}

/// The first day no longer in service.
pub struct Left {
    until: Date,
    order_no: String,
}

impl FromInput for Left {
    fn read(input: &mut Input) -> Option<Left> {
        let (until, order_no) = (input.day("until"), input.text::<ORDER_MAX>("order_no"));
        Some(Left { until: until?, order_no: order_no?.to_string() })
    }
}

pub(super) async fn after(
    desk: &Desk,
    id: PersonId,
    form: &str,
    given: Given,
    done: Result<(), Failed>,
) -> Answer {
    match done {
        Ok(()) => Ok(on_to(format!("/workers/{id}?done={form}"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            again(desk, id, form, given, refused).await
        }
    }
}

pub(super) async fn again(
    desk: &Desk,
    id: PersonId,
    form: &str,
    given: Given,
    refused: Option<String>,
) -> Answer {
    page_with(desk, id, form, given, Err(refused), StatusCode::UNPROCESSABLE_ENTITY).await
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
    let person = &shown.person;
    let name = match person.name_en.is_empty() {
        true => person.name_zh.clone(),
        false => desk.pick(&person.name_zh, &person.name_en).to_owned(),
    };
    let steady = shown.steady.as_ref().map(|it| ahead(desk, it, "workers-next-on"));
    let sooner = shown.best.as_ref().zip(shown.steady.as_ref());
    let sooner = sooner.filter(|(best, steady)| best.next != steady.next);
    let best = sooner.map(|(best, _)| ahead(desk, best, "workers-next-best"));
    let said = |code: &str| words.tc("ladder-code", code).into_owned();
    let educations = EducationLevel::ALL.iter().filter(|it| **it != EducationLevel::None);
    let educations = educations.map(|it| Choice::new(it, said(it.code()))).collect();
    let certificates = Certificate::ALL.iter().filter(|it| **it != Certificate::None);
    let certificates = certificates.map(|it| Choice::new(it, said(it.code()))).collect();
    let ratings = Rating::ALL.iter();
    let ratings = ratings.map(|it| Choice::new(it, words.tc("rating", it.code()))).collect();
    let number_kinds = NumberKind::ALL.iter().map(|it| Choice::new(it, said(it.code()))).collect();
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
            number_kinds,
            looked,
        },
    ))
}
