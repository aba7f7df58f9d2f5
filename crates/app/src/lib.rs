//! Use cases (用例): load, decide, save. The only place where the chapters meet.
//!
//! A use case is a function on a [`Cx`], one transaction with its moment: it loads who asks and
//! what is asked about, asks the rules, and saves rows and event together. [`App::write`] runs it
//! durably; the simulator and the import run thousands of the same functions in one transaction.
//!
//! What is *not* here: SQL (`store`), HTTP and words (`web`), rules (the chapters).
pub mod alert;
pub mod api_key;
pub mod background;
pub mod backup;
mod cx;
mod failed;
pub mod grid;
pub mod hands;
pub mod idempotency;
mod ids;
pub mod ladder;
pub mod message;
pub mod offline;
pub mod oidc;
pub mod org;
mod paged;
mod policy_book;
pub mod secret;
mod serials;
pub mod sign_in;
pub mod system;

pub use cx::{App, Cx, Event, Settings};
pub use failed::{Failed, Result};
pub use ids::Ids;
pub use paged::page_of;
pub use policy_book::Policies;
