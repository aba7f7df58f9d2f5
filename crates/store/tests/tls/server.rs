//! A PostgreSQL of the test's own (自建数据库) that shows a certificate, thrown away afterwards.
use crate::authority::{Authority, Says};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub struct Server {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

/// Nobody is let in over TCP without TLS.
const DOOR: &str = "hostssl all all 127.0.0.1/32 trust\n";

impl Server {
    /// A server with a certificate of this authority; nothing where there is no PostgreSQL.
    pub fn start(name: &str, authority: &Authority, says: &Says) -> Option<Server> {
        let programs = programs()?;
        let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
        let port = free.expect("a port is free").port();
        let folder = std::env::temp_dir().join(format!("jieli-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder can be made");
        let server = Server { programs, folder, port };
        server.hand_over(&server.folder);
        let data = server.data();
        server.run("initdb", &["--auth=trust", "--username=postgres", "--no-sync"]);
        fs::write(data.join("pg_hba.conf"), DOOR).expect("it is written");
        server.shows(authority, says);
        let folder = server.folder.display();
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -k {folder} -c ssl=on \
             -c ssl_cert_file={folder}/server.pem -c ssl_key_file={folder}/server.key"
        );
        server.run("pg_ctl", &["-w", "-l", &format!("{folder}/log"), "-o", &options, "start"]);
        Some(server)
    }

    /// The certificate that whoever comes now is shown.
    pub fn shows(&self, authority: &Authority, says: &Says) {
        let (certificate, key) = authority.signed(says);
        for (name, text) in [("server.pem", certificate.pem()), ("server.key", key.serialize_pem())]
        {
            let file = self.folder.join(name);
            fs::write(&file, text).expect("it is written");
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("it is closed");
            self.hand_over(&file);
        }
        if self.data().join("postmaster.pid").exists() {
            self.run("pg_ctl", &["restart", "-w", "-m", "fast"]);
        }
    }

    /// As a machine that loses its power, and comes back.
    pub fn falls(&self) {
        self.run("pg_ctl", &["restart", "-w", "-m", "immediate"]);
    }

    pub fn url(&self, host: &str, asked: &str) -> String {
        format!("postgres://postgres@{host}:{}/postgres?{asked}", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn run(&self, name: &str, args: &[&str]) {
        let program = self.programs.join(name);
        let mut command = match is_root() {
            // The server refuses to run as root: it runs as its own user then.
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--"]).arg(program);
                command
            }
            false => Command::new(program),
        };
        command.arg("-D").arg(self.data()).args(args);
        let ended = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(ended.is_ok_and(|ended| ended.success()), "{command:?} fails");
    }

    fn hand_over(&self, path: &Path) {
        if is_root() {
            let done = Command::new("chown").arg("postgres").arg(path).status();
            assert!(done.is_ok_and(|done| done.success()), "{} is handed over", path.display());
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.data().join("postmaster.pid").exists() {
            self.run("pg_ctl", &["-w", "-m", "immediate", "stop"]);
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|about| about.uid() == 0)
}

/// Where the newest server of this machine keeps its programs.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<PathBuf> =
        versions.flatten().map(|version| version.path().join("bin")).collect();
    found.retain(|programs| programs.join("initdb").exists());
    found.sort();
    found.pop()
}
