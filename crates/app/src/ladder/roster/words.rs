//! What offices write and what is meant (台账用语): one table for each column, and pure functions.
//!
//! A word that is not in its table is never guessed at: it comes back as a finding.
use ::ladder::scheme::PostKind;
use ::ladder::worker::{Certificate, EducationLevel, Rating, Tenure};
use base::Date;
use sheet::Value;

type Words<T> = &'static [(&'static str, T)];

const POSTS: Words<PostKind> = &[
    ("社区干事", PostKind::Clerk),
    ("干事", PostKind::Clerk),
    ("工作人员", PostKind::Clerk),
    ("社区工作人员", PostKind::Clerk),
    ("专职工作者", PostKind::Clerk),
    ("委员", PostKind::Member),
    ("两委委员", PostKind::Member),
    ("“两委”委员", PostKind::Member),
    ("两委成员", PostKind::Member),
    ("副职", PostKind::Deputy),
    ("社区副职", PostKind::Deputy),
    ("两委副职", PostKind::Deputy),
    ("“两委”副职", PostKind::Deputy),
    ("副书记", PostKind::Deputy),
    ("副主任", PostKind::Deputy),
    ("正职", PostKind::Chief),
    ("社区正职", PostKind::Chief),
    ("书记", PostKind::Chief),
    ("主任", PostKind::Chief),
    ("书记、主任", PostKind::Chief),
    ("书记兼主任", PostKind::Chief),
];
const TENURES: Words<Tenure> = &[
    ("选任", Tenure::Elected),
    ("选举", Tenure::Elected),
    ("选任制", Tenure::Elected),
    ("当选", Tenure::Elected),
    ("聘任", Tenure::Hired),
    ("聘用", Tenure::Hired),
    ("聘任制", Tenure::Hired),
    ("招聘", Tenure::Hired),
    ("合同制", Tenure::Hired),
];
/// A course of less than a degree is `none` for the ladder, and no fault.
const EDUCATIONS: Words<EducationLevel> = &[
    ("无", EducationLevel::None),
    ("小学", EducationLevel::None),
    ("初中", EducationLevel::None),
    ("高中", EducationLevel::None),
    ("中专", EducationLevel::None),
    ("中技", EducationLevel::None),
    ("职高", EducationLevel::None),
    ("大专", EducationLevel::None),
    ("专科", EducationLevel::None),
    ("大学专科", EducationLevel::None),
    ("高职", EducationLevel::None),
    ("本科", EducationLevel::Bachelor),
    ("大学", EducationLevel::Bachelor),
    ("大学本科", EducationLevel::Bachelor),
    ("研究生", EducationLevel::Master),
    ("硕士", EducationLevel::Master),
    ("硕士研究生", EducationLevel::Master),
    ("研究生硕士", EducationLevel::Master),
    ("博士", EducationLevel::Doctor),
    ("博士研究生", EducationLevel::Doctor),
    ("研究生博士", EducationLevel::Doctor),
];
const CERTIFICATES: Words<Certificate> = &[
    ("无", Certificate::None),
    ("否", Certificate::None),
    ("/", Certificate::None),
    ("-", Certificate::None),
    ("—", Certificate::None),
    ("助理", Certificate::Assistant),
    ("初级", Certificate::Assistant),
    ("助理社工师", Certificate::Assistant),
    ("助理社会工作师", Certificate::Assistant),
    ("中级", Certificate::SocialWorker),
    ("社工师", Certificate::SocialWorker),
    ("社会工作师", Certificate::SocialWorker),
    ("中级社工师", Certificate::SocialWorker),
    ("中级社会工作师", Certificate::SocialWorker),
    ("高级", Certificate::Senior),
    ("高级社工师", Certificate::Senior),
    ("高级社会工作师", Certificate::Senior),
];
/// The longer word first: "基本合格" ends as "合格" does.
const RATINGS: Words<Rating> = &[
    ("基本合格", Rating::Basic),
    ("基本称职", Rating::Basic),
    ("不合格", Rating::Unqualified),
    ("不称职", Rating::Unqualified),
    ("优秀", Rating::Excellent),
    ("合格", Rating::Qualified),
    ("称职", Rating::Qualified),
];
/// How somebody studied says nothing of what they have.
const MODES: &[&str] = &["全日制", "在职", "非全日制", "普通高等教育", "成人"];
/// Days that Excel counts: from 1927 to 2173.
const SERIALS: std::ops::RangeInclusive<f64> = 10_000.0..=100_000.0;
/// The years in which a day of a working life lies.
const YEARS: std::ops::RangeInclusive<i16> = 1930..=2199;

