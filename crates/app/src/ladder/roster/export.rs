//! A list going out (导出台账): what is on record of a street's workers, without any number.
use super::{ROWS_MAX, of_street};
use crate::ladder::street;
use crate::org::Directory;
use crate::{Cx, Result};
use ::ladder::Asked;
use ::ladder::worker::{Placement, Worker};
use ::org::{Action, Who};
use base::{Date, UnitId};
use std::sync::Arc;
use store::ladder::service::Named;

/// A street's workers by name (台账).
pub struct Exported {
    pub street: UnitId,
    pub day: Date,
    pub rows: Vec<Row>,
    pub directory: Arc<Directory>,
}

/// A worker in it.
pub struct Row {
    pub named: Named,
    pub placement: Option<Placement>,
    pub facts: Worker,
}

/// The workers of a street who serve today; of the first in sight where none is named.
pub fn export(cx: &mut Cx<'_, '_>, who: &Who, street: Option<UnitId>) -> Result<Exported> {
    let (street, _, directory) = street::one(cx, who, Action::ListWorkers, street)?;
    let day = cx.today();
    let mut rows = Vec::new();
    for named in of_street(cx, street, day)?.into_iter().take(ROWS_MAX) {
        let facts = store::ladder::fact::worker(cx.tx, named.service.person)?;
        let placement = facts.placement(Asked::new(day, day)).cloned();
        rows.push(Row { named, placement, facts });
    }
    Ok(Exported { street, day, rows, directory })
}
