use super::*;
use crate::sources;
use std::collections::{BTreeMap, BTreeSet};

/// Keys of one language, each with the names of its facts.
fn keys(folder: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for name in Files::iter().filter(|name| name.starts_with(folder)) {
        let text = String::from_utf8(Files::get(&name).unwrap().data.into_owned()).unwrap();
        let mut key = String::new();
        for line in text.lines() {
            let begins = line.starts_with(|c: char| c.is_ascii_alphabetic());
            if let (true, Some((name, _))) = (begins, line.split_once('=')) {
                key = name.trim().to_owned();
                found.entry(key.clone()).or_default();
            }
            for (at, _) in line.match_indices('$') {
                let fact = line[at + 1..].chars();
                let fact = fact.take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
                found.get_mut(&key).expect("a fact within a message").insert(fact.collect());
            }
        }
    }
    found
}

#[test]
fn both_languages_say_the_same_keys_with_the_same_facts() {
    let (zh, en) = (keys("zh/"), keys("en/"));
    for (key, facts) in &zh {
        assert_eq!(Some(facts), en.get(key), "`{key}` in English");
    }
    for key in en.keys() {
        assert!(zh.contains_key(key), "`{key}` is said in English only");
    }
}

#[test]
fn every_key_that_a_page_uses_is_said_in_both_languages() {
    for (file, text) in sources::all() {
        if file.ends_with("tests.rs") {
            continue;
        }
        for call in ["t(", "ta("] {
            for key in sources::literals(&text, call) {
                for lang in [Lang::Zh, Lang::En] {
                    assert!(Words::new(lang).has(&key), "{file}: no `{key}` in {}", lang.code());
                }
            }
        }
    }
}

#[test]
fn every_code_of_a_family_is_said_in_both_languages() {
    let families: [(&str, Vec<&str>); 4] = [
        ("role", org::Role::ALL.iter().map(|role| role.code()).collect()),
        ("problem", crate::problem::Code::ALL.iter().map(|code| code.code()).collect()),
        ("field", crate::form::ERRORS.to_vec()),
        ("ready", vec!["disk-full", "disk", "database", "schema"]),
    ];
    for (family, codes) in families {
        for code in codes {
            for lang in [Lang::Zh, Lang::En] {
                let key = format!("{family}-{code}");
                assert!(Words::new(lang).has(&key), "no `{key}` in {}", lang.code());
            }
        }
    }
}

#[test]
fn facts_are_filled_in_and_english_counts_in_the_plural() {
    for (lang, n, said) in [
        (Lang::Zh, 1, "1 天"),
        (Lang::Zh, 2, "2 天"),
        (Lang::En, 1, "1 day"),
        (Lang::En, 2, "2 days"),
    ] {
        assert_eq!(Words::new(lang).ta("span-days", &[("n", n)]), said);
    }
}

#[test]
fn an_unknown_key_shows_itself_and_breaks_nothing() {
    assert_eq!(Words::new(Lang::Zh).t("no-such-key"), "no-such-key");
}
