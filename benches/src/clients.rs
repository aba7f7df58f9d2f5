//! Very many clients on one thread (并发客户端), each on a connection of its own: it asks again as
//! soon as it has its answer, whatever the others wait for.
//!
//! What they ask is put together beforehand and an answer is read no further than it must be, so
//! that the senders leave the processor to the server. How much of it they take is measured too.
use std::cell::RefCell;
use std::io::{self, Error, ErrorKind};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::task::LocalSet;
use tokio::time::timeout_at;

/// Requests that are ready to be sent, one after another, over and over.
pub type Asks = Rc<Vec<Vec<u8>>>;

/// Clients of one kind.
pub struct Crowd {
    pub asks: Asks,
    pub clients: usize,
    /// The status of a right answer.
    pub wanted: u16,
}

/// What came of a crowd.
#[derive(Debug, Default)]
pub struct Came {
    /// Moments of right answers since the load began, in order.
    pub right: Vec<Duration>,
    /// How long a right answer took, the quickest first.
    pub times: Vec<Duration>,
    /// Answers of another status.
    pub turned_away: usize,
    /// Connections that ended badly.
    pub cut: usize,
}

impl Came {
    /// Right answers a second, between two moments.
    pub fn rate(&self, from: Duration, to: Duration) -> f64 {
        let within = self.right.iter().filter(|at| (from..to).contains(at)).count();
        within as f64 / (to - from).as_secs_f64()
    }

    pub fn percentile(&self, percent: usize) -> Duration {
        let at = self.times.len() * percent / 100;
        self.times.get(at.min(self.times.len().saturating_sub(1))).copied().unwrap_or_default()
    }
}

/// A request as its bytes.
pub fn request(method: &str, path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

/// All crowds ask at the same time, for so long; then every connection is closed at once.
pub fn ask(address: SocketAddr, crowds: &[Crowd], lasting: Duration) -> Result<Vec<Came>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let began = Instant::now();
    let until = (began + lasting).into();
    LocalSet::new().block_on(&runtime, async {
        let mut came = Vec::new();
        let mut clients = Vec::new();
        for crowd in crowds {
            let sum = Rc::new(RefCell::new(Came::default()));
            for number in 0..crowd.clients {
                let (asks, sum, wanted) = (Rc::clone(&crowd.asks), Rc::clone(&sum), crowd.wanted);
                // Each begins elsewhere, so that no two ask the same at once.
                let first = number * asks.len() / crowd.clients;
                let client = async move {
                    let ended =
                        timeout_at(until, client(address, &asks, first, (wanted, began), &sum));
                    if let Ok(Err(_)) = ended.await {
                        sum.borrow_mut().cut += 1;
                    }
                };
                clients.push(tokio::task::spawn_local(client));
            }
            came.push(sum);
        }
        for client in clients {
            client.await.map_err(|error| error.to_string())?;
        }
        let ended = came.into_iter().map(|sum| {
            let mut came = sum.take();
            came.times.sort();
            came
        });
        Ok(ended.collect())
    })
}

async fn client(
    address: SocketAddr,
    asks: &[Vec<u8>],
    first: usize,
    (wanted, began): (u16, Instant),
    sum: &RefCell<Came>,
) -> io::Result<()> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut read = vec![0; BUFFER];
    for ask in asks.iter().cycle().skip(first) {
        let since = Instant::now();
        send(&stream, ask).await?;
        let status = receive(&stream, &mut read).await?;
        let mut sum = sum.borrow_mut();
        if status == wanted {
            sum.right.push(began.elapsed());
            sum.times.push(since.elapsed());
        } else {
            if sum.turned_away == 0 && status != TURNED_AWAY {
                eprintln!("  {status} instead of {wanted}");
            }
            sum.turned_away += 1;
        }
    }
    Ok(())
}

/// The status of being turned away for load; any other is worth a word.
const TURNED_AWAY: u16 = 503;
/// The head of an answer fits, and much of its body.
const BUFFER: usize = 16 * 1024;

async fn send(stream: &TcpStream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        stream.writable().await?;
        match stream.try_write(bytes) {
            Ok(some) => bytes = &bytes[some..],
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Reads an answer to its end; only its status counts.
async fn receive(stream: &TcpStream, buffer: &mut [u8]) -> io::Result<u16> {
    let mut have = 0;
    let (status, mut left) = loop {
        have += some(stream, &mut buffer[have..]).await?;
        if let Some((status, end, length)) = head(&buffer[..have])? {
            break (status, (end + length).saturating_sub(have));
        }
    };
    while left > 0 {
        let most = left.min(buffer.len());
        left -= some(stream, &mut buffer[..most]).await?;
    }
    Ok(status)
}

async fn some(stream: &TcpStream, into: &mut [u8]) -> io::Result<usize> {
    loop {
        stream.readable().await?;
        match stream.try_read(into) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(some) => return Ok(some),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
}

/// Status, where the body begins, and its length; nothing while the head is not whole.
fn head(bytes: &[u8]) -> io::Result<Option<(u16, usize, usize)>> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let text = std::str::from_utf8(&bytes[..end]).map_err(Error::other)?;
    let status = text.split(' ').nth(1).and_then(|code| code.parse().ok());
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    let (status, length) =
        status.zip(length).ok_or_else(|| Error::other("an answer without status or length"))?;
    Ok(Some((status, end + 4, length)))
}
