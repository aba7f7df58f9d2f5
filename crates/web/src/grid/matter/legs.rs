//! 经手: who had it from when to when, and in whose hands time ran out; wishes for more time.
use super::super::names::Names;
use crate::markup::Markup;
use crate::when::When;
use app::grid::matter::Page;

/// One holder's part.
pub struct LegRow {
    pub step: String,
    pub holder: String,
    pub since: Markup,
    pub until: Option<Markup>,
    pub took: String,
    pub how: String,
    pub overdue: bool,
    /// A part that was reported upward, beside the matter's own course.
    pub upward: bool,
}

pub fn rows(names: &Names, when: &When, page: &Page) -> Vec<LegRow> {
    let main = page.main().id;
    let row = |(relay, leg): &(base::RelayId, relay::Leg)| LegRow {
        step: names.words.tc("matter-step", &leg.step).into_owned(),
        holder: names.post(leg.holder),
        since: when.time(leg.since),
        until: leg.until.map(|until| when.time(until)),
        took: when.span(leg.until.unwrap_or(when.now()).duration_since(leg.since)),
        how: leg.how.map_or_else(
            || "–".into(),
            |how| names.words.tc("matter-how", how.code()).into_owned(),
        ),
        overdue: leg.overdue,
        upward: *relay != main,
    };
    page.legs.iter().map(row).collect()
}

/// A wish for more time, and what came of it.
pub struct WishRow {
    pub asked: Markup,
    pub who: String,
    pub span: String,
    pub reason: String,
    pub outcome: String,
    pub class: &'static str,
}

pub fn wishes(names: &Names, when: &When, page: &Page) -> Vec<WishRow> {
    let row = |wish: &app::grid::matter::Extension| {
        let (key, class) = match wish.granted {
            None => ("matter-wish-waits", "badge badge-warn"),
            Some(true) => ("matter-wish-granted", "badge badge-good"),
            Some(false) => ("matter-wish-refused", "badge badge-bad"),
        };
        WishRow {
            asked: when.time(wish.asked_at),
            who: names.person(wish.asked_by).unwrap_or_default(),
            span: when.span(base::SignedDuration::from_mins(wish.minutes)),
            reason: wish.reason.clone(),
            outcome: names.words.t(key).into_owned(),
            class,
        }
    };
    page.extensions.iter().map(row).collect()
}
