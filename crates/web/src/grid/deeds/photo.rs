//! 补充照片: photos added by whoever works on it.
use super::super::matter::{Ask, show_again};
use super::super::photos::{Taken, take_in};
use super::{Choices, Offer, done_at, refused};
use crate::desk::{Desk, Stop};
use crate::form::{Field, FieldError, Form, FromInput, Given, Input, Upload};
use crate::guard::UPLOAD_BYTES_MAX;
use app::Failed;
use app::grid::matter::{Page, add_photo};
use axum::extract::{DefaultBodyLimit, Path};
use axum::response::Response;
use axum::routing::post;
use base::MatterId;
use org::Action;

pub const OFFER: Offer = Offer {
    code: CODE,
    icon: "camera",
    next: false,
    offered,
    fields,
    has_files: true,
    route: || post(add).layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX)),
};
const CODE: &str = "photo";

/// The photos that were sent.
pub struct Photos(Vec<Upload>);

impl FromInput for Photos {
    fn read(input: &mut Input) -> Option<Photos> {
        let photos = input.files("photo");
        if photos.is_empty() {
            input.refuse("photo", "empty");
        }
        Some(Photos(photos))
    }
}

/// `POST /matters/{id}/photo`: all of them or none.
pub async fn add(desk: Desk, Path(id): Path<String>, form: Form<Photos>) -> Result<Response, Stop> {
    let id: MatterId = desk.id(&id)?;
    let form = form.trusted(&desk.signed.csrf).map_err(|problem| desk.problem(problem))?;
    let (Photos(uploads), given) = match form.split() {
        Ok(both) => both,
        Err(given) => return show_again(&desk, id, Ask::of(CODE, given)).await,
    };
    let photos = match take_in(&desk.app, uploads).await {
        Ok(photos) => photos,
        Err(Taken::Field(error)) => {
            return show_again(&desk, id, Ask::of(CODE, given.refuse(error))).await;
        }
        Err(Taken::Failed(failed)) => return Err(desk.failed(&failed)),
    };
    let write = desk.signed.write(&desk.app, move |cx, asker| {
        photos.iter().try_for_each(|photo| add_photo(cx, asker, id, photo))
    });
    match write.await {
        Ok(()) => Ok(done_at(id, CODE)),
        Err(Failed::Field { code, .. }) => {
            let given = given.refuse(FieldError::new("photo", code));
            show_again(&desk, id, Ask::of(CODE, given)).await
        }
        Err(failed) => refused(&desk, id, CODE, given, failed).await,
    }
}

fn offered(page: &Page) -> bool {
    page.can(Action::HandleMatter)
}

fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
    let most = c.policies.rules.photo_limits(c.today).map_or(0, |cited| cited.value.max_per_matter);
    let hint = c.names.words.ta("matter-photos-hint", &[("n", most.to_string())]);
    vec![f.photos("photo", c.t("matter-photos")).hint(hint)]
}
