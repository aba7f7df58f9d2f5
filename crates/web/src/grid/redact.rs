//! `/photos/{id}/redact` (照片处理): cover parts of a photo, hide it, show it again; and below, who did
//! what to it and why. Whoever may read the matter reads the history; the form is for whoever may.
//!
//! Parts are drawn on the photo with script, or typed as four numbers a line without. Painting is
//! done here, between two use cases: it takes a processor for a while, and no transaction waits.
use super::names::Names;
use crate::desk::{Desk, Stop, on_to};
use crate::form::{Choice, FieldError, Form, FromInput, Given, Input};
use crate::markup::Markup;
use crate::page::{Page, render_with};
use crate::said;
use app::Failed;
use app::grid::matter::{self, Painting, Photo, Redaction};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base::{MatterId, PhotoId};
use grid::photo::{AREAS_MAX, Area, Deed, PhotoState};
use org::Action;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// `GET /photos/{id}/redact`.
pub async fn show(desk: Desk, Path(id): Path<String>) -> Result<Response, Stop> {
    let id: PhotoId = desk.id(&id)?;
    page(&desk, id, Given::empty(desk.words), None, StatusCode::OK).await
}

/// `GET /photos/{id}/original`: for whoever may redact it; the look is on record. Kept by nobody.
pub async fn original(desk: Desk, Path(id): Path<String>) -> Result<Response, Stop> {
    let id: PhotoId = desk.id(&id)?;
    let read = desk.signed.write(&desk.app, move |cx, asker| matter::original(cx, asker, id));
    let jpeg = read.await.map_err(|failed| desk.failed(&failed))?;
    Ok(crate::photo_file::jpeg(jpeg))
}

/// What was filled in.
#[derive(Clone)]
pub struct Filled(Redaction);

impl FromInput for Filled {
    fn read(input: &mut Input) -> Option<Filled> {
        let deed = input.choice("deed", Deed::parse);
        let reason = input.choice("reason", |code| (!code.is_empty()).then(|| code.to_owned()));
        let note = input.optional("note");
        let areas = areas(input, deed);
        let edits = input.number("edits", 0..=i64::MAX);
        Some(Filled(Redaction {
            deed: deed?,
            areas: areas?,
            reason: reason?,
            note: note?,
            edits: edits?,
        }))
    }
}

/// One part a line. Only covering wants any.
fn areas(input: &mut Input, deed: Option<Deed>) -> Option<Vec<Area>> {
    if deed != Some(Deed::Cover) {
        return Some(Vec::new());
    }
    let text = input.raw("areas").to_owned();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let read: Option<Vec<Area>> =
        lines.iter().take(AREAS_MAX + 1).map(|it| Area::parse(it)).collect();
    let fits = read.filter(|areas| !areas.is_empty() && areas.len() <= AREAS_MAX);
    if fits.is_none() {
        input.refuse("areas", "photo_areas");
    }
    fits
}

