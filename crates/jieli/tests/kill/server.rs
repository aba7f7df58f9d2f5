//! The built program as a process that is killed (被杀的服务器).
#![allow(dead_code, reason = "each program that includes it uses its part")]
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use store::Place;

pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Starts it and waits until it says where it listens; with a fault it answers before it commits.
    pub fn start(place: &Place, keys: &Path, fault: bool) -> Server {
        Server::start_with(place, keys, fault.then_some("ack_before_commit"))
    }

    /// The same with a lie of its engine, by name.
    pub fn start_with(place: &Place, keys: &Path, fault: Option<&str>) -> Server {
        let fault = fault.map(|fault| ("JIELI_FAULT", fault.to_owned()));
        let started = Server::try_start(place, keys, &Vec::from_iter(fault));
        started.unwrap_or_else(|printed| panic!("it printed no address: {printed:?}"))
    }

    /// The same with settings of the test's; what it printed where it did not come up.
    pub fn try_start(
        place: &Place,
        keys: &Path,
        settings: &[(&str, String)],
    ) -> Result<Server, String> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jieli"));
        command.args(["serve", "--listen", "127.0.0.1:0"]).env("JIELI_KEYS", keys);
        match place {
            Place::File(path) => command.env("JIELI_DATABASE", path),
            Place::Server(url) => command.env("JIELI_DATABASE", url),
        };
        command.env_remove("JIELI_FAULT").envs(settings.iter().cloned());
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the program starts");
        let mut first = String::new();
        let stdout = child.stdout.take().expect("its output is ours");
        BufReader::new(stdout).read_line(&mut first).expect("its output can be read");
        let address = first.trim().strip_prefix("http://").and_then(|text| text.parse().ok());
        match address {
            Some(address) => Ok(Server { child, address }),
            None => {
                let _ = child.kill();
                let _ = child.wait();
                Err(first)
            }
        }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL: nothing is finished, nothing is closed.
    pub fn kill(mut self) {
        self.end();
    }

    /// The same, for who holds it still.
    pub fn end(&mut self) {
        // Already gone is gone as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}
