//! Backups for somebody (收件人): sealed with a public key, so that the server which makes them
//! cannot read them again. The form is that of age (age-encryption.org, version 1, X25519) around
//! the envelope; `age --decrypt` opens it too.
use super::{Broken, Manifest, write};
use age::secrecy::ExposeSecret;
use age::x25519;
use base::Timestamp;
use std::fmt;
use std::io::{self, Cursor, Read, Write};
use store::Place;

/// More people than that open no backup.
const RECIPIENTS_MAX: usize = 16;
/// What a sealed file begins with.
const MAGIC: &[u8] = b"age-encryption.org/";

/// For whom a backup is sealed (收件人): each of them opens it.
pub struct Recipients(Vec<x25519::Recipient>);

impl Recipients {
    /// Reads public keys as `age1…`; inside, the one that is none.
    pub fn parse(keys: &[String]) -> Result<Recipients, String> {
        if keys.is_empty() || keys.len() > RECIPIENTS_MAX {
            return Err(format!("1 to {RECIPIENTS_MAX} recipients, not {}", keys.len()));
        }
        let read = |key: &String| {
            let parsed = key.trim().parse::<x25519::Recipient>();
            parsed.map_err(|why| format!("`{key}` is no recipient (age1…): {why}"))
        };
        keys.iter().map(read).collect::<Result<_, _>>().map(Recipients)
    }
}

/// What opens a backup that was sealed for somebody (私钥). It is not printed.
pub struct Identities(Vec<x25519::Identity>);

impl Identities {
    /// Reads a file of identities, one a line, as `age-keygen` and [`new_identity`] write it.
    pub fn parse(text: &str) -> Result<Identities, &'static str> {
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let read: Vec<_> = lines.map(str::parse).collect::<Result<_, _>>()?;
        if read.is_empty() { Err("it holds no identity") } else { Ok(Identities(read)) }
    }
}

impl fmt::Debug for Identities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identities(…)")
    }
}

/// A new identity as the text of its file, and the recipient that belongs to it.
pub fn new_identity() -> (String, String) {
    let identity = x25519::Identity::generate();
    let recipient = identity.to_public().to_string();
    let secret = identity.to_string();
    (format!("# public key: {recipient}\n{}\n", secret.expose_secret()), recipient)
}

/// Takes a backup that only its recipients open; otherwise as [`write`].
pub fn write_for<W: Write>(
    place: &Place,
    to: W,
    recipients: &Recipients,
    at: Timestamp,
    told: impl FnMut(u64, u64),
) -> Result<(Manifest, W), Broken> {
    let each = recipients.0.iter().map(|recipient| recipient as &dyn age::Recipient);
    let seal = age::Encryptor::with_recipients(each);
    let seal = seal.map_err(|error| Broken::Io(io::Error::other(error.to_string())))?;
    let (manifest, to) = write(place, seal.wrap_output(to)?, None, at, told)?;
    Ok((manifest, to.finish()?))
}

/// The backup inside, where it is sealed for somebody; any other comes through as it is.
pub fn open<'a>(
    mut from: impl Read + 'a,
    identities: Option<&Identities>,
) -> Result<Box<dyn Read + 'a>, Broken> {
    let mut head = Vec::with_capacity(MAGIC.len());
    from.by_ref().take(MAGIC.len() as u64).read_to_end(&mut head)?;
    let is_sealed = head == MAGIC;
    let whole = Cursor::new(head).chain(from);
    if !is_sealed {
        return Ok(Box::new(whole));
    }
    let identities = identities.ok_or(Broken::IdentityWanted)?;
    let each = identities.0.iter().map(|identity| identity as &dyn age::Identity);
    let sealed = age::Decryptor::new(whole).map_err(refused)?;
    let opened = sealed.decrypt(each).map_err(refused)?;
    Ok(Box::new(Opened(opened)))
}

fn refused(error: age::DecryptError) -> Broken {
    match error {
        age::DecryptError::NoMatchingKeys => Broken::WrongIdentity,
        age::DecryptError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            Broken::CutOff
        }
        age::DecryptError::Io(error) => Broken::Io(error),
        _ => Broken::Damaged("its seal was changed"),
    }
}

/// Says of damage what it is.
struct Opened<R: Read>(age::stream::StreamReader<R>);

impl<R: Read> Read for Opened<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => {
                io::Error::other(Broken::Damaged("a piece of it was changed"))
            }
            _ => error,
        })
    }
}
