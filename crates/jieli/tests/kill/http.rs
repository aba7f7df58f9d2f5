//! A small HTTP/1.1 client (测试用客户端): one connection, kept alive, one request at a time.
//!
//! Sending and receiving are two calls, so that one thread can have many clients wait at once.
#![allow(dead_code, reason = "each program that includes it uses its part")]
use std::io::{self, BufRead, BufReader, Error, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// One client's connection.
pub struct Line {
    stream: BufReader<TcpStream>,
}

/// What is asked. The header lines each end with CR and LF.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ask<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub headers: &'a str,
    pub body: &'a str,
}

/// What was answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

/// Longer than the server lets a request run.
const PATIENCE: Duration = Duration::from_secs(40);
/// No page of ours is as large.
const BODY_MAX: usize = 64 << 20;

impl Line {
    pub fn open(address: SocketAddr) -> io::Result<Line> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Line { stream: BufReader::new(stream) })
    }

    pub fn ask(&mut self, ask: &Ask<'_>) -> io::Result<Answer> {
        self.send(ask)?;
        self.receive()
    }

    pub fn send(&mut self, ask: &Ask<'_>) -> io::Result<()> {
        let Ask { method, path, headers, body } = ask;
        let length = body.len();
        let text = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        );
        self.stream.get_mut().write_all(text.as_bytes())
    }

    pub fn receive(&mut self) -> io::Result<Answer> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if self.stream.read_line(&mut head)? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.ok_or_else(|| Error::other(format!("no status in {head:?}")))?;
        let mut answer = Answer { status, head, body: Vec::new() };
        match answer.header("content-length") {
            Some(length) => self.exactly(parsed(length, 10)?, &mut answer.body)?,
            None if answer.header("transfer-encoding").is_some() => {
                self.chunks(&mut answer.body)?
            }
            None => {}
        }
        Ok(answer)
    }

    fn exactly(&mut self, length: usize, body: &mut Vec<u8>) -> io::Result<()> {
        if length > BODY_MAX {
            return Err(Error::other("a body larger than any of ours"));
        }
        let from = body.len();
        body.resize(from + length, 0);
        self.stream.read_exact(&mut body[from..])
    }

    fn chunks(&mut self, body: &mut Vec<u8>) -> io::Result<()> {
        loop {
            let mut size = String::new();
            self.stream.read_line(&mut size)?;
            let size = parsed(size.trim(), 16)?;
            self.exactly(size, body)?;
            self.stream.read_line(&mut String::new())?;
            if size == 0 {
                return Ok(());
            }
        }
    }
}

fn parsed(number: &str, radix: u32) -> io::Result<usize> {
    usize::from_str_radix(number, radix).map_err(Error::other)
}

impl Answer {
    /// A header's value, by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}
