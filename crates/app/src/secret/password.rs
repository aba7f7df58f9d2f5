//! Passwords (口令): argon2id, and the random ones that first sign-ins begin with.
//!
//! Each digest takes some twenty megabytes and tens of milliseconds: callers bound how many are
//! worked at together. How long a password must be is the caller's question.
use super::random;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use std::hint::black_box;

/// OWASP's least for argon2id: 19 MiB, two passes, one lane. More would slow a sign-in on the
/// small machine a district has; a stored digest carries its own numbers, so raising these later
/// locks nobody out.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// What the PHC string format recommends.
const SALT_BYTES: usize = 16;

/// The digest to store, as a PHC string with its own salt and numbers.
pub fn hash(password: &str) -> String {
    let salt: [u8; SALT_BYTES] = random();
    let digest = argon2().hash_password_with_salt(password.as_bytes(), &salt);
    digest.expect("argon2id takes a password of any length in a request").to_string()
}

/// Whether the password is that of the digest; a digest that cannot be read fits none.
pub fn verify(password: &str, phc: &str) -> bool {
    argon2().verify_password(password.as_bytes(), phc).is_ok()
}

/// As long as [`verify`], for a login that does not exist: the time tells nobody which do.
pub fn verify_nothing(password: &str) -> bool {
    let mut digest = [0; 32];
    let worked = argon2().hash_password_into(password.as_bytes(), &[0; SALT_BYTES], &mut digest);
    black_box((worked.is_ok(), digest));
    false
}

/// A first password, shown once: four groups of four characters that nobody misreads, 78 bits.
pub fn initial() -> String {
    let groups: Vec<String> =
        (0..4).map(|_| (0..4).map(|_| char::from(symbol())).collect()).collect();
    groups.join("-")
}

/// No i, l, o, u and no 0, 1: unlike a code, a password is compared as it is typed.
const ALPHABET: &[u8] = b"abcdefghjkmnpqrstvwxyz23456789";

fn symbol() -> u8 {
    let count = ALPHABET.len();
    // The last, uneven part of a byte's range is drawn again: every symbol is equally likely.
    let even = 256 / count * count;
    loop {
        let [drawn] = random::<1>().map(usize::from);
        if drawn < even {
            return ALPHABET[drawn % count];
        }
    }
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("the numbers above are valid");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_fits() {
        let stored = hash("正确的口令 9");
        assert!(verify("正确的口令 9", &stored));
        for wrong in ["", "正确的口令", "正确的口令 9 ", "9"] {
            assert!(!verify(wrong, &stored), "{wrong:?}");
        }
    }

    #[test]
    fn a_digest_says_how_it_was_made_and_has_its_own_salt() {
        let (one, other) = (hash("same"), hash("same"));
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, other);
        assert!(!one.contains("same"));
    }

    #[test]
    fn a_digest_made_with_other_numbers_still_fits() {
        let light =
            Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(64, 1, 1, None).unwrap());
        let stored = light.hash_password_with_salt(b"old", &[7; SALT_BYTES]).unwrap().to_string();
        assert!(verify("old", &stored));
    }

    #[test]
    fn a_digest_that_cannot_be_read_fits_no_password() {
        for stored in ["", "old", "$argon2id$", "$md5$abc", "口令"] {
            assert!(!verify("", stored), "{stored:?}");
            assert!(!verify(stored, stored), "{stored:?}");
        }
    }

    #[test]
    fn no_login_takes_the_same_work_and_never_fits() {
        // The work, not the clock, is what is held here: the same parameters are used for both.
        assert!(!verify_nothing(""));
        assert!(!verify_nothing("anything"));
    }

    #[test]
    fn first_passwords_are_groups_of_plain_characters_and_never_the_same() {
        let passwords: Vec<String> = (0..200).map(|_| initial()).collect();
        for password in &passwords {
            let groups: Vec<&str> = password.split('-').collect();
            assert_eq!(groups.iter().map(|group| group.len()).collect::<Vec<_>>(), [4; 4]);
            assert!(groups.concat().bytes().all(|symbol| ALPHABET.contains(&symbol)));
        }
        let distinct: std::collections::BTreeSet<_> = passwords.iter().collect();
        assert_eq!(distinct.len(), passwords.len());
    }
}
