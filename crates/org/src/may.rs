//! "May this person do this here?" (有权否) – the one function that every route asks.
//!
//! Refused unless a row of [`RULES`] allows it. A null-role principal who sees everything
//! (DIGIT #1100) cannot be written down here: nobody's rights are the rows for anyone.
use crate::action::Action;
use crate::role::{Role, conflicts};
use crate::rules::{By, RULES, Reach, Relation, Rule};
pub use crate::unit::Place;
use base::{PersonId, PostId, UnitId};

/// Finds the row that lets `who` do `action` to `thing`, or says why there is none.
///
/// Where several of a person's posts would do, the one that holds the thing is named: the event
/// is written in the name of that post.
pub fn may(who: &Who, action: Action, thing: &Thing) -> Result<Granted, Denied> {
    let mut found: Option<Granted> = None;
    let mut nearest = who.nothing();
    for (rule, held) in applicable(who, action) {
        if !reaches(rule.reach, who, held, thing) {
            nearest = nearest.max(Denied::NotHere);
        } else if let Err(denied) = relates(action.relation(), who, held, thing) {
            nearest = nearest.max(denied);
        } else {
            let granted = Granted { action, rule, post: held.map(|held| held.post) };
            if granted.post.is_some() && granted.post == thing.holder {
                return Ok(granted);
            }
            found.get_or_insert(granted);
        }
    }
    found.ok_or(nearest)
}

/// Who asks (请求人), as found at this moment: rights are never kept in a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    pub person: Option<PersonId>,
    /// The posts the person acts for today, as [`crate::deputy::Duty::posts_of`] says.
    pub posts: Vec<Held>,
}

/// A post that somebody acts for (在岗).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub post: PostId,
    pub role: Role,
    pub unit: UnitId,
    /// Where the unit lies, itself included.
    pub path: Place,
}

/// What it is about (客体). Leave out what the thing does not have: an absent fact gives no right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thing {
    pub place: Place,
    /// The post that holds it now (持有岗位).
    pub holder: Option<PostId>,
    /// The role of that post. Where it is left out, nobody counts as superior to the holder.
    pub holder_role: Option<Role>,
    /// Posts that held it before or are addressed by it (经手、被点名).
    pub touched: Vec<PostId>,
    /// The person whose handling is checked and rated (办理人); nothing where no one of ours did.
    pub handler: Option<PersonId>,
    /// The person who sorted it (分类人).
    pub sorter: Option<PersonId>,
    /// This request carries the code that only the reporter got (凭码).
    pub reporter_proven: bool,
    /// The person it concerns or comes from: the finder, the owner of a session (本人).
    pub own_person: Option<PersonId>,
}

/// The right that was found: which row, in the name of which post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Granted {
    pub action: Action,
    pub rule: &'static Rule,
    pub post: Option<PostId>,
}

/// Why it is refused; the later variant came closer to a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Denied {
    #[error("nobody is signed in")]
    SignIn,
    #[error("the person acts for no post today")]
    NoPost,
    #[error("the person's roles exclude each other")]
    Conflict,
    #[error("no role of the person has this right")]
    NoRight,
    #[error("the right does not reach this thing")]
    NotHere,
    #[error("a superior or a peer holds it")]
    NotOverHolder,
    #[error("nobody grants rights to themselves")]
    OwnGrant,
    #[error("nobody approves their own request")]
    OwnRequest,
    #[error("nobody confirms their own sorting")]
    OwnSort,
    #[error("nobody checks or rates their own work")]
    OwnWork,
}

impl Denied {
    /// The code that pages and the API translate.
    pub fn code(self) -> &'static str {
        match self {
            Denied::SignIn => "sign_in",
            Denied::NoPost => "no_post",
            Denied::Conflict => "role_conflict",
            Denied::NoRight => "no_right",
            Denied::NotHere => "not_here",
            Denied::NotOverHolder => "not_over_holder",
            Denied::OwnGrant => "own_grant",
            Denied::OwnRequest => "own_request",
            Denied::OwnSort => "own_sort",
            Denied::OwnWork => "own_work",
        }
    }
}

impl Who {
    /// A resident, or anybody not signed in (居民、任何人).
    pub fn anyone() -> Who {
        Who::default()
    }

