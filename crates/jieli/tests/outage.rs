//! While the disk or the database is gone, reading goes on as far as it can, changes are refused in
//! words, the server says that it is not ready and why; and it comes back by itself. Nothing that
//! was acknowledged is lost, and nothing is acknowledged before its time.
#[allow(dead_code, reason = "the benchmarks use more of it")]
#[path = "../../../benches/src/cluster.rs"]
mod cluster;
#[path = "kill/found.rs"]
mod found;
#[path = "kill/http.rs"]
mod http;
#[path = "kill/server.rs"]
mod server;
#[path = "outage/site.rs"]
mod site;
#[path = "faults/strace.rs"]
mod strace;
#[allow(dead_code, reason = "the test command uses more of it")]
#[path = "../../../xtask/src/tools.rs"]
mod tools;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;
#[path = "kill/writer.rs"]
mod writer;

use cluster::Cluster;
use site::{Site, within};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use store::Place;
use store::testing::{Fresh, SERVER};
use strace::{FLUSHES, Strace};

#[test]
fn on_a_full_disk_reading_goes_on_and_room_brings_it_back() {
    let disk = Disk::small();
    let fresh = Fresh::at(Place::File(disk.folder.join("jieli.db")));
    let mut site = Site::open(&fresh, None);
    (0..5).for_each(|_| assert_eq!(site.report().status, 201));
    let full = disk.fill(&site, &fresh);
    // What room the log has of its own is used up first.
    let refused = (0..500).map(|_| site.report()).find(|answer| answer.status != 201);
    site.is_down(&refused.expect("the disk is full"), "disk_full");
    site.is_unready("disk_full");
    site.reads();
    (0..20).for_each(|_| site.is_down(&site.note(), "disk_full"));
    drop(full);
    let took = within(Duration::from_secs(10), || site.is_ready());
    println!("ready again {took:?} after there was room");
    (0..5).for_each(|_| assert_eq!(site.report().status, 201));
    assert_eq!(site.lost(&fresh), 0);
}

#[test]
fn while_flushes_fail_nothing_is_acknowledged_and_it_comes_back_by_itself() {
    let fresh = Fresh::sqlite();
    let mut site = Site::open(&fresh, None);
    for round in 0..3 {
        assert_eq!(site.report().status, 201);
        let failing = site.injected(&fresh, &format!("{FLUSHES}:error=EIO"));
        (0..10).for_each(|_| {
            let answer = site.report();
            site.is_down(&answer, "disk");
        });
        site.is_unready("disk");
        site.reads();
        drop(failing);
        let took = within(Duration::from_secs(10), || site.is_ready());
        println!("round {round}: ready again {took:?} after the disk");
        assert_eq!((site.report().status, site.note().status), (201, 200));
    }
    assert_eq!(site.lost(&fresh), 0);
}

#[test]
fn a_server_that_swallows_the_failed_write_is_found_out() {
    let fresh = Fresh::sqlite();
    let mut site = Site::open(&fresh, Some("swallow_error"));
    // A flush alone would be missed only after a power cut.
    let failing = site.injected(&fresh, "pwrite64:error=EIO");
    assert_eq!(site.report().status, 201, "it lies");
    drop(failing);
    assert!(site.lost(&fresh) > 0, "and is found out");
}

/// As slow as a disk that is about to die.
const HELD: Duration = Duration::from_millis(1200);

#[test]
fn on_a_slow_disk_nothing_is_acknowledged_early_and_reading_is_quick() {
    let fresh = Fresh::sqlite();
    let mut site = Site::open(&fresh, None);
    assert_eq!(site.report().status, 201);
    let slow = format!("{FLUSHES}:delay_enter={}", HELD.as_micros());
    let held = site.injected(&fresh, &slow);
    let (written, read) = site.both(6, 60);
    drop(held);
    for (status, took) in &written {
        // A report waits; the work of staff is turned away once the line is too long.
        assert!([200, 201, 503].contains(status), "{status}");
        assert!(*status == 503 || *took >= HELD, "{status} after {took:?}: too early to be true");
    }
    assert!(written.iter().any(|(status, _)| *status == 201), "reports are taken: {written:?}");
    let (worst, middle) = (read.last().expect("some"), read[read.len() / 2]);
    println!("reading beside flushes of {HELD:?}: half within {middle:?}, all within {worst:?}");
    assert!(middle < HELD / 4 && *worst < HELD, "reading waits for the disk: {read:?}");
    site.reads();
    assert_eq!(site.lost(&fresh), 0);
}

