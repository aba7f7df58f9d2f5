//! What no single row can say of itself: whether values fit each other.
use super::keys::{Keys, READ};
use crate::known::{Values, Version};
use crate::scheme::PayForm;
use base::Date;
use policy::{Book, Finding, Problem};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// The part of policy that this chapter reads whole.
const PART: &str = "ladder.";
/// Two shares that are the whole.
const WHOLE_PERCENT: u32 = 100;

/// A key that nothing reads is a slip: the value its writer meant would not hold.
pub(super) fn unread_keys(book: &Book, findings: &mut Vec<Finding>) {
    let ours = book.keys().filter(|key| key.starts_with(PART));
    for key in ours.filter(|key| !READ.contains(key)) {
        for at in 0..book.versions(key).len() {
            let problem = Problem::UnknownField { message: format!("`{key}`") };
            findings.push(finding(book, key, at, problem));
        }
    }
}

/// What the documents say of their schemes and the ranges do not bear out.
pub(super) fn contradictions(book: &Book, keys: &Keys) -> Vec<Finding> {
    let mut notes = Vec::new();
    for (at, version) in keys.scheme.versions().iter().enumerate() {
        for contradiction in version.value.contradictions() {
            let found: Vec<String> = contradiction.found.iter().map(u32::to_string).collect();
            let note = format!(
                "`{}` says {} = {}, its ranges give {}; the ranges hold",
                version.value.code,
                contradiction.what,
                contradiction.stated,
                found.join(", ")
            );
            notes.push(finding(book, keys.scheme.key(), at, Problem::Noted { note }));
        }
    }
    notes
}

/// Everything else.
pub(super) fn values(book: &Book, keys: &Keys, findings: &mut Vec<Finding>) {
    let mut check = Check { book, findings };
    check.each(&keys.scheme, |scheme| scheme.faults());
    check.each(&keys.coefficients, |table| table.faults());
    check.pay(keys);
    check.assessment(keys);
    check.scheme_is_paid(keys);
}

struct Check<'a> {
    book: &'a Book,
    findings: &'a mut Vec<Finding>,
}

