//! `jieli` (街里): the one program.
mod audit;
mod demo;
mod import;
mod policy_book;
mod serve;
mod service;
mod settings;

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// 街里 · the relay of a district's matters
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the pages and the API (启动服务)
    Serve(serve::Serve),
    /// Makes a made-up district to look at, and serves it (演示)
    Demo(demo::Demo),
    /// Takes in matters or a map (导入)
    #[command(subcommand)]
    Import(import::Command),
    /// Checks and explains the policy book (政策库)
    #[command(subcommand)]
    Policy(policy_book::Command),
    /// Verifies the history (审计留痕)
    #[command(subcommand)]
    Audit(audit::Command),
}

fn main() -> ExitCode {
    log();
    match Cli::parse().command {
        Command::Serve(serve) => serve::run(&serve),
        Command::Demo(demo) => demo::run(&demo),
        Command::Import(command) => import::run(&command),
        Command::Policy(command) => policy_book::run(command),
        Command::Audit(command) => audit::run(&command),
    }
}

/// What happens to the server goes to stderr; what happens to matters is in the history, not here.
fn log() {
    let filter = EnvFilter::try_from_env(LOG).unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

/// The variable that says how much is told, as `info` or `web=debug`.
const LOG: &str = "JIELI_LOG";
