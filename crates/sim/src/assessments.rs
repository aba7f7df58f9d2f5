//! Made-up assessments (虚构的年度考核): last year's, from its goals to the records, and this year's,
//! open with goals; lived through the use cases, at moments of those years.
//!
//! What the made-up raters say comes from the seed; their codes are by chance, as all codes are.
use crate::district::District;
use crate::rng::Rng;
use app::ladder::assessment::worker::Said;
use app::ladder::assessment::{self, ballot, decide, goals, panel, result, worker};
use app::{App, Cx, Failed, Result};
use base::{Date, PersonId, Timestamp, UnitId};
use org::{Role, Who};
use std::collections::BTreeMap;
use store::ladder::assessment::panel::subjects;

/// As many papers as raters are asked for, of each group.
const HEADS: &[(&str, u32)] = &[("residents", 36), ("units", 5), ("property", 4), ("owners", 5)];
/// Of a hundred answers, how many are the best, and how many the second.
const BEST_PERCENT: u32 = 55;
const GOOD_PERCENT: u32 = 85;
/// The street's marks.
const MARKS: std::ops::RangeInclusive<i64> = 72..=98;
/// From this month on last year is over and published.
const SETTLED_MONTH: i8 = 3;
/// More workers than a community has.
const PEOPLE: u32 = 500;

const GOALS: &[&str] = &[
    "每月走访独居老人和困难家庭一遍；楼道堆物当周清理；居民反映一天内回应",
    "协商解决停车和电动车充电难题；每季度开一次居民议事会；培育两支志愿队伍",
    "老旧小区加装电梯协商达成一致；消防通道全年畅通；网格巡查不漏时段",
];
const OWN_GOALS: &[&str] = &[
    "网格内每户每季度走访一次，重点户每周一次",
    "居民反映当日回应，能当场解决的当场解决",
    "牵头办好议事会议定的两件实事",
];
const GROUNDS: &[&str] =
    &["年初目标基本完成", "目标全部完成，居民反映回应及时", "走访次数略少，其余完成"];

/// Lets both years be, where the district has a personnel office and streets that act.
pub fn live(app: &App, district: &District, today: Date) -> Result<()> {
    let present = if today.month() >= SETTLED_MONTH { today.year() } else { today.year() - 1 };
    let (past, rows) = (present - 1, district.clone());
    app.write_now(move |cx| {
        if !begin(cx, &rows, past)? {
            return Ok(());
        }
        rate(cx, &rows, past)?;
        finish(cx, &rows, past)?;
        begin(cx, &rows, present).map(|_| ())
    })
}

/// Opens a year, sets its goals and publishes them; `false` where nobody could.
fn begin(cx: &mut Cx<'_, '_>, district: &District, year: i16) -> Result<bool> {
    let mut rng = Rng::named(district.seed, &format!("goals {year}"));
    let mut cx = cx.at(moment(year, 1, 8)?);
    let Some(office) = somebody(&mut cx, district, Role::Personnel, None)? else {
        return Ok(false);
    };
    assessment::open(&mut cx, &office, year)?;
    for (street, community) in communities(district) {
        let Some(who) = somebody(&mut cx, district, Role::Street, Some(street))? else { continue };
        let words = text::<1000>(rng.pick::<&str>(GOALS))?;
        goals::set(&mut cx, &who, (year, community), &words)?;
        let today = cx.today();
        for (person, _) in
            store::ladder::assessment::panel_service(cx.tx, community, today, PEOPLE)?
        {
            let words = text::<1000>(rng.pick::<&str>(OWN_GOALS))?;
            skipping(worker::set_goal(&mut cx, &who, (year, person), &words))?;
        }
    }
    let mut cx = cx.at(moment(year, 1, 20)?);
    goals::publish(&mut cx, &office, year)?;
    Ok(true)
}

