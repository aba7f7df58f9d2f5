//! What an office keeps besides the record: insurance, check-ups.
use super::{Asked, page};
use crate::desk::{Answer, Desk, on_to};
use crate::form::{Form, FromInput, Given, Input};
use app::ladder::pay::extra::{Benefit, NOTE_MAX, record_benefit};
use axum::extract::Path;
use axum::http::StatusCode;
use base::{Date, PersonId};

/// `POST /workers/{id}/benefit`.
pub async fn record(desk: Desk, Path(id): Path<PersonId>, form: Form<Recorded>) -> Answer {
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, id, "benefit", given, None).await,
    };
    let Recorded { benefit, since, note } = new;
    let work = move |cx: &mut app::Cx<'_, '_>, asker: &app::grid::matter::Asker| {
        record_benefit(cx, &asker.who, id, (benefit, since), &note)
    };
    let done = desk.write(work).await;
    after(&desk, id, "benefit", given, done).await
}

/// Insurance or a check-up, as typed.
pub struct Recorded {
    benefit: Benefit,
    since: Date,
    note: String,
}

impl FromInput for Recorded {
    fn read(input: &mut Input) -> Option<Recorded> {
        let benefit = input.choice("benefit", Benefit::parse);
        let (since, note) = (input.day("since"), input.optional::<NOTE_MAX>("note"));
        let note = note?.map(|note| note.to_string()).unwrap_or_default();
        Some(Recorded { benefit: benefit?, since: since?, note })
    }
}

async fn after(
    desk: &Desk,
    id: PersonId,
    form: &str,
    given: Given,
    done: app::Result<()>,
) -> Answer {
    match done {
        Ok(()) => Ok(on_to(format!("/workers/{id}/pay?done={form}"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            again(desk, id, form, given, refused).await
        }
    }
}

async fn again(
    desk: &Desk,
    id: PersonId,
    form: &str,
    given: Given,
    refused: Option<String>,
) -> Answer {
    let asked = Asked { form: form.to_owned(), ..Asked::default() };
    page(desk, id, &asked, given, refused, StatusCode::UNPROCESSABLE_ENTITY).await
}
