//! 核查、反馈、合并、重办.
use super::{Choices, Deed, yes_or_no};
use crate::form::{Field, FromInput, Given, Input};
use app::grid::matter::{self, Asker, Page, Words};
use app::{Cx, Failed};
use base::{MatterId, Text};
use grid::procedure::{CHECK, FEEDBACK};
use org::Action;

/// Checks what was done (核查).
pub struct Check {
    passes: bool,
    words: Words,
}

impl FromInput for Check {
    fn read(input: &mut Input) -> Option<Check> {
        let (passes, words) = (input.choice("passes", yes_or_no), input.text("words"));
        Some(Check { passes: passes?, words: words? })
    }
}

impl Deed for Check {
    const CODE: &'static str = "check";
    const ICON: &'static str = "shield-check";
    const NEXT: bool = true;

    fn offered(page: &Page) -> bool {
        page.can(Action::CheckMatter) && page.main().step == CHECK && page.main().ended.is_none()
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        vec![
            f.tiles("passes", c.t("matter-passes"), &c.yes_no("matter-passes")),
            f.area("words", c.t("matter-check-words")).max(2000),
        ]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::check(cx, asker, id, self.passes, &self.words)
    }
}

/// Tells the reporter and closes it (反馈办结).
pub struct Feedback(Words);

impl FromInput for Feedback {
    fn read(input: &mut Input) -> Option<Feedback> {
        input.text("words").map(Feedback)
    }
}

impl Deed for Feedback {
    const CODE: &'static str = "feedback";
    const ICON: &'static str = "message-square-text";
    const NEXT: bool = true;

    fn offered(page: &Page) -> bool {
        page.can(Action::GiveFeedback)
            && page.can(Action::CloseMatter)
            && page.main().step == FEEDBACK
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        let area = f.area("words", c.t("matter-feedback")).max(2000);
        vec![match c.draft() {
            Some(draft) => area.hint(c.t("matter-draft-hint")).begins(draft.text),
            None => area.hint(c.t("matter-told-hint")),
        }]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::feedback(cx, asker, id, &self.0)
    }
}

/// Merges it into another one (合并).
pub struct Merge {
    into: Text<40>,
    reason: Words,
}

impl FromInput for Merge {
    fn read(input: &mut Input) -> Option<Merge> {
        let (into, reason) = (input.text("into"), input.text("reason"));
        Some(Merge { into: into?, reason: reason? })
    }
}

impl Deed for Merge {
    const CODE: &'static str = "merge";
    const ICON: &'static str = "git-merge";

    fn offered(page: &Page) -> bool {
        page.can(Action::MergeMatter) && page.main().ended.is_none()
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        vec![
            f.text("into", c.t("matter-merge-into")).hint(c.t("matter-merge-hint")).max(40),
            f.area("reason", c.t("matter-reason")).max(2000),
        ]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        let number = grid::words::fold(self.into.as_str());
        let into = match matter::by_number(cx, asker, &number) {
            Err(Failed::NotFound) => return Err(Failed::field("into", "unknown")),
            found => found?,
        };
        matter::merge(cx, asker, id, into, &self.reason)
    }
}

/// Takes it up again (重办).
pub struct Reopen(Words);

impl FromInput for Reopen {
    fn read(input: &mut Input) -> Option<Reopen> {
        input.text("reason").map(Reopen)
    }
}

impl Deed for Reopen {
    const CODE: &'static str = "reopen";
    const ICON: &'static str = "rotate-ccw";

    fn offered(page: &Page) -> bool {
        let ended = page.matter.ended_at.is_some() && page.matter.merged_into.is_none();
        ended && page.can(Action::ReopenMatter)
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        vec![f.area("reason", c.t("matter-reason")).max(2000)]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::reopen(cx, asker, id, &self.0)
    }
}
