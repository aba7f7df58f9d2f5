//! A small made-up district: two streets, communities and grids beside each other, a department.
#![allow(dead_code, reason = "each test binary uses its part")]
use base::{PersonId, PostId, UnitId};
use org::{Held, Place, Role, Who};

pub const DISTRICT: UnitId = UnitId(1);
pub const DEPARTMENT: UnitId = UnitId(2);
pub const STREET: UnitId = UnitId(10);
pub const COMMUNITY: UnitId = UnitId(11);
pub const GRID: UnitId = UnitId(12);
pub const SIBLING_GRID: UnitId = UnitId(13);
pub const SIBLING_COMMUNITY: UnitId = UnitId(14);
pub const SIBLING_COMMUNITYS_GRID: UnitId = UnitId(15);
pub const OTHER_STREET: UnitId = UnitId(20);
pub const OTHER_STREETS_COMMUNITY: UnitId = UnitId(21);
pub const OTHER_STREETS_GRID: UnitId = UnitId(22);
pub const SOMEBODYS_POST: PostId = PostId(900);

pub fn place(street: UnitId, community: UnitId, grid: UnitId) -> Place {
    Place { street: Some(street), community: Some(community), grid: Some(grid), department: None }
}

/// The post of a role in the first unit of its kind.
pub fn held(role: Role) -> Held {
    let whole = place(STREET, COMMUNITY, GRID);
    let (unit, path) = match role {
        Role::GridWorker | Role::GridLeader => (GRID, whole),
        Role::Community => (COMMUNITY, Place { grid: None, ..whole }),
        Role::Street => (STREET, Place { street: Some(STREET), ..Place::default() }),
        Role::Department => {
            (DEPARTMENT, Place { department: Some(DEPARTMENT), ..Place::default() })
        }
        Role::District
        | Role::Personnel
        | Role::Auditor
        | Role::SystemAdmin
        | Role::SecurityAdmin
        | Role::AuditAdmin => (DISTRICT, Place::default()),
    };
    Held { post: PostId(100 + role as i64), role, unit, path }
}

/// A person in the one post of a role.
pub fn who(role: Role) -> Who {
    Who { person: Some(PersonId(500 + role as i64)), posts: vec![held(role)] }
}
