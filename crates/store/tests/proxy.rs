//! The proxy that goes wrong on purpose does what it is told, or what is tested behind it is not.
mod chaos;

use chaos::{BOTH, Chaos, Fate, Way};
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// A server that says everything back.
fn echo() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            thread::spawn(move || {
                let mut buffer = [0; 1024];
                while let Ok(read @ 1..) = stream.read(&mut buffer) {
                    if stream.write_all(&buffer[..read]).is_err() {
                        return;
                    }
                }
            });
        }
    });
    address
}

struct Client(TcpStream);

impl Client {
    fn through(chaos: &Chaos) -> Client {
        let stream = TcpStream::connect(chaos.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
        Client(stream)
    }

    /// What comes back within a moment: the words, the end (as nothing), or the error.
    fn hears(&mut self) -> Result<String, ErrorKind> {
        let mut buffer = [0; 1024];
        let read = self.0.read(&mut buffer).map_err(|error| error.kind())?;
        Ok(String::from_utf8_lossy(&buffer[..read]).into_owned())
    }

    fn says(&mut self, words: &str) -> Result<String, ErrorKind> {
        self.0.write_all(words.as_bytes()).map_err(|error| error.kind())?;
        self.hears()
    }
}

const END: Result<&str, ErrorKind> = Ok("");
const SILENCE: Result<&str, ErrorKind> = Err(ErrorKind::WouldBlock);
const RESET: Result<&str, ErrorKind> = Err(ErrorKind::ConnectionReset);

#[test]
fn each_fate_is_seen_by_the_client_as_what_it_is() {
    for (way, fate, first, then) in [
        (Way::ToServer, Fate::Pass, Ok("one"), Ok("two")),
        (Way::ToServer, Fate::Delay(Duration::from_millis(20)), Ok("one"), Ok("two")),
        (Way::ToServer, Fate::Swallow, SILENCE, SILENCE),
        (Way::ToClient, Fate::Swallow, SILENCE, SILENCE),
        (Way::ToServer, Fate::CutAfter(2), END, END),
        (Way::ToClient, Fate::CutAfter(4), Ok("one"), Ok("t")),
        (Way::ToClient, Fate::HalfClose, END, END),
        (Way::ToServer, Fate::Reset, RESET, RESET),
        (Way::ToClient, Fate::Reset, RESET, RESET),
    ] {
        let chaos = Chaos::before(echo(), 1);
        let mut client = Client::through(&chaos);
        assert_eq!(client.says("zero").as_deref(), Ok("zero"));
        chaos.every(way, fate);
        thread::sleep(Duration::from_millis(50));
        let heard = [client.says("one"), client.says("two")];
        for (heard, wanted) in heard.iter().zip([first, then]) {
            let heard = heard.as_deref().map_err(|kind| *kind);
            let is = heard == wanted || (wanted == RESET && heard == Err(ErrorKind::BrokenPipe));
            // Whoever writes into a connection that was cut may hear so instead of its end.
            let is = is || (wanted == END && heard.is_err() && heard != SILENCE);
            // The server may be quicker than the cut.
            let is = is || (fate == Fate::CutAfter(2) && heard == Ok("on"));
            assert!(is, "{way:?} {fate:?}: {heard:?} instead of {wanted:?}");
        }
    }
}

#[test]
fn what_was_stalled_goes_on_when_all_is_well_and_what_was_swallowed_does_not() {
    let chaos = Chaos::before(echo(), 2);
    let (mut stalled, mut swallowed) = (Client::through(&chaos), Client::through(&chaos));
    for client in [&mut stalled, &mut swallowed] {
        assert_eq!(client.says("zero").as_deref(), Ok("zero"));
    }
    chaos.every(Way::ToServer, Fate::Stall);
    assert_eq!(stalled.says("one").as_deref(), Err(&ErrorKind::WouldBlock));
    chaos.every(Way::ToServer, Fate::Swallow);
    let begun = Instant::now();
    assert_eq!(swallowed.says("two").as_deref(), Err(&ErrorKind::WouldBlock));
    assert!(begun.elapsed() >= Duration::from_millis(250));
    chaos.heal();
    assert!(swallowed.says("three").is_err());
    // The first one's direction was told to swallow as well, after it had stalled.
    assert!(stalled.hears().is_err());
    let mut fresh = Client::through(&chaos);
    chaos.every(Way::ToClient, Fate::Stall);
    assert_eq!(fresh.says("four").as_deref(), Err(&ErrorKind::WouldBlock));
    chaos.heal();
    assert_eq!(fresh.hears().as_deref(), Ok("four"));
}

#[test]
fn one_connection_goes_wrong_and_the_others_do_not() {
    let chaos = Chaos::before(echo(), 3);
    let mut clients: Vec<Client> = (0..8).map(|_| Client::through(&chaos)).collect();
    for client in &mut clients {
        assert_eq!(client.says("zero").as_deref(), Ok("zero"));
    }
    assert!(chaos.one(Way::ToServer, Fate::Reset));
    thread::sleep(Duration::from_millis(50));
    let lost = clients.iter_mut().filter_map(|client| client.says("one").err()).count();
    assert_eq!((lost, chaos.open(), chaos.seen()), (1, 7, 8));
}

#[test]
fn words_to_the_server_become_others() {
    let chaos = Chaos::before(echo(), 4);
    let mut client = Client::through(&chaos);
    chaos.puts_for(&[("BEGIN", "BEGUN")]);
    assert_eq!(client.says("a BEGIN, BEGIN").as_deref(), Ok("a BEGUN, BEGUN"));
    chaos.puts_for(&[]);
    assert_eq!(client.says("BEGIN").as_deref(), Ok("BEGIN"));
}

#[test]
fn a_proxy_that_is_gone_takes_its_connections_along() {
    let chaos = Chaos::before(echo(), 5);
    let mut client = Client::through(&chaos);
    assert_eq!(client.says("zero").as_deref(), Ok("zero"));
    let address = chaos.address();
    BOTH.into_iter().for_each(|way| chaos.every(way, Fate::Pass));
    drop(chaos);
    thread::sleep(Duration::from_millis(100));
    assert!(client.says("one").is_err());
    assert!(TcpStream::connect(address).is_err());
}
