//! Training, courses, quotas and the growth channel of the made-up district (培训、员额、成长通道), through
//! the real use cases: what its personnel office and streets did before, and what lies ahead.
//!
//! What is *not* here: records of workers ([`crate::workers`]).
use crate::district::District;
use crate::rng::Rng;
use app::ladder::course::{self, NewCourse, NewTopic};
use app::ladder::growth::{self, NewPlan};
use app::ladder::quota;
use app::ladder::training::{self, NewTraining};
use app::{App, Cx, Result};
use base::{CourseId, Date, PersonId, TrainingId, UnitId};
use jiff::ToSpan;
use ladder::growth::{Candidacy, Channel};
use ladder::scheme::PostKind;
use ladder::training::TrainingKind;
use org::{Role, UnitKind, Who};
use std::collections::BTreeMap;
use store::ladder::service::{Named, of_street};

/// More than a street has.
const WORKERS_MAX: u32 = 500;
/// How many a street invites to its session, and how many places that has.
const INVITED: usize = 24;
const CAPACITY: u32 = 30;
/// Half days of a street's session, and of the district's for secretaries.
const STREET_HALVES: u32 = 4;
const DISTRICT_HALVES: u32 = 6;
/// Of a hundred who were invited, how many were not there.
const NOT_THERE_PERCENT: u32 = 6;
/// How many confirm a course in each street.
const CONFIRM: usize = 9;
/// All posts of a street in a year, by channel.
const CIVIL_SERVANTS: u32 = 5;
const INSTITUTIONS: u32 = 10;

/// The sessions that were planned at the beginning, to be signed for at the end.
pub struct Begun {
    sessions: Vec<TrainingId>,
}

/// What is done at the founding: quotas are set, sessions planned, people invited.
pub fn begin(app: &App, district: &District) -> Result<Begun> {
    let seed = district.seed;
    let office = office(district);
    let sessions = app.write_now(move |cx| {
        let who = cx.directory()?.who(office);
        let mut rng = Rng::named(seed, "serving");
        let streets = streets(cx)?;
        quotas(cx, &who, &streets, &mut rng)?;
        sessions(cx, &who, &streets, &mut rng)
    });
    Ok(Begun { sessions: sessions? })
}

/// What is done at the end: signatures, what lies ahead, courses, the growth channel.
pub fn end(app: &App, district: &District, begun: Begun) -> Result<()> {
    let seed = district.seed;
    let office = office(district);
    app.write_now(move |cx| {
        let who = cx.directory()?.who(office);
        let mut rng = Rng::named(seed, "serving on");
        for session in &begun.sessions {
            sign(cx, &who, *session, &mut rng)?;
        }
        let streets = streets(cx)?;
        ahead(cx, &who, &streets)?;
        let course = course(cx, &who)?;
        for workers in streets.values() {
            confirm(cx, course, workers)?;
        }
        growth(cx, &who, &streets)
    })
}

/// Who decides about workers.
fn office(district: &District) -> PersonId {
    let mut shown = district.showcases.iter();
    shown.find(|it| it.role == Role::Personnel).expect("a district has a personnel office").person
}

/// Who serves in each street, by name.
fn streets(cx: &mut Cx<'_, '_>) -> Result<BTreeMap<UnitId, Vec<Named>>> {
    let directory = cx.directory()?;
    let today = cx.today();
    let mut all = BTreeMap::new();
    for street in directory.units(UnitKind::Street) {
        let workers = of_street(cx.tx, street.id, today, ("", PersonId(0)), WORKERS_MAX)?;
        all.insert(street.id, workers);
    }
    Ok(all)
}

/// A little more than there are; of clerks here and there one fewer.
fn quotas(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    streets: &BTreeMap<UnitId, Vec<Named>>,
    rng: &mut Rng,
) -> Result<()> {
    let today = cx.today();
    let mut all = Vec::new();
    for street in streets.keys() {
        let counts = store::ladder::quota::counts(cx.tx, *street, today)?;
        for kind in PostKind::ALL {
            let there = counts.iter().filter(|it| it.kind == Some(*kind));
            let there: u32 = there.map(|it| it.people).sum();
            let more = u32::try_from(rng.range(0..=3)).unwrap_or(0);
            let places = match kind {
                PostKind::Clerk => (there + more).saturating_sub(1),
                PostKind::Member => there + more.min(2),
                PostKind::Deputy | PostKind::Chief => there,
            };
            all.push((*street, *kind, places));
        }
    }
    let order_no = format!("编办〔{}〕3号", today.year());
    quota::set(cx, who, today.first_of_year(), &order_no, &all).map(|_| ())
}

/// A session in each street, and one of the district for secretaries.
fn sessions(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    streets: &BTreeMap<UnitId, Vec<Named>>,
    rng: &mut Rng,
) -> Result<Vec<TrainingId>> {
    let (first, mut planned) = (cx.today(), Vec::new());
    for (street, workers) in streets {
        let new = session(Some(*street), TrainingKind::OnPost, first, STREET_HALVES);
        let id = training::plan(cx, who, &new)?;
        let mut people: Vec<PersonId> = workers.iter().map(|it| it.service.person).collect();
        rng.shuffle(&mut people);
        people.truncate(INVITED);
        training::invite(cx, who, id, &people)?;
        planned.push(id);
    }
    let all = streets.values().flatten();
    let heads: Vec<PersonId> =
        all.filter(|it| it.service.secretary).map(|it| it.service.person).collect();
    let new = session(None, TrainingKind::Continuing, first, DISTRICT_HALVES);
    let id = training::plan(cx, who, &new)?;
    for heads in heads.chunks(training::PAGE_MAX as usize) {
        training::invite(cx, who, id, heads)?;
    }
    planned.push(id);
    Ok(planned)
}

