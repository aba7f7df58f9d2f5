//! Hands over what waits in the outbox (发送): claim, send, mark; never within a transaction.
//!
//! A claim is a guarded update with an end, so of two servers one has a row; when that one dies
//! between handing it over and marking it, the claim ends and it is sent once more, under the same
//! id, by which a receiver knows it. Nothing is lost, and nothing is promised to come only once.
use super::address;
use crate::{App, Cx, Failed, Result, alert};
use base::{Lang, MatterId, OutboxId, PersonId, SignedDuration};
use grid::reply::Gap;
use send::{Letter, Message, Outlets, Undelivered};
use serde_json::Value;
use store::message::outbox as rows;
use store::message::outbox::Outgoing;
use tokio::task::JoinSet;

/// How long a claim holds: longer than a name, a connection and every answer may take together.
const CLAIM: SignedDuration = SignedDuration::from_mins(5);
/// How many are on their way at once: a slow receiver does not hold up the others for long.
const BATCH: u32 = 8;

/// Something claimed, ready to go (待发件).
#[derive(Clone, Debug)]
pub struct Claimed {
    pub id: OutboxId,
    claims: i64,
    tries: u32,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Webhook {
        code: String,
        body: String,
    },
    Mail {
        to: String,
        subject: String,
        text: String,
        unsubscribe: Option<String>,
    },
    /// It cannot be put together: whom it is for wants no mail any more, or its matter is gone.
    Nothing,
}

/// Sends what is due, until nothing is. Does nothing where nothing may leave.
pub async fn send_due(app: &App) -> Result<()> {
    if app.outlets().is_none() {
        return Ok(());
    }
    loop {
        let claimed = claim(app).await?;
        if claimed.is_empty() {
            return Ok(());
        }
        let mut running = JoinSet::new();
        for one in claimed {
            let app = app.clone();
            running.spawn(async move { deliver(&app, one).await });
        }
        let mut failed = None;
        // All are waited for, also after one that failed: what was handed over is to be marked.
        while let Some(done) = running.join_next().await {
            match done {
                Ok(Ok(()) | Err(Failed::Stale)) => {} // outlived: somebody else has it
                Ok(Err(error)) => failed = Some(error),
                Err(error) => failed = Some(Failed::Broken(format!("a delivery ended: {error}"))),
            }
        }
        if let Some(error) = failed {
            return Err(error);
        }
    }
}

/// Claims what is due, a few at a time. A question first: mostly nothing waits.
pub async fn claim(app: &App) -> Result<Vec<Claimed>> {
    let due = app.read(|cx| Ok(rows::due(cx.tx, cx.at, BATCH)?)).await?;
    if due.is_empty() {
        return Ok(Vec::new());
    }
    app.write(move |cx| {
        let mut claimed = Vec::new();
        for row in &due {
            if rows::claim(cx.tx, row, cx.at, cx.at + CLAIM)? {
                claimed.push(ready(cx, row)?);
            }
        }
        Ok(claimed)
    })
    .await
}

/// Sends one and marks what came of it.
pub async fn deliver(app: &App, one: Claimed) -> Result<()> {
    let outcome = hand_over(app, one.clone()).await?;
    mark(app, &one, outcome).await
}

/// Sends one; a server that dies after this has sent and not marked.
pub async fn hand_over(app: &App, one: Claimed) -> Result<std::result::Result<(), Undelivered>> {
    let (app, at) = (app.clone(), app.now().as_second());
    let done = tokio::task::spawn_blocking(move || match app.outlets() {
        Some(outlets) => go(outlets, &one, at),
        None => Err(Undelivered::AddressRefused),
    });
    done.await.map_err(|error| Failed::Broken(format!("a delivery ended: {error}")))
}

fn go(outlets: &Outlets, one: &Claimed, at: i64) -> std::result::Result<(), Undelivered> {
    let id = format!("msg_{}", one.id);
    match &one.what {
        What::Nothing => Ok(()),
        What::Webhook { code, body } => outlets.call(code, Message { id: &id, at, body }),
        What::Mail { to, subject, text, unsubscribe } => {
            let unsubscribe = unsubscribe.as_deref();
            outlets.mail(Letter { id: &id, to, subject, text, unsubscribe })
        }
    }
}

/// Marks what came of it: done, due again by policy, or failed for good.
async fn mark(
    app: &App,
    one: &Claimed,
    outcome: std::result::Result<(), Undelivered>,
) -> Result<()> {
    let (id, claims, tries) = (one.id, one.claims, one.tries + 1);
    app.write(move |cx| {
        let Err(why) = &outcome else { return Ok(rows::sent(cx.tx, id, claims)?) };
        let rule = cx.policies().rules.delivery(cx.today())?.value;
        let wait = rule.wait_minutes(tries).map(SignedDuration::from_mins);
        let again = wait.map(|wait| cx.at + wait);
        tracing::warn!(%id, tries, why = why.code(), "a delivery failed");
        Ok(rows::missed(cx.tx, id, claims, &why.code(), again)?)
    })
    .await
}

fn ready(cx: &mut Cx<'_, '_>, row: &Outgoing) -> Result<Claimed> {
    let what = match row.channel.as_str() {
        "webhook" => What::Webhook { code: row.target.clone(), body: row.body.clone() },
        alert::CHANNEL => match alert::letter(cx, row)? {
            Some(alert::Letter { to, subject, text, page }) => {
                What::Mail { to, subject, text, unsubscribe: Some(page) }
            }
            None => What::Nothing,
        },
        _ => letter(cx, row)?.unwrap_or(What::Nothing),
    };
    Ok(Claimed { id: row.id, claims: row.claims + 1, tries: row.tries, what })
}

/// A letter is put together now: whoever has stopped mail meanwhile gets none.
fn letter(cx: &mut Cx<'_, '_>, row: &Outgoing) -> Result<Option<What>> {
    let person = row.target.parse::<PersonId>().ok();
    let body: Value = serde_json::from_str(&row.body).unwrap_or_default();
    let matter = body["matter"].as_str().and_then(|id| id.parse::<MatterId>().ok());
    let (Some(person), Some(matter)) = (person, matter) else { return Ok(None) };
    let to = match address::opened(cx, person) {
        Err(Failed::Refused { .. }) => return Ok(None), // sealed with another key
        found => found?,
    };
    let (Some((to, lang)), Some(matter)) = (to, store::grid::matter::find(cx.tx, matter)?) else {
        return Ok(None);
    };
    let (rules, today) = (&cx.policies().rules, cx.today());
    let words = rules.mail_words(today)?.value;
    let category = rules.category(&matter.category, today);
    let category = category.map_or(matter.category.clone(), |found| found.name(lang).to_owned());
    let site = cx.app.outlets().map_or("", Outlets::site);
    let say = |gap: Gap| match gap {
        Gap::Number => matter.number.clone(),
        Gap::Category => category.clone(),
        Gap::Link => format!("{}/matters/{}", site.trim_end_matches('/'), matter.id),
        Gap::Address | Gap::ReportedOn | Gap::Ending => String::new(),
        Gap::Area | Gap::Until | Gap::Rows => String::new(),
    };
    let (subject, text) = match lang {
        Lang::Zh => (&words.subject_zh, &words.text_zh),
        Lang::En => (&words.subject_en, &words.text_en),
    };
    let (subject, text) = (subject.0.fill(say), text.0.fill(say));
    Ok(Some(What::Mail { to, subject, text, unsubscribe: None }))
}
