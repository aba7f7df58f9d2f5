//! One transaction, on either engine, with the same statements.
use crate::chain::Pending;
use crate::engine::fault;
use crate::engine::postgres::Wire;
use crate::grid::search::Words;
use crate::value::{Row, Value};
use crate::{Failed, Result};
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use std::cell::RefCell;
use std::collections::HashMap;
use std::error::Error;
use std::rc::Rc;

/// Which engine is underneath. Only search, pragmas and migrations may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A running transaction (事务). Statements use `$1`, `$2`, … on both engines.
pub struct Tx<'a> {
    pub(crate) on: On<'a>,
    /// Changes recorded in this transaction that still want their place in the chain.
    pub(crate) pending: Vec<Pending>,
    /// Words of this transaction that still want to be indexed (SQLite).
    pub(crate) words: Vec<Words>,
    /// PostgreSQL said that two transactions met: the closure is run again.
    pub(crate) met: bool,
    /// A statement failed and was not undone: PostgreSQL would keep nothing.
    pub(crate) broken: bool,
    /// The disk or the server failed under a statement: no other is tried. SQLite may have ended the
    /// transaction by itself then, and the next statement would stand alone.
    pub(crate) down: Option<Failed>,
    /// The version of the organisation, once this transaction has asked for it.
    pub(crate) org_version: Option<i64>,
}

pub(crate) enum On<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(&'a mut dyn Wire),
}

impl<'a> Tx<'a> {
    pub(crate) fn new(on: On<'a>) -> Tx<'a> {
        let (pending, words) = (Vec::new(), Vec::new());
        Tx { on, pending, words, met: false, broken: false, down: None, org_version: None }
    }

    pub fn engine(&self) -> Engine {
        match self.on {
            On::Sqlite(_) => Engine::Sqlite,
            On::Postgres(_) => Engine::Postgres,
        }
    }

    /// Before anything is asked: this is a question, and wants one state of the rows for all of it.
    pub(crate) fn only_reads(&mut self) {
        if let On::Postgres(line) = &mut self.on {
            line.only_reads();
        }
    }

    /// Runs a part of the transaction that leaves nothing behind if it fails (子事务): for whoever
    /// does many things in one, and goes on when one of them is refused.
    pub fn part<T, E: From<Failed>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'a>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let (waiting, words) = (self.pending.len(), self.words.len());
        self.run("SAVEPOINT part", &[])?;
        let was_broken = self.broken;
        let done = work(self).and_then(|done| self.flush().map(|()| done).map_err(E::from));
        if done.is_err() {
            self.run("ROLLBACK TO SAVEPOINT part", &[])?;
            (self.broken, self.org_version) = (was_broken, None);
            self.pending.truncate(waiting);
            self.words.truncate(words);
        }
        self.run("RELEASE SAVEPOINT part", &[])?;
        done
    }

    /// Runs a statement that answers nothing; says how many rows it changed.
    pub fn run(&mut self, sql: &'static str, params: &[Value]) -> Result<u64> {
        self.stands()?;
        let answer = match &mut self.on {
            On::Sqlite(conn) => execute(conn, sql, [params].into_iter()),
            On::Postgres(line) => line.run(sql, params),
        };
        self.note(answer)
    }

    /// Runs a statement of which nobody asks how many rows it changed. On PostgreSQL it goes with
    /// the next question or with the commit, so what it fails of is told there.
    pub fn put(&mut self, sql: &'static str, params: &[Value]) -> Result<()> {
        self.stands()?;
        match &mut self.on {
            On::Sqlite(_) => self.run(sql, params).map(|_| ()),
            On::Postgres(line) => {
                let answer = line.put(sql, params);
                self.note(answer)
            }
        }
    }

    /// Sends what was put and still waits.
    fn flush(&mut self) -> Result<()> {
        match &mut self.on {
            On::Sqlite(_) => Ok(()),
            On::Postgres(line) => {
                let answer = line.flush();
                self.note(answer)
            }
        }
    }

    /// Remembers that a statement failed, whether because two transactions met, and whether
    /// because the disk or the server is gone.
    fn note<T>(&mut self, answer: Result<T>) -> Result<T> {
        if let Err(failed) = &answer {
            self.broken = true;
            self.met |= matches!(failed, Failed::Conflict(_));
            if matches!(failed, Failed::Down { .. }) {
                self.down = Some(failed.clone());
            }
        }
        answer
    }

    /// The failure that ended this transaction already, if one did.
    fn stands(&self) -> Result<()> {
        self.down.clone().map_or(Ok(()), Err)
    }

    /// Runs a statement that answers nothing once for each row of parameters.
    pub fn run_each(
        &mut self,
        sql: &'static str,
        rows: impl Iterator<Item = impl AsRef<[Value]>>,
    ) -> Result<()> {
        self.stands()?;
        match &mut self.on {
            On::Sqlite(conn) => {
                let answer = execute(conn, sql, rows);
                self.note(answer).map(|_| ())
            }
            On::Postgres(_) => {
                for row in rows {
                    self.put(sql, row.as_ref())?;
                }
                Ok(())
            }
        }
    }

