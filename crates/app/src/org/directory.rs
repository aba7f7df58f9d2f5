//! The organisation of one day, in memory (组织快照): who is where, who acts for whom, who is above.
//!
//! Every request asks it. A [`Directory`] never changes; [`Cx::directory`] compares the version of
//! the organisation in its own transaction, so two servers agree at once on who is on duty.
//!
//! What is *not* here: a right (`org::may`), the next holder (`relay::next_holder`).
use super::ladder;
use crate::{Cx, Failed, Result};
use ::org::{Duty, Held, Person, Place, Post, Role, Tree, Unit, UnitKind, Who};
use base::{Date, PersonId, PostId, UnitId};
use relay::Candidate;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// The organisation on one day (组织快照).
#[derive(Debug)]
pub struct Directory {
    pub day: Date,
    tree: Tree,
    units: BTreeMap<UnitId, Unit>,
    by_kind: BTreeMap<UnitKind, Vec<UnitId>>,
    children: HashMap<UnitId, Vec<UnitId>>,
    posts: BTreeMap<PostId, PostInfo>,
    /// Full-time posts first.
    posts_in: HashMap<UnitId, Vec<PostId>>,
    people: HashMap<PersonId, Person>,
    duty: Duty,
}

/// A post with the unit it is in (岗位).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostInfo {
    pub post: Post,
    pub place: Place,
    pub unit: Unit,
}

impl Cx<'_, '_> {
    /// The organisation as it stands in this transaction on the day of its moment.
    pub fn directory(&mut self) -> Result<Arc<Directory>> {
        let day = self.today();
        let mut version = store::org::version::current(self.tx)?;
        for _ in 0..LOADS {
            if let Some(known) = self.app.directories().get((version, day)) {
                return Ok(known);
            }
            let loaded = Arc::new(Directory::load(self, day)?);
            // On PostgreSQL each statement sees what was committed before it: the parts fit
            // together only if nothing changed in between.
            let after = store::org::version::latest(self.tx)?;
            if after == version {
                self.app.directories().put((version, day), &loaded);
                return Ok(loaded);
            }
            version = after;
        }
        Err(Failed::Busy)
    }
}

impl Directory {
    /// What the person acts for; nothing for one who is unknown or away.
    pub fn who(&self, person: PersonId) -> Who {
        let posts = self.duty.posts_of(person).iter().filter_map(|post| self.held(*post));
        Who { person: Some(person), posts: posts.collect() }
    }

    pub fn post(&self, post: PostId) -> Option<&PostInfo> {
        self.posts.get(&post)
    }

    /// Who acts for the post today (在岗人).
    pub fn acting(&self, post: PostId) -> Option<PersonId> {
        self.posts.get(&post)?;
        self.duty.acting(post).map(|acting| acting.person)
    }

    /// Who acts, by which rank and through which posts.
    pub fn duty(&self) -> &Duty {
        &self.duty
    }

    /// Somebody with an appointment today.
    pub fn person(&self, person: PersonId) -> Option<&Person> {
        self.people.get(&person)
    }

    pub fn unit(&self, unit: UnitId) -> Option<&Unit> {
        self.units.get(&unit)
    }

    /// Where a unit lies, itself included.
    pub fn place(&self, unit: UnitId) -> Option<Place> {
        self.tree.place(unit)
    }

    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The units of a kind, by id.
    pub fn units(&self, kind: UnitKind) -> impl Iterator<Item = &Unit> {
        let ids = self.by_kind.get(&kind).map_or(&[][..], Vec::as_slice);
        ids.iter().filter_map(|id| self.units.get(id))
    }

    /// The units right below, by id.
    pub fn children(&self, unit: UnitId) -> &[UnitId] {
        self.children.get(&unit).map_or(&[], Vec::as_slice)
    }

    /// The posts of a unit itself, full-time ones first.
    pub fn posts_in(&self, unit: UnitId) -> &[PostId] {
        self.posts_in.get(&unit).map_or(&[], Vec::as_slice)
    }

    /// Every post, by id.
    pub fn posts(&self) -> impl Iterator<Item = &PostInfo> {
        self.posts.values()
    }

    /// The ladder of a place, lowest rung first: for each role the posts of the unit at its level.
    /// A role without a post there makes no rung.
    pub fn ladder(&self, roles: &[Role], place: &Place) -> Vec<Candidate> {
        ladder::rungs(self, roles, place)
    }

