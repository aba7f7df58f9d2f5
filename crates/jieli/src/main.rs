//! `jieli` (街里): the one program.
mod audit;
mod backup;
mod demo;
mod found;
mod haste;
mod healthcheck;
mod import;
mod modes;
mod pay;
mod policy_book;
mod serve;
mod service;
mod settings;
mod upgrade_check;

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// 街里 · the relay of a district's matters
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// How the program's own log is written to stderr
    #[arg(long, global = true, env = "JIELI_LOG_FORM", default_value = "text")]
    log: Form,
    #[command(subcommand)]
    command: Command,
}

/// How the log is written (日志格式).
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Form {
    /// A line for people
    Text,
    /// A line of JSON for programs
    Json,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the pages and the API (启动服务)
    Serve(serve::Serve),
    /// Makes a made-up district to look at, and serves it (演示)
    Demo(demo::Demo),
    /// Founds a district of one's own in an empty database (立库)
    Found(found::Found),
    /// Takes in matters or a map (导入)
    #[command(subcommand)]
    Import(import::Command),
    /// Checks and explains the policy book (政策手册)
    #[command(subcommand)]
    Policy(policy_book::Command),
    /// Pay of community workers (社区工作者薪酬)
    #[command(subcommand)]
    Pay(pay::Command),
    /// Verifies the history (审计留痕)
    #[command(subcommand)]
    Audit(audit::Command),
    Backup(backup::Backup),
    Restore(backup::Restore),
    /// Says what an upgrade of this database would do, and whether it could (升级预检)
    UpgradeCheck(upgrade_check::UpgradeCheck),
    /// Asks the server of this machine whether it runs (健康检查)
    Healthcheck(healthcheck::Healthcheck),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    log(cli.log);
    match cli.command {
        Command::Serve(serve) => serve::run(&serve),
        Command::Demo(demo) => demo::run(&demo),
        Command::Found(found) => found::run(&found),
        Command::Import(command) => import::run(&command),
        Command::Policy(command) => policy_book::run(command),
        Command::Pay(command) => pay::run(&command),
        Command::Audit(command) => audit::run(&command),
        Command::Backup(backup) => backup::run(&backup),
        Command::Restore(restore) => backup::run_restore(&restore),
        Command::UpgradeCheck(check) => upgrade_check::run(&check),
        Command::Healthcheck(check) => healthcheck::run(&check),
    }
}

/// What happens to the server goes to stderr; what happens to matters is in the history, not here.
/// A line carries the number of its request and no path, no name and no text that anybody wrote.
fn log(form: Form) {
    let filter = EnvFilter::try_from_env(LOG).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match form {
        Form::Text => lines.init(),
        Form::Json => lines.json().flatten_event(true).with_span_list(false).init(),
    }
}

/// The variable that says how much is told, as `info` or `web=debug`.
const LOG: &str = "JIELI_LOG";
