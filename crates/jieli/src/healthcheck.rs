//! `jieli healthcheck`: asks the server of this machine whether it runs, for a container that has no
//! other program to ask with. 0 says yes.
//!
//! It asks whether the program runs, not whether it can serve: whoever starts it anew on a full disk
//! gains nothing. `--ready` asks that too, for whoever steers requests.
use std::net::SocketAddr;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Healthcheck {
    /// Where the server listens; one that listens everywhere is asked on this machine
    #[arg(long, env = "JIELI_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Asks whether it can serve, too
    #[arg(long)]
    ready: bool,
}

pub fn run(check: &Healthcheck) -> ExitCode {
    let path = if check.ready { "/readyz" } else { "/healthz" };
    let why = match send::here::ask(check.listen, path) {
        Ok(200) => return ExitCode::SUCCESS,
        Ok(status) => format!("it answers {status}"),
        Err(error) => error.to_string(),
    };
    eprintln!("{}: {why}", check.listen);
    ExitCode::FAILURE
}
