//! A disk that flushes slowly (慢盘): this program runs itself again under `strace`, which holds
//! back every flush: its own, the server's and PostgreSQL's. Group commit has nothing to save on a disk that
//! flushes in 0.2 ms; most disks that keep their promise take some milliseconds.
//!
//! Only `fsync` and `fdatasync` stop for the tracer (`--seccomp-bpf`), everything else runs free.
//! The tracer itself adds 0.1 to 0.2 ms, to both sides of a ratio. What is *not* like
//! a real disk: two flushes at once do not wait for each other.
use std::env;
use std::io::ErrorKind;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// Set in the program that runs under `strace`.
const MARK: &str = "JIELI_BENCH_FLUSH_HELD_BACK";

/// Makes every flush take so much longer. Comes back only in the program under `strace`.
pub fn hold_back_flushes(ms: u32) -> Result<(), String> {
    if env::var_os(MARK).is_some() {
        println!("flushes held back by {ms} ms each (strace), the bare ones too");
        return Ok(());
    }
    let delay = format!("inject=fsync,fdatasync:delay_enter={}", u64::from(ms) * 1000);
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let failed = Command::new("strace")
        .args(["--follow-forks", "--seccomp-bpf", "--quiet=all", "--output=/dev/null"])
        .args(["-e", "trace=fsync,fdatasync", "-e", "signal=none", "-e", &delay])
        .arg(program)
        .args(env::args_os().skip(1))
        .env(MARK, "1")
        .exec();
    Err(match failed.kind() {
        ErrorKind::NotFound => "strace is not installed: apt-get install strace".to_owned(),
        _ => format!("strace: {failed}"),
    })
}
