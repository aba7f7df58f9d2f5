//! Reads one policy file: its sources, its dated rows, its flagged contradictions, its faults.
use crate::check::{Finding, Problem, line_of};
use crate::source::{Flagged, Record, Source, SourceRef};
use crate::{PolicyFile, Version};
use jiff::civil::Date;
use serde::Deserialize;
use std::borrow::Cow;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

type Field<'i> = Spanned<DeValue<'i>>;

/// What a file holds.
#[derive(Default)]
pub(crate) struct Read {
    pub versions: Vec<(String, Version)>,
    pub sources: Vec<(Source, usize)>,
    pub flagged: Vec<Flagged>,
    pub findings: Vec<Finding>,
}

struct Reader<'f> {
    file: &'f PolicyFile,
    text: Arc<str>,
    overlay: bool,
    read: Read,
}

pub(crate) fn read(file: &PolicyFile, overlay: bool) -> Read {
    let text: Arc<str> = file.text.as_str().into();
    let mut reader = Reader { file, text, overlay, read: Read::default() };
    match DeTable::parse(&file.text) {
        Ok(root) => reader.root(root.into_inner()),
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            let message = error.message().to_owned();
            reader.fault(at, "", Problem::Syntax { message });
        }
    }
    reader.read
}

impl Reader<'_> {
    fn root(&mut self, root: DeTable<'_>) {
        for (name, field) in root {
            let at = name.span().start;
            match (name.get_ref().as_ref(), field.into_inner()) {
                ("source", DeValue::Table(table)) => self.sources(table),
                ("contradiction", DeValue::Array(rows)) => {
                    for row in rows {
                        self.contradiction(row);
                    }
                }
                (name, DeValue::Table(table)) => self.table(name, at, table),
                (name, DeValue::Array(rows)) => self.rows(name, at, rows.into_iter().collect()),
                (name, _) => self.fault(at, name, Problem::NotDated { key: name.to_owned() }),
            }
        }
    }

    fn table(&mut self, prefix: &str, at: usize, table: DeTable<'_>) {
        let fields: Vec<_> = table.into_iter().collect();
        let nested = |field: &Field<'_>| match field.get_ref() {
            DeValue::Table(_) => true,
            DeValue::Array(rows) => rows.iter().all(|row| row.get_ref().is_table()),
            _ => false,
        };
        if fields.is_empty() || !fields.iter().all(|(_, field)| nested(field)) {
            return self.fault(at, prefix, Problem::NotDated { key: prefix.to_owned() });
        }
        for (name, field) in fields {
            let (key, at) = (format!("{prefix}.{}", name.get_ref()), name.span().start);
            match field.into_inner() {
                DeValue::Table(table) => self.table(&key, at, table),
                DeValue::Array(rows) => self.rows(&key, at, rows.into_iter().collect()),
                _ => unreachable!("every field was seen to be a table or rows"),
            }
        }
    }

    fn rows(&mut self, key: &str, at: usize, rows: Vec<Field<'_>>) {
        if rows.is_empty() {
            self.fault(at, key, Problem::Empty);
        }
        for (row, field) in rows.into_iter().enumerate() {
            let at = field.span().start;
            match field.into_inner() {
                DeValue::Table(table) => self.row(key, at, row, table),
                _ => self.fault(at, key, Problem::NotDated { key: key.to_owned() }),
            }
        }
    }

    fn row(&mut self, key: &str, at: usize, row: usize, mut table: DeTable<'_>) {
        let known = self.day(key, &mut table, "known");
        let until = self.day(key, &mut table, "until");
        let missing = table.get("since").is_none();
        let since = self.day(key, &mut table, "since");
        if missing {
            self.fault(at, key, Problem::NoField { field: "since" });
        }
        let source = self.source_ref(key, at, &mut table);
        let note = self.text(key, &mut table, "note");
        let example = match table.remove("example").map(|field| (field.span(), field.into_inner()))
        {
            None => false,
            Some((_, DeValue::Boolean(example))) => example,
            Some((span, _)) => {
                let message = "`example` is true or false".to_owned();
                self.fault(span.start, key, Problem::WrongType { message });
                false
            }
        };
        let (Some(since), Some(source)) = (since, source) else { return };
        let file = self.file.name.clone();
        let (line, overlay) = (line_of(&self.text, at), self.overlay);
        let fields = match fields(table) {
            Ok(fields) => fields,
            Err(error) => {
                let message = error.message().to_owned();
                return self.fault(at, key, Problem::WrongType { message });
            }
        };
        let text = Arc::clone(&self.text);
        let value = Record { source, known, note, example, overlay, file, line, fields, text, row };
        self.read.versions.push((key.to_owned(), Version { since, until, value }));
    }

    fn sources(&mut self, table: DeTable<'_>) {
        for (id, field) in table {
            let (at, id) = (id.span().start, id.get_ref().to_string());
            let key = format!("source.{id}");
            let DeValue::Table(mut table) = field.into_inner() else {
                self.fault(at, &key, Problem::NoField { field: "title" });
                continue;
            };
            let date = self.day(&key, &mut table, "date");
            let mut required = |field| {
                let found = self.text(&key, &mut table, field);
                if found.is_none() {
                    self.fault(at, &key, Problem::NoField { field });
                }
                found
            };
            let (title, issuer) = (required("title"), required("issuer"));
            let url = self.text(&key, &mut table, "url");
            self.nothing_left(&key, &table);
            if let (Some(title), Some(issuer)) = (title, issuer) {
                let line = line_of(&self.text, at);
                self.read.sources.push((Source { id, title, issuer, date, url }, line));
            }
        }
    }

    fn contradiction(&mut self, row: Field<'_>) {
        let (key, at) = ("contradiction", row.span().start);
        let DeValue::Table(mut table) = row.into_inner() else {
            return self.fault(at, key, Problem::NotDated { key: key.to_owned() });
        };
        let keys: Vec<String> = match table.remove("keys").map(Spanned::into_inner) {
            Some(DeValue::Array(keys)) => {
                keys.iter().filter_map(|key| key.get_ref().as_str().map(str::to_owned)).collect()
            }
            _ => Vec::new(),
        };
        if keys.is_empty() {
            self.fault(at, key, Problem::NoField { field: "keys" });
        }
        let note = self.text(key, &mut table, "note");
        if note.is_none() {
            self.fault(at, key, Problem::NoField { field: "note" });
        }
        let source = self.source_ref(key, at, &mut table);
        self.nothing_left(key, &table);
        if let (Some(note), Some(source)) = (note, source) {
            let (file, line) = (self.file.name.clone(), line_of(&self.text, at));
            self.read.flagged.push(Flagged { keys, note, source, file, line });
        }
    }

    fn source_ref(&mut self, key: &str, at: usize, table: &mut DeTable<'_>) -> Option<SourceRef> {
        let source = self.text(key, table, "source").and_then(|text| SourceRef::parse(&text));
        if source.is_none() {
            self.fault(at, key, Problem::NoSource);
        }
        source
    }

    /// Takes a day out of a row; a fault when it is there and is no day.
    fn day(&mut self, key: &str, table: &mut DeTable<'_>, name: &'static str) -> Option<Date> {
        let field = table.remove(name)?;
        let day = match field.get_ref() {
            DeValue::Datetime(at) if at.time.is_none() => at.to_string().parse().ok(),
            _ => None,
        };
        if day.is_none() {
            self.fault(field.span().start, key, Problem::BadDay { field: name });
        }
        day
    }

    fn text(&mut self, key: &str, table: &mut DeTable<'_>, name: &str) -> Option<String> {
        let field = table.remove(name)?;
        let text = field.get_ref().as_str().map(|text| text.trim().to_owned());
        if text.is_none() {
            let message = format!("`{name}` is a text in quotes");
            self.fault(field.span().start, key, Problem::WrongType { message });
        }
        text.filter(|text| !text.is_empty())
    }

    fn nothing_left(&mut self, key: &str, table: &DeTable<'_>) {
        for name in table.keys() {
            let message = format!("`{}`", name.get_ref());
            self.fault(name.span().start, key, Problem::UnknownField { message });
        }
    }

    fn fault(&mut self, at: usize, key: &str, problem: Problem) {
        let (file, line) = (self.file.name.clone(), line_of(&self.text, at));
        self.read.findings.push(Finding { file, line, key: key.to_owned(), problem });
    }
}

