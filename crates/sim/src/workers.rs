//! Made-up records of community workers (社区工作者档案): who serves where since when, on which level,
//! with which papers, and how the years were assessed.
//!
//! What is *not* here: pay. It follows from these by the rules.
use crate::district::District;
use crate::rng::Rng;
use base::{Date, PersonId, PostId, UnitId};
use ladder::scheme::{PostKind, Scheme};
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
}

/// Of a hundred results, how many are excellent, and how many only basically qualified.
const EXCELLENT_PERCENT: u32 = 18;
const BASIC_PERCENT: u32 = 3;
/// Of a hundred people, how many studied, lack one paper of it, and hold a certificate.
const STUDIED_PERCENT: u32 = 70;
const ONE_PAPER_PERCENT: u32 = 8;
const CERTIFIED_PERCENT: u32 = 40;
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
        records.push(Record { person, service, placement, education, certificate, results });
    }
    records
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
