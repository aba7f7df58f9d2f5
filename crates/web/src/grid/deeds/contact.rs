//! 查看联系方式: shown once, on the answer itself, after its reason is on record.
use super::super::matter::{Ask, show_again};
use super::{Choices, Offer, refused};
use crate::desk::{Desk, Stop};
use crate::form::{Field, Form, FromInput, Given, Input};
use app::grid::matter::{Page, Words, read_contact};
use axum::extract::Path;
use axum::response::Response;
use axum::routing::post;
use base::MatterId;
use org::Action;

pub const OFFER: Offer = Offer {
    code: CODE,
    icon: "phone",
    next: false,
    offered,
    fields,
    has_files: false,
    route: || post(show),
};
const CODE: &str = "contact";

/// Why the contact is wanted.
pub struct Reason(Words);

impl FromInput for Reason {
    fn read(input: &mut Input) -> Option<Reason> {
        input.text("reason").map(Reason)
    }
}

/// `POST /matters/{id}/contact`: no redirect, so that it stands in no address and no history.
pub async fn show(
    desk: Desk,
    Path(id): Path<String>,
    form: Form<Reason>,
) -> Result<Response, Stop> {
    let id: MatterId = desk.id(&id)?;
    let form = form.trusted(&desk.signed.csrf).map_err(|problem| desk.problem(problem))?;
    let (Reason(reason), given) = match form.split() {
        Ok(both) => both,
        Err(given) => return show_again(&desk, id, Ask::of(CODE, given)).await,
    };
    let read = desk.signed.write(&desk.app, move |cx, asker| read_contact(cx, asker, id, &reason));
    match read.await {
        Ok(contact) => {
            let ask = Ask { contact: Some(contact), ..Ask::none(desk.words) };
            show_again(&desk, id, ask).await
        }
        Err(failed) => refused(&desk, id, CODE, given, failed).await,
    }
}

fn offered(page: &Page) -> bool {
    page.has_contact && page.can(Action::ReadContact)
}

fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
    vec![f.area("reason", c.t("matter-contact-why")).hint(c.t("matter-contact-logged")).max(2000)]
}
