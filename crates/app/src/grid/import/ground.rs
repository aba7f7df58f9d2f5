//! What rows are laid on (落地): the map, the organisation and the day on which the import began.
use super::{Options, Stopped};
use crate::grid::map::LoadedMap;
use crate::org::Directory;
use crate::{App, Failed};
use base::Date;
use grid::procedure::MATTER;
use org::{Place, UnitKind};
use relay::Limit;
use std::sync::Arc;

/// Map and organisation as they were when the import began.
pub(super) struct Ground {
    pub versions: (i64, i64),
    pub map: Arc<LoadedMap>,
    pub directory: Arc<Directory>,
    pub today: Date,
    pub leg: Limit,
    /// Takes what has no place in the district, if there is such a community.
    pub unplaced: Option<Place>,
}

impl Ground {
    pub fn load(app: &App, options: &Options) -> Result<Ground, Stopped> {
        let code = options.unplaced.clone();
        let found = app.read_now(move |cx| {
            let (map, directory, today) = (cx.map()?, cx.directory()?, cx.today());
            let versions = store::grid::map::current(cx.tx)?;
            let unplaced = code.as_ref().map(|code| {
                let named = directory.units(UnitKind::Community).find(|unit| unit.code == *code);
                named.and_then(|unit| directory.place(unit.id))
            });
            let leg = cx.policies().rules.leg(MATTER.first, today)?;
            Ok((Ground { versions, map, directory, today, leg, unplaced: None }, unplaced))
        });
        let (mut ground, unplaced) = found.map_err(|failed: Failed| Stopped::Failed(failed))?;
        ground.unplaced = match (unplaced, &options.unplaced) {
            (Some(None), Some(code)) => return Err(Stopped::Community { code: code.clone() }),
            (place, _) => place.flatten(),
        };
        Ok(ground)
    }
}
