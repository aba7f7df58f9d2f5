//! Lists of policy: categories, departments, grounds, kinds. Each has a code, and a name in both
//! languages, because a district changes them without a release.
use super::patrol::RiskClass;
use crate::matter::{Sort, Weight};
use base::Lang;
use serde::Deserialize;
use serde::de::Deserializer;
use std::sync::Arc;

/// A code with its name (名称).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    pub code: String,
    pub zh: String,
    pub en: String,
}

/// What a matter is about (事项类别): a group, or a kind within one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    pub code: String,
    /// The group it belongs to; nothing for a group.
    pub parent: Option<String>,
    pub zh: String,
    pub en: String,
    /// What a new matter starts with; people may change both.
    pub weight: Weight,
    pub sort: Sort,
    /// The department that usually helps (协办部门); empty for none.
    pub department: String,
    /// Words that suggest it while somebody types.
    #[serde(default)]
    pub words: Vec<String>,
    /// Shown before anything is sent: who smells gas must not fill in a form.
    pub stop_zh: Option<String>,
    pub stop_en: Option<String>,
    /// Whether the public map and list may show it.
    pub visible: bool,
}

/// Why a matter is sorted as it is (分流理由).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    pub code: String,
    pub sort: Sort,
    pub zh: String,
    pub en: String,
    /// The document and paragraph it rests on, `id#clause`.
    pub clause: String,
}

/// A kind of grid (网格类型), its size and who must be in its team.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GridKind {
    pub code: String,
    pub zh: String,
    pub en: String,
    pub min_households: u32,
    /// 0 where a grid of this kind is not measured by households.
    pub max_households: u32,
    /// Codes of those who make up its team, see [`crate::team`].
    pub staff: Vec<String>,
}

/// What every item of a list has.
pub(super) trait Item {
    fn code(&self) -> &str;
    fn names(&self) -> [&str; 2];
}

macro_rules! items {
    ($($type:ident),+) => {$(
        impl $crate::rules::lists::Item for $type {
            fn code(&self) -> &str {
                &self.code
            }
            fn names(&self) -> [&str; 2] {
                [&self.zh, &self.en]
            }
        }

        impl $type {
            /// Its name in the reader's language.
            pub fn name(&self, lang: base::Lang) -> &str {
                lang.pick(&self.zh, &self.en)
            }
        }
    )+};
}

pub(super) use items;
items!(Named, Category, Ground, GridKind, RiskClass);

impl Category {
    /// What to read before reporting such a thing (紧急提示), if there is something.
    pub fn stop(&self, lang: Lang) -> Option<&str> {
        match lang {
            Lang::Zh => self.stop_zh.as_deref(),
            Lang::En => self.stop_en.as_deref(),
        }
    }
}

impl GridKind {
    /// Whether a grid of this kind may have so many households (户数规模).
    pub fn fits(&self, households: u32) -> bool {
        let most = if self.max_households == 0 { u32::MAX } else { self.max_households };
        (self.min_households..=most).contains(&households)
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, bound = "T: Deserialize<'de>")]
pub(super) struct List<T> {
    #[serde(deserialize_with = "shared")]
    pub(super) list: Arc<Vec<T>>,
}

fn shared<'de, D, T>(from: D) -> Result<Arc<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Vec::deserialize(from).map(Arc::new)
}
