//! 处置: a note, a plan, what came of it.
use super::{Choices, Deed};
use crate::form::{Choice, Field, FromInput, Given, Input};
use app::Cx;
use app::grid::matter::{self, Asker, Clause, Page, Solve, Words};
use base::MatterId;
use grid::deadline::PLANNED;
use grid::matter::{Ending, Sort};
use grid::procedure::{HANDLE, ROOT_CAUSE};
use org::Action;

/// Writes down what is being done (记一笔).
pub struct Note(Words);

impl FromInput for Note {
    fn read(input: &mut Input) -> Option<Note> {
        input.text("words").map(Note)
    }
}

impl Deed for Note {
    const CODE: &'static str = "note";
    const ICON: &'static str = "pencil";

    fn offered(page: &Page) -> bool {
        page.can(Action::HandleMatter)
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        vec![f.area("words", c.t("matter-note-words")).max(2000)]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::note(cx, asker, id, &self.0)
    }
}

/// Writes down how it will be solved (办理方案).
pub struct Plan(Words);

impl FromInput for Plan {
    fn read(input: &mut Input) -> Option<Plan> {
        input.text("words").map(Plan)
    }
}

impl Deed for Plan {
    const CODE: &'static str = "plan";
    const ICON: &'static str = "clipboard-list";

    fn offered(page: &Page) -> bool {
        is_worked_on(page)
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        let owed = c.page.main().owes(PLANNED);
        let hint = if owed { "matter-plan-owed" } else { "matter-plan-hint" };
        vec![f.area("words", c.t("matter-plan-words")).hint(c.t(hint)).max(2000)]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::plan(cx, asker, id, &self.0)
    }
}

/// Whether the asker holds it and works on it.
pub fn is_worked_on(page: &Page) -> bool {
    let step = page.main().step.as_str();
    page.can(Action::HandleMatter) && [HANDLE, ROOT_CAUSE].contains(&step)
}

/// Says what came of it (登记结果).
pub struct Done(Solve);

impl FromInput for Done {
    fn read(input: &mut Input) -> Option<Done> {
        let ending = input.choice("ending", Ending::parse);
        let words: Option<Words> = input.text("words");
        let basis: Option<Option<Clause>> = input.optional("basis");
        Some(Done(Solve { ending: ending?, words: words?, basis: basis? }))
    }
}

impl Deed for Done {
    const CODE: &'static str = "solve";
    const ICON: &'static str = "check";
    const NEXT: bool = true;

    fn offered(page: &Page) -> bool {
        is_worked_on(page)
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        let words = c.names.words;
        let endings = Ending::ALL
            .iter()
            .map(|ending| Choice::new(ending.code(), words.tc("matter-ending", ending.code())));
        let own = c.page.matter.sort == Sort::Own;
        let hint = if own { "matter-guidance-hint" } else { "matter-result-hint" };
        vec![
            f.tiles("ending", c.t("matter-ending"), &endings.collect::<Vec<_>>()),
            f.area("words", c.t("matter-result")).hint(c.t(hint)).max(2000),
            f.text("basis", c.t("matter-cannot-basis"))
                .hint(c.t("matter-cannot-hint"))
                .max(300)
                .optional(),
        ]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::solve(cx, asker, id, &self.0)
    }
}
