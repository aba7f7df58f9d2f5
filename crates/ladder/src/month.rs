//! Months (月份): pay is owed by the month.
//!
//! What is *not* here: working days. A month is shared out by the days of the calendar.
use base::Date;

/// A month of the calendar (月份).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    pub year: i16,
    pub month: i8,
}

impl Month {
    /// A month of the calendar; nothing for a thirteenth.
    pub fn new(year: i16, month: i8) -> Option<Month> {
        Date::new(year, month, 1).ok()?;
        Some(Month { year, month })
    }

    /// Reads `2026-06`.
    pub fn parse(text: &str) -> Option<Month> {
        let (year, month) = text.split_once('-')?;
        if year.len() != 4 || month.len() != 2 {
            return None;
        }
        Month::new(year.parse().ok()?, month.parse().ok()?)
    }

    pub fn first(self) -> Date {
        Date::new(self.year, self.month, 1).expect("a month has a first day")
    }

    pub fn last(self) -> Date {
        self.first().last_of_month()
    }

    pub fn days(self) -> i64 {
        i64::from(self.first().days_in_month())
    }

    /// The month in which a day lies.
    pub fn of(day: Date) -> Month {
        Month { year: day.year(), month: day.month() }
    }

    /// The twelve months of a year.
    pub fn of_year(year: i16) -> impl Iterator<Item = Month> {
        (1..=12).map(move |month| Month { year, month })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_written_with_four_digits_and_two() {
        for (text, days) in [("2026-06", Some(30)), ("2024-02", Some(29)), ("2026-12", Some(31))] {
            assert_eq!(Month::parse(text).map(Month::days), days, "{text}");
        }
        for text in ["2026-13", "2026-6", "26-06", "2026-00", "2026/06", "", "2026-06-01"] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
    }
}
