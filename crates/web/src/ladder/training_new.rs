//! `/training/new` (开设班次): who organises it, what for, when, where, for how many.
use super::say;
use crate::desk::{Answer, Desk, on_to};
use crate::form::{Choice, Form, FromInput, Given, Input};
use crate::page::{Page, render_with};
use app::ladder::training::{self, CAPACITY_MAX, NewTraining, PLACE_MAX, TITLE_MAX, TOPICS_MAX};
use askama::Template;
use axum::http::StatusCode;
use base::UnitId;
use ladder::training::TrainingKind;
use ladder::training::session::parse_days;
use org::{Action, Place, Thing, UnitKind, Who, may};

/// `GET /training/new`.
pub async fn show(desk: Desk) -> Answer {
    let given = Given::empty(desk.words).with("days", 3).with("capacity", 40);
    page(&desk, given, None, StatusCode::OK).await
}

/// `POST /training`.
pub async fn plan(desk: Desk, form: Form<New>) -> Answer {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return page(&desk, given, None, status).await,
    };
    match desk.write(move |cx, asker| training::plan(cx, &asker.who, &new.0)).await {
        Ok(id) => Ok(on_to(format!("/training/{id}?done=plan"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            page(&desk, given, refused, status).await
        }
    }
}

/// A session as typed.
pub struct New(NewTraining);

impl FromInput for New {
    fn read(input: &mut Input) -> Option<New> {
        let street = organiser(input);
        let kind = input.choice("kind", TrainingKind::parse);
        let title = input.text::<TITLE_MAX>("title");
        let topics = input.text::<TOPICS_MAX>("topics");
        let place = input.optional::<PLACE_MAX>("place");
        let (first_day, last_day) = (input.day("first_day"), input.day("last_day"));
        let half_days = input.choice("days", parse_days);
        let capacity = input.number("capacity", 1..=i64::from(CAPACITY_MAX));
        Some(New(NewTraining {
            street: street?,
            kind: kind?,
            title: title?.to_string(),
            topics: topics?.to_string(),
            place: place?.map(String::from).unwrap_or_default(),
            first_day: first_day?,
            last_day: last_day?,
            half_days: half_days?,
            capacity: u32::try_from(capacity?).ok()?,
        }))
    }
}

/// The code of the district among those who may organise something.
pub const DISTRICT: &str = "district";

/// The street that organises it, or the district.
pub fn organiser(input: &mut Input) -> Option<Option<UnitId>> {
    match input.raw("organiser").trim() {
        DISTRICT => Some(None),
        _ => input.parsed("organiser").map(Some),
    }
}

/// In whose name the asker may organise something.
pub async fn organisers(desk: &Desk) -> Result<Vec<Choice>, crate::desk::Stop> {
    let found = desk.read(|cx, asker| {
        let directory = cx.directory()?;
        let may = |street| organises(&asker.who, street);
        let all = directory.units(UnitKind::Street).map(|unit| unit.id);
        let streets: Vec<UnitId> = all.filter(|id| may(Some(*id))).collect();
        let district = may(None);
        if streets.is_empty() && !district {
            return Err(app::Failed::Denied(org::Denied::NoRight));
        }
        Ok((streets, district, directory))
    });
    let (streets, district, directory) = found.await?;
    let district = district.then(|| Choice::new(DISTRICT, desk.words.t("training-by-district")));
    let streets = say::streets(desk.words, &directory, &streets);
    Ok(district.into_iter().chain(streets).collect())
}

fn organises(who: &Who, street: Option<UnitId>) -> bool {
    let place = Place { street, ..Place::default() };
    may(who, Action::EditTraining, &Thing { place, ..Thing::default() }).is_ok()
}

#[derive(Template)]
#[template(path = "ladder/training_new.html")]
struct View {
    p: Page,
    f: Given,
    refused: Option<String>,
    organisers: Vec<Choice>,
    kinds: Vec<Choice>,
}

async fn page(desk: &Desk, f: Given, refused: Option<String>, status: StatusCode) -> Answer {
    let organisers = organisers(desk).await?;
    let kinds = say::codes(desk.words, "training-kind", TrainingKind::ALL);
    let p = desk.page(&desk.words.t("training-new"));
    Ok(render_with(status, &View { p, f, refused, organisers, kinds }))
}
