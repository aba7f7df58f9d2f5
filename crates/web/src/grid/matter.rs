//! `GET /matters/{id}` (事项页): what it is, where it stands, whose hands it went through, what can
//! be done now.
//!
//! The form of one deed stands open at a time, chosen by `?do=`; so a page carries no list that
//! nobody asked for, and each field has its own id. What is *not* here: doing it ([`super::deeds`]).
mod device;
mod head;
mod legs;
mod timeline;

use super::deeds::{Choices, Deed, Feedback, OFFERS, Offer, find};
use super::names::{Names, one_line};
use crate::desk::{Desk, Stop};
use crate::form::{Field, Given};
use crate::page::{Page, render, render_with};
use crate::words::Words;
use app::Failed;
use app::grid::matter::{self, Asker, Rating, Suggestion, page, rating, suggest};
use app::message::Draft;
use app::org::Directory;
use app::{Cx, Result as Outcome};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base::MatterId;
use head::{Badge, Fact, StepView};
use legs::{LegRow, WishRow};
use org::Action;
use std::sync::Arc;
use timeline::Line;

/// `GET /matters/{id}?do=&done=`.
pub async fn show(desk: Desk, Path(id): Path<String>) -> Result<Response, Stop> {
    let id: MatterId = desk.id(&id)?;
    let open = find(desk.asked("do")).map(|offer| offer.code);
    let ask = Ask { open, status: StatusCode::OK, ..Ask::none(desk.words) };
    answer(&desk, id, ask).await
}

/// The same page after a form that was not taken, or with what it brought.
pub async fn show_again(desk: &Desk, id: MatterId, ask: Ask) -> Result<Response, Stop> {
    answer(desk, id, ask).await
}

/// What the page is asked to show besides the matter.
pub struct Ask {
    /// The deed whose form stands open.
    pub open: Option<&'static str>,
    pub given: Given,
    /// Why a rule refused it.
    pub refusal: Option<String>,
    /// The reporter's contact, this once.
    pub contact: Option<String>,
    pub status: StatusCode,
}

impl Ask {
    /// Nothing more than the page.
    pub fn none(words: Words) -> Ask {
        let given = Given::empty(words);
        Ask { open: None, given, refusal: None, contact: None, status: StatusCode::OK }
    }

    /// A form that comes back.
    pub fn of(code: &'static str, given: Given) -> Ask {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Ask { open: Some(code), given, refusal: None, contact: None, status }
    }
}

/// What one read brings.
struct Seen {
    page: matter::Page,
    rating: Option<Rating>,
    near: Vec<Suggestion>,
    /// The root-cause task that this matter opened.
    task: Option<MatterId>,
    /// Whether the reader follows it.
    follows: bool,
    directory: Arc<Directory>,
}

