//! `/growth` (成长通道): the places of a year that are kept for community workers, and the candidates.
use super::ORDER_MAX;
use super::say::{self, Said, unit};
use crate::desk::{Answer, Desk, Times, on_to};
use crate::form::{Choice, Form, FromInput, Given, Input};
use crate::page::{Page, render_with};
use app::ladder::growth::{self, Board, NewPlan, PLACES_MAX, Shown};
use app::org::person;
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use base::{GrowthId, PersonId, UnitId};
use ladder::growth::{Candidacy, Channel};
use serde::Deserialize;

/// A name that finds more is typed further.
const FOUND_MAX: u32 = 30;

#[derive(Clone, Default, Deserialize)]
pub struct Asked {
    street: Option<UnitId>,
    year: Option<i16>,
    #[serde(default)]
    form: String,
    #[serde(default)]
    q: String,
}

/// `GET /growth?year=&street=`, with `&form=plan` or `&form=<id of a plan>&q=<name>`.
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let given = Given::empty(desk.words).with("q", &asked.q);
    page(&desk, asked, given, None, StatusCode::OK).await
}

/// `POST /growth`: how many places there are in a street and year.
pub async fn plan(desk: Desk, form: Form<Places>) -> Answer {
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => {
            let asked = Asked { form: "plan".into(), ..asked(&given) };
            return again(&desk, asked, given, None).await;
        }
    };
    let (year, street) = (new.0.year, new.0.street);
    match desk.write(move |cx, asker| growth::plan(cx, &asker.who, &new.0)).await {
        Ok(_) => Ok(on_to(format!("/growth?year={year}&street={street}&done=plan"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            let asked = Asked { form: "plan".into(), ..asked(&given) };
            again(&desk, asked, given, refused).await
        }
    }
}

/// `POST /growth/{id}/name`: a candidate.
pub async fn name(desk: Desk, Path(id): Path<GrowthId>, form: Form<Named>) -> Answer {
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => {
            let asked = Asked { form: id.to_string(), ..asked(&given) };
            return again(&desk, asked, given, None).await;
        }
    };
    let Named { person, order_no } = new;
    let done = desk.write(move |cx, asker| growth::name(cx, &asker.who, id, person, &order_no));
    match done.await {
        Ok(()) => Ok(on_to(back(&given, "name"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            let asked = Asked { form: id.to_string(), ..asked(&given) };
            again(&desk, asked, given, refused).await
        }
    }
}

/// `POST /growth/{id}/decide`: how it stands with a candidate.
pub async fn decide(desk: Desk, Path(id): Path<GrowthId>, form: Form<Decided>) -> Answer {
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, asked(&given), given, None).await,
    };
    let Decided { person, state, order_no } = new;
    let work = move |cx: &mut app::Cx<'_, '_>, asker: &app::grid::matter::Asker| {
        growth::decide(cx, &asker.who, id, (person, state), &order_no)
    };
    match desk.write(work).await {
        Ok(()) => Ok(on_to(back(&given, "decide"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            again(&desk, asked(&given), given, refused).await
        }
    }
}

/// Places as typed.
pub struct Places(NewPlan);

impl FromInput for Places {
    fn read(input: &mut Input) -> Option<Places> {
        let street = input.parsed("street");
        let year = input.number("year", 2000..=2199).and_then(|year| i16::try_from(year).ok());
        let channel = input.choice("channel", Channel::parse);
        let places = input.number("places", 0..=i64::from(PLACES_MAX));
        let order_no = input.text::<ORDER_MAX>("order_no");
        Some(Places(NewPlan {
            street: street?,
            year: year?,
            channel: channel?,
            places: u32::try_from(places?).ok()?,
            order_no: order_no?.to_string(),
        }))
    }
}

/// Somebody to be named.
pub struct Named {
    person: PersonId,
    order_no: String,
}

impl FromInput for Named {
    fn read(input: &mut Input) -> Option<Named> {
        let (person, order_no) = (input.parsed("person"), input.text::<ORDER_MAX>("order_no"));
        Some(Named { person: person?, order_no: order_no?.to_string() })
    }
}

/// How it stands from now on.
pub struct Decided {
    person: PersonId,
    state: Candidacy,
    order_no: String,
}

impl FromInput for Decided {
    fn read(input: &mut Input) -> Option<Decided> {
        let person = input.parsed("person");
        let state = input.choice("state", Candidacy::parse);
        let order_no = input.text::<ORDER_MAX>("order_no");
        Some(Decided { person: person?, state: state?, order_no: order_no?.to_string() })
    }
}

fn asked(given: &Given) -> Asked {
    let (street, year) = (given.value("street").parse().ok(), given.value("year").parse().ok());
    Asked { street, year, form: String::new(), q: given.value("q").to_owned() }
}

fn back(given: &Given, done: &str) -> String {
    let Asked { street, year, .. } = asked(given);
    let street = street.map(|street| format!("street={street}&")).unwrap_or_default();
    let year = year.map(|year| format!("year={year}&")).unwrap_or_default();
    format!("/growth?{street}{year}done={done}")
}

async fn again(desk: &Desk, asked: Asked, given: Given, refused: Option<String>) -> Answer {
    page(desk, asked, given, refused, StatusCode::UNPROCESSABLE_ENTITY).await
}

#[derive(Template)]
#[template(path = "ladder/growth.html")]
struct View {
    p: Page,
    when: Times,
    f: Given,
    refused: Option<String>,
    form: String,
    streets: Vec<Choice>,
    channels: Vec<Choice>,
    people: Vec<Choice>,
    shown: Board,
}

impl View {
    fn unit(&self, id: &UnitId) -> String {
        unit(self.p.words, &self.shown.directory, *id)
    }

    fn name(&self, person: &org::Person) -> String {
        say::name(self.p.words, person)
    }

    /// Why so many are kept.
    fn why(&self, shown: &Shown) -> Option<Said> {
        shown.line.as_ref().map(|line| say::line(self.p.words, &self.when.0, line))
    }

    /// What may follow how it stands with a candidate.
    fn steps(&self, state: &Candidacy) -> Vec<Candidacy> {
        let next = Candidacy::ALL.iter().copied();
        next.filter(|next| state.may_become(*next)).collect()
    }

    /// Whether candidates are named for this plan on this page.
    fn names(&self, id: &GrowthId) -> bool {
        self.shown.decides && self.form == id.to_string()
    }

    fn here(&self) -> Vec<&Shown> {
        let here = |it: &&Shown| it.planned.street == self.shown.street;
        self.shown.plans.iter().filter(here).collect()
    }
}

async fn page(
    desk: &Desk,
    asked: Asked,
    f: Given,
    refused: Option<String>,
    status: StatusCode,
) -> Answer {
    let Asked { street, year, form, q } = asked;
    let words = desk.words;
    let (shown, people) = desk
        .read(move |cx, asker| {
            let board = growth::board(cx, &asker.who, street, year)?;
            let people = match board.decides {
                true => person::named(cx, &asker.who, &q, FOUND_MAX)?,
                false => Vec::new(),
            };
            Ok((board, people))
        })
        .await?;
    let people = people.iter().map(|it| Choice::new(it.id, say::name(words, it))).collect();
    let streets = say::streets(words, &shown.directory, &shown.streets);
    let channels = say::codes(words, "ladder-code", Channel::ALL);
    let f = f.with("street", shown.street).with("year", shown.year);
    let p = desk.page_after(&words.t("growth-title"), "growth");
    let when = Times(desk.when());
    let view = View { p, when, f, refused, form, streets, channels, people, shown };
    Ok(render_with(status, &view))
}
