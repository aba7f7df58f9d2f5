//! Orphans (无主事项) as those who answer for them see them. The page must be empty.
use crate::grid::matter::{self, Asker};
use crate::{Cx, Result};
use base::{MatterId, PostId, Timestamp, UnitId};

/// Something open that nobody acts for, with what happened last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrphanRow {
    pub matter: MatterId,
    pub number: String,
    pub post: PostId,
    /// The unit the post is in, while it stands.
    pub unit: Option<UnitId>,
    /// The post's titles, also of one whose unit has ended.
    pub title: (String, String),
    /// Held by it since.
    pub since: Timestamp,
    pub due: Option<Timestamp>,
    /// The last event of the matter: what and when.
    pub last: Option<(String, Timestamp)>,
}

/// More than a page should ever have to name.
const SHOWN_MAX: usize = 100;

/// The orphans in the asker's sight.
pub fn orphans(cx: &mut Cx<'_, '_>, asker: &Asker) -> Result<Vec<OrphanRow>> {
    let directory = cx.directory()?;
    let mut rows = Vec::new();
    for orphan in matter::orphans(cx, asker)?.into_iter().take(SHOWN_MAX) {
        let loaded = matter::load(cx, orphan.matter)?;
        let relay = loaded.relays.iter().find(|relay| relay.id == orphan.relay);
        let Some(relay) = relay else { continue };
        let post = store::org::post::get(cx.tx, orphan.post)?;
        let last = store::event::of(cx.tx, "matter", orphan.matter.0)?.pop();
        rows.push(OrphanRow {
            matter: orphan.matter,
            number: loaded.matter.number,
            post: orphan.post,
            unit: directory.post(orphan.post).map(|info| info.unit.id),
            title: post.map(|post| (post.title_zh, post.title_en)).unwrap_or_default(),
            since: relay.leg_since,
            due: relay.leg_clock.as_ref().map(|clock| clock.due),
            last: last.map(|event| (event.what, event.at)),
        });
    }
    Ok(rows)
}
