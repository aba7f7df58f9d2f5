//! 根治: the same thing again and again at one place opens a task to find out why.
use super::loaded::{By, Loaded};
use crate::{Cx, Failed, Result};
use base::{MatterId, RelayId, SignedDuration};
use grid::matter::Source;
use grid::place_history::{Past, recurs};
use grid::procedure::ROOT;
use org::Role;
use relay::{Relay, Start, next_holder};
use serde_json::json;
use store::grid::matter::Matter;

/// How many earlier matters around are looked at: more than a rule of recurrence counts.
const PAST_MAX: u32 = 200;
const HOURS_PER_DAY: i64 = 24;

/// Opens a root-cause task when the rule of recurrence is met and none is open there.
pub(super) fn open_if_recurring(cx: &mut Cx<'_, '_>, loaded: &Loaded) -> Result<()> {
    let Some(point) = loaded.matter.point else { return Ok(()) };
    let rule = cx.policies().rules.recurrence(cx.today())?;
    let since = cx.at - SignedDuration::from_hours(rule.value.days * HOURS_PER_DAY);
    let (category, cells) = (&loaded.matter.category, point.cells_around());
    if store::grid::matter::task_is_open(cx.tx, cells, category)? {
        return Ok(());
    }
    let past = store::grid::matter::past_around(cx.tx, cells, category, since, PAST_MAX)?;
    let ended = |(at, point)| Past { at, point, category: category.clone(), ended: true };
    let past: Vec<Past> = past.into_iter().map(ended).collect();
    let at = loaded.matter.reported_at;
    let new = Past { at, point, category: category.clone(), ended: false };
    let Some(recurrence) = recurs(&past, &new, &rule.value) else { return Ok(()) };
    // Two reports at one moment would both find none open.
    store::turn::take(cx.tx, "root_cause")?;
    match store::grid::matter::task_is_open(cx.tx, cells, category)? {
        true => Ok(()),
        false => open(cx, loaded, recurrence.times, &rule.basis),
    }
}

fn open(cx: &mut Cx<'_, '_>, of: &Loaded, times: u32, basis: &base::Basis) -> Result<()> {
    let id = MatterId(cx.next_id());
    let matter = Matter {
        id,
        number: format!("{}-G", of.matter.number),
        source: Source::RootCause,
        ground: None,
        body: of.matter.body.clone(),
        reported_at: cx.at,
        reported_by: None,
        handler: None,
        sorter: None,
        code: None,
        visible: false,
        appeals: 0,
        proposal: None,
        ending: None,
        ended_at: None,
        staff_says: None,
        reporter_says: None,
        root_of: Some(of.matter.id),
        external: None,
        version: 1,
        ..of.matter.clone()
    };
    store::grid::matter::insert(cx.tx, &matter)?;
    let words = grid::words::index(&format!("{} {}", matter.body, matter.number));
    store::grid::search::insert(cx.tx, id, &matter.place, &words)?;
    let roles = [Role::Community, Role::Street, Role::District];
    let ladder = of.directory.ladder(&roles, &matter.place);
    let holder = next_holder(&ladder, None, of.directory.last_resort())
        .post()
        .ok_or_else(|| Failed::refused("nobody_on_duty"))?;
    let limit = cx.policies().rules.leg(ROOT.first, cx.today())?;
    let start =
        Start { id: RelayId(id.0), subject: id.0, parent: None, holder, limit, promise: None };
    let change = Relay::start(&ROOT, start, cx.now())?;
    let directory = of.directory.clone();
    let mut task = Loaded::new(matter, directory);
    task.moved(cx, change)?;
    let detail = json!({ "of": of.matter.number, "times": times });
    task.record(cx, By::clock(), "root_cause_opened", detail, Some(basis))
}
