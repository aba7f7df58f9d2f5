//! Posts (岗位): added to a unit of the level that their role belongs to.
use super::edit::{self, By, Change, NAME};
use crate::{Cx, Failed, Result};
use ::org::{Action, Post, Role, UnitKind, Who};
use base::{PostId, UnitId};

/// A post to be added (新设岗位).
#[derive(Clone, Debug)]
pub struct NewPost {
    pub unit: UnitId,
    pub role: Role,
    pub title_zh: String,
    pub title_en: String,
    pub part_time: bool,
    /// The unit or trade that sends a part-timer; empty for one's own people.
    pub sent_by: String,
}

/// Adds a post to a unit that is there today (设岗).
pub fn add(cx: &mut Cx<'_, '_>, who: &Who, new: NewPost) -> Result<PostId> {
    cx.hold_org()?;
    let place = cx.directory()?.place(new.unit).unwrap_or_default();
    let by = edit::allowed(who, Action::EditOrg, place, None)?;
    add_as(cx, by, new)
}

pub(super) fn add_as(cx: &mut Cx<'_, '_>, by: By, new: NewPost) -> Result<PostId> {
    let unit = store::org::unit::get(cx.tx, new.unit)?.ok_or(Failed::NotFound)?;
    if unit.until.is_some() {
        return Err(Failed::field("unit", "already_ended"));
    }
    if !fits(new.role, unit.kind) {
        return Err(Failed::field("role", "role_misplaced"));
    }
    let post = Post {
        id: PostId(cx.next_id()),
        unit: new.unit,
        role: new.role,
        title_zh: edit::text::<NAME>("title_zh", &new.title_zh)?,
        title_en: edit::text_or_none::<NAME>("title_en", &new.title_en)?,
        part_time: new.part_time,
        sent_by: edit::text_or_none::<NAME>("sent_by", &new.sent_by)?,
    };
    store::org::post::insert(cx.tx, &post)?;
    let detail = serde_json::to_value(&post).map_err(|error| Failed::Broken(error.to_string()))?;
    cx.org_changed(by, Change { noun: "post", subject: post.id.0, what: "added", detail })?;
    Ok(post.id)
}

/// A role works at its level, or in an office of it; those who watch are the district's.
pub fn fits(role: Role, kind: UnitKind) -> bool {
    match role {
        Role::GridWorker | Role::GridLeader => kind == UnitKind::Grid,
        Role::Community => kind == UnitKind::Community,
        Role::Street => matches!(kind, UnitKind::Street | UnitKind::Office),
        Role::Department => matches!(kind, UnitKind::Department | UnitKind::Office),
        Role::Personnel => {
            matches!(kind, UnitKind::District | UnitKind::Department | UnitKind::Office)
        }
        Role::District
        | Role::Auditor
        | Role::SystemAdmin
        | Role::SecurityAdmin
        | Role::AuditAdmin => matches!(kind, UnitKind::District | UnitKind::Office),
    }
}
