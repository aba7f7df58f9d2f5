//! The state of the system (系统状态): numbers for its administrator, no business data.
use crate::desk::{Answer, Desk};
use crate::page::{Page, render};
use app::system::{Facts, facts};
use askama::Template;
use base::SignedDuration;
use std::sync::OnceLock;
use std::time::Instant;

static BEGUN: OnceLock<Instant> = OnceLock::new();

/// Notes when this program began to serve.
pub fn begin() {
    BEGUN.get_or_init(Instant::now);
}

/// `GET /system`.
pub async fn show(desk: Desk) -> Answer {
    let facts = desk.read(|cx, asker| facts(cx, &asker.who)).await?;
    let up = BEGUN.get().map_or(0, |begun| begun.elapsed().as_secs());
    let up = desk.when().span(SignedDuration::from_secs(i64::try_from(up).unwrap_or(i64::MAX)));
    let p = desk.page(&desk.words.t("system-title"));
    Ok(render(&View { p, facts, up, version: env!("CARGO_PKG_VERSION") }))
}

#[derive(Template)]
#[template(path = "oversight/system.html")]
struct View {
    p: Page,
    facts: Facts,
    up: String,
    version: &'static str,
}

impl View {
    /// A count, or that there are more than are counted.
    fn up_to(&self, count: &i64) -> String {
        if *count >= i64::from(app::system::COUNTED_MAX) {
            format!("{count}+")
        } else {
            count.to_string()
        }
    }
}
