//! Chapter two (网格): the map, the team, the matters, the patrols.
pub mod day_record;
pub mod import;
pub mod map;
pub mod matter;
pub mod patrol;
pub mod team;
