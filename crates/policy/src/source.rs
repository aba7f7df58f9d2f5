//! Where a value comes from: the document, the clause, the line in the file.
use jiff::civil::Date;
use std::sync::Arc;

/// A document that values rest on (依据文件), from `[source.ID]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub id: String,
    pub title: String,
    pub issuer: String,
    pub date: Option<Date>,
    pub url: Option<String>,
}

/// A clause of a document (条款): `id#clause`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRef {
    pub id: String,
    /// As the document numbers it, `二(三)`; empty when the whole document is meant.
    pub clause: String,
}

impl SourceRef {
    /// Reads `id#clause` or `id`; nothing when the id is empty.
    pub(crate) fn parse(text: &str) -> Option<SourceRef> {
        let (id, clause) = text.split_once('#').unwrap_or((text, ""));
        let (id, clause) = (id.trim().to_owned(), clause.trim().to_owned());
        (!id.is_empty()).then_some(SourceRef { id, clause })
    }
}

/// What a file says about one version of a key, besides its days (版本记录).
#[derive(Clone, Debug)]
pub struct Record {
    pub source: SourceRef,
    /// The day it was published, where that differs or matters (公布日).
    pub known: Option<Date>,
    pub note: Option<String>,
    /// Made up by the designers, to be replaced by a district (示例值).
    pub example: bool,
    /// From the district's own folder (本区补充).
    pub overlay: bool,
    pub file: String,
    pub line: usize,
    /// The fields, days and times as text.
    pub fields: toml::Table,
    /// The file's text and the row's place in it, to find the line of a field of the wrong type.
    pub(crate) text: Arc<str>,
    pub(crate) row: usize,
}

/// A known contradiction between documents or within one (已知矛盾), from `[[contradiction]]`:
/// shown beside its keys, and never averaged away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flagged {
    pub keys: Vec<String>,
    pub note: String,
    pub source: SourceRef,
    pub file: String,
    pub line: usize,
}
