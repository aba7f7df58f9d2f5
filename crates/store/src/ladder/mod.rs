//! Rows of chapter four (链条): community workers and what their level and pay rest on.
pub mod fact;
pub mod pay;
pub mod service;
