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
        let mut command = Command::new(env!("CARGO_BIN_EXE_jieli"));
        command.args(["serve", "--listen", "127.0.0.1:0"]).env("JIELI_KEYS", keys);
        match place {
            Place::File(path) => command.env("JIELI_DATABASE", path),
            Place::Server(url) => command.env("JIELI_DATABASE", url),
        };
        command.env_remove("JIELI_FAULT");
        if let Some(fault) = fault {
            command.env("JIELI_FAULT", fault);
        }
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the program starts");
        let mut first = String::new();
        let stdout = child.stdout.take().expect("its output is ours");
        BufReader::new(stdout).read_line(&mut first).expect("it prints its address");
        let address = first.trim().strip_prefix("http://").and_then(|text| text.parse().ok());
        let Some(address) = address else {
            let _ = child.kill();
            panic!("it printed no address: {first:?}");
        };
        Server { child, address }
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
