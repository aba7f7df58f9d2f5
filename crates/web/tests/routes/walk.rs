//! A small town with somebody of every role, and one way to ask for any route as any of them.
use super::askers::{self, Asker};
use super::year::{february, new_worker, open_year, pay_a_month, unit_of};
use super::{Subjects, oracle, samples};
use crate::town::{self, Staff, Town, hire};
use app::api_key::{self, NewKey};
use app::grid::matter::{self, Asker as Person};
use app::org::founding;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use base::MatterId;
use grid::matter::Source;
use org::{Action, Place, Role, Thing, UnitKind, Who};
use std::cell::{Cell, OnceCell};
use std::sync::OnceLock;
use store::testing::Fresh;
use tokio::runtime::Runtime;
use tower::ServiceExt;
use web::routes::{Needs, Route};

/// What an answer means for the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Let,
    Refused,
    /// A form that was not understood: nothing is said about the right, and nothing happened.
    Unread,
}

pub struct Walk {
    pub town: Town,
    pub askers: Vec<Asker>,
    site: Router,
    spare: Staff,
    system: Staff,
    department: base::UnitId,
    appointment: base::AppointmentId,
    absence: base::AbsenceId,
    turn: Cell<usize>,
    /// What questions name: they leave it as it is.
    seen: OnceCell<Subjects>,
}

impl Walk {
    /// Founds the town and signs everybody in; the visitor comes first.
    pub fn begin(fresh: &Fresh) -> Walk {
        let town = Town::found(fresh);
        let (district, department) = town
            .app
            .read_now(|cx| {
                let directory = cx.directory()?;
                let one = |kind| directory.units(kind).next().expect("a unit").id;
                Ok((one(UnitKind::District), one(UnitKind::Department)))
            })
            .unwrap();
        let system = hire(&town.app, district, Role::SystemAdmin, "系统");
        let audit = hire(&town.app, district, Role::AuditAdmin, "审计管理");
        let spare = hire(&town.app, department, Role::Department, "闲岗");
        app::sign_in::found_now(&town.app, spare.person, "spare").unwrap();
        let personnel = hire(&town.app, district, Role::Personnel, "人事");
        let [worker, community] = [spare.person.0, town.communities[0].0];
        town.clock.advance(-24 * 60); // what is paid today was known yesterday
        town.act(personnel, move |cx, asker| {
            let new = new_worker(base::PersonId(worker), base::UnitId(community));
            app::ladder::record::enter(cx, &asker.who, &new)
        })
        .unwrap();
        town.clock.advance(24 * 60);
        let second = hire(&town.app, district, Role::Personnel, "人事二");
        pay_a_month(&town, second, personnel);
        open_year(&town, personnel);
        let askers = askers::all(&town, system, audit, personnel);
        let appointment = town
            .app
            .read_now(move |cx| Ok(store::org::appointment::of_post(cx.tx, spare.post, 1)?[0].id))
            .unwrap();
        let absence = town
            .act(town.district, move |cx, asker| {
                let (since, until) = (town::day("2026-05-01"), town::day("2026-05-02"));
                app::org::absence::record(cx, &asker.who, spare.person, since, until)
            })
            .unwrap();
        let site = web::router(town.app.clone());
        let turn = Cell::new(0);
        Walk {
            town,
            askers,
            site,
            spare,
            system,
            department,
            appointment,
            absence,
            turn,
            seen: OnceCell::new(),
        }
    }

    /// Asks for a route; says how the answer differs from what the rights say.
    pub fn check(&self, asker: &Asker, route: &Route) -> Option<String> {
        let subjects = match route.method {
            "GET" => self.seen.get_or_init(|| self.subjects()).clone(),
            _ => self.subjects(),
        };
        let expected = self.expected(asker, route, &subjects);
        let before = self.last_event();
        let (status, kind) = self.send(asker, route, &subjects);
        let changed = self.last_event() != before;
        let at = format!("{} {} as {}: {status}", route.method, route.path, asker.name);
        if status.is_server_error() {
            return Some(format!("{at}, a fault"));
        }
        match (expected, kind) {
            (Expected::No, Kind::Let) => Some(format!("{at}, let in without a right")),
            (Expected::No, _) if changed => Some(format!("{at}, and yet something happened")),
            // That a place is not one's own is said at the field of the place.
            (Expected::No, Kind::Unread) if names_a_place(route) => None,
            (Expected::No, Kind::Unread) if self.has_sample(route, &subjects) => {
                Some(format!("{at}, read before the right was asked for"))
            }
            (Expected::Yes, Kind::Refused) => Some(format!("{at}, refused against a right")),
            _ => None,
        }
    }

