//! A session (培训班次): what its organiser plans, whom it takes, and for how many days it is signed.
//!
//! What is *not* here: who was there at which hour. The organiser signs once, when it is over.
use super::{Trainee, TrainingKind, trainer};
use crate::refused::Refused;
use crate::rules::{Organiser, Rules};
use base::Date;
use rust_decimal::Decimal;

/// Training is counted in half days.
pub const HALVES_A_DAY: u32 = 2;

/// A session as it is planned (班次计划).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    pub kind: TrainingKind,
    pub organiser: Organiser,
    pub first_day: Date,
    pub last_day: Date,
    /// How much of that time is training.
    pub half_days: u32,
    /// How many fit (名额).
    pub capacity: u32,
    /// How many are invited.
    pub invited: u32,
}

impl Session {
    /// Whether it can take place as planned: it has days, and no more training than days.
    pub fn check(&self) -> Result<(), Refused> {
        if self.last_day < self.first_day {
            return Err(Refused::EndsBefore { first: self.first_day, last: self.last_day });
        }
        if self.half_days == 0 || self.half_days > self.halves_there_are() {
            return Err(Refused::TooManyDays { most: days(self.halves_there_are()) });
        }
        Ok(())
    }

    /// One more who is invited on a day (邀请参训): while it is not over, while there is a place,
    /// and a newcomer only by whoever has to train them.
    pub fn invite(&self, who: Trainee, on: Date, rules: &Rules) -> Result<Session, Refused> {
        if on > self.last_day {
            return Err(Refused::SessionOver { last: self.last_day });
        }
        if self.kind == TrainingKind::Initial {
            let by = trainer(who, on, rules)?;
            if by != self.organiser {
                return Err(Refused::WrongOrganiser { by });
            }
        }
        if self.invited >= self.capacity {
            return Err(Refused::SessionFull { capacity: self.capacity });
        }
        Ok(Session { invited: self.invited + 1, ..*self })
    }

    /// Whether so much may be signed for somebody on a day (签认): not before it is over, not more
    /// than there was. Nothing at all says that the person was not there.
    pub fn sign(&self, half_days: u32, on: Date) -> Result<(), Refused> {
        if on < self.last_day {
            return Err(Refused::SessionNotOver { last: self.last_day });
        }
        if half_days > self.half_days {
            return Err(Refused::TooManyDays { most: days(self.half_days) });
        }
        Ok(())
    }

    fn halves_there_are(&self) -> u32 {
        let days = (self.last_day - self.first_day).get_days() + 1;
        u32::try_from(days).unwrap_or(0) * HALVES_A_DAY
    }
}

/// Half days as days: 3 is one and a half.
pub fn days(half_days: u32) -> Decimal {
    (Decimal::from(half_days) / Decimal::from(HALVES_A_DAY)).normalize()
}

/// Days as half days; nothing where they are no whole number of halves.
pub fn half_days(days: Decimal) -> Option<u32> {
    let halves = days * Decimal::from(HALVES_A_DAY);
    if halves.fract().is_zero() { u32::try_from(halves).ok() } else { None }
}

/// Days as they are typed, in half days: `1.5` is three of them. Nothing where it is no such number.
pub fn parse_days(text: &str) -> Option<u32> {
    half_days(text.trim().parse().ok()?)
}