/// The fields of a row that say when and whence it is; all others are its value.
const ABOUT: [&str; 6] = ["since", "until", "known", "source", "note", "example"];

fn fields(mut table: DeTable<'_>) -> Result<toml::Table, toml::de::Error> {
    table.iter_mut().for_each(|(_, field)| days_to_text(field));
    toml::Table::deserialize(ValueDeserializer::from(Spanned::new(0..0, DeValue::Table(table))))
}

/// Days become text, which is the form in which types of days are read.
fn days_to_text(field: &mut Field<'_>) {
    match field.get_mut() {
        DeValue::Datetime(at) => *field.get_mut() = DeValue::String(Cow::Owned(at.to_string())),
        DeValue::Array(items) => items.iter_mut().for_each(days_to_text),
        DeValue::Table(table) => table.iter_mut().for_each(|(_, field)| days_to_text(field)),
        _ => {}
    }
}

/// Reads a row once more, as a `T`, to say on which line it is not one.
pub(crate) fn fault_as<T: serde::de::DeserializeOwned>(
    key: &str,
    record: &Record,
) -> Option<(usize, Problem)> {
    let root = DeTable::parse(&record.text).ok()?;
    let mut field = Spanned::new(root.span(), DeValue::Table(root.into_inner()));
    for name in key.split('.') {
        let DeValue::Table(mut table) = field.into_inner() else { return None };
        field = table.remove(name)?;
    }
    let DeValue::Array(rows) = field.into_inner() else { return None };
    let row = rows.into_iter().nth(record.row)?;
    let span = row.span();
    let DeValue::Table(mut table) = row.into_inner() else { return None };
    for name in ABOUT {
        table.remove(name);
    }
    table.iter_mut().for_each(|(_, field)| days_to_text(field));
    let row = Spanned::new(span, DeValue::Table(table));
    let error = T::deserialize(ValueDeserializer::from(row)).err()?;
    let line = error.span().map_or(record.line, |span| line_of(&record.text, span.start));
    let message = error.message().to_owned();
    Some(match message.strip_prefix("unknown field ") {
        Some(rest) => (line, Problem::UnknownField { message: rest.to_owned() }),
        None => (line, Problem::WrongType { message }),
    })
}
