//! A small town for stories: a street, two communities with two grids each, a department, people.
#![allow(dead_code, reason = "each test binary uses its part")]
pub mod deeds;

use crate::world::{self, Clock};
use app::grid::matter::{self, Asker, NewReport, Receipt};
use app::org::founding;
use app::org::{appointment::NewAppointment, post::NewPost, unit::NewUnit};
use app::secret::Code;
use app::{App, Cx, Result};
use base::place::{Crs, Point};
use base::{Date, MatterId, PersonId, PostId, UnitId};
use grid::matter::Source;
use org::{Role, UnitKind};
use store::testing::Fresh;

/// A person in a post.
#[derive(Clone, Copy, Debug)]
pub struct Staff {
    pub person: PersonId,
    pub post: PostId,
}

pub struct Town {
    pub app: App,
    pub clock: Clock,
    pub street_unit: UnitId,
    pub communities: [UnitId; 2],
    pub grids: [UnitId; 4],
    pub worker: Staff,
    pub leader: Staff,
    pub community: Staff,
    pub other_community: Staff,
    pub street: Staff,
    pub department: Staff,
    pub district: Staff,
    pub auditor: Staff,
    pub security: Staff,
}

/// The middle of the first grid.
pub const HERE: Point = Point { lon: 120.0005, lat: 30.0005 };
/// The middle of a grid of the other community.
pub const THERE: Point = Point { lon: 120.0025, lat: 30.0005 };
/// Nowhere near.
pub const OUTSIDE: Point = Point { lon: 121.0, lat: 31.0 };
const FOUNDED: &str = "2024-01-01";

impl Town {
    /// Founds the town on a database, at ten on a Monday morning.
    pub fn found(fresh: &Fresh) -> Town {
        Town::found_at(fresh, "2026-03-02T10:00:00+08:00")
    }

    pub fn found_at(fresh: &Fresh, moment: &str) -> Town {
        let clock = Clock::at(moment);
        let app = world::app_with(fresh, &clock);
        let unit = |kind, parent, name: &str, code: &str| add(&app, kind, parent, name, code);
        let district_unit = unit(UnitKind::District, None, "试区", "D");
        let department_unit =
            unit(UnitKind::Department, Some(district_unit), "城管局", "city_management");
        let street_unit = unit(UnitKind::Street, Some(district_unit), "东街", "S1");
        let communities = ["甲社区", "乙社区"]
            .map(|name| unit(UnitKind::Community, Some(street_unit), name, name));
        let grids = [(0, "G1"), (0, "G2"), (1, "G3"), (1, "G4")]
            .map(|(at, code)| unit(UnitKind::Grid, Some(communities[at]), code, code));
        let staff = |unit, role, name: &str| hire(&app, unit, role, name);
        let town = Town {
            worker: staff(grids[0], Role::GridWorker, "网格员"),
            leader: staff(grids[0], Role::GridLeader, "网格长"),
            community: staff(communities[0], Role::Community, "书记"),
            other_community: staff(communities[1], Role::Community, "乙书记"),
            street: staff(street_unit, Role::Street, "街道"),
            department: staff(department_unit, Role::Department, "城管"),
            district: staff(district_unit, Role::District, "区中心"),
            auditor: staff(district_unit, Role::Auditor, "审计"),
            security: staff(district_unit, Role::SecurityAdmin, "安全"),
            app: app.clone(),
            clock,
            street_unit,
            communities,
            grids,
        };
        town.draw();
        town
    }

    /// Gives the grids their squares, side by side.
    fn draw(&self) {
        let features: Vec<String> = (0..4)
            .map(|at| {
                let west = 120.0 + 0.001 * f64::from(at);
                let (east, south, north) = (west + 0.001, 30.0, 30.001);
                let community = ["甲社区", "乙社区"][at as usize / 2];
                format!(
                    r#"{{"type":"Feature","properties":{{"code":"G{}","name":"第{}网格","name_en":"Grid {}","kind":"residential","households":400,"community":"{community}","street":"S1","party_form":"group","party_name":"党小组","since":"{FOUNDED}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west:.3},{south}],[{east:.3},{south}],[{east:.3},{north}],[{west:.3},{north}],[{west:.3},{south}]]]}}}}"#,
                    at + 1, at + 1, at + 1
                )
            })
            .collect();
        let text = format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
        self.act(self.district, move |cx, asker| {
            app::grid::map::import(cx, &asker.who, &text, Crs::Wgs84, day(FOUNDED)).map(|_| ())
        })
        .expect("the map is taken");
    }

