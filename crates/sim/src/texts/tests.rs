use super::*;
use std::collections::HashSet;

fn site() -> Site {
    Site {
        street: "桐溪街道".into(),
        community: "枫林社区".into(),
        kind: GridKind::Residential,
        estate: "翠竹园".into(),
        road: "临溪路".into(),
    }
}

/// The codes and parents of the policy book, as far as a test needs them.
fn book() -> Vec<(String, String)> {
    let text = include_str!("../../../../policy/grid/categories.toml");
    let table: toml::Table = text.parse().unwrap();
    let list = table["grid"]["categories"][0]["list"].as_array().unwrap().clone();
    let word = |entry: &toml::Value, key| Some(entry.get(key)?.as_str()?.to_owned());
    list.iter()
        .map(|entry| {
            let code = word(entry, "code").unwrap();
            let group = word(entry, "parent").unwrap_or_else(|| code.clone());
            (code, group)
        })
        .collect()
}

#[test]
fn every_category_of_the_policy_book_has_three_templates_or_more_and_its_own_group() {
    let ours: HashSet<&str> = categories().map(|(code, ..)| *code).collect();
    assert_eq!(ours.len(), categories().count());
    for (code, group) in book() {
        assert!(ours.contains(code.as_str()), "{code} has no texts");
        assert_eq!(group_of(&code), group, "{code}");
    }
    assert_eq!(ours.len(), book().len());
    assert!(categories().all(|(_, _, templates)| templates.len() >= 3));
}

#[test]
fn no_slot_stays_open_and_every_text_names_a_place() {
    let mut rng = Rng::new(2);
    let mut lengths = HashSet::new();
    for (category, _, templates) in categories() {
        for _ in 0..templates.len() * 20 {
            let (text, address) = matter(&mut rng, category, &site());
            assert!(
                !text.contains(['{', '}']) && !address.contains(['{', '}']),
                "{text} {address}"
            );
            assert!(address.starts_with("桐溪街道枫林社区"), "{address}");
            let length = text.chars().count();
            assert!((10..400).contains(&length), "{length}: {text}");
            lengths.insert(length);
        }
    }
    assert!(lengths.len() > 60, "only {} lengths", lengths.len());
}

#[test]
fn the_same_seed_writes_the_same_and_an_unknown_category_reads_as_other() {
    let write = |seed, category| matter(&mut Rng::new(seed), category, &site());
    assert_eq!(write(1, "lift"), write(1, "lift"));
    assert_ne!(write(1, "lift"), write(2, "lift"));
    assert_eq!(write(1, "no such thing"), write(1, "other"));
    assert_eq!(group_of("no such thing"), "other");
}

#[test]
fn the_staff_have_words_for_every_category() {
    let mut rng = Rng::new(4);
    for (category, ..) in categories() {
        for words in [
            handling(&mut rng, category),
            plan(&mut rng, category),
            explanation(&mut rng, category),
            root_cause(&mut rng, category),
        ] {
            assert!((6..200).contains(&words.chars().count()), "{words}");
        }
    }
    assert!(notes::own_words().all(|code| categories().any(|(known, ..)| *known == code)));
    assert_ne!(praise_or_blame(&mut rng, true), praise_or_blame(&mut rng, false));
    assert!(!refusal(&mut rng).is_empty());
}