    /// Runs a guarded change: exactly one row, or [`Failed::Stale`].
    pub fn run_one(&mut self, sql: &'static str, params: &[Value]) -> Result<()> {
        match self.run(sql, params)? {
            1 => Ok(()),
            _ if fault::is_blind() => Ok(()),
            _ => Err(Failed::Stale),
        }
    }

    /// All rows of an answer, each read by `read`.
    pub fn all<T>(
        &mut self,
        sql: &'static str,
        params: &[Value],
        read: impl FnMut(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.rows(sql, params)?.iter().map(read).collect()
    }

    /// The first row of an answer, if there is one.
    pub fn one<T>(
        &mut self,
        sql: &'static str,
        params: &[Value],
        read: impl FnMut(&Row) -> Result<T>,
    ) -> Result<Option<T>> {
        self.rows(sql, params)?.first().map(read).transpose()
    }

    fn rows(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        self.stands()?;
        match &mut self.on {
            On::Sqlite(conn) => {
                let answer = question(conn, sql, params);
                self.note(answer)
            }
            On::Postgres(line) => {
                let answer = line.rows(sql, params);
                self.note(answer)?.iter().map(from_postgres).collect()
            }
        }
    }
}

/// Runs a change on SQLite once for each row of parameters; says how many rows it changed.
fn execute(
    conn: &rusqlite::Connection,
    sql: &'static str,
    rows: impl Iterator<Item = impl AsRef<[Value]>>,
) -> Result<u64> {
    let mut statement = conn.prepare_cached(&numbered(sql))?;
    let mut changed = 0;
    for row in rows {
        changed += statement.execute(rusqlite::params_from_iter(row.as_ref()))? as u64;
    }
    Ok(changed)
}

/// Asks SQLite.
fn question(conn: &rusqlite::Connection, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
    let mut statement = conn.prepare_cached(&numbered(sql))?;
    let columns = statement.column_count();
    let mut found = statement.query(rusqlite::params_from_iter(params))?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let values =
            (0..columns).map(|at| Ok(from_sqlite(row.get_ref(at)?))).collect::<Result<_>>()?;
        rows.push(Row { values });
    }
    Ok(rows)
}

/// SQLite numbers `$1` by where it first stands; `?1` is numbered by its digit, as on PostgreSQL.
///
/// Translated once for each thread and statement, known by where its text lies.
fn numbered(sql: &'static str) -> Rc<str> {
    thread_local! {
        static KNOWN: RefCell<HashMap<(*const u8, usize), Rc<str>>> = RefCell::default();
    }
    let place = (sql.as_ptr(), sql.len());
    KNOWN.with_borrow_mut(|known| {
        Rc::clone(known.entry(place).or_insert_with(|| sql.replace('$', "?").into()))
    })
}

pub(crate) fn by_ref(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(v) => ValueRef::Integer(*v),
            Value::Real(v) => ValueRef::Real(*v),
            Value::Text(v) => ValueRef::Text(v.as_bytes()),
            Value::Blob(v) => ValueRef::Blob(v),
        }))
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(v) if *ty == Type::INT4 => i32::try_from(*v)?.to_sql(ty, out),
            Value::Int(v) if *ty == Type::BOOL => (*v != 0).to_sql(ty, out),
            Value::Int(v) => v.to_sql(ty, out),
            Value::Real(v) => v.to_sql(ty, out),
            Value::Text(v) => v.to_sql(ty, out),
            Value::Blob(v) => v.to_sql(ty, out),
        }
    }
    fn accepts(_: &Type) -> bool {
        true
    }
    to_sql_checked!();
}

pub(crate) fn from_sqlite(value: rusqlite::types::ValueRef<'_>) -> Value {
    use rusqlite::types::ValueRef;
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(v) => Value::Int(v),
        ValueRef::Real(v) => Value::Real(v),
        ValueRef::Text(v) => Value::Text(String::from_utf8_lossy(v).into_owned()),
        ValueRef::Blob(v) => Value::Blob(v.to_vec()),
    }
}

pub(crate) fn from_postgres(row: &postgres::Row) -> Result<Row> {
    let mut values = Vec::with_capacity(row.len());
    for (at, column) in row.columns().iter().enumerate() {
        let value = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(at)?.map(Value::Int),
            Type::INT4 => row.try_get::<_, Option<i32>>(at)?.map(|v| Value::Int(v.into())),
            Type::BOOL => row.try_get::<_, Option<bool>>(at)?.map(|v| Value::Int(v.into())),
            Type::FLOAT8 => row.try_get::<_, Option<f64>>(at)?.map(Value::Real),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(at)?.map(Value::Blob),
            Type::TEXT | Type::VARCHAR => row.try_get::<_, Option<String>>(at)?.map(Value::Text),
            ref other => {
                return Err(Failed::Broken(format!("column type {other} is not one of ours")));
            }
        };
        values.push(value.unwrap_or(Value::Null));
    }
    Ok(Row { values })
}
