//! Numbers that name rows. Each noun has its own type, so a street is never passed for a person.
//!
//! An id is 63 bits: 42 for the millisecond since 2020, 8 for the server, 13 for the order within
//! that millisecond. The program makes it, so both engines and the simulator agree on it, and rows
//! sort by the time they were made. [`compose`] is pure; `app` owns the clock that feeds it.
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }
    )+};
}

ids! {
    /// A unit of the organisation (单位): district, department, street, office, community or grid.
    UnitId,
    /// A person who works in it (人员).
    PersonId,
    /// A post in a unit (岗位).
    PostId,
    /// A person's appointment to a post (任职).
    AppointmentId,
    /// An absence (请假、外出).
    AbsenceId,
    /// A sign-in (账号).
    AccountId,
    /// A matter (事项).
    MatterId,
    /// A relay (接力): who holds it, which step, which clock.
    RelayId,
    /// One holder's part of a relay (一棒).
    LegId,
    /// An audited change (记录).
    EventId,
    /// A photo (照片).
    PhotoId,
    /// A key of another system (接口密钥).
    ApiKeyId,
    /// A place to be looked at (巡查点).
    PatrolPointId,
    /// A pay run (工资发放).
    PayRunId,
    /// A notice in the program (消息).
    NoticeId,
    /// An alert of an area (附近提醒).
    AlertId,
    /// Something that is to leave the house (待发).
    OutboxId,
    /// A session of training (培训班次).
    TrainingId,
    /// A course on a page (网络课程).
    CourseId,
    /// A year's places of the growth channel in a street (招录计划).
    GrowthId,
}

/// Milliseconds of 2020-01-01T00:00:00Z, where ids begin to count.
pub const EPOCH_MS: i64 = 1_577_836_800_000;
const NODE_BITS: u32 = 8;
const ORDER_BITS: u32 = 13;

/// How many servers may share a database: what 8 bits of an id can name.
pub const NODES: i64 = 1 << NODE_BITS;
/// How many ids one server can make in a millisecond.
pub const ORDERS: i64 = 1 << ORDER_BITS;

/// Puts an id together. Panics when a part is outside its bits: those are our own promises.
pub fn compose(unix_ms: i64, node: i64, order: i64) -> i64 {
    let ms = unix_ms - EPOCH_MS;
    assert!((0..1 << 42).contains(&ms), "ids begin in 2020 and end in 2159, got {unix_ms}");
    assert!((0..NODES).contains(&node), "a server number is below {NODES}, got {node}");
    assert!((0..ORDERS).contains(&order), "an order is below {ORDERS}, got {order}");
    (ms << (NODE_BITS + ORDER_BITS)) | (node << ORDER_BITS) | order
}

/// The millisecond in which an id was made.
pub fn made_ms(id: i64) -> i64 {
    (id >> (NODE_BITS + ORDER_BITS)) + EPOCH_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_then_server_then_order() {
        let start = EPOCH_MS + 1_000;
        let ids = [
            compose(start, 0, 0),
            compose(start, 0, 1),
            compose(start, 1, 0),
            compose(start + 1, 0, 0),
        ];
        assert!(ids.is_sorted());
        assert_eq!(made_ms(ids[3]), start + 1);
    }

    #[test]
    fn the_last_id_of_the_last_millisecond_is_still_positive() {
        assert!(compose(EPOCH_MS + (1 << 42) - 1, NODES - 1, ORDERS - 1) > 0);
    }
}
