//! The sender's own workbook comes back marked, and nothing else in it has changed.
mod dirty;

use dirty::{HABITS, WANTED, office};
use sheet::mark::{Mark, mark};
use sheet::read;
use sheet::table::{Table, find};
use sheet::{Book, Value};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

const WORD: &str = "原因";

fn tables(book: &Book) -> Vec<Table> {
    let all = book.sheets.iter().enumerate().filter(|(_, sheet)| !sheet.hidden);
    all.filter_map(|(at, sheet)| find(at, sheet, WANTED, &HABITS, 3)).collect()
}

fn wrong(row: u32, at: Option<(u32, u32)>, reason: &str) -> Mark {
    Mark { sheet: 0, row, at, reason: reason.into() }
}

fn marked(bytes: &[u8], marks: &[Mark]) -> Vec<u8> {
    let book = read::read(bytes).unwrap();
    let marked = mark(bytes, &book, &tables(&book), marks, WORD).unwrap();
    assert!(marked.is_own, "the file itself comes back");
    marked.bytes
}

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let all = (0..archive.len()).map(|at| {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        (file.name().unwrap().into_owned(), bytes)
    });
    all.collect()
}

/// The cells with our red, by name.
fn red(bytes: &[u8]) -> Vec<String> {
    use calamine::{Reader, Xlsx};
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let name = book.sheet_names()[0].clone();
    let styles = book.worksheet_style(&name).unwrap();
    let mut found = Vec::new();
    for row in 0..20 {
        for column in 0..12u8 {
            let style = styles.get((row, u32::from(column)));
            let text = style.map(|style| format!("{:?}", style.fill)).unwrap_or_default();
            if text.contains("248") && text.contains("181") {
                found.push(format!("{}{}", char::from(b'A' + column), row + 1));
            }
        }
    }
    found
}

#[test]
fn wrong_cells_are_red_and_the_reasons_stand_behind_the_table() {
    let bytes = office();
    let out = marked(
        &bytes,
        &[
            wrong(4, Some((4, 3)), "身份证号按数字存，末几位已丢失"),
            wrong(4, Some((4, 2)), "姓名里有空格"),
            wrong(5, Some((4, 1)), "没有“甲社区” <乙 & 丙>"),
            wrong(7, Some((7, 7)), "没有电话"),
            wrong(6, None, "与第 5 行重复"),
        ],
    );
    let book = read::read(&out).unwrap();
    let cell = |row, column| book.sheets[0].cells.get(&(row, column)).map(Value::text);
    assert_eq!(cell(3, 8).as_deref(), Some("原因"));
    assert_eq!(cell(4, 8).as_deref(), Some("身份证号按数字存，末几位已丢失；姓名里有空格"));
    assert_eq!(cell(5, 8).as_deref(), Some("没有“甲社区” <乙 & 丙>"));
    assert_eq!(cell(6, 8).as_deref(), Some("与第 5 行重复"));
    assert_eq!(cell(7, 8).as_deref(), Some("没有电话"));
    // I: the reasons. H8 was an empty cell and is red now.
    let expected = ["B5", "C5", "D5", "H8", "I4", "I5", "I6", "I7", "I8"];
    let mut found = red(&out);
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn everything_else_stays_as_it_was_sent() {
    let bytes = office();
    let out = marked(&bytes, &[wrong(5, Some((5, 2)), "r"), wrong(4, Some((4, 3)), "n")]);
    let (before, after) = (parts(&bytes), parts(&out));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    let changed: Vec<_> = before.iter().filter(|(name, part)| after[*name] != **part).collect();
    let changed: Vec<_> = changed.into_iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(changed, ["xl/styles.xml", "xl/worksheets/sheet1.xml"]);
    let text = |parts: &BTreeMap<String, Vec<u8>>, name: &str| {
        String::from_utf8(parts[name].clone()).unwrap()
    };
    let sheet = text(&after, "xl/worksheets/sheet1.xml");
    for kept in ["<f>COUNTA(C5:C8)</f>", "mergeCell ref=\"B5:B7\"", "width=\"32.", "legacyDrawing"]
    {
        assert!(sheet.contains(kept), "{kept}: {sheet}");
    }
    // What is in the cells, read by somebody else, is what was there.
    let (old, new) = (read::read(&bytes).unwrap(), read::read(&out).unwrap());
    for (at, value) in &old.sheets[0].cells {
        assert_eq!(new.sheets[0].cells.get(at), Some(value), "{at:?}");
    }
    assert_eq!(old.sheets[1], new.sheets[1]);
    assert_eq!(old.sheets[0].merged, new.sheets[0].merged);
    // The XML is still XML to a second reader, and the styles count what they hold.
    let styles = text(&after, "xl/styles.xml");
    for (list, item) in [("fills", "fill"), ("cellXfs", "xf")] {
        let tree = roxmltree::Document::parse(&styles).unwrap();
        let node = tree.descendants().find(|node| node.has_tag_name(name(list))).unwrap();
        let items = node.children().filter(|child| child.has_tag_name(name(item))).count();
        assert_eq!(node.attribute("count"), Some(&*items.to_string()), "{list}");
    }
    roxmltree::Document::parse(&sheet).unwrap();
}

fn name(local: &str) -> (&'static str, &str) {
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", local)
}

#[test]
fn a_corrected_file_loses_its_old_marks_and_keeps_one_column_of_reasons() {
    let first = marked(&office(), &[wrong(4, Some((4, 3)), "r"), wrong(5, Some((5, 2)), "s")]);
    let second = marked(&first, &[wrong(5, Some((5, 3)), "t")]);
    let book = read::read(&second).unwrap();
    let cell = |row, column| book.sheets[0].cells.get(&(row, column)).map(Value::text);
    assert_eq!(cell(3, 8).as_deref(), Some("原因"));
    assert_eq!((cell(4, 8), cell(5, 8).as_deref(), cell(3, 9)), (None, Some("t"), None));
    let mut found = red(&second);
    found.sort();
    assert_eq!(found, ["D6", "I4", "I6"]);
    let clean = marked(&second, &[]);
    assert_eq!(red(&clean), ["I4"], "the head of the reasons stays");
}

#[test]
fn a_text_file_comes_back_as_a_new_workbook() {
    let text = "姓名,身份证号,社区\n张三,1,甲\n李四,2,乙\n";
    let book = read::read(text.as_bytes()).unwrap();
    let marks = [wrong(2, Some((2, 1)), "位数不对")];
    let marked = mark(text.as_bytes(), &book, &tables(&book), &marks, WORD).unwrap();
    assert!(!marked.is_own);
    let book = read::read(&marked.bytes).unwrap();
    let cell = |row, column| book.sheets[0].cells.get(&(row, column)).map(Value::text);
    assert_eq!(cell(2, 3).as_deref(), Some("位数不对"));
    assert_eq!(cell(1, 1).as_deref(), Some("1"));
    assert_eq!(red(&marked.bytes), ["D1", "B3", "D3"]);
    assert!(matches!(book.sheets[0].cells[&(1, 1)], Value::Text(_)), "no digits are counted on");
}
