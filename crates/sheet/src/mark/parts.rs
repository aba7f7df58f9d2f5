//! Where the parts of a workbook lie (部件): the sheets by name, and the styles.
use crate::package::{self, Archive};
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::BTreeMap;

const BOOK: &str = "xl/workbook.xml";
const RELATIONS: &str = "xl/_rels/workbook.xml.rels";

/// The part of each sheet, by the sheet's name.
pub(super) fn sheets(archive: &mut Archive<'_>) -> Option<BTreeMap<String, String>> {
    let targets = targets(archive)?;
    let book = package::text(archive, BOOK)?;
    let mut sheets = BTreeMap::new();
    each(&book, "sheet", |element| {
        let (name, id) = (attribute(element, "name")?, attribute(element, "id")?);
        let (_, target) = targets.get(&id)?;
        sheets.insert(name, target.clone());
        Some(())
    })?;
    Some(sheets)
}

/// The part of the styles.
pub(super) fn styles(archive: &mut Archive<'_>) -> Option<String> {
    let targets = targets(archive)?;
    let mut styles = targets.into_values().filter(|(kind, _)| kind.ends_with("/styles"));
    styles.next().map(|(_, target)| target)
}

/// Kind and part of each relation of the book, by its id.
fn targets(archive: &mut Archive<'_>) -> Option<BTreeMap<String, (String, String)>> {
    let relations = package::text(archive, RELATIONS)?;
    let mut targets = BTreeMap::new();
    each(&relations, "Relationship", |element| {
        let (id, target) = (attribute(element, "Id")?, attribute(element, "Target")?);
        let kind = attribute(element, "Type").unwrap_or_default();
        let part = match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None => format!("xl/{}", target.strip_prefix("./").unwrap_or(&target)),
        };
        targets.insert(id, (kind, part));
        Some(())
    })?;
    Some(targets)
}

fn each(xml: &str, name: &str, mut take: impl FnMut(&BytesStart<'_>) -> Option<()>) -> Option<()> {
    let mut reader = Reader::from_str(unmarked(xml));
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element)
                if element.local_name().as_ref() == name =>
            {
                take(&element);
            }
            Event::Eof => return Some(()),
            _ => {}
        }
    }
}

/// The text without the mark that some put before it.
pub(super) fn unmarked(xml: &str) -> &str {
    xml.strip_prefix('\u{feff}').unwrap_or(xml)
}

/// An attribute as it stands, in quotes that do not end it.
pub(super) fn quoted(key: &str, value: &str) -> String {
    let quote = if value.contains('"') { '\'' } else { '"' };
    format!(" {key}={quote}{value}{quote}")
}

/// An attribute by its name, whatever stands before the colon.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = element.attributes();
    let mut all = all.with_checks(false).filter_map(Result::ok);
    let found = all.find(|one| one.key.local_name().as_ref() == name)?;
    unescape(&found.value).ok().map(|value| value.into_owned())
}
