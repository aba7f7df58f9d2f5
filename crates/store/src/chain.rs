//! The hash-linked history (链式留痕): every change is an event, every event has a place in a chain.
//!
//! `event` holds what happened; `seal` holds, for each place in the chain, the event and the hash
//! of everything up to it. On SQLite the one writer seals in the same commit. On PostgreSQL the
//! transaction queues its events, and one server at a time seals them in order ([`seal_queue`]).
mod verify;

pub use verify::{Damage, Reached, Step, Verdict, verify, verify_from};

use crate::{Engine, Failed, Result, Tx, Value, params};
use base::{Basis, EventId, PersonId, PostId, Timestamp};
use sha2::Digest as _;

/// The hash of the chain, chosen when the database is made (摘要算法).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hash {
    #[default]
    Sha256,
    /// GB/T 32905
    Sm3,
}

impl Hash {
    pub fn code(self) -> &'static str {
        match self {
            Hash::Sha256 => "sha256",
            Hash::Sm3 => "sm3",
        }
    }

    pub fn parse(code: &str) -> Option<Hash> {
        [Hash::Sha256, Hash::Sm3].into_iter().find(|hash| hash.code() == code)
    }

    fn of(self, parts: &[&[u8]]) -> Digest {
        match self {
            Hash::Sha256 => {
                let mut hash = sha2::Sha256::new();
                parts.iter().for_each(|part| hash.update(part));
                hash.finalize().into()
            }
            Hash::Sm3 => {
                let mut hash = sm3::Sm3::new();
                parts.iter().for_each(|part| sm3::Digest::update(&mut hash, part));
                sm3::Digest::finalize(hash).into()
            }
        }
    }
}

/// 256 bits of either hash.
pub type Digest = [u8; 32];

/// A change to be recorded (一条记录): who, when, at what, on what basis.
#[derive(Clone, Debug)]
pub struct NewEvent {
    pub id: EventId,
    pub at: Timestamp,
    /// Nobody for a resident without account, and for what the clock did.
    pub actor: Option<PersonId>,
    /// The post in whose name the actor acted.
    pub post: Option<PostId>,
    /// The noun that changed: `matter`, `account`, …
    pub noun: &'static str,
    /// Its row.
    pub subject: i64,
    /// What happened to it: `reported`, `handed_over`, …
    pub what: &'static str,
    /// The facts, as JSON. Never a contact, never a password.
    pub detail: String,
    pub basis: Option<Basis>,
}

/// An event's place-to-be: its row is written, its seal is not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pending {
    event: EventId,
    leaf: Digest,
}

/// The last place of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seal {
    pub hash: Hash,
    pub seq: i64,
    pub head: Digest,
}

/// Records a change in the running transaction. Without it, the transaction must not commit.
pub fn record(tx: &mut Tx<'_>, event: &NewEvent) -> Result<()> {
    record_each(tx, [&Ready::new(event)].into_iter())
}

/// An event with its row worked out, to be recorded with many others.
#[derive(Clone, Debug)]
pub struct Ready {
    values: Vec<Value>,
    pending: Pending,
}

impl Ready {
    pub fn new(event: &NewEvent) -> Ready {
        let basis = event.basis.as_ref().map(Basis::to_string);
        let at = event.at.as_microsecond();
        let leaf = Leaf {
            id: event.id.0,
            at,
            actor: event.actor.map(|id| id.0),
            post: event.post.map(|id| id.0),
            noun: event.noun,
            subject: event.subject,
            what: event.what,
            detail: &event.detail,
            basis: basis.as_deref(),
        };
        // The leaf's hash needs no chain, so it is the same whoever seals it.
        let pending = Pending { event: event.id, leaf: leaf.digest(Hash::Sha256) };
        let values = vec![
            Value::from(event.id),
            Value::from(at),
            Value::from(event.actor),
            Value::from(event.post),
            Value::from(event.noun),
            Value::from(event.subject),
            Value::from(event.what),
            Value::from(event.detail.as_str()),
            Value::from(basis),
        ];
        Ready { values, pending }
    }
}

/// As [`record`], for many changes of one transaction, in this order.
pub fn record_each<'e>(
    tx: &mut Tx<'_>,
    events: impl Iterator<Item = &'e Ready> + Clone,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO event (id, at, actor, post, noun, subject, what, detail, basis)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    tx.run_each(SQL, events.clone().map(|event| &event.values))?;
    tx.pending.extend(events.map(|event| event.pending));
    Ok(())
}

