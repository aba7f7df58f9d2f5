//! `/replies`: what the words to a reporter may start from (答复模板), looked at by category and
//! outcome before anybody needs them: which one comes first, and how it reads with its gaps filled.
//!
//! What is *not* here: changing them; they are values of policy, each with its day and source.
use crate::desk::{Answer, Desk};
use crate::form::{Choice, Given};
use crate::grid::names::Names;
use crate::page::{Page, render};
use crate::words::Words;
use app::message::starts;
use askama::Template;
use axum::extract::Query;
use base::Date;
use grid::matter::Ending;
use grid::reply::Gap;
use serde::Deserialize;
use std::sync::Arc;

/// What the page shows.
#[derive(Default, Deserialize)]
pub struct Asked {
    category: Option<String>,
}

/// `GET /replies?category=`. Without one, or with one that is not known, the first.
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let directory = desk.read(|cx, _| cx.directory()).await?;
    let (words, policies) = (desk.words, desk.app.policies());
    let today = policies.day(desk.app.now());
    let names = Names::new(words, policies, Arc::clone(&directory), today);
    let kinds = names.category_choices();
    let known = |code: &str| names.categories.iter().any(|category| category.code == code);
    let first = names.categories.iter().find(|category| category.parent.is_some());
    let category = asked.category.filter(|code| known(code));
    let category = category.or_else(|| first.map(|category| category.code.clone()));
    let category = category.unwrap_or_default();
    let say = |ending: Ending, gap: Gap| example(&names, &category, (ending, today), gap);
    let endings = Ending::ALL.iter().map(|ending| {
        let found = starts(policies, today, words.lang, (&category, *ending), |gap| {
            Some(say(*ending, gap))
        });
        Of { ending: words.tc("matter-ending", ending.code()).into_owned(), drafts: found }
    });
    Ok(render(&View {
        p: desk.page(&words.t("reply-title")),
        endings: endings.collect(),
        f: Given::empty(words).with("category", &category),
        kinds,
    }))
}

/// What would stand in a gap: the category and outcome that were asked for, today, and otherwise
/// the name of the gap.
fn example(names: &Names, category: &str, (ending, today): (Ending, Date), gap: Gap) -> String {
    let words: Words = names.words;
    match gap {
        Gap::Category => names.category(category),
        Gap::Ending => words.tc("matter-ending", ending.code()).into_owned(),
        Gap::ReportedOn => words.ta("draft-day", &[("month", today.month()), ("day", today.day())]),
        Gap::Number | Gap::Address | Gap::Link => words.tc("reply-gap", gap.code()).into_owned(),
        // Of a letter of alerts: the policy book refuses them in a reply.
        Gap::Area | Gap::Until | Gap::Rows => String::new(),
    }
}

/// The templates of one outcome, the one that is taken first.
struct Of {
    ending: String,
    drafts: Vec<app::message::Draft>,
}

#[derive(Template)]
#[template(path = "message/replies.html")]
struct View {
    p: Page,
    f: Given,
    kinds: Vec<Choice>,
    endings: Vec<Of>,
}
