//! Who is told of what (告知): written with the change, in its transaction.
use crate::grid::matter::{By, Loaded};
use crate::{App, Cx, Result};
use base::{MatterId, NoticeId, OutboxId, PersonId, PostId, RelayId, SignedDuration};
use serde_json::json;
use store::message::notice::Notice;
use store::message::outbox::Outgoing;

/// A relay that a post has got (到岗), remembered until the event says by whom.
#[derive(Clone, Debug)]
pub(crate) struct Arrived {
    pub relay: RelayId,
    pub post: PostId,
}

/// What followers and other systems are told of: where a matter turns, not each note (告知事件).
pub const EVENTS: &[&str] = &[
    "reported",
    "solved_on_the_spot",
    "sorted",
    "handed_over",
    "sent_back",
    "arbitrated",
    "taken_over",
    "escalated",
    "reported_up",
    "answered_up",
    "handled",
    "checked",
    "closed",
    "reopened",
    "appealed",
    "appeal_decided",
    "merged",
];

/// Events with which a matter begins, in the transaction of its row.
const FIRST: [&str; 2] = ["reported", "solved_on_the_spot"];
/// What is older was imported or played: nobody is told of it today.
const LIVE: SignedDuration = SignedDuration::from_hours(24);
/// More people than that follow nothing.
const FOLLOWERS_MAX: u32 = 100;

/// Tells of an event of a matter, and of what came to somebody by it.
pub(crate) fn tell(
    cx: &mut Cx<'_, '_>,
    loaded: &Loaded,
    by: By,
    what: &'static str,
    arrived: &[Arrived],
) -> Result<()> {
    if cx.app.now().duration_since(cx.at) > LIVE {
        return Ok(());
    }
    for came in arrived {
        let held = |relay: &&relay::Relay| {
            relay.id == came.relay && relay.holder == came.post && relay.ended.is_none()
        };
        let Some(relay) = loaded.relays.iter().find(held) else { continue };
        let step = relay.step.clone();
        post(cx, loaded, by, what, came.post, step)?;
    }
    if EVENTS.contains(&what) {
        followers(cx, loaded, by, what)?;
        hooks(cx, loaded, what)?;
    }
    Ok(())
}

fn post(
    cx: &mut Cx<'_, '_>,
    loaded: &Loaded,
    by: By,
    what: &str,
    post: PostId,
    step: String,
) -> Result<()> {
    let (id, what) = (NoticeId(cx.next_id()), what.to_owned());
    let (matter, actor) = (loaded.matter.id, by.actor);
    let notice = Notice { id, post: Some(post), person: None, matter, what, step, actor };
    store::message::notice::insert(cx.tx, &notice)?;
    let person = loaded.directory.acting(post).filter(|person| Some(*person) != by.actor);
    match person {
        Some(person) if cx.app.outlets().is_some_and(send::Outlets::has_mail) => {
            letter(cx, matter, person)
        }
        _ => Ok(()),
    }
}

/// A letter for whoever asked for letters. The row names the person and the matter, nothing else:
/// address and words are put together when it is sent.
fn letter(cx: &mut Cx<'_, '_>, matter: MatterId, person: PersonId) -> Result<()> {
    if store::message::address::find(cx.tx, person)?.is_none() {
        return Ok(());
    }
    let body = json!({ "matter": matter.0.to_string() });
    out(cx, "mail", person.to_string(), "came", body)
}

fn followers(cx: &mut Cx<'_, '_>, loaded: &Loaded, by: By, what: &str) -> Result<()> {
    if FIRST.contains(&what) {
        return Ok(()); // nobody can follow what is not there yet
    }
    let matter = loaded.matter.id;
    for person in store::message::follow::of(cx.tx, matter, FOLLOWERS_MAX)? {
        if Some(person) == by.actor {
            continue;
        }
        let (id, what) = (NoticeId(cx.next_id()), what.to_owned());
        let (step, actor) = (loaded.main().step.clone(), by.actor);
        let notice = Notice { id, post: None, person: Some(person), matter, what, step, actor };
        store::message::notice::insert(cx.tx, &notice)?;
    }
    Ok(())
}

/// Other systems hear of what anybody may see: no words, no place, no person.
fn hooks(cx: &mut Cx<'_, '_>, loaded: &Loaded, what: &'static str) -> Result<()> {
    let app: &App = cx.app;
    let Some(outlets) = app.outlets().filter(|_| loaded.matter.visible) else { return Ok(()) };
    let wants = |hook: &&send::Hook| hook.events.iter().any(|event| event == what);
    let codes: Vec<String> =
        outlets.hooks().iter().filter(wants).map(|hook| hook.code.clone()).collect();
    for code in codes {
        let matter = &loaded.matter;
        let body = json!({
            "type": format!("matter.{what}"),
            "timestamp": cx.at.to_string(),
            "data": {
                "number": matter.number,
                "category": matter.category,
                "weight": matter.weight.code(),
                "sort": matter.sort.code(),
                "step": loaded.main().step,
                "ending": matter.ending.map(|ending| ending.code()),
                "ended": loaded.main().ended.is_some(),
            },
        });
        out(cx, "webhook", code, what, body)?;
    }
    Ok(())
}

pub(crate) fn out(
    cx: &mut Cx<'_, '_>,
    channel: &str,
    target: String,
    kind: &str,
    body: serde_json::Value,
) -> Result<()> {
    let new = Outgoing {
        id: OutboxId(cx.next_id()),
        channel: channel.to_owned(),
        target,
        kind: kind.to_owned(),
        body: body.to_string(),
        made_at: cx.at,
        due_at: cx.at,
        claims: 0,
        tries: 0,
        state: "waiting".to_owned(),
        why: None,
    };
    Ok(store::message::outbox::insert(cx.tx, &new)?)
}
