//! `jieli import`: matters out of another system's export, and the map they fall on.
//!
//! Both are run by the operator at the console, who has the database file in hand anyway: what
//! they bring in is recorded without an actor, unless `--as` says who imports the matters.
mod console;
mod map;
mod matters;
mod words;

use clap::Subcommand;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Command {
    /// Takes in a CSV export of another system through a mapping file (导入事项)
    Matters(matters::Matters),
    /// Takes in the shapes of grids from a GeoJSON file (导入网格图)
    Map(map::Map),
}

pub fn run(command: &Command) -> ExitCode {
    let done = match command {
        Command::Matters(matters) => matters::run(matters),
        Command::Map(map) => map::run(map),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}
