//! Numbers for people (事项编号), such as `2026-0112-000123`: the local day of the report, and how
//! many matters of that day came before. What is *not* here: the counting, which is the store's.
use crate::words;
use base::Date;

/// The number of a matter, to be read out on the telephone.
pub fn format(day: Date, serial: i64) -> String {
    format!("{:04}-{:02}{:02}-{serial:06}", day.year(), day.month(), day.day())
}

/// Reads [`format`], full-width digits and dashes too; nothing for any other text.
pub fn parse(text: &str) -> Option<(Date, i64)> {
    let text = words::fold(text.trim());
    let mut parts = text.split(['-', '—', '–', '−']);
    let (year, day, serial) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || day.len() != 4 || serial.len() < 6 {
        return None;
    }
    if ![year, day, serial].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let (month, day) = day.split_at(2);
    let day = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    Some((day, serial.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_number_names_the_day_and_the_order() {
        assert_eq!(format(date(2026, 1, 12), 123), "2026-0112-000123");
        assert_eq!(format(date(2026, 12, 31), 1_000_000), "2026-1231-1000000");
    }

    #[test]
    fn what_is_no_number_reads_as_none() {
        for text in [
            "",
            "2026-0112",
            "2026-0230-000001",
            "2026-112-000123",
            "2026-0112-00012",
            "2026-0112-000123-G",
            "2026-0112-+00123",
            "26-0112-000123",
            "２０２６-0112-99999999999999999999",
            "20é6-0112-000123",
            "2026-01é-000123",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
        assert_eq!(parse(" ２０２６—０１１２－000123 "), Some((date(2026, 1, 12), 123)));
    }

    proptest! {
        #[test]
        fn each_reads_back(year in 2020i16..2100, day in 1i16..366, serial in 0i64..9_999) {
            let day = date(year, 1, 1).with().day_of_year(day).build().unwrap();
            prop_assert_eq!(parse(&format(day, serial)), Some((day, serial)));
        }
    }
}
