//! Alerts of an area (附近动态提醒): which public things belong to it, and when the next letter is due.
//!
//! An area is a unit, a circle around a rounded point, or one matter that somebody would rather
//! follow than report again. What is *not* here: addresses, letters, rows; nor anything that is not
//! public anyway.
use crate::rules::AlertRule;
use base::calendar::WorkCalendar;
use base::place::Point;
use base::{MatterId, SignedDuration, Timestamp, UnitId};
use org::Place;
use serde::{Deserialize, Serialize};

/// What somebody wants to hear of (提醒范围).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// A grid, community or street.
    Unit { unit: UnitId },
    /// Around a point, which is rounded before it is kept.
    Circle { lon: f64, lat: f64, metres: u32 },
    /// One matter.
    Matter { matter: MatterId },
}

/// Why there are no alerts of a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CircleRefused;

impl Area {
    /// A circle within the bounds of policy; its middle no finer than a public place.
    pub fn circle(
        middle: Point,
        metres: u32,
        rule: &AlertRule,
        round_metres: f64,
    ) -> Result<Area, CircleRefused> {
        if !(rule.least_metres..=rule.most_metres).contains(&metres) {
            return Err(CircleRefused);
        }
        let Point { lon, lat } = middle.rounded(round_metres);
        Ok(Area::Circle { lon, lat, metres })
    }

    /// Whether a public matter belongs to it. Its point is the rounded one: an alert must not tell
    /// on which side of a line the exact one lies.
    pub fn holds(&self, id: MatterId, place: &Place, rounded: Option<Point>) -> bool {
        match *self {
            Area::Matter { matter } => matter == id,
            Area::Unit { unit } => {
                [place.grid, place.community, place.street].contains(&Some(unit))
            }
            Area::Circle { lon, lat, metres } => {
                let middle = Point { lon, lat };
                rounded.is_some_and(|point| point.metres_to(middle) <= f64::from(metres))
            }
        }
    }
}

/// When the next letter may go out (下一次提醒): at the hour of policy, on a later day than the last.
pub fn next_letter(now: Timestamp, rule: &AlertRule, calendar: &WorkCalendar) -> Timestamp {
    let today = calendar.day_of(now);
    let at = |days: i64| {
        let day = today.checked_add(SignedDuration::from_hours(24 * days)).ok()?;
        calendar.tz().to_timestamp(day.at(rule.hour, 0, 0, 0)).ok()
    };
    let due = at(0).filter(|at| *at > now).or_else(|| at(1));
    due.unwrap_or(now + SignedDuration::from_hours(24))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    const RULE: AlertRule = AlertRule {
        confirm_hours: 48,
        keep_days: 180,
        renew_days: 14,
        hour: 18,
        at_most: 3,
        least_metres: 300,
        most_metres: 2000,
        rows: 20,
        again_minutes: 60,
        address_per_minute: 6,
    };

    #[test]
    fn an_area_holds_what_lies_in_it_by_its_rounded_place() {
        let place = Place {
            street: Some(UnitId(1)),
            community: Some(UnitId(2)),
            grid: Some(UnitId(3)),
            department: None,
        };
        let middle = Point::new(120.0, 30.0).unwrap();
        let near = Point::new(120.002, 30.0).unwrap();
        let far = Point::new(120.02, 30.0).unwrap();
        let circle = Area::circle(middle, 300, &RULE, 100.0).unwrap();
        for (area, point, expected) in [
            (Area::Unit { unit: UnitId(1) }, None, true),
            (Area::Unit { unit: UnitId(2) }, None, true),
            (Area::Unit { unit: UnitId(3) }, Some(far), true),
            (Area::Unit { unit: UnitId(4) }, Some(near), false),
            (Area::Matter { matter: MatterId(9) }, None, true),
            (Area::Matter { matter: MatterId(8) }, Some(near), false),
            (circle, Some(near), true),
            (circle, Some(far), false),
            (circle, None, false),
        ] {
            assert_eq!(area.holds(MatterId(9), &place, point), expected, "{area:?} {point:?}");
        }
    }

    #[test]
    fn a_circle_is_neither_a_house_nor_a_city_and_its_middle_is_rounded() {
        let middle = Point::new(120.000_51, 30.000_51).unwrap();
        for (metres, fits) in [(299, false), (300, true), (2000, true), (2001, false)] {
            assert_eq!(Area::circle(middle, metres, &RULE, 100.0).is_ok(), fits, "{metres}");
        }
        let Ok(Area::Circle { lon, lat, .. }) = Area::circle(middle, 500, &RULE, 100.0) else {
            panic!("no circle");
        };
        assert_eq!(Point { lon, lat }, middle.rounded(100.0));
        assert_ne!(Point { lon, lat }, middle);
    }

    #[test]
    fn there_is_one_letter_a_day_at_the_hour_of_policy() {
        let calendar =
            WorkCalendar::new(TimeZone::get("Asia/Shanghai").unwrap(), [].into(), vec![], vec![]);
        for (now, due) in [
            ("2026-03-02T09:00:00+08:00", "2026-03-02T18:00:00+08:00"),
            ("2026-03-02T17:59:59+08:00", "2026-03-02T18:00:00+08:00"),
            ("2026-03-02T18:00:00+08:00", "2026-03-03T18:00:00+08:00"),
            ("2026-03-02T23:30:00+08:00", "2026-03-03T18:00:00+08:00"),
        ] {
            let (now, due): (Timestamp, Timestamp) = (now.parse().unwrap(), due.parse().unwrap());
            assert_eq!(next_letter(now, &RULE, &calendar), due, "{now}");
        }
    }
}