    /// The posts that count: none without a person, none where roles exclude each other.
    pub fn counting(&self) -> &[Held] {
        let roles: Vec<Role> = self.posts.iter().map(|held| held.role).collect();
        if self.person.is_some() && conflicts(&roles).is_empty() { &self.posts } else { &[] }
    }

    /// Why this person has only what anyone has, or else no more than that no row was met.
    fn nothing(&self) -> Denied {
        match (self.person, &self.posts[..]) {
            (None, _) => Denied::SignIn,
            (_, []) => Denied::NoPost,
            _ if self.counting().is_empty() => Denied::Conflict,
            _ => Denied::NoRight,
        }
    }
}

/// The part of the tree a post is in charge of (辖区).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Grid(UnitId),
    Community(UnitId),
    Street(UnitId),
    Department(UnitId),
}

impl Held {
    /// What the post is in charge of; nothing where role and unit do not fit each other.
    pub(crate) fn scope(&self) -> Option<Scope> {
        let Place { street, community, grid, department } = self.path;
        match self.role {
            Role::GridWorker | Role::GridLeader => {
                grid.filter(|grid| *grid == self.unit).map(Scope::Grid)
            }
            Role::Community if grid.is_none() => {
                community.filter(|community| *community == self.unit).map(Scope::Community)
            }
            // A street's office (内设机构) acts for the street.
            Role::Street if grid.is_none() && community.is_none() => street.map(Scope::Street),
            Role::Department if street.is_none() => department.map(Scope::Department),
            _ => None,
        }
    }
}

/// The rows for `action`, each with the post that brings it.
pub(crate) fn applicable(
    who: &Who,
    action: Action,
) -> impl Iterator<Item = (&'static Rule, Option<&Held>)> {
    let rows = RULES.iter().filter(move |rule| rule.actions.contains(&action));
    rows.flat_map(|rule| {
        let (anyone, roles) = match rule.by {
            By::Anyone => (Some((rule, None)), &[][..]),
            By::Roles(roles) => (None, roles),
        };
        let posts = who.counting().iter().filter(|held| roles.contains(&held.role));
        anyone.into_iter().chain(posts.map(move |held| (rule, Some(held))))
    })
}

fn reaches(reach: Reach, who: &Who, held: Option<&Held>, thing: &Thing) -> bool {
    let holds = held.is_some_and(|held| thing.holder == Some(held.post));
    match reach {
        Reach::Public | Reach::Everywhere => true,
        Reach::InUnit => held.and_then(Held::scope).is_some_and(|scope| match scope {
            Scope::Grid(unit) => thing.place.grid == Some(unit),
            Scope::Community(unit) => thing.place.community == Some(unit),
            Scope::Street(unit) => thing.place.street == Some(unit),
            Scope::Department(unit) => thing.place.department == Some(unit),
        }),
        Reach::Held => holds,
        Reach::Touched => holds || held.is_some_and(|held| thing.touched.contains(&held.post)),
        Reach::Own => who.person.is_some() && thing.own_person == who.person,
        Reach::Proven => thing.reporter_proven,
    }
}

fn relates(
    relation: Option<Relation>,
    who: &Who,
    held: Option<&Held>,
    thing: &Thing,
) -> Result<(), Denied> {
    let is_me = |person: Option<PersonId>| person.is_some() && person == who.person;
    let (stands, denied) = match relation {
        None => return Ok(()),
        Some(Relation::NotHandler) => (!is_me(thing.handler), Denied::OwnWork),
        Some(Relation::NotSorter) => (!is_me(thing.sorter), Denied::OwnSort),
        Some(Relation::NotSelf) => (!is_me(thing.own_person), Denied::OwnGrant),
        Some(Relation::NotHolder) => {
            let mine = who.posts.iter().any(|held| thing.holder == Some(held.post));
            (!mine && !is_me(thing.handler), Denied::OwnRequest)
        }
        Some(Relation::OverHolder) => {
            (held.is_some_and(|held| is_over(held, thing)), Denied::NotOverHolder)
        }
    };
    if stands { Ok(()) } else { Err(denied) }
}

/// Nobody holds it, this post does, or one of lower rank. An unknown holder counts as the highest.
fn is_over(held: &Held, thing: &Thing) -> bool {
    match (thing.holder, thing.holder_role.and_then(Role::rank), held.role.rank()) {
        (None, ..) => true,
        (Some(holder), ..) if holder == held.post => true,
        (_, Some(holder), Some(asker)) => asker > holder,
        _ => false,
    }
}
