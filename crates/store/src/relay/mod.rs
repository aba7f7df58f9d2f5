//! Rows of the relay (接力): relays, their legs, and what was asked for.
pub mod extension;
pub mod inbox;
pub mod leg;
#[allow(clippy::module_inception, reason = "the folder and its first noun are one word")]
pub mod relay;
