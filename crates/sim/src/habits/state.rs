//! What is going on (进行中): who will do what when, and what is known of each matter.
use super::patrols::Round;
use super::plan::{Planned, Script, Twist};
use super::tally::Tally;
use crate::clock::Clock;
use crate::district::District;
use crate::rng::Rng;
use crate::texts::Site;
use app::secret::Code;
use base::{MatterId, PostId, RelayId, Timestamp};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// What does not change while the people live.
pub(super) struct World {
    pub clock: Clock,
    pub district: District,
    pub sites: Vec<Site>,
    pub plan: Vec<Planned>,
    /// What comes of each window of the places that are looked at.
    pub rounds: Vec<Round>,
    pub department: PostId,
    pub end: Timestamp,
}

/// What is to be done at a moment (日程).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Act {
    Report(usize),
    /// The holder of that leg turns to the matter.
    Work(MatterId, u32),
    Answer(MatterId, RelayId),
    Resume(MatterId),
    DecideExtension(MatterId),
    Rate(MatterId),
    Reopen(MatterId),
    Appeal(MatterId),
    /// Somebody looks at a place, or says why not.
    Patrol(usize),
    /// What runs out goes up.
    Round,
    /// Once a night: what nobody acts for, and contacts to be erased.
    Night,
    /// Once a week: who will be away.
    Absences,
}

/// A matter as those who work on it remember it.
#[derive(Clone)]
pub(super) struct Case {
    pub rng: Rng,
    pub planned: Option<usize>,
    pub category: String,
    pub code: Option<Code>,
    pub has_contact: bool,
    /// What is out of the ordinary about it, until it has happened.
    pub twist: Option<Twist>,
    pub script: Script,
    /// A double whose fellow was looked for already.
    pub looked: bool,
    pub refusals: u32,
    pub rated: bool,
}

/// The queue, the cases and the counts.
#[derive(Clone, Default)]
pub(super) struct State {
    queue: BinaryHeap<Reverse<(Timestamp, u64, Act)>>,
    order: u64,
    pub cases: BTreeMap<MatterId, Case>,
    pub tally: Tally,
    /// The number and code of the last report that a resident made.
    pub code: Option<(String, Code)>,
}

impl State {
    /// Puts something on the list; of two at one moment the first put there comes first.
    pub fn put(&mut self, at: Timestamp, act: Act) {
        self.order += 1;
        self.queue.push(Reverse((at, self.order, act)));
    }

    /// The next thing to be done, if its moment is not after `end`.
    pub fn next(&mut self, end: Timestamp) -> Option<(Timestamp, Act)> {
        let Reverse((at, ..)) = self.queue.peek()?;
        if *at > end {
            return None;
        }
        self.queue.pop().map(|Reverse((at, _, act))| (at, act))
    }

    pub fn case(&mut self, id: MatterId) -> &mut Case {
        self.cases.get_mut(&id).expect("every matter that is worked on has its case")
    }
}
