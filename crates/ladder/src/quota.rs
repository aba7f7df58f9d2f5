//! The quota of workers (员额): how many a street may have, how many there are.
//!
//! What is *not* here: who they are. A quota is a number of places, set by the district.
use crate::known::Asked;
use crate::refused::Refused;
use crate::scheme::PostKind;
use crate::worker::Tenure;
use base::Date;

/// A quota as it was set (核定员额): for one kind of post in one street, by an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    pub kind: PostKind,
    pub since: Date,
    pub known: Date,
    pub places: u32,
    pub order_no: String,
}

/// The quota of a kind of post in force on a day, among those then known; nothing where none is set.
pub fn in_force(sets: &[Set], kind: PostKind, asked: Asked) -> Option<&Set> {
    let there = sets.iter().filter(|set| set.kind == kind);
    let there = there.filter(|set| set.since <= asked.on && set.known <= asked.known);
    there.max_by_key(|set| (set.since, set.known))
}

/// A street's quota and what is used of it (员额使用情况).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quota {
    pub places: u32,
    /// 选任
    pub elected: u32,
    /// 聘任
    pub hired: u32,
}

impl Quota {
    /// How many are there.
    pub fn used(&self) -> u32 {
        self.elected + self.hired
    }

    /// Places without anybody (空额).
    pub fn vacant(&self) -> u32 {
        self.places.saturating_sub(self.used())
    }

    /// People without a place (超额): a quota may shrink under those who are there.
    pub fn over(&self) -> u32 {
        self.used().saturating_sub(self.places)
    }

    /// Both together, for a sum.
    pub fn and(self, other: Quota) -> Quota {
        Quota {
            places: self.places + other.places,
            elected: self.elected + other.elected,
            hired: self.hired + other.hired,
        }
    }

    /// The same with one more worker. Somebody elected takes the post whatever the quota says, for
    /// an election is not ours to refuse; nobody is hired beyond it.
    pub fn with(self, tenure: Tenure) -> Result<Quota, Refused> {
        match tenure {
            Tenure::Elected => Ok(Quota { elected: self.elected + 1, ..self }),
            Tenure::Hired if self.used() < self.places => {
                Ok(Quota { hired: self.hired + 1, ..self })
            }
            Tenure::Hired => Err(Refused::QuotaUsed { quota: self.places, used: self.used() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_hired_beyond_the_quota_and_an_election_holds() {
        let full = Quota { places: 3, elected: 1, hired: 2 };
        assert_eq!(full.with(Tenure::Hired), Err(Refused::QuotaUsed { quota: 3, used: 3 }));
        let over = full.with(Tenure::Elected).unwrap();
        assert_eq!((over.used(), over.vacant(), over.over()), (4, 0, 1));
        let free = Quota { places: 3, elected: 1, hired: 1 };
        assert_eq!(free.with(Tenure::Hired).unwrap().vacant(), 0);
    }
}
