//! `jieli` (街里): the one program.
mod policy_book;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// 街里 · the relay of a district's matters
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Checks and explains the policy book (政策库)
    #[command(subcommand)]
    Policy(policy_book::Command),
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Policy(command) => policy_book::run(command),
    }
}
