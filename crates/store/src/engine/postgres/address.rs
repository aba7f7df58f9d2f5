//! What the address of a PostgreSQL server says (库址): where it is, and how the line is closed.
//!
//! `sslmode` and `sslrootcert` are written as for every other program of PostgreSQL. What promises
//! nothing is refused: with `prefer` or `allow` whoever stands between the two ends decides, and
//! `verify-ca` takes any server that the authority knows. What is *not* here: the handshake.
use super::seal::Seal;
use crate::{Failed, Result};
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Client, Config, Error, NoTls};

/// How the way to the database is closed to others (连线加密).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// A file, a socket or this machine: nothing goes over a network.
    Near,
    /// Readable by whoever stands between.
    Open,
    /// Encrypted, for whoever answers.
    Sealed,
    /// Encrypted, for the one that authorities vouch for: those of a file, or the system's.
    Proven(Option<PathBuf>),
}

/// A server and the way to it.
pub(crate) struct Address {
    config: Config,
    seal: Option<Seal>,
    guard: Guard,
}

/// How long the server may take until it lets us in.
pub(super) const CONNECT: Duration = Duration::from_secs(10);
/// A peer that does not answer at all is gone after so long.
const GONE: Duration = Duration::from_secs(20);
const PROBE: Duration = Duration::from_secs(5);
/// What stands for the authorities that the system knows.
const SYSTEM: &str = "system";

impl Address {
    /// Reads an address, and the certificates that it names. A peer that is gone is found out in
    /// seconds, unless the address says otherwise.
    pub fn parse(url: &str) -> Result<Address> {
        let Said { rest, mode, roots } = Said::of(url)?;
        let mut config: Config = rest.parse().map_err(Failed::from)?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(GONE);
        }
        if config.get_keepalives_interval().is_none() {
            config.keepalives_idle(2 * PROBE).keepalives_interval(PROBE).keepalives_retries(2);
        }
        let roots = roots.filter(|roots| roots.as_os_str() != SYSTEM);
        let near = is_near(&config);
        let (seal, guard) = match mode {
            Mode::Plain => (None, if near { Guard::Near } else { Guard::Open }),
            Mode::Sealed => (Some(Seal::any()), if near { Guard::Near } else { Guard::Sealed }),
            Mode::Proven => (Some(Seal::proven(roots.as_deref())?), Guard::Proven(roots)),
        };
        config.ssl_mode(if seal.is_some() { SslMode::Require } else { SslMode::Disable });
        Ok(Address { config, seal, guard })
    }

    /// How the way is closed to others.
    pub fn guard(&self) -> &Guard {
        &self.guard
    }

    /// A client that waits for each answer.
    pub fn client(&self) -> Result<postgres::Client> {
        let config = postgres::Config::from(self.config.clone());
        let client = match &self.seal {
            None => config.connect(NoTls),
            Some(seal) => config.connect(seal.clone()),
        };
        Ok(client?)
    }

    /// A client, and the task that carries its words; a lost connection is told by the client.
    pub async fn connect(&self) -> std::result::Result<(Client, JoinHandle<()>), Error> {
        Ok(match &self.seal {
            None => {
                let (client, carrier) = self.config.connect(NoTls).await?;
                (client, tokio::spawn(async move { carrier.await.unwrap_or_default() }))
            }
            Some(seal) => {
                let (client, carrier) = self.config.connect(seal.clone()).await?;
                (client, tokio::spawn(async move { carrier.await.unwrap_or_default() }))
            }
        })
    }
}

