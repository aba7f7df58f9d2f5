//! Rows of `api_key` (接口密钥): what another system shows when it reports, kept as a digest only.
use crate::{Result, Row, Tx, params};
use base::{ApiKeyId, Date, MatterId, PersonId, Timestamp};

/// A key of another system (接口密钥).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    pub id: ApiKeyId,
    /// The system it was given to.
    pub name: String,
    /// Who answers for that system.
    pub owner: String,
    /// Its first characters, to tell keys apart.
    pub prefix: String,
    /// How many reports it may bring in a minute.
    pub per_minute: u32,
    pub made_at: Timestamp,
    pub made_by: PersonId,
    pub revoked_at: Option<Timestamp>,
    pub revoked_by: Option<PersonId>,
    /// The last day on which it was used.
    pub used_on: Option<Date>,
}

/// Adds a key with the digest of what was shown.
pub fn insert(tx: &mut Tx<'_>, key: &ApiKey, digest: &[u8]) -> Result<()> {
    const SQL: &str = "
        INSERT INTO api_key (id, name, owner, prefix, digest, per_minute, made_at, made_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let ApiKey { id, name, owner, prefix, per_minute, made_at, made_by, .. } = key;
    let values = params![*id, name, owner, prefix, digest, *per_minute, *made_at, *made_by];
    tx.run(SQL, values).map(|_| ())
}

/// The key of a digest, revoked or not.
pub fn by_digest(tx: &mut Tx<'_>, digest: &[u8]) -> Result<Option<ApiKey>> {
    // Uses unique index api_key_digest.
    const SQL: &str = "
        SELECT id, name, owner, prefix, per_minute, made_at, made_by, revoked_at, revoked_by,
            used_on
        FROM api_key WHERE digest = $1";
    tx.one(SQL, params![digest], read)
}

/// One key.
pub fn find(tx: &mut Tx<'_>, id: ApiKeyId) -> Result<Option<ApiKey>> {
    const SQL: &str = "
        SELECT id, name, owner, prefix, per_minute, made_at, made_by, revoked_at, revoked_by,
            used_on
        FROM api_key WHERE id = $1";
    tx.one(SQL, params![id], read)
}

/// The keys before `before`, the newest first.
pub fn list(tx: &mut Tx<'_>, before: Option<ApiKeyId>, limit: u32) -> Result<Vec<ApiKey>> {
    const SQL: &str = "
        SELECT id, name, owner, prefix, per_minute, made_at, made_by, revoked_at, revoked_by,
            used_on
        FROM api_key WHERE id < $1 ORDER BY id DESC LIMIT $2";
    tx.all(SQL, params![before.unwrap_or(ApiKeyId(i64::MAX)), limit], read)
}

/// Ends a key; [`crate::Failed::Stale`] where it has ended already.
pub fn revoke(tx: &mut Tx<'_>, id: ApiKeyId, by: PersonId, at: Timestamp) -> Result<()> {
    const SQL: &str = "
        UPDATE api_key SET revoked_at = $2, revoked_by = $3
        WHERE id = $1 AND revoked_at IS NULL";
    tx.run_one(SQL, params![id, at, by])
}

/// Notes that it was used on a day; no time of day is kept.
pub fn used(tx: &mut Tx<'_>, id: ApiKeyId, day: Date) -> Result<()> {
    const SQL: &str = "
        UPDATE api_key SET used_on = $2 WHERE id = $1 AND (used_on IS NULL OR used_on < $2)";
    tx.run(SQL, params![id, day]).map(|_| ())
}

/// Notes by which key a matter came in.
pub fn brought(tx: &mut Tx<'_>, id: ApiKeyId, matter: MatterId) -> Result<()> {
    const SQL: &str = "INSERT INTO matter_key (matter, api_key) VALUES ($1, $2)";
    tx.run(SQL, params![matter, id]).map(|_| ())
}

/// The name of the system that brought a matter, where one did.
pub fn of_matter(tx: &mut Tx<'_>, matter: MatterId) -> Result<Option<String>> {
    // Uses the primary keys of matter_key and api_key.
    const SQL: &str = "
        SELECT k.name FROM matter_key m JOIN api_key k ON k.id = m.api_key WHERE m.matter = $1";
    tx.one(SQL, params![matter], |row| row.get(0))
}

fn read(row: &Row) -> Result<ApiKey> {
    Ok(ApiKey {
        id: row.get(0)?,
        name: row.get(1)?,
        owner: row.get(2)?,
        prefix: row.get(3)?,
        per_minute: row.get(4)?,
        made_at: row.get(5)?,
        made_by: row.get(6)?,
        revoked_at: row.get(7)?,
        revoked_by: row.get(8)?,
        used_on: row.get(9)?,
    })
}
