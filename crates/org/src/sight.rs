//! How far a person's right goes (可见范围): the same table, asked for a list instead of a thing.
//!
//! A list, a search, a count and an export take their condition from here, so an object is in a
//! list exactly where its own page opens.
use crate::action::Action;
use crate::may::{Scope, Thing, Who, applicable};
use crate::rules::{Reach, Relation};
use base::{PersonId, PostId, UnitId};

/// What `who` reaches with `action`.
///
/// For an action that also asks for rank over the holder ([`Relation::OverHolder`]) this is the
/// reach alone, for lists; the thing itself is asked about by [`crate::may::may`].
pub fn reach(who: &Who, action: Action) -> Sight {
    let mut sight = Sight { relation: action.relation(), person: who.person, ..Sight::default() };
    sight.posts = who.posts.iter().map(|held| held.post).collect();
    for (rule, held) in applicable(who, action) {
        match (rule.reach, held) {
            (Reach::Public, _) => sight.public = true,
            (Reach::Proven, _) => sight.proven = true,
            (Reach::Own, _) => sight.own = true,
            (Reach::Everywhere, _) => sight.everywhere = true,
            (Reach::Held, Some(held)) => sight.held_by.push(held.post),
            (Reach::Touched, Some(held)) => sight.touched_by.push(held.post),
            (Reach::InUnit, Some(held)) => match held.scope() {
                Some(Scope::Grid(unit)) => sight.grids.push(unit),
                Some(Scope::Community(unit)) => sight.communities.push(unit),
                Some(Scope::Street(unit)) => sight.streets.push(unit),
                Some(Scope::Department(unit)) => sight.departments.push(unit),
                None => {}
            },
            (Reach::Held | Reach::Touched | Reach::InUnit, None) => {}
        }
    }
    sight.tidy();
    sight
}

/// What a list may show: the union of its parts, less what [`Sight::relation`] takes away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// Anybody may (公开).
    pub public: bool,
    /// The whole district (全区).
    pub everywhere: bool,
    pub streets: Vec<UnitId>,
    pub communities: Vec<UnitId>,
    pub grids: Vec<UnitId>,
    pub departments: Vec<UnitId>,
    /// What these posts hold now.
    pub held_by: Vec<PostId>,
    /// What these posts hold, held before, or are addressed by.
    pub touched_by: Vec<PostId>,
    /// What concerns or comes from [`Sight::person`].
    pub own: bool,
    /// What the asker proves to have reported; no list knows that, only a single thing does.
    pub proven: bool,
    /// What must hold besides.
    pub relation: Option<Relation>,
    /// Who asks.
    pub person: Option<PersonId>,
    /// Every post the person acts for.
    pub posts: Vec<PostId>,
}

impl Sight {
    /// Every thing of the district, no condition needed.
    pub fn is_everything(&self) -> bool {
        (self.public || self.everywhere)
            && matches!(self.relation, None | Some(Relation::OverHolder))
    }

    /// No thing that a list could find.
    pub fn is_nothing(&self) -> bool {
        let units = [&self.streets, &self.communities, &self.grids, &self.departments];
        !(self.public || self.everywhere || self.own && self.person.is_some())
            && units.iter().all(|units| units.is_empty())
            && self.held_by.is_empty()
            && self.touched_by.is_empty()
    }

    /// Whether the thing is in sight.
    pub fn sees(&self, thing: &Thing) -> bool {
        self.reaches(thing) && !self.takes_away(thing)
    }

    fn reaches(&self, thing: &Thing) -> bool {
        let within =
            |units: &[UnitId], unit: Option<UnitId>| unit.is_some_and(|unit| units.contains(&unit));
        let held = |posts: &[PostId]| thing.holder.is_some_and(|post| posts.contains(&post));
        self.public
            || self.everywhere
            || within(&self.streets, thing.place.street)
            || within(&self.communities, thing.place.community)
            || within(&self.grids, thing.place.grid)
            || within(&self.departments, thing.place.department)
            || held(&self.held_by)
            || held(&self.touched_by)
            || thing.touched.iter().any(|post| self.touched_by.contains(post))
            || self.own && self.is_me(thing.own_person)
            || self.proven && thing.reporter_proven
    }

    fn takes_away(&self, thing: &Thing) -> bool {
        match self.relation {
            None | Some(Relation::OverHolder) => false,
            Some(Relation::NotHandler) => self.is_me(thing.handler),
            Some(Relation::NotSorter) => self.is_me(thing.sorter),
            Some(Relation::NotSelf) => self.is_me(thing.own_person),
            Some(Relation::NotHolder) => {
                self.is_me(thing.handler)
                    || thing.holder.is_some_and(|post| self.posts.contains(&post))
            }
        }
    }

    fn is_me(&self, person: Option<PersonId>) -> bool {
        person.is_some() && person == self.person
    }

    /// Sorts and drops repetitions, so equal rights make equal queries.
    fn tidy(&mut self) {
        let Sight { streets, communities, grids, departments, .. } = self;
        for units in [streets, communities, grids, departments] {
            units.sort();
            units.dedup();
        }
        for posts in [&mut self.held_by, &mut self.touched_by, &mut self.posts] {
            posts.sort();
            posts.dedup();
        }
    }
}
