//! A report as the public form takes it (反映表), for tests of the public pages.
use super::browser::Browser;
use super::town::{HERE, Town};
use app::grid::matter;
use store::testing::Fresh;

pub const WORDS: &str = "三号楼前路灯不亮";

/// A form that is right: words, kind, place.
pub fn right() -> Vec<(&'static str, String)> {
    vec![
        ("what", WORDS.to_owned()),
        ("category", "street_light".to_owned()),
        ("lon", HERE.lon.to_string()),
        ("lat", HERE.lat.to_string()),
        ("contact", "13800001234".to_owned()),
    ]
}

/// The same with one field changed.
pub fn with(field: &'static str, value: &str) -> Vec<(&'static str, String)> {
    let mut fields = right();
    fields.retain(|(name, _)| *name != field);
    fields.push((field, value.to_owned()));
    fields
}

pub fn open() -> (Fresh, Town, Browser) {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let browser = Browser::new(web::router(town.app.clone()));
    (fresh, town, browser)
}

pub fn stored(town: &Town) -> usize {
    town.act(town.auditor, |cx, asker| {
        matter::list(cx, asker, &matter::Filter::default(), None, None, 100)
    })
    .unwrap()
    .rows
    .len()
}
