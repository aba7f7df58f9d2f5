//! The ladder of a place (层级): which posts a matter there climbs through.
use super::Directory;
use ::org::{Place, Role, UnitKind};
use base::{PostId, UnitId};
use relay::Candidate;

/// One rung per role from low to high; a rung's other posts stand in for its first.
pub(super) fn rungs(directory: &Directory, roles: &[Role], place: &Place) -> Vec<Candidate> {
    let mut low_to_high: Vec<Role> =
        roles.iter().copied().filter(|role| role.rank().is_some()).collect();
    low_to_high.sort_by_key(|role| (role.rank(), *role));
    low_to_high.dedup();
    let candidate = |post| Candidate::new(post, directory.acting(post).is_some());
    let rung = |role| {
        let mut posts = posts(directory, role, place).map(candidate);
        let first = posts.next()?;
        Some(Candidate { deputies: posts.collect(), ..first })
    };
    low_to_high.into_iter().filter_map(rung).collect()
}

/// The posts of a role in a place, full-time ones first; none where the place has no such level.
pub(super) fn posts<'a>(
    directory: &'a Directory,
    role: Role,
    place: &Place,
) -> impl Iterator<Item = PostId> + use<'a> {
    let ids = level(directory, role, place).map_or(&[][..], |unit| directory.posts_in(unit));
    let of_role = move |id: &PostId| directory.post(*id).is_some_and(|info| info.post.role == role);
    ids.iter().copied().filter(of_role)
}

/// The unit of a place in which the posts of a role are.
fn level(directory: &Directory, role: Role, place: &Place) -> Option<UnitId> {
    match role {
        Role::GridWorker | Role::GridLeader => place.grid,
        Role::Community => place.community,
        Role::Street => place.street,
        Role::Department => place.department,
        Role::District => directory.units(UnitKind::District).next().map(|unit| unit.id),
        Role::Personnel
        | Role::Auditor
        | Role::SystemAdmin
        | Role::SecurityAdmin
        | Role::AuditAdmin => None,
    }
}
