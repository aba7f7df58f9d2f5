//! Every code that a rule may refuse with has a sentence in both languages.
use super::*;
use base::{Lang, RelayId, Timestamp};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Every Rust file below a folder of the workspace's crates.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let (mut next, mut found) = (vec![root], Vec::new());
    while let Some(folder) = next.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the workspace") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                next.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                found.push((path, text));
            }
        }
    }
    found
}

/// The plain word in quotes that is the `nth` argument of each call.
fn quoted(text: &str, call: &str, nth: usize) -> Vec<String> {
    let plain =
        |code: &&str| !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let calls = text.match_indices(call).map(|(at, _)| &text[at + call.len()..]);
    let inside = calls.map(|rest| rest.split([')', ';', '}']).next().unwrap_or(""));
    let codes = inside.filter_map(|call| call.split(',').nth(nth)?.split('"').nth(1));
    codes.filter(plain).map(str::to_owned).collect()
}

/// The codes of a `fn code`: what its arms give.
fn arms(text: &str) -> Vec<String> {
    let codes = text.match_indices("=> \"").map(|(at, mark)| &text[at + mark.len()..]);
    codes.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

fn missing(families: &[&str], codes: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut wanted = Vec::new();
    for code in codes {
        for lang in [Lang::Zh, Lang::En] {
            let words = Words::new(lang);
            let has = |family: &&str| match *family {
                "field" => words.has(&format!("field-{code}")),
                family => words.has(&format!("{family}-{}", code.replace('_', "-"))),
            };
            if !families.iter().any(has) {
                wanted.push(format!("{}-{code} ({})", families.join("|"), lang.code()));
            }
        }
    }
    wanted
}

#[test]
fn every_code_of_a_refusal_has_words_in_both_languages() {
    let (mut refused, mut fields) = (BTreeSet::new(), BTreeSet::new());
    for (_, text) in sources("app/src") {
        refused.extend(quoted(&text, "Failed::refused(", 0));
        refused.extend(quoted(&text, "Failed::Refused { code: ", 0));
        fields.extend(quoted(&text, "Failed::field(", 1));
        fields.extend(quoted(&text, "Failed::Field { field: ", 1));
    }
    assert!(refused.len() > 20 && fields.len() > 20, "the sources are read: {refused:?}");
    let relay = fs::read_to_string("../relay/src/refused.rs").unwrap();
    refused.extend(arms(&relay));
    // What the chapter refuses reaches the reader beside a field, or as a refusal.
    refused.extend(arms(&fs::read_to_string("../ladder/src/refused.rs").unwrap()));
    let grid = arms(&fs::read_to_string("../grid/src/refused.rs").unwrap());
    let photo = arms(&fs::read_to_string("../photo/src/lib.rs").unwrap());
    let denied = arms(&fs::read_to_string("../org/src/may.rs").unwrap());
    assert!(grid.len() > 5 && photo.len() > 3 && denied.len() > 5);
    let mut wanted = missing(&["refused"], refused);
    wanted.extend(missing(&["field"], fields.into_iter().chain(photo)));
    wanted.extend(missing(&["field", "refused"], grid));
    wanted.extend(missing(&["denied"], denied));
    assert!(wanted.is_empty(), "say these in locales/*/refused.ftl: {wanted:#?}");
}

#[test]
fn a_refusal_says_its_facts() {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    use ::relay::Refused::*;
    for (refused, part) in [
        (TooLateToReturn { used: 40, window: 25 }, "40%"),
        (ExtendedTooFar { asked: 1440, at_most: 90 }, "1 小时 30 分"),
        (
            LaterNeedsApprover { old: Timestamp::UNIX_EPOCH, new: at("2026-03-02T02:00:00Z") },
            "2026年3月2日",
        ),
        (PartsOpen { parts: vec![RelayId(1), RelayId(2)] }, "2 个部分"),
    ] {
        let said = sentence(Words::new(Lang::Zh), &Failed::Relay(refused)).unwrap();
        assert!(said.contains(part), "{said}");
        assert!(!said.contains('{'), "{said}");
    }
    let facts = vec![("a", "auditor".to_owned()), ("b", "street".to_owned())];
    let failed = Failed::Refused { code: "role_conflict", facts };
    let said = sentence(Words::new(Lang::Zh), &failed).unwrap();
    assert!(said.contains("审计员") && said.contains("街道"), "{said}");
}