/// Whether nothing of what is said leaves this machine.
fn is_near(config: &Config) -> bool {
    let is_here = |host: &Host| match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    match config.get_hostaddrs() {
        [] => config.get_hosts().iter().all(is_here),
        some => some.iter().all(IpAddr::is_loopback),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Plain,
    Sealed,
    Proven,
}

/// An address, taken apart: the client library knows less of TLS than addresses say.
struct Said {
    rest: String,
    mode: Mode,
    roots: Option<PathBuf>,
}

impl Said {
    fn of(url: &str) -> Result<Said> {
        let (place, asked) = url.split_once('?').unwrap_or((url, ""));
        let (mut mode, mut roots, mut others) = (None, None, Vec::new());
        for part in asked.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            match name {
                "sslmode" => mode = Some(value),
                "sslrootcert" => roots = Some(PathBuf::from(unescaped(value)?)),
                _ => others.push(part),
            }
        }
        let mode = match (mode, &roots) {
            (None | Some("disable"), None) => Mode::Plain,
            (Some("require"), None) => Mode::Sealed,
            // Whoever names an authority wants its word; the name is looked at as well.
            (Some("require" | "verify-full"), Some(_)) | (Some("verify-full"), None) => {
                Mode::Proven
            }
            (None | Some("disable"), Some(_)) => {
                return Err(refused("sslrootcert wants sslmode=verify-full beside it"));
            }
            (Some("prefer" | "allow"), _) => {
                return Err(refused(
                    "sslmode=prefer and allow promise nothing: disable, require or verify-full",
                ));
            }
            (Some("verify-ca"), _) => {
                return Err(refused("sslmode=verify-ca takes any server: verify-full"));
            }
            (Some(_), _) => return Err(refused("sslmode is disable, require or verify-full")),
        };
        let joint = if others.is_empty() { "" } else { "?" };
        Ok(Said { rest: format!("{place}{joint}{}", others.join("&")), mode, roots })
    }
}

fn unescaped(value: &str) -> Result<String> {
    let text = percent_encoding::percent_decode_str(value).decode_utf8();
    Ok(text.map_err(|_| refused("sslrootcert is no path"))?.into_owned())
}

/// Says nothing of the address itself: it may hold a password.
fn refused(why: &str) -> Failed {
    Failed::Broken(format!("the address: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_how_its_line_is_closed() {
        let system = || Guard::Proven(None);
        for (asked, guard) in [
            ("postgres://a:b@db.example.org/d", Guard::Open),
            ("postgres://a:b@db.example.org/d?sslmode=disable", Guard::Open),
            ("postgres://10.0.0.5/d", Guard::Open),
            ("postgres://localhost/d", Guard::Near),
            ("postgres://a@127.0.0.1:5432/d?options=-c%20search_path%3Dx", Guard::Near),
            ("postgres://[::1]/d", Guard::Near),
            ("postgres://%2Frun%2Fpostgresql/d", Guard::Near),
            ("postgres://localhost,db.example.org/d", Guard::Open),
            ("postgres://localhost/d?hostaddr=10.0.0.5", Guard::Open),
            ("postgres://db.example.org/d?hostaddr=127.0.0.1", Guard::Near),
            ("postgres://db.example.org/d?sslmode=require", Guard::Sealed),
            ("postgres://localhost/d?sslmode=require", Guard::Near),
            ("postgres://db.example.org/d?sslmode=verify-full", system()),
            ("postgres://localhost/d?sslmode=verify-full&sslrootcert=system", system()),
        ] {
            let address = Address::parse(asked).unwrap_or_else(|why| panic!("{asked}: {why}"));
            assert_eq!(*address.guard(), guard, "{asked}");
            assert_eq!(address.seal.is_some(), asked.contains("=require") || guard == system());
        }
    }

    #[test]
    fn an_address_that_promises_nothing_is_refused_and_never_quoted() {
        for asked in [
            "sslmode=prefer",
            "sslmode=allow",
            "sslmode=verify-ca",
            "sslmode=always",
            "sslrootcert=/etc/roots.pem",
            "sslmode=disable&sslrootcert=/etc/roots.pem",
            "sslmode=verify-full&sslrootcert=/nowhere/roots.pem",
            "sslmode=verify-full&sslrootcert=%FF",
            "sslcert=/etc/ours.pem",
        ] {
            let Err(why) = Address::parse(&format!("postgres://a:geheim@db.example.org/d?{asked}"))
            else {
                panic!("{asked} is taken");
            };
            assert!(!why.to_string().contains("geheim"), "{why}");
        }
    }
}
