//! `jieli pay` (薪酬): pay of community workers from the command line.
mod compute;
mod row;
mod run;
mod what_if;

use crate::policy_book;
use clap::Subcommand;
use ladder::Rules;
use std::path::Path;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Command {
    /// Computes pay from a CSV file, line by line (试算工资)
    Compute(compute::Compute),
    /// Says what other numbers from a day on would cost the workers of a CSV file (调薪试算)
    WhatIf(what_if::WhatIf),
    /// Makes the draft of a pay run on the database (编制工资)
    Run(run::Run),
}

pub fn run(command: &Command) -> ExitCode {
    match command {
        Command::Compute(asked) => compute::run(asked),
        Command::WhatIf(asked) => what_if::run(asked),
        Command::Run(asked) => self::run::run(asked),
    }
}

/// What stopped a command, a sentence each.
type Faults = Vec<String>;

/// The rules of the shipped values, with a district's own laid over them.
fn rules(overlay: Option<&Path>) -> Result<Rules, Faults> {
    let book =
        policy_book::load(overlay).ok_or_else(|| vec!["the policy is refused".to_owned()])?;
    Rules::load(&book).map_err(|findings| findings.iter().map(ToString::to_string).collect())
}

/// Says what stopped a command.
fn told(faults: &Faults) -> ExitCode {
    faults.iter().for_each(|fault| eprintln!("{fault}"));
    ExitCode::FAILURE
}

fn at(file: &Path, error: &dyn std::fmt::Display) -> String {
    format!("{}: {error}", file.display())
}
