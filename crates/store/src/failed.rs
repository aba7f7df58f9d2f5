//! What can go wrong between us and the disk.
use std::error::Error as _;

base::codes! {
    /// Why nothing can be saved for the moment (写不进的缘由).
    pub enum Why {
        /// No room is left
        Full = "disk_full",
        /// The disk answers with errors, or does not keep what it was told to keep
        Disk = "disk",
        /// The database server is gone, or takes no changes
        Server = "database",
    }
}

/// Why a statement or a transaction did not happen.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failed {
    /// A row of this key is there already.
    #[error("a row with this key exists: {0}")]
    Taken(String),
    /// Two transactions met; PostgreSQL asks for another try.
    #[error("two changes met: {0}")]
    Conflict(String),
    /// The row was changed by somebody else since it was read.
    #[error("the row was changed by somebody else meanwhile")]
    Stale,
    /// The disk, the file or the server failed. It will come back; the outcome is unknown, and
    /// nothing was acknowledged.
    #[error("nothing can be saved now ({why}): {text}")]
    Down { why: Why, text: String },
    /// A statement, a row or the program is not as it should be; nothing was acknowledged.
    #[error("the database failed: {0}")]
    Broken(String),
    /// More is waiting than the queue holds: try again in a moment.
    #[error("the database has too much to do")]
    Busy,
    /// The database is being shut down.
    #[error("the database is closed")]
    Closed,
}

pub type Result<T> = std::result::Result<T, Failed>;

impl Failed {
    pub(crate) fn down(why: Why, text: impl Into<String>) -> Failed {
        Failed::Down { why, text: text.into() }
    }
}

impl From<rusqlite::Error> for Failed {
    fn from(error: rusqlite::Error) -> Failed {
        use rusqlite::ErrorCode as Code;
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(Code::ConstraintViolation) => Failed::Taken(text),
            // Another program holds the file for longer than we wait.
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Failed::Busy,
            Some(Code::DiskFull) => Failed::down(Why::Full, text),
            Some(
                Code::SystemIoFailure
                | Code::CannotOpen
                // A file or log that cannot be opened for writing is opened for reading alone.
                | Code::ReadOnly
                | Code::PermissionDenied
                | Code::FileLockingProtocolFailed,
            ) => Failed::down(Why::Disk, text),
            _ => Failed::Broken(text),
        }
    }
}

/// With what was the cause: the error itself says no more than which step it was.
fn in_full(error: &postgres::Error) -> String {
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}

impl From<postgres::Error> for Failed {
    fn from(error: postgres::Error) -> Failed {
        let Some(db) = error.as_db_error() else {
            let is_io = error.source().is_some_and(|source| source.is::<std::io::Error>());
            let text = in_full(&error);
            let is_lost = error.is_closed() || is_io;
            return if is_lost { Failed::down(Why::Server, text) } else { Failed::Broken(text) };
        };
        let code = db.code().code();
        let text = format!("{code}: {}", db.message());
        match code {
            "40001" | "40P01" => Failed::Conflict(text),
            "23505" => Failed::Taken(text),
            "53100" => Failed::down(Why::Full, text),
            // A system error of the server's: its disk, mostly.
            _ if code.starts_with("58") => Failed::down(Why::Disk, text),
            // Connection lost, no resources, being stopped or started, or one that only reads.
            _ if ["08", "53", "57P", "25006"].iter().any(|class| code.starts_with(class)) => {
                Failed::down(Why::Server, text)
            }
            _ => Failed::Broken(text),
        }
    }
}