/// `POST /photos/{id}/redact`.
pub async fn take(
    desk: Desk,
    Path(id): Path<String>,
    form: Form<Filled>,
) -> Result<Response, Stop> {
    let id: PhotoId = desk.id(&id)?;
    let form = form.trusted(&desk.signed.csrf).map_err(|problem| desk.problem(problem))?;
    let (Filled(wish), given) = match form.split() {
        Ok(both) => both,
        Err(given) => {
            return page(&desk, id, given, None, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    match redact(&desk, id, wish).await {
        Ok(_) => Ok(on_to(format!("/photos/{id}/redact?done=redacted"))),
        Err(Failed::Field { field, code, facts }) => {
            let given = given.refuse(FieldError { field, code, facts });
            page(&desk, id, given, None, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(failed) => match said::sentence(desk.words, &failed) {
            Some(refusal) => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                page(&desk, id, given, Some(refusal), status).await
            }
            None => Err(desk.failed(&failed)),
        },
    }
}

async fn redact(desk: &Desk, id: PhotoId, wish: Redaction) -> app::Result<MatterId> {
    let plan = wish.clone();
    let read =
        desk.signed.read(&desk.app, move |cx, asker| matter::plan_redaction(cx, asker, id, &plan));
    let painted = match read.await? {
        Some(painting) => Some(paint(desk, painting).await?),
        None => None,
    };
    let write = desk.signed.write(&desk.app, move |cx, asker| {
        matter::redact(cx, asker, id, &wish, painted.as_deref())
    });
    write.await
}

/// Painted one at a time: staff redact a photo now and then.
static HAND: Semaphore = Semaphore::const_new(1);

async fn paint(desk: &Desk, painting: Painting) -> app::Result<Vec<u8>> {
    let limits = desk.app.policies().rules.photo_limits(desk.today())?.value;
    let limits = photo::Limits {
        max_bytes: limits.max_bytes,
        max_pixels: limits.max_pixels,
        edge: limits.edge,
    };
    let areas: Vec<photo::Area> = painting
        .areas
        .iter()
        .map(|&Area { left, top, width, height }| photo::Area { left, top, width, height })
        .collect();
    let hand = HAND.acquire().await.map_err(|_| Failed::Busy)?;
    let work = tokio::task::spawn_blocking(move || {
        let _hand = hand;
        photo::cover(&painting.jpeg, &areas, &limits)
    });
    let done = work.await.map_err(|error| Failed::Broken(error.to_string()))?;
    let painted = done.map_err(|refused| Failed::field("areas", refused.code()))?;
    Ok(painted.jpeg)
}

async fn page(
    desk: &Desk,
    id: PhotoId,
    f: Given,
    refusal: Option<String>,
    status: StatusCode,
) -> Result<Response, Stop> {
    let (photo, areas, of) = desk.read(move |cx, asker| matter::photo_of(cx, asker, id)).await?;
    let directory = Arc::clone(&of.directory);
    let names = Names::new(desk.words, desk.app.policies(), directory, desk.today());
    let mark = id.to_string();
    let about = |entry: &&matter::Entry| entry.detail["photo"] == mark.as_str();
    let lines = of.entries.iter().rev().filter(about).map(|it| line(desk, &names, it)).collect();
    let lines_of = |areas: &[Area]| -> String {
        let one = |it: &Area| format!("{} {} {} {}", it.left, it.top, it.width, it.height);
        areas.iter().map(one).collect::<Vec<_>>().join("\n")
    };
    let f = match (&areas, f.value("edits").is_empty()) {
        (Some(areas), true) => f.with("areas", lines_of(areas)),
        _ => f,
    };
    let f = f.with("edits", photo.edits);
    let may_see = areas.is_some() && of.can(Action::RedactPhoto);
    let may = of.can(Action::RedactPhoto) && photo.state != PhotoState::Removed;
    let title = desk.words.ta("redact-title", &[("number", of.matter.number.as_str())]);
    let view = Show {
        p: desk.page_after(&title, "redact"),
        f,
        refusal,
        matter: of.matter.id,
        number: of.matter.number.clone(),
        has_original: may_see,
        shows_original: may_see && desk.asked("original") == "1",
        is_shown: matches!(photo.state, PhotoState::Shown | PhotoState::Covered),
        deeds: deeds(desk, &photo, areas.is_some()),
        reasons: reasons(&names),
        days: desk
            .app
            .policies()
            .rules
            .redaction(desk.today())
            .map_or(0, |it| it.value.original_days),
        photo,
        may,
        lines,
        title,
    };
    Ok(render_with(status, &view))
}

/// What the photo's state allows.
fn deeds(desk: &Desk, photo: &Photo, has_original: bool) -> Vec<Choice> {
    let offered = Deed::ALL.iter().filter(|deed| match (deed, photo.state) {
        (_, PhotoState::Removed) => false,
        (Deed::Show, PhotoState::Shown) | (Deed::Hide, PhotoState::Hidden) => false,
        (Deed::Show, _) => has_original,
        _ => true,
    });
    let choice = |deed: &Deed| {
        let words = desk.words;
        let note = words.tc("redact-note", deed.code());
        Choice::new(deed.code(), words.tc("redact-deed", deed.code())).note(note)
    };
    offered.map(choice).collect()
}

fn reasons(names: &Names) -> Vec<Choice> {
    let none = Choice::new("", names.words.t("redact-reason-none"));
    let each = names.redactions.iter().map(|it| Choice::new(&it.code, it.name(names.lang())));
    std::iter::once(none).chain(each).collect()
}

/// One step of the history: when, who, what, why.
struct Step {
    when: Markup,
    what: String,
    who: String,
    why: String,
    note: String,
}

fn line(desk: &Desk, names: &Names, entry: &matter::Entry) -> Step {
    let text = |name: &str| entry.detail[name].as_str().unwrap_or_default();
    let key = match (entry.what.as_str(), text("deed")) {
        ("photo_redacted", "hide") => "event-photo-redacted-hide",
        ("photo_redacted", "show") => "event-photo-redacted-show",
        ("photo_redacted", _) => "event-photo-redacted",
        ("photo_original_seen", _) => "event-photo-original-seen",
        _ => "event-photo-original-erased",
    };
    let person = entry.person.and_then(|person| names.person(person));
    let post = entry.post.map(|post| names.post(post));
    let who: Vec<String> = person.into_iter().chain(post).collect();
    let by_clock = || desk.words.t("event-by-clock").into_owned();
    Step {
        when: desk.when().time(entry.at),
        what: desk.words.t(key).into_owned(),
        who: if who.is_empty() { by_clock() } else { who.join(" · ") },
        why: if text("reason").is_empty() {
            String::new()
        } else {
            names.redaction(text("reason"))
        },
        note: text("note").to_owned(),
    }
}

#[derive(Template)]
#[template(path = "grid/redact.html")]
struct Show {
    p: Page,
    f: Given,
    title: String,
    refusal: Option<String>,
    matter: MatterId,
    number: String,
    photo: Photo,
    has_original: bool,
    /// It was asked for; the look is on record.
    shows_original: bool,
    /// There is something to see without opening the original.
    is_shown: bool,
    may: bool,
    deeds: Vec<Choice>,
    reasons: Vec<Choice>,
    days: i64,
    lines: Vec<Step>,
}
