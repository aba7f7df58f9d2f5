//! Signed webhooks (签名回调), by the Standard Webhooks specification: id, time, signature `v1`.
use crate::wire::{Resolve, connect, undelivered};
use crate::{Address, Allow, Undelivered};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use rustls::ClientConfig;
use sha2::Sha256;
use std::fmt;
use std::io::{Read, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A receiver of webhooks (回调接收方).
#[derive(Clone, Debug)]
pub struct Hook {
    /// Its name in rows and on pages.
    pub code: String,
    pub address: Address,
    pub secret: Secret,
    /// What it is told: codes of events.
    pub events: Vec<String>,
}

/// One message to it (回调消息). The id stays the same however often it is sent.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    pub id: &'a str,
    /// Seconds since 1970, of this try.
    pub at: i64,
    /// JSON.
    pub body: &'a str,
}

/// From name to answer: receivers put it in a queue and answer at once.
const TIME: Duration = Duration::from_secs(10);
/// A status line and a few headers; nothing else is of interest.
const ANSWER_BYTES_MAX: usize = 16 * 1024;
const STATUS_LINE_BYTES_MAX: usize = 1024;

impl Hook {
    /// Sends it. Only an answer of 200 to 299 is delivery.
    pub fn send(
        &self,
        message: Message<'_>,
        allow: &Allow,
        resolve: &Resolve,
        tls: &Arc<ClientConfig>,
    ) -> Result<(), Undelivered> {
        let mut wire = connect(&self.address, allow, resolve, tls, Instant::now() + TIME)?;
        let request = self.request(message);
        wire.write_all(request.as_bytes()).map_err(|error| undelivered(&error))?;
        wire.flush().map_err(|error| undelivered(&error))?;
        match status(&mut *wire)? {
            200..=299 => Ok(()),
            300..=399 => Err(Undelivered::Redirected),
            status => Err(Undelivered::Refused { status }),
        }
    }

    fn request(&self, message: Message<'_>) -> String {
        let Message { id, at, body } = message;
        let (path, host) = (&self.address.path, self.address.authority());
        let (length, signature) = (body.len(), self.secret.sign(message));
        format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: jieli\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\
             webhook-id: {id}\r\nwebhook-timestamp: {at}\r\nwebhook-signature: {signature}\r\n\
             Connection: close\r\n\r\n{body}"
        )
    }
}

/// The status of an answer, once it is there; what follows is not read.
fn status(wire: &mut dyn Read) -> Result<u16, Undelivered> {
    let mut answer = Vec::new();
    let mut part = [0; 1024];
    loop {
        let line = match answer.windows(2).position(|two| two == b"\r\n") {
            Some(end) => std::str::from_utf8(&answer[..end]).map_err(|_| Undelivered::BadAnswer)?,
            None if answer.len() > STATUS_LINE_BYTES_MAX => return Err(Undelivered::BadAnswer),
            None => {
                let read = wire.read(&mut part).map_err(|error| undelivered(&error))?;
                if read == 0 {
                    return Err(Undelivered::NoConnection);
                }
                answer.extend_from_slice(&part[..read]);
                continue;
            }
        };
        let code = line.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5));
        let code = code.and_then(|code| code.parse().ok()).ok_or(Undelivered::BadAnswer)?;
        if code >= 200 || answer.len() > ANSWER_BYTES_MAX {
            return Ok(code);
        }
        // 1xx: the real answer follows its empty line.
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
        match end {
            Some(end) => drop(answer.drain(..end + 4)),
            None => {
                let read = wire.read(&mut part).map_err(|error| undelivered(&error))?;
                if read == 0 {
                    return Err(Undelivered::NoConnection);
                }
                answer.extend_from_slice(&part[..read]);
            }
        }
    }
}

/// What only we and a receiver know (签名密钥): `whsec_` and 24 to 64 bytes in Base64.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

/// Why it is no secret; says nothing of what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a secret is `whsec_` followed by 24 to 64 bytes in Base64")]
pub struct SecretRefused;

impl Secret {
    pub fn parse(text: &str) -> Result<Secret, SecretRefused> {
        let coded = text.strip_prefix("whsec_").ok_or(SecretRefused)?;
        let bytes = STANDARD.decode(coded).map_err(|_| SecretRefused)?;
        if (24..=64).contains(&bytes.len()) { Ok(Secret(bytes)) } else { Err(SecretRefused) }
    }

    /// HMAC-SHA256 over id, time and body.
    pub fn sign(&self, message: Message<'_>) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a MAC takes any key");
        mac.update(format!("{}.{}.{}", message.id, message.at, message.body).as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
