//! The plain client, for whoever copies a whole database: statement by statement.
use super::Wire;
use crate::tx::by_ref;
use crate::{Result, Value};
use postgres::{Client, Row, Statement};
use std::collections::HashMap;

/// A client with its transaction open.
pub(crate) struct Direct<'a> {
    client: &'a mut Client,
    prepared: HashMap<&'static str, Statement>,
}

impl<'a> Direct<'a> {
    pub fn new(client: &'a mut Client) -> Direct<'a> {
        Direct { client, prepared: HashMap::new() }
    }

    fn prepare(&mut self, sql: &'static str) -> Result<Statement> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql)?;
        self.prepared.insert(sql, statement.clone());
        Ok(statement)
    }
}

impl Wire for Direct<'_> {
    fn put(&mut self, sql: &'static str, params: &[Value]) -> Result<()> {
        self.run(sql, params).map(|_| ())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }

    fn run(&mut self, sql: &'static str, params: &[Value]) -> Result<u64> {
        let statement = self.prepare(sql)?;
        Ok(self.client.execute(&statement, &by_ref(params))?)
    }

    fn rows(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        let statement = self.prepare(sql)?;
        Ok(self.client.query(&statement, &by_ref(params))?)
    }

    /// Its transaction has begun already.
    fn only_reads(&mut self) {}
}
