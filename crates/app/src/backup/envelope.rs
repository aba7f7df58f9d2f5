//! The outermost layer of a backup (信封): pieces of bounded size, each sealed where a passphrase
//! was given, and a SHA-256 of the whole file at its end, so damage is found without opening it.
//!
//! `JIELI-BACKUP 1\n`, the header (length and JSON), then pieces: a length whose highest bit marks
//! the last one, and the bytes; then the hash. A sealed piece is AES-256-GCM-SIV under a key of
//! this file alone, with the piece's number and whether it is the last one as nonce and the header
//! as associated data: pieces cannot be dropped, doubled, reordered or taken from another file.
use super::Broken;
use super::passphrase::{Passphrase, Work};
use crate::secret::{hex, mac};
use aes_gcm_siv::aead::{Aead, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce};
use sha2::{Digest, Sha256};
use std::io::{self, Read, Write};
use subtle::ConstantTimeEq;

const MAGIC: &[u8] = b"JIELI-BACKUP ";
const FORM: &[u8] = b"1\n";
/// A header is a few numbers.
const HEADER_MAX: usize = 4096;
/// A piece in memory at once; the seal costs 16 bytes of it.
const PIECE: usize = 64 * 1024;
const TAG: usize = 16;
const LAST: u32 = 1 << 31;

/// The header, as JSON: nothing in it is secret.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    sealed: Option<Sealed>,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    cipher: String,
    kdf: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
    /// Tells a wrong passphrase from a damaged file.
    check: String,
}

const CIPHER: &str = "aes-256-gcm-siv";
const KDF: &str = "argon2id";

struct Lock {
    cipher: Aes256GcmSiv,
    check: String,
}

impl Lock {
    fn new(passphrase: &Passphrase, work: &Work) -> Result<Lock, Broken> {
        let key = passphrase.key(work)?;
        let check = hex::encode(&mac(&key, b"jieli-backup-check")[..8]);
        let cipher = Aes256GcmSiv::new(&mac(&key, b"jieli-backup-seal").into());
        Ok(Lock { cipher, check })
    }
}

/// The nonce of a piece; the key is of this file alone, so no nonce comes twice.
fn nonce(number: u64, last: bool) -> Nonce {
    let mut nonce = [0; 12];
    nonce[..8].copy_from_slice(&number.to_be_bytes());
    nonce[8] = u8::from(last);
    Nonce::from(nonce)
}

/// Writes an envelope. It is not complete before [`Writer::finish`].
pub(super) struct Writer<W> {
    to: Hashed<W>,
    lock: Option<Lock>,
    header: Vec<u8>,
    piece: Vec<u8>,
    number: u64,
}

impl<W: Write> Writer<W> {
    pub fn begin(to: W, passphrase: Option<&Passphrase>) -> Result<Writer<W>, Broken> {
        let work = Work::new();
        let lock = passphrase.map(|passphrase| Lock::new(passphrase, &work)).transpose()?;
        let sealed = lock.as_ref().map(|lock| Sealed {
            cipher: CIPHER.into(),
            kdf: KDF.into(),
            memory_kib: work.memory_kib,
            passes: work.passes,
            lanes: work.lanes,
            salt: hex::encode(&work.salt),
            check: lock.check.clone(),
        });
        let header = serde_json::to_vec(&Header { sealed }).map_err(io::Error::from)?;
        let mut to = Hashed { inner: to, hash: Sha256::new() };
        to.write_all(&[MAGIC, FORM, &length(header.len())].concat())?;
        to.write_all(&header)?;
        Ok(Writer { to, lock, header, piece: Vec::with_capacity(PIECE), number: 0 })
    }

    /// Writes the last piece and the hash.
    pub fn finish(mut self) -> io::Result<W> {
        self.put(true)?;
        let hash = self.to.hash.clone().finalize();
        self.to.inner.write_all(&hash)?;
        self.to.inner.flush()?;
        Ok(self.to.inner)
    }

    fn put(&mut self, last: bool) -> io::Result<()> {
        let piece = match &self.lock {
            None => std::mem::take(&mut self.piece),
            Some(lock) => {
                let payload = Payload { msg: &self.piece, aad: &self.header };
                let closed = lock.cipher.encrypt(&nonce(self.number, last), payload);
                closed.map_err(|_| io::Error::other("a piece could not be sealed"))?
            }
        };
        let mark = if last { LAST } else { 0 };
        let size = u32::try_from(piece.len()).expect("a piece is small") | mark;
        self.to.write_all(&size.to_be_bytes())?;
        self.to.write_all(&piece)?;
        self.piece.clear();
        self.number += 1;
        Ok(())
    }
}

impl<W: Write> Write for Writer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.piece.len() == PIECE {
            self.put(false)?;
        }
        let taken = bytes.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(()) // a piece leaves when it is full, or is the last
    }
}

