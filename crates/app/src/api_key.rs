//! Keys of other systems (接口密钥): issued and revoked by the system administrator, shown once.
//!
//! What is *not* here: how often one is used in a minute (`web`'s guard counts that in memory).
use crate::secret::token;
use crate::{Cx, Event, Failed, Result, page_of};
use base::{ApiKeyId, Text};
use org::{Action, Thing, Who, may};
use serde_json::json;
use store::api_key as rows;
pub use store::api_key::ApiKey;

/// The name of the system, and of who answers for it.
pub type Name = Text<60>;

/// A key as its system gets it, this once (新密钥).
#[derive(Clone)]
pub struct Issued {
    pub id: ApiKeyId,
    pub name: String,
    /// The whole key; what is stored is its digest.
    pub key: String,
}

/// What a new key is for (密钥用途).
#[derive(Clone, Debug)]
pub struct NewKey {
    pub name: Name,
    pub owner: Name,
    /// Reports in a minute; what policy says where nothing is given.
    pub per_minute: Option<u32>,
}

/// What tells keys apart: enough of it to find it in the other system's settings.
const PREFIX_CHARS: usize = 8;
/// The longest list of keys in one answer.
const LISTED_MAX: u32 = 200;

/// Issues a key (发放密钥).
pub fn issue(cx: &mut Cx<'_, '_>, who: &Who, new: &NewKey) -> Result<Issued> {
    let person = allowed(who)?;
    let policy = cx.policies().rules.intake(cx.today())?;
    let key = token::new();
    let row = ApiKey {
        id: ApiKeyId(cx.next_id()),
        name: new.name.to_string(),
        owner: new.owner.to_string(),
        prefix: key[..PREFIX_CHARS].to_owned(),
        per_minute: new.per_minute.unwrap_or(policy.value.key_per_minute),
        made_at: cx.at,
        made_by: person,
        revoked_at: None,
        revoked_by: None,
        used_on: None,
    };
    rows::insert(cx.tx, &row, &token::digest(&key))?;
    let detail = json!({
        "name": row.name, "owner": row.owner, "prefix": row.prefix, "per_minute": row.per_minute,
    });
    record(cx, who, row.id, "key_issued", detail)?;
    Ok(Issued { id: row.id, name: row.name, key })
}

/// Revokes a key (吊销密钥): what shows it from now on is refused.
pub fn revoke(cx: &mut Cx<'_, '_>, who: &Who, id: ApiKeyId) -> Result<()> {
    let person = allowed(who)?;
    let known = rows::find(cx.tx, id)?.ok_or(Failed::NotFound)?;
    if known.revoked_at.is_some() {
        return Ok(());
    }
    rows::revoke(cx.tx, id, person, cx.at)?;
    let detail = json!({ "name": known.name, "prefix": known.prefix });
    record(cx, who, id, "key_revoked", detail)
}

/// The keys before `before`, the newest first, and where the list goes on.
pub fn list(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    before: Option<ApiKeyId>,
    limit: u32,
) -> Result<(Vec<ApiKey>, Option<ApiKeyId>)> {
    may(who, Action::EditKeys, &Thing::default())?;
    let limit = limit.clamp(1, LISTED_MAX);
    Ok(page_of(rows::list(cx.tx, before, limit + 1)?, limit, |key| key.id))
}

/// The key that somebody shows, if it is one of ours and still in force.
pub fn find(cx: &mut Cx<'_, '_>, shown: &str) -> Result<Option<ApiKey>> {
    let known = rows::by_digest(cx.tx, &token::digest(shown))?;
    Ok(known.filter(|key| key.revoked_at.is_none()))
}

fn allowed(who: &Who) -> Result<base::PersonId> {
    let granted = may(who, Action::EditKeys, &Thing::default());
    granted?;
    who.person.ok_or(Failed::Denied(org::Denied::SignIn))
}

fn record(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    id: ApiKeyId,
    what: &'static str,
    detail: serde_json::Value,
) -> Result<()> {
    let granted = may(who, Action::EditKeys, &Thing::default())?;
    let (actor, post) = (who.person, granted.post);
    cx.record(Event { actor, post, noun: "api_key", subject: id.0, what, detail, basis: None })
}
