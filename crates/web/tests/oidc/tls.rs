//! TLS before the small sign-in service, with a certificate that only one authority vouches for.
//! The key and the certificates are for tests alone, and good for this machine's own address.
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;

/// The authority that vouches for the service, and another that does not, in PEM.
pub const AUTHORITY: &[u8] = include_bytes!("test_only_ca.pem");
pub const ANOTHER_AUTHORITY: &[u8] = include_bytes!("test_only_other_ca.pem");

/// Takes requests over TLS on a port of this machine and hands them on to a plain one.
pub fn before(inside: SocketAddr, listener: TcpListener) {
    let certificate = include_bytes!("test_only_server.der").to_vec().into();
    let key = include_bytes!("test_only_server_key.der").to_vec();
    let key = rustls::pki_types::PrivateKeyDer::Pkcs8(key.into());
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    std::thread::spawn(move || {
        for tcp in listener.incoming().flatten() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            // Whoever does not trust the certificate hangs up: the next one is waited for.
            let _ = hand_on(StreamOwned::new(connection, tcp), inside);
        }
    });
}

/// One request and its answer.
fn hand_on(
    mut outside: StreamOwned<ServerConnection, TcpStream>,
    inside: SocketAddr,
) -> std::io::Result<()> {
    let mut request = Vec::new();
    let mut some = [0; 4096];
    while !is_whole(&request) {
        match outside.read(&mut some)? {
            0 => return Ok(()),
            read => request.extend(&some[..read]),
        }
    }
    let line = request.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let mut plain = TcpStream::connect(inside)?;
    plain.write_all(&request[..line])?;
    plain.write_all(b"connection: close\r\n")?;
    plain.write_all(&request[line..])?;
    let mut answer = Vec::new();
    plain.read_to_end(&mut answer)?;
    outside.write_all(&answer)?;
    outside.conn.send_close_notify();
    outside.flush()
}

/// The head, and as much behind it as the head says.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    body.len() >= length.map_or(0, |length| length.trim().parse().unwrap_or(0))
}
