//! People who work here (人员) and when they are away (请假、外出).
//!
//! What is *not* here: residents, and any number that identifies a person outside of work.
use base::{AbsenceId, Date, PersonId};
use serde::{Deserialize, Serialize};

/// Somebody who works in the district (人员).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: PersonId,
    pub name_zh: String,
    pub name_en: String,
}

/// Days on which a person does not act for any post (请假、外出).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    pub id: AbsenceId,
    pub person: PersonId,
    /// The first day away.
    pub since: Date,
    /// The first day back (返岗日).
    pub until: Date,
}

impl Absence {
    /// Whether the person is away on `day`.
    pub fn covers(&self, day: Date) -> bool {
        self.since <= day && day < self.until
    }
}
