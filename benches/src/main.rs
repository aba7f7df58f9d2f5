//! `bench`: how fast it is (测速), beside what the machine can do at all.
//!
//! Not a test: nothing here fails for being slow. The figures go into docs/performance.md.
mod bare;
mod clients;
mod cluster;
mod direct;
mod district;
mod engine;
mod fill;
mod ladder;
mod load;
mod offline;
mod overload;
mod pages;
mod server;
mod slow;
#[path = "../../xtask/src/tools.rs"]
#[allow(dead_code, reason = "each program that includes it uses its part")]
mod tools;

use crate::district::Filled;
use crate::engine::{Engine, Kind};
use crate::server::Server;
use clap::{Parser, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// Measures the built program over HTTP on this machine alone
#[derive(Parser)]
struct Cli {
    what: What,
    /// The database: a file, or a PostgreSQL of its own under the folder
    #[arg(long, value_enum, default_value_t = Kind::Sqlite)]
    engine: Kind,
    /// Makes each flush take so many milliseconds longer, for the bare machine too
    #[arg(long)]
    flush_ms: Option<u32>,
    /// How many matters the database holds
    #[arg(long, default_value_t = 0)]
    matters: usize,
    /// Where databases are kept from run to run: on the disk that is to be measured
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
    /// The program to be measured
    #[arg(long, default_value = "target/release/jieli")]
    jieli: PathBuf,
    /// Seconds of each load
    #[arg(long, default_value_t = 8)]
    seconds: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Everything below
    All,
    /// Reports a second: the use case alone, then over HTTP
    Create,
    /// The inbox of one who holds up to 100,000, at 200 requests a second
    Inbox,
    /// A Chinese two-character search, as a page and by the API
    Search,
    /// From the start of the process to its first answer
    Start,
    /// Resident memory, idle and after reads
    Memory,
    /// A batch of a thousand reports from a phone, the first time and sent again
    Offline,
    /// Pay in bulk, a file of a million workers, a what-if; needs no database, not part of all
    Ladder,
    /// Ten times the clients that can be served; not part of all
    Overload,
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
    if cli.what == What::Ladder {
        return ladder::run(&cli.jieli, &cli.folder);
    }
    if let Some(ms) = cli.flush_ms {
        slow::hold_back_flushes(ms, &cli.folder)?;
    }
    let engine = Engine::ready(cli.engine, &cli.folder)?;
    let name = format!("district-{}", cli.matters);
    let filled = district::with(&engine, &name, cli.matters)?;
    println!("{}; matters {}", engine.says()?, cli.matters);
    measure(cli, &Bench { engine, name, filled })
}

/// What is measured.
struct Bench {
    engine: Engine,
    name: String,
    filled: Filled,
}

fn measure(cli: &Cli, bench: &Bench) -> Result<(), String> {
    let filled = &bench.filled;
    let wanted = |what| cli.what == What::All || cli.what == what;
    if wanted(What::Create) {
        create(cli, bench)?;
    }
    if wanted(What::Offline) {
        phone(filled)?;
    }
    if cli.what == What::Overload {
        return overload::run(&cli.jieli, filled, Duration::from_secs(cli.seconds));
    }
    let server = Server::start(&cli.jieli, filled)?;
    if wanted(What::Start) {
        println!("start to first answer {:.1?}", server.started);
    }
    if wanted(What::Memory) {
        println!("memory idle {:.1} MB", server.memory()?.0);
    }
    let token = pages::sign_in(&server, filled)?;
    if wanted(What::Inbox) {
        read(cli, &server, &token, "/inbox", 200)?;
        read(cli, &server, &token, "/api/v1/inbox", 200)?;
    }
    if wanted(What::Search) {
        read(cli, &server, &token, "/matters?q=%E5%9E%83%E5%9C%BE", 20)?;
        read(cli, &server, &token, "/api/v1/matters?q=%E5%9E%83%E5%9C%BE", 20)?;
    }
    if wanted(What::Memory) {
        let (now, most) = server.memory()?;
        println!("memory after the reads {now:.1} MB, at most {most:.1} MB");
    }
    Ok(())
}

fn create(cli: &Cli, bench: &Bench) -> Result<(), String> {
    let filled = &bench.filled;
    let app = district::open(&filled.database, &filled.keys)?;
    let points = Arc::new(direct::points(&app)?);
    let lasting = Duration::from_secs(cli.seconds);
    for clients in [16, 64] {
        beside_bare(bench, &format!("use case, {clients} clients"), || {
            direct::create(&app, clients, lasting)
        })?;
    }
    drop(app);
    let server = Server::start(&cli.jieli, filled)?;
    for clients in [16, 64] {
        beside_bare(bench, &format!("HTTP, {clients} clients"), || {
            pages::create(&server, &points, clients, lasting)
        })?;
    }
    println!("memory under this load {:.1} MB", server.memory()?.1);
    Ok(())
}

/// The use case alone: what the transport adds is that of any request.
fn phone(filled: &Filled) -> Result<(), String> {
    let app = district::open(&filled.database, &filled.keys)?;
    for round in 1..=PHONE_ROUNDS {
        let (first, again) = offline::batch(&app)?;
        let most = app::offline::OPERATIONS_MAX;
        println!("offline batch of {most}, round {round}: {first:.2?}, sent again {again:.2?}");
    }
    Ok(())
}

/// One batch says little: disks change their pace.
const PHONE_ROUNDS: usize = 5;

/// Runs a load between two looks at the bare machine: disks change their pace within a minute.
fn beside_bare(
    bench: &Bench,
    name: &str,
    load: impl FnOnce() -> Result<load::Outcome, String>,
) -> Result<(), String> {
    let engine = &bench.engine;
    let look = || engine.bare(Duration::from_secs(2));
    let (flush, slow) = bare::flush(engine.folder())?;
    let before = look()?;
    let outcome = load()?;
    let sealed = engine.sealed(&bench.name)?;
    let after = look()?;
    let ratio = 2.0 * outcome.rate() / (before + after);
    println!(
        "{name}: {:.0} a second, {ratio:.2} x bare ({before:.0} before, {after:.0} after), \
         p50 {:.1?} p99 {:.1?}, wrong {}; flush p50 {flush:.2?} p99 {slow:.1?}",
        outcome.rate(),
        outcome.percentile(50),
        outcome.percentile(99),
        outcome.wrong
    );
    if let Some(after) = sealed {
        println!("  the last event was sealed {after:.0?} after the load");
    }
    Ok(())
}

fn read(
    cli: &Cli,
    server: &Server,
    token: &str,
    path: &'static str,
    a_second: u32,
) -> Result<(), String> {
    let lasting = Duration::from_secs(cli.seconds);
    let outcome = pages::read(server, token, path, a_second, lasting)?;
    let (p50, p99) = (outcome.percentile(50), outcome.percentile(99));
    let rate = outcome.rate();
    println!("{path}: {rate:.0} a second, p50 {p50:.1?} p99 {p99:.1?}, wrong {}", outcome.wrong);
    Ok(())
}
