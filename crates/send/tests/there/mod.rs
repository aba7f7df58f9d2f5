//! The other side, for tests: a small SMTP receiver and a small receiver of webhooks, over TCP.
#![allow(dead_code, reason = "each test binary uses its part")]
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A letter as the server took it.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    pub text: String,
}

impl Taken {
    /// A header field, unfolded.
    pub fn header(&self, name: &str) -> String {
        let head = self.text.split("\r\n\r\n").next().unwrap_or("").replace("\r\n ", " ");
        let line = head.lines().find(|line| {
            line.split_once(':').is_some_and(|(field, _)| field.eq_ignore_ascii_case(name))
        });
        line.and_then(|line| line.split_once(':')).map_or("", |(_, value)| value.trim()).to_owned()
    }

    /// The body, undone from Base64.
    pub fn body(&self) -> String {
        let body = self.text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        String::from_utf8(base64(body)).expect("UTF-8")
    }

    /// The subject, undone from its encoded words.
    pub fn subject(&self) -> String {
        let words = self.header("Subject");
        let plain = words.split(' ').map(|word| {
            match word.strip_prefix("=?utf-8?b?").and_then(|rest| rest.strip_suffix("?=")) {
                Some(coded) => String::from_utf8(base64(coded)).expect("UTF-8"),
                None => word.to_owned(),
            }
        });
        plain.collect()
    }
}

/// Both directions of a connection, as it came or over TLS.
pub trait Both: Read + Write + Send {}
impl<T: Read + Write + Send> Both for T {}

/// Puts TLS over a connection.
pub type Seal = Arc<dyn Fn(Box<dyn Both>) -> Box<dyn Both> + Send + Sync>;

/// How a server is sealed against others.
#[derive(Clone, Default)]
pub enum Sealed {
    #[default]
    Open,
    /// After STARTTLS.
    Start(Seal),
    /// From the first byte.
    Always(Seal),
}

impl Sealed {
    fn first(&self, stream: TcpStream) -> Box<dyn Both> {
        match self {
            Sealed::Always(seal) => seal(Box::new(stream)),
            Sealed::Open | Sealed::Start(_) => Box::new(stream),
        }
    }
}

/// An SMTP server that speaks EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, RSET and QUIT.
#[derive(Clone)]
pub struct Smtp {
    pub port: u16,
    sealed: Sealed,
    taken: Arc<Mutex<Vec<Taken>>>,
    /// What was said to it, line by line, and whether it was sealed then.
    heard: Arc<Mutex<Vec<(bool, String)>>>,
    /// How it answers RCPT.
    answer: Arc<Mutex<String>>,
}

impl Smtp {
    pub fn start() -> Smtp {
        Smtp::start_sealed(Sealed::Open)
    }

    pub fn start_sealed(sealed: Sealed) -> Smtp {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("an address").port();
        let (taken, answer) = (Arc::default(), Arc::new(Mutex::new("250 ok".to_owned())));
        let smtp = Smtp { port, sealed, taken, heard: Arc::default(), answer };
        let server = smtp.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = server.clone();
                thread::spawn(move || server.serve(stream));
            }
        });
        smtp
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }

    pub fn heard(&self) -> Vec<(bool, String)> {
        self.heard.lock().unwrap().clone()
    }

    pub fn answers(&self, line: &str) {
        *self.answer.lock().unwrap() = line.to_owned();
    }

    fn serve(&self, stream: TcpStream) {
        let mut is_sealed = matches!(self.sealed, Sealed::Always(_));
        let mut lines = BufReader::new(self.sealed.first(stream));
        say(&mut lines, "220 test ESMTP");
        let mut letter = Taken::default();
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            let line = line.trim_end();
            self.heard.lock().unwrap().push((is_sealed, line.to_owned()));
            let verb = line.split([' ', ':']).next().unwrap_or("").to_ascii_uppercase();
            let said = match verb.as_str() {
                "EHLO" => {
                    let offers = match (&self.sealed, is_sealed) {
                        (Sealed::Start(_), false) => "250-STARTTLS",
                        _ => "250-AUTH PLAIN",
                    };
                    say(&mut lines, "250-test")
                        && say(&mut lines, offers)
                        && say(&mut lines, "250 8BITMIME")
                }
                "STARTTLS" => {
                    let Sealed::Start(seal) = &self.sealed else { return };
                    say(&mut lines, "220 go on");
                    (lines, is_sealed) = (BufReader::new(seal(lines.into_inner())), true);
                    true
                }
                "AUTH" => say(&mut lines, "235 welcome"),
                "MAIL" => {
                    letter = Taken { from: line.to_owned(), ..Taken::default() };
                    say(&mut lines, "250 ok")
                }
                "RCPT" => {
                    letter.to.push(line.to_owned());
                    let answer = self.answer.lock().unwrap().clone();
                    say(&mut lines, &answer)
                }
                "DATA" => {
                    say(&mut lines, "354 go on");
                    while !letter.text.ends_with("\r\n.\r\n") {
                        if lines.read_line(&mut letter.text).unwrap_or(0) == 0 {
                            return;
                        }
                    }
                    letter.text.truncate(letter.text.len() - 3);
                    self.taken.lock().unwrap().push(letter.clone());
                    say(&mut lines, "250 taken")
                }
                "RSET" | "NOOP" => say(&mut lines, "250 ok"),
                "QUIT" => {
                    say(&mut lines, "221 bye");
                    return;
                }
                _ => say(&mut lines, "502 not here"),
            };
            if !said {
                return;
            }
        }
    }
}

