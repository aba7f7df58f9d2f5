//! A PostgreSQL of our own (自建集群): made once, kept from run to run, stopped at the end of each.
//!
//! As a newcomer gets it: the settings of `initdb`, with `fsync=on` and `synchronous_commit=on`
//! said aloud. Server and clients meet on the loopback, as they would on two machines.
use crate::tools::{install, is_root, run};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A running cluster. Its folder holds `data`, the log, and what belongs to its databases.
pub struct Cluster {
    programs: PathBuf,
    pub folder: PathBuf,
    port: u16,
}

const USER: &str = "postgres";

impl Cluster {
    /// Starts it on a free port, the first time making it, and installing PostgreSQL when missing.
    pub fn start(folder: &Path) -> Result<Cluster, String> {
        let said = |error: std::io::Error| format!("{}: {error}", folder.display());
        fs::create_dir_all(folder).map_err(said)?;
        let folder = fs::canonicalize(folder).map_err(said)?;
        let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
        let port = free.map_err(|error| format!("no free port: {error}"))?.port();
        let cluster = Cluster { programs: programs()?, folder, port };
        cluster.make()?;
        // One that an earlier run was killed above still holds the data.
        if run(&mut cluster.control("status")).is_ok() {
            cluster.stop()?;
        }
        cluster.serve()?;
        Ok(cluster)
    }

    /// Lets it serve, on its port.
    pub fn serve(&self) -> Result<(), String> {
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' \
             -c fsync=on -c synchronous_commit=on",
            self.port
        );
        let log = self.folder.join("log");
        run(self.control("start").arg("-l").arg(log).args(["-w", "-o", &options]))
    }

    fn make(&self) -> Result<(), String> {
        let data = self.data();
        if data.join("PG_VERSION").exists() {
            return Ok(());
        }
        if is_root() {
            run(Command::new("chown").arg(USER).arg(&self.folder))?;
        }
        let made = run(self.server("initdb").arg("-D").arg(&data).args([
            "--auth=trust",
            "--locale=C.UTF-8",
            "--username",
            USER,
        ]));
        made.map_err(|why| format!("{why}; user {USER} must be able to reach {}", data.display()))
    }

    /// The address of one of its databases.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    /// One of its client programs, told where the server is.
    pub fn client(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.env("PGHOST", "127.0.0.1").env("PGPORT", self.port.to_string());
        command.env("PGUSER", USER).env("PGCLIENTENCODING", "UTF8");
        command.env("PGOPTIONS", "-c client_min_messages=warning");
        command
    }

    /// What a statement answers, as bare text.
    pub fn ask(&self, database: &str, sql: &str) -> Result<String, String> {
        output(
            self.client("psql")
                .args(["-XAtq", "-v", "ON_ERROR_STOP=1"])
                .args(["-d", database, "-c", sql]),
        )
    }

    /// An empty database in place of what had that name.
    pub fn empty(&self, database: &str) -> Result<(), String> {
        run(self.client("dropdb").args(["--if-exists", "--force", database]))?;
        run(self.client("createdb").arg(database))
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn control(&self, what: &str) -> Command {
        let mut command = self.server("pg_ctl");
        command.arg(what).arg("-D").arg(self.data());
        command
    }

    /// Stops it; whoever is connected is cut off.
    pub fn stop(&self) -> Result<(), String> {
        run(self.control("stop").args(["-w", "-m", "fast"]))
    }

    /// The server's programs refuse to run as root: they run as its own user then.
    fn server(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = match is_root() {
            true => Command::new("runuser"),
            false => Command::new(&program),
        };
        if is_root() {
            command.args(["-u", USER, "--"]).arg(program);
        }
        command.current_dir(&self.folder);
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(why) = self.stop() {
            eprintln!("{why}");
        }
    }
}

/// Runs a command to its end; what it printed, or how it failed.
pub fn output(command: &mut Command) -> Result<String, String> {
    let done = command.output().map_err(|error| format!("{command:?} cannot run: {error}"))?;
    match done.status.success() {
        true => Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned()),
        false => Err(format!("{command:?}: {}", String::from_utf8_lossy(&done.stderr).trim())),
    }
}

fn programs() -> Result<PathBuf, String> {
    if let Some(found) = find() {
        return Ok(found);
    }
    install("PostgreSQL is missing; it is to be measured.", &["postgresql"])?;
    find().ok_or_else(|| "PostgreSQL was installed, yet is not found".to_owned())
}

/// Where the newest server of this machine keeps its programs.
fn find() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let mut found: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    found.retain(|programs| programs.join("initdb").exists());
    found.sort();
    found.pop()
}
