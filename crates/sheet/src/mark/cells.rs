//! The cells of a sheet with marks (单元格标注): everything that is not marked is copied sign by sign.
use super::Sheet;
use super::parts::{attribute, quoted, unmarked};
use super::styles::{Styles, prefix};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::BTreeSet;
use std::fmt::Write;

/// A sentence or two in a line.
const REASON_WIDTH: u32 = 48;

/// A sheet's part with its marks; nothing where it is built in a way that is not known.
pub(super) fn patch(xml: &str, sheet: &Sheet, word: &str, styles: &mut Styles) -> Option<String> {
    let xml = unmarked(xml);
    let mut reader = Reader::from_str(xml);
    let out = String::with_capacity(xml.len() + xml.len() / 8);
    let mut patch =
        Patch { sheet, word, styles, out, row: None, next_row: 0, left: BTreeSet::new() };
    patch.left.clone_from(&sheet.red);
    let (mut at, mut skips, mut has_widths, mut widest) = (0, false, false, 0);
    loop {
        let event = reader.read_event().ok()?;
        let (start, end) = (at, usize::try_from(reader.buffer_position()).ok()?);
        (at, skips) = (end, patch.event(&event, &xml[start..end], skips)?);
        match &event {
            Event::Eof => break,
            Event::Start(it) | Event::Empty(it) if it.local_name().as_ref() == "col" => {
                let last = attribute(it, "max").and_then(|max| max.parse().ok()).unwrap_or(0);
                widest = widest.max(last);
            }
            Event::End(it) if it.local_name().as_ref() == "cols" => {
                has_widths = true;
                let column = sheet.column + 1;
                if widest < column {
                    let prefix = prefix(it.name().as_ref()).to_owned();
                    let width = patch.width(&prefix);
                    let before = patch.out.len() - (end - start);
                    patch.out.insert_str(before, &width);
                }
            }
            Event::Start(it) if it.local_name().as_ref() == "sheetData" && !has_widths => {
                let prefix = prefix(it.name().as_ref()).to_owned();
                let widths = format!("<{prefix}cols>{}</{prefix}cols>", patch.width(&prefix));
                let before = patch.out.len() - (end - start);
                patch.out.insert_str(before, &widths);
            }
            _ => {}
        }
    }
    // Every mark must have found its place.
    patch.left.is_empty().then_some(patch.out)
}

struct Patch<'a> {
    sheet: &'a Sheet,
    word: &'a str,
    styles: &'a mut Styles,
    out: String,
    row: Option<Row>,
    next_row: u32,
    /// Red cells that were not met yet.
    left: BTreeSet<(u32, u32)>,
}

/// The row that is being copied.
struct Row {
    at: u32,
    prefix: String,
    next_column: u32,
    /// Its reason is still to be written.
    owes: bool,
}

