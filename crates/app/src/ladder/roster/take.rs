//! Taking a list (导入): everything in it, through the same use cases as by hand, or nothing.
use super::plan::{Step, plan};
use super::records::Whom;
use super::{Opened, allowed, rows};
use crate::ladder::number;
use crate::ladder::record::{self, NewPlacing, NewWorker};
use crate::{Cx, Failed, Result};
use ::org::Who;
use base::PersonId;

/// What was taken (导入结果).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    pub newcomers: usize,
    pub changed: usize,
}

/// Takes one's own waiting file, opened before. While it was looked at the record may have changed:
/// so it is compared again, and refused where anything is wrong.
pub fn take(cx: &mut Cx<'_, '_>, who: &Who, opened: &Opened, order_no: &str) -> Result<Taken> {
    let sender = allowed(who)?;
    // One list at a time: two with the same new person would make two of it.
    store::org::version::hold(cx.tx)?;
    let plan = plan(cx, who, opened)?;
    if !plan.findings.is_empty() {
        let count = plan.findings.len().to_string();
        return Err(Failed::Refused { code: "roster_findings", facts: vec![("count", count)] });
    }
    // All persons first: the organisation is looked at once, not again after each of them.
    let mut persons = Vec::new();
    for step in &plan.steps {
        persons.push(match step.person {
            Whom::Known(person) => person,
            Whom::New => crate::org::person::add_for_record(cx, who, &step.entry.name)?,
        });
    }
    let mut taken = Taken { newcomers: 0, changed: 0 };
    for (step, person) in plan.steps.iter().zip(persons) {
        write(cx, who, step, person, order_no)?;
        taken.newcomers += usize::from(step.enters);
        taken.changed += usize::from(!step.enters && step.changes());
    }
    rows::remove(cx.tx, sender)?;
    Ok(taken)
}

fn write(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    step: &Step,
    person: PersonId,
    order_no: &str,
) -> Result<()> {
    let (entry, adds) = (&step.entry, &step.adds);
    let order_no = if entry.order_no.is_empty() { order_no } else { &entry.order_no };
    let placing = NewPlacing {
        kind: entry.kind,
        level: Some(entry.level),
        since: entry.placed,
        order_no: order_no.to_owned(),
    };
    if step.enters {
        let new = NewWorker {
            person,
            community: entry.community,
            tenure: entry.tenure,
            secretary: entry.secretary,
            since: entry.since,
            placing,
        };
        record::enter(cx, who, &new)?;
    } else if step.places {
        record::place_on(cx, who, person, &placing)?;
    }
    // A list has no day for papers: whoever comes in had them, whoever is in gets them from today.
    let since = if step.enters { entry.since } else { cx.today() };
    for at in &adds.education {
        record::educate(cx, who, person, entry.education[*at], since)?;
    }
    if let Some((certificate, since)) = entry.certificate.filter(|_| adds.certificate) {
        record::certify(cx, who, person, certificate, since)?;
    }
    for at in &adds.results {
        record::rate(cx, who, person, entry.results[*at], order_no)?;
    }
    let numbers = [(&entry.id_number, adds.id_number), (&entry.bank_card, adds.bank_card)];
    for (number, _) in numbers.into_iter().filter(|(_, added)| *added) {
        let Some(number) = number else { continue };
        number::set(cx, who, person, number.kind(), number.whole())?;
    }
    Ok(())
}
