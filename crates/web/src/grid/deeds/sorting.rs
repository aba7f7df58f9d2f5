//! 研判与分类、复核、申诉: how heavy, whose affair, who handles it – and the second pair of eyes.
use super::{Choices, Deed, id_or_none, yes_or_no};
use crate::form::{Choice, Field, FromInput, Given, Input};
use app::grid::matter::{self, Asker, Page, Words};
use app::{Cx, Failed};
use base::{MatterId, PostId};
use grid::matter::Weight;
use grid::procedure::{ASSESS, SECOND_LOOK, SORT};
use org::Action;

/// Sorts it (研判分类). The ground says whose affair it is, so one choice does for both.
pub struct Sort {
    category: String,
    weight: Weight,
    ground: String,
    reason: Option<Words>,
    assign: Option<PostId>,
}

impl FromInput for Sort {
    fn read(input: &mut Input) -> Option<Sort> {
        let code = |code: &str| (!code.is_empty()).then(|| code.to_owned());
        let category = input.choice("category", code);
        let weight = input.choice("weight", Weight::parse);
        let ground = input.choice("ground", code);
        let (reason, assign) = (input.optional("reason"), id_or_none(input, "assign"));
        Some(Sort {
            category: category?,
            weight: weight?,
            ground: ground?,
            reason: reason?,
            assign: assign?,
        })
    }
}

impl Deed for Sort {
    const CODE: &'static str = "triage";
    const ICON: &'static str = "split";
    const NEXT: bool = true;

    fn offered(page: &Page) -> bool {
        page.can(Action::AssessMatter)
            && page.can(Action::SortMatter)
            && [ASSESS, SORT].contains(&page.main().step.as_str())
            && page.main().ended.is_none()
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        let matter = &c.page.matter;
        let f = match f.value("weight") {
            "" => &f
                .clone()
                .with("category", &matter.category)
                .with("weight", matter.weight.code())
                .with("ground", first_ground(c)),
            _ => f,
        };
        let words = c.names.words;
        let weights = Weight::ALL.iter().map(|weight| {
            let code = weight.code();
            let note = words.tc("matter-weight-note", code);
            Choice::new(code, words.tc("matter-weight", code)).note(note)
        });
        let grounds = c.names.grounds.iter().map(|ground| {
            let sort = words.tc("matter-sort", ground.sort.code());
            Choice::new(&ground.code, format!("{sort} · {}", ground.name(words.lang)))
        });
        let handlers = c.names.post_choices(c.handlers());
        vec![
            f.select("category", c.t("matter-category"), &c.names.category_choices()),
            f.tiles("weight", c.t("matter-weight"), &weights.collect::<Vec<_>>()),
            f.select("ground", c.t("matter-ground"), &grounds.collect::<Vec<_>>())
                .hint(c.t("matter-ground-hint")),
            f.select("assign", c.t("matter-assign"), &c.with_none("matter-assign-none", handlers)),
            f.area("reason", c.t("matter-reason")).max(2000).optional(),
        ]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        let grounds = cx.policies().rules.grounds(cx.today())?.value;
        let ground = grounds.into_iter().find(|ground| ground.code == self.ground);
        let ground = ground.ok_or(Failed::field("ground", "unknown_ground"))?;
        let new = matter::Triage {
            category: self.category.clone(),
            weight: self.weight,
            sort: ground.sort,
            ground: ground.code,
            reason: self.reason.clone(),
            assign: self.assign,
        };
        matter::triage(cx, asker, id, &new)
    }
}

/// What it was sorted by, or the first ground of the sort that its category starts with.
fn first_ground(c: &Choices<'_>) -> String {
    let sort = c.page.matter.sort;
    let first = c.names.grounds.iter().find(|ground| ground.sort == sort);
    let first = first.map(|ground| ground.code.clone()).unwrap_or_default();
    c.page.matter.ground.clone().unwrap_or(first)
}

/// Agrees to a sorting, or sends it back (复核).
pub struct SecondLook {
    agree: bool,
    reason: Words,
}

impl FromInput for SecondLook {
    fn read(input: &mut Input) -> Option<SecondLook> {
        let (agree, reason) = (input.choice("agree", yes_or_no), input.text("reason"));
        Some(SecondLook { agree: agree?, reason: reason? })
    }
}

impl Deed for SecondLook {
    const CODE: &'static str = "second-look";
    const ICON: &'static str = "eye";
    const NEXT: bool = true;

    fn offered(page: &Page) -> bool {
        page.can(Action::ConfirmSort) && is_looked_at(page) && page.matter.proposal.is_some()
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        vec![
            f.tiles("agree", c.t("matter-agree"), &c.yes_no("matter-agree")).hint(proposed(c)),
            f.area("reason", c.t("matter-reason")).max(2000),
        ]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::second_look(cx, asker, id, self.agree, &self.reason)
    }
}

fn is_looked_at(page: &Page) -> bool {
    page.main().step == SECOND_LOOK && page.main().ended.is_none()
}

/// What was proposed, in words.
fn proposed(c: &Choices<'_>) -> String {
    let text = c.page.matter.proposal.as_deref().unwrap_or_default();
    let Ok(proposal) = serde_json::from_str::<matter::Proposal>(text) else { return String::new() };
    let words = c.names.words;
    let facts = [
        ("category", c.names.category(&proposal.category)),
        ("weight", words.tc("matter-weight", proposal.weight.code()).into_owned()),
        ("sort", words.tc("matter-sort", proposal.sort.code()).into_owned()),
        ("ground", c.names.ground(&proposal.ground)),
    ];
    words.ta("matter-proposed", &facts)
}

/// Decides what a reporter contests (申诉).
pub struct DecideAppeal {
    stands: bool,
    reason: Words,
}

impl FromInput for DecideAppeal {
    fn read(input: &mut Input) -> Option<DecideAppeal> {
        let (stands, reason) = (input.choice("stands", yes_or_no), input.text("reason"));
        Some(DecideAppeal { stands: stands?, reason: reason? })
    }
}

impl Deed for DecideAppeal {
    const CODE: &'static str = "decide-appeal";
    const ICON: &'static str = "scale";
    const NEXT: bool = true;

    fn offered(page: &Page) -> bool {
        page.can(Action::DecideAppeal) && is_looked_at(page) && page.matter.proposal.is_none()
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        vec![
            f.tiles("stands", c.t("matter-stands"), &c.yes_no("matter-stands")),
            f.area("reason", c.t("matter-reason")).hint(c.t("matter-told-hint")).max(2000),
        ]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::decide_appeal(cx, asker, id, self.stands, &self.reason)
    }
}
