//! A procedure (流程): which step may follow which. A table that the chapter gives.
use crate::Refused;

/// The steps of one kind of relay (流程表).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Procedure {
    pub code: &'static str,
    pub first: &'static str,
    pub steps: &'static [StepRule],
}

/// One step (环节).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepRule {
    pub code: &'static str,
    pub next: &'static [&'static str],
    /// Whether the relay may end here in the ordinary way.
    pub ends: bool,
}

/// What is wrong with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("`{0}` is named but is no step")]
    Unknown(&'static str),
    #[error("`{0}` stands twice")]
    Twice(&'static str),
    #[error("from `{0}` no end can be reached")]
    DeadEnd(&'static str),
    #[error("`{0}` cannot be reached")]
    Unreachable(&'static str),
}

impl Procedure {
    /// The rule of a step.
    pub fn step(&self, code: &str) -> Result<&'static StepRule, Refused> {
        let found = self.steps.iter().find(|step| step.code == code);
        found.ok_or_else(|| Refused::NotAStep { step: code.to_owned() })
    }

    /// Whether `to` may follow `from`.
    pub fn may_move(&self, from: &str, to: &str) -> Result<(), Refused> {
        self.step(to)?;
        if self.step(from)?.next.contains(&to) {
            return Ok(());
        }
        Err(Refused::NoSuchMove { from: from.to_owned(), to: to.to_owned() })
    }

    /// Whether the table is sound: every named step exists, is reached, and reaches an end.
    pub fn check(&self) -> Result<(), Flaw> {
        for (at, step) in self.steps.iter().enumerate() {
            if self.steps[..at].iter().any(|other| other.code == step.code) {
                return Err(Flaw::Twice(step.code));
            }
        }
        let named = self.steps.iter().flat_map(|step| step.next).chain([&self.first]);
        for &name in named {
            self.step(name).map_err(|_| Flaw::Unknown(name))?;
        }
        let reached = self.reach(self.first);
        for step in self.steps {
            if !reached.contains(&step.code) {
                return Err(Flaw::Unreachable(step.code));
            }
            if !self.reach(step.code).iter().any(|&code| self.step(code).is_ok_and(|s| s.ends)) {
                return Err(Flaw::DeadEnd(step.code));
            }
        }
        Ok(())
    }

    fn reach(&self, from: &'static str) -> Vec<&'static str> {
        let mut reached = vec![from];
        let mut at = 0;
        while let Some(&code) = reached.get(at) {
            let next = self.step(code).map_or(&[][..], |step| step.next);
            let new: Vec<_> = next.iter().filter(|code| !reached.contains(code)).collect();
            reached.extend(new);
            at += 1;
        }
        reached
    }
}