    fn expected(&self, asker: &Asker, route: &Route, s: &Subjects) -> Expected {
        let who = self.who(asker);
        let right = |action, thing: &Thing| Expected::when(oracle::may_do(&who, action, thing));
        match route.needs {
            // A link of a reporter may be wrong, a key of the policy unknown: that is no right.
            Needs::Nothing => Expected::Any,
            Needs::Code => Expected::No,
            Needs::Session => Expected::when(asker.token.is_some()),
            Needs::List(action) => {
                let reaches = !org::reach(&who, action).is_nothing() && asker.token.is_some();
                let said = oracle::finds_anything(&who, action) && asker.token.is_some();
                assert_eq!(reaches, said, "{action} for {}: the matrix", asker.name);
                Expected::when(reaches)
            }
            Needs::Part(action) => {
                // There is no such part; who could not even handle the matter is refused anyhow.
                if org::reach(&who, action).is_nothing() { Expected::No } else { Expected::Any }
            }
            Needs::Person(action) => {
                let place = match action {
                    Action::EndSessions => Place::default(),
                    Action::ReadWorker
                    | Action::EditWorker
                    | Action::ReadPay
                    | Action::ReadYear
                    | Action::NoteWorker
                    | Action::EvaluateWorker
                    | Action::AppealResult => Place {
                        street: Some(self.town.street_unit),
                        community: Some(self.town.communities[0]),
                        ..Place::default()
                    },
                    _ => Place { department: Some(self.department), ..Place::default() },
                };
                let own_person = Some(s.spare.person);
                right(action, &Thing { place, own_person, ..Thing::default() })
            }
            Needs::Street(action) => {
                let place = Place { street: Some(self.town.street_unit), ..Place::default() };
                right(action, &Thing { place, ..Thing::default() })
            }
            Needs::Right(action) => {
                let own_person = Some(s.spare.person);
                right(action, &Thing { own_person, ..Thing::default() })
            }
            Needs::Matter(
                Action::RecordMatter
                | Action::EditTeam
                | Action::ReadPatrol
                | Action::VisitPoint
                | Action::EditPatrol
                | Action::EvaluateWorker,
            ) => {
                let Needs::Matter(action) = route.needs else { return Expected::Any };
                let place = self.matter_thing(s.matter).place;
                right(action, &Thing { place, ..Thing::default() })
            }
            Needs::Matter(action) => right(action, &self.matter_thing(s.matter)),
        }
    }

    fn who(&self, asker: &Asker) -> Who {
        let Some(person) = asker.person else { return Who::anyone() };
        self.town.app.read_now(move |cx| Ok(cx.directory()?.who(person))).unwrap()
    }

    fn matter_thing(&self, id: MatterId) -> Thing {
        self.town
            .app
            .read_now(move |cx| {
                let loaded = matter::load(cx, id)?;
                Ok(loaded.thing(&Person::default(), loaded.main()))
            })
            .unwrap()
    }

    fn has_sample(&self, route: &Route, s: &Subjects) -> bool {
        route.method == "POST"
            && (samples::form(route.path, s).is_some() || samples::json(route.path, s).is_some())
    }

