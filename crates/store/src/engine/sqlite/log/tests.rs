use super::*;
use std::os::unix::fs::symlink;

/// No file of this kind can be flushed: the system refuses each time.
const NEVER: &str = "/dev/null";

#[test]
fn a_flush_that_failed_is_told_until_the_handles_are_opened_anew() {
    let folder = std::env::temp_dir().join(format!("jieli-log-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let wal = folder.join("a.db-wal");
    symlink(NEVER, &wal).unwrap();
    let log = Log::open(&folder.join("a.db"), 2).unwrap();
    for thread in 0..2 {
        assert!(matches!(log.flush(thread).done, Err(Failed::Down { why: Why::Disk, .. })));
    }
    std::fs::remove_file(&wal).unwrap();
    assert!(log.renew().is_err(), "a log that is not there is not opened");
    std::fs::write(&wal, "").unwrap();
    assert!(log.flush(0).done.is_err(), "the old handle knows of no new file");
    log.renew().unwrap();
    assert!((0..2).all(|thread| log.flush(thread).done.is_ok()));
    std::fs::remove_dir_all(folder).unwrap();
}