#[test]
fn a_server_that_answers_before_its_flush_is_found_out() {
    let fresh = Fresh::sqlite();
    let mut site = Site::open(&fresh, Some("ack_before_commit"));
    // What was answered before its commit is committed meanwhile.
    std::thread::sleep(Duration::from_millis(500));
    let slow = format!("{FLUSHES}:delay_enter={}", HELD.as_micros());
    let held = site.injected(&fresh, &slow);
    let began = Instant::now();
    assert_eq!(site.report().status, 201);
    let took = began.elapsed();
    assert!(took < HELD, "it answers early, and this test sees it: {took:?}");
    drop(held);
}

#[test]
fn without_its_database_server_it_says_so_and_comes_back_with_it() {
    if std::env::var_os(SERVER).is_none() {
        eprintln!("PostgreSQL is left out: {SERVER} is not set, cargo xtask test sets it");
        return;
    }
    let folder = std::env::temp_dir().join(format!("jieli-outage-{}", std::process::id()));
    let cluster = Cluster::start(&folder).expect("a cluster of our own");
    cluster.empty("district").expect("a database");
    let fresh = Fresh::at(Place::Server(cluster.url("district")));
    let mut site = Site::open(&fresh, None);
    for round in 0..2 {
        assert_eq!((site.report().status, site.note().status), (201, 200));
        cluster.stop().expect("it stops");
        for _ in 0..20 {
            let answer = site.report();
            site.is_down(&answer, "database");
            site.is_down(&site.get("/api/v1/board"), "database");
        }
        site.is_unready("database");
        assert_eq!(site.get("/healthz").status, 200, "the program itself is well");
        cluster.serve().expect("it starts");
        let took = within(Duration::from_secs(10), || site.is_ready());
        println!("round {round}: ready again {took:?} after the database server");
        // Not one request pays for a connection that the old server left behind.
        (0..40).for_each(|_| assert_eq!(site.get("/api/v1/board").status, 200));
        (0..40).for_each(|_| assert_eq!(site.report().status, 201));
    }
    assert_eq!(site.lost(&fresh), 0);
    drop((site, fresh, cluster));
    let _ = fs::remove_dir_all(folder);
}

/// A disk of our own that is soon full (小盘): a mounted one where that is allowed.
struct Disk {
    folder: PathBuf,
    mounted: bool,
}

/// So large that a town fits, and what the server wants to be left free.
const DISK_MB: u32 = 40;

impl Disk {
    fn small() -> Disk {
        let folder = std::env::temp_dir().join(format!("jieli-disk-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let size = format!("size={DISK_MB}m,mode=700");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&folder);
        let mounted = mount.output().is_ok_and(|done| done.status.success());
        if !mounted {
            eprintln!(
                "no disk may be mounted here: full is what strace says of each write instead"
            );
        }
        Disk { folder, mounted }
    }

    /// Leaves no room, until what comes back is dropped.
    fn fill(&self, site: &Site, fresh: &Fresh) -> Full {
        if !self.mounted {
            return Full::Said(site.injected(fresh, "pwrite64:error=ENOSPC"));
        }
        let path = self.folder.join("filler");
        let mut file = File::create(&path).expect("a file");
        let mut piece = vec![0_u8; 1 << 20];
        while !piece.is_empty() {
            if file.write_all(&piece).is_err() {
                piece.truncate(piece.len() / 2);
            }
        }
        Full::Filled(path)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if self.mounted {
            let _ = Command::new("umount").arg("--lazy").arg(&self.folder).status();
        }
        let _ = fs::remove_dir_all(Path::new(&self.folder));
    }
}

/// Why there is no room.
#[allow(dead_code, reason = "held until it is dropped")]
enum Full {
    Filled(PathBuf),
    Said(Strace),
}

impl Drop for Full {
    fn drop(&mut self) {
        if let Full::Filled(path) = self {
            fs::remove_file(path).expect("it can be removed");
        }
    }
}
