//! Messages (消息): what came to a post or moved that somebody follows; reminders by mail; signed
//! webhooks to other systems.
//!
//! Everything is written in the transaction of the change it tells of ([`tell`]). What is to leave
//! waits in the outbox until a server has claimed it and handed it over ([`sender`]): at least
//! once, always under the same id. Without a settings file nothing is written there at all.
//!
//! What is *not* here: sockets (`send`), and mail to reporters: there is none, see docs/decisions.
mod address;
mod notice;
mod outbox;
mod reply;
pub mod sender;
mod tell;

pub use address::{MailAddress, mail_address, set_mail_address, stop_mail};
pub use notice::{
    NoticePage, NoticeRow, follow, follows, has_unread, list, mark_all, open, unfollow,
};
pub use outbox::{Trouble, TroublePage, give_up, retry, trouble};
pub use reply::{Draft, drafts, starts};
pub use store::message::notice::Notice;
pub use store::message::outbox::Outgoing;
pub use tell::EVENTS;
pub(crate) use tell::{Arrived, out, tell};

use crate::{Cx, Result};
use base::{NoticeId, OutboxId, Timestamp};
use jiff::ToSpan;

/// A round of erasure takes so many rows: it holds the writer meanwhile.
const BATCH: u32 = 1000;

/// Takes away notices and deliveries that are older than policy keeps them; says how many.
pub fn expire(cx: &mut Cx<'_, '_>) -> Result<u64> {
    let (rules, today) = (&cx.policies().rules, cx.today());
    let notices = first_id(cx.at, rules.notice_days(today)?.value);
    let sent = first_id(cx.at, rules.delivery(today)?.value.keep_days);
    let gone = store::message::notice::expire(cx.tx, NoticeId(notices), BATCH)?;
    Ok(gone + store::message::outbox::expire(cx.tx, OutboxId(sent), BATCH)?)
}

/// The first id of so many days ago: an id holds its moment.
fn first_id(now: Timestamp, days: i64) -> i64 {
    let ms = now.checked_sub((days * 24).hours()).map_or(i64::MIN, |at| at.as_millisecond());
    if ms <= base::id::EPOCH_MS { 0 } else { base::id::compose(ms, 0, 0) }
}
