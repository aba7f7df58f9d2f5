//! A period by days (时段), as forms ask for it: from the first instant of a day until the last of
//! another, in the district's own time.
use crate::form::{FieldError, Given};
use app::App;
use base::{Date, Timestamp};

/// Two days as typed; either may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl Days {
    /// Reads `from` and `to`, filled in again; what is no day is a fault of its field.
    pub fn read(mut f: Given, from: &str, to: &str) -> (Days, Given) {
        let mut days = Days::default();
        for (name, text, day) in [("from", from, &mut days.from), ("to", to, &mut days.to)] {
            f = match text.trim() {
                "" => f,
                text => match text.parse::<Date>() {
                    Ok(read) => {
                        *day = Some(read);
                        f.with(name, read)
                    }
                    Err(_) => f.refuse(FieldError::new(name, "day")),
                },
            };
        }
        (days, f)
    }

    /// From its first moment until before its last; an end that is not named is open. Nothing
    /// where it ends before it begins, or beyond what a calendar knows.
    pub fn span(self, app: &App) -> Option<(Timestamp, Timestamp)> {
        let zone = app.policies().calendar.tz();
        let start = |day: Date| zone.to_timestamp(day.at(0, 0, 0, 0)).ok();
        let from = self.from.map_or(Some(Timestamp::MIN), start)?;
        let after = |day: Date| day.tomorrow().ok().and_then(start);
        let to = self.to.map_or(Some(Timestamp::MAX), after)?;
        (from < to).then_some((from, to))
    }

    pub fn is_empty(self) -> bool {
        self == Days::default()
    }
}

#[cfg(test)]
mod tests {
    use super::Days;
    use crate::form::Given;
    use crate::words::Words;
    use base::Lang;

    #[test]
    fn what_is_no_day_is_a_fault_of_its_field_and_nothing_typed_is_no_end() {
        let read = |from, to| Days::read(Given::empty(Words::new(Lang::Zh)), from, to);
        let (days, f) = read("2026-03-01", "");
        assert_eq!(days, Days { from: Some("2026-03-01".parse().unwrap()), to: None });
        assert_eq!((f.value("from"), f.value("to")), ("2026-03-01", ""));
        let (days, f) = read("yesterday", "2026-02-30");
        assert!(days.is_empty() && f.error("from").is_some() && f.error("to").is_some());
    }
}
