//! Posts (岗位) and who is appointed to them (任职), dated, each with its order number (文号).
use crate::role::Role;
use base::{AppointmentId, Date, PersonId, PostId, UnitId};
use serde::{Deserialize, Serialize};

/// A place in a unit from which somebody acts (岗位). Work is held by posts, never by persons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    pub id: PostId,
    pub unit: UnitId,
    pub role: Role,
    pub title_zh: String,
    pub title_en: String,
    /// Held beside another job (兼职): property, market regulation and so on.
    pub part_time: bool,
    /// The unit or trade that sends the part-timer (来源单位); empty for one's own people.
    pub sent_by: String,
}

/// A person's time in a post (任职), as holder (A岗) or as deputy (B岗).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    pub id: AppointmentId,
    pub post: PostId,
    pub person: PersonId,
    /// The first day in the post.
    pub since: Date,
    /// The first day no longer in it (卸任日); nothing while it lasts.
    pub until: Option<Date>,
    /// The number of the order that appointed (任免文号).
    pub order_no: String,
    /// 0 is the holder (A岗); 1 and up are deputies (B岗), the lowest first.
    pub deputy_rank: u8,
}

impl Appointment {
    /// Whether it is in force on `day`.
    pub fn covers(&self, day: Date) -> bool {
        self.since <= day && self.until.is_none_or(|until| day < until)
    }

    /// Whether two appointments claim the same rank of the same post on some day.
    pub fn clashes(&self, other: &Appointment) -> bool {
        self.id != other.id
            && (self.post, self.deputy_rank) == (other.post, other.deputy_rank)
            && other.until.is_none_or(|until| self.since < until)
            && self.until.is_none_or(|until| other.since < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn appointment(id: i64, since: &str, until: Option<&str>) -> Appointment {
        Appointment {
            id: AppointmentId(id),
            post: PostId(1),
            person: PersonId(id),
            since: since.parse().unwrap(),
            until: until.map(|day| day.parse().unwrap()),
            order_no: "某组〔2026〕1号".into(),
            deputy_rank: 0,
        }
    }

    #[test]
    fn an_appointment_ends_the_day_its_successor_begins() {
        let old = appointment(1, "2026-01-01", Some("2026-03-01"));
        for (day, expected) in [
            ("2025-12-31", false),
            ("2026-01-01", true),
            ("2026-02-28", true),
            ("2026-03-01", false),
        ] {
            assert_eq!(old.covers(day.parse().unwrap()), expected, "{day}");
        }
        assert!(!old.clashes(&appointment(2, "2026-03-01", None)));
        assert!(old.clashes(&appointment(2, "2026-02-28", None)));
        assert!(appointment(2, "2025-01-01", None).clashes(&old));
    }
}
