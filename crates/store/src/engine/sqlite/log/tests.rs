use super::*;
use std::os::unix::fs::symlink;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder of a test, gone at its end.
struct Folder(PathBuf);

impl Folder {
    fn named(name: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("jieli-log-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn told(count: &Arc<AtomicUsize>) -> Tell {
    let count = Arc::clone(count);
    Box::new(move |committed| {
        committed.expect("a reader is never told of a flush that failed");
        count.fetch_add(1, Ordering::SeqCst);
    })
}

fn counted(count: &AtomicUsize) -> usize {
    count.load(Ordering::SeqCst)
}

#[test]
fn a_reader_hears_once_what_it_may_have_seen_is_flushed() {
    let folder = Folder::named("hears");
    std::fs::write(folder.0.join("a.db-wal"), "").unwrap();
    let log = Log::of(&folder.0.join("a.db"));
    let (heard, mut flusher) = (Arc::new(AtomicUsize::new(0)), log.flusher());
    log.tell(told(&heard));
    assert_eq!(counted(&heard), 1, "with nothing under way nobody waits");

    let (first, second) = (log.begin(), log.begin());
    log.tell(told(&heard));
    flusher.flush(first).unwrap();
    assert_eq!(counted(&heard), 1, "it may have seen the second commit too");
    flusher.flush(second).unwrap();
    assert_eq!(counted(&heard), 2);

    let third = log.begin();
    let fourth = log.begin();
    log.tell(told(&heard));
    flusher.flush(fourth).unwrap();
    assert_eq!(counted(&heard), 3, "a flush covers all commits before it");
    flusher.flush(third).unwrap();
    log.tell(told(&heard));
    assert_eq!(counted(&heard), 4, "a late flush of an early commit takes nothing back");
}

/// No file of this kind can be flushed: the system refuses each time.
#[test]
fn a_flush_that_failed_is_told_and_readers_go_on() {
    let folder = Folder::named("fails");
    let wal = folder.0.join("a.db-wal");
    symlink("/dev/null", &wal).unwrap();
    let log = Log::of(&folder.0.join("a.db"));
    let (heard, mut flusher) = (Arc::new(AtomicUsize::new(0)), log.flusher());
    let commit = log.begin();
    log.tell(told(&heard));
    assert!(matches!(flusher.flush(commit), Err(Failed::Down { why: Why::Disk, .. })));
    assert_eq!(counted(&heard), 1, "who waited goes on");
    log.tell(told(&heard));
    assert_eq!(counted(&heard), 2, "and nobody waits for what cannot come");

    std::fs::remove_file(&wal).unwrap();
    std::fs::write(&wal, "").unwrap();
    let commit = log.begin();
    log.tell(told(&heard));
    assert_eq!(counted(&heard), 2, "a commit after it is waited for again");
    flusher.flush(commit).expect("after a failure the log is opened anew");
    assert_eq!(counted(&heard), 3);
}
