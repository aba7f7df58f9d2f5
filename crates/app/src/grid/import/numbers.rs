//! Dates as numbers in an order, whatever stands between them (数字日期): `2025/3/1 8:05`,
//! `2025年3月1日 8时5分`, `20250301080500`, `3/1/2025 8:05 PM`; and the days of spreadsheets.
//!
//! What is *not* here: zones. A text that says its offset is not read by these.
use jiff::ToSpan;
use jiff::civil::{DateTime, date};

/// The order of the three numbers of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Ymd,
    Mdy,
    Dmy,
}

/// Reads a local time: a date of three numbers, then hour and minute, second and its fraction,
/// as far as they are there.
pub(super) fn read(text: &str, order: Order) -> Option<DateTime> {
    let text = grid::words::fold(text);
    let half = half_day(&text);
    let numbers = numbers(&text)?;
    let (mut date, time) = match &numbers[..] {
        [whole, rest @ ..] if whole.len() >= 8 => {
            let (date, time) = whole.split_at(8);
            (cut(date, order), [cut_time(time)?, values(rest)?].concat())
        }
        [first, second, third, rest @ ..] => {
            let lengths = [first.len(), second.len(), third.len()];
            let year = [0, 2, 2][order as usize];
            let plain = lengths.iter().enumerate().all(|(at, length)| match at == year {
                true => *length == 4,
                false => *length <= 2,
            });
            (plain.then(|| [value(first), value(second), value(third)]), values(rest)?)
        }
        _ => (None, Vec::new()),
    };
    let [first, second, third] = date.take()?;
    let (year, month, day) = match order {
        Order::Ymd => (first?, second?, third?),
        Order::Mdy => (third?, first?, second?),
        Order::Dmy => (third?, second?, first?),
    };
    let (hour, minute, second) = match time[..] {
        [] if half.is_none() => (0, 0, 0),
        [hour] if half.is_some() || text.contains(['时', '点']) => (hour, 0, 0),
        [hour, minute] => (hour, minute, 0),
        [hour, minute, second] | [hour, minute, second, _] => (hour, minute, second),
        _ => return None,
    };
    let small = |number: u32| i8::try_from(number).ok();
    DateTime::new(
        i16::try_from(year).ok()?,
        small(month)?,
        small(day)?,
        small(hour_of_day(hour, half)?)?,
        small(minute)?,
        small(second)?,
        0,
    )
    .ok()
}

/// Days since the last but one day of 1899, with the time as a fraction, to the second.
pub(super) fn excel(text: &str) -> Option<DateTime> {
    /// From 1955 to the end of what spreadsheets know: a year such as `2025` is no count of days.
    const DAYS: std::ops::Range<f64> = 20_000.0..2_958_466.0;
    let days: f64 = text.parse().ok()?;
    if !DAYS.contains(&days) {
        return None;
    }
    let seconds = (days * 86_400.0).round() as i64;
    date(1899, 12, 30).at(0, 0, 0, 0).checked_add(seconds.seconds()).ok()
}

/// Whether the text says before or after noon.
fn half_day(text: &str) -> Option<bool> {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match (says(&["am", "上午", "凌晨", "早上"]), says(&["pm", "下午", "晚上", "中午"]))
    {
        (true, false) => Some(false),
        (false, true) => Some(true),
        _ => None,
    }
}

/// Hours are written 1 to 12 beside a half of the day; some write 13 there all the same.
fn hour_of_day(hour: u32, afternoon: Option<bool>) -> Option<u32> {
    match afternoon {
        None => Some(hour),
        Some(false) => (hour <= 12).then_some(hour % 12),
        Some(true) if hour < 12 => Some(hour + 12),
        Some(true) => Some(hour),
    }
}

