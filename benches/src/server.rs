//! The server under load: the built program as a process of its own, as it runs for real.
use crate::district::Filled;
use crate::load::{Ask, Line};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// From the start of the process to the first answer.
    pub started: Duration,
}

impl Server {
    pub fn start(program: &Path, filled: &Filled) -> Result<Server, String> {
        let shown = program.display();
        let began = Instant::now();
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("JIELI_DATABASE", &filled.database)
            .env("JIELI_KEYS", &filled.keys)
            .env("JIELI_POLICY", &filled.policy)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| {
                format!("{shown}: {error}; build it: cargo build --release -p jieli")
            })?;
        let mut first = String::new();
        let stdout = child.stdout.take().ok_or("the server has no output")?;
        BufReader::new(stdout).read_line(&mut first).map_err(|error| error.to_string())?;
        let address = first.trim().strip_prefix("http://").and_then(|text| text.parse().ok());
        let address = address.ok_or_else(|| format!("{shown} printed no address: {first}"))?;
        let mut server = Server { child, address, started: Duration::ZERO };
        let health = Ask { method: "GET", path: "/healthz", ..Ask::default() };
        Line::open(address).and_then(|mut line| line.ask(&health)).map_err(|no| no.to_string())?;
        server.started = began.elapsed();
        Ok(server)
    }

    /// Resident memory in megabytes, now and at its highest.
    pub fn memory(&self) -> Result<(f64, f64), String> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        let of = |name: &str| -> f64 {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
            let kilobytes =
                line.split_whitespace().nth(1).and_then(|text| text.parse::<f64>().ok());
            kilobytes.unwrap_or(f64::NAN) / 1024.0
        };
        Ok((of("VmRSS:"), of("VmHWM:")))
    }

    /// Seconds of processor time it has used.
    pub fn processor(&self) -> Result<f64, String> {
        processor(&self.child.id().to_string())
    }
}

/// Seconds of processor time that a process has used, by itself and for the system.
pub fn processor(process: &str) -> Result<f64, String> {
    let path = format!("/proc/{process}/stat");
    let stat = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    // The name before may hold blanks; fields 14 and 15 stand behind it.
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let ticks =
        after.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
    Ok(ticks.sum::<f64>() / TICKS_A_SECOND)
}

/// What Linux counts by for every program.
const TICKS_A_SECOND: f64 = 100.0;

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
