//! Chapter two (网格): the map, the team, and the matters.
pub mod import;
pub mod map;
pub mod matter;
pub mod team;
