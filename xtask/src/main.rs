//! The project's own commands: `cargo xtask test`.
mod postgres;

use std::process::{Command, ExitCode};
use std::time::Instant;

/// One step of `cargo xtask test`: its name and what it runs.
const STEPS: &[(&str, &[&str])] = &[
    ("format", &["fmt", "--all", "--check"]),
    ("lints", &["clippy", "--workspace", "--all-targets", "--all-features", "--", "-Dwarnings"]),
    ("tests", &["test", "--workspace", "--all-features"]),
    ("policy", &["run", "--quiet", "--package", "jieli", "--", "policy", "check"]),
];

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("test") => test(),
        _ => {
            eprintln!("cargo xtask test    lints, tests on both engines, a check of the policy");
            ExitCode::FAILURE
        }
    }
}

/// Runs every step, also after one that failed, and says how each ended.
fn test() -> ExitCode {
    let server = match postgres::Server::start() {
        Ok(server) => server,
        Err(why) => {
            eprintln!("no PostgreSQL for the tests: {why}");
            return ExitCode::FAILURE;
        }
    };
    let mut ends = Vec::new();
    for (name, arguments) in STEPS {
        println!("== {name}: cargo {}", arguments.join(" "));
        let start = Instant::now();
        let mut command = Command::new("cargo");
        command.args(*arguments).env("JIELI_TEST_POSTGRES", server.url());
        let passed = command.status().is_ok_and(|end| end.success());
        ends.push((name, passed, start.elapsed().as_secs()));
    }
    drop(server);
    println!();
    for (name, passed, seconds) in &ends {
        println!("{:8} {} {seconds} s", name, if *passed { "passed" } else { "FAILED" });
    }
    let failed = ends.iter().filter(|(_, passed, _)| !passed).count();
    println!("{} passed, {failed} failed", ends.len() - failed);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