fn say(to: &mut BufReader<Box<dyn Both>>, line: &str) -> bool {
    let to = to.get_mut();
    to.write_all(format!("{line}\r\n").as_bytes()).and_then(|()| to.flush()).is_ok()
}

/// A webhook as it came in.
#[derive(Clone, Debug)]
pub struct Call {
    pub line: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Call {
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }
}

/// An HTTP server that writes down what comes and gives one answer to all.
#[derive(Clone)]
pub struct Receiver {
    pub port: u16,
    sealed: Sealed,
    calls: Arc<Mutex<Vec<Call>>>,
    connections: Arc<Mutex<u32>>,
    answer: Arc<Mutex<String>>,
}

impl Receiver {
    pub fn start() -> Receiver {
        Receiver::start_sealed(Sealed::Open)
    }

    pub fn start_sealed(sealed: Sealed) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("an address").port();
        let answer = Arc::new(Mutex::new("HTTP/1.1 204 No Content\r\n\r\n".to_owned()));
        let receiver =
            Receiver { port, sealed, calls: Arc::default(), connections: Arc::default(), answer };
        let server = receiver.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                *server.connections.lock().unwrap() += 1;
                let server = server.clone();
                thread::spawn(move || server.serve(stream));
            }
        });
        receiver
    }

    pub fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    pub fn connections(&self) -> u32 {
        *self.connections.lock().unwrap()
    }

    pub fn answers(&self, text: &str) {
        *self.answer.lock().unwrap() = text.to_owned();
    }

    fn serve(&self, stream: TcpStream) {
        let mut lines = BufReader::new(self.sealed.first(stream));
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            match line.trim_end() {
                "" => break,
                line => head.push(line.to_owned()),
            }
        }
        let field = |line: &String| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_ascii_lowercase(), value.trim().to_owned()))
        };
        let headers: Vec<(String, String)> = head.iter().skip(1).filter_map(field).collect();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length: usize = length.map_or(0, |(_, value)| value.parse().expect("a length"));
        let mut body = vec![0; length];
        lines.read_exact(&mut body).expect("the body is as long as it says");
        let body = String::from_utf8(body).expect("UTF-8");
        self.calls.lock().unwrap().push(Call { line: head[0].clone(), headers, body });
        let answer = self.answer.lock().unwrap().clone();
        let out = lines.get_mut();
        // Whoever asked may be gone; that is what some tests are about.
        let _ = out.write_all(answer.as_bytes()).and_then(|()| out.flush());
    }
}

/// Settings that reach both on this machine.
pub fn settings(smtp: Option<&Smtp>, receiver: Option<&Receiver>, url: &str) -> String {
    let mut text = String::from("site = \"https://jieli.example\"\n");
    if let Some(smtp) = smtp {
        text += &format!(
            "[smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n\
             from = \"街里 <noreply@jieli.example>\"\nto_domains = [\"office.example\"]\n",
            smtp.port
        );
    }
    if let Some(receiver) = receiver {
        let url = url.replace("PORT", &receiver.port.to_string());
        let port = receiver.port;
        text += &format!(
            "[allow]\nhosts = [\"127.0.0.1:{port}\", \"hook.example:{port}\"]\n\
             nets = [\"127.0.0.1/32\"]\n[[webhook]]\ncode = \"big_screen\"\nurl = \"{url}\"\n\
             secret = \"{SECRET}\"\nevents = [\"reported\", \"closed\"]\n"
        );
    }
    text
}

/// A made-up secret.
pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Base64, undone by hand: another way than the one that is tested.
pub fn base64(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    let (mut bits, mut held) = (0u32, 0);
    for byte in text.bytes() {
        let Some(value) = ALPHABET.iter().position(|known| *known == byte) else { continue };
        bits = (bits << 6 | value as u32) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
    }
    out
}
