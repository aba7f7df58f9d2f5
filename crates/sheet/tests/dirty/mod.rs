//! Workbooks as offices send them, made here: no file of anybody's is kept.
#![allow(dead_code, reason = "each test binary uses its part")]
use rust_xlsxwriter::{Color, Format, Workbook, Worksheet};
use sheet::table::{Habits, Wanted};

/// What the tests look for.
pub const WANTED: &[Wanted] = &[
    Wanted { names: &["社区"] },
    Wanted { names: &["姓名"] },
    Wanted { names: &["身份证号", "身份证号码", "公民身份号码"] },
    Wanted { names: &["出生年月"] },
    Wanted { names: &["社工证等级"] },
    Wanted { names: &["社工证取得时间"] },
    Wanted { names: &["联系电话", "电话"] },
];
pub const HABITS: Habits = Habits {
    totals: &["合计", "总计", "小计"],
    endings: &["填表人", "审核人", "注"],
    dittos: &["同上", "〃"],
};

/// One cell of a row.
#[derive(Clone, Copy)]
pub enum C {
    T(&'static str),
    N(f64),
    /// A serial shown as a day.
    D(f64),
    E,
}
use C::{D, E, N, T};

/// A list with a title, notes, heads of two levels, merged communities, sums and signatures, a
/// hidden sheet, a formula, widths and colours of its own.
pub fn office() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("东街台账").unwrap();
    let big = Format::new().set_bold().set_font_size(18);
    sheet.merge_range(0, 0, 0, 7, "东街街道社区工作者基本情况台账", &big).unwrap();
    sheet.merge_range(1, 0, 1, 7, "填报单位(盖章):          填报日期:", &Format::new()).unwrap();
    heads(sheet, 2);
    let rows: &[&[C]] = &[
        &[
            N(1.0),
            T("甲社区"),
            T("张  三"),
            N(110_105_194_912_310_000.0),
            T("1949.12"),
            T("助理社会工作师"),
            T("2012.10"),
            N(13_800_000_001.0),
        ],
        &[
            N(2.0),
            E,
            T("李四"),
            T("110105194912310021"),
            D(18_263.0),
            T("无"),
            E,
            T("13800000002/63990002"),
        ],
        &[N(3.0), E, T("王五\n(借调)"), T("'11010519491231002x"), N(194_912.0), T("同上"), E, E],
        &[
            N(4.0),
            T("乙社区"),
            T("赵六"),
            T("110105491231002"),
            T("1949年12月"),
            T("社会工作师"),
            T("2015年6月"),
            E,
        ],
    ];
    for (at, row) in rows.iter().enumerate() {
        write(sheet, 4 + u32::try_from(at).unwrap(), row);
    }
    let edge = Format::new().set_border(rust_xlsxwriter::FormatBorder::Thin);
    sheet.merge_range(4, 1, 6, 1, "甲社区", &edge).unwrap();
    sheet.merge_range(8, 0, 8, 1, "合  计", &edge).unwrap();
    sheet.write_formula(8, 2, "=COUNTA(C5:C8)").unwrap();
    sheet.write_string(9, 0, "填表人:").unwrap();
    sheet.write_string(9, 3, "审核人:").unwrap();
    sheet.set_column_width(2, 31.5).unwrap();
    sheet.insert_note(4, 2, &rust_xlsxwriter::Note::new("查过")).unwrap();
    sheet
        .write_string_with_format(5, 2, "李四", &Format::new().set_font_color(Color::Blue))
        .unwrap();
    let hidden = book.add_worksheet();
    hidden.set_name("旧表").unwrap().set_hidden(true);
    heads(hidden, 0);
    write(hidden, 2, &[N(1.0), T("甲社区"), T("陈七")]);
    book.save_to_buffer().unwrap()
}

fn heads(sheet: &mut Worksheet, row: u32) {
    let bold = Format::new().set_bold();
    for (at, head) in [
        (0, "序号"),
        (1, "社 区"),
        (2, "姓名*"),
        (3, "身份证号码"),
        (4, "出生\n年月"),
        (7, "联系电话(手机)"),
    ] {
        sheet.merge_range(row, at, row + 1, at, head, &bold).unwrap();
    }
    sheet.merge_range(row, 5, row, 6, "社工证", &bold).unwrap();
    sheet.write_string_with_format(row + 1, 5, "等级", &bold).unwrap();
    sheet.write_string_with_format(row + 1, 6, "取得时间", &bold).unwrap();
}

pub fn write(sheet: &mut Worksheet, row: u32, cells: &[C]) {
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (at, cell) in cells.iter().enumerate() {
        let at = u16::try_from(at).unwrap();
        match cell {
            T(text) => {
                sheet.write_string(row, at, *text).unwrap();
            }
            N(number) => {
                sheet.write_number(row, at, *number).unwrap();
            }
            D(serial) => {
                sheet.write_number_with_format(row, at, *serial, &day).unwrap();
            }
            E => {}
        }
    }
}

/// A plain table from the first row on.
pub fn plain(rows: &[&[C]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (at, row) in rows.iter().enumerate() {
        write(sheet, u32::try_from(at).unwrap(), row);
    }
    book.save_to_buffer().unwrap()
}
