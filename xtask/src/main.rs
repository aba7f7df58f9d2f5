//! The project's own commands: `cargo xtask test`.
use std::process::{Command, ExitCode};
use std::time::Instant;

/// One step of `cargo xtask test`: its name and what it runs.
const STEPS: &[(&str, &[&str])] = &[
    ("format", &["fmt", "--all", "--check"]),
    ("lints", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    ("tests", &["test", "--workspace"]),
    ("policy", &["run", "--quiet", "--package", "jieli", "--", "policy", "check"]),
];

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("test") => test(),
        _ => {
            eprintln!("cargo xtask test    lints, tests, and a check of the policy book");
            ExitCode::FAILURE
        }
    }
}

/// Runs every step, also after one that failed, and says how each ended.
fn test() -> ExitCode {
    let mut ends = Vec::new();
    for (name, arguments) in STEPS {
        println!("== {name}: cargo {}", arguments.join(" "));
        let start = Instant::now();
        let passed = Command::new("cargo").args(*arguments).status().is_ok_and(|end| end.success());
        ends.push((name, passed, start.elapsed().as_secs()));
    }
    println!();
    for (name, passed, seconds) in &ends {
        println!("{:8} {} {seconds} s", name, if *passed { "passed" } else { "FAILED" });
    }
    let failed = ends.iter().filter(|(_, passed, _)| !passed).count();
    println!("{} passed, {failed} failed", ends.len() - failed);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
