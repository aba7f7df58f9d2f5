//! `/workers/{id}/contract`, `…/absence`, `…/title` (合同、请假、职称), and whose contract ends soon.
use super::ORDER_MAX;
use super::record_deeds::{after, again};
use super::say;
use crate::desk::{Answer, Desk, Times};
use crate::form::{Choice, Form, FromInput, Given, Input};
use crate::page::{Page, render};
use app::ladder::terms::{self, Ending, NewAbsence, NewContract, NewTitle, TITLE_MAX};
use askama::Template;
use axum::extract::{Path, Query};
use base::{Date, PersonId, UnitId};
use ladder::terms::{AbsenceKind, TitleGrade};
use ladder::worker::Tenure;
use serde::Deserialize;

/// What fits a screen and a half.
const PAGE: u32 = 50;

/// `POST /workers/{id}/contract`.
pub async fn contract(desk: Desk, Path(id): Path<PersonId>, form: Form<Contracted>) -> Answer {
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, id, "contract", given, None).await,
    };
    let done = desk.write(move |cx, asker| terms::contract(cx, &asker.who, id, &new.0)).await;
    after(&desk, id, "contract", given, done).await
}

/// `POST /workers/{id}/absence`.
pub async fn absence(desk: Desk, Path(id): Path<PersonId>, form: Form<Away>) -> Answer {
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, id, "absence", given, None).await,
    };
    let done = desk.write(move |cx, asker| terms::absence(cx, &asker.who, id, &new.0)).await;
    after(&desk, id, "absence", given, done).await
}

/// `POST /workers/{id}/title`.
pub async fn title(desk: Desk, Path(id): Path<PersonId>, form: Form<Titled>) -> Answer {
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, id, "title", given, None).await,
    };
    let done = desk.write(move |cx, asker| terms::title(cx, &asker.who, id, &new.0)).await;
    after(&desk, id, "title", given, done).await
}

/// A contract as typed.
pub struct Contracted(NewContract);

impl FromInput for Contracted {
    fn read(input: &mut Input) -> Option<Contracted> {
        let (kind, since) = (input.choice("tenure", Tenure::parse), input.day("since"));
        let last_day = match input.raw("last_day").trim() {
            "" => Some(None),
            _ => input.day("last_day").map(Some),
        };
        let order_no = input.text::<ORDER_MAX>("order_no");
        Some(Contracted(NewContract {
            since: since?,
            last_day: last_day?,
            kind: kind?,
            order_no: order_no?.to_string(),
        }))
    }
}

/// An absence as typed.
pub struct Away(NewAbsence);

impl FromInput for Away {
    fn read(input: &mut Input) -> Option<Away> {
        let kind = input.choice("absence", AbsenceKind::parse);
        let (since, last_day) = (input.day("since"), input.day("last_day"));
        let order_no = input.text::<ORDER_MAX>("order_no");
        Some(Away(NewAbsence {
            since: since?,
            last_day: last_day?,
            kind: kind?,
            order_no: order_no?.to_string(),
        }))
    }
}

/// A professional title as typed.
pub struct Titled(NewTitle);

impl FromInput for Titled {
    fn read(input: &mut Input) -> Option<Titled> {
        let grade = input.choice("grade", TitleGrade::parse);
        let name = input.text::<TITLE_MAX>("title");
        let (since, order_no) = (input.day("since"), input.text::<ORDER_MAX>("order_no"));
        Some(Titled(NewTitle {
            since: since?,
            grade: grade?,
            name: name?.to_string(),
            order_no: order_no?.to_string(),
        }))
    }
}

#[derive(Default, Deserialize)]
pub struct Asked {
    street: Option<UnitId>,
    after: Option<PersonId>,
}

/// `GET /workers/contracts?street=&after=`: whose contract ends soon, by name.
pub async fn ending(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let Asked { street, after } = asked;
    let shown =
        desk.read(move |cx, asker| terms::ending(cx, &asker.who, street, after, PAGE)).await?;
    let streets = say::streets(desk.words, &shown.directory, &shown.streets);
    let f = Given::empty(desk.words).with("street", shown.street);
    let p = desk.page(&desk.words.t("terms-ending"));
    let when = Times(desk.when());
    Ok(render(&EndingView { p, when, f, streets, shown }))
}

#[derive(Template)]
#[template(path = "ladder/contracts.html")]
struct EndingView {
    p: Page,
    when: Times,
    f: Given,
    streets: Vec<Choice>,
    shown: Ending,
}

impl EndingView {
    fn name(&self, person: &org::Person) -> String {
        say::name(self.p.words, person)
    }

    fn last(&self, until: &Date) -> String {
        self.when.day(&until.yesterday().unwrap_or(*until))
    }
}
