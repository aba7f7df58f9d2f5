//! Honest states (如实的状态): how a matter stands, as its reporter and the public are told.
//!
//! "Closed" is no answer: closed and solved, closed and not solved, cannot be done, merged into
//! another, each is a state of its own, and only one of them is called solved. What is *not* here:
//! the sentences (`web`), and who decided, which stands in the history.
use crate::matter::Ending;
use crate::procedure::{
    ANSWER, ARBITRATE, ASSESS, CHECK, FEEDBACK, HANDLE, ROOT_CAUSE, SECOND_LOOK, SORT, WEIGH,
};
use base::codes;

codes! {
    /// How a matter stands (办理状态).
    pub enum State {
        /// 待研判
        Received = "received",
        /// 待分类
        Sorting = "sorting",
        /// 复核中
        SecondLook = "second_look",
        /// 处置中
        Handling = "handling",
        /// 裁定中
        Arbitrating = "arbitrating",
        /// 核查中: said to be done, and not yet called so
        Checking = "checking",
        /// 待答复
        Answering = "answering",
        /// 已上报，等上级答复
        SentUp = "sent_up",
        /// 查找根源
        RootCause = "root_cause",
        /// 重新办理
        TakenUpAgain = "taken_up_again",
        /// 暂停
        Paused = "paused",
        /// 已解决
        Solved = "solved",
        /// 办结，部分解决
        Partly = "partly",
        /// 办结，只作了解释
        Explained = "explained",
        /// 不能办理
        Cannot = "cannot",
        /// 并入另一件
        Merged = "merged",
        /// 已结束，没有结果可说
        Ended = "ended",
    }
}

/// What a state is told from (判断要素).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts<'a> {
    pub step: &'a str,
    pub ended: bool,
    pub ending: Option<Ending>,
    pub merged: bool,
    pub paused: bool,
    /// It ended before, and was taken up again.
    pub again: bool,
    /// A superior has been asked and has not answered.
    pub sent_up: bool,
}

impl State {
    /// How it stands.
    pub fn of(facts: &Facts<'_>) -> State {
        if facts.merged {
            return State::Merged;
        }
        if facts.ended {
            return match facts.ending {
                Some(Ending::Solved) => State::Solved,
                Some(Ending::Partly) => State::Partly,
                Some(Ending::Explained) => State::Explained,
                Some(Ending::Cannot) => State::Cannot,
                None => State::Ended,
            };
        }
        match facts.step {
            _ if facts.paused => State::Paused,
            _ if facts.sent_up => State::SentUp,
            SORT => State::Sorting,
            SECOND_LOOK => State::SecondLook,
            HANDLE if facts.again => State::TakenUpAgain,
            HANDLE => State::Handling,
            ARBITRATE => State::Arbitrating,
            CHECK => State::Checking,
            FEEDBACK => State::Answering,
            ANSWER | WEIGH => State::SentUp,
            ROOT_CAUSE => State::RootCause,
            ASSESS => State::Received,
            _ => State::Received,
        }
    }

    /// Whether it may be called solved. Nothing else may, and nothing that is still open.
    pub fn is_solved(self) -> bool {
        self == State::Solved
    }

    /// Whether it has ended, solved or not.
    pub fn is_ended(self) -> bool {
        use State::{Cannot, Ended, Explained, Merged, Partly, Solved};
        matches!(self, Solved | Partly | Explained | Cannot | Merged | Ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedure;
    use std::collections::BTreeSet;

    const OPEN: Facts<'_> = Facts {
        step: ASSESS,
        ended: false,
        ending: None,
        merged: false,
        paused: false,
        again: false,
        sent_up: false,
    };

    #[test]
    fn every_step_and_every_ending_has_its_own_state() {
        let ended = Facts { ended: true, step: FEEDBACK, ..OPEN };
        let with = |ending| Facts { ending: Some(ending), ..ended };
        let table = [
            (OPEN, State::Received),
            (Facts { step: SORT, ..OPEN }, State::Sorting),
            (Facts { step: SECOND_LOOK, ..OPEN }, State::SecondLook),
            (Facts { step: HANDLE, ..OPEN }, State::Handling),
            (Facts { step: HANDLE, again: true, ..OPEN }, State::TakenUpAgain),
            (Facts { step: ARBITRATE, ..OPEN }, State::Arbitrating),
            (Facts { step: CHECK, ..OPEN }, State::Checking),
            (Facts { step: FEEDBACK, ..OPEN }, State::Answering),
            (Facts { step: ANSWER, ..OPEN }, State::SentUp),
            (Facts { step: WEIGH, ..OPEN }, State::SentUp),
            (Facts { step: HANDLE, sent_up: true, ..OPEN }, State::SentUp),
            (Facts { step: ROOT_CAUSE, ..OPEN }, State::RootCause),
            (Facts { step: HANDLE, paused: true, ..OPEN }, State::Paused),
            (with(Ending::Solved), State::Solved),
            (with(Ending::Partly), State::Partly),
            (with(Ending::Explained), State::Explained),
            (with(Ending::Cannot), State::Cannot),
            (Facts { merged: true, ..ended }, State::Merged),
            (Facts { merged: true, ..with(Ending::Solved) }, State::Merged),
            (ended, State::Ended),
        ];
        for (facts, state) in &table {
            assert_eq!(State::of(facts), *state, "{facts:?}");
            assert_eq!(state.is_ended(), facts.ended, "{facts:?}");
        }
        let named: BTreeSet<State> = table.iter().map(|(_, state)| *state).collect();
        assert_eq!(named, State::ALL.iter().copied().collect(), "a state that nothing leads to");
        for procedure in procedure::ALL {
            for step in procedure.steps {
                let known = table.iter().any(|(facts, _)| facts.step == step.code);
                assert!(known, "the step `{}` has no line here", step.code);
            }
        }
    }

    #[test]
    fn nothing_is_called_solved_but_what_ended_as_solved() {
        for procedure in procedure::ALL {
            for step in procedure.steps.iter().map(|step| step.code) {
                for ending in Ending::ALL.iter().copied().map(Some).chain([None]) {
                    for bits in 0..32u8 {
                        let bit = |at: u8| bits & (1 << at) != 0;
                        let [ended, merged, paused, again, sent_up] = [0, 1, 2, 3, 4].map(bit);
                        let facts = Facts { step, ended, ending, merged, paused, again, sent_up };
                        let solved = ended && !merged && ending == Some(Ending::Solved);
                        assert_eq!(State::of(&facts).is_solved(), solved, "{facts:?}");
                    }
                }
            }
        }
    }
}