/// The public and the street say what they think, in December.
fn rate(cx: &mut Cx<'_, '_>, district: &District, year: i16) -> Result<()> {
    let mut rng = Rng::named(district.seed, &format!("ratings {year}"));
    let mut cx = cx.at(moment(year, 12, 10)?);
    let office = somebody(&mut cx, district, Role::Personnel, None)?;
    let office = office.ok_or_else(|| Failed::Broken("the office is gone".into()))?;
    let heads: Vec<(String, u32)> =
        HEADS.iter().map(|(group, heads)| ((*group).to_owned(), *heads)).collect();
    for (street, community) in communities(district) {
        let printed = match panel::open(&mut cx, &office, (year, community), &heads) {
            Err(Failed::Field { .. }) => continue, // nobody serves there
            other => other?,
        };
        let people = subjects(cx.tx, year, community, PEOPLE)?;
        for code in printed.codes.iter().flat_map(|(_, codes)| codes) {
            let said = people.iter().map(|of| (of.person, answer(&mut rng).to_owned()));
            let said: BTreeMap<PersonId, String> = said.collect();
            ballot::cast(&mut cx, code, &said)?;
        }
        panel::close(&mut cx, &office, (year, community))?;
        let Some(who) = somebody(&mut cx, district, Role::Street, Some(street))? else { continue };
        for of in &people {
            let (mark, words) = (rng.range(MARKS).into(), text::<1000>(rng.pick::<&str>(GROUNDS))?);
            let said: Said = words;
            skipping(worker::evaluate(&mut cx, &who, (year, of.person), (mark, &said)))?;
        }
    }
    Ok(())
}

/// The decision, its publication, and the records.
fn finish(cx: &mut Cx<'_, '_>, district: &District, year: i16) -> Result<()> {
    let mut cx = cx.at(moment(year + 1, 1, 12)?);
    let office = somebody(&mut cx, district, Role::Personnel, None)?;
    let office = office.ok_or_else(|| Failed::Broken("the office is gone".into()))?;
    decide::decide(&mut cx, &office, year, &format!("考核〔{}〕1号", year + 1))?;
    let mut cx = cx.at(moment(year + 1, 1, 13)?);
    decide::publish(&mut cx, &office, year)?;
    let mut cx = cx.at(moment(year + 1, 2, 20)?);
    result::settle_due(&mut cx).map(|_| ())
}

fn answer(rng: &mut Rng) -> &'static str {
    match () {
        () if rng.chance(BEST_PERCENT) => "very_good",
        () if rng.chance(GOOD_PERCENT) => "good",
        () => "fair",
    }
}

/// Nobody says anything of themselves.
fn skipping(done: Result<()>) -> Result<()> {
    match done {
        Err(Failed::Denied(_)) => Ok(()),
        other => other,
    }
}

fn communities(district: &District) -> Vec<(UnitId, UnitId)> {
    let all = district.plan.communities();
    all.map(|(street, community)| (street.unit, community.unit)).collect()
}

/// Somebody who acts in a post of this role on that day, in this unit if one is named.
fn somebody(
    cx: &mut Cx<'_, '_>,
    district: &District,
    role: Role,
    unit: Option<UnitId>,
) -> Result<Option<Who>> {
    let directory = cx.directory()?;
    let posts = district.posts.iter().filter(|post| post.role == role);
    let mut posts = posts.filter(|post| unit.is_none_or(|unit| post.unit == unit));
    Ok(posts.find_map(|post| directory.acting(post.id)).map(|person| directory.who(person)))
}

fn text<const MAX: usize>(words: &str) -> Result<base::Text<MAX>> {
    base::Text::new(words).map_err(|refused| Failed::text("words", refused))
}

/// Ten in the morning of a day, or near it: no rule asks for the minute.
fn moment(year: i16, month: i8, day: i8) -> Result<Timestamp> {
    let at = format!("{year:04}-{month:02}-{day:02}T02:00:00Z");
    at.parse().map_err(|_| Failed::Broken(format!("{at} is no moment")))
}
