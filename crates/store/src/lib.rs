//! The only SQL: rows of every noun, on SQLite and PostgreSQL, from the same statements.
//!
//! A use case is one closure on a [`Tx`]. On SQLite a single writer runs such closures in groups
//! and commits each group once; on PostgreSQL each closure is a transaction that runs again when
//! it meets another. Nothing is acknowledged before it is durable.
//!
//! What is *not* here: a rule, a permission, a word for people.
pub mod account;
pub mod alert;
pub mod api_key;
pub mod chain;
pub mod copy;
mod db;
mod engine;
pub mod event;
mod failed;
pub mod figures;
pub mod grid;
pub mod health;
pub mod idempotency;
pub mod ladder;
pub mod message;
mod migrate;
pub mod node;
pub mod org;
pub mod relay;
pub mod subject;
pub mod system;
#[cfg(feature = "testing")]
pub mod testing;
pub mod turn;
mod tx;
pub mod upgrade;
mod value;
pub mod work;

pub use chain::{Hash, NewEvent};
pub use db::{Db, Place};
pub use engine::postgres::Guard;
pub use failed::{Failed, Result, Why};
pub use tx::{Engine, Tx};
pub use value::{FromValue, Row, Value};
