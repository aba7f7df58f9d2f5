//! Fills a SQLite file: made beside its place, looked at, and only then put there.
use super::take::sqlite_tables;
use super::{Filled, NotFilled, Source, Table, complete, finish, list, matches, quoted};
use crate::tx::{On, Tx};
use crate::{Failed, migrate};
use rusqlite::Connection;
use std::fs::{self, File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

pub(super) fn fill<S: Source>(path: &Path, source: &mut S) -> Result<Filled, S::Error> {
    if path.exists() {
        return Err(NotFilled::NotEmpty.into());
    }
    let draft = Draft::beside(path).map_err(NotFilled::Io)?;
    let conn = Connection::open(&draft.0).map_err(Failed::from)?;
    let filled = rows(&conn, source)?;
    conn.close().map_err(|(_, error)| Failed::from(error))?;
    draft.put(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => NotFilled::NotEmpty,
        _ => NotFilled::Io(error),
    })?;
    Ok(filled)
}

/// A draft needs no journal: what goes wrong removes it.
const DRAFT: &str = "
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA foreign_keys = OFF;
    PRAGMA cache_size = -64000;
    PRAGMA temp_store = MEMORY;
    BEGIN EXCLUSIVE;";

fn rows<S: Source>(conn: &Connection, source: &mut S) -> Result<Filled, S::Error> {
    conn.execute_batch(DRAFT).map_err(Failed::from)?;
    migrate::sqlite_to(conn, source.schema())?;
    let known = sqlite_tables(conn)?;
    for table in &known {
        // What a step put there comes with the copy.
        let sql = format!("DELETE FROM {}", quoted(&table.name));
        conn.execute_batch(&sql).map_err(Failed::from)?;
    }
    while let Some(table) = source.table()? {
        let ours = known.iter().find(|ours| ours.name == table.name);
        if !ours.is_some_and(|ours| matches(&table, &ours.columns)) {
            return Err(NotFilled::Table(table.name).into());
        }
        put(conn, &table, source)?;
    }
    let ending = source.end()?;
    complete(&known, &ending)?;
    if let Some(table) = stray(conn)? {
        return Err(NotFilled::Reference(table).into());
    }
    let mut tx = Tx::new(On::Sqlite(conn));
    let count = |_: &mut Tx<'_>, table: &str| -> Result<u64, Failed> {
        let sql = format!("SELECT COUNT(*) FROM {}", quoted(table));
        Ok(conn.query_row(&sql, [], |row| row.get::<_, i64>(0))?.unsigned_abs())
    };
    migrate::sqlite_to(conn, migrate::known())?;
    let filled = finish::<S::Error>(&mut tx, &ending, count)?;
    conn.execute_batch("COMMIT").map_err(Failed::from)?;
    // From here on it is opened as every database is; its first opening makes the log.
    conn.execute_batch("PRAGMA journal_mode = DELETE").map_err(Failed::from)?;
    Ok(filled)
}

fn put<S: Source>(conn: &Connection, table: &Table, source: &mut S) -> Result<(), S::Error> {
    let places: Vec<String> = (1..=table.columns.len()).map(|at| format!("?{at}")).collect();
    let (columns, places) = (list(&table.columns), places.join(", "));
    let sql = format!("INSERT INTO {} ({columns}) VALUES ({places})", quoted(&table.name));
    let mut statement = conn.prepare(&sql).map_err(Failed::from)?;
    while let Some(row) = source.row()? {
        statement.execute(rusqlite::params_from_iter(&row)).map_err(Failed::from)?;
    }
    Ok(())
}

/// A table with a row that refers to one that is not there.
fn stray(conn: &Connection) -> Result<Option<String>, Failed> {
    let mut checked = conn.prepare("PRAGMA foreign_key_check")?;
    let mut found = checked.query([])?;
    Ok(found.next()?.map(|row| row.get(0)).transpose()?)
}

/// The file on its way; it goes away unless it is put in its place.
struct Draft(PathBuf);

impl Draft {
    fn beside(path: &Path) -> std::io::Result<Draft> {
        let mut name = path.file_name().ok_or(ErrorKind::InvalidInput)?.to_owned();
        name.push(format!(".restoring-{}", std::process::id()));
        let draft = path.with_file_name(name);
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
        Ok(Draft(draft))
    }

    /// On disk first, then in its place, where nothing may be: a link does not overwrite.
    fn put(&self, path: &Path) -> std::io::Result<()> {
        File::open(&self.0)?.sync_all()?;
        fs::hard_link(&self.0, path)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // What is not there any more need not be removed.
        let _ = fs::remove_file(&self.0);
    }
}
