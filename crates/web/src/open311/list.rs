//! The arguments of a list (查询条件): which time, which services, which page; and the way on.
use super::answer::Fault;
use super::asked::Asked;
use super::services;
use crate::reader::encoded;
use app::App;
use app::grid::matter::{Mark, PUBLIC_MAX, Wanted};
use base::{MatterId, SignedDuration, Timestamp};
use grid::rules::Category;

/// The standard's: a list spans so many days at most, and so many unless it says another time.
pub const DAYS_MAX: i64 = 90;
/// A page without a size, as other servers have it.
const PAGE_SIZE: u32 = 50;
/// Further pages are reached by the link, which costs the same however far one is.
const PAGE_NUMBER_MAX: u32 = 1_000;

/// What is asked for, or what is wrong with it.
pub fn wanted(app: &App, asked: &Asked, categories: &[Category]) -> Result<Wanted, Fault> {
    let codes = asked.list("service_code");
    let known = |code: &String| categories.iter().any(|category| category.code == *code);
    if let Some(unknown) = codes.iter().find(|code| !known(code)) {
        return Err(services::unknown(asked, unknown));
    }
    let changed = span(app, asked, ("updated_after", "updated_before"))?;
    let named = span(app, asked, ("start_date", "end_date"))?;
    let reported = match (named, changed) {
        (Some(named), _) => named,
        // Whoever asks for changes wants those of old matters too.
        (None, Some(_)) => (Timestamp::MIN, Timestamp::MAX),
        (None, None) => (app.now() - days(DAYS_MAX), app.now()),
    };
    let (skip, limit) = page(asked)?;
    Ok(Wanted {
        reported: bounded(reported),
        changed,
        categories: codes,
        open: open(asked)?,
        before: before(asked)?,
        skip,
        limit,
        beside: asked.beside(),
    })
}

/// A time from one argument to another; nothing where neither is given. One of them alone goes
/// ninety days from it, and never beyond now.
pub fn span(
    app: &App,
    asked: &Asked,
    (from, to): (&'static str, &'static str),
) -> Result<Option<(Timestamp, Timestamp)>, Fault> {
    let now = app.now();
    let (first, last) = match (moment(asked, from)?, moment(asked, to)?) {
        (None, None) => return Ok(None),
        (Some(first), None) => {
            let end = first.checked_add(days(DAYS_MAX)).unwrap_or(Timestamp::MAX);
            (first, end.min(now.max(first)))
        }
        (None, Some(last)) => (last.checked_sub(days(DAYS_MAX)).unwrap_or(Timestamp::MIN), last),
        (Some(first), Some(last)) => (first, last),
    };
    let facts = [("from", from.to_owned()), ("to", to.to_owned()), ("days", DAYS_MAX.to_string())];
    if first > last {
        return Err(Fault::wrong(asked.words.ta("open311-range-turned", &facts)));
    }
    if last.duration_since(first) > days(DAYS_MAX) {
        return Err(Fault::wrong(asked.words.ta("open311-range-too-wide", &facts)));
    }
    Ok(Some(bounded((first, last))))
}

/// Moments before there were matters, or long after, need no number of their own.
fn bounded((first, last): (Timestamp, Timestamp)) -> (Timestamp, Timestamp) {
    let (least, most) = (Timestamp::UNIX_EPOCH, Timestamp::MAX - days(DAYS_MAX));
    (first.clamp(least, most), last.clamp(least, most))
}

fn days(days: i64) -> SignedDuration {
    const HOURS_PER_DAY: i64 = 24;
    SignedDuration::from_hours(days * HOURS_PER_DAY)
}

/// A moment with its offset. A plus sign that was not encoded arrives as a blank; it is meant.
fn moment(asked: &Asked, name: &'static str) -> Result<Option<Timestamp>, Fault> {
    let given = asked.one(name);
    if given.is_empty() {
        return Ok(None);
    }
    let meant = match given.rsplit_once(' ') {
        Some((at, offset)) if offset.len() <= "08:00".len() && at.contains('T') => {
            format!("{at}+{offset}")
        }
        _ => given.to_owned(),
    };
    match meant.parse() {
        Ok(at) => Ok(Some(at)),
        Err(_) => {
            let facts = [("name", name.to_owned())];
            Err(Fault::wrong(asked.words.ta("open311-date", &facts)))
        }
    }
}

/// Open ones, closed ones, or all.
fn open(asked: &Asked) -> Result<Option<bool>, Fault> {
    let mut wanted = (false, false);
    for status in asked.list("status") {
        match status.as_str() {
            "open" => wanted.0 = true,
            "closed" => wanted.1 = true,
            _ => return Err(Fault::wrong(asked.words.t("open311-status"))),
        }
    }
    Ok(match wanted {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    })
}

/// How many to leave out and how many to give. Without page and size: as many as one answer has.
fn page(asked: &Asked) -> Result<(u64, u32), Fault> {
    let number = |name: &'static str| -> Result<Option<u32>, Fault> {
        let given = asked.one(name);
        if given.is_empty() {
            return Ok(None);
        }
        let wrong = || {
            let facts = [("name", name.to_owned()), ("max", PAGE_NUMBER_MAX.to_string())];
            Fault::wrong(asked.words.ta("open311-page", &facts))
        };
        given.parse().map(Some).map_err(|_| wrong())
    };
    let (page, size) = (number("page")?, number("page_size")?);
    let facts = [("name", "page_size".to_owned()), ("max", PUBLIC_MAX.to_string())];
    if size.is_some_and(|size| size == 0 || size > PUBLIC_MAX) {
        return Err(Fault::wrong(asked.words.ta("open311-page", &facts)));
    }
    // Others count from 0; their first page is ours.
    let at = page.unwrap_or(1).max(1);
    if at > PAGE_NUMBER_MAX {
        let facts = [("name", "page".to_owned()), ("max", PAGE_NUMBER_MAX.to_string())];
        return Err(Fault::wrong(asked.words.ta("open311-page", &facts)));
    }
    let limit = size.unwrap_or(if page.is_some() { PAGE_SIZE } else { PUBLIC_MAX });
    Ok((u64::from(at - 1) * u64::from(limit), limit))
}

fn before(asked: &Asked) -> Result<Option<Mark>, Fault> {
    let given = asked.one("before");
    if given.is_empty() {
        return Ok(None);
    }
    let parts = given.split_once('.');
    let mark = parts.and_then(|(at, id)| {
        let at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
        Some(Mark { at, id: MatterId(id.parse().ok()?) })
    });
    mark.map(Some).ok_or_else(|| Fault::wrong(asked.words.t("open311-mark")))
}

/// The address of the page after this one: it begins where this one ended, so whatever comes in
/// meanwhile is neither seen twice nor pushes anything out of sight.
pub fn next(asked: &Asked, limit: Option<u32>, name: &'static str, mark: &str) -> String {
    let ours = ["page", "page_size", "api_key", name];
    let kept = asked.given.iter().filter(|(known, _)| !ours.contains(&known.as_str()));
    let mut query: Vec<String> =
        kept.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    query.extend(limit.map(|limit| format!("page_size={limit}")));
    query.push(format!("{name}={mark}"));
    format!("{}{}?{}", asked.base, asked.path, query.join("&"))
}

/// A place in a list as the address carries it.
pub fn mark(mark: Mark) -> String {
    format!("{}.{}", mark.at.as_microsecond(), mark.id)
}
