//! Procedures (流程) as data: which steps there are, and which may follow which.
use crate::Refused;

/// The steps a relay can walk. A chapter writes it as a constant.
#[derive(Debug, PartialEq, Eq)]
pub struct Procedure {
    pub code: &'static str,
    /// The step a relay starts with.
    pub first: &'static str,
    pub steps: &'static [StepRule],
}

/// One step, and where it may lead.
#[derive(Debug, PartialEq, Eq)]
pub struct StepRule {
    pub code: &'static str,
    pub next: &'static [&'static str],
}

impl Procedure {
    /// Whether `to` may follow `from`.
    pub fn check(&self, from: &str, to: &str) -> Result<(), Refused> {
        let refused = || Refused::NoSuchStep { from: from.to_owned(), to: to.to_owned() };
        let rule = self.step(from).ok_or_else(refused)?;
        if rule.next.contains(&to) && self.step(to).is_some() { Ok(()) } else { Err(refused()) }
    }

    pub fn step(&self, code: &str) -> Option<&'static StepRule> {
        self.steps.iter().find(|step| step.code == code)
    }

    /// What is wrong with the table itself; empty for a sound one. Chapters test theirs with it.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut wanted = vec![self.first];
        wanted.extend(self.steps.iter().flat_map(|step| step.next.iter().copied()));
        for code in &wanted {
            if self.step(code).is_none() {
                faults.push(format!("{}: no step {code}", self.code));
            }
        }
        for step in self.steps {
            if !wanted.contains(&step.code) {
                faults.push(format!("{}: nothing leads to {}", self.code, step.code));
            }
        }
        faults
    }
}
