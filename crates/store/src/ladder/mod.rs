//! Rows of chapter four (链条): community workers and what their level and pay rest on.
pub mod fact;
pub mod number;
pub mod roster;
pub mod service;
