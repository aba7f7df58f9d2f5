//! Allowances (工作津贴): for education and for a qualification, a whole month.
//!
//! Basis: summary 四(四). Whoever has only the diploma or only the degree gets a part. Which part,
//! and what somebody gets who has several of a kind, policy says.
use super::split::At;
use super::{Item, Part};
use crate::line::Value;
use crate::refused::Refused;
use crate::rules::{Rounding, Rules, Stack};
use crate::worker::{Certificate, Education, EducationLevel, Worker, exact};
use base::Fen;

/// Which paper is missing for the whole allowance (所缺证书).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// 学历证书
    Diploma,
    /// 学位证书
    Degree,
}

impl Education {
    /// Which paper is missing; nothing where both are there, or neither.
    pub fn missing(&self) -> Option<Missing> {
        match (self.diploma, self.degree) {
            (false, true) => Some(Missing::Diploma),
            (true, false) => Some(Missing::Degree),
            _ => None,
        }
    }
}

/// The allowances of a worker; none of nothing.
pub(super) fn parts(worker: &Worker, at: &At, rules: &Rules) -> Result<Vec<Part>, Refused> {
    let stacking = rules.allowances(at.values)?;
    let rounding = rules.rounding(at.values)?.value.fen;
    let mut parts = pick(stacking.value.education, education(worker, at, rounding, rules)?);
    parts.extend(pick(stacking.value.certificate, certificates(worker, at, rules)?));
    for part in &mut parts {
        part.basis.push(stacking.basis.clone());
    }
    Ok(parts)
}

fn education(
    worker: &Worker,
    at: &At,
    rounding: Rounding,
    rules: &Rules,
) -> Result<Vec<Part>, Refused> {
    let rule = rules.education(at.values)?;
    let held = worker.education(at.certificate).filter(|e| e.level != EducationLevel::None);
    let parts = held.filter(|entry| entry.diploma || entry.degree).map(|entry| {
        let full = rule.value.of(entry.level);
        let (amount, missing) = match entry.missing() {
            None => (full, None),
            missing => (rounding.fen(exact(full.0) * rule.value.one_paper), missing),
        };
        let mut part = Part::new(Item::EducationAllowance, amount, vec![rule.basis.clone()])
            .with("education", Value::Code(entry.level.code()))
            .with("allowance", Value::Money(full));
        if let Some(missing) = missing {
            let paper = if missing == Missing::Diploma { "diploma" } else { "degree" };
            part = part
                .with("missing", Value::Code(paper))
                .with("one_paper", Value::Number(rule.value.one_paper));
        }
        part
    });
    Ok(parts.collect())
}

fn certificates(worker: &Worker, at: &At, rules: &Rules) -> Result<Vec<Part>, Refused> {
    let rule = rules.certificate(at.values)?;
    let mut held: Vec<Certificate> = worker.certificates(at.certificate).collect();
    held.sort();
    held.dedup();
    let held = held.into_iter().filter(|certificate| *certificate != Certificate::None);
    let parts = held.map(|certificate| {
        let amount = rule.value.of(certificate);
        Part::new(Item::ProfessionalAllowance, amount, vec![rule.basis.clone()])
            .with("certificate", Value::Code(certificate.code()))
    });
    Ok(parts.collect())
}

/// What stacking leaves: all, or the highest; of two that are equal, the one further up.
fn pick(stack: Stack, parts: Vec<Part>) -> Vec<Part> {
    let parts = parts.into_iter().filter(|part| part.whole > Fen::ZERO);
    match stack {
        Stack::Sum => parts.collect(),
        Stack::Highest => parts.max_by_key(|part| part.whole).into_iter().collect(),
    }
}