/// The runs of digits, if nothing else stands between them than dates and times have.
fn numbers(text: &str) -> Option<Vec<&str>> {
    const BETWEEN: &str = " -/.:,年月日号时点分秒t上下午凌晨早中晚amp";
    let offset = text.split_once(':').is_some_and(|(_, time)| time.contains(['-', '+']));
    if offset || !text.chars().all(|c| c.is_ascii_digit() || BETWEEN.contains(c)) {
        return None;
    }
    Some(text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).collect())
}

/// The year, month and day of eight digits in a row.
fn cut(eight: &str, order: Order) -> Option<[Option<u32>; 3]> {
    let (first, second) = match order {
        Order::Ymd => (4, 6),
        Order::Mdy | Order::Dmy => (2, 4),
    };
    Some([value(&eight[..first]), value(&eight[first..second]), value(&eight[second..])])
}

/// Hour, minute and second of four or six digits in a row.
fn cut_time(digits: &str) -> Option<Vec<u32>> {
    match digits.len() {
        0 => Some(Vec::new()),
        4 | 6 => (0..digits.len()).step_by(2).map(|at| value(&digits[at..at + 2])).collect(),
        _ => None,
    }
}

fn values(runs: &[&str]) -> Option<Vec<u32>> {
    runs.iter().map(|run| value(run)).collect()
}

fn value(run: &str) -> Option<u32> {
    // A fraction of a second may have nine digits; nothing else here has more than four.
    (run.len() <= 9).then(|| run.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_in_numbers_is_read_whatever_stands_between() {
        use Order::{Dmy, Mdy, Ymd};
        for (order, text, expected) in [
            (Ymd, "2025/3/1 8:05", "2025-03-01T08:05:00"),
            (Ymd, "2025-03-01 08:05:09.123", "2025-03-01T08:05:09"),
            (Ymd, "2025年3月1日", "2025-03-01T00:00:00"),
            (Ymd, "2025年3月1日 8时5分30秒", "2025-03-01T08:05:30"),
            (Ymd, "2025年3月1日14时", "2025-03-01T14:00:00"),
            (Ymd, "2025/3/1 下午 2:05:00", "2025-03-01T14:05:00"),
            (Ymd, "2025/3/1 上午 12:05", "2025-03-01T00:05:00"),
            (Ymd, "２０２５－３－１　８：０５", "2025-03-01T08:05:00"),
            (Ymd, "2025.3.1", "2025-03-01T00:00:00"),
            (Ymd, "20250301", "2025-03-01T00:00:00"),
            (Ymd, "20250301080509", "2025-03-01T08:05:09"),
            (Ymd, "20250301 08:05", "2025-03-01T08:05:00"),
            (Mdy, "3/1/2025 8:05 PM", "2025-03-01T20:05:00"),
            (Mdy, "03/01/2025 12:05:00 AM", "2025-03-01T00:05:00"),
            (Dmy, "1.3.2025 08:05", "2025-03-01T08:05:00"),
        ] {
            assert_eq!(read(text, order).map(|at| at.to_string()), Some(expected.into()), "{text}");
        }
    }

    #[test]
    fn what_is_no_such_date_is_not_guessed() {
        use Order::{Mdy, Ymd};
        for (order, text) in [
            (Ymd, ""),
            (Ymd, "3/1/2025"),
            (Ymd, "25/3/1"),
            (Mdy, "2025/3/1"),
            (Ymd, "2025/13/1"),
            (Ymd, "2025/2/29"),
            (Ymd, "2025/3/1 25:00"),
            (Ymd, "2025/3/1 8"),
            (Ymd, "2025-03-01T08:05:00+08:00"),
            (Ymd, "2025-03-01 08:05 -0500"),
            (Ymd, "2025/3/1 about 8:05"),
            (Ymd, "202503010"),
            (Mdy, "45717.3368"),
        ] {
            assert_eq!(read(text, order), None, "{text}");
        }
        assert_eq!([excel("2025"), excel("soon"), excel("-1")], [None; 3]);
    }
}