/// Reads an envelope; every error says what is wrong with the file.
pub(super) struct Reader<R> {
    from: Hashed<R>,
    lock: Option<Lock>,
    header: Vec<u8>,
    piece: Vec<u8>,
    at: usize,
    number: u64,
    ended: bool,
}

impl<R: Read> Reader<R> {
    pub fn begin(from: R, passphrase: Option<&Passphrase>) -> Result<Reader<R>, Broken> {
        let mut from = Hashed { inner: from, hash: Sha256::new() };
        let mut magic = [0; MAGIC.len()];
        from.fill(&mut magic).map_err(|_| Broken::NoBackup)?;
        if magic != *MAGIC {
            return Err(Broken::NoBackup);
        }
        let mut form = [0; FORM.len()];
        from.fill(&mut form)?;
        if form != *FORM {
            return Err(Broken::Form(String::from_utf8_lossy(&form).trim().to_owned()));
        }
        let size = from.number()? as usize;
        if size > HEADER_MAX {
            return Err(Broken::Damaged("its header is too long"));
        }
        let mut header = vec![0; size];
        from.fill(&mut header)?;
        let read: Header = serde_json::from_slice(&header)
            .map_err(|_| Broken::Damaged("its header cannot be read"))?;
        let lock = read.sealed.map(|sealed| unlock(&sealed, passphrase)).transpose()?;
        Ok(Reader { from, lock, header, piece: Vec::new(), at: 0, number: 0, ended: false })
    }

    /// Reads what is left: the hash must be right, and nothing may follow it.
    pub fn finish(mut self) -> Result<(), Broken> {
        while !self.ended {
            self.next()?;
        }
        Ok(())
    }

    fn next(&mut self) -> Result<(), Broken> {
        let size = self.from.number()?;
        let (last, size) = (size & LAST != 0, (size & !LAST) as usize);
        if size > PIECE + TAG {
            return Err(Broken::Damaged("a piece is too long"));
        }
        let mut piece = vec![0; size];
        self.from.fill(&mut piece)?;
        self.piece = match &self.lock {
            None => piece,
            Some(lock) => {
                let payload = Payload { msg: &piece, aad: &self.header };
                let opened = lock.cipher.decrypt(&nonce(self.number, last), payload);
                opened.map_err(|_| Broken::Damaged("a piece of it was changed"))?
            }
        };
        self.at = 0;
        self.number += 1;
        if last {
            self.close()?;
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), Broken> {
        let ours = self.from.hash.clone().finalize();
        let mut theirs = [0; 32];
        self.from.fill(&mut theirs)?;
        if ours.as_slice() != theirs {
            return Err(Broken::Damaged("its bytes are not those that were written"));
        }
        if self.from.inner.read(&mut [0])? != 0 {
            return Err(Broken::Damaged("something follows its end"));
        }
        self.ended = true;
        Ok(())
    }
}

fn unlock(sealed: &Sealed, passphrase: Option<&Passphrase>) -> Result<Lock, Broken> {
    let passphrase = passphrase.ok_or(Broken::PassphraseWanted)?;
    let unknown = sealed.cipher != CIPHER || sealed.kdf != KDF;
    let salt = hex::decode(&sealed.salt).filter(|_| !unknown);
    let salt = salt.ok_or(Broken::Damaged("it is sealed in a way that is not known"))?;
    let Sealed { memory_kib, passes, lanes, .. } = *sealed;
    let lock = Lock::new(passphrase, &Work { memory_kib, passes, lanes, salt })?;
    match bool::from(lock.check.as_bytes().ct_eq(sealed.check.as_bytes())) {
        true => Ok(lock),
        false => Err(Broken::WrongPassphrase),
    }
}

impl<R: Read> Read for Reader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.piece.len() {
            if self.ended {
                return Ok(0);
            }
            self.next().map_err(io::Error::other)?;
        }
        let some = into.len().min(self.piece.len() - self.at);
        into[..some].copy_from_slice(&self.piece[self.at..self.at + some]);
        self.at += some;
        Ok(some)
    }
}

/// Bytes that are hashed on their way.
struct Hashed<T> {
    inner: T,
    hash: Sha256,
}

impl<W: Write> Hashed<W> {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.inner.write_all(bytes)
    }
}

impl<R: Read> Hashed<R> {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Broken> {
        self.inner.read_exact(bytes).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => Broken::CutOff,
            _ => Broken::Io(error),
        })?;
        self.hash.update(bytes);
        Ok(())
    }

    fn number(&mut self) -> Result<u32, Broken> {
        let mut bytes = [0; 4];
        self.fill(&mut bytes)?;
        Ok(u32::from_be_bytes(bytes))
    }
}

fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).expect("a header is short").to_be_bytes()
}
