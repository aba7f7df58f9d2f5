//! 上报、答复、接受答复、退回答复: what goes up, and how its answer comes back.
use super::handle::is_worked_on;
use super::{Choices, Deed, id_or_none};
use crate::form::{Choice, Field, FromInput, Given, Input};
use app::Cx;
use app::grid::matter::{self, Asker, Page, Words};
use base::{MatterId, PostId, RelayId};
use grid::procedure::{ANSWER, WEIGH};
use org::Action;

/// Reports it upward (上报).
pub struct ReportUp {
    to: Option<PostId>,
    words: Words,
}

impl FromInput for ReportUp {
    fn read(input: &mut Input) -> Option<ReportUp> {
        let (to, words) = (id_or_none(input, "to"), input.text("words"));
        Some(ReportUp { to: to?, words: words? })
    }
}

impl Deed for ReportUp {
    const CODE: &'static str = "report-up";
    const ICON: &'static str = "upload";

    fn offered(page: &Page) -> bool {
        page.can(Action::ReportUp) && is_worked_on(page)
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        let posts = c.names.post_choices(c.above());
        vec![
            f.select("to", c.t("matter-up-to"), &c.with_none("matter-up-next", posts)),
            f.area("words", c.t("matter-up-words")).hint(c.t("matter-up-hint")).max(2000),
        ]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::report_up(cx, asker, id, self.to, &self.words)
    }
}

/// Answers what was reported upward (答复上报).
pub struct AnswerUp {
    part: RelayId,
    words: Words,
}

impl FromInput for AnswerUp {
    fn read(input: &mut Input) -> Option<AnswerUp> {
        let (part, words) = (input.parsed("part"), input.text("words"));
        Some(AnswerUp { part: part?, words: words? })
    }
}

impl Deed for AnswerUp {
    const CODE: &'static str = "answer-up";
    const ICON: &'static str = "corner-up-left";
    const NEXT: bool = true;

    fn offered(page: &Page) -> bool {
        !parts_at(page, ANSWER).is_empty()
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        vec![part_field(c, f, ANSWER), f.area("words", c.t("matter-answer")).max(2000)]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::answer_up(cx, asker, id, self.part, &self.words)
    }
}

/// Takes the answer from above (接受答复).
pub struct TakeAnswer(RelayId);

impl FromInput for TakeAnswer {
    fn read(input: &mut Input) -> Option<TakeAnswer> {
        input.parsed("part").map(TakeAnswer)
    }
}

impl Deed for TakeAnswer {
    const CODE: &'static str = "take-answer";
    const ICON: &'static str = "check";
    const NEXT: bool = true;

    fn offered(page: &Page) -> bool {
        !parts_at(page, WEIGH).is_empty()
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        vec![part_field(c, f, WEIGH)]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::take_answer(cx, asker, id, self.0)
    }
}

/// Asks again: the answer does not help (退回答复).
pub struct ReturnAnswer {
    part: RelayId,
    words: Words,
}

impl FromInput for ReturnAnswer {
    fn read(input: &mut Input) -> Option<ReturnAnswer> {
        let (part, words) = (input.parsed("part"), input.text("words"));
        Some(ReturnAnswer { part: part?, words: words? })
    }
}

impl Deed for ReturnAnswer {
    const CODE: &'static str = "return-answer";
    const ICON: &'static str = "undo-2";

    fn offered(page: &Page) -> bool {
        !parts_at(page, WEIGH).is_empty()
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        vec![part_field(c, f, WEIGH), f.area("words", c.t("matter-ask-again")).max(2000)]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::return_answer(cx, asker, id, self.part, &self.words)
    }
}

/// The open parts in the asker's hands at a step.
fn parts_at(page: &Page, step: &str) -> Vec<RelayId> {
    let parts = page.relays.iter().skip(1);
    let mine = parts.filter(|part| part.step == step && page.answers.contains(&part.id));
    mine.map(|part| part.id).collect()
}

/// Which part it is about: a list, though nearly always of one.
fn part_field(c: &Choices<'_>, f: &Given, step: &str) -> Field {
    let parts = parts_at(c.page, step);
    let choices = c.page.relays.iter().filter(|part| parts.contains(&part.id));
    let choices = choices.map(|part| Choice::new(part.id, c.names.post(asked_of(c, part.id))));
    f.select("part", c.t("matter-part"), &choices.collect::<Vec<_>>())
}

/// The post above that is, or was, asked in a part.
fn asked_of(c: &Choices<'_>, part: RelayId) -> PostId {
    let legs = c.page.legs.iter().rev();
    let asked = legs.filter(|(of, leg)| *of == part && leg.step == ANSWER);
    let holder = c.page.relays.iter().find(|relay| relay.id == part).map(|relay| relay.holder);
    let mut asked = asked.map(|(_, leg)| leg.holder).chain(holder);
    asked.next().unwrap_or(c.page.main().holder)
}
