//! How the program and its database stand (系统状态): numbers, no business data.
use crate::grid::matter;
use crate::{App, Cx, Failed, Result};
use org::{Action, Thing, Who, may};
use store::Why;
use store::health::ROOM_BYTES;

/// What the system administrator looks at (系统状态).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// `sqlite` or `postgres`
    pub engine: &'static str,
    pub schema: i64,
    pub schema_known: i64,
    pub hash: &'static str,
    /// The last place of the history's chain.
    pub sealed: i64,
    /// Events that wait for their seal, up to [`COUNTED_MAX`].
    pub unsealed: i64,
    /// Open relays, parts among them, up to [`COUNTED_MAX`].
    pub open: i64,
    pub orphans: usize,
    /// What the policy book warns of.
    pub findings: Vec<String>,
    pub policy_keys: usize,
}

/// Counts go up to here and then say "more": whoever watches wants to know whether, not how much.
pub const COUNTED_MAX: u32 = 10_000;
/// A page names so many findings; the command line names all.
const FINDINGS_MAX: usize = 50;

/// How it stands now.
pub fn facts(cx: &mut Cx<'_, '_>, who: &Who) -> Result<Facts> {
    may(who, Action::ReadSystem, &Thing::default())?;
    let (schema, schema_known) = store::system::schema(cx.tx)?;
    let seal = store::chain::Seal::last(cx.tx)?;
    let engine = match cx.tx.engine() {
        store::Engine::Sqlite => "sqlite",
        store::Engine::Postgres => "postgres",
    };
    let book = &cx.policies().book;
    let findings = book.warnings().iter().take(FINDINGS_MAX).map(ToString::to_string).collect();
    let policy_keys = book.keys().count();
    Ok(Facts {
        engine,
        schema,
        schema_known,
        hash: seal.hash.code(),
        sealed: seal.seq,
        unsealed: store::system::unsealed(cx.tx, COUNTED_MAX)?,
        open: store::system::open_relays(cx.tx, COUNTED_MAX)?,
        orphans: matter::unmanned(cx)?.len(),
        findings,
        policy_keys,
    })
}

/// Why requests should go elsewhere (未就绪的缘由).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unready {
    /// Nothing can be saved.
    Down(Why),
    /// The schema is not the one that this program knows.
    Schema,
}

/// Whether requests can be answered: changes are saved, there is room for more, rows are read, and
/// the schema is the one we know.
pub async fn readiness(app: &App) -> Result<Option<Unready>> {
    if let Some(ill) = app.db().work().health.ill() {
        return Ok(Some(Unready::Down(ill.why)));
    }
    if app.db().room().is_some_and(|room| room < ROOM_BYTES) {
        return Ok(Some(Unready::Down(Why::Full)));
    }
    let read = app.read(|cx| {
        cx.directory()?;
        let (here, known) = store::system::schema(cx.tx)?;
        Ok((here != known).then_some(Unready::Schema))
    });
    let read = read.await;
    match read.as_ref().err().and_then(Failed::down) {
        Some(why) => Ok(Some(Unready::Down(why))),
        None => read,
    }
}
