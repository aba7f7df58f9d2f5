//! One connection (连接): to an address that was looked at, within a time, over TLS where asked.
use crate::{Address, Allow, Undelivered};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How a name is turned into addresses: by the system, or by a test.
pub type Resolve = dyn Fn(&str, u16) -> io::Result<Vec<IpAddr>> + Send + Sync;

/// The system's resolver.
pub fn system(host: &str, port: u16) -> io::Result<Vec<IpAddr>> {
    Ok((host, port).to_socket_addrs()?.map(|at| at.ip()).collect())
}

/// Both directions of a connection.
pub(crate) trait Wire: Read + Write {}
impl<T: Read + Write> Wire for T {}

/// Connects. Every address that the name leads to must be allowed: a name that leads into the
/// house besides elsewhere is refused whole. What is connected to is what was looked at.
pub(crate) fn connect(
    to: &Address,
    allow: &Allow,
    resolve: &Resolve,
    tls: &Arc<ClientConfig>,
    until: Instant,
) -> Result<Box<dyn Wire>, Undelivered> {
    if !allow.names(&to.host, to.port) {
        return Err(Undelivered::AddressRefused);
    }
    let found = match to.ip() {
        Some(ip) => vec![ip],
        None => resolve(&to.host, to.port).map_err(|_| Undelivered::NoAddress)?,
    };
    if found.iter().any(|ip| !allow.reaches(*ip, to.is_tls)) {
        return Err(Undelivered::AddressRefused);
    }
    let mut failed = Undelivered::NoAddress;
    for ip in found {
        let stream = match TcpStream::connect_timeout(&SocketAddr::new(ip, to.port), left(until)?) {
            Ok(stream) => stream,
            Err(error) => {
                failed = undelivered(&error);
                continue;
            }
        };
        let there = stream.peer_addr().map_err(|error| undelivered(&error))?;
        if there.ip() != ip {
            return Err(Undelivered::AddressRefused);
        }
        let timed = Timed { stream, until };
        if !to.is_tls {
            return Ok(Box::new(timed));
        }
        let name = ServerName::try_from(to.host.clone()).map_err(|_| Undelivered::NotTrusted)?;
        let session = ClientConnection::new(Arc::clone(tls), name);
        let session = session.map_err(|_| Undelivered::NotTrusted)?;
        return Ok(Box::new(StreamOwned::new(session, timed)));
    }
    Err(failed)
}

/// A stream that has so much time for everything together, however slowly bytes drip.
struct Timed {
    stream: TcpStream,
    until: Instant,
}

impl Read for Timed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(rest(self.until)?))?;
        self.stream.read(into)
    }
}

impl Write for Timed {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(Some(rest(self.until)?))?;
        self.stream.write(from)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

fn rest(until: Instant) -> io::Result<Duration> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
}

fn left(until: Instant) -> Result<Duration, Undelivered> {
    rest(until).map_err(|_| Undelivered::TooSlow)
}

/// What an error of the connection means to whoever reads the list of failures.
pub(crate) fn undelivered(error: &io::Error) -> Undelivered {
    match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Undelivered::TooSlow,
        io::ErrorKind::InvalidData => Undelivered::NotTrusted,
        _ => Undelivered::NoConnection,
    }
}

/// TLS with the system's roots and those of the settings; one of those that is no root is an error.
pub(crate) fn tls(more: &[Vec<u8>]) -> Result<Arc<ClientConfig>, String> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    for der in more {
        roots.add(der.clone().into()).map_err(|error| error.to_string())?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider knows the usual versions of TLS")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
