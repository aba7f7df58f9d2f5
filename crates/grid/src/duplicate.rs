//! Likely duplicates (疑似重复): the same thing reported twice, suggested while somebody types.
//!
//! Three signs, as the rule of policy bounds them: near in place, near in time, alike in kind; and
//! words in common, by which the suggestions are ordered. What is *not* here: the merging, which
//! people decide, and any sign of who reported.
use crate::rules::DuplicateRule;
use crate::words::pairs_and_words;
use base::place::Point;
use base::{SignedDuration, Timestamp};

/// What two reports are compared by (比对要素).
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    pub point: Point,
    pub category: String,
    /// The group of its category, if it stands in one.
    pub parent: Option<String>,
    pub words: String,
    pub reported_at: Timestamp,
}

/// How alike two reports are (相似程度), with the facts that say why.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// 0 to 100.
    pub score: u8,
    pub metres: f64,
    pub same_category: bool,
    /// Which part of the shorter text's words the other has too, in percent.
    pub shared_percent: u8,
}

/// What each sign adds to a score of 100: what people wrote counts as much as where they stood.
const PLACE_POINTS: f64 = 35.0;
const KIND_POINTS: f64 = 30.0;
const WORDS_POINTS: f64 = 35.0;
/// A kind of the same group is half the same kind.
const SAME_GROUP: f64 = 0.5;

/// So many characters of each text are compared: what it is about is said at the start, and a
/// suggestion must come while somebody types, though a hundred long reports lie near.
const COMPARED_MAX: usize = 400;

/// How likely the new report is the old one again; nothing when it is too far in place, time or
/// kind. The order of the two makes no difference.
pub fn likely(new: &Sketch, old: &Sketch, rule: &DuplicateRule) -> Option<Score> {
    let metres = new.point.metres_to(old.point);
    let apart = new.reported_at.duration_since(old.reported_at).abs();
    // A distance that is no number is not within the rule either.
    let near = metres <= rule.metres && apart <= SignedDuration::from_hours(24 * rule.days);
    if !near {
        return None;
    }
    let same_category = new.category == old.category;
    let shared = shared(&new.words, &old.words);
    let kind = match (same_category, group(new) == group(old)) {
        (true, _) => 1.0,
        // A manhole cover is no street light, however near: only words make them one thing.
        (false, true) if shared > 0.0 => SAME_GROUP,
        _ => return None,
    };
    let place = 1.0 - metres / rule.metres;
    let score = PLACE_POINTS * place + KIND_POINTS * kind + WORDS_POINTS * shared;
    let percent = |part: f64| part.round().clamp(0.0, 100.0) as u8;
    let shared_percent = percent(shared * 100.0);
    Some(Score { score: percent(score), metres, same_category, shared_percent })
}

/// The likely ones among old reports, the likeliest first, each with its place in the list.
pub fn suggest(
    new: &Sketch,
    old: &[Sketch],
    rule: &DuplicateRule,
    most: usize,
) -> Vec<(usize, Score)> {
    let scored = old.iter().enumerate().filter_map(|(at, old)| Some((at, likely(new, old, rule)?)));
    let mut found: Vec<(usize, Score)> = scored.collect();
    let nearer = |a: &Score, b: &Score| a.metres.total_cmp(&b.metres);
    found.sort_by(|(_, a), (_, b)| b.score.cmp(&a.score).then_with(|| nearer(a, b)));
    found.truncate(most);
    found
}

/// The group a report belongs to: that of its category, or the category itself where it is one.
fn group(sketch: &Sketch) -> &str {
    sketch.parent.as_deref().unwrap_or(&sketch.category)
}

/// Which part of the shorter text's words stands in the other too, 0 to 1.
fn shared(a: &str, b: &str) -> f64 {
    let start = |text: &str| pairs_and_words(&text.chars().take(COMPARED_MAX).collect::<String>());
    let (a, b) = (start(a), start(b));
    let shorter = a.len().min(b.len());
    if shorter == 0 { 0.0 } else { a.intersection(&b).count() as f64 / shorter as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: DuplicateRule = DuplicateRule { metres: 50.0, days: 30 };

    /// A report about `metres` north of the origin and `days` after the first day.
    fn sketch(category: &str, parent: &str, metres: f64, days: i64, words: &str) -> Sketch {
        let start: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
        Sketch {
            point: Point::new(116.4, 39.9 + metres / 111_195.0).unwrap(),
            category: category.into(),
            parent: (!parent.is_empty()).then(|| parent.into()),
            words: words.into(),
            reported_at: start + SignedDuration::from_hours(24 * days),
        }
    }

    #[test]
    fn a_duplicate_is_near_in_place_time_and_kind() {
        let new = sketch("street_light", "facility", 0.0, 30, "三号楼前路灯不亮");
        for (category, parent, metres, days, likely_one) in [
            ("street_light", "facility", 0.0, 30, true),
            ("street_light", "facility", 49.0, 0, true),
            ("street_light", "facility", 51.0, 30, false),
            ("street_light", "facility", 0.0, -1, false),
            ("manhole", "facility", 0.0, 30, true),
            ("facility", "", 0.0, 30, true),
            ("litter", "environment", 0.0, 30, false),
            ("other", "", 0.0, 30, false),
        ] {
            let old = sketch(category, parent, metres, days, "路灯");
            let found = likely(&new, &old, &RULE);
            assert_eq!(found.is_some(), likely_one, "{category} {metres} m, day {days}");
            assert_eq!(likely(&old, &new, &RULE), found, "the order makes no difference");
        }
    }

    #[test]
    fn the_same_report_sent_twice_scores_a_hundred_and_comes_first() {
        let new = sketch("street_light", "facility", 0.0, 1, "三号楼前路灯不亮");
        let olds = [
            sketch("manhole", "facility", 45.0, 0, "井盖坏了,路灯旁"),
            sketch("street_light", "facility", 40.0, 0, "路灯坏了"),
            sketch("street_light", "facility", 0.0, 0, "三号楼前路灯不亮"),
            sketch("street_light", "facility", 5.0, 0, "南门路灯不亮,天黑看不见"),
        ];
        let found = suggest(&new, &olds, &RULE, 3);
        assert_eq!(found.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [2, 3, 1]);
        assert_eq!(found[0].1.score, 100);
        assert!(found[1].1.shared_percent > found[2].1.shared_percent);
    }

    #[test]
    fn another_kind_of_the_group_needs_words_in_common() {
        let new = sketch("street_light", "facility", 0.0, 0, "路灯不亮");
        let cover = |words| sketch("manhole", "facility", 0.0, 0, words);
        assert_eq!(likely(&new, &cover("井盖松动"), &RULE), None);
        assert!(likely(&new, &cover("路灯下的井盖"), &RULE).is_some());
    }

    #[test]
    fn a_report_without_words_is_still_compared() {
        let new = sketch("litter", "environment", 0.0, 0, "!!!");
        let score = likely(&new, &new, &RULE).unwrap();
        assert_eq!((score.score, score.shared_percent), (65, 0));
    }
}