    /// Does something as somebody, in one durable transaction.
    pub fn act<T: Send + 'static>(
        &self,
        staff: Staff,
        work: impl Fn(&mut Cx<'_, '_>, &Asker) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.app.write_now(move |cx| {
            let who = cx.directory()?.who(staff.person);
            work(cx, &Asker::person(who))
        })
    }

    /// Does something as the reporter with this code.
    pub fn as_reporter<T: Send + 'static>(
        &self,
        code: &Code,
        work: impl Fn(&mut Cx<'_, '_>, &Asker) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let digest = code.digest(self.app.keys()).to_vec();
        self.app.write_now(move |cx| work(cx, &Asker::reporter(digest.clone())))
    }

    /// A resident reports something here; the code is theirs.
    pub fn resident_reports(&self, category: &str, body: &str) -> (Receipt, Code) {
        let code = Code::random();
        let mut new = self.new_report(Source::Resident, category, body);
        new.code = Some(code.digest(self.app.keys()).to_vec());
        new.contact = Some("13800001234".parse_contact());
        let receipt =
            self.app.write_now(move |cx| matter::report(cx, &Asker::default(), &new)).unwrap();
        (receipt, code)
    }

    pub fn new_report(&self, source: Source, category: &str, body: &str) -> NewReport {
        NewReport {
            source,
            category: category.into(),
            body: matter::Body::new(body).unwrap(),
            address: None,
            point: Some(HERE),
            community: None,
            contact: None,
            on_the_spot: false,
            code: None,
            serial: self.app.serial_now(day("2026-03-02")).unwrap(),
            photos: vec![],
            external: None,
        }
    }

    pub fn page(&self, staff: Staff, id: MatterId) -> Result<matter::Page> {
        self.act(staff, move |cx, asker| matter::page(cx, asker, id))
    }

    /// Who holds the matter now, and at which step.
    pub fn holder(&self, id: MatterId) -> (PostId, String) {
        let page = self.page(self.auditor, id).expect("the auditor reads all");
        (page.main().holder, page.main().step.clone())
    }

    /// The unit of the whole district.
    pub fn district_unit(&self) -> UnitId {
        let district = self.app.read_now(|cx| {
            Ok(cx.directory()?.units(UnitKind::District).next().map(|unit| unit.id))
        });
        district.unwrap().expect("a district")
    }

    /// Somebody new in a post of the district itself.
    pub fn hire_at_district(&self, role: Role, name: &str) -> Staff {
        hire(&self.app, self.district_unit(), role, name)
    }

    /// An officer of the personnel office.
    pub fn personnel(&self) -> Staff {
        self.hire_at_district(Role::Personnel, "人事")
    }

    /// Founds a second street, without communities; this is who works there.
    pub fn another_street(&self) -> Staff {
        let unit = add(&self.app, UnitKind::Street, Some(self.district_unit()), "西街", "S2");
        hire(&self.app, unit, Role::Street, "西街街道")
    }

    /// Makes somebody absent from today for so many days.
    pub fn absent(&self, person: PersonId, until: &str) {
        let until = day(until);
        self.act(self.street, move |cx, asker| {
            let since = cx.today();
            app::org::absence::record(cx, &asker.who, person, since, until).map(|_| ())
        })
        .expect("the street records an absence");
    }
}

fn add(app: &App, kind: UnitKind, parent: Option<UnitId>, name: &str, code: &str) -> UnitId {
    let (name, code) = (name.to_owned(), code.to_owned());
    app.write_now(move |cx| {
        let new = NewUnit {
            kind,
            parent,
            name_zh: name.clone(),
            name_en: name.clone(),
            code: code.clone(),
            since: day(FOUNDED),
        };
        founding::add_unit(cx, new)
    })
    .unwrap()
}

pub fn hire(app: &App, unit: UnitId, role: Role, name: &str) -> Staff {
    let name = name.to_owned();
    app.write_now(move |cx| {
        let person = founding::add_person(cx, &name, &name)?;
        let post = NewPost {
            unit,
            role,
            title_zh: name.clone(),
            title_en: name.clone(),
            part_time: false,
            sent_by: String::new(),
        };
        let post = founding::add_post(cx, post)?;
        let new = NewAppointment {
            post,
            person,
            since: day(FOUNDED),
            until: None,
            order_no: "试任〔2024〕1号".into(),
            deputy_rank: 0,
        };
        founding::appoint(cx, new)?;
        Ok(Staff { person, post })
    })
    .unwrap()
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn words(text: &str) -> matter::Words {
    matter::Words::new(text).unwrap()
}

pub fn clause(text: &str) -> matter::Clause {
    matter::Clause::new(text).unwrap()
}

trait ParseContact {
    fn parse_contact(&self) -> matter::Contact;
}

impl ParseContact for str {
    fn parse_contact(&self) -> matter::Contact {
        matter::Contact::new(self).unwrap()
    }
}
