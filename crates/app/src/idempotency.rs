//! The same request sent twice is done once (幂等): the answer is kept in the transaction of the
//! change, so there is never one without the other.
//!
//! The kept answer may hold a reporter's code, so it is sealed; what was sent is kept as a keyed
//! digest only. What is *not* here: HTTP, and which requests may name themselves.
use crate::grid::matter::Asker;
use crate::{App, Cx, Failed, Result};
use base::SignedDuration;
use store::idempotency::{self as rows, Answered};

/// A request with the name its sender gave it (幂等键).
#[derive(Clone)]
pub struct Named {
    name: String,
    request: [u8; 32],
}

/// What a request is answered with, now or again (答复).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    pub status: u16,
    pub answer: String,
    /// It was done before; this is the answer of then.
    pub replayed: bool,
}

/// A client that lost its line tries again within hours; a week outlasts a long holiday's repair.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A phone may lie in a drawer for a season before it finds a signal again.
pub const KEPT_FOR_PHONES: SignedDuration = SignedDuration::from_hours(90 * 24);

impl Named {
    /// An operation that a phone wrote down, by the name the phone gave it (离线操作).
    pub fn of_phone(app: &App, name: &str, asked: &[&[u8]]) -> Named {
        Named::new(app, &format!("{}{name}", rows::PHONE), asked)
    }

    /// A request by its name and by everything that was asked: method, path, proof, body.
    pub fn new(app: &App, name: &str, asked: &[&[u8]]) -> Named {
        let mut whole = Vec::new();
        for part in asked {
            // With its length, so that no two requests look alike by moving a byte across.
            whole.extend((part.len() as u64).to_be_bytes());
            whole.extend_from_slice(part);
        }
        Named { name: name.to_owned(), request: app.keys().digest("request", &whole) }
    }
}

/// Does the work, or repeats what was answered when the same request was done before. The same
/// name for another request is refused: `key_reused`.
pub fn once(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    named: Option<&Named>,
    work: impl FnOnce(&mut Cx<'_, '_>) -> Result<(u16, String)>,
) -> Result<Done> {
    let done = |(status, answer)| Done { status, answer, replayed: false };
    let Some(named) = named else { return work(cx).map(done) };
    let (who, name) = owner(cx, asker, &named.name);
    let label = format!("idempotency|{who}|{name}");
    if rows::claim(cx.tx, &who, &name, &named.request, cx.at)? {
        let (status, answer) = work(cx)?;
        let sealed = cx.app.keys().seal(&label, &answer);
        rows::answer(cx.tx, &who, &name, status, &sealed)?;
        return Ok(done((status, answer)));
    }
    let found = rows::find(cx.tx, &who, &name)?.ok_or(Failed::Stale)?;
    let Answered { request, status, answer } = found;
    if request != named.request {
        return Err(Failed::refused("key_reused"));
    }
    let answer = cx.app.keys().open_sealed(&label, &answer);
    let answer = answer.map_err(|_| Failed::refused("answer_does_not_open"))?;
    Ok(Done { status, answer, replayed: true })
}

/// Forgets answers whose time is up; says how many.
pub fn expire(cx: &mut Cx<'_, '_>) -> Result<u64> {
    Ok(rows::forget(cx.tx, cx.at - KEPT, cx.at - KEPT_FOR_PHONES)?)
}

/// Whose name it is: a person's own, or one among those who give none. The latter is kept as a
/// digest, for people put telephone numbers into such names.
fn owner(cx: &Cx<'_, '_>, asker: &Asker, name: &str) -> (String, String) {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    match (asker.who.person, &asker.code) {
        (Some(person), _) => (person.to_string(), name.to_owned()),
        (None, Some(code)) => (format!("code {}", hex(code)), hidden(cx, name, &hex)),
        (None, None) => ("anyone".to_owned(), hidden(cx, name, &hex)),
    }
}

fn hidden(cx: &Cx<'_, '_>, name: &str, hex: &impl Fn(&[u8]) -> String) -> String {
    hex(&cx.app.keys().digest("request name", name.as_bytes()))
}
