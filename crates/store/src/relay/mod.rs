//! Rows of the relay (接力): relays, their legs, and what was asked for.
pub mod extension;
pub mod inbox;
pub mod leg;
pub mod relay;