/// The fields of an event in the form that is hashed: each with its length before it.
struct Leaf<'a> {
    id: i64,
    at: i64,
    actor: Option<i64>,
    post: Option<i64>,
    noun: &'a str,
    subject: i64,
    what: &'a str,
    detail: &'a str,
    basis: Option<&'a str>,
}

impl Leaf<'_> {
    fn digest(&self, hash: Hash) -> Digest {
        let mut bytes = Vec::with_capacity(128 + self.detail.len());
        bytes.extend_from_slice(b"jieli-event-v1");
        for number in [Some(self.id), Some(self.at), self.actor, self.post, Some(self.subject)] {
            bytes.push(u8::from(number.is_some()));
            bytes.extend_from_slice(&number.unwrap_or(0).to_be_bytes());
        }
        for text in [Some(self.noun), Some(self.what), Some(self.detail), self.basis] {
            bytes.push(u8::from(text.is_some()));
            let text = text.unwrap_or("");
            bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
        hash.of(&[&bytes])
    }
}

impl Seal {
    /// Where the chain stands.
    pub fn last(tx: &mut Tx<'_>) -> Result<Seal> {
        const SQL: &str = "
            SELECT a.value, s.seq, s.hash FROM setting a
            LEFT JOIN seal s ON s.seq = (SELECT MAX(seq) FROM seal)
            WHERE a.name = 'audit.hash'";
        tx.one(SQL, params![], |row| {
            let hash = row.code(0, Hash::parse)?;
            let seq: Option<i64> = row.get(1)?;
            let head: Option<Vec<u8>> = row.get(2)?;
            let head = head.map_or(Ok([0; 32]), |bytes| digest(&bytes))?;
            Ok(Seal { hash, seq: seq.unwrap_or(0), head })
        })?
        .ok_or_else(|| Failed::Broken("the database names no audit.hash".into()))
    }

    /// The seal of the next place, for the event with this leaf.
    fn next(self, leaf: &Digest) -> Seal {
        let seq = self.seq + 1;
        let head =
            self.hash.of(&[b"jieli-seal-v1".as_slice(), &self.head, &seq.to_be_bytes(), leaf]);
        Seal { hash: self.hash, seq, head }
    }

    /// Gives the events their places, in order.
    pub(crate) fn append(self, tx: &mut Tx<'_>, pending: &[Pending]) -> Result<Seal> {
        const SQL: &str = "INSERT INTO seal (seq, event, hash) VALUES ($1, $2, $3)";
        let mut last = self;
        let places = pending.iter().map(|each| {
            last = last.next(&each.leaf);
            [Value::from(last.seq), Value::from(each.event), Value::from(last.head.as_slice())]
        });
        tx.run_each(SQL, places)?;
        Ok(last)
    }
}

/// Queues the transaction's events for the sealer (PostgreSQL).
pub(crate) fn queue(tx: &mut Tx<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO unsealed (event, leaf) VALUES ($1, $2)";
    for each in std::mem::take(&mut tx.pending) {
        tx.put(SQL, params![each.event, each.leaf.as_slice()])?;
    }
    Ok(())
}

/// How many events one sealing takes: it holds a lock that other servers wait for.
const SEAL_BATCH: i64 = 1000;

/// Seals what is queued; says how many. Several servers may call it: the lock lets one at a time.
pub fn seal_queue(tx: &mut Tx<'_>) -> Result<usize> {
    const LOCK: &str = "UPDATE setting SET value = value WHERE name = 'audit.hash'";
    if tx.engine() == Engine::Sqlite {
        return Ok(0);
    }
    tx.run_one(LOCK, params![])?;
    seal_some(tx)
}

/// Seals all that is queued, on either engine: a restored copy may hold a queue of the other one.
pub(crate) fn seal_all(tx: &mut Tx<'_>) -> Result<()> {
    while seal_some(tx)? > 0 {}
    Ok(())
}

fn seal_some(tx: &mut Tx<'_>) -> Result<usize> {
    const QUEUED: &str = "SELECT event, leaf FROM unsealed ORDER BY event LIMIT $1";
    const DONE: &str = "DELETE FROM unsealed WHERE event = $1";
    let last = Seal::last(tx)?;
    let queued = tx.all(QUEUED, params![SEAL_BATCH], |row| {
        Ok(Pending { event: row.get(0)?, leaf: digest(&row.get::<Vec<u8>>(1)?)? })
    })?;
    last.append(tx, &queued)?;
    for each in &queued {
        tx.put(DONE, params![each.event])?;
    }
    Ok(queued.len())
}

fn digest(bytes: &[u8]) -> Result<Digest> {
    bytes.try_into().map_err(|_| Failed::Broken("a hash has not 32 bytes".into()))
}
