//! Codes of an authenticator app (动态验证码): RFC 6238 with SHA-1, six digits, thirty seconds, as
//! every app knows them.
//!
//! What is *not* here: that a code is taken once and how often one may be wrong (`sign_in`).
use super::random;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use std::fmt;
use subtle::ConstantTimeEq;

/// What the app and we both know (密钥). Not printed but by [`Secret::shown`].
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; SECRET_BYTES]);

/// As long as the digest, as RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;
const DIGITS: usize = 6;
const STEP_SECONDS: i64 = 30;
/// A code of the step before and after is good too: clocks of phones differ, and typing takes time.
const WINDOW: i64 = 1;
/// RFC 4648; what authenticator apps read.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const GROUP: usize = 4;

impl Secret {
    /// A new secret, by chance.
    pub fn random() -> Secret {
        Secret(random())
    }

    /// Reads what [`Secret::text`] wrote.
    pub fn parse(text: &str) -> Option<Secret> {
        let mut bytes = Vec::with_capacity(SECRET_BYTES);
        let (mut bits, mut count) = (0u32, 0);
        for symbol in text.bytes() {
            let value = BASE32.iter().position(|known| *known == symbol)?;
            bits = (bits << 5) | value as u32;
            count += 5;
            if count >= 8 {
                count -= 8;
                bytes.push((bits >> count) as u8);
                bits &= (1 << count) - 1;
            }
        }
        bytes.try_into().ok().map(Secret)
    }

    /// In base 32, as it is stored under the seal and as an app reads it.
    pub fn text(&self) -> String {
        let bit = |at: usize| (self.0[at / 8] >> (7 - at % 8)) & 1;
        let symbols = (0..SECRET_BYTES * 8 / 5).map(|symbol| {
            let value = (0..5).fold(0, |value, at| (value << 1) | bit(symbol * 5 + at));
            char::from(BASE32[usize::from(value)])
        });
        symbols.collect()
    }

    /// In groups of four, for whoever types it.
    pub fn shown(&self) -> String {
        let text = self.text();
        let groups: Vec<&str> = (0..text.len())
            .step_by(GROUP)
            .map(|at| &text[at..(at + GROUP).min(text.len())])
            .collect();
        groups.join(" ")
    }

    /// The address that the picture (二维码) holds.
    pub fn uri(&self, issuer: &str, login: &str) -> String {
        let (issuer, login) = (encoded(issuer), encoded(login));
        format!(
            "otpauth://totp/{issuer}:{login}?secret={}&issuer={issuer}&algorithm=SHA1\
             &digits={DIGITS}&period={STEP_SECONDS}",
            self.text()
        )
    }

    /// The code of a step, for tests and for whoever acts as an app.
    pub fn code(&self, step: i64) -> String {
        code(&self.0, step, DIGITS)
    }

    /// The step whose code was typed, if it is near now and after the last one that was taken.
    pub fn step_of(&self, typed: &str, now_seconds: i64, last_step: i64) -> Option<i64> {
        let typed = digits(typed)?;
        let now = step(now_seconds);
        let near = (now - WINDOW..=now + WINDOW).filter(|step| *step > last_step);
        // Every step is worked out, so the time does not tell which one fitted.
        near.fold(None, |found, step| {
            let fits = bool::from(self.code(step).as_bytes().ct_eq(typed.as_bytes()));
            found.or(fits.then_some(step))
        })
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The step of a moment in seconds since 1970.
pub fn step(seconds: i64) -> i64 {
    seconds.div_euclid(STEP_SECONDS)
}

/// Six digits however they were typed: with blanks, from a Chinese keyboard; nothing for anything
/// else, such as a recovery code.
fn digits(typed: &str) -> Option<String> {
    let mut found = String::with_capacity(DIGITS);
    for typed in typed.chars().filter(|typed| !typed.is_whitespace()) {
        let digit = match typed {
            '0'..='9' => typed,
            '０'..='９' => char::from_digit(typed as u32 - '０' as u32, 10)?,
            _ => return None,
        };
        if found.len() == DIGITS {
            return None;
        }
        found.push(digit);
    }
    (found.len() == DIGITS).then_some(found)
}

/// RFC 4226, section 5.3.
fn code(secret: &[u8], step: i64, digits: usize) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("a MAC takes a key of any length");
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[digest.len() - 1] & 0x0f);
    let four = [digest[at] & 0x7f, digest[at + 1], digest[at + 2], digest[at + 3]];
    let number = u32::from_be_bytes(four) % 10u32.pow(digits as u32);
    format!("{number:0digits$}")
}

fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    let one = |b: u8| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") };
    text.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RFC: &[u8; SECRET_BYTES] = b"12345678901234567890";

    #[test]
    fn the_codes_are_those_of_rfc_6238_appendix_b() {
        for (seconds, eight) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(code(RFC, step(seconds), 8), eight, "at {seconds}");
            assert_eq!(Secret(*RFC).code(step(seconds)), eight[2..], "at {seconds}");
        }
    }

    #[test]
    fn the_codes_are_those_of_rfc_4226_appendix_d() {
        let codes = ["755224", "287082", "359152", "969429", "338314", "254676", "287922"];
        for (count, expected) in (0..).zip(codes) {
            assert_eq!(Secret(*RFC).code(count), expected, "of {count}");
        }
    }

    #[test]
    fn a_code_of_the_step_before_now_and_after_is_taken_and_no_other() {
        let secret = Secret(*RFC);
        let now = 1_234_567_890;
        for (offset, taken) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let found = secret.step_of(&secret.code(step(now) + offset), now, 0);
            assert_eq!(found, taken.then_some(step(now) + offset), "{offset} steps off");
        }
    }

    #[test]
    fn a_code_of_the_last_step_taken_or_before_is_not_taken_again() {
        let secret = Secret(*RFC);
        let now = 1_234_567_890;
        for last in [step(now), step(now) + 1] {
            assert_eq!(secret.step_of(&secret.code(step(now)), now, last), None);
        }
        let next = step(now) + 1;
        assert_eq!(secret.step_of(&secret.code(next), now, step(now)), Some(next));
    }

    #[test]
    fn a_code_is_read_however_it_is_typed_and_nothing_else_is_one() {
        for typed in ["005924", " 005 924\n", "００５９２４"] {
            assert_eq!(digits(typed).as_deref(), Some("005924"), "{typed:?}");
        }
        let long = "0".repeat(100_000);
        for typed in ["", "00592", "0059244", "00592a", "-05924", "٠٠٥٩٢٤", &long] {
            assert_eq!(digits(typed), None, "{typed:.20}");
        }
    }

    #[test]
    fn a_secret_reads_back_from_its_text_and_is_the_base_32_of_rfc_4648() {
        assert_eq!(Secret(*RFC).text(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        for _ in 0..100 {
            let secret = Secret::random();
            assert_eq!(Secret::parse(&secret.text()).as_ref(), Some(&secret));
        }
        for bad in ["", "GEZDGNBV", "gezdgnbvgy3tqojqgezdgnbvgy3tqojq", "0000"] {
            assert_eq!(Secret::parse(bad), None, "{bad:?}");
        }
        assert_eq!(Secret(*RFC).shown(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(format!("{:?}", Secret(*RFC)), "Secret(…)");
    }

    #[test]
    fn the_address_for_the_picture_is_what_apps_read() {
        assert_eq!(
            Secret(*RFC).uri("某区", "wang.li"),
            "otpauth://totp/%E6%9F%90%E5%8C%BA:wang.li?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=%E6%9F%90%E5%8C%BA&algorithm=SHA1&digits=6&period=30"
        );
    }
}
