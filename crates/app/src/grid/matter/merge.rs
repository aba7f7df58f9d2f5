//! 重复与合并: the same thing reported twice is one matter with two reporters.
use super::loaded::{Asker, By};
use super::{Words, load};
use crate::{Cx, Failed, Result};
use base::place::Point;
use base::{MatterId, SignedDuration, Timestamp};
use grid::duplicate::{Sketch, likely};
use org::{Action, Thing, may};
use serde_json::json;
use store::grid::matter::Nearby;

/// An open matter that may be the same (疑似重复).
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    pub id: MatterId,
    pub number: String,
    pub category: String,
    /// The words, for staff who may read it; nothing for the public.
    pub body: Option<String>,
    pub reported_at: Timestamp,
    pub metres: f64,
    /// 0 to 100.
    pub score: u8,
    /// Whether anybody may see it on the board.
    pub visible: bool,
}

/// How many are suggested: more is a list to read, not a hint.
const SUGGESTED_MAX: usize = 5;
/// How many matters of a square are compared.
const COMPARED_MAX: u32 = 100;
const HOURS_PER_DAY: i64 = 24;

/// Open matters near a point, of this kind or of its group with words in common. Public for what is public.
pub fn suggest(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    category: &str,
    point: Point,
    body: &str,
) -> Result<Vec<Suggestion>> {
    let rule = cx.policies().rules.duplicate(cx.today())?.value;
    let since = cx.at - SignedDuration::from_hours(rule.days * HOURS_PER_DAY);
    let parent = cx.policies().rules.category(category, cx.today()).and_then(|kind| kind.parent);
    let new = Sketch {
        point,
        category: category.to_owned(),
        parent,
        words: body.to_owned(),
        reported_at: cx.at,
    };
    let mut found = Vec::new();
    for cell in point.cells_around() {
        for old in store::grid::matter::open_in_cell(cx.tx, cell, since, COMPARED_MAX)? {
            found.extend(compare(cx, asker, &new, &old, &rule));
        }
    }
    found.sort_by_key(|one: &Suggestion| std::cmp::Reverse((one.score, one.id)));
    found.truncate(SUGGESTED_MAX);
    Ok(found)
}

fn compare(
    cx: &Cx<'_, '_>,
    asker: &Asker,
    new: &Sketch,
    old: &Nearby,
    rule: &grid::rules::DuplicateRule,
) -> Option<Suggestion> {
    let thing = Thing { place: old.place, own_person: old.reported_by, ..Thing::default() };
    let reads = may(&asker.who, Action::ReadMatter, &thing).is_ok();
    if !reads && !old.visible {
        return None;
    }
    let parent =
        cx.policies().rules.category(&old.category, cx.today()).and_then(|kind| kind.parent);
    let sketch = Sketch {
        point: old.point,
        category: old.category.clone(),
        parent,
        words: old.body.clone(),
        reported_at: old.reported_at,
    };
    likely(new, &sketch, rule).map(|score| Suggestion {
        id: old.id,
        number: old.number.clone(),
        category: old.category.clone(),
        body: reads.then(|| old.body.clone()),
        reported_at: old.reported_at,
        metres: score.metres,
        score: score.score,
        visible: old.visible,
    })
}

/// Merges a matter into another: its relay ends and escalates no more, its reporter follows on.
pub fn merge(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: MatterId,
    into: MatterId,
    reason: &Words,
) -> Result<()> {
    if id == into {
        return Err(Failed::field("into", "itself"));
    }
    let mut loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::MergeMatter)?;
    let target = load(cx, into)?;
    target.allow(asker, Action::ReadMatter)?;
    if target.matter.merged_into.is_some() || target.matter.ended_at.is_some() {
        return Err(Failed::field("into", "closed"));
    }
    let open: Vec<_> = loaded.relays.iter().filter(|r| r.ended.is_none()).cloned().collect();
    if open.is_empty() || loaded.main().ended.is_some() {
        return Err(Failed::refused("ended"));
    }
    for relay in open {
        let change = relay.release("merged", reason.as_str(), cx.now())?;
        loaded.moved(cx, change)?;
    }
    loaded.matter.merged_into = Some(into);
    loaded.matter.ended_at = Some(cx.at);
    loaded.save(cx)?;
    let by = By::right(asker, &granted);
    let detail = json!({ "into": target.matter.number, "reason": reason.as_str() });
    loaded.record(cx, by, "merged", detail, None)?;
    let detail = json!({ "number": loaded.matter.number });
    target.record(cx, by, "merged_from", detail, None)
}
