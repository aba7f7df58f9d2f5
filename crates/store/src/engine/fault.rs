//! A fault on purpose (故障注入): answers before the commit, so that a test can see such a lie.
//!
//! The test that kills the server must be able to fail. With `JIELI_FAULT=ack_before_commit` in
//! the environment of a program built with the feature `testing`, it does. No other build has it.
use super::Tell;

#[cfg(not(feature = "testing"))]
pub(super) fn before_commit(_: &mut Vec<Tell>) {}

/// Tells everybody that all went well, then waits long enough for a kill to prove otherwise.
#[cfg(feature = "testing")]
pub(super) fn before_commit(tells: &mut Vec<Tell>) {
    if !*ON.get_or_init(asked) || tells.is_empty() {
        return;
    }
    tells.drain(..).for_each(|tell| tell(Ok(())));
    std::thread::sleep(LATE);
}

#[cfg(feature = "testing")]
static ON: std::sync::OnceLock<bool> = std::sync::OnceLock::new();

/// How late the commit comes: a kill at any moment falls in between about every second time.
#[cfg(feature = "testing")]
const LATE: std::time::Duration = std::time::Duration::from_millis(15);

#[cfg(feature = "testing")]
fn asked() -> bool {
    std::env::var_os("JIELI_FAULT").is_some_and(|fault| fault == "ack_before_commit")
}
