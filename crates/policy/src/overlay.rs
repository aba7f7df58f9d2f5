//! How a district's own values meet the shipped ones (本区补充).
use crate::check::{Finding, Problem};
use crate::{Version, timeline};

/// Keys whose versions add up instead of following each other: every notice of days off holds for
/// the days it names, so a district's notice must not end the State Council's.
const ADD_UP: [&str; 1] = ["calendar.days"];

/// Puts the versions of a key in order: the district's from its first on, the shipped before.
pub(crate) fn merge(
    key: &str,
    mut shipped: Vec<Version>,
    mut own: Vec<Version>,
    findings: &mut Vec<Finding>,
) -> Vec<Version> {
    shipped.sort_by_key(|version| version.since);
    own.sort_by_key(|version| version.since);
    if ADD_UP.contains(&key) {
        shipped.extend(own);
        shipped.sort_by_key(|version| version.since);
        return shipped;
    }
    find(key, &shipped, findings);
    find(key, &own, findings);
    let Some(first) = own.first().map(|version| version.since) else { return shipped };
    shipped.retain(|version| version.since < first);
    if let Some(last) = shipped.last_mut() {
        match last.until {
            Some(end) if end < first => {
                findings.push(finding(key, &own[0], Problem::Gap { from: end, to: first }));
            }
            Some(_) => last.until = Some(first),
            None => {}
        }
    }
    shipped.extend(own);
    shipped
}

fn find(key: &str, versions: &[Version], findings: &mut Vec<Finding>) {
    for (at, problem) in timeline::faults(versions) {
        findings.push(finding(key, &versions[at], problem));
    }
}

pub(crate) fn finding(key: &str, version: &Version, problem: Problem) -> Finding {
    let Version { value: record, .. } = version;
    Finding { file: record.file.clone(), line: record.line, key: key.to_owned(), problem }
}
