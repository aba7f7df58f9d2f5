//! Rows of chapter two (网格): the map, the team, the matters.
pub mod answer;
pub mod board;
pub mod contact;
pub mod map;
pub mod matter;
pub mod matter_list;
pub mod number;
pub mod patrol;
pub mod photo;
pub mod public;
pub mod rating;
pub mod search;
pub mod team;
pub mod whole;
