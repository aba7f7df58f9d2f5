//! What rows are laid on (落地): the map, the organisation and the day on which the import began.
use super::named::Names;
use super::{Options, Stopped};
use crate::grid::map::LoadedMap;
use crate::org::Directory;
use crate::{App, Cx, Failed, Result};
use base::{Date, PersonId, PostId};
use grid::procedure::MATTER;
use org::{Action, Place, Thing, UnitKind, may};
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
    /// The places by name, where rows may name theirs.
    pub names: Option<Names>,
    /// In whose name it is done; nobody's at the console, unless it is said.
    pub by: By,
}

/// Who imports (导入人).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct By {
    pub person: Option<PersonId>,
    pub post: Option<PostId>,
}

impl Ground {
    pub fn load(
        app: &App,
        options: &Options,
        by_name: bool,
    ) -> std::result::Result<Ground, Stopped> {
        let (code, login) = (options.unplaced.clone(), options.login.clone());
        let found = app.read_now(move |cx| {
            let (map, directory, today) = (cx.map()?, cx.directory()?, cx.today());
            let versions = store::grid::map::current(cx.tx)?;
            let unplaced = code.as_ref().map(|code| {
                let named = directory.units(UnitKind::Community).find(|unit| unit.code == *code);
                named.and_then(|unit| directory.place(unit.id))
            });
            let leg = cx.policies().rules.leg(MATTER.first, today)?;
            let names = by_name.then(|| Names::of(&directory));
            let by = login.as_deref().map(|login| who(cx, &directory, login)).transpose()?;
            let by = by.unwrap_or_default();
            let ground = Ground { versions, map, directory, today, leg, unplaced: None, names, by };
            Ok((ground, unplaced))
        });
        let (mut ground, unplaced) = found.map_err(|failed: Failed| match failed {
            Failed::NotFound => Stopped::Login { login: options.login.clone().unwrap_or_default() },
            failed => Stopped::Failed(failed),
        })?;
        ground.unplaced = match (unplaced, &options.unplaced) {
            (Some(None), Some(code)) => return Err(Stopped::Community { code: code.clone() }),
            (place, _) => place.flatten(),
        };
        Ok(ground)
    }
}

/// Whoever signs in with `login`, if the person may import matters.
fn who(cx: &mut Cx<'_, '_>, directory: &Directory, login: &str) -> Result<By> {
    let account = store::account::by_login(cx.tx, login)?.ok_or(Failed::NotFound)?;
    if account.disabled {
        return Err(Failed::NotFound);
    }
    let who = directory.who(account.person);
    let granted = may(&who, Action::ImportMatters, &Thing::default())?;
    Ok(By { person: who.person, post: granted.post })
}
