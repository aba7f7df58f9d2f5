//! 移交、退回、裁定、接管: whose hands it is in.
use super::{Choices, Deed};
use crate::form::{Field, FromInput, Given, Input};
use app::Cx;
use app::grid::matter::{self, Asker, Clause, HandOver, Page, SendBack, Words};
use base::{MatterId, PostId};
use grid::procedure::{ARBITRATE, HANDLE};
use org::Action;

/// Gives it to another post (移交).
pub struct Over(HandOver);

impl FromInput for Over {
    fn read(input: &mut Input) -> Option<Over> {
        let (to, reason) = (input.parsed("to"), input.text("reason"));
        Some(Over(HandOver { to: to?, reason: reason? }))
    }
}

impl Deed for Over {
    const CODE: &'static str = "hand-over";
    const ICON: &'static str = "arrow-right";

    fn offered(page: &Page) -> bool {
        page.can(Action::HandOver)
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        let posts = c.names.post_choices(c.others());
        vec![
            f.select("to", c.t("matter-to"), &c.with_none("matter-choose", posts)),
            f.area("reason", c.t("matter-reason")).max(2000),
        ]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::hand_over(cx, asker, id, &self.0)
    }
}

/// Sends it back, with the clause and the right owner (退回).
pub struct Back(SendBack);

impl FromInput for Back {
    fn read(input: &mut Input) -> Option<Back> {
        send_back(input).map(Back)
    }
}

impl Deed for Back {
    const CODE: &'static str = "send-back";
    const ICON: &'static str = "undo-2";

    fn offered(page: &Page) -> bool {
        page.can(Action::SendBack) && page.main().step == HANDLE && !page.is_arbitrated
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        send_back_fields(c, f)
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::send_back(cx, asker, id, &self.0)
    }
}

/// Asks the street whose affair it is (提请裁定).
pub struct AskArbitration(SendBack);

impl FromInput for AskArbitration {
    fn read(input: &mut Input) -> Option<AskArbitration> {
        send_back(input).map(AskArbitration)
    }
}

impl Deed for AskArbitration {
    const CODE: &'static str = "ask-arbitration";
    const ICON: &'static str = "scale";

    /// After it was sent back before; how often is enough, policy says when it is asked.
    fn offered(page: &Page) -> bool {
        Back::offered(page) && page.main().returns > 0
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        send_back_fields(c, f)
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::ask_arbitration(cx, asker, id, &self.0)
    }
}

fn send_back(input: &mut Input) -> Option<SendBack> {
    let clause: Option<Clause> = input.text("clause");
    let right_owner = input.parsed("right_owner");
    Some(SendBack { clause: clause?, right_owner: right_owner? })
}

fn send_back_fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
    let posts = c.names.post_choices(c.others());
    vec![
        f.text("clause", c.t("matter-clause")).hint(c.t("matter-clause-hint")).max(300),
        f.select("right_owner", c.t("matter-right-owner"), &c.with_none("matter-choose", posts)),
    ]
}

/// Decides whose it is (裁定).
pub struct Arbitrate {
    to: PostId,
    clause: Clause,
}

impl FromInput for Arbitrate {
    fn read(input: &mut Input) -> Option<Arbitrate> {
        let (to, clause) = (input.parsed("to"), input.text("clause"));
        Some(Arbitrate { to: to?, clause: clause? })
    }
}

impl Deed for Arbitrate {
    const CODE: &'static str = "arbitrate";
    const ICON: &'static str = "gavel";
    const NEXT: bool = true;

    fn offered(page: &Page) -> bool {
        page.can(Action::Arbitrate) && page.main().step == ARBITRATE && page.main().ended.is_none()
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        let posts = c.names.post_choices(c.handlers());
        vec![
            f.select("to", c.t("matter-arbitrate-to"), &c.with_none("matter-choose", posts)),
            f.text("clause", c.t("matter-clause")).hint(c.t("matter-arbitrate-hint")).max(300),
        ]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::arbitrate(cx, asker, id, self.to, &self.clause)
    }
}

/// Takes it out of lower hands, or of nobody's (接管).
pub struct TakeOver(Words);

impl FromInput for TakeOver {
    fn read(input: &mut Input) -> Option<TakeOver> {
        input.text("reason").map(TakeOver)
    }
}

impl Deed for TakeOver {
    const CODE: &'static str = "take-over";
    const ICON: &'static str = "hand";

    fn offered(page: &Page) -> bool {
        // Who holds it has it already.
        page.can(Action::TakeOver) && !page.can(Action::HandOver) && page.main().ended.is_none()
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        vec![f.area("reason", c.t("matter-reason")).hint(c.t("matter-take-over-hint")).max(2000)]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::take_over(cx, asker, id, &self.0)
    }
}
