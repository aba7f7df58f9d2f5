//! Who is away (请假、外出): a few people, never a holder together with the deputy.
use super::District;
use base::{AbsenceId, Date, PersonId};
use jiff::ToSpan;
use org::{Absence, Role};
use std::collections::BTreeSet;

/// The day around which people are away unless another is asked for.
pub const FIRST_DAY: Date = jiff::civil::date(2026, 3, 2);

/// One grid worker of every so many communities is away, one leader of every other so many.
const EVERY_COMMUNITIES: usize = 5;

/// The absences around a day. Of each community, street and department at most one person is
/// away, so a deputy is always there; those shown as examples are there too.
pub fn absences(district: &District, day: Date, ids: &mut dyn FnMut() -> i64) -> Vec<Absence> {
    let shown: BTreeSet<PersonId> = district.showcases.iter().map(|shown| shown.person).collect();
    let away = in_communities(district).into_iter().chain(in_offices(district));
    let away = away.filter(|person| !shown.contains(person));
    away.enumerate()
        .map(|(at, person)| {
            let start = match at % 3 {
                0 => -3,
                1 => -1,
                _ => 4,
            };
            let since = day.saturating_add(start.days());
            let until = since.saturating_add((5 + at as i64 % 4).days());
            Absence { id: AbsenceId(ids()), person, since, until }
        })
        .collect()
}

fn in_communities(district: &District) -> Vec<PersonId> {
    let communities = district.plan.communities().enumerate();
    let chosen = communities.filter_map(|(at, (_, community))| match at % EVERY_COMMUNITIES {
        1 => Some((Role::GridWorker, community.grids[at % community.grids.len()].unit)),
        3 => Some((Role::GridLeader, community.grids[at % community.grids.len()].unit)),
        4 if at % 2 == 0 => Some((Role::Community, community.unit)),
        _ => None,
    });
    chosen.filter_map(|(role, unit)| holder(district, role, unit)).collect()
}

fn in_offices(district: &District) -> Vec<PersonId> {
    let offices = district.plan.streets.iter().step_by(3).map(|s| (Role::Street, s.offices[2].0));
    let departments = district.plan.departments.iter().skip(2).step_by(6);
    let departments = departments.map(|&(unit, _)| (Role::Department, unit));
    offices.chain(departments).filter_map(|(role, unit)| holder(district, role, unit)).collect()
}

/// Who holds the first post of a role in a unit today.
fn holder(district: &District, role: Role, unit: base::UnitId) -> Option<PersonId> {
    let post = district.posts.iter().find(|post| post.role == role && post.unit == unit)?;
    let holds =
        |a: &&org::Appointment| a.post == post.id && a.deputy_rank == 0 && a.until.is_none();
    district.appointments.iter().find(holds).map(|appointment| appointment.person)
}
