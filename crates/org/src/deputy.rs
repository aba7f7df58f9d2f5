//! Who acts for a post on a day (代理): the holder (A岗), or else a deputy (B岗).
//!
//! A substitute of a substitute loses cases elsewhere (zammad#3694). Here the search goes on
//! through the absent deputies' own posts, each post once, so it finds somebody if anybody is
//! there and ends even where two posts stand in for each other.
use crate::person::Absence;
use crate::post::Appointment;
use base::{Date, PersonId, PostId};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Who acts for `post` on `day`; nothing when everybody who could is away or nobody is appointed.
pub fn acting(
    post: PostId,
    day: Date,
    appointments: &[Appointment],
    absences: &[Absence],
) -> Option<Acting> {
    Roster::on(day, appointments, absences).acting(post)
}

/// The person who acts for a post (代理人).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acting {
    pub person: PersonId,
    /// 0 for a holder, 1 and up for a deputy, of the last post in `through` or of the post itself.
    pub rank: u8,
    /// The posts the search went through, where the post's own people are all away.
    pub through: Vec<PostId>,
}

impl Acting {
    /// Acts in somebody's stead (代行).
    pub fn is_stand_in(&self) -> bool {
        self.rank > 0 || !self.through.is_empty()
    }
}

/// Who acts for which post on one day (当日在岗), worked out once for all posts.
#[derive(Clone, Debug, Default)]
pub struct Duty {
    acting: BTreeMap<PostId, Acting>,
    posts: BTreeMap<PersonId, Vec<PostId>>,
}

impl Duty {
    /// The duty of `day`.
    pub fn on(day: Date, appointments: &[Appointment], absences: &[Absence]) -> Duty {
        let roster = Roster::on(day, appointments, absences);
        let mut duty = Duty::default();
        for &post in roster.ranks.keys() {
            if let Some(acting) = roster.acting(post) {
                duty.posts.entry(acting.person).or_default().push(post);
                duty.acting.insert(post, acting);
            }
        }
        duty
    }

    /// Who acts for `post`.
    pub fn acting(&self, post: PostId) -> Option<&Acting> {
        self.acting.get(&post)
    }

    /// The posts `person` acts for. Exactly one person acts for a post, so a deputy has none of it
    /// while its holder is there, and a holder none while away.
    pub fn posts_of(&self, person: PersonId) -> &[PostId] {
        self.posts.get(&person).map_or(&[], Vec::as_slice)
    }
}

/// The appointments in force, by post in the order in which they act, and who is away.
struct Roster {
    ranks: BTreeMap<PostId, Vec<(u8, PersonId)>>,
    own_posts: BTreeMap<PersonId, Vec<PostId>>,
    away: BTreeSet<PersonId>,
}

impl Roster {
    fn on(day: Date, appointments: &[Appointment], absences: &[Absence]) -> Roster {
        let away = absences.iter().filter(|absence| absence.covers(day));
        let mut roster = Roster {
            ranks: BTreeMap::new(),
            own_posts: BTreeMap::new(),
            away: away.map(|absence| absence.person).collect(),
        };
        let mut valid: Vec<&Appointment> =
            appointments.iter().filter(|appointment| appointment.covers(day)).collect();
        // Of two for one rank the newer order counts: the successor overlaps the predecessor.
        valid.sort_by_key(|a| (a.deputy_rank, std::cmp::Reverse(a.since), a.id));
        for appointment in valid {
            let Appointment { post, person, deputy_rank, .. } = *appointment;
            roster.ranks.entry(post).or_default().push((deputy_rank, person));
            if deputy_rank == 0 {
                roster.own_posts.entry(person).or_default().push(post);
            }
        }
        roster
    }

    /// Breadth first: all deputies of a post before anybody's own deputies. Each post once.
    fn acting(&self, post: PostId) -> Option<Acting> {
        let mut seen = BTreeSet::from([post]);
        let mut next = VecDeque::from([(post, Vec::new())]);
        while let Some((at, through)) = next.pop_front() {
            let people = self.ranks.get(&at).map_or(&[][..], Vec::as_slice);
            if let Some(&(rank, person)) = people.iter().find(|(_, who)| !self.away.contains(who)) {
                return Some(Acting { person, rank, through });
            }
            for (_, absent) in people {
                for &own in self.own_posts.get(absent).map_or(&[][..], Vec::as_slice) {
                    if seen.insert(own) {
                        next.push_back((own, [&through[..], &[own]].concat()));
                    }
                }
            }
        }
        None
    }
}
