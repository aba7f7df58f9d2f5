//! Who holds which post (人员配备), from the district down to the grids.
//!
//! Every post that holds matters has a holder (A岗) and a deputy (B岗); the deputy is the holder
//! of a neighbouring post, or where there is none a second person of the house.
use super::ground::GridKind;
use super::people::Staff;
use super::post;
use super::unit::{CommunityPlan, Plan, StreetPlan};
use crate::rng::Rng;
use base::{PersonId, PostId, UnitId};
use std::collections::BTreeMap;

/// The kind of each grid.
pub type Kinds = BTreeMap<UnitId, GridKind>;

/// Appoints everybody.
pub fn appoint<'a>(
    plan: &Plan,
    kinds: &Kinds,
    rng: &'a mut Rng,
    ids: &'a mut dyn FnMut() -> i64,
) -> Staff<'a> {
    let mut staff = Staff::new(rng, ids);
    district(&mut staff, plan);
    for street in &plan.streets {
        let order = format!("{}街任", first_character(street.name.0));
        street_posts(&mut staff, street, &order);
        for community in &street.communities {
            community_posts(&mut staff, community, &order);
            leaders(&mut staff, community, &order);
            workers(&mut staff, community, kinds, &order);
        }
    }
    second_officer(&mut staff, plan);
    staff.number_orders();
    staff
}

/// The letters of the orders by which the district appoints.
const DISTRICT_ORDER: &str = "云区任";

fn first_character(name: &str) -> &str {
    name.char_indices().nth(1).map_or(name, |(end, _)| &name[..end])
}

fn district(staff: &mut Staff, plan: &Plan) {
    for title in post::DISTRICT {
        let person = staff.person();
        let held = staff.hold(plan.district, *title, person, DISTRICT_ORDER);
        staff.showcase(title.role, person, held);
        if title.role.is_business() {
            let deputy = staff.person();
            staff.deputise(held, deputy, DISTRICT_ORDER);
        }
    }
    for &(unit, _) in &plan.departments {
        let (person, deputy) = (staff.person(), staff.person());
        let held = staff.hold(unit, post::DEPARTMENT, person, DISTRICT_ORDER);
        staff.deputise(held, deputy, DISTRICT_ORDER);
        staff.showcase(post::DEPARTMENT.role, person, held);
    }
}

/// Whoever makes a pay run final: last of all, so that nobody else is another person for it.
fn second_officer(staff: &mut Staff, plan: &Plan) {
    let person = staff.person();
    let held = staff.hold(plan.district, post::SECOND_PERSONNEL, person, DISTRICT_ORDER);
    staff.showcase_as("payroll", post::SECOND_PERSONNEL.role, person, held);
}

/// The grid centre of the street and the heads of its offices, each the next one's deputy.
fn street_posts(staff: &mut Staff, street: &StreetPlan, order: &str) {
    let person = staff.person();
    let centre = staff.hold(street.unit, post::STREET_CENTRE, person, order);
    staff.showcase(post::STREET_CENTRE.role, person, centre);
    let mut held = vec![(centre, person)];
    for &(unit, _) in &street.offices {
        let person = staff.person();
        held.push((staff.hold(unit, post::OFFICE_HEAD, person, order), person));
    }
    deputise_in_turn(staff, &held, order);
}

fn community_posts(staff: &mut Staff, community: &CommunityPlan, order: &str) {
    let held: Vec<(PostId, PersonId)> = post::COMMUNITY
        .iter()
        .map(|title| {
            let person = staff.person();
            let held = staff.hold(community.unit, *title, person, order);
            staff.showcase(title.role, person, held);
            (held, person)
        })
        .collect();
    deputise_in_turn(staff, &held, order);
}

/// Members of the committee head the grids, up to three each, those side by side.
fn leaders(staff: &mut Staff, community: &CommunityPlan, order: &str) {
    let mut held: Vec<(PostId, PersonId)> = Vec::new();
    let mut members: Vec<PersonId> = Vec::new();
    let mut grids = community.grids.iter().peekable();
    while grids.peek().is_some() {
        let member = staff.person();
        members.push(member);
        // The first heads one grid only, so that there is always a second member to stand in.
        let most = if held.is_empty() { 1 } else { staff.rng.range(1..=3) as usize };
        for grid in grids.by_ref().take(most) {
            let post = staff.hold(grid.unit, post::LEADER, member, order);
            staff.showcase(post::LEADER.role, member, post);
            held.push((post, member));
        }
    }
    deputise_in_turn(staff, &held, order);
    let seat = |member| (staff.hold(community.unit, post::MEMBER, member, order), member);
    let seats: Vec<(PostId, PersonId)> = members.into_iter().map(seat).collect();
    deputise_in_turn(staff, &seats, order);
}

/// One full-time worker a grid, and by its kind a part-timer, whose deputy is the full-timer.
fn workers(staff: &mut Staff, community: &CommunityPlan, kinds: &Kinds, order: &str) {
    let mut held = Vec::new();
    for grid in &community.grids {
        let worker = staff.person();
        let post = staff.hold(grid.unit, post::WORKER, worker, order);
        staff.showcase(post::WORKER.role, worker, post);
        held.push((post, worker));
        let part_timer = kinds.get(&grid.unit).and_then(|&kind| post::part_timer(kind));
        if let Some(title) = part_timer {
            let person = staff.person();
            let post = staff.hold(grid.unit, title, person, order);
            staff.deputise(post, worker, order);
        }
    }
    deputise_in_turn(staff, &held, order);
}

/// The deputy of each post is the next holder who is somebody else, the first after the last.
fn deputise_in_turn(staff: &mut Staff, held: &[(PostId, PersonId)], order: &str) {
    for (at, &(post, holder)) in held.iter().enumerate() {
        let others = held.iter().cycle().skip(at + 1).take(held.len());
        let next = others.map(|&(_, person)| person).find(|&person| person != holder);
        staff.deputise(post, next.expect("a deputy is not the holder"), order);
    }
}
