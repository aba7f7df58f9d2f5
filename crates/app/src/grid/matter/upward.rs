//! 报告: what cannot be settled here goes up, keeps an owner below, and its answer comes back.
use super::loaded::{Asker, By, Loaded};
use super::triage::may_hold;
use super::{Words, load};
use crate::{Cx, Failed, Result};
use base::{MatterId, PostId, RelayId};
use grid::deadline::REPORTED_UP;
use grid::procedure::{ANSWER, HANDLE, ROOT_CAUSE, UPWARD, WEIGH};
use org::{Action, Role};
use relay::{Move, Relay, Start, next_holder};
use serde_json::json;

/// Reports it upward, to a named post or to the next one above. Who held it goes on holding it.
pub fn report_up(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: MatterId,
    to: Option<PostId>,
    words: &Words,
) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::ReportUp)?;
    loaded.at_step(loaded.main(), &[HANDLE, ROOT_CAUSE])?;
    let holder = match to {
        Some(post) => above(&loaded, post)?,
        None => next_above(cx, &loaded)?,
    };
    if loaded.parts().iter().any(|part| part.ended.is_none() && part.holder == holder) {
        return Err(Failed::refused("reported_there"));
    }
    let limit = cx.policies().rules.leg(ANSWER, cx.today())?;
    let (part, subject) = (RelayId(cx.next_id()), id.0);
    let parent = Some(loaded.main().id);
    let start = Start { id: part, subject, parent, holder, limit, promise: None };
    let change = Relay::start(&UPWARD, start, cx.now())?;
    loaded.moved(cx, change)?;
    let kept = loaded.main().owes(REPORTED_UP);
    if kept {
        let change = loaded.main().meet_promise(REPORTED_UP, cx.now())?;
        loaded.moved(cx, change)?;
    }
    let detail = json!({ "to": holder, "part": part, "words": words.as_str(), "kept": kept });
    loaded.record(cx, By::right(asker, &granted), "reported_up", detail, None)
}

/// Who answers what is reported upward: the levels above the grid, as the table of rights has it.
const ANSWERS: &[Role] = &[Role::Community, Role::Street, Role::Department, Role::District];

/// A post that can be reported to: another one, of higher rank than the holder's.
fn above(loaded: &Loaded, post: PostId) -> Result<PostId> {
    may_hold(loaded, post)?;
    let rank = |post: PostId| loaded.directory.post(post).and_then(|info| info.post.role.rank());
    let answers = loaded.directory.post(post).is_some_and(|info| ANSWERS.contains(&info.post.role));
    if !answers || rank(post) <= rank(loaded.main().holder) {
        return Err(Failed::field("to", "not_above"));
    }
    Ok(post)
}

fn next_above(cx: &Cx<'_, '_>, loaded: &Loaded) -> Result<PostId> {
    let mut ladder = cx.policies().rules.ladder(cx.today())?.value;
    ladder.retain(|role| ANSWERS.contains(role));
    let ladder = loaded.directory.ladder(&ladder, &loaded.matter.place);
    let main = loaded.main();
    let next = next_holder(&ladder, Some(main.holder), loaded.directory.last_resort());
    let post = next.post().filter(|post| *post != main.holder);
    post.ok_or_else(|| Failed::refused("nobody_above"))
}

/// Answers what was reported upward; the answer goes back to the owner below.
pub fn answer_up(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: MatterId,
    part: RelayId,
    words: &Words,
) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let relay = loaded.part(part)?.clone();
    let granted = loaded.allow_on(asker, Action::AnswerUp, &relay)?;
    loaded.at_step(&relay, &[ANSWER])?;
    if granted.post != Some(relay.holder) {
        return Err(Failed::Denied(org::Denied::NotHere)); // addressed to another post
    }
    let below = loaded.main().holder;
    step(cx, &mut loaded, &relay, WEIGH, below)?;
    let detail = json!({ "part": part, "to": below, "words": words.as_str() });
    loaded.record(cx, By::right(asker, &granted), "answered_up", detail, None)
}

/// The owner below takes the answer: this part is settled.
pub fn take_answer(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId, part: RelayId) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let relay = loaded.part(part)?.clone();
    let granted = loaded.allow_on(asker, Action::HandleMatter, &relay)?;
    loaded.at_step(&relay, &[WEIGH])?;
    let change = relay.end(&UPWARD, "answered", cx.now())?;
    loaded.moved(cx, change)?;
    let detail = json!({ "part": part });
    loaded.record(cx, By::right(asker, &granted), "answer_taken", detail, None)
}

/// The owner below asks again: the answer does not help.
pub fn return_answer(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: MatterId,
    part: RelayId,
    words: &Words,
) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let relay = loaded.part(part)?.clone();
    let granted = loaded.allow_on(asker, Action::HandleMatter, &relay)?;
    loaded.at_step(&relay, &[WEIGH])?;
    let legs = store::relay::leg::of_matter(cx.tx, id)?;
    let answerer = legs.iter().rev().find(|(of, leg)| *of == part && leg.step == ANSWER);
    let to = answerer.map_or(relay.holder, |(_, leg)| leg.holder);
    step(cx, &mut loaded, &relay, ANSWER, to)?;
    let detail = json!({ "part": part, "to": to, "words": words.as_str() });
    loaded.record(cx, By::right(asker, &granted), "answer_returned", detail, None)
}

fn step(
    cx: &mut Cx<'_, '_>,
    loaded: &mut Loaded,
    relay: &Relay,
    step: &str,
    holder: PostId,
) -> Result<()> {
    let limit = cx.policies().rules.leg(step, cx.today())?;
    let to = Move { step, holder: Some(holder), limit };
    let change = relay.advance(&UPWARD, &to, cx.now())?;
    loaded.moved(cx, change)
}
