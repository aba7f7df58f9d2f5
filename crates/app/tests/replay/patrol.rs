//! The part of the replay that is about places: who looked first, which reason stands, told without
//! a server. Whose phone it was makes no difference, for it is said of the place.
use crate::chance::Chance;
use crate::town::Town;
use app::grid::patrol::{self, NewPoint, PointName};
use app::offline::{State, What};
use base::{PatrolPointId, SignedDuration, Timestamp};
use grid::patrol::State as Window;
use std::collections::BTreeMap;
use store::event::Event;

/// As many as a grid may have, nearly.
const POINTS: usize = 30;
const REASONS: [&str; 3] = ["weather", "urgent", "closed"];
/// The window of a high risk in the morning, with half an hour of grace before it.
const OPENS: &str = "2026-03-02T01:00:00Z";
const COUNTS_FROM: &str = "2026-03-02T00:30:00Z";
/// A window that the place does not have.
const NEVER: &str = "2026-03-02T01:10:00Z";

/// The places, and what came of the morning's window of each.
#[derive(Default)]
pub struct Places {
    points: Vec<PatrolPointId>,
    came: BTreeMap<PatrolPointId, Came>,
    visited: usize,
    explained: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Came {
    Covered,
    Explained(&'static str),
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

impl Places {
    pub fn add(town: &Town) -> Places {
        let add = |at: usize| {
            let new = NewPoint {
                name: PointName::new(&format!("点{at}")).unwrap(),
                address: None,
                risk: "high".into(),
                work: "hazards".into(),
                opens: "".parse().unwrap(),
                point: Some(crate::town::HERE),
                grid: None,
            };
            town.act(town.community, move |cx, asker| patrol::add(cx, asker, &new, None)).unwrap()
        };
        let points = (0..POINTS).map(add).collect();
        Places { points, came: BTreeMap::new(), visited: 0, explained: 0 }
    }

    /// A moment of the morning; one in four lies before anything counts.
    pub fn moment(chance: &mut Chance) -> Timestamp {
        at("2026-03-02T02:00:00Z") - SignedDuration::from_mins(chance.below(120) as i64)
    }

    pub fn some(&self, chance: &mut Chance) -> (PatrolPointId, Timestamp) {
        let opens = if chance.one_in(9) { NEVER } else { OPENS };
        (self.points[chance.below(POINTS)], at(opens))
    }

    pub fn written(&self, chance: &mut Chance) -> What {
        let (point, opens) = self.some(chance);
        if chance.one_in(3) {
            let reason = REASONS[chance.below(REASONS.len())].to_owned();
            return What::Explain { point, opens, reason };
        }
        What::Clear { point, opens }
    }

    /// Somebody looked, and a phone says when; whether it counts.
    pub fn looked(&mut self, (point, opens): (PatrolPointId, Timestamp), when: Timestamp) -> State {
        if opens != at(OPENS) || when < at(COUNTS_FROM) {
            return State::Conflict;
        }
        if self.came.insert(point, Came::Covered) != Some(Came::Covered) {
            self.visited += 1;
        }
        State::Done
    }

    pub fn explained(&mut self, point: PatrolPointId, opens: Timestamp, reason: &str) -> State {
        if opens != at(OPENS) {
            return State::Conflict;
        }
        let reason = REASONS.into_iter().find(|known| *known == reason).unwrap();
        let before = self.came.get(&point).copied();
        if before != Some(Came::Covered) && before != Some(Came::Explained(reason)) {
            self.came.insert(point, Came::Explained(reason));
            self.explained += 1;
        }
        State::Done
    }

    /// A matter found there counts whatever becomes of the window; seen at another time than its
    /// own it covers the one it lies in.
    pub fn found(&mut self, (point, opens): (PatrolPointId, Timestamp), when: Timestamp) -> bool {
        let meant = if opens == at(NEVER) { at(OPENS) } else { opens };
        self.looked((point, meant), when) == State::Done
    }

    /// The rows and the history say the same.
    pub fn compare(&self, town: &Town, events: &[Event]) {
        for point in &self.points {
            let id = *point;
            let page = town.act(town.community, move |cx, asker| patrol::page(cx, asker, id));
            let page = page.unwrap();
            let window = page.windows.iter().find(|it| it.window.opens == at(OPENS)).unwrap();
            let reason = window.known.as_ref().and_then(|known| known.reason.as_deref());
            let (state, why) = match self.came.get(point) {
                None => (Window::Open, None),
                Some(Came::Covered) => (Window::Covered, None),
                Some(Came::Explained(why)) => (Window::Explained, Some(*why)),
            };
            assert_eq!((window.state, reason), (state, why), "{point}");
        }
        let of = |what: &str| {
            events.iter().filter(|it| it.noun == "patrol_point" && it.what == what).count()
        };
        assert_eq!((of("visited"), of("explained")), (self.visited, self.explained));
        assert!(self.visited > 0 && self.explained > 0);
    }
}
