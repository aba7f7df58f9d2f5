//! From a value of the file to a code of ours (对照): by the whole value, its beginning, or a word.
use super::column::Cells;
use super::lines::{Lines, MappingError};
use super::raw;
use std::cell::RefCell;
use std::collections::HashMap;

/// The rules by which the values of some columns become a `T` (对照规则).
///
/// Whole values are asked first, column by column, then beginnings, the longest first, then words,
/// the longest first, then the words of policy if they are asked, at last the default. Case, width and repeated spaces do not count.
#[derive(Clone, Debug)]
pub(super) struct Matcher<T> {
    pub columns: Vec<Cells<String>>,
    exact: HashMap<String, T>,
    prefixes: Vec<(String, T)>,
    words: Vec<(String, T)>,
    /// Asked after the mapping's own: whole values and words that policy has.
    more: Vec<(String, T)>,
    default: Option<T>,
    known: RefCell<HashMap<String, Option<T>>>,
}

/// Answers that are remembered; a file has a few hundred different values, not more.
const KNOWN_MAX: usize = 10_000;

impl<T: Clone + PartialEq> Matcher<T> {
    /// Checks and lays out the rules of `table`, such as `category`.
    pub fn new(
        lines: &Lines<'_>,
        table: &str,
        raw: &raw::Match,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Matcher<T>, MappingError> {
        let code = |line: usize, key: String, code: &str| {
            read(code)
                .ok_or_else(|| lines.error(line, &key, &format!("`{code}` is no code of ours")))
        };
        let group = |kind: &str, rules: &raw::Rules| {
            let mut found: Vec<(String, T)> = Vec::new();
            for (name, values) in rules {
                let key = format!("{table}.{kind}.{name}");
                for value in values {
                    let (at, text) = (value.span().start, normal(value.get_ref()));
                    let to = code(at, key.clone(), name)?;
                    if text.is_empty() {
                        return Err(lines.error(at, &key, "an empty value matches nothing"));
                    }
                    if found.iter().any(|(other, code)| *other == text && *code != to) {
                        let why = format!("`{}` stands under another code too", value.get_ref());
                        return Err(lines.error(at, &key, &why));
                    }
                    found.push((text, to));
                }
            }
            found.sort_by_key(|(text, _)| std::cmp::Reverse(text.chars().count()));
            Ok(found)
        };
        let default = raw.default.as_ref().map(|default| {
            code(default.span().start, format!("{table}.default"), default.get_ref())
        });
        let key = format!("{table}.columns");
        let columns = raw.columns.iter().map(|taken| lines.cells(&key, taken));
        Ok(Matcher {
            columns: columns.collect::<Result<_, _>>()?,
            exact: group("exact", &raw.exact)?.into_iter().collect(),
            prefixes: group("prefix", &raw.prefix)?,
            words: group("word", &raw.word)?,
            more: Vec::new(),
            default: default.transpose()?,
            known: RefCell::default(),
        })
    }

    /// Asks these words after the mapping's own and before the default, the longest first.
    pub fn and_then(mut self, words: impl Iterator<Item = (String, T)>) -> Matcher<T> {
        let words = words.map(|(word, code)| (normal(&word), code));
        self.more = words.filter(|(word, _)| !word.is_empty()).collect();
        self.more.sort_by_key(|(word, _)| std::cmp::Reverse(word.chars().count()));
        self
    }

    /// One answer, whatever the file says.
    pub fn always(code: T) -> Matcher<T> {
        Matcher {
            columns: Vec::new(),
            exact: HashMap::new(),
            prefixes: Vec::new(),
            words: Vec::new(),
            more: Vec::new(),
            default: Some(code),
            known: RefCell::default(),
        }
    }

    /// The code of a row's values, in the order of [`Matcher::columns`].
    pub fn find(&self, values: &[&str]) -> Option<T> {
        if values.is_empty() {
            return self.default.clone();
        }
        let key = values.join("\u{1f}");
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let found = self.search(values);
        let mut known = self.known.borrow_mut();
        if known.len() >= KNOWN_MAX {
            known.clear();
        }
        known.insert(key, found.clone());
        found
    }

    fn search(&self, values: &[&str]) -> Option<T> {
        let values: Vec<String> = values.iter().map(|value| normal(value)).collect();
        let exact = || values.iter().find_map(|value| self.exact.get(value).cloned());
        let first = |rules: &[(String, T)], fits: fn(&str, &str) -> bool| {
            let mut hits = values.iter().flat_map(|value| {
                rules.iter().find(|(text, _)| fits(value, text)).map(|(_, code)| code.clone())
            });
            hits.next()
        };
        exact()
            .or_else(|| first(&self.prefixes, |value, text| value.starts_with(text)))
            .or_else(|| first(&self.words, has_word))
            .or_else(|| first(&self.more, has_word))
            .or_else(|| self.default.clone())
    }
}

/// A value as it is compared: case, width and repeated spaces do not count.
pub(super) fn normal(text: &str) -> String {
    let folded = grid::words::fold(text);
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a word stands in a text; one of letters or digits is not found inside a longer one.
fn has_word(text: &str, word: &str) -> bool {
    let free = |beside: Option<char>, end: Option<char>| {
        let latin = end.is_some_and(|end| end.is_ascii_alphanumeric());
        !latin || !beside.is_some_and(|beside| beside.is_ascii_alphanumeric())
    };
    text.match_indices(word).any(|(at, _)| {
        free(text[..at].chars().next_back(), word.chars().next())
            && free(text[at + word.len()..].chars().next(), word.chars().next_back())
    })
}

#[cfg(test)]
mod tests {
    use super::has_word;

    #[test]
    fn a_word_is_not_found_inside_another_but_chinese_words_are() {
        assert!(has_word("loud noise at night", "noise"));
        assert!(!has_word("parking lot", "king"));
        assert!(has_word("小区路灯不亮", "路灯"));
    }
}
