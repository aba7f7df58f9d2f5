//! Words to search by (检索词): Chinese text in pairs of characters, the rest in runs.
//!
//! `楼道堆物` is found by `堆物` because both engines index the pairs 楼道, 道堆, 堆物, and by `堆`
//! because they index the characters too. A token holds letters only or digits only, so it needs no
//! escape in either engine's query language, and no text that somebody types can look like the
//! words with a letter and a number that `store` adds for where a matter lies.
//!
//! What is *not* here: either engine's syntax, and the order of what is found.
use std::collections::HashSet;

/// A token has at most so many characters; what is longer is cut, alike in index and query.
pub const TOKEN_MAX: usize = 32;
/// A text gives at most so many tokens: four thousand Chinese characters and their pairs, and more.
pub const INDEX_MAX: usize = 10_000;
/// A query asks for at most so many tokens; the rest of a long sentence adds nothing but work.
pub const QUERY_MAX: usize = 12;

/// The tokens of a text, each once, with spaces between: what is kept for the search.
pub fn index(text: &str) -> String {
    let mut tokens = Tokens::new(INDEX_MAX);
    for run in runs(text) {
        match run {
            Run::Word(word) => tokens.add(word),
            Run::Han(characters) => {
                characters.iter().for_each(|character| tokens.add(character.to_string()));
                pairs(&characters).for_each(|pair| tokens.add(pair));
            }
        }
    }
    tokens.list.join(" ")
}

/// The tokens that must all be there; nothing when the text holds none.
pub fn query(text: &str) -> Option<Vec<String>> {
    let mut tokens = Tokens::new(QUERY_MAX);
    for run in runs(text) {
        match run {
            Run::Word(word) => tokens.add(word),
            Run::Han(one) if one.len() == 1 => tokens.add(one[0].to_string()),
            Run::Han(characters) => pairs(&characters).for_each(|pair| tokens.add(pair)),
        }
    }
    (!tokens.list.is_empty()).then_some(tokens.list)
}

/// Pairs of Chinese characters and whole words, to compare two texts by.
pub fn pairs_and_words(text: &str) -> HashSet<String> {
    runs(text)
        .into_iter()
        .flat_map(|run| match run {
            Run::Word(word) => vec![word],
            Run::Han(one) if one.len() == 1 => vec![one[0].to_string()],
            Run::Han(characters) => pairs(&characters).collect(),
        })
        .take(INDEX_MAX)
        .collect()
}

/// As people mean it (归一): full-width letters become plain ones, capitals small ones.
pub fn fold(text: &str) -> String {
    text.chars().map(half_width).flat_map(char::to_lowercase).collect()
}

fn half_width(character: char) -> char {
    match character {
        '\u{3000}' => ' ',
        // The full-width forms of ! to ~ stand in the same order as the plain ones.
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(character as u32 - 0xFEE0).expect("it is one of ! to ~")
        }
        other => other,
    }
}

struct Tokens {
    list: Vec<String>,
    seen: HashSet<String>,
    max: usize,
}

impl Tokens {
    fn new(max: usize) -> Tokens {
        Tokens { list: Vec::new(), seen: HashSet::new(), max }
    }

    fn add(&mut self, token: String) {
        if self.list.len() < self.max && self.seen.insert(token.clone()) {
            self.list.push(token);
        }
    }
}

enum Run {
    /// Letters of an alphabet, or digits.
    Word(String),
    Han(Vec<char>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    Han,
    Other,
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let (mut run, mut kind) = (Vec::new(), Kind::Other);
    for character in fold(text).chars().chain([' ']) {
        let next = kind_of(character);
        if next != kind {
            match kind {
                Kind::Other => {}
                Kind::Han => runs.push(Run::Han(std::mem::take(&mut run))),
                Kind::Letter | Kind::Digit => runs.push(Run::Word(run.drain(..).collect())),
            }
        }
        kind = next;
        // Only words are cut: Chinese text has no words that could be too long.
        if next != Kind::Other && (next == Kind::Han || run.len() < TOKEN_MAX) {
            run.push(character);
        }
    }
    runs
}

fn kind_of(character: char) -> Kind {
    match character {
        '0'..='9' => Kind::Digit,
        '\u{3005}' | '\u{3007}' => Kind::Han, // 々〇
        '\u{3040}'..='\u{30FF}' if character.is_alphabetic() => Kind::Han,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' => Kind::Han,
        '\u{20000}'..='\u{323AF}' => Kind::Han,
        letter if letter.is_alphabetic() => Kind::Letter,
        _ => Kind::Other,
    }
}

fn pairs(characters: &[char]) -> impl Iterator<Item = String> + '_ {
    characters.windows(2).map(|pair| pair.iter().collect())
}

#[cfg(test)]
mod tests;