impl Check<'_> {
    fn pay(&mut self, keys: &Keys) {
        self.holds(&keys.parts, "the two parts are not the whole", |parts| {
            parts.base_percent + parts.performance_percent == WHOLE_PERCENT
        });
        self.holds(&keys.performance, "a better result pays less", |rule| rule.factors.is_fair());
        self.holds(&keys.absence, "an absence pays more than presence", |rule| {
            rule.part_paid.is_a_part()
        });
        self.holds(&keys.probation, "probation pays more than what follows", |rule| {
            rule.part_paid <= Decimal::ONE
        });
        self.holds(&keys.reward, "a better result pays less", |rule| rule.months.is_fair());
        self.holds(&keys.subsidies, "a higher level pays less", |subsidies| {
            subsidies.levels_yuan.is_sorted() && !subsidies.levels_yuan.is_empty()
        });
        self.holds(&keys.subsidies, "a higher post pays less, or stands before a lower", |rows| {
            rows.posts.is_sorted_by(|low, high| {
                low.post < high.post
                    && low.post_yuan <= high.post_yuan
                    && low.performance_yuan <= high.performance_yuan
            })
        });
        self.holds(&keys.education, "one paper brings more than both", |rule| {
            rule.one_paper <= Decimal::ONE
        });
        self.holds(&keys.education, "a higher degree brings less", |rule| {
            [rule.bachelor_yuan, rule.master_yuan, rule.doctor_yuan].is_sorted()
        });
        self.holds(&keys.certificate, "a higher qualification brings less", |rule| {
            [rule.assistant_yuan, rule.social_worker_yuan, rule.senior_yuan].is_sorted()
        });
        self.holds(&keys.promotion, "a result is void and a new start", |rule| {
            rule.void.iter().all(|rating| !rule.restart.contains(rating))
        });
    }

    fn assessment(&mut self, keys: &Keys) {
        self.holds(&keys.weights, "the two weights are not the whole", |weights| {
            weights.street_percent + weights.public_percent == WHOLE_PERCENT
        });
        self.holds(&keys.grades, "a better result needs a lower mark", |grades| {
            grades.excellent >= grades.qualified && grades.qualified >= grades.basic
        });
        self.holds(&keys.excellent, "something decides a tie twice", |rule| {
            rule.ties.iter().collect::<BTreeSet<_>>().len() == rule.ties.len()
        });
        self.holds(&keys.panel, "two groups have one code, or one has no name", |panel| {
            let codes: BTreeSet<&str> = panel.groups.iter().map(|group| &*group.code).collect();
            codes.len() == panel.groups.len()
                && panel.groups.iter().all(|group| {
                    let names = [&group.code, &group.zh, &group.en];
                    names.iter().all(|name| !name.trim().is_empty())
                })
        });
        self.holds(&keys.ballot, "two answers have one code, or the worse counts more", |ballot| {
            let codes: BTreeSet<&str> = ballot.answers.iter().map(|it| &*it.code).collect();
            codes.len() == ballot.answers.len()
                && codes.len() > 1
                && ballot.answers.is_sorted_by(|better, worse| better.mark > worse.mark)
        });
        self.holds(&keys.publication, "a publication or an appeal has no day at all", |days| {
            [days.publish_days, days.appeal_days, days.answer_days].iter().all(|days| *days > 0)
        });
        self.holds(&keys.renewal, "a result renews and is looked at once more", |rule| {
            rule.renew.iter().all(|rating| !rule.review.contains(rating))
        });
        self.holds(&keys.panel, "residents are asked for, and no group is of them", |panel| {
            panel.least_residents_percent == 0 || panel.groups.iter().any(|group| group.residents)
        });
    }

    /// A level of a scheme is paid by something on each of its days.
    fn scheme_is_paid(&mut self, keys: &Keys) {
        for (at, version) in keys.scheme.versions().iter().enumerate() {
            let (since, end) = (version.since, keys.scheme.end(at));
            let scheme = &version.value;
            match scheme.pay {
                PayForm::Coefficients => {
                    for (row, _) in during(&keys.coefficients, since, end)
                        .filter(|(_, table)| !table.value.covers(scheme))
                    {
                        let message = format!(
                            "the table has other levels than `{}`, of its days",
                            scheme.code
                        );
                        self.fault(keys.coefficients.key(), row, message);
                    }
                }
                PayForm::Subsidies => {
                    let missing = |rows: &Version<super::Subsidies>| {
                        let posts = rows.value.posts.iter().map(|row| row.post);
                        let posts: BTreeSet<_> = posts.collect();
                        let levels = rows.value.levels_yuan.len();
                        scheme.posts.iter().any(|range| {
                            !posts.contains(&range.post) || usize::from(range.highest) > levels
                        })
                    };
                    for (row, _) in
                        during(&keys.subsidies, since, end).filter(|(_, rows)| missing(rows))
                    {
                        let message =
                            format!("a post or level of `{}` has no subsidy", scheme.code);
                        self.fault(keys.subsidies.key(), row, message);
                    }
                }
            }
        }
    }

    fn each<T>(&mut self, values: &Values<T>, faults: impl Fn(&T) -> Vec<String>) {
        for (at, version) in values.versions().iter().enumerate() {
            for message in faults(&version.value) {
                self.fault(values.key(), at, message);
            }
        }
    }

    fn holds<T>(&mut self, values: &Values<T>, otherwise: &str, holds: impl Fn(&T) -> bool) {
        self.each(
            values,
            |value| {
                if holds(value) { Vec::new() } else { vec![otherwise.to_owned()] }
            },
        );
    }

    fn fault(&mut self, key: &str, at: usize, message: String) {
        self.findings.push(finding(self.book, key, at, Problem::WrongType { message }));
    }
}

/// The versions that are in force on some day from `since` until before `end`.
fn during<T>(
    values: &Values<T>,
    since: Date,
    end: Option<Date>,
) -> impl Iterator<Item = (usize, &Version<T>)> {
    values.versions().iter().enumerate().filter(move |(at, version)| {
        end.is_none_or(|end| version.since < end) && values.end(*at).is_none_or(|over| since < over)
    })
}

fn finding(book: &Book, key: &str, at: usize, problem: Problem) -> Finding {
    let record = &book.versions(key)[at].value;
    Finding { file: record.file.clone(), line: record.line, key: key.to_owned(), problem }
}
