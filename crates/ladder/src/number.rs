//! Numbers that only pay needs (身份证号、银行卡号): how they are written, and whether their own
//! check digit agrees. They prove nothing about a person and no rule asks for them.
//!
//! What is *not* here: sealing (`app::secret`), and who may look (`org`). Nothing here prints one:
//! `Debug` shows "…".
use base::{Date, codes};
use std::fmt;

codes! {
    /// Which number (号码种类).
    pub enum NumberKind {
        /// 身份证号, GB 11643
        IdNumber = "id_number",
        /// 银行卡号
        BankCard = "bank_card",
    }
}

/// A number as it is kept: digits alone, without blanks, a capital X at the end where there is one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number {
    kind: NumberKind,
    digits: String,
}

/// Why a number is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberRefused {
    Empty,
    /// Something else than digits, or a length that no such number has.
    Form,
    /// The day of birth in it is none.
    Birth,
    /// Its last digit does not fit the others: one of them is mistyped.
    CheckDigit,
}

/// An identity number of today, and one from before 1999.
const ID_DIGITS: [usize; 2] = [18, 15];
/// The shortest and the longest bank card in use (ISO/IEC 7812).
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 13..=19;
/// How many digits a page shows: enough to tell two cards of one person apart.
const SHOWN: usize = 4;

impl Number {
    /// Reads a number as people write it: with blanks, a small x, a leading apostrophe.
    pub fn parse(kind: NumberKind, written: &str) -> Result<Number, NumberRefused> {
        let digits = tidy(written);
        if digits.is_empty() {
            return Err(NumberRefused::Empty);
        }
        match kind {
            NumberKind::IdNumber => check_id(&digits)?,
            NumberKind::BankCard => check_card(&digits)?,
        }
        Ok(Number { kind, digits })
    }

    pub fn kind(&self) -> NumberKind {
        self.kind
    }

    /// The whole number: for the seal and the bank, never for a page, a log or a list.
    pub fn whole(&self) -> &str {
        &self.digits
    }

    /// The last digits behind dots (掩码); as many dots for every number, so that it fits a phone.
    pub fn masked(&self) -> String {
        let hidden = self.digits.len().saturating_sub(SHOWN);
        format!("••••{}", &self.digits[hidden..])
    }

    /// The same number in the way of today: one of fifteen digits gets its century and its check
    /// digit, so that the same person is found under either.
    pub fn canonical(&self) -> String {
        match (self.kind, self.digits.len()) {
            (NumberKind::IdNumber, 15) => {
                let long = format!("{}19{}", &self.digits[..6], &self.digits[6..]);
                let check = check_digit(&long);
                format!("{long}{check}")
            }
            _ => self.digits.clone(),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Number({}, …)", self.kind)
    }
}

impl NumberRefused {
    /// The name under which the web layer keeps the wording.
    pub fn code(self) -> &'static str {
        match self {
            NumberRefused::Empty => "empty",
            NumberRefused::Form => "number_form",
            NumberRefused::Birth => "number_birth",
            NumberRefused::CheckDigit => "number_check",
        }
    }
}

/// Without what people put around and between the digits; full-width signs as plain ones.
fn tidy(written: &str) -> String {
    let plain = written.chars().filter_map(|sign| match sign {
        '０'..='９' => char::from_u32(sign as u32 - '０' as u32 + '0' as u32),
        'x' | 'Ｘ' | 'ｘ' => Some('X'),
        '\'' | '‘' | '’' | '＇' | '`' | '-' | '\u{200b}' | '\u{feff}' => None,
        sign if sign.is_whitespace() => None,
        sign => Some(sign),
    });
    plain.collect()
}

fn check_id(digits: &str) -> Result<(), NumberRefused> {
    if !digits.is_ascii() || !ID_DIGITS.contains(&digits.len()) {
        return Err(NumberRefused::Form);
    }
    let body = if digits.len() == 18 { &digits[..17] } else { digits };
    let last = digits.as_bytes()[digits.len() - 1];
    let ends = last.is_ascii_digit() || (digits.len() == 18 && last == b'X');
    if !ends || !body.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(NumberRefused::Form);
    }
    let born = match digits.len() {
        18 => digits[6..14].to_owned(),
        _ => format!("19{}", &digits[6..12]),
    };
    let part = |from: usize, to: usize| born[from..to].parse::<i16>().unwrap_or(0);
    let (month, day) = (i8::try_from(part(4, 6)), i8::try_from(part(6, 8)));
    let day = month.ok().zip(day.ok()).and_then(|(m, d)| Date::new(part(0, 4), m, d).ok());
    let day = day.filter(|day| day.year() >= 1900);
    day.ok_or(NumberRefused::Birth)?;
    match digits.len() {
        18 if check_digit(body) != char::from(last) => Err(NumberRefused::CheckDigit),
        _ => Ok(()),
    }
}