    /// The first post of a role in a place: full-time before part-time.
    pub fn first_holder(&self, role: Role, place: &Place) -> Option<PostId> {
        ladder::posts(self, role, place).next()
    }

    /// The post that takes what nobody else does (兜底岗位): the district's.
    pub fn last_resort(&self) -> Option<PostId> {
        self.first_holder(Role::District, &Place::default())
    }

    /// The first post of the department that goes by `code` (编码).
    pub fn department_post(&self, code: &str) -> Option<PostId> {
        let named = |unit: &&Unit| unit.code == code;
        let unit = self.units(UnitKind::Department).find(named)?.id;
        let place = Place { department: Some(unit), ..Place::default() };
        self.first_holder(Role::Department, &place)
    }

    fn held(&self, post: PostId) -> Option<Held> {
        let PostInfo { post, place, .. } = self.posts.get(&post)?;
        Some(Held { post: post.id, role: post.role, unit: post.unit, path: *place })
    }
}

impl Directory {
    fn load(cx: &mut Cx<'_, '_>, day: Date) -> Result<Directory> {
        let appointments = store::org::appointment::on(cx.tx, day)?;
        let absences = store::org::absence::on(cx.tx, day)?;
        let (units, tree) = standing(store::org::unit::on(cx.tx, day)?)?;
        let people = store::org::person::appointed_on(cx.tx, day)?;
        let mut directory = Directory {
            day,
            tree,
            units,
            by_kind: BTreeMap::new(),
            children: HashMap::new(),
            posts: BTreeMap::new(),
            posts_in: HashMap::new(),
            people: people.into_iter().map(|person| (person.id, person)).collect(),
            duty: Duty::on(day, &appointments, &absences),
        };
        for unit in directory.units.values() {
            directory.by_kind.entry(unit.kind).or_default().push(unit.id);
            if let Some(parent) = unit.parent {
                directory.children.entry(parent).or_default().push(unit.id);
            }
        }
        for post in store::org::post::on(cx.tx, day)? {
            directory.add(post);
        }
        let posts = &directory.posts;
        for ids in directory.posts_in.values_mut() {
            ids.sort_by_key(|id| (posts.get(id).is_none_or(|info| info.post.part_time), *id));
        }
        Ok(directory)
    }

    /// A post of a unit that stands nowhere gives no right: it is left out.
    fn add(&mut self, post: Post) {
        let unit = self.units.get(&post.unit).cloned();
        if let (Some(unit), Some(place)) = (unit, self.tree.place(post.unit)) {
            self.posts_in.entry(unit.id).or_default().push(post.id);
            self.posts.insert(post.id, PostInfo { post, place, unit });
        }
    }
}

/// The units that stand under the district on that day, and their tree. One whose superior does
/// not exist on the day is left out with all below it, rather than keeping everybody out.
fn standing(units: Vec<Unit>) -> Result<(BTreeMap<UnitId, Unit>, Tree)> {
    let mut below: HashMap<Option<UnitId>, Vec<Unit>> = HashMap::new();
    for unit in units {
        below.entry(unit.parent).or_default().push(unit);
    }
    let mut standing = BTreeMap::new();
    let mut next = vec![(None, None)];
    let mut seen = BTreeSet::new();
    while let Some((parent, kind)) = next.pop() {
        for unit in below.remove(&parent).unwrap_or_default() {
            if unit.kind.fits_under(kind) && seen.insert(unit.id) {
                next.push((Some(unit.id), Some(unit.kind)));
                standing.insert(unit.id, unit);
            }
        }
    }
    let tree = Tree::new(standing.values()).map_err(|no| Failed::Broken(no.to_string()))?;
    Ok((standing, tree))
}

/// How often it is loaded again when the organisation changes meanwhile.
const LOADS: u32 = 5;
/// Days kept at once: today, and a few for the simulator and the import.
const KEPT: usize = 6;

/// A version of the organisation and a day.
type Key = (i64, Date);

/// The snapshots in use, the latest asked for first (快照缓存).
#[derive(Default)]
pub struct Directories {
    kept: Mutex<Vec<(Key, Arc<Directory>)>>,
}

impl Directories {
    fn get(&self, key: Key) -> Option<Arc<Directory>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(known, _)| *known == key)?;
        kept[..=at].rotate_right(1);
        Some(Arc::clone(&kept[0].1))
    }

    fn put(&self, key: Key, directory: &Arc<Directory>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(known, _)| *known != key);
        kept.truncate(KEPT - 1);
        kept.insert(0, (key, Arc::clone(directory)));
    }
}
