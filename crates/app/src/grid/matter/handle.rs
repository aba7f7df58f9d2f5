//! 处置: notes, the plan of a complex matter, and what came of it.
use super::loaded::{Asker, By};
use super::triage::{go, other_than};
use super::{Clause, Words, load};
use crate::{Cx, Failed, Result};
use base::MatterId;
use grid::deadline::{PLANNED, SOLVED};
use grid::matter::{Ending, Sort};
use grid::procedure::{CHECK, HANDLE, ROOT_CAUSE};
use org::{Action, Role};
use serde_json::json;

/// What came of it, as staff say (处置结果).
#[derive(Clone, Debug)]
pub struct Solve {
    pub ending: Ending,
    pub words: Words,
    /// The clause for which it cannot be done; asked for with [`Ending::Cannot`].
    pub basis: Option<Clause>,
}

/// Writes down what is being done. It moves nothing and resets no clock.
pub fn note(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId, words: &Words) -> Result<()> {
    let loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::HandleMatter)?;
    let detail = json!({ "words": words.as_str() });
    loaded.record(cx, By::right(asker, &granted), "noted", detail, None)
}

/// Writes down how a complex matter will be solved; that is what was promised of it.
pub fn plan(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId, words: &Words) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::HandleMatter)?;
    loaded.at_step(loaded.main(), &[HANDLE, ROOT_CAUSE])?;
    let kept = loaded.main().owes(PLANNED);
    if kept {
        let change = loaded.main().meet_promise(PLANNED, cx.now())?;
        loaded.moved(cx, change)?;
    }
    let detail = json!({ "words": words.as_str(), "kept": kept });
    loaded.record(cx, By::right(asker, &granted), "planned", detail, None)
}

/// Says that it is done, or why not. Somebody else checks before anybody is told.
pub fn solve(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId, solve: &Solve) -> Result<()> {
    let mut loaded = load(cx, id)?;
    let granted = loaded.allow(asker, Action::HandleMatter)?;
    loaded.at_step(loaded.main(), &[HANDLE, ROOT_CAUSE])?;
    let basis = solve.basis.as_ref().map(Clause::as_str);
    grid::handling::check_ending(solve.ending, solve.words.as_str(), basis)
        .map_err(|refused| Failed::field("basis", refused.code()))?;
    if loaded.matter.sort == Sort::Own {
        grid::triage::own_needs_guidance(solve.words.as_str())
            .map_err(|refused| Failed::field("words", refused.code()))?;
    }
    relay::may_close_parent(loaded.parts())?;
    loaded.matter.handler = asker.who.person;
    loaded.matter.ending = Some(solve.ending);
    loaded.matter.staff_says = Some(solve.words.to_string());
    if loaded.main().owes(SOLVED) {
        let change = loaded.main().meet_promise(SOLVED, cx.now())?;
        loaded.moved(cx, change)?;
    }
    let roles = [Role::Community, Role::Street, Role::District];
    let checker = other_than(&loaded, &roles, asker.who.person, granted.post)?;
    go(cx, &mut loaded, CHECK, Some(checker))?;
    loaded.save(cx)?;
    let detail = json!({
        "ending": solve.ending.code(), "words": solve.words.as_str(), "clause": basis,
    });
    loaded.record(cx, By::right(asker, &granted), "handled", detail, None)
}
