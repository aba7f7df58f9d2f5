//! `bench`: how fast it is (测速), beside what the machine can do at all.
//!
//! Not a test: nothing here fails for being slow. The figures go into docs/performance.md.
mod bare;
mod direct;
mod district;
mod fill;
mod load;
mod server;

use clap::{Parser, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// Measures the built program over HTTP on this machine alone
#[derive(Parser)]
struct Cli {
    what: What,
    /// How many matters the database holds
    #[arg(long, default_value_t = 0)]
    matters: usize,
    /// Where databases are kept from run to run: on the disk that is to be measured
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
    /// Seconds of each load
    #[arg(long, default_value_t = 8)]
    seconds: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Direct,
}

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> Result<(), String> {
    std::fs::create_dir_all(&cli.folder).map_err(|error| error.to_string())?;
    let lasting = Duration::from_secs(cli.seconds);
    let name = format!("district-{}", cli.matters);
    let database = cli.folder.join(format!("{name}.db")).display().to_string();
    let filled = district::with(&cli.folder, &name, &database, cli.matters)?;
    let app = district::open(&filled.database, &filled.keys)?;
    let flush = bare::flush(&cli.folder)?;
    println!("flush {:?} p99 {:?}", flush.0, flush.1);
    let bare = bare::sqlite_rows(&cli.folder, Duration::from_secs(3))?;
    println!("bare {bare:.0}");
    for clients in [1, 16, 64] {
        let o = direct::create(&app, clients, lasting)?;
        println!("{clients} {:.0}/s x{:.1} p50 {:?} p99 {:?}", o.rate(), o.rate() / bare, o.percentile(50), o.percentile(99));
    }
    let bare = bare::sqlite_rows(&cli.folder, Duration::from_secs(3))?;
    println!("bare {bare:.0}");
    Ok(())
}
