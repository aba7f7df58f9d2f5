//! The mapping file as it is written (对照文件). Unknown keys are refused; each value knows its line.
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    pub name: Spanned<String>,
    #[serde(default)]
    pub file: File,
    pub time: Time,
    pub columns: Columns,
    pub place: Place,
    pub body: Spanned<String>,
    pub category: Match,
    pub status: Option<Status>,
    pub ending: Option<Match>,
    pub source: Option<Match>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub delimiter: Option<Spanned<String>>,
    pub encoding: Option<Spanned<String>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Time {
    pub formats: Spanned<Vec<Spanned<String>>>,
    pub zone: Option<Spanned<String>>,
    pub shift_years: Option<Spanned<i16>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Columns {
    pub external: Option<String>,
    pub opened: String,
    pub target: Option<String>,
    pub closed: Option<String>,
    pub address: Option<String>,
    pub result: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    pub lon: Option<Spanned<String>>,
    pub lat: Option<Spanned<String>>,
    pub point: Option<Spanned<String>>,
    pub order: Option<Spanned<String>>,
    pub crs: Option<Spanned<String>>,
    #[serde(default)]
    pub decimal_comma: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Status {
    pub column: String,
    pub open: Vec<String>,
    pub closed: Vec<String>,
}

/// Values by the code they become.
pub(super) type Rules = BTreeMap<String, Vec<Spanned<String>>>;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Match {
    #[serde(default)]
    pub columns: Vec<String>,
    pub default: Option<Spanned<String>>,
    #[serde(default)]
    pub exact: Rules,
    #[serde(default)]
    pub prefix: Rules,
    #[serde(default)]
    pub word: Rules,
}
