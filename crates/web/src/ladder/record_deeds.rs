//! `/workers/{id}/…` (档案登记): what the personnel office writes into a record, form by form. Contracts,
//! absences and titles are in [`super::record_terms`].
use super::ORDER_MAX;
use super::enter::placing;
use super::record::page;
use crate::desk::{Answer, Desk, on_to};
use crate::form::{Form, FromInput, Given, Input};
use app::Failed;
use app::ladder::record::{self, NewPlacing};
use axum::extract::Path;
use axum::http::StatusCode;
use base::{Date, PersonId};
use ladder::terms::LeaveReason;
use ladder::worker::{Certificate, EducationLevel, Rating};

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
    let Left { until, reason, order_no } = new;
    let work = move |cx: &mut app::Cx<'_, '_>, asker: &app::grid::matter::Asker| {
        record::leave(cx, &asker.who, id, (until, reason), &order_no)
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

/// The first day no longer in service, and why.
pub struct Left {
    until: Date,
    reason: LeaveReason,
    order_no: String,
}

impl FromInput for Left {
    fn read(input: &mut Input) -> Option<Left> {
        let (until, order_no) = (input.day("until"), input.text::<ORDER_MAX>("order_no"));
        let reason = input.choice("reason", LeaveReason::parse);
        Some(Left { until: until?, reason: reason?, order_no: order_no?.to_string() })
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
    page(desk, id, form, given, refused, StatusCode::UNPROCESSABLE_ENTITY).await
}
