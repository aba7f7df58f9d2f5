use super::*;
use proptest::prelude::*;

fn tokens(text: &str) -> Vec<String> {
    index(text).split_whitespace().map(str::to_owned).collect()
}

/// What a search with this query finds among texts.
fn finds(text: &str, asked: &str) -> bool {
    let tokens = tokens(text);
    query(asked).is_some_and(|all| all.iter().all(|token| tokens.contains(token)))
}

#[test]
fn chinese_text_is_kept_as_characters_and_pairs_and_the_rest_as_words() {
    for (text, expected) in [
        ("楼道堆物", "楼 道 堆 物 楼道 道堆 堆物"),
        ("灯", "灯"),
        ("Lift B2 坏", "lift b 2 坏"),
        ("2026-0112-000123", "2026 0112 000123"),
        ("ＡＢＣ１２3。路灯", "abc 123 路 灯 路灯"),
        ("灯灯灯", "灯 灯灯"),
        ("㐀々〇ー", "㐀 々 〇 ー 㐀々 々〇 〇ー"),
        ("", ""),
        ("!?。、\n\t", ""),
    ] {
        assert_eq!(index(text), expected, "{text:?}");
    }
}

#[test]
fn a_query_asks_for_pairs_and_for_a_character_only_where_it_stands_alone() {
    let all = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect());
    for (text, expected) in [
        ("路灯", all(&["路灯"])),
        ("灯", all(&["灯"])),
        ("路灯 坏", all(&["路灯", "坏"])),
        ("楼道堆物", all(&["楼道", "道堆", "堆物"])),
        ("Lift", all(&["lift"])),
        ("  ", None),
        ("\"OR*:()", all(&["or"])),
        ("'; --", None),
    ] {
        assert_eq!(query(text), expected, "{text:?}");
    }
}

#[test]
fn a_search_finds_what_people_mean() {
    let text = "3号楼２单元楼道堆满杂物,电梯 ELEVATOR 停运";
    for (asked, found) in [
        ("楼道", true),
        ("杂物", true),
        ("梯", true),
        ("elevator", true),
        ("2单元", true),
        ("停电", false),
        ("道楼", false),
        ("elev", false),
    ] {
        assert_eq!(finds(text, asked), found, "{asked}");
    }
}

#[test]
fn no_text_can_look_like_a_word_for_where_a_matter_lies() {
    // `zs12` is how a matter is marked as of street 12: whoever could write one would show a
    // matter to another street.
    for text in ["zs12", "ZS12", "ｚｓ１２", "zg9 zc8", "žs12", "z\u{301}s12", "zs１2", "zs²"]
    {
        let mixed = |token: &String| {
            token.chars().any(char::is_alphabetic) && token.chars().any(char::is_numeric)
        };
        assert!(!tokens(text).iter().any(mixed), "{text}: {:?}", tokens(text));
    }
}

#[test]
fn long_texts_and_words_are_bounded() {
    let han: String = (0..6_000u32).filter_map(|at| char::from_u32(0x4E00 + at)).collect();
    assert!(tokens(&han).len() <= INDEX_MAX);
    assert_eq!(query(&han).unwrap().len(), QUERY_MAX);
    let word = "a".repeat(4_000);
    assert_eq!(tokens(&word), [&word[..TOKEN_MAX]]);
    assert!(finds(&word, &word), "a long word is cut alike on both sides");
}

proptest! {
    #[test]
    fn tokens_hold_letters_or_digits_and_nothing_else(text in any::<String>()) {
        for token in tokens(&text).into_iter().chain(query(&text).unwrap_or_default()) {
            let letters = token.chars().all(|c| c.is_alphabetic() || c == '〇');
            let digits = token.chars().all(|c| c.is_ascii_digit());
            prop_assert!(!token.is_empty() && (letters || digits), "{token:?}");
            prop_assert!(token.chars().count() <= TOKEN_MAX);
        }
    }

    #[test]
    fn whatever_part_of_a_chinese_text_is_asked_for_it_is_found(
        text in "[一-龥]{2,60}", from in 0usize..60, length in 1usize..10
    ) {
        let part: String = text.chars().skip(from).take(length).collect();
        prop_assume!(!part.is_empty());
        prop_assert!(finds(&text, &part), "{part} in {text}");
    }
}
