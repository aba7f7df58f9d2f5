//! Figures of a period (统计): by street, by community, by grid; never by person.
use super::loaded::Asker;
use crate::{Cx, Failed, Result};
use base::{Timestamp, UnitId};
use org::{Action, Denied, UnitKind, reach};
use store::figures::grid::{By, Counts, counts};

/// What a page of figures shows.
#[derive(Clone, Debug)]
pub struct Figures {
    pub by: By,
    pub rows: Vec<Counts>,
    pub total: Counts,
}

/// The longest period a page counts: a leap year.
const DAYS_MAX: i64 = 366;
const HOURS_PER_DAY: i64 = 24;

/// The figures under a unit: the streets of the district, the communities of a street, the grids
/// of a community. Who sees only a part of the district is shown that part.
pub fn figures(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    unit: Option<UnitId>,
    from: Timestamp,
    to: Timestamp,
) -> Result<Figures> {
    if to <= from || to.duration_since(from).as_hours() > DAYS_MAX * HOURS_PER_DAY {
        return Err(Failed::field("to", "period"));
    }
    let sight = reach(&asker.who, Action::ReadFigures);
    let directory = cx.directory()?;
    let unit = match unit {
        Some(unit) => Some(unit),
        None if sight.everywhere => None,
        None => match own_unit(&sight) {
            Some(unit) => Some(unit),
            None => return own_grids(cx, &sight, from, to),
        },
    };
    let by = match unit {
        None => By::Streets,
        Some(unit) => {
            let place = directory.place(unit).ok_or(Failed::NotFound)?;
            let thing = org::Thing { place, ..org::Thing::default() };
            if !sight.sees(&thing) {
                return Err(Failed::NotFound);
            }
            match directory.unit(unit).map(|unit| unit.kind) {
                Some(UnitKind::Street) => By::Communities(unit),
                Some(UnitKind::Community) => By::Grids(unit),
                Some(UnitKind::District) => By::Streets,
                _ => return Err(Failed::NotFound),
            }
        }
    };
    let rows = counts(cx.tx, by, from, to)?;
    Ok(Figures { by, total: total(&rows), rows })
}

fn total(rows: &[Counts]) -> Counts {
    rows.iter().fold(Counts::default(), |sum, row| Counts {
        unit: None,
        reported: sum.reported + row.reported,
        open: sum.open + row.open,
        closed: sum.closed + row.closed,
        staff_solved: sum.staff_solved + row.staff_solved,
        reporter_solved: sum.reporter_solved + row.reporter_solved,
        promised: sum.promised + row.promised,
        kept: sum.kept + row.kept,
    })
}

/// The street or community whose parts are shown first.
fn own_unit(sight: &org::Sight) -> Option<UnitId> {
    sight.streets.first().or(sight.communities.first()).copied()
}

/// Who has grids only sees those among their community's; a department has no area to count by.
fn own_grids(
    cx: &mut Cx<'_, '_>,
    sight: &org::Sight,
    from: Timestamp,
    to: Timestamp,
) -> Result<Figures> {
    if sight.is_nothing() {
        return Err(Failed::Denied(Denied::NoRight));
    }
    let directory = cx.directory()?;
    let place = sight.grids.first().and_then(|grid| directory.place(*grid));
    let Some(community) = place.and_then(|place| place.community) else {
        return Ok(Figures { by: By::Streets, rows: Vec::new(), total: Counts::default() });
    };
    let mut rows = counts(cx.tx, By::Grids(community), from, to)?;
    rows.retain(|row| row.unit.is_some_and(|unit| sight.grids.contains(&unit)));
    Ok(Figures { by: By::Grids(community), total: total(&rows), rows })
}
