//! What an operation from a phone is answered with (离线操作的答复), now or when it comes again.
use super::what::About;
use crate::grid::matter::{Asker, load};
use crate::{Cx, Failed, Result};
use base::{MatterId, Timestamp, codes};
use grid::offline::{CountedBy, Moment};
use org::Action;
use serde::{Deserialize, Serialize};

codes! {
    /// How it ended (结果).
    pub enum State {
        /// 已办
        Done = "done",
        /// 此前已办: it came again
        Replayed = "replayed",
        /// 有冲突: what it was about has moved on
        Conflict = "conflict",
        /// 不予办理: it cannot be done as it is
        Refused = "refused",
        /// 稍后再传: nothing is decided, send it again
        Later = "later",
    }
}

impl State {
    /// The status it is kept under.
    pub(super) fn status(self) -> u16 {
        match self {
            State::Done | State::Replayed => 200,
            State::Conflict => 409,
            State::Refused => 422,
            State::Later => 503,
        }
    }
}

/// The answer to one operation (答复).
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub name: String,
    pub state: State,
    /// It was answered before; these are the facts of then.
    pub replayed: bool,
    pub kept: Kept,
}

/// The facts of an answer, as they are kept (答复内容).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    pub state: State,
    pub matter: Option<MatterId>,
    pub number: Option<String>,
    /// The moment that counts, and whose it is.
    pub counts: Option<Timestamp>,
    pub counted_by: Option<String>,
    /// Why not: the refusal's code and words, and the field where it is one's.
    pub reason: Option<String>,
    pub field: Option<String>,
    pub words: Option<String>,
    /// Where the matter stands instead, for whoever may see it.
    pub now: Option<Now>,
    /// Somebody had done it before; nothing was left to do.
    #[serde(default)]
    pub already: bool,
    /// The report counts, the window of the place it was found at does not.
    #[serde(default)]
    pub window_missed: bool,
    #[serde(default)]
    pub left_out: Vec<LeftOut>,
}

/// A photo that is not with its report, and why (未附照片).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Which one, from 1.
    pub nth: u32,
    /// As a form's field would say it.
    pub code: String,
}

/// What an operation did (办理结果).
#[derive(Clone, Debug, Default)]
pub(super) struct Did {
    pub matter: Option<MatterId>,
    /// The moment that counts, where the use case decides it.
    pub counts: Option<Timestamp>,
    pub already: bool,
    pub window_missed: bool,
    pub left_out: Vec<LeftOut>,
}

impl Did {
    pub fn about(matter: MatterId) -> Did {
        Did { matter: Some(matter), ..Did::default() }
    }
}

/// Where a matter stands (现状).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Now {
    pub step: String,
    pub holder_zh: String,
    pub holder_en: String,
    pub ended: bool,
}

impl Answer {
    /// Nothing is decided.
    pub(super) fn later(name: &str) -> Answer {
        let kept = Kept::bare(State::Later);
        Answer { name: name.to_owned(), state: State::Later, replayed: false, kept }
    }

    pub(super) fn of(name: &str, text: &str, replayed: bool) -> Result<Answer> {
        let kept: Kept = serde_json::from_str(text).map_err(broken)?;
        let state = match kept.state {
            State::Done if replayed => State::Replayed,
            state => state,
        };
        Ok(Answer { name: name.to_owned(), state, replayed, kept })
    }
}

impl Kept {
    fn bare(state: State) -> Kept {
        Kept {
            state,
            matter: None,
            number: None,
            counts: None,
            counted_by: None,
            reason: None,
            field: None,
            words: None,
            now: None,
            already: false,
            window_missed: false,
            left_out: Vec::new(),
        }
    }

    pub(super) fn done(cx: &mut Cx<'_, '_>, moment: &Moment, did: Did) -> Result<Kept> {
        let number = match did.matter {
            Some(id) => {
                let matter = store::grid::matter::find(cx.tx, id)?.ok_or(Failed::NotFound)?;
                Some(matter.number)
            }
            None => None,
        };
        // A look is of the phone's moment or refused; all else falls back on the arrival.
        let by = if did.counts.is_some() { CountedBy::Device } else { moment.by };
        Ok(Kept {
            matter: did.matter,
            number,
            counts: Some(did.counts.unwrap_or(moment.counts)),
            counted_by: Some(by.code().to_owned()),
            already: did.already,
            window_missed: did.window_missed,
            left_out: did.left_out,
            ..Kept::bare(State::Done)
        })
    }

    pub(super) fn refused(
        cx: &mut Cx<'_, '_>,
        asker: &Asker,
        about: Option<About>,
        failed: &Failed,
        words: String,
    ) -> Kept {
        let (reason, field) = match failed {
            Failed::Denied(denied) => (denied.code(), None),
            Failed::NotFound => ("not_found", None),
            Failed::Relay(refused) => (refused.code(), None),
            Failed::Refused { code, .. } => (*code, None),
            Failed::Field { field, code, .. } => (*code, Some((*field).to_owned())),
            _ => ("unknown", None),
        };
        // About a matter or a place, anything but a wrong field or a wrong clock means that it is
        // no longer as the phone saw it.
        let moved = about.is_some() && field.is_none() && !OF_THE_PHONE.contains(&reason);
        let state = if moved { State::Conflict } else { State::Refused };
        let matter = match about {
            Some(About::Matter(matter)) => Some(matter),
            _ => None,
        };
        let now = matter.filter(|_| moved).and_then(|id| now(cx, asker, id));
        let (reason, words) = (Some(reason.to_owned()), Some(words));
        Kept { matter, reason, field, words, now, ..Kept::bare(state) }
    }

    pub(super) fn text(&self) -> Result<String> {
        serde_json::to_string(self).map_err(broken)
    }
}

/// What lies with the phone and its time, not with what others did meanwhile.
const OF_THE_PHONE: [&str; 3] = ["too_old_to_send", "clock_ahead", "sent_too_late"];

/// Where the matter stands; nothing for whoever may not see it.
fn now(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId) -> Option<Now> {
    let loaded = load(cx, id).ok()?;
    loaded.allow(asker, Action::ReadMatter).ok()?;
    let main = loaded.main();
    let post = loaded.directory.post(main.holder);
    let name = |zh: bool| {
        post.map_or(String::new(), |info| {
            let (unit, post) = (&info.unit, &info.post);
            if zh {
                format!("{} · {}", unit.name_zh, post.title_zh)
            } else {
                format!("{} · {}", unit.name_en, post.title_en)
            }
        })
    };
    let (step, ended) = (main.step.clone(), main.ended.is_some());
    Some(Now { step, holder_zh: name(true), holder_en: name(false), ended })
}

fn broken(error: serde_json::Error) -> Failed {
    Failed::Broken(error.to_string())
}