/// The eighteenth sign over seventeen digits (GB 11643, after ISO 7064 MOD 11-2).
fn check_digit(body: &str) -> char {
    let sum = body.bytes().fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    match (12 - sum) % 11 {
        10 => 'X',
        digit => char::from(b'0' + u8::try_from(digit).unwrap_or(0)),
    }
}

/// Luhn's sum (ISO/IEC 7812-1): every second digit from the right doubled, nines taken out.
fn check_card(digits: &str) -> Result<(), NumberRefused> {
    let all_digits = digits.bytes().all(|digit| digit.is_ascii_digit());
    if !all_digits || !CARD_DIGITS.contains(&digits.len()) {
        return Err(NumberRefused::Form);
    }
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| match (at % 2, u32::from(digit - b'0')) {
            (0, digit) => digit,
            (_, digit) if digit > 4 => digit * 2 - 9,
            (_, digit) => digit * 2,
        })
        .sum();
    if sum.is_multiple_of(10) { Ok(()) } else { Err(NumberRefused::CheckDigit) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use NumberKind::{BankCard, IdNumber};

    /// The example of GB 11643 itself, and made-up numbers of no place in use.
    #[test]
    fn a_number_as_people_write_it_is_read() {
        for (kind, written, kept) in [
            (IdNumber, "11010519491231002X", "11010519491231002X"),
            (IdNumber, "'11010519491231002x", "11010519491231002X"),
            (IdNumber, " 110105 19491231 002Ｘ ", "11010519491231002X"),
            (IdNumber, "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
            (IdNumber, "110105491231002", "110105491231002"),
            (BankCard, "4111 1111 1111 1111", "4111111111111111"),
            (BankCard, "6222-0000-0000-0000-004", "6222000000000000004"),
        ] {
            assert_eq!(Number::parse(kind, written).unwrap().whole(), kept, "{written}");
        }
    }

    #[test]
    fn what_is_no_number_says_why() {
        use NumberRefused::{Birth, CheckDigit, Empty, Form};
        for (kind, written, refused) in [
            (IdNumber, " '", Empty),
            (IdNumber, "11010519491231002", Form),
            (IdNumber, "1101051949123100X2", Form),
            (IdNumber, "11010549123100X", Form),
            (IdNumber, "身份证", Form),
            (IdNumber, "110105194912310021", CheckDigit),
            (IdNumber, "110105194913310020", Birth),
            (IdNumber, "110105490230002", Birth),
            (IdNumber, "990101180001010014", Birth),
            (BankCard, "4111111111111112", CheckDigit),
            (BankCard, "411111111111", Form),
            (BankCard, "41111111111111111111", Form),
            (BankCard, "4111 1111 1111 111X", Form),
        ] {
            assert_eq!(Number::parse(kind, written), Err(refused), "{written}");
        }
    }

    #[test]
    fn one_wrong_digit_or_two_that_change_places_are_noticed() {
        for good in ["11010519491231002X", "990101200002290054"] {
            assert!(Number::parse(IdNumber, good).is_ok());
            for at in 0..17 {
                for digit in b'0'..=b'9' {
                    let mut bytes = good.as_bytes().to_vec();
                    if bytes[at] == digit {
                        continue;
                    }
                    bytes[at] = digit;
                    let text = String::from_utf8(bytes).unwrap();
                    assert!(Number::parse(IdNumber, &text).is_err(), "{text}");
                }
                let mut bytes = good.as_bytes().to_vec();
                bytes.swap(at, at.saturating_sub(1));
                let text = String::from_utf8(bytes).unwrap();
                assert!(text == good || Number::parse(IdNumber, &text).is_err(), "{text}");
            }
        }
        let card = "4111111111111111";
        for at in 0..card.len() {
            let mut bytes = card.as_bytes().to_vec();
            bytes[at] = b'0' + (bytes[at] - b'0' + 1) % 10;
            let text = String::from_utf8(bytes).unwrap();
            assert!(Number::parse(BankCard, &text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_old_number_and_the_new_one_of_the_same_person_are_the_same() {
        let old = Number::parse(IdNumber, "110105491231002").unwrap();
        let new = Number::parse(IdNumber, "11010519491231002X").unwrap();
        assert_eq!(old.canonical(), new.canonical());
    }

    #[test]
    fn a_number_shows_its_last_four_and_does_not_print() {
        let number = Number::parse(IdNumber, "11010519491231002X").unwrap();
        assert_eq!(number.masked(), "••••002X");
        assert_eq!(format!("{number:?}"), "Number(id_number, …)");
    }
}
