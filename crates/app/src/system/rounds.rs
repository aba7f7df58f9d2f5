//! How what runs beside the requests went (后台轮次): counts since the program began.
use crate::{Failed, Result};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// The counts of every kind of round.
#[derive(Debug, Default)]
pub struct Rounds(Mutex<BTreeMap<&'static str, Round>>);

/// The counts of one kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct Round {
    pub done: u64,
    /// Another server was quicker.
    pub met: u64,
    pub failed: u64,
    /// When the last one was done.
    pub last: Option<Instant>,
}

impl Rounds {
    pub(crate) fn note(&self, name: &'static str, done: &Result<()>) {
        let mut rounds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let round = rounds.entry(name).or_default();
        match done {
            Ok(()) => round.done += 1,
            Err(Failed::Stale) => round.met += 1,
            Err(_) => return round.failed += 1,
        }
        round.last = Some(Instant::now());
    }

    /// All that ran at least once.
    pub fn all(&self) -> Vec<(&'static str, Round)> {
        let rounds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rounds.iter().map(|(name, round)| (*name, *round)).collect()
    }
}