fn see(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> Outcome<Seen> {
    let page = page(cx, asker, id)?;
    let rating = rating(cx, asker, id)?;
    let matter = &page.matter;
    let mut near = Vec::new();
    let open = matter.ended_at.is_none() && matter.root_of.is_none();
    if let Some(point) = matter.point.filter(|_| open && page.can(Action::MergeMatter)) {
        near = suggest(cx, asker, &matter.category, point, &matter.body)?;
        near.retain(|other| other.id != id);
    }
    let task = match matter::by_number(cx, asker, &format!("{}-G", matter.number)) {
        Err(Failed::NotFound) => None,
        found => Some(found?),
    };
    let follows = app::message::follows(cx, asker, id)?;
    Ok(Seen { rating, near, task, follows, directory: Arc::clone(&page.directory), page })
}

async fn answer(desk: &Desk, id: MatterId, ask: Ask) -> Result<Response, Stop> {
    let seen = desk.read(move |cx, asker| see(cx, asker, id)).await?;
    let status = ask.status;
    let view = view(desk, &seen, ask);
    Ok(if status == StatusCode::OK { render(&view) } else { render_with(status, &view) })
}

#[derive(Template)]
#[template(path = "grid/matter.html")]
struct Show {
    p: Page,
    f: Given,
    id: MatterId,
    title: String,
    number: String,
    category: String,
    follows: bool,
    badges: Vec<Badge>,
    steps: Vec<StepView>,
    countdown: head::Standing,
    form: Option<FormView>,
    refusal: Option<String>,
    contact: Option<String>,
    offers: Vec<Link>,
    body: String,
    photos: Vec<matter::Photo>,
    can_redact: bool,
    near: Vec<NearRow>,
    lines: Vec<Line>,
    legs: Vec<LegRow>,
    facts: Vec<Fact>,
    related: Vec<(String, String)>,
    said: Vec<Fact>,
    wishes: Vec<WishRow>,
}

/// The form that stands open.
struct FormView {
    /// What its words may start from instead.
    starts: Vec<Start>,
    code: &'static str,
    icon: &'static str,
    fields: Vec<Field>,
    has_files: bool,
}

/// A template to start from.
struct Start {
    code: String,
    name: String,
    is_here: bool,
}

/// Templates to choose from; one alone is no choice.
fn starts(choices: &Choices<'_>) -> Vec<Start> {
    let here = choices.draft().map(|draft| draft.code);
    let drafts = choices.drafts();
    let start = |draft: Draft| Start {
        is_here: here.as_ref() == Some(&draft.code),
        code: draft.code,
        name: draft.name,
    };
    if drafts.len() > 1 { drafts.into_iter().map(start).collect() } else { Vec::new() }
}

/// A deed that could be done instead.
struct Link {
    code: &'static str,
    icon: &'static str,
    is_open: bool,
}

/// A matter nearby that may be the same.
struct NearRow {
    id: MatterId,
    number: String,
    text: String,
    metres: String,
}

fn view(desk: &Desk, seen: &Seen, ask: Ask) -> Show {
    let directory = Arc::clone(&seen.directory);
    let names = Names::new(desk.words, desk.app.policies(), directory, desk.today());
    let (page, when) = (&seen.page, desk.when());
    let can: Vec<&Offer> = OFFERS.iter().filter(|offer| (offer.offered)(page)).collect();
    let open = opened(desk, page, &can, &ask);
    let (policies, today, picked) = (desk.app.policies(), desk.today(), desk.asked("draft"));
    let choices = Choices { names: &names, page, policies, today, picked };
    let form = open.map(|offer| FormView {
        starts: if offer.code == Feedback::CODE { starts(&choices) } else { Vec::new() },
        code: offer.code,
        icon: offer.icon,
        fields: (offer.fields)(&choices, &ask.given),
        has_files: offer.has_files,
    });
    let link = |offer: &&Offer| Link {
        code: offer.code,
        icon: offer.icon,
        is_open: open.is_some_and(|open| open.code == offer.code),
    };
    let title = one_line(&page.matter.body);
    Show {
        p: desk.page_after(&title, "matter"),
        f: ask.given,
        id: page.matter.id,
        number: page.matter.number.clone(),
        category: page.matter.category.clone(),
        follows: seen.follows,
        badges: head::badges(&names, page, &seen.rating),
        steps: head::steps(&names, &when, page),
        countdown: head::standing(desk, &when, page),
        form,
        refusal: ask.refusal,
        contact: ask.contact,
        offers: can.iter().map(link).collect(),
        body: page.matter.body.clone(),
        photos: page.photos.clone(),
        can_redact: page.can(Action::RedactPhoto),
        near: seen.near.iter().map(|other| near(&names, other)).collect(),
        lines: timeline::lines(&names, desk.app.policies(), &when, page),
        legs: legs::rows(&names, &when, page),
        facts: head::facts(&names, desk.app.policies(), &when, page),
        related: related(&names, seen),
        said: head::said(&names, &when, page, &seen.rating),
        wishes: legs::wishes(&names, &when, page),
        title,
    }
}

/// The deed that was asked for; else, in the hands of the reader, what the step waits for.
fn opened(
    desk: &Desk,
    page: &matter::Page,
    can: &[&'static Offer],
    ask: &Ask,
) -> Option<&'static Offer> {
    // A form that came back stays on the page, even where it is not offered any more.
    if ask.status != StatusCode::OK {
        return ask.open.and_then(find);
    }
    let asked = can.iter().find(|offer| Some(offer.code) == ask.open);
    let posts = &desk.signed.who.posts;
    let mine = posts.iter().any(|held| held.post == page.main().holder);
    let next = || can.iter().find(|offer| offer.next && (mine || !page.answers.is_empty()));
    asked.or_else(next).copied()
}

fn near(names: &Names, other: &Suggestion) -> NearRow {
    let text = other.body.as_deref().map(one_line);
    NearRow {
        id: other.id,
        number: other.number.clone(),
        text: text.unwrap_or_else(|| names.category(&other.category)),
        metres: format!("{:.0}", other.metres),
    }
}

/// Links to what belongs to it: merged ones, the matter it was merged into, root causes.
fn related(names: &Names, seen: &Seen) -> Vec<(String, String)> {
    let (page, words) = (&seen.page, names.words);
    let mut links = Vec::new();
    let mut link = |href: String, key: &str, number: &str| {
        links.push((href, words.ta(key, &[("number", number)])));
    };
    if let (Some(into), Some(number)) = (page.matter.merged_into, &page.merged_into) {
        link(format!("/matters/{into}"), "matter-merged-into", number);
    }
    if let Some((of, number)) = &page.root_of {
        link(format!("/matters/{of}"), "matter-root-of", number);
    }
    if let Some(task) = seen.task {
        link(format!("/matters/{task}"), "matter-root-task", &format!("{}-G", page.matter.number));
    }
    for number in &page.merged {
        link(format!("/matters?q={number}"), "matter-merged-one", number);
    }
    links
}
