//! The made-up district keeps what a district promises.
use base::place::Point;
use base::{Date, PersonId, UnitId};
use org::{Duty, Role, Tree, UnitKind};
use sim::{District, Rng, geojson};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

static DISTRICT: LazyLock<District> = LazyLock::new(|| District::new(2026, middle()));

fn middle() -> Point {
    Point::new(110.0, 33.0).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Where a unit of a kind lies above another.
fn above(tree: &Tree, unit: UnitId, kind: UnitKind) -> Vec<UnitId> {
    tree.upward(unit).filter(|&unit| tree.kind(unit) == Some(kind)).collect()
}

#[test]
fn the_same_seed_makes_the_same_district_and_another_seed_another() {
    let again = District::new(2026, middle());
    assert!(*DISTRICT == again);
    assert_eq!(geojson(&DISTRICT), geojson(&again));
    assert_ne!(geojson(&DISTRICT), geojson(&District::new(2027, middle())));
}

#[test]
fn the_units_make_a_tree_with_817_grids_each_in_one_community_in_one_street() {
    let tree = Tree::new(&DISTRICT.units).unwrap();
    let count = |kind| DISTRICT.units.iter().filter(|unit| unit.kind == kind).count();
    for (kind, expected) in [
        (UnitKind::District, 1),
        (UnitKind::Department, 15),
        (UnitKind::Street, 8),
        (UnitKind::Office, 80),
        (UnitKind::Community, 80),
        (UnitKind::Grid, 817),
    ] {
        assert_eq!(count(kind), expected, "{kind}");
    }
    for unit in DISTRICT.units.iter().filter(|unit| unit.kind == UnitKind::Grid) {
        assert_eq!(above(&tree, unit.id, UnitKind::Community).len(), 1);
        assert_eq!(above(&tree, unit.id, UnitKind::Street).len(), 1);
        let (street, community) = DISTRICT.plan.above(unit.id).unwrap();
        assert_eq!(above(&tree, unit.id, UnitKind::Street), [street.unit]);
        assert_eq!(above(&tree, unit.id, UnitKind::Community), [community.unit]);
    }
    let codes: HashSet<&str> = DISTRICT.units.iter().map(|unit| unit.code.as_str()).collect();
    assert_eq!(codes.len(), DISTRICT.units.len());
    let grids = DISTRICT.units.iter().filter(|unit| unit.kind == UnitKind::Grid);
    assert!(grids.map(|unit| unit.id).eq(DISTRICT.shapes.iter().map(|shape| shape.unit)));
}

#[test]
fn every_point_of_the_district_is_in_exactly_one_grid_and_no_other_point_in_any() {
    let mut rng = Rng::new(9);
    let bounds = DISTRICT.outline.bounds().unwrap();
    let boxed: Vec<_> =
        DISTRICT.shapes.iter().map(|s| (s.polygon.bounds().unwrap(), &s.polygon)).collect();
    let random = (0..20_000).map(|_| Point {
        lon: bounds.west + rng.fraction() * (bounds.east - bounds.west),
        lat: bounds.south + rng.fraction() * (bounds.north - bounds.south),
    });
    let corners = DISTRICT.shapes.iter().flat_map(|s| s.polygon.rings[0].iter().copied());
    let mut inside = 0;
    for point in random.chain(corners) {
        let hits = boxed.iter().filter(|(b, p)| b.holds(point) && p.contains(point)).count();
        assert_eq!(hits, usize::from(DISTRICT.outline.contains(point)), "{point:?}");
        inside += hits;
    }
    assert!(inside > 20_000, "{inside}");
}

#[test]
fn households_keep_the_bounds_that_the_policy_book_has_for_each_kind() {
    let text = include_str!("../../../policy/grid/kinds.toml");
    let table: toml::Table = text.parse().unwrap();
    let kinds = table["grid"]["kinds"][0]["list"].as_array().unwrap();
    let bounds: BTreeMap<&str, (i64, i64)> = kinds
        .iter()
        .map(|kind| {
            let number = |key: &str| kind[key].as_integer().unwrap();
            (kind["code"].as_str().unwrap(), (number("min_households"), number("max_households")))
        })
        .collect();
    let mut seen = BTreeSet::new();
    for shape in &DISTRICT.shapes {
        let (min, max) = bounds[shape.kind.code()];
        let households = i64::from(shape.households);
        assert!(households >= min && (max == 0 || households <= max), "{shape:?}");
        seen.insert(shape.kind.code());
    }
    assert_eq!(seen.len(), bounds.len());
    let legacy = table["grid"]["legacy_kinds"][0]["list"].as_array().unwrap();
    let legacy: BTreeSet<&str> = legacy.iter().map(|kind| kind["code"].as_str().unwrap()).collect();
    let absorbed: Vec<_> = DISTRICT.shapes.iter().flat_map(|shape| &shape.legacy).collect();
    assert_eq!(absorbed.iter().map(|(kind, _)| *kind).collect::<BTreeSet<_>>(), legacy);
    assert_eq!(absorbed.iter().collect::<HashSet<_>>().len(), absorbed.len());
}

#[test]
fn the_departments_are_those_of_the_policy_book() {
    let text = include_str!("../../../policy/grid/departments.toml");
    let table: toml::Table = text.parse().unwrap();
    let list = table["grid"]["departments"][0]["list"].as_array().unwrap();
    let codes: Vec<&str> = list.iter().map(|entry| entry["code"].as_str().unwrap()).collect();
    let ours = DISTRICT.units.iter().filter(|unit| unit.kind == UnitKind::Department);
    assert_eq!(ours.map(|unit| unit.code.as_str()).collect::<Vec<_>>(), codes);
}

#[test]
fn somebody_acts_for_every_post_on_every_day_of_the_absences() {
    let moved = DISTRICT.clone().away_around(day("2026-11-20"));
    for district in [&*DISTRICT, &moved] {
        assert!(district.absences.len() > 20, "{}", district.absences.len());
        let days: BTreeSet<Date> = district.absences.iter().map(|absence| absence.since).collect();
        let mut stand_ins = 0;
        for &day in &days {
            let duty = Duty::on(day, &district.appointments, &district.absences);
            for post in &district.posts {
                let acting = duty.acting(post.id).unwrap_or_else(|| panic!("{day}: {post:?}"));
                stand_ins += usize::from(acting.is_stand_in());
            }
        }
        assert!(stand_ins > 20, "{stand_ins}");
    }
}

#[test]
fn every_post_that_holds_matters_has_a_deputy_who_is_not_its_holder() {
    let mut people: BTreeMap<_, Vec<(u8, PersonId)>> = BTreeMap::new();
    for appointment in DISTRICT.appointments.iter().filter(|a| a.until.is_none()) {
        let rank = (appointment.deputy_rank, appointment.person);
        people.entry(appointment.post).or_default().push(rank);
    }
    for post in &DISTRICT.posts {
        let mut people = people[&post.id].clone();
        people.sort();
        let ranks: Vec<u8> = people.iter().map(|&(rank, _)| rank).collect();
        assert_eq!(ranks, if post.role.is_business() { vec![0, 1] } else { vec![0] }, "{post:?}");
        assert!(people.len() == 1 || people[0].1 != people[1].1, "{post:?}");
    }
    for (at, one) in DISTRICT.appointments.iter().enumerate().step_by(50) {
        let rest = &DISTRICT.appointments[at + 1..];
        assert!(!rest.iter().any(|other| one.clashes(other)));
    }
}

#[test]
fn a_member_heads_three_grids_at_most_and_nobody_has_conflicting_roles() {
    let roles: BTreeMap<_, Role> = DISTRICT.posts.iter().map(|post| (post.id, post.role)).collect();
    let mut held: BTreeMap<PersonId, Vec<Role>> = BTreeMap::new();
    for appointment in DISTRICT.appointments.iter().filter(|a| a.until.is_none()) {
        let role = roles[&appointment.post];
        let of_person = held.entry(appointment.person).or_default();
        if appointment.deputy_rank == 0 || !role.is_business() {
            of_person.push(role);
        }
    }
    for (person, roles) in held {
        let grids = roles.iter().filter(|&&role| role == Role::GridLeader).count();
        assert!(grids <= 3, "{person} heads {grids} grids");
        assert!(org::conflicts(&roles).is_empty(), "{person}: {roles:?}");
    }
}

#[test]
fn each_role_has_one_person_to_look_at_the_district_as_and_pay_a_second() {
    let shown: BTreeSet<Role> = DISTRICT.showcases.iter().map(|shown| shown.role).collect();
    assert!(shown.iter().eq(Role::ALL));
    assert_eq!(DISTRICT.showcases.len(), Role::ALL.len() + 1, "and who makes pay final");
    let logins: HashSet<&str> = DISTRICT.showcases.iter().map(|shown| shown.login).collect();
    assert_eq!(logins.len(), Role::ALL.len() + 1);
    for shown in &DISTRICT.showcases {
        let post = DISTRICT.posts.iter().find(|post| post.id == shown.post).unwrap();
        assert_eq!(post.role, shown.role);
        assert!(DISTRICT.absences.iter().all(|absence| absence.person != shown.person));
        let duty = Duty::on(day("2026-03-02"), &DISTRICT.appointments, &DISTRICT.absences);
        assert_eq!(duty.acting(shown.post).map(|acting| acting.person), Some(shown.person));
    }
}

#[test]
fn the_geojson_has_one_closed_polygon_for_each_grid_and_reads_back_as_it_was_written() {
    let map: serde_json::Value = serde_json::from_str(&geojson(&DISTRICT)).unwrap();
    let features = map["features"].as_array().unwrap();
    assert_eq!(features.len(), 817);
    for (feature, shape) in features.iter().zip(&DISTRICT.shapes) {
        let ring = feature["geometry"]["coordinates"][0].as_array().unwrap();
        assert_eq!(ring.first(), ring.last());
        let point = |at: &serde_json::Value| {
            Point::new(at[0].as_f64().unwrap(), at[1].as_f64().unwrap()).unwrap()
        };
        assert!(
            ring.iter().skip(1).map(point).eq(shape.polygon.rings[0][1..]
                .iter()
                .chain(&shape.polygon.rings[0][..1])
                .copied())
        );
        assert_eq!(feature["properties"]["kind"], shape.kind.code());
        assert_eq!(feature["properties"]["households"], shape.households);
    }
}

#[test]
fn a_point_drawn_in_a_grid_is_found_in_it_and_its_site_names_its_community() {
    let mut rng = Rng::new(3);
    for shape in DISTRICT.shapes.iter().step_by(40) {
        let point = DISTRICT.point_in(shape, &mut rng);
        assert_eq!(DISTRICT.grid_at(point).map(|found| found.unit), Some(shape.unit));
        let site = DISTRICT.site(shape.unit).unwrap();
        assert!(shape.party_name.starts_with(&site.community), "{site:?}");
    }
    assert_eq!(DISTRICT.site(DISTRICT.plan.district), None);
}

#[test]
fn ids_come_from_whoever_asks_and_none_is_given_twice() {
    let mut last = 5_000_000;
    let district = District::with_ids(1, middle(), &mut || {
        last += 10;
        last
    });
    let ids: Vec<i64> = (district.units.iter().map(|unit| unit.id.0))
        .chain(district.persons.iter().map(|person| person.id.0))
        .chain(district.posts.iter().map(|post| post.id.0))
        .chain(district.appointments.iter().map(|appointment| appointment.id.0))
        .chain(district.absences.iter().map(|absence| absence.id.0))
        .collect();
    assert!(ids.iter().all(|&id| id > 5_000_000 && id % 10 == 0));
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
}
