//! Signing in by another service (统一登录): bound by issuer and subject, by the signed-in person
//! once; never by an e-mail address or a name, which others can give themselves.
//!
//! What is *not* here: how the service says who somebody is ([`crate::oidc`] reads that, `web`
//! fetches it).
use super::{Begun, Browser, Session, go_on, record, refuse};
use crate::{Cx, Failed, Result};
use base::Timestamp;
use serde_json::json;
use store::account::{self, identity};

/// Who somebody is at another service (外部身份).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub issuer: String,
    pub subject: String,
}

/// Binds one's own account (绑定); refuses where either side is bound already.
pub fn bind(cx: &mut Cx<'_, '_>, session: &Session, identity: &Identity) -> Result<()> {
    let (issuer, subject) = (&identity.issuer, &identity.subject);
    match identity::insert(cx.tx, session.account, issuer, subject, cx.at) {
        Err(store::Failed::Taken(_)) => return Err(Failed::refused("identity_taken")),
        other => other?,
    }
    let detail = json!({ "issuer": issuer });
    record(cx, Some(session.person), session.account, "identity_bound", detail, None)
}

/// Unbinds one's own account (解除绑定), if it was bound.
pub fn unbind(cx: &mut Cx<'_, '_>, session: &Session, issuer: &str) -> Result<()> {
    if !identity::delete(cx.tx, session.account, issuer)? {
        return Ok(());
    }
    let detail = json!({ "issuer": issuer });
    record(cx, Some(session.person), session.account, "identity_unbound", detail, None)
}

/// Since when one's own account is bound.
pub fn bound_since(
    cx: &mut Cx<'_, '_>,
    session: &Session,
    issuer: &str,
) -> Result<Option<Timestamp>> {
    Ok(identity::since(cx.tx, session.account, issuer)?)
}

/// Signs in whoever the service named, as far as a right password would: a second factor is asked
/// for all the same. Inside, the refusal, whose event stays.
pub fn enter(cx: &mut Cx<'_, '_>, identity: &Identity, browser: Browser) -> Result<Result<Begun>> {
    let account = identity::account(cx.tx, &identity.issuer, &identity.subject)?;
    let known = match account {
        Some(account) => account::get(cx.tx, account)?,
        None => None,
    };
    let begun = match known.as_ref().filter(|account| !account.disabled) {
        Some(account) => go_on(cx, account, browser)?,
        None => None,
    };
    if let Some(begun) = begun {
        return Ok(Ok(begun));
    }
    refuse(cx, known.as_ref(), "not_bound", None)?;
    Ok(Err(Failed::refused("identity_unknown")))
}
