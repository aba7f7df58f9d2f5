//! Orphans (无主事项): what nobody acts for. The page must be empty, and says so calmly.
use crate::desk::{Answer, Desk, Times};
use crate::page::{Page, render};
use app::org::Directory;
use app::system::{OrphanRow, orphans};
use askama::Template;
use base::Timestamp;
use std::sync::Arc;

/// `GET /orphans`.
pub async fn show(desk: Desk) -> Answer {
    let found = desk.read(|cx, asker| Ok((orphans(cx, asker)?, cx.directory()?))).await?;
    let (rows, directory) = found;
    let p = desk.page(&desk.words.t("orphans-title"));
    Ok(render(&View { p, when: Times(desk.when()), rows, directory }))
}

#[derive(Template)]
#[template(path = "oversight/orphans.html")]
struct View {
    p: Page,
    when: Times,
    rows: Vec<OrphanRow>,
    directory: Arc<Directory>,
}

impl View {
    fn post(&self, row: &OrphanRow) -> String {
        let lang = self.p.lang();
        let title = lang.pick(&row.title.0, &row.title.1);
        match row.unit.and_then(|unit| self.directory.unit(unit)) {
            Some(unit) => format!("{} · {title}", lang.pick(&unit.name_zh, &unit.name_en)),
            None => title.to_owned(),
        }
    }

    fn last(&self, last: &(String, Timestamp)) -> String {
        format!("{} · {}", super::audit::what(self.p.words, &last.0), self.when.0.at(last.1))
    }
}
