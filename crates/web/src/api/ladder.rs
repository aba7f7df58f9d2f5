//! Training, courses, quotas, the growth channel and the terms of work (链条) for programs.
//!
//! Lists go by name or by time, never by mark. What is *not* here: what a page alone does, such as
//! offering a course with its texts.
mod course;
mod growth;
mod quota;
mod terms;
mod training;

use super::operation::Operation;
use super::shape::{At, Id};
use super::view::{self, UnitView};
use ::app::org::Directory;
use base::UnitId;
use org::Person;
use serde::Serialize;
use utoipa::ToSchema;

pub fn operations() -> Vec<Operation> {
    let mut all = quota::operations();
    all.extend(growth::operations());
    all.extend(training::operations());
    all.extend(course::operations());
    all.extend(terms::operations());
    all.into_iter().map(|operation| operation.tag("workers").staff()).collect()
}

/// A worker, by name (人员).
#[derive(Serialize, ToSchema)]
struct WorkerName {
    id: Id,
    name_zh: String,
    name_en: String,
}

/// The change is made (已登记).
#[derive(Serialize, ToSchema)]
struct Noted {
    at: At,
    /// How many of what was sent were not so before.
    changed: u32,
}

fn named(person: &Person) -> WorkerName {
    let (name_zh, name_en) = (person.name_zh.clone(), person.name_en.clone());
    WorkerName { id: person.id.into(), name_zh, name_en }
}

fn unit(directory: &Directory, id: UnitId) -> Option<UnitView> {
    view::unit(directory, Some(id))
}
