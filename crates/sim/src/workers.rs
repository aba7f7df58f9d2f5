//! Made-up records of community workers (社区工作者档案): who serves where since when, on which level,
//! with which papers and contracts, how the years were assessed, and who left before.
//!
//! What is *not* here: pay. It follows from these by the rules.
use crate::district::District;
use crate::rng::Rng;
use base::{Date, PersonId, PostId, UnitId};
use jiff::ToSpan;
use ladder::scheme::{PostKind, Scheme};
use ladder::terms::{Contract, LeaveReason};
use ladder::worker::{
    Certificate, Education, EducationLevel, Held, Placement, Rating, Tenure, YearResult,
};
use org::{Appointment, Post, Role};
use std::collections::BTreeMap;
use store::ladder::service::Service;

/// A record as it is written.
pub struct Record {
    pub person: PersonId,
    pub service: Service,
    pub placement: Placement,
    pub education: Option<Education>,
    pub certificate: Option<Held>,
    pub results: Vec<YearResult>,
    /// Terms of office follow each other, and so do contracts.
    pub contracts: Vec<Contract>,
}

/// Somebody who left before (离职人员).
pub struct Former {
    pub service: Service,
    pub placement: Placement,
    pub reason: LeaveReason,
}

/// Of a hundred results, how many are excellent, and how many only basically qualified.
const EXCELLENT_PERCENT: u32 = 18;
const BASIC_PERCENT: u32 = 3;
/// Of a hundred people, how many studied, lack one paper of it, and hold a certificate.
const STUDIED_PERCENT: u32 = 70;
const ONE_PAPER_PERCENT: u32 = 8;
const CERTIFIED_PERCENT: u32 = 40;
/// How long a term of office lasts, and a contract.
const TERM_YEARS: i64 = 5;
const CONTRACT_YEARS: i64 = 3;
/// Somebody new begins at most so many levels above the lowest of the post.
const LEVELS_ABOVE: i64 = 4;

/// The records of all who hold a full-time post in a community or one of its grids, with levels
/// in the scheme of a day.
pub fn records(
    district: &District,
    (scheme, today): (&Scheme, Date),
    ids: &mut dyn FnMut() -> i64,
) -> Vec<Record> {
    let mut rng = Rng::named(district.seed, "workers");
    let posts: BTreeMap<PostId, &Post> = district.posts.iter().map(|it| (it.id, it)).collect();
    let parents: BTreeMap<UnitId, UnitId> =
        district.units.iter().filter_map(|unit| Some((unit.id, unit.parent?))).collect();
    let mut seats: BTreeMap<PersonId, (PostKind, &Appointment, UnitId)> = BTreeMap::new();
    let held = district.appointments.iter();
    for held in held.filter(|held| held.deputy_rank == 0 && held.until.is_none()) {
        let Some(post) = posts.get(&held.post).filter(|post| !post.part_time) else { continue };
        let Some((kind, community)) = seat(post, &parents) else { continue };
        let known = seats.entry(held.person).or_insert((kind, held, community));
        if kind > known.0 {
            *known = (kind, held, community);
        }
    }
    let mut records = Vec::new();
    for (person, (kind, held, community)) in seats {
        let (Some(&street), Ok(range)) = (parents.get(&community), scheme.range(kind)) else {
            continue;
        };
        let since = held.since;
        let service = Service {
            id: ids(),
            person,
            community,
            street,
            tenure: if kind == PostKind::Clerk { Tenure::Hired } else { Tenure::Elected },
            secretary: kind == PostKind::Chief,
            order_no: held.order_no.clone(),
            since,
            known: since,
            until: None,
            until_known: None,
        };
        let above = u8::try_from(rng.range(0..=LEVELS_ABOVE)).unwrap_or(0);
        let level = (range.lowest + above).min(range.highest);
        let order_no = held.order_no.clone();
        let placement = Placement { since, known: since, kind, level, order_no };
        let (education, certificate) = papers(&mut rng, since);
        let results = results(&mut rng, since, today);
        let contracts = contracts(&service, today);
        records.push(Record {
            person,
            service,
            placement,
            education,
            certificate,
            results,
            contracts,
        });
    }
    records
}

