//! Appointing people (任命): who comes, to which post, by which order.
use crate::names::People;
use crate::rng::Rng;
use base::{AppointmentId, Date, PersonId, PostId, UnitId};
use jiff::civil::date;
use org::{Appointment, Person, Post, Role};
use std::collections::{BTreeMap, BTreeSet};

/// A person to look at the district as (角色演示账号). The password is made by whoever serves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Showcase {
    pub role: Role,
    pub login: &'static str,
    pub person: PersonId,
    pub post: PostId,
}

/// What a post is called and where its part-timer comes from.
#[derive(Clone, Copy, Debug)]
pub struct Title<'a> {
    pub role: Role,
    pub zh: &'a str,
    pub en: &'a str,
    /// Empty for a full-time post.
    pub sent_by: &'a str,
}

/// The people and posts as they come together.
pub struct Staff<'a> {
    pub persons: Vec<Person>,
    pub posts: Vec<Post>,
    pub appointments: Vec<Appointment>,
    pub showcases: Vec<Showcase>,
    pub rng: &'a mut Rng,
    ids: &'a mut dyn FnMut() -> i64,
    names: People,
}

/// Of a hundred posts, how many show a predecessor.
const SUCCEEDED_PERCENT: u32 = 3;

impl<'a> Staff<'a> {
    pub fn new(rng: &'a mut Rng, ids: &'a mut dyn FnMut() -> i64) -> Staff<'a> {
        Staff {
            persons: Vec::new(),
            posts: Vec::new(),
            appointments: Vec::new(),
            showcases: Vec::new(),
            rng,
            ids,
            names: People::default(),
        }
    }

    /// Somebody new.
    pub fn person(&mut self) -> PersonId {
        let (name_zh, name_en) = self.names.next(self.rng);
        let id = PersonId((self.ids)());
        self.persons.push(Person { id, name_zh, name_en });
        id
    }

    /// A post and its holder (A岗), here and there after a predecessor.
    pub fn hold(&mut self, unit: UnitId, title: Title, person: PersonId, by: &str) -> PostId {
        let post = PostId((self.ids)());
        self.posts.push(Post {
            id: post,
            unit,
            role: title.role,
            title_zh: title.zh.to_owned(),
            title_en: title.en.to_owned(),
            part_time: !title.sent_by.is_empty(),
            sent_by: title.sent_by.to_owned(),
        });
        let since = self.day(2021, 2024);
        if self.rng.chance(SUCCEEDED_PERCENT) {
            let before = self.person();
            self.appoint(post, before, 0, (date(2020, 1, 1), Some(since)), by);
        }
        self.appoint(post, person, 0, (since, None), by);
        post
    }

    /// Makes a person the deputy (B岗) of a post.
    pub fn deputise(&mut self, post: PostId, person: PersonId, by: &str) {
        let since = self.day(2023, 2024);
        self.appoint(post, person, 1, (since, None), by);
    }

    /// Shows the role with this person; only the first of a role counts.
    pub fn showcase(&mut self, role: Role, person: PersonId, post: PostId) {
        if self.showcases.iter().all(|shown| shown.role != role) {
            self.showcases.push(Showcase { role, login: login(role), person, post });
        }
    }

    /// Shows a role once more, by a sign-in of its own.
    pub fn showcase_as(&mut self, login: &'static str, role: Role, person: PersonId, post: PostId) {
        self.showcases.push(Showcase { role, login, person, post });
    }

    /// Numbers the orders (文号): through the year, by day, those of a day in one order.
    pub fn number_orders(&mut self) {
        let mut days: BTreeMap<(String, i16), BTreeSet<Date>> = BTreeMap::new();
        for appointment in &self.appointments {
            let series = (appointment.order_no.clone(), appointment.since.year());
            days.entry(series).or_default().insert(appointment.since);
        }
        for appointment in &mut self.appointments {
            let series = (appointment.order_no.clone(), appointment.since.year());
            let number = days[&series].range(..=appointment.since).count();
            appointment.order_no = format!("{}〔{}〕{number}号", series.0, series.1);
        }
    }

    /// Until [`Staff::number_orders`], an order's number is only who gives it.
    fn appoint(
        &mut self,
        post: PostId,
        person: PersonId,
        deputy_rank: u8,
        (since, until): (Date, Option<Date>),
        by: &str,
    ) {
        let id = AppointmentId((self.ids)());
        let order_no = by.to_owned();
        self.appointments.push(Appointment {
            id,
            post,
            person,
            since,
            until,
            order_no,
            deputy_rank,
        });
    }

    /// A day on which orders are given: the 1st or the 15th.
    fn day(&mut self, first_year: i16, last_year: i16) -> Date {
        let year = self.rng.range(first_year.into()..=last_year.into()) as i16;
        let month = self.rng.range(1..=12) as i8;
        date(year, month, *self.rng.pick(&[1, 15]))
    }
}

fn login(role: Role) -> &'static str {
    match role {
        Role::GridWorker => "worker",
        Role::GridLeader => "leader",
        Role::Community => "community",
        Role::Street => "street",
        Role::Department => "department",
        Role::District => "district",
        Role::Personnel => "personnel",
        Role::Auditor => "auditor",
        Role::SystemAdmin => "system",
        Role::SecurityAdmin => "security",
        Role::AuditAdmin => "audit",
    }
}