/// Why a cell is no day (日期写法).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayRefused {
    /// A year alone: the month is wanted.
    YearOnly,
    /// 1985.1 as a number: January, or October without its zero.
    Month,
    None,
}

/// A word without blanks of any width, brackets behind it and a full stop.
pub fn bare(text: &str) -> String {
    let end = text.find(['(', '（']).filter(|at| *at > 0).unwrap_or(text.len());
    text[..end].chars().filter(|sign| !is_blank(*sign) && *sign != '。').collect()
}

fn is_blank(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '\u{200b}' | '\u{feff}' | '\u{a0}')
}

/// A name: blanks that pad it out go (张  三), those between words of letters stay one.
pub fn name(text: &str) -> String {
    let end = text.find(['(', '（']).filter(|at| *at > 0).unwrap_or(text.len());
    let parts: Vec<String> = text[..end]
        .split(is_blank)
        .map(|part| part.chars().filter(|sign| !is_blank(*sign)).collect::<String>())
        .filter(|part| !part.is_empty())
        .collect();
    let is_latin = parts.iter().all(|part| part.chars().all(|sign| (sign as u32) < 0x2E80));
    parts.join(if is_latin { " " } else { "" })
}

/// Whether a name has a sign that only one computer knows (造字).
pub fn is_private(name: &str) -> bool {
    name.chars().any(|sign| matches!(sign as u32, 0xE000..=0xF8FF | 0xF0000.. | 0xFFFD))
}

pub fn post(text: &str) -> Option<PostKind> {
    known(POSTS, &bare(text))
}

/// Whether a title is that of the community's secretary (社区书记).
pub fn is_secretary(title: &str) -> bool {
    let title = bare(title);
    title.contains("书记") && !title.contains("副书记")
}

pub fn tenure(text: &str) -> Option<Tenure> {
    known(TENURES, &bare(text))
}

/// A level of education as it is written in one cell, however it was studied for.
pub fn education(text: &str) -> Option<EducationLevel> {
    let mut word = bare(text);
    for mode in MODES {
        word = word.replace(mode, "");
    }
    let word = word.trim_end_matches("学历").trim_end_matches("毕业");
    known(EDUCATIONS, word)
}

/// A degree, of whatever subject: 工学学士.
pub fn degree(text: &str) -> Option<EducationLevel> {
    let word = bare(text);
    if ["无", "/", "-", "—"].contains(&&*word) {
        return Some(EducationLevel::None);
    }
    let ends = |end: &str| word.trim_end_matches("学位").ends_with(end);
    match () {
        () if ends("学士") => Some(EducationLevel::Bachelor),
        () if ends("硕士") => Some(EducationLevel::Master),
        () if ends("博士") => Some(EducationLevel::Doctor),
        () => None,
    }
}

pub fn certificate(text: &str) -> Option<Certificate> {
    known(CERTIFICATES, &bare(text))
}

/// Results with their years: "2023年优秀，2024年合格". A result without its year is none.
pub fn results(text: &str) -> Option<Vec<(i16, Rating)>> {
    let parts = text.split(['，', ',', '、', ';', '；', '\n', '/', ' ', '\u{3000}']);
    let mut found: Vec<(i16, Rating)> = Vec::new();
    for part in parts.map(bare).filter(|part| !part.is_empty()) {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        let year = digits.parse().ok().filter(|year| digits.len() == 4 && YEARS.contains(year))?;
        let word = part[digits.len()..].trim_start_matches(['年', '度', ':', '：', '-']);
        let rating = known(RATINGS, word.trim_end_matches('次').trim_end_matches('等'))?;
        if found.iter().any(|(known, _)| *known == year) {
            return None;
        }
        found.push((year, rating));
    }
    Some(found)
}

/// A level: 5, "5级", "五级", "十二级".
pub fn level(text: &str) -> Option<u8> {
    let word = bare(text);
    let word = word.trim_end_matches(['级', '档']).trim_start_matches('第');
    word.parse().ok().or_else(|| chinese(word)).filter(|level| *level > 0)
}

