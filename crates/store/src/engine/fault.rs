//! Faults on purpose (故障注入): lies that a test must be able to see.
//!
//! A test that kills the server, lets its disk fail or lets two of them race must be able to fail.
//! With one of these in the variable `JIELI_FAULT` of a program built with the feature `testing`,
//! it does: `ack_before_commit` answers first, `swallow_error` takes a failed commit for a good
//! one, `blind` takes every guarded change for done. No other build has them.
use super::Tell;
use crate::Result;

#[cfg(not(feature = "testing"))]
pub(super) fn before_commit(_: &mut Vec<Tell>) {}

#[cfg(not(feature = "testing"))]
pub(super) fn swallowed(committed: Result<()>) -> Result<()> {
    committed
}

/// Tells everybody that all went well, then waits long enough for a kill to prove otherwise.
#[cfg(feature = "testing")]
pub(super) fn before_commit(tells: &mut Vec<Tell>) {
    if !is_asked("ack_before_commit") || tells.is_empty() {
        return;
    }
    tells.drain(..).for_each(|tell| tell(Ok(())));
    std::thread::sleep(LATE);
}

/// Takes a failed commit for a good one.
#[cfg(feature = "testing")]
pub(super) fn swallowed(committed: Result<()>) -> Result<()> {
    if is_asked("swallow_error") { Ok(()) } else { committed }
}

#[cfg(not(feature = "testing"))]
pub(crate) fn is_blind() -> bool {
    false
}

/// Whether a guarded change counts as done even where it found nothing to change.
#[cfg(feature = "testing")]
pub(crate) fn is_blind() -> bool {
    is_asked("blind")
}

/// How late the commit comes: a kill at any moment falls in between about every second time.
#[cfg(feature = "testing")]
const LATE: std::time::Duration = std::time::Duration::from_millis(15);

#[cfg(feature = "testing")]
fn is_asked(fault: &str) -> bool {
    use std::ffi::OsString;
    static ASKED: std::sync::OnceLock<Option<OsString>> = std::sync::OnceLock::new();
    let asked = ASKED.get_or_init(|| std::env::var_os("JIELI_FAULT"));
    asked.as_deref().is_some_and(|asked| asked == fault)
}
