//! The reporter's code (查询码): whoever has it reads the answer to the report, and rates it.
//!
//! Shown once, as `XXXXX-XXXXX`; kept only as a keyed digest. Fifty bits: guessing online is
//! hopeless, and short enough to be read out over the phone.
use super::{Keys, random};
use std::fmt;

/// A reporter's code (查询码). Not kept, and not printed but by [`Code::shown`].
#[derive(Clone, PartialEq, Eq)]
pub struct Code([u8; CODE_CHARS]);

/// Ten characters of five bits each.
pub const CODE_CHARS: usize = 10;
/// Crockford's base 32: no I, L, O (they look like digits) and no U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Code {
    /// A new code, by chance.
    pub fn random() -> Code {
        Code(random().map(|byte: u8| ALPHABET[usize::from(byte % 32)]))
    }

    /// Reads what somebody typed: in any case, with or without dashes and blanks, from a Chinese
    /// keyboard too, and with the letters that look like a digit.
    pub fn parse(typed: &str) -> Option<Code> {
        let mut chars = [0; CODE_CHARS];
        let mut places = chars.iter_mut();
        for typed in typed.chars().map(half_width) {
            if typed.is_whitespace() || is_dash(typed) {
                continue;
            }
            *places.next()? = symbol(typed)?;
        }
        places.next().is_none().then_some(Code(chars))
    }

    /// The code as its reporter sees it.
    pub fn shown(&self) -> String {
        let (first, second) = self.0.split_at(CODE_CHARS / 2);
        [first, second]
            .map(|half| half.iter().copied().map(char::from).collect::<String>())
            .join("-")
    }

    /// What is stored and looked up.
    pub fn digest(&self, keys: &Keys) -> [u8; 32] {
        keys.digest("code", &self.0)
    }
}

impl Code {
    /// The same for a code of a panel (评议码): a rater's paper opens no report, nor the other way.
    pub fn panel_digest(&self, keys: &Keys) -> [u8; 32] {
        keys.digest("panel", &self.0)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

fn symbol(typed: char) -> Option<u8> {
    let upper = match typed.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().copied().find(|symbol| char::from(*symbol) == upper)
}

fn is_dash(typed: char) -> bool {
    matches!(typed, '-' | '‐' | '‑' | '–' | '—' | '−' | '_')
}

/// The forms of a Chinese keyboard (全角) as plain ones.
fn half_width(typed: char) -> char {
    const SHIFT: u32 = 0xFEE0;
    match typed {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(typed as u32 - SHIFT).unwrap_or(typed),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for typed in [
            "01ABC-DEFGH",
            "01abc-defgh",
            "01abcdefgh",
            "  01ABC DEFGH\n",
            "OIABC-DEFGH",
            "oiabc-defgh",
            "Olabc-defgh",
            "0-1-A-B-C-D-E-F-G-H",
            "01ABC—DEFGH",
            "01ABC_DEFGH",
            "01ABC－DEFGH",
            "０１ａｂｃＤＥＦＧＨ",
        ] {
            let read = Code::parse(typed).map(|code| code.shown());
            assert_eq!(read.as_deref(), Some("01ABC-DEFGH"), "{typed:?}");
        }
    }

    #[test]
    fn what_is_no_code_is_not_read() {
        let long = "0".repeat(100_000);
        for typed in
            ["", "-", "01ABC", "01ABC-DEFG", "01ABC-DEFGHJ", "01ABC-DEFGU", "01ABC-DEFG!", &long]
        {
            assert_eq!(Code::parse(typed), None, "{typed:.20}");
        }
        assert_eq!(Code::parse("一二三四五六七八九十"), None);
    }

    #[test]
    fn a_new_code_reads_back_and_looks_like_no_other() {
        let codes: Vec<Code> = (0..1000).map(|_| Code::random()).collect();
        for code in &codes {
            assert_eq!(Code::parse(&code.shown()).as_ref(), Some(code));
        }
        let shown: std::collections::BTreeSet<_> = codes.iter().map(Code::shown).collect();
        assert_eq!(shown.len(), codes.len());
    }

    #[test]
    fn every_symbol_comes_up_about_as_often() {
        let mut seen = [0u32; 128];
        for _ in 0..3200 {
            Code::random().0.iter().for_each(|symbol| seen[usize::from(*symbol)] += 1);
        }
        for symbol in ALPHABET {
            let times = seen[usize::from(*symbol)];
            assert!((700..1300).contains(&times), "{}: {times}", char::from(*symbol));
        }
    }

    #[test]
    fn a_digest_needs_the_key_and_the_code() {
        let (keys, code) = (Keys::random(), Code::random());
        let typed = Code::parse(&code.shown().to_lowercase()).unwrap();
        assert_eq!(code.digest(&keys), typed.digest(&keys));
        assert_ne!(code.digest(&keys), code.digest(&Keys::random()));
        assert_ne!(code.digest(&keys), Code::random().digest(&keys));
    }

    #[test]
    fn a_code_does_not_print() {
        assert_eq!(format!("{:?} {:#?}", Code::random(), Code::random()), "Code(…) Code(…)");
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_fall(typed in "\\PC{0,40}") {
            let _ = Code::parse(&typed);
        }
    }
}
