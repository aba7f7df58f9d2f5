//! What can be wrong with a map for this district (导入问题): facts, which `web` puts into words.
use ::grid::geojson::{GeoFault, GeoProblem};
use base::Date;

/// A fault, and the feature it is in.
#[derive(Clone, Debug, PartialEq)]
pub struct MapProblem {
    /// Counted from 0; nothing when it is the file as a whole.
    pub feature: Option<usize>,
    /// The code of the grid, where it could be read.
    pub grid: Option<String>,
    pub fault: MapFault,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MapFault {
    #[error(transparent)]
    File(#[from] GeoFault),
    #[error("there is no community `{community}` on that day")]
    UnknownCommunity { community: String },
    #[error("the community `{community}` is to end, or begins later")]
    CommunityEnds { community: String },
    #[error("the grid lies in the community `{community}`; another community is another grid")]
    OtherCommunity { community: String },
    #[error("the community lies in the street `{street}`")]
    OtherStreet { street: String },
    #[error("the code is that of a grid of a later time")]
    CodeTaken,
    #[error("the grid has a version of {newest}; what follows begins no earlier")]
    TooEarly { newest: Date },
    #[error("the feature holds from {since} on only")]
    NotYet { since: Date },
    #[error("the old grid `{kind}` `{code}` is claimed by feature {first} too")]
    LegacyTwice { kind: String, code: String, first: usize },
    #[error("it overlaps the grid `{other}`")]
    Overlaps { other: String },
    #[error("policy foresees {min} to {max} households, not {got}")]
    Size { min: u32, max: u32, got: u32 },
    #[error("it is called `{kept}` and keeps that name; renaming is done in the organisation")]
    NameKept { kept: String },
}

impl MapFault {
    /// The name under which the web layer keeps the wording.
    pub fn code(&self) -> &'static str {
        match self {
            MapFault::File(fault) => fault.code(),
            MapFault::UnknownCommunity { .. } => "map_unknown_community",
            MapFault::CommunityEnds { .. } => "map_community_ends",
            MapFault::OtherCommunity { .. } => "map_other_community",
            MapFault::OtherStreet { .. } => "map_other_street",
            MapFault::CodeTaken => "map_code_taken",
            MapFault::TooEarly { .. } => "map_too_early",
            MapFault::NotYet { .. } => "map_not_yet",
            MapFault::LegacyTwice { .. } => "map_legacy_twice",
            MapFault::Overlaps { .. } => "map_overlaps",
            MapFault::Size { .. } => "map_size",
            MapFault::NameKept { .. } => "map_name_kept",
        }
    }
}

impl MapProblem {
    pub(super) fn of_file(problems: Vec<GeoProblem>) -> Vec<MapProblem> {
        let problem = |GeoProblem { feature, fault }| {
            let fault = MapFault::File(fault);
            MapProblem { feature, grid: None, fault }
        };
        problems.into_iter().map(problem).collect()
    }
}
