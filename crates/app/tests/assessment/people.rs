//! A town in the first days of a year, with community workers and a year that was just opened.
#![allow(dead_code, reason = "each test binary uses its part")]
use crate::town::{Staff, Town, day, hire};
use app::ladder::assessment::worker::OfWorker;
use app::ladder::assessment::{self, ballot, goals, panel, worker};
use app::ladder::record::{self, NewPlacing, NewWorker};
use app::secret::Code;
use app::{Failed, Result};
use base::{PersonId, UnitId};
use ladder::scheme::PostKind;
use ladder::worker::Tenure;
use org::Role;
use std::collections::BTreeMap;
use store::testing::Fresh;

/// Minutes of a day, as the clock is told.
pub const DAY: i64 = 24 * 60;
/// As many papers as raters are asked for.
pub const HEADS: &[(&str, u32)] =
    &[("residents", 36), ("units", 5), ("property", 4), ("owners", 5)];

pub struct Year {
    pub town: Town,
    pub district: UnitId,
    pub office: Staff,
    pub other_office: Staff,
    /// A community worker who acts for the street as well.
    pub officer: Staff,
    /// All who serve, the heads of the two communities among them.
    pub people: Vec<Staff>,
}

impl Year {
    /// On a Monday of January 2026: eight who serve since 2024.
    pub fn open(fresh: &Fresh) -> Year {
        let town = Town::found_at(fresh, "2026-01-05T10:00:00+08:00");
        let district = town.district_unit();
        let office = hire(&town.app, district, Role::Personnel, "人事甲");
        let other_office = hire(&town.app, district, Role::Personnel, "人事乙");
        let officer = hire(&town.app, town.street_unit, Role::Street, "兼职");
        let more = ["丙", "丁"].map(|name| hire(&town.app, town.grids[2], Role::GridWorker, name));
        let mut year = Year { town, district, office, other_office, officer, people: Vec::new() };
        let [one, two] = year.town.communities;
        for (who, community, head) in [
            (year.town.worker, one, false),
            (year.town.leader, one, false),
            (year.town.community, one, true),
            (officer, one, false),
            (more[0], two, false),
            (more[1], two, false),
            (year.town.other_community, two, true),
        ] {
            year.enter(who, community, head, office);
            year.people.push(who);
        }
        year.town.act(office, |cx, asker| assessment::open(cx, &asker.who, 2026)).unwrap();
        year
    }

    pub fn enter(&self, who: Staff, community: UnitId, head: bool, by: Staff) {
        let since = day("2024-01-01");
        let kind = if head { PostKind::Chief } else { PostKind::Clerk };
        let placing = NewPlacing { kind, level: None, since, order_no: "1号".into() };
        let (person, tenure) = (who.person, Tenure::Hired);
        let new = NewWorker { person, community, tenure, secretary: head, since, placing };
        self.town.act(by, move |cx, asker| record::enter(cx, &asker.who, &new)).unwrap();
    }

    pub fn publish_goals(&self) {
        let community = self.town.communities[0];
        self.town
            .act(self.town.street, move |cx, asker| {
                let goal = goals::Words::new("走访").unwrap();
                goals::set(cx, &asker.who, (2026, community), &goal)
            })
            .unwrap();
        self.town.act(self.office, |cx, asker| goals::publish(cx, &asker.who, 2026)).unwrap();
    }

    /// Opens the panel of a community; its codes.
    pub fn print(&self, community: UnitId) -> Vec<Code> {
        let heads: Vec<(String, u32)> =
            HEADS.iter().map(|(group, heads)| ((*group).to_owned(), *heads)).collect();
        let printed = self.town.act(self.office, move |cx, asker| {
            panel::open(cx, &asker.who, (2026, community), &heads)
        });
        printed.unwrap().codes.into_iter().flat_map(|(_, codes)| codes).collect()
    }

    /// Both communities rate: forty are content, ten very much.
    pub fn rate_all(&self) {
        for community in self.town.communities {
            let codes = self.print(community);
            self.cast_in(community, &codes[..40], "good");
            self.cast_in(community, &codes[40..], "very_good");
            self.town
                .act(self.office, move |cx, asker| panel::close(cx, &asker.who, (2026, community)))
                .unwrap();
        }
    }

    /// What the street says of each.
    pub fn mark_all(&self) {
        for (at, of) in (0i64..).zip(&self.people) {
            let person = of.person;
            self.town
                .act(self.town.street, move |cx, asker| {
                    let words = worker::Said::new("完成目标").unwrap();
                    let mark = (80 + at).into();
                    worker::evaluate(cx, &asker.who, (2026, person), (mark, &words))
                })
                .unwrap();
        }
    }

    /// The same answer for everybody of a community.
    pub fn said(&self, community: UnitId, answer: &str) -> BTreeMap<PersonId, String> {
        let subjects = self.town.app.read_now(move |cx| {
            Ok(store::ladder::assessment::panel::subjects(cx.tx, 2026, community, 100)?)
        });
        subjects.unwrap().iter().map(|it| (it.person, answer.to_owned())).collect()
    }

    pub fn cast(&self, codes: &[Code], answer: &str) {
        self.cast_in(self.town.communities[0], codes, answer);
    }

    fn cast_in(&self, community: UnitId, codes: &[Code], answer: &str) {
        let (codes, said) = (codes.to_vec(), self.said(community, answer));
        let cast = move |cx: &mut app::Cx<'_, '_>| {
            codes.iter().try_for_each(|code| ballot::cast(cx, code, &said))
        };
        self.town.app.write_now(cast).unwrap();
    }

    pub fn try_cast(&self, code: &Code, answer: &str) -> std::result::Result<(), Failed> {
        let (code, said) = (code.clone(), self.said(self.town.communities[0], answer));
        self.town.app.write_now(move |cx| ballot::cast(cx, &code, &said))
    }

    pub fn page(&self, who: Staff, person: PersonId) -> Result<OfWorker> {
        self.town.act(who, move |cx, asker| worker::page(cx, &asker.who, (2026, person), None))
    }
}
