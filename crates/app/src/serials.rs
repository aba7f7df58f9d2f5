//! Serials for matter numbers (编号), taken from the database in blocks.
//!
//! A counter row that every report bumps would make all reports wait for each other's disk. So a
//! server takes a block in a transaction of its own and deals from it; what is left of a block
//! when it stops is never dealt, and a number says nothing about how many there were.
use crate::{App, Failed, Result};
use base::Date;
use std::sync::{Mutex, PoisonError};

/// How many serials a server takes at once: whoever needs the next block waits for the disk.
const BLOCK: i64 = 250;

/// The block this server deals from.
#[derive(Debug, Default)]
pub(crate) struct Serials {
    block: Mutex<Option<Block>>,
    /// Held by the one who takes the next block; the others wait and deal from it. On the web
    /// server's threads nobody may wait as on others: so there are two.
    taking: tokio::sync::Mutex<()>,
    taking_now: Mutex<()>,
}

#[derive(Clone, Copy, Debug)]
struct Block {
    day: Date,
    next: i64,
    end: i64,
}

impl Serials {
    fn deal(&self, day: Date) -> Option<i64> {
        let mut block = self.block.lock().unwrap_or_else(PoisonError::into_inner);
        let open = block.as_mut().filter(|block| block.day == day && block.next < block.end)?;
        open.next += 1;
        Some(open.next - 1)
    }

    /// Puts a fresh block in place and deals its first; of two fresh ones, one is not dealt from.
    fn refill(&self, day: Date, first: i64) -> i64 {
        let mut block = self.block.lock().unwrap_or_else(PoisonError::into_inner);
        *block = Some(Block { day, next: first + 1, end: first + BLOCK });
        first
    }
}

impl App {
    /// The next serial of a day.
    pub async fn serial(&self, day: Date) -> Result<i64> {
        if let Some(serial) = self.serials().deal(day) {
            return Ok(serial);
        }
        let _one = self.serials().taking.lock().await;
        if let Some(serial) = self.serials().deal(day) {
            return Ok(serial);
        }
        let take = move |tx: &mut store::Tx<'_>| store::grid::number::take(tx, day, BLOCK);
        let first = self.db().write::<i64, store::Failed, _>(take).await.map_err(Failed::from)?;
        Ok(self.serials().refill(day, first))
    }

    /// As [`App::serial`], from a thread that is not the web server's.
    pub fn serial_now(&self, day: Date) -> Result<i64> {
        if let Some(serial) = self.serials().deal(day) {
            return Ok(serial);
        }
        let _one = self.serials().taking_now.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(serial) = self.serials().deal(day) {
            return Ok(serial);
        }
        let take = move |tx: &mut store::Tx<'_>| store::grid::number::take(tx, day, BLOCK);
        let first = self.db().write_now::<i64, store::Failed, _>(take).map_err(Failed::from)?;
        Ok(self.serials().refill(day, first))
    }
}