/// One to ninety-nine in Chinese.
fn chinese(word: &str) -> Option<u8> {
    const DIGITS: &str = "一二三四五六七八九";
    let digit = |sign: char| {
        let at = DIGITS.chars().position(|known| known == sign)?;
        u8::try_from(at + 1).ok()
    };
    let signs: Vec<char> = word.chars().collect();
    match signs[..] {
        ['十'] => Some(10),
        ['十', one] => Some(10 + digit(one)?),
        [one] => digit(one),
        [ten, '十'] => Some(digit(ten)? * 10),
        [ten, '十', one] => Some(digit(ten)? * 10 + digit(one)?),
        _ => None,
    }
}

/// A day as offices write it: 1985.03, 198503, 1985年3月, 1985-3-12, 19850312, a serial of Excel. A
/// month is its first day.
pub fn day(value: &Value) -> Result<Date, DayRefused> {
    match value {
        Value::Serial(serial) => of_serial(*serial).ok_or(DayRefused::None),
        Value::Number(number) => of_number(*number),
        Value::Text(text) => of_text(text),
        Value::Fault(_) => Err(DayRefused::None),
    }
}

fn of_number(number: f64) -> Result<Date, DayRefused> {
    if number.fract() == 0.0 {
        // Six or eight digits are year and month, five are a serial; four a year alone.
        return match number {
            _ if (190_000.0..=99_991_231.0).contains(&number) => of_text(&number.to_string()),
            _ if SERIALS.contains(&number) => of_serial(number).ok_or(DayRefused::None),
            _ => of_text(&number.to_string()),
        };
    }
    let text = number.to_string();
    match text.split_once('.') {
        // Excel writes 1985.10 as 1985.1.
        Some((_, "1")) => Err(DayRefused::Month),
        _ => of_text(&text),
    }
}

#[allow(clippy::cast_possible_truncation, reason = "the range was looked at")]
fn of_serial(serial: f64) -> Option<Date> {
    // Excel has a 29 February 1900: from March 1900 on its first day is 30 December 1899.
    let first = Date::constant(1899, 12, 30);
    let days = SERIALS.contains(&serial).then_some(serial.floor() as i32)?;
    first.checked_add(jiff::Span::new().days(days)).ok().filter(|day| YEARS.contains(&day.year()))
}

fn of_text(text: &str) -> Result<Date, DayRefused> {
    let text: String = text.chars().filter(|sign| !is_blank(*sign) && *sign != '\'').collect();
    let text: String = text.chars().map(plain_digit).collect();
    let parts: Vec<&str> =
        text.split(|sign: char| !sign.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let signs_fit =
        text.chars().all(|sign| sign.is_ascii_digit() || ".-/年月日．。、至今起".contains(sign));
    if !signs_fit {
        return Err(DayRefused::None);
    }
    let (year, month, day) = match parts[..] {
        [whole] if whole.len() == 8 => (&whole[..4], &whole[4..6], &whole[6..]),
        [whole] if whole.len() == 6 => (&whole[..4], &whole[4..], "1"),
        [year] if year.len() == 4 => return Err(DayRefused::YearOnly),
        [year, month] => (year, month, "1"),
        [year, month, day] => (year, month, day),
        _ => return Err(DayRefused::None),
    };
    let day = || {
        let year: i16 = year.parse().ok().filter(|year| YEARS.contains(year))?;
        Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
    };
    day().ok_or(DayRefused::None)
}

fn plain_digit(sign: char) -> char {
    match sign {
        '０'..='９' => char::from_u32(sign as u32 - '０' as u32 + '0' as u32).unwrap_or(sign),
        other => other,
    }
}

/// The name of a community without what is written now and left out then.
pub fn community(text: &str) -> String {
    let word = bare(text);
    let word = word.trim_end_matches("居民委员会").trim_end_matches("居委会");
    word.trim_end_matches("社区").to_owned()
}

/// How many signs have to change to make one word of the other.
pub fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, sign) in one.iter().enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        for (place, with) in other.iter().enumerate() {
            let cost = corner + usize::from(sign != with);
            corner = row[place + 1];
            row[place + 1] = cost.min(corner + 1).min(row[place] + 1);
        }
    }
    row[other.len()]
}

fn known<T: Copy>(words: Words<T>, word: &str) -> Option<T> {
    words.iter().find(|(known, _)| *known == word).map(|(_, meant)| *meant)
}

#[cfg(test)]
mod tests;
