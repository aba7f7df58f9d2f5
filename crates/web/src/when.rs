//! Instants, days and spans in the reader's language (时间写法), in the district's time zone.
//!
//! What is *not* here: any deadline. A due time is stored with its rule; a page only says it.
use crate::markup::{Markup, escape, icon};
use crate::words::Words;
use base::{Date, SignedDuration, Timestamp};
use jiff::tz::TimeZone;

/// Says times as seen now, from here.
#[derive(Clone, Debug)]
pub struct When {
    words: Words,
    tz: TimeZone,
    now: Timestamp,
}

/// How a due time stands (时限状态); the CSS knows the codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// 未到期
    Ok,
    /// 临期
    Soon,
    /// 超期
    Over,
}

impl Standing {
    pub fn code(self) -> &'static str {
        match self {
            Standing::Ok => "ok",
            Standing::Soon => "soon",
            Standing::Over => "over",
        }
    }
}

impl When {
    pub fn new(words: Words, tz: TimeZone, now: Timestamp) -> When {
        When { words, tz, now }
    }

    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// "3月1日 09:30", with the year where it is another one.
    pub fn at(&self, at: Timestamp) -> String {
        format!("{} {}", self.day(self.day_of(at)), self.clock(at))
    }

    /// "09:30".
    pub fn clock(&self, at: Timestamp) -> String {
        let local = self.tz.to_datetime(at);
        format!("{:02}:{:02}", local.hour(), local.minute())
    }

    /// "3月1日", with the year where it is another one.
    pub fn day(&self, day: Date) -> String {
        let (year, month, date) = (i64::from(day.year()), i64::from(day.month()), day.day());
        let facts = [("year", year), ("month", month), ("day", i64::from(date))];
        if day.year() == self.day_of(self.now).year() {
            self.words.ta("when-day", &facts[1..])
        } else {
            self.words.ta("when-day-year", &facts)
        }
    }

    /// The local day of an instant.
    pub fn day_of(&self, at: Timestamp) -> Date {
        self.tz.to_datetime(at).date()
    }

    /// "2 天 3 小时": the two largest units, rounded down; less than a minute is "不到 1 分钟".
    pub fn span(&self, span: SignedDuration) -> String {
        let minutes = span.abs().as_secs() / 60;
        let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
        let say = |n: i64, key: &'static str| (n > 0).then(|| self.words.ta(key, &[("n", n)]));
        let days = say(days, "span-days");
        let shorter = if days.is_some() { None } else { say(rest, "span-minutes") };
        let parts: Vec<String> =
            [days, say(hours, "span-hours"), shorter].into_iter().flatten().collect();
        if parts.is_empty() {
            return self.words.t("span-moment").into_owned();
        }
        parts.join(" ")
    }

    /// "还剩 3 小时 20 分" or "超期 2 天".
    pub fn left(&self, due: Timestamp) -> String {
        let span = self.span(due.duration_since(self.now));
        if due >= self.now {
            self.words.ta("when-left", &[("span", span)])
        } else {
            self.words.ta("when-over", &[("span", span)])
        }
    }

    /// "3 小时前"; a time ahead is said as such.
    pub fn ago(&self, at: Timestamp) -> String {
        let span = self.span(self.now.duration_since(at));
        if at <= self.now {
            self.words.ta("when-ago", &[("span", span)])
        } else {
            self.words.ta("when-ahead", &[("span", span)])
        }
    }

    /// Over, near or neither. `soon` is the instant from which it counts as near, from policy.
    pub fn standing(&self, due: Timestamp, soon: Option<Timestamp>) -> Standing {
        match soon {
            _ if due < self.now => Standing::Over,
            Some(soon) if soon <= self.now => Standing::Soon,
            _ => Standing::Ok,
        }
    }

    /// `<time>` with the instant for machines and the text for people.
    pub fn time(&self, at: Timestamp) -> Markup {
        Markup::trusted(format!(r#"<time datetime="{at}">{}</time>"#, escape(&self.at(at))))
    }

    /// A countdown that is right without script and keeps right with it.
    pub fn countdown(&self, due: Timestamp, soon: Option<Timestamp>) -> Markup {
        self.ticking(due, soon, "countdown")
    }

    /// The same, as the largest thing on a matter's page.
    pub fn countdown_large(&self, due: Timestamp, soon: Option<Timestamp>) -> Markup {
        self.ticking(due, soon, "countdown countdown-large")
    }

    fn ticking(&self, due: Timestamp, soon: Option<Timestamp>, class: &str) -> Markup {
        let standing = self.standing(due, soon);
        let drawn = icon(if standing == Standing::Over { "circle-alert" } else { "clock" });
        let (state, now) = (standing.code(), self.now);
        let (text, full) = (escape(&self.left(due)), escape(&self.at(due)));
        let soon = soon.map(|soon| format!(r#" data-soon="{soon}""#)).unwrap_or_default();
        Markup::trusted(format!(
            r#"<time class="{class}" datetime="{due}" data-due="{due}"{soon} data-now="{now}" data-state="{state}" title="{full}">{drawn}<span class="countdown-text">{text}</span></time>"#
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Lang;

    fn when(lang: Lang) -> When {
        let tz = TimeZone::get("Asia/Shanghai").unwrap();
        When::new(Words::new(lang), tz, "2026-03-01T01:00:00Z".parse().unwrap())
    }

    #[test]
    fn what_is_left_is_said_in_the_two_largest_units() {
        for (due, zh, en) in [
            ("2026-03-01T04:20:00Z", "还剩 3 小时 20 分", "3 h 20 min left"),
            ("2026-03-01T01:45:30Z", "还剩 45 分", "45 min left"),
            ("2026-03-01T03:00:00Z", "还剩 2 小时", "2 h left"),
            ("2026-03-04T04:20:00Z", "还剩 3 天 3 小时", "3 days 3 h left"),
            ("2026-03-01T01:00:20Z", "还剩 不到 1 分钟", "less than a minute left"),
            ("2026-02-27T01:00:00Z", "超期 2 天", "2 days overdue"),
            ("2026-02-28T01:00:00Z", "超期 1 天", "1 day overdue"),
        ] {
            let due = due.parse().unwrap();
            assert_eq!(when(Lang::Zh).left(due), zh);
            assert_eq!(when(Lang::En).left(due), en);
        }
    }

    #[test]
    fn times_are_those_of_the_district_and_another_year_is_named() {
        for (at, zh, en) in [
            ("2026-03-01T01:30:00Z", "3月1日 09:30", "1 Mar 09:30"),
            ("2025-12-31T16:05:00Z", "1月1日 00:05", "1 Jan 00:05"),
            ("2025-12-31T15:59:00Z", "2025年12月31日 23:59", "31 Dec 2025 23:59"),
        ] {
            let at = at.parse().unwrap();
            assert_eq!(when(Lang::Zh).at(at), zh);
            assert_eq!(when(Lang::En).at(at), en);
        }
    }

    #[test]
    fn a_due_time_is_over_after_it_and_soon_from_the_instant_given() {
        let when = when(Lang::Zh);
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        for (due, soon, standing) in [
            ("2026-03-01T00:59:59Z", None, Standing::Over),
            ("2026-03-01T01:00:00Z", None, Standing::Ok),
            ("2026-03-01T02:00:00Z", Some("2026-03-01T01:00:00Z"), Standing::Soon),
            ("2026-03-01T02:00:00Z", Some("2026-03-01T01:00:01Z"), Standing::Ok),
        ] {
            assert_eq!(when.standing(at(due), soon.map(at)), standing, "{due} {soon:?}");
        }
    }
}
