//! The only way out of the house (对外发送): mail by SMTP and signed webhooks, blocking, bounded.
//!
//! Nothing leaves without a settings file ([`Outlets`]). A webhook goes only to a listed host, over
//! a connection to an address that was looked at first ([`Allow`]); no redirect is followed.
//!
//! What is *not* here: what is told to whom, when it is tried again, and any row; that is `app`.
mod address;
mod allow;
pub mod here;
mod hook;
mod mail;
mod outlets;
mod wire;

pub use address::{Address, AddressRefused};
pub use allow::{Allow, Net, is_public};
pub use hook::{Hook, Message, Secret, SecretRefused};
pub use mail::{Letter, Mailer, is_mailbox};
pub use outlets::{Outlets, OutletsRefused};
pub use wire::{Resolve, system};

/// Why something did not go out; a code that is kept with it, without any secret (未送达原因).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// The name has no address.
    #[error("no_address")]
    NoAddress,
    /// The name leads to an address that the settings do not allow.
    #[error("address_refused")]
    AddressRefused,
    /// No connection, or it broke.
    #[error("no_connection")]
    NoConnection,
    /// It took too long.
    #[error("too_slow")]
    TooSlow,
    /// The other side's certificate does not hold.
    #[error("not_trusted")]
    NotTrusted,
    /// The other side sends elsewhere; we do not follow.
    #[error("redirected")]
    Redirected,
    /// The other side refused, with its status.
    #[error("refused_{status}")]
    Refused { status: u16 },
    /// What came back is no answer.
    #[error("bad_answer")]
    BadAnswer,
    /// The letter cannot be written to that address.
    #[error("bad_letter")]
    BadLetter,
}

impl Undelivered {
    /// The code that is kept (原因码).
    pub fn code(&self) -> String {
        self.to_string()
    }
}
