//! What is done to a matter (办理动作): one form, one route, one use case each, in one table.
//!
//! `POST /matters/{id}/{deed}` comes through [`act`] alone: token, form, use case, then back to
//! the page with a word of success; what cannot be taken comes back with what was typed. Whether a
//! deed is offered is said here from right and step; whether it happens, `app` decides.
mod choices;
mod contact;
mod end;
mod handle;
mod hands;
mod photo;
mod sorting;
mod time;
mod upward;

pub use choices::Choices;
pub use end::Feedback;

use super::matter::{Ask, show_again};
use crate::desk::{Desk, Stop, on_to};
use crate::form::{Field, Form, FromInput, Given};
use crate::problem::Code;
use crate::said;
use app::grid::matter::{Asker, Page};
use app::{App, Cx, Failed};
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{MethodRouter, post};
use base::MatterId;

/// Something that is done to a matter, with its form (办理动作).
pub trait Deed: FromInput + Send + 'static {
    /// The last part of its address; words: `matter-do-<code>`, `matter-done-<code>`.
    const CODE: &'static str;
    const ICON: &'static str;
    /// It is what the step waits for, so its form stands open before its holder.
    const NEXT: bool = false;

    /// Whether right and step allow it now.
    fn offered(page: &Page) -> bool;

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field>;

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()>;
}

/// A deed as the page offers it.
#[derive(Clone, Copy)]
pub struct Offer {
    pub code: &'static str,
    pub icon: &'static str,
    pub next: bool,
    pub offered: fn(&Page) -> bool,
    pub fields: fn(&Choices<'_>, &Given) -> Vec<Field>,
    pub has_files: bool,
    route: fn() -> MethodRouter<App>,
}

impl Offer {
    const fn of<D: Deed>() -> Offer {
        Offer {
            code: D::CODE,
            icon: D::ICON,
            next: D::NEXT,
            offered: D::offered,
            fields: D::fields,
            has_files: false,
            route: || post(act::<D>),
        }
    }
}

/// Every deed, in the order in which the page offers them.
pub const OFFERS: &[Offer] = &[
    Offer::of::<sorting::SecondLook>(),
    Offer::of::<sorting::DecideAppeal>(),
    Offer::of::<hands::Arbitrate>(),
    Offer::of::<end::Check>(),
    Offer::of::<end::Feedback>(),
    Offer::of::<sorting::Sort>(),
    Offer::of::<upward::AnswerUp>(),
    Offer::of::<upward::TakeAnswer>(),
    Offer::of::<upward::ReturnAnswer>(),
    Offer::of::<time::DecideExtension>(),
    Offer::of::<handle::Done>(),
    Offer::of::<handle::Plan>(),
    Offer::of::<handle::Note>(),
    photo::OFFER,
    Offer::of::<hands::Over>(),
    Offer::of::<hands::Back>(),
    Offer::of::<hands::AskArbitration>(),
    Offer::of::<upward::ReportUp>(),
    Offer::of::<time::AskExtension>(),
    Offer::of::<time::Pause>(),
    Offer::of::<time::Resume>(),
    Offer::of::<hands::TakeOver>(),
    Offer::of::<end::Merge>(),
    Offer::of::<end::Reopen>(),
    contact::OFFER,
];

/// The deed of a code.
pub fn find(code: &str) -> Option<&'static Offer> {
    OFFERS.iter().find(|offer| offer.code == code)
}

/// What is offered is what there is a route for: one list says both.
pub fn routes() -> Router<App> {
    OFFERS.iter().fold(Router::new(), |routes, offer| {
        routes.route(&format!("/matters/{{id}}/{}", offer.code), (offer.route)())
    })
}

/// The one way in which a form becomes a deed.
async fn act<D: Deed>(desk: Desk, Path(id): Path<String>, form: Form<D>) -> Result<Response, Stop> {
    let id: MatterId = desk.id(&id)?;
    let form = form.trusted(&desk.signed.csrf).map_err(|problem| desk.problem(problem))?;
    let (deed, given) = match form.split() {
        Ok(both) => both,
        Err(given) => return show_again(&desk, id, Ask::of(D::CODE, given)).await,
    };
    let done = desk.signed.write(&desk.app, move |cx, asker| deed.run(cx, asker, id)).await;
    match done {
        Ok(()) => Ok(done_at(id, D::CODE)),
        Err(failed) => refused(&desk, id, D::CODE, given, failed).await,
    }
}

/// Back to the matter, with a word of success.
fn done_at(id: MatterId, code: &str) -> Response {
    on_to(format!("/matters/{id}?done={code}"))
}

/// A refusal stands above its form, beside what was typed; anything else is a page of its own.
async fn refused(
    desk: &Desk,
    id: MatterId,
    code: &'static str,
    given: Given,
    failed: Failed,
) -> Result<Response, Stop> {
    let given = match said::in_form(given.clone(), failed) {
        Ok(given) => return show_again(desk, id, Ask::of(code, given)).await,
        Err(failed) => {
            let problem = said::problem(desk.words, &failed);
            if problem.code != Code::Refused {
                return Err(desk.problem(problem));
            }
            Ask { refusal: problem.detail, ..Ask::of(code, given) }
        }
    };
    show_again(desk, id, given).await
}

/// A yes or a no, as two tiles send it.
fn yes_or_no(code: &str) -> Option<bool> {
    match code {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// An id that may be left out.
fn id_or_none<T: std::str::FromStr>(
    input: &mut crate::form::Input,
    name: &'static str,
) -> Option<Option<T>> {
    if input.raw(name).trim().is_empty() { Some(None) } else { input.parsed(name).map(Some) }
}

#[cfg(test)]
mod tests;