/// Those who held a full-time post before somebody else, and hold none any more.
pub fn former(district: &District, scheme: &Scheme, ids: &mut dyn FnMut() -> i64) -> Vec<Former> {
    let mut rng = Rng::named(district.seed, "former workers");
    let posts: BTreeMap<PostId, &Post> = district.posts.iter().map(|it| (it.id, it)).collect();
    let parents: BTreeMap<UnitId, UnitId> =
        district.units.iter().filter_map(|unit| Some((unit.id, unit.parent?))).collect();
    let stays = |person: PersonId| {
        let mut held = district.appointments.iter();
        held.any(|held| held.person == person && held.until.is_none())
    };
    let mut all = Vec::new();
    for held in district.appointments.iter().filter(|held| !stays(held.person)) {
        let post = posts.get(&held.post).filter(|post| !post.part_time);
        let seat = post.and_then(|post| seat(post, &parents));
        let Some(((kind, community), until)) = seat.zip(held.until) else { continue };
        let (Some(&street), Ok(range)) = (parents.get(&community), scheme.range(kind)) else {
            continue;
        };
        let (person, since, order_no) = (held.person, held.since, held.order_no.clone());
        let level = range.lowest;
        let placement = Placement { since, known: since, kind, level, order_no: order_no.clone() };
        let service = Service {
            id: ids(),
            person,
            community,
            street,
            tenure: if kind == PostKind::Clerk { Tenure::Hired } else { Tenure::Elected },
            secretary: kind == PostKind::Chief,
            order_no,
            since,
            known: since,
            until: Some(until),
            until_known: Some(until),
        };
        let reasons = [LeaveReason::Resigned, LeaveReason::Retired, LeaveReason::Recruited];
        all.push(Former { service, placement, reason: *rng.pick(&reasons) });
    }
    all
}

/// One after the other from the first day on, the last of them in force.
fn contracts(service: &Service, today: Date) -> Vec<Contract> {
    let years = if service.tenure == Tenure::Elected { TERM_YEARS } else { CONTRACT_YEARS };
    let (mut since, mut contracts) = (service.since, Vec::new());
    while since <= today {
        let Ok(until) = since.checked_add(years.years()) else { break };
        let (kind, order_no) = (service.tenure, service.order_no.clone());
        contracts.push(Contract { since, until: Some(until), known: since, kind, order_no });
        since = until;
    }
    contracts
}

/// The kind of a post in a community, and the community it belongs to.
fn seat(post: &Post, parents: &BTreeMap<UnitId, UnitId>) -> Option<(PostKind, UnitId)> {
    match (post.role, &*post.title_zh) {
        (Role::Community, "社区书记") => Some((PostKind::Chief, post.unit)),
        (Role::Community, "社区副书记") => Some((PostKind::Deputy, post.unit)),
        (Role::Community, _) => Some((PostKind::Member, post.unit)),
        (Role::GridWorker, _) => Some((PostKind::Clerk, *parents.get(&post.unit)?)),
        _ => None,
    }
}

fn papers(rng: &mut Rng, since: Date) -> (Option<Education>, Option<Held>) {
    let education = rng.chance(STUDIED_PERCENT).then(|| Education {
        since,
        known: since,
        level: EducationLevel::Bachelor,
        diploma: true,
        degree: !rng.chance(ONE_PAPER_PERCENT),
    });
    let certificate = rng.chance(CERTIFIED_PERCENT).then(|| {
        let certificate = *rng.pick(&[Certificate::Assistant, Certificate::SocialWorker]);
        Held { since, known: since, certificate }
    });
    (education, certificate)
}

/// A result for each whole year and the first one, published in the January after.
fn results(rng: &mut Rng, since: Date, today: Date) -> Vec<YearResult> {
    let years = since.year()..today.year();
    let results = years.filter_map(|year| {
        let known = Date::new(year + 1, 1, 20).ok()?;
        let rating = match () {
            () if rng.chance(EXCELLENT_PERCENT) => Rating::Excellent,
            () if rng.chance(BASIC_PERCENT) => Rating::Basic,
            () => Rating::Qualified,
        };
        (known <= today).then_some(YearResult { year, known, rating })
    });
    results.collect()
}
