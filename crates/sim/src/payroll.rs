//! Three months of pay (工资发放): made by one personnel officer, made final by the other, through the
//! same use cases as everywhere; with a certificate and a level that became known late, so that the
//! last run has arrears to show.
use crate::district::{District, post};
use app::ladder::pay::{finish, make};
use app::ladder::record;
use app::{App, Cx, Failed, Result};
use base::{Date, PersonId, Timestamp};
use jiff::civil::Time;
use ladder::Month;
use ladder::pay::run::Period;
use ladder::worker::Certificate;
use org::Role;

/// How many months are paid.
const MONTHS: usize = 3;
/// The day as known on which a month is paid; the draft is made the day after, final the next.
const KNOWN_ON: i8 = 24;
/// In the last of the months something of the first becomes known.
const LATE_ON: i8 = 9;
/// When an office is at work.
const AT_WORK: Time = jiff::civil::time(10, 20, 0, 0);

/// Pays the last whole months before a moment; nothing where the district has no two officers.
pub fn pay(app: &App, district: &District, end: Timestamp) -> Result<u32> {
    let Some((maker, second)) = officers(district) else { return Ok(0) };
    let zone = app.policies().calendar.tz().clone();
    let moment = move |day: Date| -> Result<Timestamp> {
        let at = zone.to_timestamp(day.to_datetime(AT_WORK));
        at.map_err(|error| Failed::Broken(error.to_string()))
    };
    let last = Period::Month(Month::of(app.policies().day(end))).previous();
    let mut months: Vec<Period> =
        std::iter::successors(Some(last), |period| Some(period.previous())).take(MONTHS).collect();
    months.reverse();
    let shown = district.showcases.iter().find(|shown| shown.role == Role::GridWorker);
    let shown = shown.map(|shown| shown.person);
    let first = months.first().copied().unwrap_or(last);
    let mut paid = 0;
    for period in months {
        let day = |day: i8| Date::new(period.year(), period.first().month(), day);
        let day = |at: i8| day(at).map_err(|error| Failed::Broken(error.to_string()));
        let (known, late) = (day(KNOWN_ON)?, day(LATE_ON)?);
        if period == last
            && let Some(person) = shown
        {
            let at = moment(late)?;
            app.write_now(move |cx| certified_late(&mut cx.at(at), maker, person, first.first()))?;
        }
        let (made, finished) = (moment(day(KNOWN_ON + 1)?)?, moment(day(KNOWN_ON + 2)?)?);
        app.write_now(move |cx| {
            let mut then = cx.at(made);
            let who = then.directory()?.who(maker);
            let id = make::make(&mut then, &who, period, Some(known))?;
            let mut then = cx.at(finished);
            let who = then.directory()?.who(second);
            finish::finish(&mut then, &who, id, 1)
        })?;
        paid += 1;
    }
    Ok(paid)
}

/// The holders of the two posts of the personnel office.
fn officers(district: &District) -> Option<(PersonId, PersonId)> {
    let of = |title: &str| {
        let post = district.posts.iter().find(|post| post.title_zh == title)?;
        let held = district.appointments.iter().filter(|held| held.post == post.id);
        let mut held = held.filter(|held| held.deputy_rank == 0 && held.until.is_none());
        held.next().map(|held| held.person)
    };
    Some((of(post::PERSONNEL.zh)?, of(post::SECOND_PERSONNEL.zh)?))
}

/// A certificate of the first month that is brought only now.
fn certified_late(
    cx: &mut Cx<'_, '_>,
    maker: PersonId,
    person: PersonId,
    since: Date,
) -> Result<()> {
    let who = cx.directory()?.who(maker);
    match record::certify(cx, &who, person, Certificate::Senior, since) {
        // Who is shown need not be a community worker.
        Err(Failed::NotFound) => Ok(()),
        other => other,
    }
}
