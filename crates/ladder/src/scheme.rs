//! Schemes of levels (等级方案): which kinds of post there are, and which levels each has.
//!
//! Basis: summary 四(一) for four kinds of post with eighteen levels, 二(二) for the older scheme
//! of three posts with twelve. A scheme is one dated version of a policy value, so a district says
//! which one is in force from when.
//!
//! The document says of its ranges that neighbours share three levels; the ranges themselves share
//! ten. The ranges hold, because people are placed by them; what the document says is kept as
//! [`Stated`] and compared, so that [`Scheme::contradictions`] can tell the reader. What is *not*
//! here: an average of the two.
use crate::refused::Refused;
use base::codes;
use serde::Deserialize;

codes! {
    /// A kind of post in a community (岗位类别), from the lowest to the highest.
    pub enum PostKind {
        /// 社区干事
        Clerk = "clerk",
        /// “两委”委员
        Member = "member",
        /// “两委”副职
        Deputy = "deputy",
        /// 社区正职
        Chief = "chief",
    }
}

codes! {
    /// How a scheme pays (计酬形式).
    pub enum PayForm {
        /// A base amount times the coefficient of post and level (报酬系数).
        Coefficients = "coefficients",
        /// A subsidy for the post, one for the level, one for the result (三项补贴).
        Subsidies = "subsidies",
    }
}

/// The levels of one kind of post (等级区间), both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelRange {
    pub post: PostKind,
    pub lowest: u8,
    pub highest: u8,
}

impl LevelRange {
    pub fn holds(&self, level: u8) -> bool {
        (self.lowest..=self.highest).contains(&level)
    }

    /// How many levels it has.
    pub fn levels(&self) -> u32 {
        (u32::from(self.highest) + 1).saturating_sub(u32::from(self.lowest))
    }

    /// How many levels it shares with another.
    pub fn shared(&self, other: &LevelRange) -> u32 {
        let (low, high) = (self.lowest.max(other.lowest), self.highest.min(other.highest));
        (u32::from(high) + 1).saturating_sub(u32::from(low))
    }
}

/// What the document says about its scheme besides the ranges (文件表述).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Stated {
    pub posts: Option<u32>,
    pub levels: Option<u32>,
    pub levels_each: Option<u32>,
    pub shared_by_neighbours: Option<u32>,
}

/// A scheme of levels (等级方案).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    pub code: String,
    pub zh: String,
    pub en: String,
    pub pay: PayForm,
    /// From the lowest kind of post to the highest.
    pub posts: Vec<LevelRange>,
    #[serde(default)]
    pub stated: Stated,
}

/// A statement that the ranges do not bear out (表述与区间不符).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// Which statement: a field of [`Stated`].
    pub what: &'static str,
    pub stated: u32,
    /// What the ranges give.
    pub found: Vec<u32>,
}

/// A level is written with two digits.
pub const LEVEL_MAX: u8 = 99;

impl Scheme {
    /// The levels of a kind of post; refused for one that the scheme does not have.
    pub fn range(&self, kind: PostKind) -> Result<&LevelRange, Refused> {
        let found = self.posts.iter().find(|range| range.post == kind);
        found.ok_or_else(|| Refused::NoSuchPost { scheme: self.code.clone(), kind })
    }

    /// Whether a post of this kind may have this level.
    pub fn check_level(&self, kind: PostKind, level: u8) -> Result<(), Refused> {
        let LevelRange { lowest, highest, .. } = *self.range(kind)?;
        if (lowest..=highest).contains(&level) {
            return Ok(());
        }
        Err(Refused::LevelOutsidePost { kind, level, lowest, highest })
    }

