//! What no single row can say of itself: whether values fit each other.
use super::keys::{Keys, READ};
use super::lists::Item;
use crate::matter::Sort;
use base::Date;
use policy::{Book, Dated, Finding, Problem, Timeline, Version};
use std::collections::BTreeSet;

/// The parts of policy that this chapter reads whole.
const PARTS: [&str; 4] = ["grid.", "privacy.", "security.", "message."];
/// A list is read from one screen; one of more rows is a mistake, such as a pasted table.
const LIST_MAX: usize = 500;
/// A code fits a column of a table, a name a line of a page.
const CODE_MAX: usize = 40;
const NAME_MAX: usize = 100;

/// A key that nothing reads is a slip: the value its writer meant would not hold.
pub(super) fn unread_keys(book: &Book, findings: &mut Vec<Finding>) {
    let ours = |key: &&str| PARTS.iter().any(|part| key.starts_with(part));
    for key in book.keys().filter(ours).filter(|key| !READ.contains(key)) {
        for version in book.versions(key) {
            let problem = Problem::UnknownField { message: format!("`{key}`") };
            findings.push(finding(key, version, problem));
        }
    }
}

/// Everything else.
pub(super) fn values(book: &Book, keys: &Keys, findings: &mut Vec<Finding>) {
    let mut check = Check { book, findings };
    check.list(&keys.categories, |row| &row.list[..]);
    check.list(&keys.attributes, |row| &row.list[..]);
    check.list(&keys.departments, |row| &row.list[..]);
    check.list(&keys.grounds, |row| &row.list[..]);
    check.list(&keys.kinds, |row| &row.list[..]);
    check.list(&keys.legacy_kinds, |row| &row.list[..]);
    check.list(&keys.work_kinds, |row| &row.list[..]);
    check.list(&keys.duties, |row| &row.list[..]);
    check.list(&keys.pause, |row| &row.reasons[..]);
    check.list(&keys.patrol_risks, |row| &row.list[..]);
    check.list(&keys.patrol_reasons, |row| &row.list[..]);
    super::patrol::check(keys, &mut |key, at, message| check.fault(key, at, message));
    check.list(&keys.replies, |row| &row.list[..]);
    check.list(&keys.stoppers, |row| &row.list[..]);
    check.list(&keys.redaction, |row| &row.reasons[..]);
    check.list(&keys.alert_states, |row| &row.list[..]);
    super::resident::check(keys, &mut |key, at, message| check.fault(key, at, message));
    check.stoppers(keys);
    check.parents(keys);
    check.departments(keys);
    check.attributes(keys);
    check.replies(keys);
    check.grounds(keys);
    check.kinds(keys);
    check.ladder(keys);
}

struct Check<'a> {
    book: &'a Book,
    findings: &'a mut Vec<Finding>,
}

