//! The history (审计): events newest first, and the whole chain verified on request.
use crate::desk::{Answer, Desk, Stop, Times};
use crate::form::{Form, FromInput, Input};
use crate::page::{Page, render};
use crate::problem::{Code, Problem};
use crate::words::Words;
use app::system::{
    self, AuditEntry, AuditPage, Damage, Name, Reached, Step, Verdict, Verification,
};
use askama::Template;
use axum::extract::Query;
use base::{EventId, PersonId};
use serde::Deserialize;

/// `GET /audit?actor=&before=`.
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    page(&desk, asked, None).await
}

/// `POST /audit/verify`: walks the chain, a part at a time, on from where the form stands. It
/// changes nothing, so its answer is the page.
pub async fn verify(desk: Desk, form: Form<Walk>) -> Answer {
    let form = form.trusted(&desk.signed.csrf);
    let form = form.map_err(|problem| Stop::from(desk.signed.problem(problem)))?;
    let Ok((Walk(from), _)) = form.split() else {
        return Err(desk.signed.problem(Problem::new(Code::Unreadable)).into());
    };
    let found = desk.read(move |cx, asker| system::verify(cx, &asker.who, from)).await?;
    page(&desk, Asked::default(), Some(found)).await
}

/// Where a walk goes on: at the start where nothing is said.
pub struct Walk(Reached);

impl FromInput for Walk {
    fn read(input: &mut Input) -> Option<Walk> {
        match input.raw("from") {
            "" => Some(Walk(Reached::START)),
            mark => parse(mark).map(Walk),
        }
    }
}

/// A place of a walk as the form carries it: place, hash, last event, events.
fn mark(reached: &Reached) -> String {
    let Reached { seq, head, event, events } = reached;
    format!("{seq}.{}.{event}.{events}", hex(head))
}

fn parse(mark: &str) -> Option<Reached> {
    let mut parts = mark.split('.');
    let (seq, hex) = (parts.next()?.parse().ok()?, parts.next()?);
    let (event, events) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let digits = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..hex.len()).step_by(2).map(digits).collect();
    let head = bytes?.try_into().ok()?;
    let fits = parts.next().is_none() && seq >= 0 && events >= 0;
    fits.then_some(Reached { seq, head, event: EventId(event), events })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is said of an event's deed; its code where there are no words for it.
pub fn what(words: Words, code: &str) -> String {
    let key = format!("audit-what-{code}");
    if words.has(&key) { words.t(&key).into_owned() } else { code.to_owned() }
}

#[derive(Default, Deserialize)]
pub struct Asked {
    actor: Option<PersonId>,
    before: Option<EventId>,
}

#[derive(Template)]
#[template(path = "oversight/audit.html")]
struct View {
    p: Page,
    when: Times,
    shown: AuditPage,
    actor: Option<PersonId>,
    is_first: bool,
    verdict: Option<Said>,
}

/// What a walk came to, in words.
struct Said {
    kind: &'static str,
    icon: &'static str,
    title: String,
    text: String,
    /// Where it goes on, how many rows it has looked at, of how many.
    further: Option<(String, i64, i64)>,
}

impl View {
    fn what(&self, code: &str) -> String {
        what(self.p.words, code)
    }

    fn name(&self, name: &Name) -> String {
        self.pick(&name.zh, &name.en).to_owned()
    }

    /// The name, and of what it is a part: "甲社区 · 网格长".
    fn subject(&self, name: &Name) -> String {
        match self.pick(&name.of_zh, &name.of_en) {
            "" => self.name(name),
            of => format!("{of} · {}", self.name(name)),
        }
    }

    /// The English name, where there is one and the reader wants it.
    fn pick<'n>(&self, zh: &'n str, en: &'n str) -> &'n str {
        if en.is_empty() { zh } else { self.p.lang().pick(zh, en) }
    }

