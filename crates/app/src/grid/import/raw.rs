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
    pub place: Spanned<Place>,
    pub body: Spanned<String>,
    pub category: Match,
    pub status: Option<Status>,
    pub ending: Option<Match>,
    pub source: Option<Match>,
    /// Values by the column they stand in.
    #[serde(default)]
    pub leave_out: BTreeMap<String, Vec<Spanned<String>>>,
}

/// A heading, a template of headings, or a list of either: the first that is filled.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Take {
    One(String),
    FirstOf(Vec<String>),
}

/// What is taken, and where in the file it is written.
pub(super) type Taken = Spanned<Take>;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub delimiter: Option<Spanned<String>>,
    pub encoding: Option<Spanned<String>>,
    pub header: Option<Spanned<u32>>,
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
    pub external: Option<Taken>,
    pub opened: Taken,
    pub target: Option<Taken>,
    pub closed: Option<Taken>,
    pub address: Option<Taken>,
    pub result: Option<Taken>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    pub lon: Option<Taken>,
    pub lat: Option<Taken>,
    pub point: Option<Taken>,
    pub order: Option<Spanned<String>>,
    pub crs: Option<Spanned<String>>,
    #[serde(default)]
    pub decimal_comma: bool,
    pub grid: Option<Taken>,
    pub community: Option<Taken>,
    pub street: Option<Taken>,
    pub named_in: Option<Taken>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Status {
    pub column: Taken,
    #[serde(default)]
    pub open: Vec<Spanned<String>>,
    #[serde(default)]
    pub closed: Vec<Spanned<String>>,
    #[serde(default)]
    pub leave_out: Vec<Spanned<String>>,
}

/// Values by the code they become.
pub(super) type Rules = BTreeMap<String, Vec<Spanned<String>>>;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Match {
    #[serde(default)]
    pub columns: Vec<Taken>,
    pub default: Option<Spanned<String>>,
    #[serde(default)]
    pub exact: Rules,
    #[serde(default)]
    pub prefix: Rules,
    #[serde(default)]
    pub word: Rules,
    /// For categories: names and words of the policy book after the mapping's own.
    pub policy_words: Option<Spanned<bool>>,
}