    fn send(&self, asker: &Asker, route: &Route, s: &Subjects) -> (StatusCode, Kind) {
        let (status, to) = self.answer(asker, route, s);
        let kind = match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => {
                Kind::Refused
            }
            _ if to.starts_with("/sign-in") || to.starts_with("/follow") => Kind::Refused,
            StatusCode::BAD_REQUEST
            | StatusCode::UNPROCESSABLE_ENTITY
            | StatusCode::UNSUPPORTED_MEDIA_TYPE => Kind::Unread,
            _ => Kind::Let,
        };
        (status, kind)
    }

    /// What a route answers to a request as it should be, and where it sends to.
    pub fn answer(&self, asker: &Asker, route: &Route, s: &Subjects) -> (StatusCode, String) {
        let path = route.path.replace("{session}", &asker.spare_session);
        let address = self.address(&path, s);
        let (kind, body) = match route.method {
            "POST" if route.path.starts_with("/api/") => {
                ("application/json", samples::json(route.path, s).unwrap_or_else(|| "{}".into()))
            }
            "POST" => {
                let fields = samples::form(route.path, s).unwrap_or_default();
                let form = format!("csrf={}&{fields}", asker.csrf);
                ("application/x-www-form-urlencoded", form)
            }
            _ => ("text/plain", String::new()),
        };
        let response = self.ask(asker, route.method, &address, kind, body);
        let status = response.status();
        let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
        (status, to.unwrap_or_default().to_owned())
    }

    /// The address of a route, with what it names put in.
    pub fn address(&self, path: &str, s: &Subjects) -> String {
        let id = match path {
            _ if path.contains("/photos/{id}") => s.photo.0,
            _ if path.contains("/matters/{id}") => s.matter.0,
            _ if path.starts_with("/org/units/") => s.unit.0,
            _ if path.starts_with("/org/posts/") => s.spare.post.0,
            _ if path.starts_with("/org/appointments/") => s.appointment.0,
            _ if path.starts_with("/org/absences/") => s.absence.0,
            _ if path.contains("/patrol/points/") => s.patrol_point.0,
            _ if path.starts_with("/org/people/") => s.spare.person.0,
            _ if path.contains("/workers/{id}") => s.ladder.worker.0,
            _ if path.contains("/training/{id}") => s.ladder.training.0,
            _ if path.contains("/courses/{id}") => s.ladder.course.0,
            _ if path.contains("/growth/{id}") => s.ladder.plan.0,
            _ if path.starts_with("/pay/") || path.contains("/pay/runs/") => s.pay_run.0,
            _ if path.starts_with("/accounts/") => s.spare.person.0,
            _ if path.starts_with("/keys/") => s.api_key.0,
            _ if path.contains("/outbox/{id}") => s.outbox.0,
            _ => 1,
        };
        path.replace("{id}", &id.to_string())
            .replace("{year}", "2026")
            .replace("{unit}", &unit_of(path, s))
            .replace("{run}", &s.pay_run.to_string())
            .replace("{key}", "grid.deadline.general")
            .replace("{session}", &"0".repeat(64))
            .replace("{file}", "style.css")
            .replace("{resource}", "requests.json")
            .replace("{number}", &s.other_number)
            .replace("{token}", "1-00")
    }

    /// What the addresses name this time: a new matter, the rest as founded.
    pub fn subjects(&self) -> Subjects {
        self.turn.set(self.turn.get() + 1);
        let turn = self.turn.get();
        let (matter, _) = self.new_matter();
        let (other_matter, other_number) = self.new_matter();
        let photo = self
            .town
            .app
            .read_now(move |cx| Ok(store::grid::photo::of_matter(cx.tx, matter)?[0].id))
            .unwrap();
        let without_account =
            self.town.app.write_now(move |cx| founding::add_person(cx, "新人", "")).unwrap();
        Subjects {
            matter,
            photo,
            other_matter,
            other_number,
            post: self.town.worker.post,
            grid: self.town.grids[0],
            community: self.town.communities[0],
            street: self.town.street_unit,
            unit: self.department,
            spare: self.spare,
            appointment: self.appointment,
            absence: self.absence,
            api_key: self.new_key(),
            outbox: self.new_failure(),
            without_account,
            patrol_point: self.new_patrol_point(),
            ladder: super::ladder::things(&self.town, self.spare.person, turn as i64),
            pay_run: self.pay_run(),
            turn,
        }
    }

    fn new_key(&self) -> base::ApiKeyId {
        let name = |text: &str| app::api_key::Name::new(text).unwrap();
        let new = NewKey { name: name("系统"), owner: name("单位"), per_minute: None };
        self.town
            .act(self.system, move |cx, asker| api_key::issue(cx, &asker.who, &new))
            .unwrap()
            .id
    }

    /// The one run there is: final, so that it is read by all who may, and changed by nobody.
    fn pay_run(&self) -> base::PayRunId {
        let paid = |cx: &mut app::Cx<'_, '_>| Ok(store::ladder::pay::run::of(cx.tx, february())?);
        self.town.app.read_now(paid).unwrap().expect("it is paid").id
    }

    /// A place in the first grid whose window is open, written past the use case, which has a limit.
    fn new_patrol_point(&self) -> base::PatrolPointId {
        let id = base::PatrolPointId(1000 + self.turn.get() as i64);
        let [grid, community, street] =
            [self.town.grids[0], self.town.communities[0], self.town.street_unit];
        let put = move |cx: &mut app::Cx<'_, '_>| {
            let point = app::grid::patrol::PatrolPoint {
                id,
                since: town::day("2026-03-02"),
                until: None,
                name: "门".into(),
                address: String::new(),
                risk: "high".into(),
                work: "hazards".into(),
                opens: String::new(),
                point: town::HERE,
                grid,
                community,
                street,
            };
            Ok(store::grid::patrol::put(cx.tx, &point)?)
        };
        self.town.app.write_now(put).unwrap();
        id
    }

    /// Something that did not go out.
    fn new_failure(&self) -> base::OutboxId {
        let work = |cx: &mut app::Cx<'_, '_>| {
            let id = base::OutboxId(cx.next_id());
            let new = store::message::outbox::Outgoing {
                id,
                channel: "webhook".into(),
                target: "x".into(),
                kind: "closed".into(),
                body: "{}".into(),
                made_at: cx.at,
                due_at: cx.at,
                claims: 0,
                tries: 0,
                state: String::new(),
                why: None,
            };
            store::message::outbox::insert(cx.tx, &new)?;
            store::message::outbox::missed(cx.tx, id, 0, "too_slow", None)?;
            Ok(id)
        };
        self.town.app.write_now(work).unwrap()
    }

    /// A resident's report in the first grid, with a contact and a photo.
    pub fn new_matter(&self) -> (MatterId, String) {
        let code = app::secret::Code::random();
        let mut new = self.town.new_report(Source::Resident, "environment", "路灯不亮，有垃圾");
        new.code = Some(code.digest(self.town.app.keys()).to_vec());
        new.contact = matter::Contact::new("13800001234").ok();
        new.photos = vec![photo::Photo { jpeg: vec![1], width: 1, height: 1 }];
        let report = move |cx: &mut app::Cx<'_, '_>| matter::report(cx, &Person::default(), &new);
        let receipt = self.town.app.write_now(report).unwrap();
        (receipt.id, receipt.number)
    }

    pub fn last_event(&self) -> Option<base::EventId> {
        let last = self.town.app.read_now(|cx| Ok(store::event::page(cx.tx, None, None, 1)?));
        last.unwrap().first().map(|event| event.id)
    }

    pub fn get(&self, asker: &Asker, address: &str) -> StatusCode {
        self.ask(asker, "GET", address, "text/plain", String::new()).status()
    }

    pub fn text(&self, asker: &Asker, address: &str) -> String {
        let response = self.ask(asker, "GET", address, "text/plain", String::new());
        let bytes = runtime().block_on(to_bytes(response.into_body(), usize::MAX)).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// A request without body.
    pub fn bare(&self, asker: &Asker, method: &str, path: &str) -> StatusCode {
        let subjects = self.seen.get_or_init(|| self.subjects());
        let address = self.address(path, subjects);
        self.ask(asker, method, &address, "text/plain", String::new()).status()
    }

    fn ask(
        &self,
        asker: &Asker,
        method: &str,
        address: &str,
        kind: &str,
        body: String,
    ) -> Response {
        let mut request = Request::builder()
            .method(method)
            .uri(address)
            .header(header::CONTENT_TYPE, kind)
            .header("sec-fetch-site", "same-origin");
        if let Some(token) = &asker.token {
            request = request
                .header(header::COOKIE, format!("jieli={token}"))
                .header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Body::from(body)).unwrap();
        runtime().block_on(self.site.clone().oneshot(request)).unwrap()
    }
}

/// What the rights say of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Yes,
    No,
    /// The rights say nothing here.
    Any,
}

impl Expected {
    fn when(yes: bool) -> Expected {
        if yes { Expected::Yes } else { Expected::No }
    }
}

pub fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Runtime::new().unwrap())
}

/// Whether the place that is asked about stands in the form rather than in the address.
fn names_a_place(route: &Route) -> bool {
    let by_place = [Action::RecordMatter, Action::EditPatrol].map(Needs::Matter);
    by_place.contains(&route.needs) && !route.path.contains("{id}")
}
