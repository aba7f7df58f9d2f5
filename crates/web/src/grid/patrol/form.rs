//! The form of a place (巡查点表单): what it is, how often by its risk, and where.
use super::super::names::Names;
use super::say::rhythm;
use crate::desk::Desk;
use crate::form::{Choice, FromInput, Given, Input};
use app::Failed;
use app::grid::patrol::{NewPoint, PatrolPoint};
use base::{Date, UnitId};
use org::{Action, Sight, Thing, UnitKind, reach};

/// A place as it was typed, and from or until which day.
pub struct Typed {
    pub point: NewPoint,
    pub since: Option<Date>,
}

impl FromInput for Typed {
    fn read(input: &mut Input) -> Option<Typed> {
        let (name, address, place) = (input.text("name"), input.optional("address"), input.place());
        let code = |code: &str| (!code.is_empty()).then(|| code.to_owned());
        let (risk, work) = (input.choice("risk", code), input.choice("work", code));
        let opens = input.raw("opens").parse().ok();
        if opens.is_none() {
            input.refuse("opens", "times");
        }
        let grid = match input.raw("grid") {
            "" => Some(None),
            _ => input.parsed::<UnitId>("grid").map(Some),
        };
        let since = match input.raw("since") {
            "" => Some(None),
            _ => input.day("since").map(Some),
        };
        let point = NewPoint {
            name: name?,
            address: address?,
            risk: risk?,
            work: work?,
            opens: opens?,
            point: place?,
            grid: grid?,
        };
        Some(Typed { point, since: since? })
    }
}

/// The day until which a place is looked at; tomorrow if none is named.
pub struct Until(pub Option<Date>);

impl FromInput for Until {
    fn read(input: &mut Input) -> Option<Until> {
        match input.raw("until") {
            "" => Some(Until(None)),
            _ => input.day("until").map(|day| Until(Some(day))),
        }
    }
}

/// What one may choose from.
pub struct Choices {
    pub risks: Vec<Choice>,
    pub works: Vec<Choice>,
    pub grids: Vec<Choice>,
}

impl Choices {
    pub fn of(desk: &Desk, names: &Names) -> Choices {
        let (rules, today, lang) = (&desk.app.policies().rules, desk.today(), desk.words.lang);
        let risks = rules.patrol_risks(today).map(|cited| cited.value).unwrap_or_default();
        let risk = |class: &grid::rules::RiskClass| {
            Choice::new(&class.code, class.name(lang)).note(rhythm(desk, class, ""))
        };
        let works = rules.work_kinds(today).map(|cited| cited.value).unwrap_or_default();
        let work = |kind: &grid::rules::Named| Choice::new(&kind.code, kind.name(lang));
        let none = Choice::new("", desk.words.t("patrol-grid-by-point"));
        let sight = reach(&desk.signed.who, Action::EditPatrol);
        let grids = units(names, &sight, UnitKind::Grid).into_iter();
        let grids = grids.map(|(unit, name)| Choice::new(unit, name));
        Choices {
            risks: risks.iter().map(risk).collect(),
            works: works.iter().map(work).collect(),
            grids: [none].into_iter().chain(grids).collect(),
        }
    }
}

/// The units of a kind in sight, with their names.
pub fn units(names: &Names, sight: &Sight, kind: UnitKind) -> Vec<(UnitId, String)> {
    let seen = names.directory.units(kind).filter(|unit| {
        let place = names.directory.place(unit.id).unwrap_or_default();
        sight.sees(&Thing { place, ..Thing::default() })
    });
    let named = |unit: &org::Unit| (unit.id, names.name(unit).to_owned());
    seen.map(named).collect()
}

/// The form filled in with a place as it is.
pub fn filled(given: Given, point: &PatrolPoint) -> Given {
    given
        .with("name", &point.name)
        .with("address", &point.address)
        .with("risk", &point.risk)
        .with("work", &point.work)
        .with("opens", &point.opens)
        .with("lon", point.point.lon)
        .with("lat", point.point.lat)
}

/// The use case's fields as this form calls them.
pub fn renamed(failed: Failed) -> Failed {
    match failed {
        Failed::Field { field: "place", code, facts } => {
            Failed::Field { field: "lon", code, facts }
        }
        other => other,
    }
}
