//! Explains a value to someone who asks why (依据说明): what, since when, by which document.
use crate::Book;
use crate::timeline::Missing;
use jiff::civil::Date;

/// One version of a value, ready for a page (依据说明).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub key: String,
    /// One field a line: `minutes: 60`.
    pub value: String,
    pub since: Date,
    /// The first day on which it no longer holds, if that is known.
    pub until: Option<Date>,
    pub known: Option<Date>,
    pub source: String,
    pub clause: String,
    pub title: String,
    pub issuer: String,
    pub date: Option<Date>,
    pub url: Option<String>,
    pub file: String,
    pub line: usize,
    pub note: Option<String>,
    pub example: bool,
    pub overlay: bool,
    /// The days from which the versions before and after hold.
    pub previous: Option<Date>,
    pub next: Option<Date>,
    /// Contradictions that the files point out for this key.
    pub contradictions: Vec<String>,
}

impl Book {
    /// Says all about the version of `key` in force on a day.
    pub fn explain(&self, key: &str, on: Date) -> Result<Explanation, Missing> {
        let timeline = self.find(key)?;
        let at = timeline.position(on)?;
        let versions = timeline.versions();
        let (version, record) = (&versions[at], &versions[at].value);
        let next = versions.get(at + 1).map(|version| version.since);
        let source = self.source(&record.source.id).expect("load refuses unknown sources").clone();
        let contradictions = self.note_contradictions().iter();
        Ok(Explanation {
            key: key.to_owned(),
            value: text(&record.fields),
            since: version.since,
            until: version.until.or(next),
            known: record.known,
            source: source.id,
            clause: record.source.clause.clone(),
            title: source.title,
            issuer: source.issuer,
            date: source.date,
            url: source.url,
            file: record.file.clone(),
            line: record.line,
            note: record.note.clone(),
            example: record.example,
            overlay: record.overlay,
            previous: at.checked_sub(1).map(|before| versions[before].since),
            next,
            contradictions: contradictions
                .filter(|flagged| flagged.keys.iter().any(|flagged| flagged == key))
                .map(|flagged| flagged.note.clone())
                .collect(),
        })
    }
}

fn text(fields: &toml::Table) -> String {
    let mut lines = Vec::new();
    for (name, value) in fields {
        match value {
            toml::Value::Array(rows) if rows.iter().any(toml::Value::is_table) => {
                lines.push(format!("{name}:"));
                lines.extend(rows.iter().map(|row| format!("  {}", words(row))));
            }
            value => lines.push(format!("{name}: {}", words(value))),
        }
    }
    lines.join("\n")
}

fn words(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        toml::Value::Table(table) => {
            let fields = table.iter().map(|(name, value)| format!("{name}: {}", words(value)));
            fields.collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}
