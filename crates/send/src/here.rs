//! Asks a server on this machine whether it is well (自检): one line of one answer. Not a way out.
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// Shorter than any container waits.
const PATIENCE: Duration = Duration::from_secs(5);
/// The first line of an answer is shorter.
const LINE: u64 = 64;

/// The status of the answer to a question of ours (`/healthz`); one that listens on every address
/// is asked on the loopback.
pub fn ask(listens: SocketAddr, path: &str) -> io::Result<u16> {
    let mut line = TcpStream::connect_timeout(&reachable(listens), PATIENCE)?;
    line.set_read_timeout(Some(PATIENCE))?;
    let asked = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    line.write_all(asked.as_bytes())?;
    let mut head = Vec::new();
    line.take(LINE).read_to_end(&mut head)?;
    let head = String::from_utf8_lossy(&head);
    let status = head.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
    status.ok_or_else(|| io::Error::other("it gave no answer"))
}

fn reachable(at: SocketAddr) -> SocketAddr {
    let here: IpAddr = match at {
        SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    if at.ip().is_unspecified() { SocketAddr::new(here, at.port()) } else { at }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::thread;

    #[test]
    fn a_server_that_listens_everywhere_is_asked_here() {
        for (listens, asked) in
            [("0.0.0.0:80", "127.0.0.1:80"), ("[::]:80", "[::1]:80"), ("10.1.2.3:8", "10.1.2.3:8")]
        {
            assert_eq!(reachable(listens.parse().unwrap()).to_string(), asked);
        }
    }

    #[test]
    fn the_status_of_an_answer_is_read_and_anything_else_is_none() {
        for (answer, status) in [
            ("HTTP/1.1 200 OK\r\n\r\n", Some(200)),
            ("HTTP/1.1 503 Busy\r\n\r\n", Some(503)),
            ("SSH-2.0\r\n", None),
            ("", None),
        ] {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let at = listener.local_addr().unwrap();
            let server = thread::spawn(move || {
                let (mut line, _) = listener.accept().unwrap();
                let mut asked = [0; 512];
                let read = line.read(&mut asked).unwrap();
                line.write_all(answer.as_bytes()).unwrap();
                String::from_utf8_lossy(&asked[..read]).into_owned()
            });
            assert_eq!(ask(at, "/readyz").ok(), status, "{answer}");
            assert!(server.join().unwrap().starts_with("GET /readyz "));
        }
    }
}
