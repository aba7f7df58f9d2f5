//! Updates (进展): what was done to visible matters, in order, for systems that keep a copy. To be
//! read only; nobody's own words are in it.
use super::answer::{Answer, Fault};
use super::asked::{Asked, moment};
use super::list::{self, DAYS_MAX};
use super::node::Node;
use crate::words::Words;
use app::App;
use app::grid::matter::{self, PUBLIC_MAX, Progress};
use base::{EventId, SignedDuration};
use jiff::tz::TimeZone;

/// What is told. Words: `open311-update-<what>`.
pub const TOLD: &[&str] = &[
    "reported",
    "solved_on_the_spot",
    "sorted",
    "planned",
    "handled",
    "checked",
    "closed",
    "reopened",
    "merged",
    "reported_up",
    "answered_up",
    "paused",
    "resumed",
];
/// After these it is closed.
const CLOSING: &[&str] = &["solved_on_the_spot", "closed", "merged"];

pub async fn list(app: &App, asked: &Asked) -> Result<Answer, Fault> {
    asked.enter(app, asked.one("jurisdiction_id")).await?;
    const HOURS_PER_DAY: i64 = 24;
    let days = SignedDuration::from_hours(DAYS_MAX * HOURS_PER_DAY);
    let within = list::span(app, asked, ("start_date", "end_date"))?;
    let within = within.unwrap_or((app.now() - days, app.now()));
    let given = asked.one("after");
    let after = match given.parse() {
        Ok(after) => Some(EventId(after)),
        Err(_) if given.is_empty() => None,
        Err(_) => return Err(Fault::wrong(asked.words.t("open311-mark"))),
    };
    let found =
        app.read(move |cx| matter::public_progress(cx, within, after, TOLD, PUBLIC_MAX)).await;
    let (rows, next) = found.map_err(|failed| asked.failed(&failed))?;
    let tz = app.policies().calendar.tz();
    let updates = rows.iter().map(|row| update(asked.words, tz, row)).collect();
    let mut answer = Answer::new("service_request_updates", Node::List("request_update", updates));
    answer.next = next.map(|next| list::next(asked, None, "after", &next.to_string()));
    Ok(answer)
}

fn update(words: Words, tz: &TimeZone, row: &Progress) -> Node {
    let status = if CLOSING.contains(&row.what.as_str()) { "closed" } else { "open" };
    Node::Fields(vec![
        ("update_id", Node::text(row.id.to_string())),
        ("service_request_id", Node::text(&row.number)),
        ("status", Node::text(status)),
        ("updated_datetime", Node::text(moment(row.at, tz))),
        ("description", Node::text(said(words, row))),
        ("media_url", Node::Null),
    ])
}

/// What was done; of an end, how honestly it ended, and of a check, whether it was passed.
pub fn said(words: Words, row: &Progress) -> String {
    let detail: serde_json::Value = serde_json::from_str(&row.detail).unwrap_or_default();
    let ending = detail.get("ending").and_then(|ending| ending.as_str());
    let failed = detail.get("passes").and_then(|passes| passes.as_bool()) == Some(false);
    match (row.what.as_str(), ending) {
        ("closed", Some(ending)) => words.tc("open311-closed", ending).into_owned(),
        ("checked", _) if failed => words.t("open311-update-checked-no").into_owned(),
        (what, _) => words.tc("open311-update", &what.replace('_', "-")).into_owned(),
    }
}
