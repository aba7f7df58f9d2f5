//! The policy in force, read once (政策): the book, the typed rules, the work calendar.
use base::calendar::WorkCalendar;
use base::{Date, Timestamp};
use grid::rules::Rules;
use jiff::tz::TimeZone;
use policy::{Book, Finding, PolicyFile};

/// Everything that policy says, ready for use.
pub struct Policies {
    pub book: Book,
    pub rules: Rules,
    /// Those of chapter four (链条规则).
    pub ladder: ladder::Rules,
    pub calendar: WorkCalendar,
}

impl Policies {
    /// Reads the shipped book under a district's overlay, or says all that is wrong.
    pub fn load(overlay: &[PolicyFile], tz: TimeZone) -> Result<Policies, Vec<Finding>> {
        let book = Book::load(&policy::shipped(), overlay)?;
        let rules = Rules::load(&book)?;
        let ladder = ladder::Rules::load(&book)?;
        let calendar = book.calendar(tz)?;
        Ok(Policies { book, rules, ladder, calendar })
    }

    /// The local day of an instant.
    pub fn day(&self, at: Timestamp) -> Date {
        self.calendar.day_of(at)
    }
}
