//! The history (审计): events newest first, and the whole chain verified on request.
use crate::desk::{Answer, Desk, Nothing, Stop, Times};
use crate::form::Form;
use crate::page::{Page, render};
use crate::words::Words;
use app::system::{self, AuditPage, Damage, Verdict};
use askama::Template;
use axum::extract::Query;
use base::{EventId, PersonId};
use serde::Deserialize;

/// `GET /audit?actor=&before=`.
pub async fn show(desk: Desk, Query(asked): Query<Asked>) -> Answer {
    page(&desk, asked, None).await
}

/// `POST /audit/verify`: walks the whole chain. It changes nothing, so its answer is the page.
pub async fn verify(desk: Desk, form: Form<Nothing>) -> Answer {
    form.trusted(&desk.signed.csrf).map_err(|problem| Stop::from(desk.signed.problem(problem)))?;
    let verdict = desk.read(|cx, asker| system::verify(cx, &asker.who)).await?;
    page(&desk, Asked::default(), Some(verdict)).await
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

/// A verdict in words.
struct Said {
    is_intact: bool,
    title: String,
    text: String,
}

impl View {
    fn what(&self, code: &str) -> String {
        what(self.p.words, code)
    }

    fn name(&self, names: &(String, String)) -> String {
        self.p.lang().pick(&names.0, &names.1).to_owned()
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

async fn page(desk: &Desk, asked: Asked, verdict: Option<Verdict>) -> Answer {
    let Asked { actor, before } = asked;
    let shown = desk.read(move |cx, asker| system::audit(cx, &asker.who, actor, before)).await?;
    let p = desk.page(&desk.words.t("audit-title"));
    let verdict = verdict.map(|verdict| said(desk.words, &verdict));
    let when = Times(desk.when());
    Ok(render(&View { p, when, shown, actor, is_first: before.is_none(), verdict }))
}

fn said(words: Words, verdict: &Verdict) -> Said {
    match verdict {
        Verdict::Intact { head, unsealed } => {
            let start = &head.head[..HEAD_BYTES];
            let hash: String = start.iter().map(|byte| format!("{byte:02x}")).collect();
            let facts = [
                ("seq", head.seq.to_string()),
                ("hash", format!("{} {hash}…", head.hash.code())),
                ("unsealed", unsealed.to_string()),
            ];
            let title = words.t("audit-intact").into_owned();
            Said { is_intact: true, title, text: words.ta("audit-intact-text", &facts) }
        }
        Verdict::Broken { seq, why } => {
            let why = match why {
                Damage::Gap => "gap",
                Damage::EventGone => "gone",
                Damage::Altered => "altered",
                Damage::Unsealed => "unsealed",
                Damage::Anchor => "anchor",
            };
            let why = words.tc("audit-damage", why).into_owned();
            let facts = [("seq", seq.to_string()), ("why", why)];
            let title = words.t("audit-broken").into_owned();
            Said { is_intact: false, title, text: words.ta("audit-broken-text", &facts) }
        }
    }
}

/// Enough of a head to compare it with one written down, by eye.
const HEAD_BYTES: usize = 6;
