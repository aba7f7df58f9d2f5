//! The tree of units (组织树): district, departments, streets with what stands under them.
use crate::desk::{Answer, Desk};
use crate::page::{Page, render};
use crate::words::Words;
use app::org::Directory;
use app::org::chart::{self, Chart};
use askama::Template;
use base::UnitId;
use org::{Unit, UnitKind};

/// `GET /org`.
pub async fn show(desk: Desk) -> Answer {
    let Chart { directory, can_edit } = desk.read(|cx, asker| chart::chart(cx, &asker.who)).await?;
    let words = desk.words;
    let node = |unit: &Unit| Node::new(words, &directory, unit);
    let departments = directory.units(UnitKind::Department).map(node).collect();
    let mut streets: Vec<Street> = directory
        .units(UnitKind::Street)
        .map(|unit| Street { street: node(unit), below: below(words, &directory, unit.id) })
        .collect();
    streets.sort_by(|a, b| a.street.code.cmp(&b.street.code));
    let district = directory.units(UnitKind::District).next().map(node);
    let counts = Counts {
        streets: streets.len(),
        communities: directory.units(UnitKind::Community).count(),
        grids: directory.units(UnitKind::Grid).count(),
        posts: directory.posts().count(),
        vacant: directory.posts().filter(|info| directory.acting(info.post.id).is_none()).count(),
    };
    let p = desk.page(&words.t("org-title"));
    Ok(render(&Tree { p, district, departments, streets, counts, can_edit }))
}

#[derive(Template)]
#[template(path = "org/tree.html")]
struct Tree {
    p: Page,
    district: Option<Node>,
    departments: Vec<Node>,
    streets: Vec<Street>,
    counts: Counts,
    can_edit: bool,
}

struct Counts {
    streets: usize,
    communities: usize,
    grids: usize,
    posts: usize,
    vacant: usize,
}

struct Street {
    street: Node,
    below: Vec<Node>,
}

/// A unit with what stands right in it.
struct Node {
    id: UnitId,
    kind: UnitKind,
    name: String,
    code: String,
    /// Units right below.
    units: usize,
    posts: usize,
}

impl Node {
    fn new(words: Words, directory: &Directory, unit: &Unit) -> Node {
        Node {
            id: unit.id,
            kind: unit.kind,
            name: words.lang.pick(&unit.name_zh, &unit.name_en).to_owned(),
            code: unit.code.clone(),
            units: directory.children(unit.id).len(),
            posts: directory.posts_in(unit.id).len(),
        }
    }
}

/// Offices first, then communities, each by code.
fn below(words: Words, directory: &Directory, street: UnitId) -> Vec<Node> {
    let units = directory.children(street).iter().filter_map(|id| directory.unit(*id));
    let mut nodes: Vec<Node> = units.map(|unit| Node::new(words, directory, unit)).collect();
    nodes.sort_by(|a, b| (a.kind, &a.code, a.id).cmp(&(b.kind, &b.code, b.id)));
    nodes
}
