//! The two engines under one handle, and the threads that run transactions on them.
pub(crate) mod fault;
pub(crate) mod postgres;
pub(crate) mod sqlite;

use crate::{Failed, Tx};

/// What a job leaves behind: whether its changes stay, and whom to tell once that is certain.
pub(crate) struct Outcome {
    pub keep: bool,
    pub met: bool,
    pub tell: Tell,
}

/// Tells the one who waits; it is given the outcome of the commit.
pub(crate) type Tell = Box<dyn FnOnce(Result<(), Failed>) + Send>;

/// A use case waiting for its turn.
pub(crate) struct Job {
    /// May run more than once: a run that is not told did not happen.
    pub run: Box<dyn FnMut(&mut Tx<'_>) -> Outcome + Send>,
    /// Tells that it did not happen, unless it was told already.
    pub refuse: Box<dyn FnOnce(Failed) + Send>,
}
