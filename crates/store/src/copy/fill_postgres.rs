//! Fills a PostgreSQL schema in one transaction, table by table with COPY.
//!
//! References between tables are taken off first and put back at the end, where each is checked
//! once: so no order of tables is wanted, and a table may refer to itself.
use super::take::postgres_tables;
use super::{Filled, NotFilled, Source, Table, complete, finish, list, matches, quoted};
use crate::engine::postgres::{Address, Direct};
use crate::tx::{On, Tx};
use crate::{Failed, migrate};
use postgres::Client;
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::{ToSql, Type};
use std::collections::BTreeMap;

pub(super) fn fill<S: Source>(url: &str, source: &mut S) -> Result<Filled, S::Error> {
    let mut client = Address::parse(url)?.client()?;
    let begin = "SET client_min_messages = warning; BEGIN";
    client.batch_execute(begin).map_err(Failed::from)?;
    if !postgres_tables(&mut client)?.is_empty() {
        return Err(NotFilled::NotEmpty.into());
    }
    // A client that is dropped with its transaction open leaves nothing behind.
    let filled = rows(&mut client, source)?;
    client.batch_execute("COMMIT").map_err(Failed::from)?;
    Ok(filled)
}

fn rows<S: Source>(client: &mut Client, source: &mut S) -> Result<Filled, S::Error> {
    migrate::postgres_to(client, source.schema())?;
    let known = postgres_tables(client)?;
    let references = take_off(client)?;
    for table in &known {
        let sql = format!("DELETE FROM {}", quoted(&table.name));
        client.batch_execute(&sql).map_err(Failed::from)?;
    }
    while let Some(table) = source.table()? {
        let ours = known.iter().find(|ours| ours.name == table.name);
        if !ours.is_some_and(|ours| matches(&table, &ours.columns)) {
            return Err(NotFilled::Table(table.name).into());
        }
        put(client, &table, source)?;
    }
    let ending = source.end()?;
    complete(&known, &ending)?;
    for Reference { table, name, rule } in &references {
        let sql = format!("ALTER TABLE {table} ADD CONSTRAINT {name} {rule}");
        if client.batch_execute(&sql).is_err() {
            return Err(NotFilled::Reference(table.clone()).into());
        }
    }
    migrate::postgres_to(client, migrate::known())?;
    client.batch_execute("ANALYZE").map_err(Failed::from)?;
    let mut counted = BTreeMap::new();
    for (table, _) in &ending.rows {
        let sql = format!("SELECT COUNT(*) FROM {}", quoted(table));
        let rows: i64 = client.query_one(&sql, &[]).map_err(Failed::from)?.get(0);
        counted.insert(table.clone(), rows.unsigned_abs());
    }
    let mut wire = Direct::new(client);
    let mut tx = Tx::new(On::Postgres(&mut wire));
    let count = |_: &mut Tx<'_>, table: &str| Ok(counted.get(table).copied().unwrap_or_default());
    finish::<S::Error>(&mut tx, &ending, count)
}

struct Reference {
    table: String,
    name: String,
    rule: String,
}

/// Takes every reference between tables off, and says how to put it back.
fn take_off(client: &mut Client) -> Result<Vec<Reference>, Failed> {
    let found = client.query(
        "SELECT k.conrelid::regclass::text, quote_ident(k.conname), pg_get_constraintdef(k.oid)
         FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
         WHERE k.contype = 'f' AND n.nspname = current_schema()",
        &[],
    )?;
    let references: Vec<Reference> = found
        .iter()
        .map(|row| Reference { table: row.get(0), name: row.get(1), rule: row.get(2) })
        .collect();
    for Reference { table, name, .. } in &references {
        client.batch_execute(&format!("ALTER TABLE {table} DROP CONSTRAINT {name}"))?;
    }
    Ok(references)
}

fn put<S: Source>(client: &mut Client, table: &Table, source: &mut S) -> Result<(), S::Error> {
    let (name, columns) = (quoted(&table.name), list(&table.columns));
    let described =
        client.prepare(&format!("SELECT {columns} FROM {name} LIMIT 0")).map_err(Failed::from)?;
    let types: Vec<Type> = described.columns().iter().map(|c| c.type_().clone()).collect();
    let into = client
        .copy_in(&format!("COPY {name} ({columns}) FROM STDIN (FORMAT binary)"))
        .map_err(Failed::from)?;
    let mut writer = BinaryCopyInWriter::new(into, &types);
    while let Some(row) = source.row()? {
        if row.len() != types.len() {
            return Err(NotFilled::Table(table.name.clone()).into());
        }
        let values: Vec<&(dyn ToSql + Sync)> = row.iter().map(|value| value as _).collect();
        writer.write(&values).map_err(Failed::from)?;
    }
    writer.finish().map_err(Failed::from)?;
    Ok(())
}
