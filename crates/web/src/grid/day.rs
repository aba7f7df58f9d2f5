//! `/day-record` (每日工作记录): what somebody did on a day, written by the program; for themselves and
//! the leader of their grid. No sum, no blank to fill in.
use super::names::Names;
use super::patrol::Tabs;
use crate::desk::{Desk, Stop};
use crate::form::{Choice, FieldError, Given};
use crate::page::{Page, render_with};
use app::Failed;
use app::grid::day_record::{DayRecord, Line, day_record};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use base::{Basis, Date, PersonId};

/// `GET /day-record?on=&person=`.
pub async fn show(desk: Desk) -> Result<Response, Stop> {
    let person = desk.asked_for::<PersonId>("person")?;
    let mut f = Given::empty(desk.words);
    let on = match desk.asked("on") {
        "" => Ok(desk.today()),
        text => text.parse::<Date>(),
    };
    let day = match on {
        Ok(day) => Some(day),
        Err(_) => {
            f = f.refuse(FieldError::new("on", "day"));
            None
        }
    };
    let found = desk.read(move |cx, asker| {
        let found = match day_record(cx, asker, person, day) {
            Err(Failed::Field { field, code, .. }) => {
                (day_record(cx, asker, person, None)?, Some((field, code)))
            }
            other => (other?, None),
        };
        Ok((found, cx.directory()?))
    });
    let ((record, fault), directory) = found.await?;
    if let Some((field, code)) = fault {
        f = f.refuse(FieldError::new(field, code));
    }
    let names = Names::new(desk.words, desk.app.policies(), directory, desk.today());
    let status = if f.has_errors() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let pick =
        |person: &org::Person| desk.words.lang.pick(&person.name_zh, &person.name_en).to_owned();
    let when = desk.when();
    let lead = [("person", pick(&record.person)), ("day", when.day(record.day))];
    Ok(render_with(
        status,
        &View {
            p: desk.page(&desk.words.t("day-title")),
            tabs: Tabs::at(&desk, "/day-record"),
            lead: desk.words.ta("day-lead", &lead),
            f: f.with("on", record.day).with("person", record.person.id),
            team: record.team.iter().map(|one| Choice::new(one.id, pick(one))).collect(),
            groups: groups(&desk, &names, &record),
            basis: record.basis,
        },
    ))
}

#[derive(Template)]
#[template(path = "grid/day_record.html")]
struct View {
    p: Page,
    tabs: Tabs,
    lead: String,
    f: Given,
    team: Vec<Choice>,
    groups: Vec<Group>,
    basis: Basis,
}

/// A kind of work and what was done of it.
struct Group {
    work: String,
    lines: Vec<Said>,
}

/// One thing that was worked on.
struct Said {
    at: String,
    href: String,
    called: String,
    about: String,
    duty: String,
    whats: String,
}

fn groups(desk: &Desk, names: &Names, record: &DayRecord) -> Vec<Group> {
    let (words, lang) = (desk.words, desk.words.lang);
    let mut groups: Vec<Group> = Vec::new();
    for line in &record.lines {
        let work = record.kinds.iter().find(|kind| kind.code == line.entry.work);
        let work = work.map_or(line.entry.work.as_str(), |kind| kind.name(lang)).to_owned();
        if groups.last().is_none_or(|group| group.work != work) {
            groups.push(Group { work, lines: Vec::new() });
        }
        let duty = record.duties.iter().find(|duty| duty.code == line.entry.duty);
        let whats = line.entry.whats.iter().map(|what| {
            let noun = line.entry.noun.replace('_', "-");
            words.tc(&format!("day-did-{noun}"), what).into_owned()
        });
        let said = Said {
            at: desk.when().clock(line.entry.at),
            href: href(line),
            called: line.called.clone(),
            about: if line.about.is_empty() { String::new() } else { names.category(&line.about) },
            duty: duty.map_or(line.entry.duty.as_str(), |duty| duty.name(lang)).to_owned(),
            whats: whats.collect::<Vec<_>>().join(&words.t("day-and")),
        };
        if let Some(group) = groups.last_mut() {
            group.lines.push(said);
        }
    }
    groups
}

fn href(line: &Line) -> String {
    match line.entry.noun.as_str() {
        "matter" => format!("/matters/{}", line.entry.subject),
        _ => format!("/patrol/points/{}", line.entry.subject),
    }
}