    /// What the document states and the ranges do not bear out.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let count = u32::try_from(self.posts.len()).unwrap_or(u32::MAX);
        let highest = self.posts.iter().map(|range| range.highest).max().unwrap_or(0);
        let lowest = self.posts.iter().map(|range| range.lowest).min().unwrap_or(1);
        let span = (u32::from(highest) + 1).saturating_sub(u32::from(lowest));
        let each = self.posts.iter().map(LevelRange::levels).collect();
        let shared = self.posts.windows(2).map(|pair| pair[0].shared(&pair[1])).collect();
        let stated = &self.stated;
        let statements: [(&'static str, Option<u32>, Vec<u32>); 4] = [
            ("posts", stated.posts, vec![count]),
            ("levels", stated.levels, vec![span]),
            ("levels_each", stated.levels_each, each),
            ("shared_by_neighbours", stated.shared_by_neighbours, shared),
        ];
        let wrong = statements.into_iter().filter_map(|(what, stated, found)| {
            let stated = stated?;
            let differs = found.iter().any(|found| *found != stated);
            differs.then_some(Contradiction { what, stated, found })
        });
        wrong.collect()
    }

    /// What keeps the ranges from being a ladder, in words for the reader of a policy file.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.posts.is_empty() {
            faults.push("a scheme has at least one kind of post".to_owned());
        }
        for range in &self.posts {
            let LevelRange { post, lowest, highest } = range;
            if *lowest < 1 || lowest > highest || *highest > LEVEL_MAX {
                faults.push(format!("`{post}` has levels {lowest} to {highest}"));
            }
        }
        for pair in self.posts.windows(2) {
            let (low, high) = (pair[0], pair[1]);
            if low.post >= high.post {
                faults.push(format!("`{}` stands before `{}`", low.post, high.post));
            }
            if low.lowest > high.lowest || low.highest > high.highest {
                faults.push(format!("`{}` reaches below or under `{}`", high.post, low.post));
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scheme(ranges: [(u8, u8); 4], shared: u32) -> Scheme {
        let posts = PostKind::ALL.iter().zip(ranges);
        let posts = posts.map(|(&post, (lowest, highest))| LevelRange { post, lowest, highest });
        Scheme {
            code: "any".into(),
            zh: "甲".into(),
            en: "A".into(),
            pay: PayForm::Coefficients,
            posts: posts.collect(),
            stated: Stated { shared_by_neighbours: Some(shared), ..Stated::default() },
        }
    }

    /// The ranges of the summary, 四(一).
    const SUMMARY: [(u8, u8); 4] = [(1, 12), (3, 14), (5, 16), (7, 18)];

    #[test]
    fn the_summary_says_three_and_its_own_ranges_share_ten() {
        let found = scheme(SUMMARY, 3).contradictions();
        let expected =
            Contradiction { what: "shared_by_neighbours", stated: 3, found: vec![10, 10, 10] };
        assert_eq!(found, [expected]);
        assert_eq!(scheme(SUMMARY, 10).contradictions(), []);
    }

    #[test]
    fn a_level_outside_its_post_is_refused_with_the_range() {
        let scheme = scheme(SUMMARY, 10);
        for (kind, level, fits) in [
            (PostKind::Clerk, 0, false),
            (PostKind::Clerk, 1, true),
            (PostKind::Clerk, 12, true),
            (PostKind::Clerk, 13, false),
            (PostKind::Chief, 6, false),
            (PostKind::Chief, 18, true),
            (PostKind::Chief, 19, false),
        ] {
            assert_eq!(scheme.check_level(kind, level).is_ok(), fits, "{kind} {level}");
        }
    }

    #[test]
    fn ranges_that_are_no_ladder_are_told() {
        for (ranges, faults) in [
            (SUMMARY, 0),
            ([(1, 12), (3, 14), (5, 16), (7, 6)], 2),
            ([(3, 12), (1, 14), (5, 16), (7, 18)], 1),
            ([(0, 12), (3, 14), (5, 16), (7, 100)], 2),
        ] {
            assert_eq!(scheme(ranges, 10).faults().len(), faults, "{ranges:?}");
        }
    }
}
