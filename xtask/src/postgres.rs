//! A PostgreSQL server for the tests, thrown away afterwards.
use crate::tools::{install, is_root, run};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A running server; it stops, and its files go, when this is dropped.
pub struct Server {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Server {
    /// Starts a fresh server on a free port of the loopback, installing PostgreSQL when missing.
    pub fn start() -> Result<Server, String> {
        let programs = match find() {
            Some(found) => found,
            None => {
                let why = "PostgreSQL is missing; the tests of the second engine need it.";
                install(why, &["postgresql"])?;
                find().ok_or("PostgreSQL was installed, yet is not found")?
            }
        };
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|free| free.local_addr())
            .map_err(|error| format!("no free port: {error}"))?
            .port();
        let folder = std::env::temp_dir().join(format!("jieli-postgres-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        let server = Server { programs, folder, port };
        let data = server.folder.join("data");
        run(server.program("initdb").arg("-D").arg(&data).args([
            "--auth=trust",
            "--username=postgres",
            "--locale=C.UTF-8",
            "--no-sync",
        ]))?;
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c max_connections=300 -c fsync=off -k {}",
            server.folder.display()
        );
        let log = server.folder.join("log");
        run(server.program("pg_ctl").arg("-D").arg(&data).arg("-l").arg(log).args([
            "-w",
            "-o",
            options.as_str(),
            "start",
        ]))?;
        Ok(server)
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// The server's programs refuse to run as root: they run as its own user then.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        if !is_root() {
            return Command::new(program);
        }
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.folder.join("data");
        let stop =
            run(self.program("pg_ctl").arg("-D").arg(data).args(["-w", "-m", "immediate", "stop"]));
        if let Err(why) = stop {
            eprintln!("{why}");
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Where the newest server of this machine keeps its programs.
fn find() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<PathBuf> =
        versions.flatten().map(|version| version.path().join("bin")).collect();
    found.retain(|programs| Path::new(programs).join("initdb").exists());
    found.sort();
    found.pop()
}
