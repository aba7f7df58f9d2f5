//! `/training/owed` (应训清单): who still owes days this year, by name, and the invitation from that
//! list; `/workers/{id}/training` (参训记录): what one worker did and owes.
use super::say::{self, unit};
use crate::desk::{Answer, Desk, Times, on_to};
use crate::form::{Choice, Form, FromInput, Given, Input};
use crate::page::{Page, render, render_with};
use app::ladder::owed::{self, OwedList, Record};
use app::ladder::training::{self, Training};
use app::ladder::worker;
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use base::{PersonId, TrainingId, UnitId};
use ladder::training::Owed;
use ladder::training::session::days;
use serde::Deserialize;

/// What fits a screen and a half.
const PAGE: u32 = 50;

#[derive(Default, Deserialize)]
pub struct Asked {
    street: Option<UnitId>,
    year: Option<i16>,
    after: Option<PersonId>,
}

/// `GET /training/owed?street=&year=&after=`.
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    page(&desk, asked, Given::empty(desk.words), None, StatusCode::OK).await
}

/// `POST /training/owed`: those ticked are invited to a session, all or none.
pub async fn invite(desk: Desk, form: Form<Invited>) -> Answer {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return page(&desk, again(&given), given, None, status).await,
    };
    let Invited { session, people } = new;
    let work = move |cx: &mut app::Cx<'_, '_>, asker: &app::grid::matter::Asker| {
        training::invite(cx, &asker.who, session, &people)
    };
    match desk.write(work).await {
        Ok(_) => Ok(on_to(format!("/training/{session}?done=invite"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            page(&desk, again(&given), given, refused, status).await
        }
    }
}

/// Who is invited to what.
pub struct Invited {
    session: TrainingId,
    people: Vec<PersonId>,
}

impl FromInput for Invited {
    fn read(input: &mut Input) -> Option<Invited> {
        let session = input.parsed("session");
        let people: Vec<PersonId> =
            input.all("person").iter().filter_map(|id| id.parse().ok()).collect();
        if people.is_empty() {
            input.refuse("person", "choose");
        }
        Some(Invited { session: session?, people })
    }
}

fn again(given: &Given) -> Asked {
    let (street, year) = (given.value("street").parse().ok(), given.value("year").parse().ok());
    Asked { street, year, after: None }
}

#[derive(Template)]
#[template(path = "ladder/owed.html")]
struct View {
    p: Page,
    f: Given,
    refused: Option<String>,
    streets: Vec<Choice>,
    sessions: Vec<Choice>,
    shown: OwedList,
}

impl View {
    fn name(&self, person: &org::Person) -> String {
        say::name(self.p.words, person)
    }

    fn days(&self, owed: &Owed) -> String {
        owed.left().normalize().to_string()
    }
}

async fn page(
    desk: &Desk,
    asked: Asked,
    f: Given,
    refused: Option<String>,
    status: StatusCode,
) -> Answer {
    let Asked { street, year, after } = asked;
    let shown =
        desk.read(move |cx, asker| owed::owed(cx, &asker.who, street, year, after, PAGE)).await?;
    let streets = say::streets(desk.words, &shown.directory, &shown.streets);
    let (words, when) = (desk.words, desk.when());
    let session = |it: &Training| {
        let facts = [
            ("day", when.day(it.plan.first_day)),
            ("title", it.title.clone()),
            ("by", unit(words, &shown.directory, it.unit)),
            ("free", it.plan.capacity.saturating_sub(it.plan.invited).to_string()),
        ];
        Choice::new(it.id, words.ta("training-choice", &facts))
    };
    let sessions = shown.sessions.iter().map(session).collect();
    let f = f.with("street", shown.street).with("year", shown.year);
    let p = desk.page(&desk.words.t("training-owed"));
    Ok(render_with(status, &View { p, f, refused, streets, sessions, shown }))
}

/// `GET /training/own`: one's own, or that there is no record.
pub async fn own(desk: Desk) -> Answer {
    let found = desk.read(move |cx, asker| worker::own(cx, &asker.who)).await?;
    match found {
        Some(person) => Ok(on_to(format!("/workers/{person}/training"))),
        None => Ok(on_to("/workers/own")),
    }
}

/// `GET /workers/{id}/training`.
pub async fn record(desk: Desk, Path(id): Path<PersonId>) -> Answer {
    let shown = desk.read(move |cx, asker| owed::record(cx, &asker.who, id)).await?;
    let name = say::name(desk.words, &shown.person);
    let p = desk.page(&desk.words.t("training-own"));
    let when = Times(desk.when());
    Ok(render(&RecordView { p, when, name, shown }))
}

#[derive(Template)]
#[template(path = "ladder/training_record.html")]
struct RecordView {
    p: Page,
    when: Times,
    name: String,
    shown: Record,
}

impl RecordView {
    fn unit(&self, id: &UnitId) -> String {
        unit(self.p.words, &self.shown.directory, *id)
    }

    fn days(&self, half_days: &u32) -> String {
        days(*half_days).to_string()
    }

    /// "Three days are due, one is signed, two are left."
    fn said(&self, owed: &Owed) -> String {
        let facts = [
            ("needed", owed.needed.normalize().to_string()),
            ("done", owed.done.normalize().to_string()),
            ("left", owed.left().normalize().to_string()),
        ];
        self.p.words.ta("training-stand", &facts)
    }
}
