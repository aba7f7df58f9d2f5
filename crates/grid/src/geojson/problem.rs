//! What can be wrong with a map file: facts, which `web` puts into words.

/// A fault, and the feature it is in (问题).
#[derive(Clone, Debug, PartialEq)]
pub struct GeoProblem {
    /// Counted from 0; nothing when it is the file as a whole.
    pub feature: Option<usize>,
    pub fault: GeoFault,
}

/// What is wrong (问题类型).
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum GeoFault {
    #[error("the file has {bytes} bytes, at most {max} are read")]
    TooLarge { bytes: usize, max: usize },
    #[error("this is not JSON, from line {line}, column {column} on")]
    NotJson { line: usize, column: usize },
    #[error("this is no FeatureCollection")]
    NotACollection,
    #[error("there are {features} features, at most {max} are read")]
    TooManyFeatures { features: usize, max: usize },
    #[error("there are more than {max} points")]
    TooManyPoints { max: usize },
    #[error("there are more than {max} rings")]
    TooManyRings { max: usize },
    #[error("`{got}` is no Polygon or MultiPolygon")]
    NotAPolygon { got: String },
    #[error("the coordinates are no rings of points")]
    BadCoordinates,
    #[error("{lon}, {lat} is not on the earth")]
    OutOfRange { lon: f64, lat: f64 },
    #[error("a ring of {points} points encloses nothing")]
    NoArea { points: usize },
    #[error("the border crosses itself near {lon}, {lat}")]
    SelfCrossing { lon: f64, lat: f64 },
    #[error("`{field}` is missing")]
    MissingField { field: &'static str },
    #[error("`{field}` cannot be read")]
    BadField { field: &'static str },
    #[error("the code `{code}` is that of feature {first} too")]
    DuplicateCode { code: String, first: usize },
    #[error("policy knows no kind `{kind}`")]
    UnknownKind { kind: String },
}

impl GeoFault {
    /// The name under which the web layer keeps the wording.
    pub fn code(&self) -> &'static str {
        match self {
            GeoFault::TooLarge { .. } => "map_too_large",
            GeoFault::NotJson { .. } => "map_not_json",
            GeoFault::NotACollection => "map_not_a_collection",
            GeoFault::TooManyFeatures { .. } => "map_too_many_features",
            GeoFault::TooManyPoints { .. } => "map_too_many_points",
            GeoFault::TooManyRings { .. } => "map_too_many_rings",
            GeoFault::NotAPolygon { .. } => "map_not_a_polygon",
            GeoFault::BadCoordinates => "map_bad_coordinates",
            GeoFault::OutOfRange { .. } => "map_out_of_range",
            GeoFault::NoArea { .. } => "map_no_area",
            GeoFault::SelfCrossing { .. } => "map_self_crossing",
            GeoFault::MissingField { .. } => "map_missing_field",
            GeoFault::BadField { .. } => "map_bad_field",
            GeoFault::DuplicateCode { .. } => "map_duplicate_code",
            GeoFault::UnknownKind { .. } => "map_unknown_kind",
        }
    }
}
