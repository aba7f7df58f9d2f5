//! The units (单位) of the district, and the plan that says which stands where.
use crate::fabric::Fabric;
use crate::names::{self, Name};
use crate::rng::Rng;
use base::{Date, UnitId};
use org::{Unit, UnitKind};

/// The departments (区级部门): the codes of the policy book, which categories point to.
pub const DEPARTMENTS: &[(&str, Name)] = &[
    ("city_management", ("城市管理局", "City management")),
    ("market_regulation", ("市场监督管理局", "Market regulation")),
    ("housing", ("住房和城乡建设局", "Housing and construction")),
    ("public_security", ("公安分局", "Public security")),
    ("civil_affairs", ("民政局", "Civil affairs")),
    ("emergency", ("应急管理局", "Emergency management")),
    ("fire_rescue", ("消防救援大队", "Fire and rescue")),
    ("environment", ("生态环境局", "Ecology and environment")),
    ("parks_water", ("园林水务局", "Parks and water")),
    ("health", ("卫生健康局", "Health")),
    ("social_security", ("人力资源和社会保障局", "Human resources and social security")),
    ("transport", ("交通运输局", "Transport")),
    ("education", ("教育局", "Education")),
    ("justice", ("司法局", "Justice")),
    ("culture_tourism", ("文化和旅游局", "Culture and tourism")),
];

/// The ten offices of a street (内设机构).
pub const OFFICES: &[(&str, Name)] = &[
    ("general", ("党政综合办公室", "General office")),
    ("party", ("党建工作办公室", "Party building office")),
    ("city", ("公共管理办公室", "Public management office")),
    ("service", ("公共服务办公室", "Public service office")),
    ("peace", ("平安建设办公室", "Public safety office")),
    ("community", ("社区建设办公室", "Community building office")),
    ("development", ("区域发展办公室", "Local development office")),
    ("health", ("卫生健康办公室", "Health office")),
    ("emergency", ("应急管理办公室", "Emergency office")),
    ("social", ("民政和社会事务办公室", "Civil and social affairs office")),
];

/// Which unit stands where.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub district: UnitId,
    /// Each with its code.
    pub departments: Vec<(UnitId, &'static str)>,
    pub streets: Vec<StreetPlan>,
}

/// A street (街道), its offices and communities.
#[derive(Clone, Debug, PartialEq)]
pub struct StreetPlan {
    pub unit: UnitId,
    pub name: Name,
    /// Each with its code.
    pub offices: Vec<(UnitId, &'static str)>,
    pub communities: Vec<CommunityPlan>,
}

/// A community (社区) and its grids.
#[derive(Clone, Debug, PartialEq)]
pub struct CommunityPlan {
    pub unit: UnitId,
    pub name: Name,
    pub grids: Vec<GridPlan>,
}

/// A grid (网格): its unit and its number within the community, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridPlan {
    pub unit: UnitId,
    pub number: usize,
}

impl Plan {
    /// The street and community of a grid.
    pub fn above(&self, grid: UnitId) -> Option<(&StreetPlan, &CommunityPlan)> {
        self.communities().find(|(_, community)| community.grids.iter().any(|g| g.unit == grid))
    }

    /// All communities, each with its street.
    pub fn communities(&self) -> impl Iterator<Item = (&StreetPlan, &CommunityPlan)> {
        self.streets.iter().flat_map(|street| street.communities.iter().map(move |c| (street, c)))
    }
}

/// Founds the units of a ground plan: superiors before those under them.
pub fn found(fabric: &Fabric, rng: &mut Rng, ids: &mut dyn FnMut() -> i64) -> (Vec<Unit>, Plan) {
    let mut founder = Founder { ids, units: Vec::new() };
    let (zh, en) = names::DISTRICT;
    let district = founder.unit(UnitKind::District, None, zh, en, CODE);
    let departments = DEPARTMENTS
        .iter()
        .map(|&(code, (zh, en))| {
            (founder.unit(UnitKind::Department, Some(district), zh, en, code), code)
        })
        .collect();
    let mut free = names::COMMUNITIES.to_vec();
    rng.shuffle(&mut free);
    let mut streets = Vec::new();
    for (at, areas) in fabric.streets.iter().enumerate() {
        let counts: Vec<usize> = areas.iter().map(Vec::len).collect();
        streets.push(founder.street(district, at, &counts, &mut free));
    }
    (founder.units, Plan { district, departments, streets })
}

/// No county has a code that begins with 99, so no real one is hit.
const CODE: &str = "990001";

/// The first day of all units.
fn first_day() -> Date {
    jiff::civil::date(2020, 1, 1)
}

struct Founder<'a> {
    ids: &'a mut dyn FnMut() -> i64,
    units: Vec<Unit>,
}

impl Founder<'_> {
    fn street(
        &mut self,
        district: UnitId,
        at: usize,
        grids_of_communities: &[usize],
        free: &mut Vec<Name>,
    ) -> StreetPlan {
        let name = names::STREETS[at];
        let code = format!("{CODE}{:03}", at + 1);
        let (zh, en) = (format!("{}街道", name.0), format!("{} Street", name.1));
        let unit = self.unit(UnitKind::Street, Some(district), &zh, &en, &code);
        let offices = OFFICES
            .iter()
            .map(|&(office, (zh, en))| {
                let code = format!("{code}-{office}");
                (self.unit(UnitKind::Office, Some(unit), zh, en, &code), office)
            })
            .collect();
        let communities = grids_of_communities
            .iter()
            .enumerate()
            .map(|(at, &grids)| {
                let name = free.pop().expect("there are as many names as communities");
                self.community(unit, &format!("{code}{:03}", at + 1), name, grids)
            })
            .collect();
        StreetPlan { unit, name, offices, communities }
    }

    fn community(&mut self, street: UnitId, code: &str, name: Name, grids: usize) -> CommunityPlan {
        let (zh, en) = (format!("{}社区", name.0), format!("{} Community", name.1));
        let unit = self.unit(UnitKind::Community, Some(street), &zh, &en, code);
        let grids = (1..=grids)
            .map(|number| {
                let zh = format!("{}社区第{}网格", name.0, names::ordinal(number));
                let en = format!("{} Grid {number}", name.1);
                let code = format!("{code}{number:03}");
                GridPlan { unit: self.unit(UnitKind::Grid, Some(unit), &zh, &en, &code), number }
            })
            .collect();
        CommunityPlan { unit, name, grids }
    }

    fn unit(
        &mut self,
        kind: UnitKind,
        parent: Option<UnitId>,
        zh: &str,
        en: &str,
        code: &str,
    ) -> UnitId {
        let id = UnitId((self.ids)());
        self.units.push(Unit {
            id,
            kind,
            parent,
            name_zh: zh.to_owned(),
            name_en: en.to_owned(),
            code: code.to_owned(),
            since: first_day(),
            until: None,
        });
        id
    }
}
