//! What the matrix of rights says, read from the table that was written apart from the rules.
use org::{Action, Thing, Who, may};

const MATRIX: &str = include_str!("../../../org/tests/matrix.csv");

/// The right as `org::may` has it, after the matrix has said the same.
pub fn may_do(who: &Who, action: Action, thing: &Thing) -> bool {
    let answer = may(who, action, thing).is_ok();
    let column = relation(who, thing);
    assert_eq!(answer, cell(who, action, column), "{action} for {who:?}: the matrix, {column}");
    answer
}

/// Whether the matrix knows anything that a list could find for this role.
pub fn finds_anything(who: &Who, action: Action) -> bool {
    let columns = header().into_iter().skip(2);
    columns
        .filter(|name| !matches!(*name, "proven" | "handled"))
        .any(|name| cell(who, action, name))
}

fn header() -> Vec<&'static str> {
    lines().next().expect("a header")
}

fn lines() -> impl Iterator<Item = Vec<&'static str>> {
    MATRIX.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(',').collect())
}

fn cell(who: &Who, action: Action, column: &str) -> bool {
    let role = who.posts.first().map_or("anyone", |held| held.role.code());
    let at = header().iter().position(|name| *name == column).expect("a column");
    let line = lines().find(|line| line[0] == action.code() && line[1] == role);
    line.unwrap_or_else(|| panic!("{action},{role} is not in the matrix"))[at] == "y"
}

/// The column that says how the thing stands to the asker.
fn relation(who: &Who, thing: &Thing) -> &'static str {
    let Some(mine) = who.posts.first() else { return "own_unit" };
    let (path, place) = (mine.path, thing.place);
    let same =
        |mine: Option<base::UnitId>, its: Option<base::UnitId>| mine.is_some() && mine == its;
    let is_here = match mine.role {
        org::Role::GridWorker | org::Role::GridLeader => same(path.grid, place.grid),
        org::Role::Community => same(path.community, place.community),
        org::Role::Street => same(path.street, place.street),
        org::Role::Department => same(path.department, place.department),
        _ => true,
    };
    if thing.own_person.is_some() && thing.own_person == who.person {
        return "own";
    }
    match (thing.holder == Some(mine.post), is_here) {
        (true, true) => "held_here",
        (true, false) => "held",
        (false, true) => "own_unit",
        _ if mine.role == org::Role::Department => "other_street",
        _ if same(path.community, place.community) => "sibling_grid",
        _ if same(path.street, place.street) => "sibling_community",
        _ => "other_street",
    }
}
