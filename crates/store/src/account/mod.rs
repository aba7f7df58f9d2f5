//! Rows of sign-in (账号、会话): accounts, tries, sessions. Passwords and tokens only as digests.
pub mod factor;
pub mod half;
pub mod identity;
mod login;
pub mod session;
pub mod tries;

pub use login::{
    Account, by_login, get, hold, insert, list, lock, of_person, set_disabled, set_password,
};
