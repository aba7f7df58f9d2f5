//! What a report runs into (紧急提示), in the reader's words: the number to call, and whether it may
//! still be sent. The rule is `grid::stopper`; the texts are policy.
use crate::problem::Problem;
use crate::said::problem;
use crate::words::Words;
use app::{App, Failed};
use grid::stopper::{Mode, judge, stopping};

/// One danger as the form tells it.
pub struct Told {
    pub code: String,
    pub name: String,
    pub text: String,
    pub call: String,
    /// The report is not taken in at all.
    pub stops: bool,
}

impl Told {
    /// Whether whoever sends it again has read this one.
    pub fn is_in(&self, heeded: &str) -> bool {
        heeded.split_whitespace().any(|code| code == self.code)
    }
}

/// What these words, and this kind where one is chosen, run into; what stops comes first.
pub fn told(app: &App, words: Words, category: &str, what: &str) -> Result<Vec<Told>, Problem> {
    let today = app.policies().day(app.now());
    let rules = &app.policies().rules;
    let stoppers = rules.stoppers(today);
    let stoppers = stoppers.map_err(|missing| problem(words, &Failed::Policy(missing)))?.value;
    let category = rules.category(category, today);
    let mut found = judge(&stoppers, category.as_ref(), what);
    // What stops it says all there is to say: nobody goes on from here.
    if stopping(&found).is_some() {
        found.retain(|stopper| stopper.mode == Mode::Stop);
    }
    let told = found.into_iter().map(|stopper| Told {
        code: stopper.code.clone(),
        name: stopper.name(words.lang).to_owned(),
        text: stopper.text(words.lang).to_owned(),
        call: stopper.call.clone(),
        stops: stopper.mode == Mode::Stop,
    });
    Ok(told.collect())
}
