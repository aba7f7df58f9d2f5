//! `/assessments/{year}/workers/{id}` (个人年度考核): goals, notes, the street's mark, the result and
//! why, the appeal; and `/assessments/{year}/marks`: of whom the street has said nothing yet.
use super::super::ORDER_MAX;
use super::super::say::{self, Said, unit};
use crate::desk::{Answer, Desk, Times, on_to};
use crate::form::{Choice, Form, FromInput, Given, Input};
use crate::page::{Page, render, render_with};
use app::ladder::assessment::goals::Words as GoalWords;
use app::ladder::assessment::result::{self, Answer as ToAppeal};
use app::ladder::assessment::worker::{self, Marked, OfWorker, Said as Words};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use base::{Date, PersonId, UnitId};
use ladder::worker::Rating;
use rust_decimal::Decimal;
use serde::Deserialize;

/// Which form the page shows, and where the notes go on.
#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    form: String,
    before: Option<i64>,
}

type Subject = Path<(String, String)>;

/// `GET /assessments/{year}/workers/{id}`, with `?form=goal|note|mark|appeal|answer`.
pub async fn show(desk: Desk, Path(of): Subject, Query(asked): Query<Asked>) -> Answer {
    let of = subject(&desk, of)?;
    let given = Given::empty(desk.words).with("day", desk.today());
    page(&desk, of, asked, given, None, StatusCode::OK).await
}

/// `POST …/goal`.
pub async fn goal(desk: Desk, Path(of): Subject, form: Form<Goal>) -> Answer {
    let of = subject(&desk, of)?;
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, of, "goal", given, None).await,
    };
    let done = desk.write(move |cx, asker| worker::set_goal(cx, &asker.who, of, &new.0)).await;
    after(&desk, of, "goal", given, done).await
}

/// `POST …/note`.
pub async fn note(desk: Desk, Path(of): Subject, form: Form<Noted>) -> Answer {
    let of = subject(&desk, of)?;
    let (Noted { day, words }, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, of, "note", given, None).await,
    };
    let done = desk.write(move |cx, asker| worker::note(cx, &asker.who, of, (day, &words))).await;
    after(&desk, of, "note", given, done).await
}

/// `POST …/mark`.
pub async fn mark(desk: Desk, Path(of): Subject, form: Form<Evaluated>) -> Answer {
    let of = subject(&desk, of)?;
    let (Evaluated { mark, words }, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, of, "mark", given, None).await,
    };
    let done =
        desk.write(move |cx, asker| worker::evaluate(cx, &asker.who, of, (mark, &words))).await;
    after(&desk, of, "mark", given, done).await
}

/// `POST …/appeal`.
pub async fn appeal(desk: Desk, Path(of): Subject, form: Form<Appealed>) -> Answer {
    let of = subject(&desk, of)?;
    let (Appealed(words), given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, of, "appeal", given, None).await,
    };
    let done = desk.write(move |cx, asker| result::appeal(cx, &asker.who, of, &words)).await;
    after(&desk, of, "appeal", given, done).await
}

/// `POST …/answer`.
pub async fn answer(desk: Desk, Path(of): Subject, form: Form<Answered>) -> Answer {
    let of = subject(&desk, of)?;
    let (Answered(answer), given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, of, "answer", given, None).await,
    };
    let done = desk.write(move |cx, asker| result::answer(cx, &asker.who, of, &answer)).await;
    after(&desk, of, "answer", given, done).await
}

/// A goal as typed.
pub struct Goal(GoalWords);

impl FromInput for Goal {
    fn read(input: &mut Input) -> Option<Goal> {
        input.text("goal").map(Goal)
    }
}

/// A note as typed.
pub struct Noted {
    day: Date,
    words: Words,
}

impl FromInput for Noted {
    fn read(input: &mut Input) -> Option<Noted> {
        let (day, words) = (input.day("day"), input.text("note"));
        Some(Noted { day: day?, words: words? })
    }
}

/// What the street says, as typed.
pub struct Evaluated {
    mark: Decimal,
    words: Words,
}

impl FromInput for Evaluated {
    fn read(input: &mut Input) -> Option<Evaluated> {
        let mark = input.raw("mark").trim().parse::<Decimal>().ok();
        if mark.is_none() {
            input.refuse("mark", "number");
        }
        let words = input.text("grounds");
        Some(Evaluated { mark: mark?, words: words? })
    }
}

/// Why one does not agree.
pub struct Appealed(Words);

impl FromInput for Appealed {
    fn read(input: &mut Input) -> Option<Appealed> {
        input.text("grounds").map(Appealed)
    }
}

/// The answer to an appeal, as typed.
pub struct Answered(ToAppeal);

/// The result stands.
const STANDS: &str = "stands";

impl FromInput for Answered {
    fn read(input: &mut Input) -> Option<Answered> {
        let rating = input.choice("rating", |code| match code {
            STANDS => Some(None),
            other => Rating::parse(other).map(Some),
        });
        let (words, order_no) = (input.text("grounds"), input.text::<ORDER_MAX>("order_no"));
        let order_no = order_no?.to_string();
        Some(Answered(ToAppeal { rating: rating?, words: words?, order_no }))
    }
}

fn subject(
    desk: &Desk,
    (year, person): (String, String),
) -> Result<(i16, PersonId), crate::desk::Stop> {
    Ok((desk.id(&year)?, desk.id(&person)?))
}

