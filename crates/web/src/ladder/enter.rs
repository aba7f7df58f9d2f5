//! `/workers/new` (入职登记): a person comes into service and is placed on a level.
use super::ORDER_MAX;
use super::say::{kinds, unit};
use crate::desk::{Answer, Desk, on_to};
use crate::form::{Choice, Form, FromInput, Given, Input};
use crate::page::{Page, render_with};
use app::ladder::record::{self, NewPlacing, NewWorker};
use app::org::person;
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use ladder::scheme::PostKind;
use ladder::worker::Tenure;
use org::UnitKind;
use serde::Deserialize;

/// A name that finds more is typed further.
const FOUND_MAX: u32 = 30;

#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// `GET /workers/new?q=`: first the person by name, then the rest.
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    let today = desk.when().day_of(desk.app.now());
    let given = Given::empty(desk.words).with("since", today).with("q", &asked.q);
    page(&desk, given, None, StatusCode::OK).await
}

/// `POST /workers`.
pub async fn add(desk: Desk, form: Form<New>) -> Answer {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return page(&desk, given, None, status).await,
    };
    let person = new.0.person;
    match desk.write(move |cx, asker| record::enter(cx, &asker.who, &new.0)).await {
        Ok(()) => Ok(on_to(format!("/workers/{person}?done=entered"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            page(&desk, given, refused, status).await
        }
    }
}

/// Somebody who comes into service, as typed.
pub struct New(NewWorker);

impl FromInput for New {
    fn read(input: &mut Input) -> Option<New> {
        let (person, community) = (input.parsed("person"), input.parsed("community"));
        let tenure = input.choice("tenure", Tenure::parse);
        let (secretary, since) = (input.flag("secretary"), input.day("since"));
        let placing = placing(input);
        Some(New(NewWorker {
            person: person?,
            community: community?,
            tenure: tenure?,
            secretary,
            since: since?,
            placing: placing?,
        }))
    }
}

/// A placing as typed; without a level the rules give one.
pub fn placing(input: &mut Input) -> Option<NewPlacing> {
    let kind = input.choice("kind", PostKind::parse);
    let level = match input.raw("level").trim() {
        "" => Some(None),
        _ => input.number("level", 1..=99).map(|level| u8::try_from(level).ok()),
    };
    let (since, order_no) =
        (input.raw("since").trim().parse(), input.text::<ORDER_MAX>("order_no"));
    Some(NewPlacing {
        kind: kind?,
        level: level?,
        since: since.ok()?,
        order_no: order_no?.to_string(),
    })
}

#[derive(Template)]
#[template(path = "ladder/worker_new.html")]
struct View {
    p: Page,
    f: Given,
    refused: Option<String>,
    people: Vec<Choice>,
    communities: Vec<Choice>,
    kinds: Vec<Choice>,
    tenures: Vec<Choice>,
}

async fn page(desk: &Desk, f: Given, refused: Option<String>, status: StatusCode) -> Answer {
    let (q, words) = (f.value("q").to_owned(), desk.words);
    let (people, directory, posts) = desk
        .read(move |cx, asker| {
            org::may(&asker.who, org::Action::EditWorker, &org::Thing::default())?;
            let people = person::named(cx, &asker.who, &q, FOUND_MAX)?;
            let today = cx.today();
            let asked = ladder::Asked::new(today, today);
            let scheme = cx.policies().ladder.scheme(asked)?.value;
            let posts: Vec<PostKind> = scheme.posts.iter().map(|range| range.post).collect();
            Ok((people, cx.directory()?, posts))
        })
        .await?;
    let person = |person: &org::Person| {
        let post = directory.who(person.id).posts.first().map(|held| held.unit);
        let at = post.map(|id| unit(words, &directory, id)).unwrap_or_default();
        Choice::new(
            person.id,
            format!("{} {at}", words.lang.pick(&person.name_zh, &person.name_en)),
        )
    };
    let people = people.iter().map(person).collect();
    let community = |it: &org::Unit| {
        let street = it.parent.map(|street| unit(words, &directory, street)).unwrap_or_default();
        Choice::new(it.id, format!("{street} · {}", unit(words, &directory, it.id)))
    };
    let communities = directory.units(UnitKind::Community).map(community).collect();
    let tenures = Tenure::ALL.iter();
    let tenures = tenures.map(|it| Choice::new(it, words.tc("ladder-code", it.code()))).collect();
    let kinds = kinds(words, posts.into_iter());
    let p = desk.page(&words.t("workers-new"));
    Ok(render_with(status, &View { p, f, refused, people, communities, kinds, tenures }))
}
