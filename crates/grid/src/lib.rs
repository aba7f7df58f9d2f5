//! Chapter two, the grid (网格): where a matter is found, sorted, handled and answered.
//!
//! Follows part two of the summary: one map of grids, one team for each, and a loop of five steps,
//! 发现 → 研判 → 分类 → 处置或报告 → 反馈. [`rules`] gives the values of policy on a day, [`deadline`]
//! the promise, [`triage`] and [`handling`] what may be decided, [`map`] the grid of a point,
//! [`patrol`] when a place is looked at.
//!
//! What is *not* here: SQL, HTTP, the clock, chance, a language. A rule is given the day and the
//! policy, so a year can be replayed in a second and an auditor can ask about last March. Nor is
//! there a table of residents, a ranking of grid workers or a record of where they walk.
pub mod alert;
pub mod day_record;
pub mod deadline;
pub mod duplicate;
pub mod geojson;
pub mod handling;
pub mod map;
pub mod matter;
pub mod number;
pub mod offline;
pub mod patrol;
pub mod photo;
pub mod place_history;
pub mod procedure;
pub mod refused;
pub mod reply;
pub mod rules;
pub mod state;
pub mod stopper;
pub mod team;
pub mod triage;
pub mod words;

pub use refused::Refused;
pub use rules::Rules;
