//! Made-up names (虚构名称): of places and of people, each in Chinese and in Latin letters.
//!
//! What is *not* here: anybody. A name is put together from common syllables and belongs to no one.
mod people;
mod places;

pub use people::{GIVEN, SURNAMES};
pub use places::{
    COMMUNITIES, DISTRICT, ESTATE_FIRST, ESTATE_LAST, ROADS, SHOPS, STREETS, WORKPLACES,
};

use crate::rng::Rng;
use std::collections::HashSet;

/// A name in Chinese and in Latin letters.
pub type Name = (&'static str, &'static str);

/// Names of people, none given twice.
#[derive(Clone, Debug, Default)]
pub struct People {
    given: HashSet<String>,
}

impl People {
    /// The next name: in Chinese, and in Latin letters with the surname first.
    pub fn next(&mut self, rng: &mut Rng) -> (String, String) {
        loop {
            let (surname, surname_en) = rng.weighted(SURNAMES);
            let (first, first_en) = rng.pick(GIVEN);
            let (last, last_en) = rng.pick(GIVEN);
            if first == last {
                continue;
            }
            let name = format!("{surname}{first}{last}");
            if self.given.insert(name.clone()) {
                return (name, format!("{surname_en} {}{last_en}", capital(first_en)));
            }
        }
    }
}

/// The name of a housing estate (小区).
pub fn estate(rng: &mut Rng) -> String {
    format!("{}{}", rng.pick(ESTATE_FIRST), rng.pick(ESTATE_LAST))
}

/// A number in Chinese words, 1 to 99.
pub fn ordinal(number: usize) -> String {
    assert!((1..100).contains(&number), "ordinals go from 1 to 99, got {number}");
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (number / 10, DIGITS[number % 10]);
    match tens {
        0 => ones.to_owned(),
        1 => format!("十{ones}"),
        _ => format!("{}十{ones}", DIGITS[tens]),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_person_has_the_name_of_another_and_all_read_in_both_scripts() {
        let (mut people, mut rng) = (People::default(), Rng::new(3));
        let names: HashSet<String> = (0..3000).map(|_| people.next(&mut rng).0).collect();
        assert_eq!(names.len(), 3000);
        let (zh, en) = people.next(&mut rng);
        assert_eq!(zh.chars().count(), 3);
        assert!(en.is_ascii() && en.contains(' '), "{en}");
    }

    #[test]
    fn places_have_names_of_their_own() {
        for list in [STREETS, COMMUNITIES, ROADS] {
            let zh: HashSet<&str> = list.iter().map(|&(zh, _)| zh).collect();
            let en: HashSet<&str> = list.iter().map(|&(_, en)| en).collect();
            assert_eq!((zh.len(), en.len()), (list.len(), list.len()));
        }
    }

    #[test]
    fn ordinals_read_as_they_are_spoken() {
        for (number, expected) in
            [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九")]
        {
            assert_eq!(ordinal(number), expected);
        }
    }
}
