//! The connections of one file, each in a slot (连接位), so that all can be closed at once.
//!
//! Why at once: when a flush fails, the system may take for written what is not, and a second flush
//! then tells a lie. SQLite remembers, in the index that its connections share, how much of the log
//! is in the file already; part of that may rest on such a lie. Once the last connection is gone
//! the index goes too, and the next one reads the log anew and copies all of it again.
use super::log::Log;
use super::{Part, connect};
use crate::health::ROOM_BYTES;
use crate::{Failed, Result, Why};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// All connections of a file but the copier's, which holds its own.
pub(super) struct Slots {
    path: PathBuf,
    pub writer: Slot,
    pub readers: Vec<Slot>,
    /// The handles by which its log is flushed.
    pub log: Log,
}

/// A connection; nothing while it is closed.
pub(super) struct Slot(Mutex<Option<Connection>>);

/// Whoever is inside keeps it from being closed.
type Inside<'a> = MutexGuard<'a, Option<Connection>>;

impl Slot {
    pub fn enter(&self) -> Inside<'_> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slots {
    pub fn open(path: &Path, writer: Connection, readers: usize) -> Result<Slots> {
        let slot = |conn| Slot(Mutex::new(Some(conn)));
        let readers: Result<_> =
            (0..readers).map(|_| connect(path, Part::Reader).map(slot)).collect();
        let log = Log::open(path, super::FLUSHERS)?;
        Ok(Slots { path: path.to_owned(), writer: slot(writer), readers: readers?, log })
    }

    pub fn copier(&self) -> Result<Connection> {
        connect(&self.path, Part::Copier)
    }

    /// How many bytes are left where the file lies, if the system says.
    pub fn room(&self) -> Option<u64> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let about = rustix::fs::statvfs(folder.unwrap_or(Path::new("."))).ok()?;
        // A file system that counts nothing says so by having no blocks at all.
        (about.f_blocks > 0).then(|| about.f_bavail.saturating_mul(about.f_frsize))
    }

    /// Mends it (修复), if the disk has room and takes and flushes a change over a new connection.
    pub fn mend(&self, copier: &mut Option<Connection>) -> Result<()> {
        if let Some(room) = self.room().filter(|room| *room < ROOM_BYTES) {
            return Err(Failed::down(Why::Full, format!("{room} bytes are left")));
        }
        match prove(&self.copier()?) {
            // What was opened while the disk failed only reads, and so does all beside it.
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ReadOnly) => {}
            proved => proved?,
        }
        self.renew(copier)
    }

    /// Closes every connection, the copier's too, and opens them anew from what the disk has. They
    /// stay closed if that fails: half of them would keep what the others ought to lose.
    fn renew(&self, copier: &mut Option<Connection>) -> Result<()> {
        let mut writer = self.writer.enter();
        let mut readers: Vec<_> = self.readers.iter().map(Slot::enter).collect();
        let close_all = |copier: &mut _, writer: &mut _, readers: &mut Vec<Inside<'_>>| {
            close(copier);
            close(writer);
            readers.iter_mut().for_each(|reader| close(reader));
        };
        close_all(copier, &mut writer, &mut readers);
        let opened = self.open_all(copier, &mut writer, &mut readers);
        if opened.is_err() {
            close_all(copier, &mut writer, &mut readers);
        }
        opened
    }

    fn open_all(
        &self,
        copier: &mut Option<Connection>,
        writer: &mut Option<Connection>,
        readers: &mut [Inside<'_>],
    ) -> Result<()> {
        for reader in readers {
            **reader = Some(connect(&self.path, Part::Reader)?);
        }
        // What fails while it is opened may leave a connection that reads and does not write.
        let copier = copier.insert(self.copier()?);
        prove(copier)?;
        empty_log(copier)?;
        self.log.renew()?;
        Ok(prove(writer.insert(connect(&self.path, Part::Writer)?))?)
    }

    /// From here on closing copies nothing: the log stays as it is for the next start.
    pub fn keep_log(&self) {
        for slot in self.readers.iter().chain([&self.writer]) {
            keep(&slot.enter());
        }
    }
}

/// Copies the log into the file and begins it anew: what it has may stand in the system's memory
/// only, and the file's own flush counts. A reader of another program may keep a part of it.
fn empty_log(conn: &Connection) -> rusqlite::Result<()> {
    conn.busy_timeout(OTHERS)?;
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

/// How long other programs that read the file, as a backup does, are waited for meanwhile.
const OTHERS: Duration = Duration::from_millis(200);

/// Writes a number that nothing reads, in the file's first page, and flushes it.
fn prove(conn: &Connection) -> rusqlite::Result<()> {
    let last: i32 = conn.pragma_query_value(None, USER_VERSION, |row| row.get(0))?;
    conn.pragma_update(None, USER_VERSION, last.wrapping_add(1))
}

const USER_VERSION: &str = "user_version";

/// Closes a connection without the copy that the last one makes on its way out.
pub(super) fn close(slot: &mut Option<Connection>) {
    keep(slot);
    *slot = None;
}

fn keep(slot: &Option<Connection>) {
    if let Some(conn) = slot {
        // The connection is there, so the setting is taken.
        let _ = conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
    }
}
