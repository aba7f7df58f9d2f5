//! What happened, counted (计数): what was done, and what was refused by which code.
use app::Failed;
use std::collections::BTreeMap;

/// Counts of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// By what was done.
    pub done: BTreeMap<&'static str, u32>,
    /// By what was tried and the code of the refusal: people make mistakes.
    pub refused: BTreeMap<(&'static str, String), u32>,
}

impl Tally {
    pub(super) fn did(&mut self, what: &'static str, times: u32) {
        if times > 0 {
            *self.done.entry(what).or_default() += times;
        }
    }

    pub(super) fn refuse(&mut self, what: &'static str, code: String) {
        *self.refused.entry((what, code)).or_default() += 1;
    }

    /// How much was done in all.
    pub fn actions(&self) -> u32 {
        self.done.values().sum()
    }

    /// How much was refused in all.
    pub fn refusals(&self) -> u32 {
        self.refused.values().sum()
    }
}

/// The code of a refusal; nothing for a failure, which is a bug.
pub(super) fn code(failed: &Failed) -> Option<String> {
    match failed {
        Failed::Denied(denied) => Some(denied.code().to_owned()),
        Failed::NotFound => Some("not_found".to_owned()),
        Failed::Relay(refused) => Some(refused.code().to_owned()),
        Failed::Refused { code, .. } => Some((*code).to_owned()),
        Failed::Field { field, code, .. } => Some(format!("{field}.{code}")),
        Failed::Policy(_) | Failed::Stale | Failed::Busy | Failed::Store(_) | Failed::Broken(_) => {
            None
        }
    }
}
