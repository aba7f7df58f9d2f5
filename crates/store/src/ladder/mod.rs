//! Rows of chapter four (链条): community workers and what their level and pay rest on.
pub mod assessment;
pub mod fact;
pub mod service;