impl Check<'_> {
    fn list<T, I: Item>(&mut self, line: &Timeline<T>, items: fn(&T) -> &[I]) {
        for (at, version) in line.versions().iter().enumerate() {
            let items = items(&version.value);
            if items.is_empty() || items.len() > LIST_MAX {
                let message = format!("{} items, a list has 1 to {LIST_MAX}", items.len());
                self.fault(line.key(), at, message);
            }
            let mut seen = BTreeSet::new();
            for item in items {
                let code = item.code();
                if !seen.insert(code) {
                    self.fault(line.key(), at, format!("the code `{code}` appears twice"));
                }
                if !is_code(code) {
                    let message = format!("`{code}` is no code: a-z, 0-9 and _, up to {CODE_MAX}");
                    self.fault(line.key(), at, message);
                }
                if item.names().iter().any(|name| !is_name(name)) {
                    let message =
                        format!("`{code}` has no name, or one over {NAME_MAX} characters");
                    self.fault(line.key(), at, message);
                }
            }
        }
    }

    /// A category is a group, or stands in one.
    fn parents(&mut self, keys: &Keys) {
        for (at, version) in keys.categories.versions().iter().enumerate() {
            let list = &version.value.list;
            let groups = list.iter().filter(|category| category.parent.is_none());
            let groups: BTreeSet<&str> = groups.map(|category| category.code.as_str()).collect();
            for category in list.iter() {
                let Some(parent) = category.parent.as_deref() else { continue };
                if !groups.contains(parent) {
                    let message = format!("`{}` stands in no group `{parent}`", category.code);
                    self.fault(keys.categories.key(), at, message);
                }
            }
            for category in list.iter().filter(|c| c.stop_zh.is_some() != c.stop_en.is_some()) {
                let message = format!("`{}` warns in one language only", category.code);
                self.fault(keys.categories.key(), at, message);
            }
        }
    }

    /// A category names a department that exists on each of its days.
    fn departments(&mut self, keys: &Keys) {
        let (line, all) = (&keys.categories, keys.departments.versions());
        for (at, version) in line.versions().iter().enumerate() {
            let end = end(line.versions(), at);
            let same_time = |other: usize| {
                let from = all[other].since;
                end.is_none_or(|end| from < end)
                    && self::end(all, other).is_none_or(|until| version.since < until)
            };
            let known: Vec<BTreeSet<&str>> = (0..all.len())
                .filter(|other| same_time(*other))
                .map(|other| all[other].value.list.iter().map(Item::code).collect())
                .collect();
            for category in version.value.list.iter().filter(|c| !c.department.is_empty()) {
                let department = category.department.as_str();
                if known.is_empty() || known.iter().any(|codes| !codes.contains(department)) {
                    let message = format!(
                        "`{}` names `{department}`, which is not in {} on all its days",
                        category.code,
                        keys.departments.key()
                    );
                    self.fault(line.key(), at, message);
                }
            }
        }
    }

    /// A question belongs to categories that are there when it is asked, and a list has values.
    fn attributes(&mut self, keys: &Keys) {
        let line = &keys.attributes;
        for (at, version) in line.versions().iter().enumerate() {
            let known = categories_while(keys, version.since, end(line.versions(), at));
            for attribute in version.value.list.iter() {
                for fault in attribute.faults(&known) {
                    self.fault(line.key(), at, format!("`{}` {fault}", attribute.code));
                }
            }
        }
    }

    /// A stopper is about categories that are there in its time, says something, and calls somebody.
    fn stoppers(&mut self, keys: &Keys) {
        let line = &keys.stoppers;
        for (at, version) in line.versions().iter().enumerate() {
            let known = categories_while(keys, version.since, end(line.versions(), at));
            let known: Vec<&str> = known.into_iter().collect();
            for stopper in version.value.list.iter() {
                for fault in stopper.faults(&known) {
                    self.fault(line.key(), at, format!("`{}` {fault}", stopper.code));
                }
            }
        }
    }

    /// A reply template is of a category that is there in its time, or of all.
    fn replies(&mut self, keys: &Keys) {
        let line = &keys.replies;
        for (at, version) in line.versions().iter().enumerate() {
            let known = categories_while(keys, version.since, end(line.versions(), at));
            for reply in version.value.list.iter() {
                let category = reply.category.as_deref();
                if category.is_some_and(|category| !known.contains(category)) {
                    let message = format!("`{}` is for no category of ours", reply.code);
                    self.fault(line.key(), at, message);
                }
            }
        }
    }

    /// Every sort can be chosen, on a ground whose document is known.
    fn grounds(&mut self, keys: &Keys) {
        let line = &keys.grounds;
        for (at, version) in line.versions().iter().enumerate() {
            for &sort in Sort::ALL {
                if !version.value.list.iter().any(|ground| ground.sort == sort) {
                    self.fault(line.key(), at, format!("no ground for `{sort}`"));
                }
            }
            for ground in version.value.list.iter() {
                let id = ground.clause.split('#').next().unwrap_or_default();
                if self.book.source(id).is_none() {
                    let problem = Problem::UnknownSource { id: id.to_owned() };
                    let version = &self.book.versions(line.key())[at];
                    self.findings.push(finding(line.key(), version, problem));
                }
            }
        }
    }

    fn kinds(&mut self, keys: &Keys) {
        let line = &keys.kinds;
        for (at, version) in line.versions().iter().enumerate() {
            for kind in version.value.list.iter() {
                let (min, max) = (kind.min_households, kind.max_households);
                if max != 0 && min > max {
                    let message = format!("`{}` has {min} to {max} households", kind.code);
                    self.fault(line.key(), at, message);
                }
                if kind.staff.is_empty() || kind.staff.iter().any(|staff| !is_code(staff)) {
                    let message = format!("`{}` names nobody for its team", kind.code);
                    self.fault(line.key(), at, message);
                }
            }
        }
    }

    /// The ladder rises: each rung stands higher than the one before.
    fn ladder(&mut self, keys: &Keys) {
        let line = &keys.escalation;
        for (at, version) in line.versions().iter().enumerate() {
            let ladder = &version.value.ladder;
            let ranks: Vec<Option<u8>> = ladder.iter().map(|role| role.rank()).collect();
            let rises = ranks.windows(2).all(|pair| pair[0] < pair[1]);
            if ranks.is_empty() || ranks.contains(&None) || !rises {
                let message = "a ladder names roles that work on matters, each above the last";
                self.fault(line.key(), at, message.to_owned());
            }
        }
    }

    fn fault(&mut self, key: &str, at: usize, message: String) {
        let version = &self.book.versions(key)[at];
        self.findings.push(finding(key, version, Problem::WrongType { message }));
    }
}

/// The codes of the categories that are there between two days.
fn categories_while(keys: &Keys, since: Date, until: Option<Date>) -> BTreeSet<&str> {
    let all = keys.categories.versions();
    let same_time = |at: &usize| {
        let begins = until.is_none_or(|until| all[*at].since < until);
        begins && end(all, *at).is_none_or(|over| since < over)
    };
    let there = (0..all.len()).filter(same_time);
    there.flat_map(|at| all[at].value.list.iter().map(Item::code)).collect()
}

/// The first day on which a version no longer holds.
fn end<T>(versions: &[Dated<T>], at: usize) -> Option<Date> {
    versions[at].until.or_else(|| versions.get(at + 1).map(|next| next.since))
}

fn is_code(code: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    (1..=CODE_MAX).contains(&code.len()) && code.chars().all(plain)
}

fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= NAME_MAX
}

fn finding(key: &str, version: &Version, problem: Problem) -> Finding {
    let (file, line) = (version.value.file.clone(), version.value.line);
    Finding { file, line, key: key.to_owned(), problem }
}
