//! Files that are no workbook, or mean ill: each is refused with a reason, and nothing panics.
mod dirty;

use dirty::C::{N, T};
use dirty::{HABITS, WANTED, office, plain};
use sheet::mark::{Mark, mark};
use sheet::read::{self, BYTES_MAX, Unreadable};
use sheet::table::find;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// A workbook with one part in place of another.
fn with(name: &str, part: &[u8]) -> Vec<u8> {
    let bytes = plain(&[&[T("姓名"), T("社区"), T("电话")], &[T("张三"), T("甲"), N(1.0)]]);
    let mut archive = ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let known = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        out.start_file(&known, options).unwrap();
        out.write_all(if known == name { part } else { &bytes }).unwrap();
    }
    if !archive.file_names().any(|known| known.is_ok_and(|known| known == name)) {
        out.start_file(name, options).unwrap();
        out.write_all(part).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn sheet_of(rows: &str) -> Vec<u8> {
    let xml = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <sheetData>{rows}</sheetData></worksheet>"
    );
    with("xl/worksheets/sheet1.xml", xml.as_bytes())
}

#[test]
fn what_is_no_workbook_says_what_it_is() {
    let locked: Vec<u8> = {
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 600], &name].concat()
    };
    let no_book = {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        out.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
        out.write_all(b"<w/>").unwrap();
        out.finish().unwrap().into_inner()
    };
    for (bytes, refused) in [
        (vec![], Unreadable::Empty),
        (b"\n\n".to_vec(), Unreadable::Empty),
        (vec![b'x'; BYTES_MAX + 1], Unreadable::TooLarge),
        (b"%PDF-1.7\0\0".to_vec(), Unreadable::NoWorkbook),
        (b"<html><table></table></html>".to_vec(), Unreadable::NoWorkbook),
        (b"PK\x03\x04 and nothing".to_vec(), Unreadable::Broken),
        (no_book, Unreadable::NoWorkbook),
        (locked, Unreadable::Password),
        (vec![0xD0, 0xCF, 0x11, 0xE0, 0, 0], Unreadable::Broken),
    ] {
        assert_eq!(read::read(&bytes), Err(refused), "{} bytes", bytes.len());
    }
}

#[test]
fn a_small_file_that_unpacks_to_much_is_refused() {
    let bomb = with("xl/media/image1.png", &vec![0; 80 << 20]);
    assert!(bomb.len() < BYTES_MAX);
    assert_eq!(read::read(&bomb), Err(Unreadable::TooLarge));
}

#[test]
fn a_text_that_many_cells_share_is_counted_each_time() {
    let text = "甲".repeat(1_900);
    let cells: String = (1..=12_000)
        .map(|row| {
            format!(
                "<row r=\"{row}\"><c r=\"A{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c></row>"
            )
        })
        .collect();
    assert_eq!(read::read(&sheet_of(&cells)), Err(Unreadable::TooLarge));
}

#[test]
fn no_part_may_declare_entities() {
    let xml = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>\
               <sst><si><t>&a;</t></si></sst>";
    for part in [xml.as_bytes().to_vec(), [&[0xEF, 0xBB, 0xBF], xml.as_bytes()].concat()] {
        assert_eq!(read::read(&with("xl/sharedStrings.xml", &part)), Err(Unreadable::Declares));
    }
    let wide: Vec<u8> =
        [0xFEFF].into_iter().chain(xml.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(read::read(&with("xl/sharedStrings.xml", &wide)), Err(Unreadable::Declares));
}

#[test]
fn more_rows_or_columns_than_anybody_has_are_refused_and_blank_ones_do_not_count() {
    let far = |name: &str| {
        let row: String = name.chars().filter(char::is_ascii_digit).collect();
        sheet_of(&format!("<row r=\"{row}\"><c r=\"{name}\"><v>1</v></c></row>"))
    };
    for name in ["A20001", "A1048576", "GS1", "XFD1048576", "A4294967295", "ZZZZZZZZ1"] {
        let refused = read::read(&far(name)).unwrap_err();
        assert!([Unreadable::TooMany, Unreadable::Broken].contains(&refused), "{name}: {refused}");
    }
    let blanks = "<row r=\"1048576\"><c r=\"XFD1048576\" s=\"0\"/></row>";
    assert!(read::read(&sheet_of(blanks)).is_ok(), "a format without a value is nothing");
}

/// Every cut and many changes of a good file: read or refused, and what is read can be marked.
#[test]
fn a_damaged_file_is_refused_or_read_and_nothing_panics() {
    let quiet = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let whole = office();
    let mut refused = 0;
    for length in (0..whole.len()).step_by(397) {
        refused += u32::from(read::read(&whole[..length]).is_err());
    }
    let mut chance = 0x2545_F491_4F6C_DD1D_u64;
    for _ in 0..60 {
        let mut bytes = whole.clone();
        for _ in 0..8 {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            let at = usize::try_from(chance % bytes.len() as u64).unwrap();
            bytes[at] = (chance >> 32) as u8;
        }
        again(&bytes);
    }
    // Damage inside of the parts, which the archive's own sums would hide.
    let sheet = {
        let mut archive = ZipArchive::new(Cursor::new(&whole)).unwrap();
        let mut text = String::new();
        archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut text).unwrap();
        text
    };
    for at in (0..sheet.len()).step_by(331).filter(|at| sheet.is_char_boundary(*at)) {
        for put in ["", "<", "\"", "/>", "</c>", "<row>", "&", "<c r=\"\"/>", "\u{0}"] {
            let bad = format!("{}{put}{}", &sheet[..at], sheet.get(at + 1..).unwrap_or(""));
            again(&with("xl/worksheets/sheet1.xml", bad.as_bytes()));
        }
    }
    std::panic::set_hook(quiet);
    assert!(refused > 15, "cut files are refused: {refused}");
}

fn again(bytes: &[u8]) {
    let Ok(book) = read::read(bytes) else { return };
    let tables: Vec<_> = (0..book.sheets.len())
        .filter_map(|at| find(at, &book.sheets[at], WANTED, &HABITS, 2))
        .collect();
    let marks: Vec<Mark> = tables
        .iter()
        .flat_map(|table| {
            let first = table.lines.first()?;
            let at = Some((first.row, 1));
            Some(Mark { sheet: table.sheet, row: first.row, at, reason: "r".into() })
        })
        .collect();
    let _ = mark(bytes, &book, &tables, &marks, "原因");
}