fn session(
    street: Option<UnitId>,
    kind: TrainingKind,
    first_day: Date,
    half_days: u32,
) -> NewTraining {
    let (title, topics, place) = match kind {
        TrainingKind::Initial => ("新任干事班", "岗位职责\n群众工作\n入户礼仪", "街道会议室"),
        TrainingKind::OnPost => ("网格工作实务", "问题分类\n现场处置\n记录与反馈", "街道党校"),
        TrainingKind::Continuing => ("社区书记研修", "议事协商\n项目管理\n矛盾调解", "区委党校"),
    };
    let days = i64::from(half_days.div_ceil(2)) - 1;
    NewTraining {
        street,
        kind,
        title: title.to_owned(),
        topics: topics.to_owned(),
        place: place.to_owned(),
        first_day,
        last_day: first_day.saturating_add(days.days()),
        half_days,
        capacity: if street.is_some() { CAPACITY } else { CAPACITY * 4 },
    }
}

/// Signs for those invited, if the session is over: most were there.
fn sign(cx: &mut Cx<'_, '_>, who: &Who, id: TrainingId, rng: &mut Rng) -> Result<()> {
    let page = training::page(cx, who, id, None, training::PAGE_MAX)?;
    if !page.is_over {
        return Ok(());
    }
    let whole = page.training.plan.half_days;
    let halves = |rng: &mut Rng| if rng.chance(NOT_THERE_PERCENT) { 0 } else { whole };
    let signed: Vec<(PersonId, u32)> =
        page.parts.iter().map(|part| (part.person.id, halves(rng))).collect();
    training::sign(cx, who, id, &signed).map(|_| ())
}

/// What lies ahead: a session in each street for newcomers, to which people are still invited.
fn ahead(cx: &mut Cx<'_, '_>, who: &Who, streets: &BTreeMap<UnitId, Vec<Named>>) -> Result<()> {
    let first = cx.today().saturating_add(7.days());
    for street in streets.keys() {
        for kind in [TrainingKind::Initial, TrainingKind::OnPost] {
            training::plan(cx, who, &session(Some(*street), kind, first, DISTRICT_HALVES))?;
        }
    }
    training::plan(cx, who, &session(None, TrainingKind::Continuing, first, DISTRICT_HALVES))?;
    Ok(())
}

/// The topics of the course, with what they say.
const TOPICS: &[(&str, &str)] = &[
    (
        "听懂一件事",
        "先让人把话说完，再用一句话重述，确认没有听错。记下时间、地点和希望的结果，不记与事情无关的私事。",
    ),
    (
        "分清谁来办",
        "公共的事找责任部门，大家的事一起商量，自家的事帮着想办法。拿不准时写明理由，请上级裁定。",
    ),
    (
        "按时答复",
        "先告诉对方什么时候有回音，再去办。办不成也要按时说明原因和依据，不用“正在处理”代替答复。",
    ),
    (
        "组织商量",
        "事前把议题和材料发给大家；会上一事一议，说清分歧；会后公布谁做什么、什么时候做完。",
    ),
    ("保护信息", "只收办事需要的信息，不拍证件，不在群里转发电话住址。不再需要的，按规定删除。"),
    (
        "照顾好自己",
        "入户结伴，夜间不单独进入危险场所。遇到冲突先离开，再报告。值班和休息按排班来。",
    ),
];

/// A course of the district.
fn course(cx: &mut Cx<'_, '_>, who: &Who) -> Result<CourseId> {
    let topic = |(title, body): &(&str, &str)| NewTopic {
        title: (*title).to_owned(),
        body: (*body).to_owned(),
        link: String::new(),
    };
    let new = NewCourse {
        street: None,
        title: "社区工作入门".to_owned(),
        lead: "写给新到社区的同事，也可作复习。六个专题，合计大约半天。".to_owned(),
        since: cx.today(),
        topics: TOPICS.iter().map(topic).collect(),
    };
    course::offer(cx, who, &new)
}

fn confirm(cx: &mut Cx<'_, '_>, id: CourseId, workers: &[Named]) -> Result<()> {
    for worker in workers.iter().take(CONFIRM) {
        let who = cx.directory()?.who(worker.service.person);
        // Somebody who is away today confirms another day.
        if !who.posts.is_empty() {
            course::confirm(cx, &who, id)?;
        }
    }
    Ok(())
}

/// Places of the year in each street, with some candidates.
fn growth(cx: &mut Cx<'_, '_>, who: &Who, streets: &BTreeMap<UnitId, Vec<Named>>) -> Result<()> {
    let year = cx.today().year();
    for (street, workers) in streets {
        for (channel, places) in
            [(Channel::CivilServant, CIVIL_SERVANTS), (Channel::Institution, INSTITUTIONS)]
        {
            let order_no = format!("招录〔{year}〕2号");
            let new = NewPlan { street: *street, year, channel, places, order_no };
            let plan = growth::plan(cx, who, &new)?;
            let skip = if channel == Channel::CivilServant { 3 } else { 11 };
            let order_no = format!("街组荐〔{year}〕1号");
            for (at, worker) in workers.iter().skip(skip).step_by(9).take(3).enumerate() {
                let person = worker.service.person;
                growth::name(cx, who, plan, person, &order_no)?;
                let states: &[Candidacy] = match at {
                    0 => &[Candidacy::Examined, Candidacy::Chosen],
                    1 => &[Candidacy::Examined],
                    _ => &[],
                };
                for state in states {
                    growth::decide(cx, who, plan, (person, *state), &order_no)?;
                }
            }
        }
    }
    Ok(())
}