async fn after(
    desk: &Desk,
    of: (i16, PersonId),
    form: &str,
    given: Given,
    done: app::Result<()>,
) -> Answer {
    match done {
        Ok(()) => Ok(on_to(format!("/assessments/{}/workers/{}?done={form}", of.0, of.1))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            again(desk, of, form, given, refused).await
        }
    }
}

async fn again(
    desk: &Desk,
    of: (i16, PersonId),
    form: &str,
    given: Given,
    refused: Option<String>,
) -> Answer {
    let asked = Asked { form: form.to_owned(), before: None };
    page(desk, of, asked, given, refused, StatusCode::UNPROCESSABLE_ENTITY).await
}

#[derive(Template)]
#[template(path = "ladder/assessment_worker.html")]
struct View {
    p: Page,
    when: Times,
    f: Given,
    refused: Option<String>,
    form: String,
    shown: OfWorker,
    name: String,
    /// Why the result is what it is, step by step.
    ahead: Steps,
    renewal: Option<Said>,
    ratings: Vec<Choice>,
}

/// Steps, as the shared list of them wants it.
struct Steps {
    steps: Vec<Said>,
}

impl View {
    fn year(&self) -> i16 {
        self.shown.assessment.year
    }

    fn here(&self) -> String {
        format!("/assessments/{}/workers/{}", self.year(), self.shown.person.id)
    }

    fn unit(&self, id: &Option<UnitId>) -> String {
        id.map(|id| unit(self.p.words, &self.shown.directory, id)).unwrap_or_default()
    }

    /// Who wrote: by name for staff who may see it.
    fn by(&self, person: &PersonId) -> String {
        if *person == self.shown.person.id {
            return self.p.t("assessment-by-self").into_owned();
        }
        let found = self.shown.directory.person(*person);
        found.map(|it| self.named(it).to_owned()).unwrap_or_default()
    }

    fn named<'a>(&self, person: &'a org::Person) -> &'a str {
        match person.name_en.is_empty() {
            true => &person.name_zh,
            false => self.p.lang().pick(&person.name_zh, &person.name_en),
        }
    }

    /// How the places of the pool went.
    fn pool(&self) -> Option<String> {
        let pool = self.shown.pool?;
        let facts = [("assessed", pool.assessed.to_string()), ("quota", pool.quota.to_string())];
        Some(self.p.ta("assessment-pool-said", &facts))
    }
}

async fn page(
    desk: &Desk,
    (year, person): (i16, PersonId),
    asked: Asked,
    f: Given,
    refused: Option<String>,
    status: StatusCode,
) -> Answer {
    let Asked { form, before } = asked;
    let shown =
        desk.read(move |cx, asker| worker::page(cx, &asker.who, (year, person), before)).await?;
    let (words, when) = (desk.words, desk.when());
    let name = match shown.person.name_en.is_empty() {
        true => shown.person.name_zh.clone(),
        false => desk.pick(&shown.person.name_zh, &shown.person.name_en).to_owned(),
    };
    let steps = shown.lines.iter().map(|line| say::line(words, &when, line)).collect();
    let ahead = Steps { steps };
    let renewal = shown.renewal.as_ref().map(|(_, line)| say::line(words, &when, line));
    let stands = Choice::new(STANDS, words.t("assessment-stands"));
    let ratings = Rating::ALL.iter().map(|it| Choice::new(it, words.tc("rating", it.code())));
    let ratings = [stands].into_iter().chain(ratings).collect();
    let title =
        words.ta("assessment-of-worker", &[("name", name.clone()), ("year", year.to_string())]);
    let p = desk.page_after(&title, "assessment");
    let when = Times(when);
    let view = View { p, when, f, refused, form, shown, name, ahead, renewal, ratings };
    Ok(render_with(status, &view))
}

/// What one reads in one sitting.
const PAGE: u32 = 50;

#[derive(Default, Deserialize)]
pub struct List {
    street: Option<UnitId>,
    after: Option<PersonId>,
}

/// `GET /assessments/{year}/marks?street=&after=`.
pub async fn marked(desk: Desk, Path(year): Path<String>, Query(asked): Query<List>) -> Answer {
    let year = desk.id(&year)?;
    let List { street, after } = asked;
    let shown = desk
        .read(move |cx, asker| worker::marked(cx, &asker.who, (year, street), after, PAGE))
        .await?;
    let named = |id: &UnitId| Choice::new(id, unit(desk.words, &shown.directory, *id));
    let streets = shown.streets.iter().map(named).collect();
    let f = Given::empty(desk.words).with("street", shown.street);
    let title = desk.words.ta("assessment-marks-of", &[("year", year.to_string())]);
    let p = desk.page(&title);
    let (when, is_first) = (Times(desk.when()), after.is_none());
    Ok(render(&MarkedView { p, when, f, streets, shown, is_first }))
}

#[derive(Template)]
#[template(path = "ladder/assessment_marks.html")]
struct MarkedView {
    p: Page,
    when: Times,
    f: Given,
    streets: Vec<Choice>,
    shown: Marked,
    is_first: bool,
}

impl MarkedView {
    fn unit(&self, id: &UnitId) -> String {
        unit(self.p.words, &self.shown.directory, *id)
    }

    fn name<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        if en.is_empty() { zh } else { self.p.lang().pick(zh, en) }
    }
}
