//! 暂停、恢复、延期: what moves a promised day, each with its reason.
use super::{Choices, Deed, yes_or_no};
use crate::form::{Choice, Field, FromInput, Given, Input};
use app::grid::matter::{self, Asker, Page, Words};
use app::{Cx, Failed};
use base::MatterId;
use base::calendar::ClockKind;
use org::Action;
use relay::Relay;

/// Stops the clocks while waiting for others (暂停计时).
pub struct Pause {
    reason: String,
    words: Option<Words>,
}

impl FromInput for Pause {
    fn read(input: &mut Input) -> Option<Pause> {
        let code = |code: &str| (!code.is_empty()).then(|| code.to_owned());
        let (reason, words) = (input.choice("reason", code), input.optional("words"));
        Some(Pause { reason: reason?, words: words? })
    }
}

impl Deed for Pause {
    const CODE: &'static str = "pause";
    const ICON: &'static str = "pause";

    fn offered(page: &Page) -> bool {
        page.can(Action::Pause) && !page.main().is_paused()
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        let reasons = c.policies.rules.pause(c.today).map(|rules| rules.value.reasons);
        let reasons = reasons.unwrap_or_default();
        let lang = c.names.lang();
        let reasons = reasons.iter().map(|reason| Choice::new(&reason.code, reason.name(lang)));
        vec![
            f.tiles("reason", c.t("matter-pause-reason"), &reasons.collect::<Vec<_>>())
                .hint(c.t("matter-pause-hint")),
            f.area("words", c.t("matter-pause-words")).max(2000).optional(),
        ]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::pause(cx, asker, id, &self.reason, self.words.as_ref())
    }
}

/// Lets the clocks run again (恢复计时).
pub struct Resume;

impl FromInput for Resume {
    fn read(_input: &mut Input) -> Option<Resume> {
        Some(Resume)
    }
}

impl Deed for Resume {
    const CODE: &'static str = "resume";
    const ICON: &'static str = "play";

    fn offered(page: &Page) -> bool {
        page.can(Action::Resume) && page.main().is_paused()
    }

    fn fields(_c: &Choices<'_>, _f: &Given) -> Vec<Field> {
        Vec::new()
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::resume(cx, asker, id)
    }
}

/// Asks for more time (申请延期).
pub struct AskExtension {
    minutes: i64,
    reason: Words,
}

/// More hours or days than that are no wish for an extension.
const AMOUNT_MAX: i64 = 999;
const MINUTES_PER_HOUR: i64 = 60;
const MINUTES_PER_DAY: i64 = 24 * MINUTES_PER_HOUR;

impl FromInput for AskExtension {
    fn read(input: &mut Input) -> Option<AskExtension> {
        let amount = input.number("amount", 1..=AMOUNT_MAX);
        let unit = input.choice("unit", |code| match code {
            "hours" => Some(MINUTES_PER_HOUR),
            "days" => Some(MINUTES_PER_DAY),
            _ => None,
        });
        let reason = input.text("reason");
        Some(AskExtension { minutes: amount? * unit?, reason: reason? })
    }
}

impl Deed for AskExtension {
    const CODE: &'static str = "ask-extension";
    const ICON: &'static str = "hourglass";

    fn offered(page: &Page) -> bool {
        page.can(Action::AskExtension) && !waits(page)
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        let kind = counts_by(c.page.main());
        let unit = |code| Choice::new(code, c.names.words.tc("matter-unit", code));
        // A day of working time is shorter than a day, so there only hours are meant.
        let units: &[&str] =
            if kind == ClockKind::Natural { &["hours", "days"] } else { &["hours"] };
        let units: Vec<Choice> = units.iter().map(|code| unit(code)).collect();
        let clock = c.names.words.tc("matter-clock", kind.code()).into_owned();
        let hint = c.names.words.ta("matter-amount-hint", &[("clock", clock)]);
        let f = match f.value("unit") {
            "" => &f.clone().with("unit", "hours"),
            _ => f,
        };
        vec![
            f.number("amount", c.t("matter-amount")).hint(hint),
            f.tiles("unit", c.t("matter-unit"), &units),
            f.area("reason", c.t("matter-reason")).max(2000),
        ]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        match matter::ask_extension(cx, asker, id, self.minutes, &self.reason) {
            Err(Failed::Field { field: "minutes", code, facts }) => {
                Err(Failed::Field { field: "amount", code, facts })
            }
            done => done,
        }
    }
}

fn waits(page: &Page) -> bool {
    page.extensions.iter().any(|wish| wish.decided_at.is_none())
}

/// Which time an extension adds to: the open promise's, else the holder's own.
fn counts_by(relay: &Relay) -> ClockKind {
    let promise = relay.open_promise().map(|promise| &promise.clock);
    promise.or(relay.leg_clock.as_ref()).map_or(ClockKind::Natural, |clock| clock.kind)
}

/// Grants or refuses more time (批复延期).
pub struct DecideExtension {
    grant: bool,
    reason: Words,
}

impl FromInput for DecideExtension {
    fn read(input: &mut Input) -> Option<DecideExtension> {
        let (grant, reason) = (input.choice("grant", yes_or_no), input.text("reason"));
        Some(DecideExtension { grant: grant?, reason: reason? })
    }
}

impl Deed for DecideExtension {
    const CODE: &'static str = "decide-extension";
    const ICON: &'static str = "hourglass";

    fn offered(page: &Page) -> bool {
        page.can(Action::ApproveExtension) && waits(page) && page.main().ended.is_none()
    }

    fn fields(c: &Choices<'_>, f: &Given) -> Vec<Field> {
        vec![
            f.tiles("grant", c.t("matter-grant"), &c.yes_no("matter-grant")),
            f.area("reason", c.t("matter-reason")).max(2000),
        ]
    }

    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> app::Result<()> {
        matter::decide_extension(cx, asker, id, self.grant, &self.reason)
    }
}
