//! 操作内容: what a phone may have written down, each done by the use case that does it online.
//!
//! Another kind is one more variant with its arm in [`What::about`] and [`What::run`].
use super::answer::{Did, LeftOut};
use crate::grid::matter::{self, Asker, HandOver, NewReport, Words};
use crate::grid::patrol::{self, Deed, Done};
use crate::{Cx, Failed, Result};
use base::{MatterId, PatrolPointId, Timestamp};

/// What is to be done (操作内容).
#[derive(Clone)]
pub enum What {
    /// 发现
    Report(Box<Found>),
    /// 记一笔
    Note { matter: MatterId, words: Words },
    /// 移交; `leg` is the one that the phone last saw.
    HandOver { matter: MatterId, to: HandOver, leg: Option<u32> },
    /// 没发现问题: a place was looked at in the window that opens then.
    Clear { point: PatrolPointId, opens: Timestamp },
    /// 说明: why nobody could look, by a code of policy.
    Explain { point: PatrolPointId, opens: Timestamp, reason: String },
    /// It could not even be read; the failure says at which field.
    Unreadable(Unreadable),
}

/// A report with what belongs to it on a phone (离线上报).
#[derive(Clone)]
pub struct Found {
    pub new: NewReport,
    /// The place it was found at, and the window that it covers (巡查点).
    pub patrol: Option<(PatrolPointId, Timestamp)>,
    /// Photos that could not be taken in: the report counts without them.
    pub left_out: Vec<LeftOut>,
}

impl From<NewReport> for Found {
    fn from(new: NewReport) -> Found {
        Found { new, patrol: None, left_out: Vec::new() }
    }
}

/// Why an operation cannot be read (无法读取).
#[derive(Clone, Copy, Debug)]
pub struct Unreadable {
    pub field: &'static str,
    pub code: &'static str,
}

/// What an operation is about (操作对象): those about the same are done in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    Matter(MatterId),
    Point(PatrolPointId),
}

impl What {
    /// What it is about, if that is there already.
    pub fn about(&self) -> Option<About> {
        match self {
            What::Report(_) | What::Unreadable(_) => None,
            What::Note { matter, .. } | What::HandOver { matter, .. } => {
                Some(About::Matter(*matter))
            }
            What::Clear { point, .. } | What::Explain { point, .. } => Some(About::Point(*point)),
        }
    }

    pub(super) fn run(&self, cx: &mut Cx<'_, '_>, asker: &Asker) -> Result<Did> {
        match self {
            What::Report(found) => report(cx, asker, found),
            What::Note { matter, words } => {
                matter::note(cx, asker, *matter, words)?;
                Ok(Did::about(*matter))
            }
            What::HandOver { matter, to, leg } => {
                let main = matter::load(cx, *matter)?.main().clone();
                matter::hand_over(cx, asker, *matter, to)?;
                // It went through other hands and came back: look again before giving it away.
                if leg.is_some_and(|leg| leg != main.leg) {
                    return Err(Failed::refused("moved_meanwhile"));
                }
                Ok(Did::about(*matter))
            }
            What::Clear { point, opens } => {
                let deed = deed(cx, *opens);
                patrol::nothing_found(cx, asker, *point, deed).map(look).map_err(window_gone)
            }
            What::Explain { point, opens, reason } => {
                let deed = deed(cx, *opens);
                match patrol::explain(cx, asker, *point, deed, reason) {
                    // Somebody looked after all: there is nothing left to explain.
                    Err(Failed::Refused { code: "covered_already", .. }) => {
                        Ok(Did { already: true, ..Did::default() })
                    }
                    explained => explained.map(look).map_err(window_gone),
                }
            }
            What::Unreadable(why) => Err(Failed::field(why.field, why.code)),
        }
    }
}

/// A matter counts whatever becomes of the window it was found in; the phone is told of both.
fn report(cx: &mut Cx<'_, '_>, asker: &Asker, found: &Found) -> Result<Did> {
    let receipt = matter::report(cx, asker, &found.new)?;
    let mut did = Did { left_out: found.left_out.clone(), ..Did::about(receipt.id) };
    if let Some((point, opens)) = found.patrol {
        let deed = deed(cx, opens);
        did.window_missed = match patrol::found(cx, asker, point, deed, receipt.id) {
            Ok(covered) => covered.is_none(),
            Err(Failed::NotFound | Failed::Denied(_) | Failed::Refused { .. }) => true,
            Err(failed) => return Err(failed),
        };
    }
    Ok(did)
}

/// A look is of the moment that the phone says: only then is it clear which window it was in.
fn deed(cx: &Cx<'_, '_>, opens: Timestamp) -> Deed {
    Deed { opens: Some(opens), at: cx.phone.map(|moment| moment.device) }
}

fn look(done: Done) -> Did {
    Did { already: done.already, counts: Some(done.at), ..Did::default() }
}

/// The phone knew a window that is there no more: the place was moved, weighed anew or retired, or
/// is in another's grid by now.
fn window_gone(failed: Failed) -> Failed {
    match failed {
        Failed::Field { field: "opens", .. } => Failed::refused("window_gone"),
        Failed::NotFound => Failed::refused("point_gone"),
        other => other,
    }
}
