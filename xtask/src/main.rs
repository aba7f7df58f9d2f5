//! The project's own commands: `cargo xtask demo`, `cargo xtask test`.
mod chromium;
mod postgres;
mod schemathesis;
mod tools;
mod ui;

use std::env;
use std::process::{Command, ExitCode};
use std::time::Instant;
use tools::run_shown;

const USAGE: &str = "\
cargo xtask demo [--fresh]   builds all, makes a demo district, serves it, prints the sign-ins
cargo xtask test             brings what the tests need and runs everything
cargo xtask ui               builds the pages' style and scripts only";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let done = match arguments.first().map(String::as_str) {
        Some("demo") => demo(&arguments[1..]),
        Some("test") => test(),
        Some("ui") => ui::build(),
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Builds the program with its pages, then lets it make and serve the demo district.
fn demo(arguments: &[String]) -> Result<(), String> {
    ui::build()?;
    run_shown(Command::new("cargo").args(["build", "--release", "--package", "jieli"]))?;
    run_shown(Command::new("target/release/jieli").args(["demo", "--serve"]).args(arguments))
}

/// One step of the tests: its name and the cargo command it runs.
const STEPS: &[(&str, &[&str])] = &[
    ("format", &["fmt", "--all", "--check"]),
    ("lints", &["clippy", "--workspace", "--all-targets", "--all-features", "--", "-Dwarnings"]),
    ("build", &["build", "--workspace", "--all-features"]),
    ("tests", &["test", "--workspace", "--all-features", "--no-fail-fast"]),
    ("policy", &["run", "--quiet", "--package", "jieli", "--", "policy", "check"]),
];

/// Brings what the tests need, then runs every step, also after one that failed.
fn test() -> Result<(), String> {
    ui::build()?;
    let browser = chromium::find()?;
    tools::needs("strace", "strace is missing; the tests that let a disk fail need it.")?;
    let schemathesis = schemathesis::find()?;
    let server = postgres::Server::start()?;
    let environment = [
        ("JIELI_TEST_POSTGRES", server.url()),
        ("JIELI_TEST_CHROMIUM", display(&browser)),
        ("JIELI_TEST_SCHEMATHESIS", display(&schemathesis)),
    ];
    let mut ends = Vec::new();
    let mut step = |name: &'static str, command: &mut Command| {
        println!("== {name}: {command:?}");
        let start = Instant::now();
        let passed = command.envs(environment.clone()).status().is_ok_and(|end| end.success());
        ends.push((name, passed, start.elapsed().as_secs()));
    };
    for (name, arguments) in STEPS {
        step(name, Command::new("cargo").args(*arguments));
    }
    step("browser", Command::new("node").args(["--test", "tests/"]).current_dir("ui"));
    drop(server);
    println!();
    for (name, passed, seconds) in &ends {
        println!("{:8} {} {seconds} s", name, if *passed { "passed" } else { "FAILED" });
    }
    let failed = ends.iter().filter(|(_, passed, _)| !passed).count();
    println!("{} passed, {failed} failed", ends.len() - failed);
    if failed == 0 { Ok(()) } else { Err("not everything passed".into()) }
}

fn display(path: &std::path::Path) -> String {
    path.display().to_string()
}
