//! Workbooks of offices, read: where the table is, what is in it, what is left out.
mod dirty;

use dirty::C::{E, N, T};
use dirty::{HABITS, WANTED, office, plain};
use sheet::read::{self, Kind};
use sheet::table::{Table, find};
use sheet::{Book, Value};

fn table(book: &Book, at: usize) -> Option<Table> {
    find(at, &book.sheets[at], WANTED, &HABITS, 3)
}

#[test]
fn a_table_is_found_below_titles_and_its_two_levels_are_one() {
    let book = read::read(&office()).unwrap();
    assert_eq!(book.kind, Kind::Xlsx);
    let table = table(&book, 0).unwrap();
    assert_eq!(table.head, 3);
    let columns: Vec<_> = table.columns.into_iter().collect();
    assert_eq!(columns, [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7)]);
    assert_eq!(table.unknown, [(0, "序号".to_owned())]);
}

#[test]
fn merged_cells_are_filled_and_sums_and_signatures_left_out() {
    let book = read::read(&office()).unwrap();
    let table = table(&book, 0).unwrap();
    let texts = |column| table.lines.iter().map(|line| line.text(column)).collect::<Vec<_>>();
    assert_eq!(texts(0), ["甲社区", "甲社区", "甲社区", "乙社区"]);
    assert_eq!(texts(1), ["张  三", "李四", "王五\n(借调)", "赵六"]);
    assert_eq!(texts(4), ["助理社会工作师", "无", "无", "社会工作师"], "as above");
    assert_eq!(table.passed_over, [8]);
    assert_eq!(table.lines[1].cells[&0].at, (4, 1), "a filled cell names the one that is seen");
}

#[test]
fn an_identity_number_that_became_a_number_shows_it() {
    let book = read::read(&office()).unwrap();
    let table = table(&book, 0).unwrap();
    let numbers: Vec<_> = table.lines.iter().map(|line| &line.cells[&2].value).collect();
    assert!(numbers[0].is_number());
    assert_eq!(numbers[0].text(), "110105194912310000", "the last digits are gone");
    assert!(numbers[1..].iter().all(|value| !value.is_number()));
    assert!(matches!(table.lines[1].cells[&3].value, Value::Serial(day) if day == 18_263.0));
}

#[test]
fn a_hidden_sheet_says_so() {
    let book = read::read(&office()).unwrap();
    let hidden: Vec<_> = book.sheets.iter().map(|sheet| (&*sheet.name, sheet.hidden)).collect();
    assert_eq!(hidden, [("东街台账", false), ("旧表", true)]);
}

#[test]
fn heads_are_found_by_their_words_wherever_they_stand() {
    let heads: &[C] = &[T("姓 名"), T("公民身份号码"), T("所属"), T("社区"), T("电话")];
    let row: &[C] = &[T("张三"), T("x"), T("y"), T("甲"), N(1.0)];
    for above in [0, 1, 5, 20] {
        let mut rows: Vec<&[C]> = vec![&[T("说明")]; above];
        rows.push(heads);
        rows.push(row);
        let book = read::read(&plain(&rows)).unwrap();
        let table = table(&book, 0).unwrap();
        assert_eq!(table.head as usize, above);
        assert_eq!(table.lines.len(), 1);
        assert_eq!(table.lines[0].text(0), "甲");
        assert_eq!(table.lines[0].text(6), "1");
    }
    let none = read::read(&plain(&[&[T("姓名"), T("年龄")], row])).unwrap();
    assert!(table(&none, 0).is_none(), "one word is no table");
}
use dirty::C;

#[test]
fn heads_that_stand_on_every_page_are_no_rows() {
    let heads: &[C] = &[T("姓名"), T("身份证号"), T("社区"), T("电话")];
    let row: &[C] = &[T("张三"), T("x"), T("甲"), E];
    let book = read::read(&plain(&[heads, row, heads, row, &[T("小计"), N(2.0)], row])).unwrap();
    let table = table(&book, 0).unwrap();
    assert_eq!(table.lines.len(), 3);
    assert_eq!(table.passed_over, [2, 4]);
}

#[test]
fn a_text_file_is_read_in_either_way_of_writing_chinese() {
    let text = "姓名,身份证号,社区\r\n张三,11010519491231002X,甲社区\r\n\r\n李四,,乙社区\r\n";
    let (gbk, _, _) = encoding_rs::GB18030.encode(text);
    let marked = [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat();
    let tabs = text.replace(',', "\t").into_bytes();
    for bytes in [text.as_bytes(), &gbk, &marked, &tabs] {
        let book = read::read(bytes).unwrap();
        assert_eq!(book.kind, Kind::Csv);
        let table = table(&book, 0).unwrap();
        let rows: Vec<_> = table.lines.iter().map(|line| (line.row, line.text(1))).collect();
        assert_eq!(rows, [(1, "张三".to_owned()), (3, "李四".to_owned())]);
    }
}
