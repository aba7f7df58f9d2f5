//! Maps as files (GeoJSON): grids read from a planner's export, and written for the map of a page.
//!
//! A file is a FeatureCollection of Polygon or MultiPolygon with the properties of [`Feature`]. All
//! its problems are told at once, each with the number of its feature, so that whoever made the
//! file can mend it in one go. What is *not* here: whether the codes are those of our units.
mod problem;
mod shape;
mod write;

pub use problem::{GeoFault, GeoProblem};
pub use write::{Shape, from_text, to_text, write};

use crate::rules::{GridKind, Named};
use crate::team::PartyForm;
use base::Date;
use base::place::{Crs, Polygon};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A file has at most so many bytes: ten thousand grids of fifty points have half as many.
pub const BYTES_MAX: usize = 40_000_000;
/// A file has at most so many grids: a large district has a thousand or two.
pub const FEATURES_MAX: usize = 20_000;
/// A grid has at most so many points: a street's whole coast fits.
pub const FEATURE_VERTICES_MAX: usize = 10_000;
/// A file has at most so many points in all.
pub const VERTICES_MAX: usize = 1_000_000;
/// A grid has at most so many rings, islands and holes together.
pub const RINGS_MAX: usize = 200;
/// A text of the file has at most so many characters.
pub const TEXT_MAX: usize = 100;
/// A grid takes the place of at most so many old ones.
pub const LEGACY_MAX: usize = 50;
/// So many problems are told; whoever has more begins with these.
pub const PROBLEMS_MAX: usize = 200;
// Nesting needs no limit of ours: the reader of JSON stops at a depth of 128.

/// A grid as a file describes it (网格要素).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feature {
    /// `code`, the code of the grid (网格编码).
    pub code: String,
    /// `name`
    pub name: String,
    /// `name_en`
    pub name_en: Option<String>,
    /// `kind`, a code of `grid.kinds` (网格类型).
    pub kind: Option<String>,
    /// `households`, 0 where it is not said (户数).
    pub households: u32,
    /// `community`, its code (社区编码).
    pub community: Option<String>,
    /// `street`, its code (街道编码).
    pub street: Option<String>,
    /// `party_form`, `branch` or `group` (党组织形式).
    pub party_form: Option<PartyForm>,
    /// `party_name` (党组织名称).
    pub party_name: Option<String>,
    /// `legacy`: kind of the old grid to its code (原有网格对照).
    pub legacy: BTreeMap<String, String>,
    /// `since`, the first day it holds.
    pub since: Option<Date>,
    /// In WGS-84.
    pub polygon: Polygon,
}

#[derive(Deserialize)]
struct Collection {
    r#type: String,
    features: Vec<Value>,
}

/// Reads a file whose points are of this system, or says all that is wrong with it.
pub fn read(text: &str, crs: Crs) -> Result<Vec<Feature>, Vec<GeoProblem>> {
    let raw = collection(text).map_err(|fault| vec![GeoProblem { feature: None, fault }])?;
    let mut problems = Vec::new();
    let mut features: Vec<Feature> = Vec::new();
    let mut codes: BTreeMap<String, usize> = BTreeMap::new();
    let mut vertices = 0;
    for (at, value) in raw.into_iter().enumerate() {
        if problems.len() >= PROBLEMS_MAX {
            break;
        }
        let mut problem = |fault| problems.push(GeoProblem { feature: Some(at), fault });
        let Some(feature) = feature(&value, crs, &mut problem) else { continue };
        vertices += feature.polygon.rings.iter().map(Vec::len).sum::<usize>();
        if vertices > VERTICES_MAX {
            problem(GeoFault::TooManyPoints { max: VERTICES_MAX });
            break;
        }
        if let Some(first) = codes.insert(feature.code.clone(), at) {
            problem(GeoFault::DuplicateCode { code: feature.code.clone(), first });
        }
        features.push(feature);
    }
    if problems.is_empty() { Ok(features) } else { Err(problems) }
}

/// The kinds that policy does not know: of grids, and of what they took the place of.
pub fn check_kinds(
    features: &[Feature],
    kinds: &[GridKind],
    legacy_kinds: &[Named],
) -> Vec<GeoProblem> {
    let mut problems = Vec::new();
    for (at, feature) in features.iter().enumerate() {
        let unknown = feature.kind.iter().filter(|kind| kinds.iter().all(|k| k.code != **kind));
        let unknown_legacy = feature.legacy.keys();
        let unknown_legacy =
            unknown_legacy.filter(|kind| legacy_kinds.iter().all(|k| k.code != **kind));
        for kind in unknown.chain(unknown_legacy) {
            let fault = GeoFault::UnknownKind { kind: kind.clone() };
            problems.push(GeoProblem { feature: Some(at), fault });
        }
    }
    problems.truncate(PROBLEMS_MAX);
    problems
}

