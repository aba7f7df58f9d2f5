//! A value as people read it (政策值): its fields as lines, its lists of rows as tables.
use crate::words::Words;
use policy::Record;
use serde_json::{Map, Value};

/// The fields of one version, ready to print.
pub struct Shown {
    pub lines: Vec<Line>,
    pub tables: Vec<Table>,
}

/// One field.
pub struct Line {
    pub label: String,
    pub value: String,
}

/// A list of rows.
pub struct Table {
    pub label: String,
    pub heads: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// How many rows there are in all.
    pub count: usize,
}

/// The most rows of a list that a page shows: the longest of the shipped book has some fifty.
pub const ROWS_MAX: usize = 500;
/// These come first, in this order; the others by their names.
const FIRST: &[&str] = &[
    "code",
    "zh",
    "en",
    "parent",
    "minutes",
    "clock",
    "stop",
    "year",
    "min_households",
    "max_households",
];

impl Shown {
    pub fn of(record: &Record, words: Words) -> Shown {
        let mut shown = Shown { lines: Vec::new(), tables: Vec::new() };
        let fields = fields_of(record);
        for name in ordered(fields.keys()) {
            let value = &fields[&name];
            let label = label(words, &name);
            match rows(value) {
                None => {
                    shown.lines.push(Line { label, value: field(words, &fields, &name, value) })
                }
                Some(rows) => shown.tables.push(table(words, label, &rows)),
            }
        }
        shown
    }

    /// In one line, for a list of many values.
    pub fn short(&self, words: Words) -> String {
        let lines = self.lines.iter().map(|line| format!("{} {}", line.label, line.value));
        let tables = self.tables.iter().map(|table| {
            let facts = [("label", table.label.clone()), ("n", table.count.to_string())];
            words.ta("policy-rows", &facts)
        });
        let whole = lines.chain(tables).collect::<Vec<_>>().join(" · ");
        match whole.char_indices().nth(SHORT_CHARACTERS) {
            None => whole,
            Some((at, _)) => format!("{}…", &whole[..at]),
        }
    }
}

/// A line and a half of a table; the value's own page shows it whole.
const SHORT_CHARACTERS: usize = 90;

/// Every field of a record, as plain data.
fn fields_of(record: &Record) -> Map<String, Value> {
    match serde_json::to_value(&record.fields) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// The rows of a list of rows; nothing for anything else.
fn rows(value: &Value) -> Option<Vec<&Map<String, Value>>> {
    let rows: Vec<_> = value.as_array()?.iter().filter_map(Value::as_object).collect();
    (!rows.is_empty()).then_some(rows)
}

fn table(words: Words, label: String, rows: &[&Map<String, Value>]) -> Table {
    let names = ordered(rows.iter().flat_map(|row| row.keys()));
    let cells = |row: &&Map<String, Value>| {
        let cell = |name: &String| row.get(name).map(|value| field(words, row, name, value));
        names.iter().map(|name| cell(name).unwrap_or_default()).collect()
    };
    Table {
        label,
        heads: names.iter().map(|name| self::label(words, name)).collect(),
        rows: rows.iter().take(ROWS_MAX).map(cells).collect(),
        count: rows.len(),
    }
}

fn ordered<'n>(names: impl Iterator<Item = &'n String>) -> Vec<String> {
    let mut found: Vec<String> = names.cloned().collect();
    let rank = |name: &String| FIRST.iter().position(|first| first == name);
    found.sort_by_key(|name| (rank(name).unwrap_or(FIRST.len()), name.clone()));
    found.dedup();
    found
}

fn label(words: Words, field: &str) -> String {
    let named = format!("policy-field-{field}");
    if words.has(&named) { words.t(&named).into_owned() } else { field.to_owned() }
}

/// A field of a record: a time as people say it, anything else by itself.
fn field(words: Words, record: &Map<String, Value>, name: &str, value: &Value) -> String {
    match (name, value.as_i64()) {
        ("minutes", Some(minutes)) => {
            // A day of a shift or of office hours is no 24 hours: those stay hours.
            let is_natural = record.get("clock").is_none_or(|clock| clock == "natural");
            let (key, unit) = match minutes {
                0 => ("span-minutes", 1),
                _ if is_natural && minutes % 1440 == 0 => ("span-days", 1440),
                _ if minutes % 60 == 0 => ("span-hours", 60),
                _ => ("span-minutes", 1),
            };
            words.ta(key, &[("n", minutes / unit)])
        }
        _ => said(words, name, value),
    }
}

/// A value in words: codes that are spoken of everywhere are said, the rest stands as written.
fn said(words: Words, field: &str, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => words.t(if *yes { "policy-yes" } else { "policy-no" }).into_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(code) => {
            let named = format!("policy-value-{field}-{code}");
            let is_code = code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            let is_said = is_code && !code.is_empty() && words.has(&named);
            if is_said { words.t(&named).into_owned() } else { code.clone() }
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| said(words, field, item)).collect();
            items.join(words.lang.pick("、", ", "))
        }
        Value::Object(fields) => {
            let parts = fields.iter().map(|(name, value)| {
                format!("{} {}", label(words, name), said(words, name, value))
            });
            parts.collect::<Vec<_>>().join(" · ")
        }
    }
}

/// The name of every field and of every column, for the test of the words.
#[cfg(test)]
pub fn names(record: &Record) -> Vec<String> {
    let fields = fields_of(record);
    let columns = fields.values().filter_map(rows).flatten().flat_map(|row| row.keys().cloned());
    let columns: Vec<String> = columns.collect();
    fields.keys().cloned().chain(columns).collect()
}