    /// The page of the thing, where there is one that this reader may open.
    fn href(&self, entry: &AuditEntry) -> Option<String> {
        let id = entry.subject.as_ref().map(|_| entry.event.subject)?;
        let (open, path) = match entry.event.noun.as_str() {
            "matter" => (self.shown.reads_matters, "matters"),
            "unit" | "grid" => (self.shown.reads_org, "org/units"),
            "post" => (self.shown.reads_org, "org/posts"),
            "person" => (self.shown.reads_org, "org/people"),
            _ => (false, ""),
        };
        open.then(|| format!("/{path}/{id}"))
    }

    fn noun(&self, code: &str) -> String {
        let key = format!("audit-noun-{code}");
        if self.p.words.has(&key) { self.p.t(&key).into_owned() } else { code.to_owned() }
    }

    /// Where the events of the same person go on.
    fn next(&self, next: &EventId) -> String {
        match self.actor {
            Some(actor) => format!("/audit?actor={actor}&before={next}"),
            None => format!("/audit?before={next}"),
        }
    }
}

async fn page(desk: &Desk, asked: Asked, found: Option<Verification>) -> Answer {
    let Asked { actor, before } = asked;
    let shown = desk.read(move |cx, asker| system::audit(cx, &asker.who, actor, before)).await?;
    let p = desk.page(&desk.words.t("audit-title"));
    let verdict = found.map(|found| said(desk.words, &found));
    let when = Times(desk.when());
    Ok(render(&View { p, when, shown, actor, is_first: before.is_none(), verdict }))
}

fn said(words: Words, found: &Verification) -> Said {
    let done = |kind, icon, title: &str, text| Said {
        kind,
        icon,
        title: words.t(title).into_owned(),
        text,
        further: None,
    };
    match &found.step {
        Step::Further(reached) => {
            let (done, whole) = (reached.seq + reached.events, 2 * found.last);
            let facts = [
                ("seq", reached.seq.to_string()),
                ("last", found.last.to_string()),
                ("events", reached.events.to_string()),
            ];
            let part = if reached.events == 0 { "audit-walk-chain" } else { "audit-walk-events" };
            Said {
                kind: "",
                icon: "hourglass",
                title: words.t("audit-walking").into_owned(),
                text: words.ta(part, &facts),
                further: Some((mark(reached), done, whole.max(done))),
            }
        }
        Step::Done(Verdict::Intact { head, unsealed }) => {
            let facts = [
                ("seq", head.seq.to_string()),
                ("hash", format!("{} {}…", head.hash.code(), hex(&head.head[..HEAD_BYTES]))),
                ("unsealed", unsealed.to_string()),
            ];
            let text = words.ta("audit-intact-text", &facts);
            done("notice-good", "shield-check", "audit-intact", text)
        }
        Step::Done(Verdict::Broken { seq, why }) => {
            let why = match why {
                Damage::Gap => "gap",
                Damage::EventGone => "gone",
                Damage::Altered => "altered",
                Damage::Unsealed => "unsealed",
                Damage::Anchor => "anchor",
            };
            let why = words.tc("audit-damage", why).into_owned();
            let text = words.ta("audit-broken-text", &[("seq", seq.to_string()), ("why", why)]);
            done("notice-bad", "triangle-alert", "audit-broken", text)
        }
    }
}

/// Enough of a head to compare it with one written down, by eye.
const HEAD_BYTES: usize = 6;

#[cfg(test)]
mod tests {
    use super::{mark, parse};
    use app::system::Reached;
    use base::EventId;

    #[test]
    fn a_mark_reads_back_and_anything_else_is_refused() {
        let reached = Reached { seq: 200_000, head: [0xab; 32], event: EventId(7), events: 5000 };
        assert_eq!(parse(&mark(&reached)), Some(reached));
        assert_eq!(parse(&mark(&Reached::START)), Some(Reached::START));
        let zeros = "0".repeat(64);
        for bad in ["1", "1.ab.0.0", &format!("-1.{zeros}.0.0"), &format!("1.{zeros}.0.0.0")] {
            assert_eq!(parse(bad), None, "{bad}");
        }
        assert_eq!(parse(&format!("1.{}.0.0", "é".repeat(32))), None);
    }
}
