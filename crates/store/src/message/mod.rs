//! Rows of messages (消息): notices, what is followed, addresses of staff, what is to leave.
pub mod address;
pub mod follow;
pub mod notice;
pub mod outbox;
