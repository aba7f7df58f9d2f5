//! `/training` (培训班次): the sessions of a street and of the district; one session with those who are
//! invited, and the organiser's signature for each.
use super::say::{self, unit};
use crate::desk::{Answer, Desk, Nothing, Times, on_to};
use crate::form::{Choice, Form, FromInput, Given, Input};
use crate::page::{Page, render, render_with};
use app::ladder::training::{self, Part, Sessions, Training, TrainingPage};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use base::{PersonId, TrainingId, UnitId};
use ladder::training::session::days;
use serde::Deserialize;

/// What fits a screen and a half.
const PAGE: u32 = 50;

#[derive(Default, Deserialize)]
pub struct Asked {
    street: Option<UnitId>,
    before: Option<TrainingId>,
}

/// `GET /training?street=&before=`.
pub async fn list(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let Asked { street, before } = asked;
    let shown =
        desk.read(move |cx, asker| training::list(cx, &asker.who, street, before, PAGE)).await?;
    let streets = say::streets(desk.words, &shown.directory, &shown.streets);
    let f = Given::empty(desk.words).with("street", shown.street);
    let p = desk.page_after(&desk.words.t("training-title"), "training");
    let when = Times(desk.when());
    Ok(render(&ListView { p, when, f, streets, shown }))
}

#[derive(Template)]
#[template(path = "ladder/trainings.html")]
struct ListView {
    p: Page,
    when: Times,
    f: Given,
    streets: Vec<Choice>,
    shown: Sessions,
}

impl ListView {
    fn unit(&self, id: &UnitId) -> String {
        unit(self.p.words, &self.shown.directory, *id)
    }

    fn days(&self, training: &Training) -> String {
        days(training.plan.half_days).to_string()
    }

    fn is_over(&self, training: &Training) -> bool {
        training.plan.last_day < self.when.today()
    }
}

#[derive(Default, Deserialize)]
pub struct AskedOne {
    after: Option<PersonId>,
}

/// `GET /training/{id}?after=`.
pub async fn show(desk: Desk, Path(id): Path<TrainingId>, Query(asked): Query<AskedOne>) -> Answer {
    page(&desk, id, asked.after, Given::empty(desk.words), None, StatusCode::OK).await
}

/// `POST /training/{id}/sign`: for each who is chosen, the days.
pub async fn sign(desk: Desk, Path(id): Path<TrainingId>, form: Form<Signed>) -> Answer {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return page(&desk, id, None, given, None, status).await,
    };
    match desk.write(move |cx, asker| training::sign(cx, &asker.who, id, &new.0)).await {
        Ok(_) => Ok(on_to(format!("/training/{id}?done=sign"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            page(&desk, id, None, given, refused, status).await
        }
    }
}

/// `POST /training/{id}/withdraw`: one invitation.
pub async fn withdraw(desk: Desk, Path(id): Path<TrainingId>, form: Form<One>) -> Answer {
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return page(&desk, id, None, given, None, status).await;
        }
    };
    let done = desk.write(move |cx, asker| training::withdraw(cx, &asker.who, id, new.0)).await;
    after(&desk, id, given, done, "withdraw").await
}

/// `POST /training/{id}/call-off`.
pub async fn call_off(desk: Desk, Path(id): Path<TrainingId>, form: Form<Nothing>) -> Answer {
    let given = match desk.take(form)? {
        Ok((_, given)) | Err(given) => given,
    };
    let done = desk.write(move |cx, asker| training::call_off(cx, &asker.who, id)).await;
    after(&desk, id, given, done, "call-off").await
}

async fn after(
    desk: &Desk,
    id: TrainingId,
    given: Given,
    done: app::Result<()>,
    what: &str,
) -> Answer {
    match done {
        Ok(()) => Ok(on_to(format!("/training/{id}?done={what}"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            page(desk, id, None, given, refused, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// Somebody's invitation.
pub struct One(PersonId);

impl FromInput for One {
    fn read(input: &mut Input) -> Option<One> {
        input.parsed("person").map(One)
    }
}

/// For whom how many half days are signed; who is left open is left out.
pub struct Signed(Vec<(PersonId, u32)>);

impl FromInput for Signed {
    fn read(input: &mut Input) -> Option<Signed> {
        let people: Vec<PersonId> =
            input.all("person").iter().filter_map(|id| id.parse().ok()).collect();
        let mut signed = Vec::new();
        for person in people {
            match input.raw(&format!("halves_{person}")).trim() {
                "" => {}
                text => match text.parse() {
                    Ok(halves) => signed.push((person, halves)),
                    Err(_) => input.refuse("days", "number"),
                },
            }
        }
        if signed.is_empty() {
            input.refuse("person", "choose");
        }
        Some(Signed(signed))
    }
}

#[derive(Template)]
#[template(path = "ladder/training.html")]
struct View {
    p: Page,
    when: Times,
    f: Given,
    refused: Option<String>,
    shown: TrainingPage,
    /// How many half days can be signed, with what is said of them.
    halves: Vec<Choice>,
}

impl View {
    fn unit(&self, id: &UnitId) -> String {
        unit(self.p.words, &self.shown.directory, *id)
    }

    fn name(&self, part: &Part) -> String {
        say::name(self.p.words, &part.person)
    }

    fn days(&self, half_days: &u32) -> String {
        days(*half_days).to_string()
    }

    /// What is chosen for somebody: what was typed or signed before, else the whole of it.
    fn chosen(&self, part: &Part) -> String {
        let typed = self.f.value(&format!("halves_{}", part.person.id));
        match (typed, part.signed) {
            ("", Some((halves, _))) => halves.to_string(),
            ("", None) => self.shown.training.plan.half_days.to_string(),
            (typed, _) => typed.to_owned(),
        }
    }

    fn signs(&self) -> bool {
        self.shown.edits && self.shown.is_over && !self.shown.training.called_off
    }

    /// It may still be called off.
    fn is_ahead(&self) -> bool {
        let plan = &self.shown.training.plan;
        !self.shown.training.called_off && self.when.today() <= plan.last_day
    }
}

async fn page(
    desk: &Desk,
    id: TrainingId,
    after: Option<PersonId>,
    f: Given,
    refused: Option<String>,
    status: StatusCode,
) -> Answer {
    let shown = desk.read(move |cx, asker| training::page(cx, &asker.who, id, after, PAGE)).await?;
    let words = desk.words;
    let said = |halves: u32| match halves {
        0 => words.t("training-not-there").into_owned(),
        _ => words.ta("training-days-n", &[("days", days(halves).to_string())]),
    };
    let all = (0..=shown.training.plan.half_days).rev();
    let halves = all.map(|halves| Choice::new(halves, said(halves))).collect();
    let p = desk.page_after(&shown.training.title, "training");
    let when = Times(desk.when());
    Ok(render_with(status, &View { p, when, f, refused, shown, halves }))
}
