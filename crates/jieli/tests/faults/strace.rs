//! Faults put under a running process (故障注入): `strace` attaches and lets system calls fail.
//!
//! It counts per thread and per system call, and only calls on the given files. Nothing is built in
//! another way for it: what runs is what is shipped.
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The system calls that change a file or make a change durable.
pub const WRITES: &[&str] =
    &["pwrite64", "write", "fdatasync", "fsync", "ftruncate", "fallocate", "openat", "unlink"];

/// Those that flush: which of them SQLite uses is its builder's choice.
pub const FLUSHES: &str = "fsync,fdatasync";

/// Longer than it takes to let go of a few threads.
const LETS_GO: Duration = Duration::from_secs(5);

/// A tracer at work; dropping it lets the process run free again.
pub struct Strace {
    child: Child,
}

impl Strace {
    /// Attaches to a process. Each injection is written as `strace` reads it:
    /// `fsync:error=EIO:when=1+`. What it sees of calls on these files goes to `log`.
    pub fn attach(
        pid: u32,
        files: &[PathBuf],
        injections: &[String],
        log: Option<&Path>,
    ) -> Strace {
        let mut command = Command::new("strace");
        command.args(["--follow-forks", "--attach", &pid.to_string(), "-e", "signal=none"]);
        command.arg("-e").arg(format!("trace={}", WRITES.join(",")));
        for file in files {
            command.arg("-P").arg(file);
        }
        for injection in injections {
            command.arg("-e").arg(format!("inject={injection}"));
        }
        command.arg("--output").arg(log.unwrap_or(Path::new("/dev/null")));
        let started = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn();
        let mut child = started.unwrap_or_else(|error| {
            panic!("strace does not start ({error}): apt-get install strace")
        });
        let mut told = BufReader::new(child.stderr.take().expect("its errors are ours"));
        let mut said = String::new();
        loop {
            let from = said.len();
            let read = told.read_line(&mut said).expect("it can be read");
            if said[from..].contains(" attached") {
                break;
            }
            assert!(
                read > 0,
                "strace does not attach: {said}\n(kernel.yama.ptrace_scope may be 2 or more)"
            );
        }
        // What it says later is read away, so that it never waits for us.
        std::thread::spawn(move || told.read_to_string(&mut String::new()));
        Strace { child }
    }
}

impl Strace {
    /// Ends it at once, where the process is gone already.
    #[allow(dead_code, reason = "a server is not killed under it")]
    pub fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Strace {
    fn drop(&mut self) {
        // Asked to end, it lets go of the process first; killed, it might leave a call half changed.
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let began = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) {
            // Of a process that was killed under it, it waits for a thread that no longer answers.
            if began.elapsed() > LETS_GO {
                let _ = self.child.kill();
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

/// The database's files, as they are named in a log and for an injection.
pub fn files(path: &Path) -> Vec<PathBuf> {
    let with = |end: &str| {
        let mut file = path.as_os_str().to_owned();
        file.push(end);
        PathBuf::from(file)
    };
    ["", "-wal", "-shm", "-journal"].map(with).to_vec()
}