impl Patch<'_> {
    /// Copies an event, marked where it is to be; says whether what follows is left out.
    fn event(&mut self, event: &Event<'_>, raw: &str, skips: bool) -> Option<bool> {
        match event {
            Event::End(it) if skips => return Some(it.local_name().as_ref() != "c"),
            _ if skips => return Some(true),
            Event::Start(it) if it.local_name().as_ref() == "row" => self.begin_row(it, raw),
            Event::Empty(it) if it.local_name().as_ref() == "row" => {
                let name = it.name().as_ref().to_owned();
                self.begin_row(it, &raw.replace("/>", ">"));
                self.end_row()?;
                write!(self.out, "</{name}>").ok()?;
            }
            Event::End(it) if it.local_name().as_ref() == "row" => {
                self.end_row()?;
                self.out.push_str(raw);
            }
            Event::Start(it) | Event::Empty(it)
                if it.local_name().as_ref() == "c" && self.row.is_some() =>
            {
                let is_empty = matches!(event, Event::Empty(_));
                return self.cell(it, raw).map(|kept| !kept && !is_empty);
            }
            // What a sheet says of its size would leave out the reasons.
            Event::Empty(it) if it.local_name().as_ref() == "dimension" => {}
            _ => self.out.push_str(raw),
        }
        Some(false)
    }

    fn begin_row(&mut self, element: &BytesStart<'_>, raw: &str) {
        let stated = attribute(element, "r").and_then(|row| row.parse::<u32>().ok());
        let at = stated.and_then(|row| row.checked_sub(1)).unwrap_or(self.next_row);
        self.next_row = at.saturating_add(1);
        let prefix = prefix(element.name().as_ref()).to_owned();
        let owes = at == self.sheet.head || self.sheet.reasons.contains_key(&at);
        // The columns that a row says it spans end before the reasons.
        match attribute(element, "spans") {
            Some(spans) => self.out.push_str(&raw.replace(&format!(" spans=\"{spans}\""), "")),
            None => self.out.push_str(raw),
        }
        self.row = Some(Row { at, prefix, next_column: 0, owes });
    }

    fn end_row(&mut self) -> Option<()> {
        self.fill_up_to(u32::MAX)?;
        self.row = None;
        Some(())
    }

    /// Copies a cell; false where it is left out: it holds the reason of the last time.
    fn cell(&mut self, element: &BytesStart<'_>, raw: &str) -> Option<bool> {
        let row = self.row.as_mut()?;
        let stated = attribute(element, "r").and_then(|name| column(&name));
        let column = stated.unwrap_or(row.next_column);
        row.next_column = column.saturating_add(1);
        let at = (row.at, column);
        let in_table = row.at >= self.sheet.head;
        self.fill_up_to(column)?;
        if column == self.sheet.column && in_table {
            self.fill_up_to(column + 1)?;
            return Some(false);
        }
        let format = attribute(element, "s").and_then(|s| s.parse().ok()).unwrap_or(0);
        let new = if self.left.remove(&at) {
            self.styles.red(format)?
        } else if in_table && self.styles.is_red(format) && !self.sheet.red.contains(&at) {
            self.styles.plain(format)?
        } else {
            self.out.push_str(raw);
            return Some(true);
        };
        let mut tag = format!("<{}", element.name().as_ref());
        for one in element.attributes().with_checks(false) {
            let one = one.ok()?;
            if one.key.as_ref() != "s" {
                tag.push_str(&quoted(one.key.as_ref(), &one.value));
            }
        }
        let end = if raw.ends_with("/>") { "/>" } else { ">" };
        write!(self.out, "{tag} s=\"{new}\"{end}").ok()?;
        Some(true)
    }

    /// Writes what is to stand before a column and is not there: red blanks, the reason.
    fn fill_up_to(&mut self, column: u32) -> Option<()> {
        let (at, prefix) = self.row.as_ref().map(|row| (row.at, row.prefix.clone()))?;
        let missing: Vec<_> = self.left.range((at, 0)..(at, column)).copied().collect();
        for (row, blank) in missing {
            self.left.remove(&(row, blank));
            let (name, style) = (name(row, blank), self.styles.red(0)?);
            write!(self.out, "<{prefix}c r=\"{name}\" s=\"{style}\"/>").ok()?;
        }
        if column > self.sheet.column && self.row.as_mut().is_some_and(|row| row.owes) {
            self.reason(at, &prefix)?;
            self.row.as_mut()?.owes = false;
        }
        Some(())
    }

    fn reason(&mut self, row: u32, prefix: &str) -> Option<()> {
        let text = match row == self.sheet.head {
            true => self.word,
            false => self.sheet.reasons.get(&row)?,
        };
        let text = quick_xml::escape::escape(text);
        let (name, style) = (name(row, self.sheet.column), self.styles.reason()?);
        write!(
            self.out,
            "<{prefix}c r=\"{name}\" s=\"{style}\" t=\"inlineStr\"><{prefix}is>\
             <{prefix}t xml:space=\"preserve\">{text}</{prefix}t></{prefix}is></{prefix}c>"
        )
        .ok()
    }

    fn width(&self, prefix: &str) -> String {
        let column = self.sheet.column + 1;
        format!(
            "<{prefix}col min=\"{column}\" max=\"{column}\" width=\"{REASON_WIDTH}\" customWidth=\"1\"/>"
        )
    }
}

/// The column of a cell's name: 2 of `C7`.
fn column(name: &str) -> Option<u32> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters.fold(0u32, |sum, letter| {
        let letter = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        sum.saturating_mul(26).saturating_add(letter)
    });
    number.checked_sub(1)
}

/// The name of a cell: `C7`.
pub(super) fn name(row: u32, column: u32) -> String {
    let (mut letters, mut rest) = (Vec::new(), column + 1);
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.iter().rev().collect();
    format!("{letters}{}", row + 1)
}

#[cfg(test)]
mod tests {
    use super::{column, name};

    #[test]
    fn a_column_has_one_name() {
        for (number, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(name(6, number), format!("{letters}7"));
            assert_eq!(column(&format!("{letters}7")), Some(number));
        }
        assert_eq!(column("7"), None);
    }
}
