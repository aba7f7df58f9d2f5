//! Faults on purpose (故障注入): lies that a test must be able to see.
//!
//! The test that kills the server and the one that lets its disk fail must be able to fail. With
//! `JIELI_FAULT` in the environment of a program built with the feature `testing`, they do:
//! `ack_before_commit` answers first, `swallow_error` takes a failed commit for a good one. No
//! other build has it.
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
