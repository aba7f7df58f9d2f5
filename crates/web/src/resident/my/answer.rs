//! What a reporter answers (评价、重办、申诉): by the code, within the days that policy gives.
use super::{Said, by_code_first, page};
use crate::form::{Form, FromInput, Given, Input};
use crate::problem::Problem;
use crate::reader::Reader;
use crate::resident::follow;
use crate::said::problem;
use crate::session::Visitor;
use app::grid::matter::{self, Asker, Words as Text};
use app::{App, Cx, Failed, Result as Done};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use base::MatterId;
use grid::matter::Says;

/// A rating: how content, what the reporter says of the result, and words (评价).
#[derive(Clone)]
pub struct Rate {
    stars: u8,
    says: Says,
    words: Option<Text>,
}

impl FromInput for Rate {
    fn read(input: &mut Input) -> Option<Rate> {
        let stars = input
            .choice("stars", |text| text.parse().ok().filter(|stars| super::STARS.contains(stars)));
        let says = input.choice("says", Says::parse);
        let words = input.optional("words");
        Some(Rate { stars: stars?, says: says?, words: words? })
    }
}

/// Why it should be taken up again (重办理由).
#[derive(Clone)]
pub struct Again(Text);

impl FromInput for Again {
    fn read(input: &mut Input) -> Option<Again> {
        input.text("again").map(Again)
    }
}

/// What is contested, and why (申诉理由).
#[derive(Clone)]
pub struct Contest(Text);

impl FromInput for Contest {
    fn read(input: &mut Input) -> Option<Contest> {
        input.text("contest").map(Contest)
    }
}

/// `POST /my/rate`.
pub async fn rate(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    headers: HeaderMap,
    form: Form<Rate>,
) -> Result<Response, Problem> {
    let desk = Desk { app, visitor, reader, headers };
    desk.take(form, "rated", |cx, asker, id, rate| {
        matter::rate(cx, asker, id, rate.stars, rate.says, rate.words.as_ref())
    })
    .await
}

/// `POST /my/reopen`.
pub async fn reopen(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    headers: HeaderMap,
    form: Form<Again>,
) -> Result<Response, Problem> {
    let desk = Desk { app, visitor, reader, headers };
    desk.take(form, "reopened", |cx, asker, id, Again(why)| matter::reopen(cx, asker, id, why))
        .await
}

/// `POST /my/appeal`.
pub async fn appeal(
    State(app): State<App>,
    visitor: Visitor,
    reader: Reader,
    headers: HeaderMap,
    form: Form<Contest>,
) -> Result<Response, Problem> {
    let desk = Desk { app, visitor, reader, headers };
    desk.take(form, "appealed", |cx, asker, id, Contest(why)| matter::appeal(cx, asker, id, why))
        .await
}

/// What every answer needs.
struct Desk {
    app: App,
    visitor: Visitor,
    reader: Reader,
    headers: HeaderMap,
}

impl Desk {
    /// Does it and leads back to the page, or shows the page with what was typed and why not.
    async fn take<T: Clone + Send + 'static>(
        self,
        form: Form<T>,
        done: &'static str,
        work: fn(&mut Cx<'_, '_>, &Asker, MatterId, &T) -> Done<()>,
    ) -> Result<Response, Problem> {
        let Some(digest) = follow::digest(&self.app, &self.headers) else {
            return Ok(by_code_first());
        };
        let (value, given) = match form.split() {
            Ok(right) => right,
            Err(given) => return self.again(digest, given, None).await,
        };
        let code = digest.clone();
        let written = self
            .app
            .write(move |cx| {
                let id = matter::find_by_code(cx, &code)?;
                work(cx, &Asker::reporter(code.clone()), id, &value)
            })
            .await;
        match written {
            Ok(()) => Ok(Redirect::to(&format!("/my?done={done}")).into_response()),
            Err(Failed::NotFound) => Ok(by_code_first()),
            Err(Failed::Refused { code, .. }) if WORDED.contains(&code) => {
                let words = self.reader.words();
                let said = words.tc("resident-refused", code).into_owned();
                self.again(digest, given, Some(said)).await
            }
            Err(failed) => Err(problem(self.reader.words(), &failed)),
        }
    }

    async fn again(
        self,
        digest: Vec<u8>,
        f: Given,
        refused: Option<String>,
    ) -> Result<Response, Problem> {
        let said = Said { f, refused, status: StatusCode::UNPROCESSABLE_ENTITY };
        page(&self.app, self.visitor, self.reader, digest, said, None).await
    }
}

/// Refusals that this page has words of its own for (`resident-refused-…`).
const WORDED: &[&str] =
    &["not_ended", "merged", "too_late", "appealed_enough", "rated_already", "nobody_on_duty"];

#[cfg(test)]
mod tests {
    use super::WORDED;
    use crate::words::Words;
    use base::Lang;

    #[test]
    fn every_refusal_is_said_in_both_languages() {
        for code in WORDED {
            for lang in [Lang::Zh, Lang::En] {
                let key = format!("resident-refused-{code}");
                assert!(Words::new(lang).has(&key), "no `{key}`");
            }
        }
    }
}
