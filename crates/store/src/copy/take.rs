//! Takes all rows out of one consistent state, while others write.
//!
//! SQLite: one read transaction of the write-ahead log. PostgreSQL: one repeatable read. Nothing
//! is changed, not even the schema's version: a copy before an upgrade is a copy of the old one.
use super::{About, Table, Taker, is_left_out, list, quoted};
use crate::chain::Seal;
use crate::engine::postgres::{Address, Direct};
use crate::engine::sqlite::{Part, connect};
use crate::tx::{On, Tx, from_postgres, from_sqlite};
use crate::{Engine, Failed, Place, system};
use postgres::Client;
use postgres::fallible_iterator::FallibleIterator;
use std::path::Path;

/// Gives every row of every table to the taker.
pub fn take<T: Taker>(place: &Place, taker: &mut T) -> Result<About, T::Error> {
    match place {
        Place::File(path) => sqlite(path, taker),
        Place::Server(url) => postgres(url, taker),
    }
}

fn sqlite<T: Taker>(path: &Path, taker: &mut T) -> Result<About, T::Error> {
    let conn = open(path)?;
    conn.execute_batch("BEGIN DEFERRED").map_err(Failed::from)?;
    let mut tables = Vec::new();
    let mut rows = 0;
    for table in sqlite_tables(&conn)? {
        let count: i64 = conn
            .query_row(&format!("SELECT COUNT(*) FROM {}", quoted(&table.name)), [], |r| r.get(0))
            .map_err(Failed::from)?;
        rows += count.unsigned_abs();
        tables.push(table);
    }
    let about = about(&mut Tx::new(On::Sqlite(&conn)), rows)?;
    taker.begin(&about)?;
    for table in &tables {
        taker.table(table)?;
        sqlite_rows(&conn, table, taker)?;
    }
    Ok(about)
}

/// Opens a file that must be there: a copy makes no database.
pub(crate) fn open(path: &Path) -> Result<rusqlite::Connection, Failed> {
    if !path.exists() {
        return Err(Failed::Broken(format!("there is no file {}", path.display())));
    }
    connect(path, Part::Reader)
}

/// The tables of ours: no index of words and nothing that lies under one.
pub(super) fn sqlite_tables(conn: &rusqlite::Connection) -> Result<Vec<Table>, Failed> {
    let mut listed = conn.prepare("PRAGMA main.table_list")?;
    let names = listed
        .query_map([], |row| Ok((row.get::<_, String>(1)?, row.get::<_, String>(2)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    let ours = names.into_iter().filter(|(name, kind)| {
        kind == "table" && !name.starts_with("sqlite_") && !is_left_out(name)
    });
    let mut tables = Vec::new();
    for (name, _) in ours {
        let described = conn.prepare(&format!("SELECT * FROM {} LIMIT 0", quoted(&name)))?;
        let columns = described.column_names().map(str::to_owned).collect();
        tables.push(Table { name, columns });
    }
    tables.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(tables)
}

fn sqlite_rows<T: Taker>(
    conn: &rusqlite::Connection,
    table: &Table,
    taker: &mut T,
) -> Result<(), T::Error> {
    let sql = format!("SELECT {} FROM {}", list(&table.columns), quoted(&table.name));
    let mut statement = conn.prepare(&sql).map_err(Failed::from)?;
    let mut found = statement.query([]).map_err(Failed::from)?;
    let mut values = Vec::with_capacity(table.columns.len());
    while let Some(row) = found.next().map_err(Failed::from)? {
        values.clear();
        for at in 0..table.columns.len() {
            values.push(from_sqlite(row.get_ref(at).map_err(Failed::from)?));
        }
        taker.row(&values)?;
    }
    Ok(())
}

fn postgres<T: Taker>(url: &str, taker: &mut T) -> Result<About, T::Error> {
    let mut client = Address::parse(url)?.client()?;
    client
        .batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        .map_err(Failed::from)?;
    let tables = postgres_tables(&mut client)?;
    let mut rows = 0;
    for table in &tables {
        let sql = format!("SELECT COUNT(*) FROM {}", quoted(&table.name));
        let count: i64 = client.query_one(&sql, &[]).map_err(Failed::from)?.get(0);
        rows += count.unsigned_abs();
    }
    let about = about(&mut Tx::new(On::Postgres(&mut Direct::new(&mut client))), rows)?;
    taker.begin(&about)?;
    for table in &tables {
        taker.table(table)?;
        postgres_rows(&mut client, table, taker)?;
    }
    Ok(about)
}

/// The tables of the schema that the address names.
pub(super) fn postgres_tables(client: &mut Client) -> Result<Vec<Table>, Failed> {
    let listed = client.query(
        "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = current_schema() AND c.relkind = 'r' ORDER BY c.relname",
        &[],
    )?;
    let mut tables = Vec::new();
    for name in listed.iter().map(|row| row.get::<_, String>(0)) {
        if is_left_out(&name) {
            continue;
        }
        let sql = format!("SELECT * FROM {} LIMIT 0", quoted(&name));
        let described = client.prepare(&sql)?;
        let columns = described.columns().iter().map(|column| column.name().to_owned()).collect();
        tables.push(Table { name, columns });
    }
    Ok(tables)
}

fn postgres_rows<T: Taker>(
    client: &mut Client,
    table: &Table,
    taker: &mut T,
) -> Result<(), T::Error> {
    let sql = format!("SELECT {} FROM {}", list(&table.columns), quoted(&table.name));
    let none = std::iter::empty::<&(dyn postgres::types::ToSql + Sync)>();
    let mut found = client.query_raw(&sql, none).map_err(Failed::from)?;
    while let Some(row) = found.next().map_err(Failed::from)? {
        taker.row(&from_postgres(&row)?.values)?;
    }
    Ok(())
}

fn about(tx: &mut Tx<'_>, rows: u64) -> Result<About, Failed> {
    let engine: Engine = tx.engine();
    let (schema, _) = system::schema(tx)?;
    Ok(About { engine, schema, head: Seal::last(tx)?, rows })
}
