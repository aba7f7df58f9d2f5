//! Lists of workers as streets send them, made here.
#![allow(dead_code, reason = "each test binary uses its part")]
use rust_xlsxwriter::Workbook;

/// The heads of a list, in an order of its own, with columns that nobody reads.
pub const HEADS: &[&str] = &[
    "序号",
    "姓 名",
    "社区",
    "身份证号码",
    "学历",
    "学位",
    "岗位",
    "职务",
    "任职方式",
    "参加社区工作时间",
    "现等级",
    "定级时间",
    "社工证等级",
    "社工证取得时间",
    "近三年考核",
    "联系电话",
    "银行卡号",
];
/// Where the columns stand that the tests change.
pub const NAME: usize = 1;
pub const COMMUNITY: usize = 2;
pub const ID: usize = 3;
pub const EDUCATION: usize = 4;
pub const POST: usize = 6;
pub const SINCE: usize = 9;
pub const LEVEL: usize = 10;
pub const PLACED: usize = 11;
pub const RESULTS: usize = 14;
pub const CARD: usize = 16;

pub type Row = Vec<String>;

/// Three workers of the first community and one of the second, written as offices do.
pub fn good() -> Vec<Row> {
    let rows = [
        "1|张  三|甲社区|'11010519491231002x|大学本科|学士|社区干事||聘任|2019.07|5级|2023年1月|助理社会工作师|2020.10|2024年优秀，2025年合格|13800000001/63990002|4111111111111111",
        "2|李四|甲|990101198503120010|大专||委员|党委委员|选任|201503|六|202301|无||2025称职|13800000002|",
        "3|网格员|甲社区居委会|990101199001010027|硕士研究生|法学硕士|干事||聘用|2020-03-01|3|2023.01||||35岁|",
        "4|王五\n(借调)|乙社区|990101197506300039|本科|无|书记、主任|书记、主任|选任|2012年5月|12|2022/07/01|中级|2016.06|2023年合格 2024年合格 2025年优秀||",
    ];
    rows.iter().map(|row| row.split('|').map(str::to_owned).collect()).collect()
}

/// A workbook of these rows below a title; a cell that begins with `#` is a number.
pub fn book(rows: &[Row]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "东街街道社区工作者基本情况台账").unwrap();
    for (at, head) in HEADS.iter().enumerate() {
        sheet.write_string(1, u16::try_from(at).unwrap(), *head).unwrap();
    }
    for (row, cells) in (2..).zip(rows) {
        for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let at = u16::try_from(at).unwrap();
            match cell.strip_prefix('#') {
                Some(number) => sheet.write_number(row, at, number.parse::<f64>().unwrap()),
                None => sheet.write_string(row, at, cell),
            }
            .unwrap();
        }
    }
    let end = 2 + u32::try_from(rows.len()).unwrap();
    sheet.write_string(end, 0, "合计").unwrap();
    sheet.write_number(end, 1, rows.len() as f64).unwrap();
    sheet.write_string(end + 1, 0, "填表人：").unwrap();
    book.save_to_buffer().unwrap()
}

/// The good list with one cell changed.
pub fn with(row: usize, column: usize, cell: &str) -> Vec<Row> {
    let mut rows = good();
    rows[row][column] = cell.to_owned();
    rows
}
