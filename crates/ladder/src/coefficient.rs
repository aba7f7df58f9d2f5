//! The table of coefficients (等级系数表): one exact number for each kind of post and level.
//!
//! Basis: summary 四(一): each level has its own coefficient, so that pay follows from post and
//! level together. The document gives no numbers; the shipped table is an example, and a district
//! lays its own over it. What is *not* here: a formula. Each number stands in the table.
use crate::refused::Refused;
use crate::rules::numbers;
use crate::scheme::{PostKind, Scheme};
use rust_decimal::Decimal;
use serde::Deserialize;

/// A table of coefficients (等级系数表).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coefficients {
    pub posts: Vec<PostCoefficients>,
}

/// The coefficients of one kind of post, from its lowest level up.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostCoefficients {
    pub post: PostKind,
    /// The level of the first coefficient.
    pub from: u8,
    #[serde(deserialize_with = "numbers::coefficients")]
    pub coefficients: Vec<Decimal>,
}

impl PostCoefficients {
    fn at(&self, level: u8) -> Option<Decimal> {
        self.coefficients.get(usize::from(level.checked_sub(self.from)?)).copied()
    }
}

impl Coefficients {
    /// The coefficient of a kind of post and a level.
    pub fn of(&self, kind: PostKind, level: u8) -> Result<Decimal, Refused> {
        let row = self.posts.iter().find(|row| row.post == kind);
        row.and_then(|row| row.at(level)).ok_or(Refused::NoCoefficient { kind, level })
    }

    /// Whether the table has every level of a scheme, and no other.
    pub fn covers(&self, scheme: &Scheme) -> bool {
        let same = |row: &PostCoefficients| {
            scheme.range(row.post).is_ok_and(|range| {
                let levels = u32::try_from(row.coefficients.len()).unwrap_or(u32::MAX);
                range.lowest == row.from && range.levels() == levels
            })
        };
        self.posts.len() == scheme.posts.len() && self.posts.iter().all(same)
    }

    /// What keeps the table from rising with level and with post.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for row in &self.posts {
            if row.coefficients.is_empty() {
                faults.push(format!("`{}` has no coefficient", row.post));
            }
            let steps = row.coefficients.windows(2).zip(row.from..);
            for (pair, level) in steps.filter(|(pair, _)| pair[0] >= pair[1]) {
                let (low, high) = (pair[0], pair[1]);
                faults.push(format!(
                    "`{}` does not rise from level {level}: {low}, {high}",
                    row.post
                ));
            }
        }
        for pair in self.posts.windows(2) {
            let (low, high) = (&pair[0], &pair[1]);
            if low.post >= high.post {
                faults.push(format!("`{}` stands before `{}`", low.post, high.post));
            }
            for (coefficient, level) in high.coefficients.iter().zip(high.from..) {
                if low.at(level).is_some_and(|below| below >= *coefficient) {
                    let (low, high) = (low.post, high.post);
                    faults.push(format!("at level {level} `{high}` is not above `{low}`"));
                }
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[(PostKind, u8, &[&str])]) -> Coefficients {
        let posts = rows.iter().map(|(post, from, numbers)| PostCoefficients {
            post: *post,
            from: *from,
            coefficients: numbers.iter().map(|number| number.parse().unwrap()).collect(),
        });
        Coefficients { posts: posts.collect() }
    }

    #[test]
    fn a_table_rises_with_level_and_with_post() {
        use PostKind::{Clerk, Member};
        for (rows, faults) in [
            (vec![(Clerk, 1, &["1", "1.1"][..]), (Member, 2, &["1.2", "1.3"][..])], 0),
            (vec![(Clerk, 1, &["1", "1.0"][..])], 1), // equal is no rise
            (vec![(Clerk, 1, &["1.2", "1.1", "1.0"][..])], 2),
            (vec![(Clerk, 1, &["1", "1.2"][..]), (Member, 2, &["1.2"][..])], 1),
            (vec![(Member, 1, &["1.5"][..]), (Clerk, 1, &["1"][..])], 2), // order, and above
            (vec![(Clerk, 1, &[][..])], 1),
        ] {
            assert_eq!(table(&rows).faults().len(), faults, "{rows:?}");
        }
    }

    #[test]
    fn a_level_that_the_table_does_not_have_gives_no_coefficient() {
        let table = table(&[(PostKind::Member, 3, &["1.10", "1.15"])]);
        assert_eq!(table.of(PostKind::Member, 4).unwrap().to_string(), "1.15");
        for (kind, level) in [(PostKind::Member, 2), (PostKind::Member, 5), (PostKind::Clerk, 3)] {
            assert!(table.of(kind, level).is_err(), "{kind} {level}");
        }
    }
}
