//! 离线补报: what a grid worker wrote down without signal, done when it arrives.
//!
//! An operation carries a name the phone made and the phone's time. It is done once, by the same
//! use case as online, as a part of its own: it leaves all or nothing behind. Whatever ends it,
//! done or not, is kept under its name, so a batch that is sent twice is answered twice the same.
//! What is *not* here: HTTP, the words of a refusal, and the rule for the phone's time
//! (`grid::offline`).
//!
//! Another kind of operation is one more variant of [`What`]; everything else stays.
mod answer;
mod own;
mod what;

pub use answer::{Answer, Kept, LeftOut, Now, State};
pub use own::{OWN_MAX, Own, OwnMatter, OwnWindow, OwnWindows, own};
pub use what::{About, Found, Unreadable, What};

use crate::grid::matter::Asker;
use crate::idempotency::{KEPT_FOR_PHONES, Named, once};
use crate::{Cx, Failed, Result};
use answer::Did;
use base::Timestamp;
use std::collections::BTreeSet;

/// The most operations in one batch: a phone's week; more come in the next one.
pub const OPERATIONS_MAX: usize = 1000;
/// How many are done in one transaction: others get their turn with the writer in between.
pub const CHUNK: usize = 100;
/// A name is made by a program; a UUID has 36 characters.
pub const NAME_CHARACTERS_MAX: usize = 64;

/// Something that was written down without signal (离线操作).
#[derive(Clone)]
pub struct Operation {
    pub name: String,
    /// What the phone's clock said.
    pub device: Timestamp,
    pub what: What,
    /// Everything that was asked, to tell one operation from another of the same name.
    pub asked: Vec<u8>,
}

/// Puts a failure into words.
pub type Say<'a> = &'a dyn Fn(&Failed) -> String;

/// Does operations in their order, each once and as a part of its own.
///
/// `held` are the matters and places of which something earlier must come again first: the order
/// of their operations is kept.
pub fn run(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    operations: &[Operation],
    held: &mut BTreeSet<About>,
    say: Say<'_>,
) -> Result<Vec<Answer>> {
    let mut answers = Vec::with_capacity(operations.len());
    for operation in operations {
        let about = operation.what.about();
        if about.is_some_and(|about| held.contains(&about)) {
            answers.push(Answer::later(&operation.name));
            continue;
        }
        let answer = one(cx, asker, operation, say)?;
        if answer.state == State::Later {
            held.extend(about);
        }
        answers.push(answer);
    }
    Ok(answers)
}

fn one(cx: &mut Cx<'_, '_>, asker: &Asker, it: &Operation, say: Say<'_>) -> Result<Answer> {
    let named = Named::of_phone(cx.app, &it.name, &[b"offline", &it.asked]);
    let rule = cx.policies().rules.offline(cx.today())?.value;
    let moment = grid::offline::moment(it.device, cx.at, &rule);
    let asked = part(cx, |cx| {
        once(cx, asker, Some(&named), |cx| {
            let mut cx = cx.from_phone(moment);
            let kept = match part(&mut cx, |cx| it.run(cx, asker)) {
                Ok(did) => Kept::done(&mut cx, &moment, did)?,
                Err(failed) if is_final(&failed) => {
                    Kept::refused(&mut cx, asker, it.what.about(), &failed, say(&failed))
                }
                Err(failed) => return Err(failed),
            };
            Ok((kept.state.status(), kept.text()?))
        })
    });
    match asked {
        Ok(done) => Answer::of(&it.name, &done.answer, done.replayed),
        // The name was used for something else: nothing is kept, and nothing of it was done.
        Err(failed @ Failed::Refused { code: "key_reused", .. }) => {
            let kept = Kept::refused(cx, asker, None, &failed, say(&failed));
            Ok(Answer { name: it.name.clone(), state: kept.state, replayed: false, kept })
        }
        Err(Failed::Stale) => Ok(Answer::later(&it.name)),
        // A bug of ours must not keep back everything else that the phone holds.
        Err(failed @ Failed::Broken(_)) => {
            say(&failed); // and with it, written down
            Ok(Answer::later(&it.name))
        }
        Err(failed) => Err(failed),
    }
}

/// Whether a failure stands, however often it is sent.
fn is_final(failed: &Failed) -> bool {
    match failed {
        Failed::Denied(org::Denied::SignIn) => false,
        Failed::Denied(_)
        | Failed::NotFound
        | Failed::Relay(_)
        | Failed::Refused { .. }
        | Failed::Field { .. } => true,
        Failed::Policy(_) | Failed::Stale | Failed::Busy | Failed::Store(_) | Failed::Broken(_) => {
            false
        }
    }
}

impl Operation {
    fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker) -> Result<Did> {
        // Older than what is remembered, it may have been done: nobody could tell.
        if cx.at.duration_since(self.device) >= KEPT_FOR_PHONES {
            return Err(Failed::refused("too_old_to_send"));
        }
        self.what.run(cx, asker)
    }
}

/// A part of the transaction that leaves nothing behind if it fails.
fn part<T>(cx: &mut Cx<'_, '_>, work: impl FnOnce(&mut Cx<'_, '_>) -> Result<T>) -> Result<T> {
    let (app, at, phone) = (cx.app, cx.at, cx.phone);
    cx.tx.part(|tx| work(&mut Cx { app, tx, at, phone }))
}
