//! This server's number among those that share a database (本机编号): kept, or taken anew.
//!
//! Ids hold it, so no two servers may have the same. A server that was cut off for long may find
//! that another has taken its number; it takes the next one, and its ids go on growing.
use crate::{App, Result};
use std::sync::{Mutex, PoisonError};
use store::node::{self, Own};

/// Says that the number is in use; takes another one where it is ours no longer.
pub(crate) async fn keep(app: &App, own: &Mutex<Own>) -> Result<()> {
    let held = now(own);
    let kept = app.write(move |cx| match node::seen(cx.tx, held, cx.at)? {
        Some(kept) => Ok(kept),
        None => Ok(node::claim(cx.tx, cx.at)?),
    });
    let kept = kept.await?;
    if kept.id != held.id {
        tracing::warn!(had = held.id, has = kept.id, "another server has this one's number now");
        app.renumber(kept.id);
    }
    *own.lock().unwrap_or_else(PoisonError::into_inner) = kept;
    Ok(())
}

/// The number as it is held now.
pub(crate) fn now(own: &Mutex<Own>) -> Own {
    *own.lock().unwrap_or_else(PoisonError::into_inner)
}
