//! What can go wrong between us and the disk.

/// Why a statement or a transaction did not happen.
#[derive(Debug, thiserror::Error)]
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
    /// The disk, the file or the connection failed; the outcome is unknown and nothing was acknowledged.
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

impl From<rusqlite::Error> for Failed {
    fn from(error: rusqlite::Error) -> Failed {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::ConstraintViolation) => Failed::Taken(error.to_string()),
            _ => Failed::Broken(error.to_string()),
        }
    }
}

impl From<postgres::Error> for Failed {
    fn from(error: postgres::Error) -> Failed {
        let Some(db) = error.as_db_error() else {
            return Failed::Broken(error.to_string());
        };
        let text = format!("{}: {}", db.code().code(), db.message());
        match db.code().code() {
            "40001" | "40P01" => Failed::Conflict(text),
            "23505" => Failed::Taken(text),
            _ => Failed::Broken(text),
        }
    }
}