fn collection(text: &str) -> Result<Vec<Value>, GeoFault> {
    if text.len() > BYTES_MAX {
        return Err(GeoFault::TooLarge { bytes: text.len(), max: BYTES_MAX });
    }
    // Some programs put a byte order mark before the text.
    let text = text.trim_start_matches('\u{FEFF}');
    let collection: Collection =
        serde_json::from_str(text).map_err(|error| match error.is_data() {
            true => GeoFault::NotACollection,
            false => GeoFault::NotJson { line: error.line(), column: error.column() },
        })?;
    if collection.r#type != "FeatureCollection" {
        return Err(GeoFault::NotACollection);
    }
    if collection.features.len() > FEATURES_MAX {
        let features = collection.features.len();
        return Err(GeoFault::TooManyFeatures { features, max: FEATURES_MAX });
    }
    Ok(collection.features)
}

fn feature(value: &Value, crs: Crs, problem: &mut impl FnMut(GeoFault)) -> Option<Feature> {
    let polygon = match shape::polygon(&value["geometry"], crs) {
        Ok(polygon) => Some(polygon),
        Err(fault) => {
            problem(fault);
            None
        }
    };
    let empty = Map::new();
    let map = value["properties"].as_object().unwrap_or(&empty);
    let mut fields = Fields { map, problem };
    let (code, name) = (fields.required("code"), fields.required("name"));
    let feature = Feature {
        code: String::new(),
        name: String::new(),
        name_en: fields.text("name_en"),
        kind: fields.text("kind"),
        households: fields.read("households", |text| text.parse().ok()).unwrap_or(0),
        community: fields.text("community"),
        street: fields.text("street"),
        party_form: fields.read("party_form", PartyForm::parse),
        party_name: fields.text("party_name"),
        legacy: fields.legacy(),
        since: fields.read("since", |text| text.parse().ok()),
        polygon: Polygon::default(),
    };
    // Every field is read before one that is missing ends it, so that all problems are told.
    Some(Feature { code: code?, name: name?, polygon: polygon?, ..feature })
}

struct Fields<'a, P> {
    map: &'a Map<String, Value>,
    problem: &'a mut P,
}

impl<P: FnMut(GeoFault)> Fields<'_, P> {
    fn required(&mut self, field: &'static str) -> Option<String> {
        let text = self.take(field).and_then(|text| text.ok_or(GeoFault::MissingField { field }));
        text.map_err(|fault| (self.problem)(fault)).ok()
    }

    fn text(&mut self, field: &'static str) -> Option<String> {
        self.take(field).map_err(|fault| (self.problem)(fault)).ok().flatten()
    }

    /// A text; a number, as which some programs write codes, is read as one.
    fn take(&self, field: &'static str) -> Result<Option<String>, GeoFault> {
        let text = match self.map.get(field) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => text.trim().to_owned(),
            // Some programs write every number with a point: 420.0.
            Some(Value::Number(number)) => match number.as_f64() {
                Some(whole) if number.is_f64() && whole.fract() == 0.0 => whole.to_string(),
                _ => number.to_string(),
            },
            Some(_) => return Err(GeoFault::BadField { field }),
        };
        if text.chars().count() > TEXT_MAX || text.chars().any(char::is_control) {
            return Err(GeoFault::BadField { field });
        }
        Ok((!text.is_empty()).then_some(text))
    }

    fn read<T>(&mut self, field: &'static str, read: fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(field)?;
        let value = read(&text);
        if value.is_none() {
            (self.problem)(GeoFault::BadField { field });
        }
        value
    }

    fn legacy(&mut self) -> BTreeMap<String, String> {
        let field = "legacy";
        let map = match self.map.get(field) {
            None | Some(Value::Null) => return BTreeMap::new(),
            Some(Value::Object(map)) if map.len() <= LEGACY_MAX => map,
            Some(_) => {
                (self.problem)(GeoFault::BadField { field });
                return BTreeMap::new();
            }
        };
        let fits = |text: &str| (1..=TEXT_MAX).contains(&text.chars().count());
        let mut legacy = BTreeMap::new();
        for (kind, code) in map {
            match code.as_str().map(str::trim) {
                Some(code) if fits(code) && fits(kind) => {
                    legacy.insert(kind.clone(), code.to_owned());
                }
                _ => (self.problem)(GeoFault::BadField { field }),
            }
        }
        legacy
    }
}
