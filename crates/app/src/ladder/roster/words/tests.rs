use super::*;

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn a_day_is_read_in_every_way_an_office_writes_it() {
    for (value, read) in [
        (text("1985.03"), Ok("1985-03-01")),
        (text("1985.3"), Ok("1985-03-01")),
        (text("198503"), Ok("1985-03-01")),
        (text("1985年3月"), Ok("1985-03-01")),
        (text("1985 年 03 月"), Ok("1985-03-01")),
        (text("１９８５．０３"), Ok("1985-03-01")),
        (text("1985-3-12"), Ok("1985-03-12")),
        (text("1985/03/12"), Ok("1985-03-12")),
        (text("'1985.03.12"), Ok("1985-03-12")),
        (text("19850312"), Ok("1985-03-12")),
        (text("2012年7月至今"), Ok("2012-07-01")),
        (Value::Number(198_503.0), Ok("1985-03-01")),
        (Value::Number(19_850_312.0), Ok("1985-03-12")),
        (Value::Number(1985.03), Ok("1985-03-01")),
        (Value::Number(1985.12), Ok("1985-12-01")),
        (Value::Number(31_118.0), Ok("1985-03-12")),
        (Value::Serial(31_118.0), Ok("1985-03-12")),
        (Value::Serial(31_118.75), Ok("1985-03-12")),
        (Value::Number(1985.1), Err(DayRefused::Month)),
        (text("1985.1"), Ok("1985-01-01")),
        (Value::Number(1985.0), Err(DayRefused::YearOnly)),
        (text("1985"), Err(DayRefused::YearOnly)),
        (text("1985.13"), Err(DayRefused::None)),
        (text("1985.02.30"), Err(DayRefused::None)),
        (text("35岁"), Err(DayRefused::None)),
        (text("无"), Err(DayRefused::None)),
        (text("#REF!"), Err(DayRefused::None)),
        (text("3.12"), Err(DayRefused::None)),
        (Value::Number(-1.0), Err(DayRefused::None)),
        (Value::Number(f64::NAN), Err(DayRefused::None)),
        (Value::Serial(f64::INFINITY), Err(DayRefused::None)),
        (Value::Fault("#REF!".into()), Err(DayRefused::None)),
    ] {
        let expected = read.map(|day| day.parse::<Date>().unwrap());
        assert_eq!(day(&value), expected, "{value:?}");
    }
}

#[test]
fn words_mean_what_offices_mean_by_them() {
    use EducationLevel::{Bachelor, Doctor, Master, None as Less};
    for (written, meant) in [
        ("大学本科", Some(Bachelor)),
        ("本科", Some(Bachelor)),
        (" 大 学 ", Some(Bachelor)),
        ("全日制本科", Some(Bachelor)),
        ("在职大学（函授）", Some(Bachelor)),
        ("本科学历", Some(Bachelor)),
        ("大专", Some(Less)),
        ("专科", Some(Less)),
        ("大学专科", Some(Less)),
        ("硕士研究生", Some(Master)),
        ("博士", Some(Doctor)),
        ("大本", None),
    ] {
        assert_eq!(education(written), meant, "{written}");
    }
    for (written, meant) in [
        ("工学学士", Some(Bachelor)),
        ("学士学位", Some(Bachelor)),
        ("法学硕士", Some(Master)),
        ("无", Some(Less)),
        ("有", None),
    ] {
        assert_eq!(degree(written), meant, "{written}");
    }
    assert_eq!(post("书记、主任"), Some(PostKind::Chief));
    assert_eq!(post("两委 委员"), Some(PostKind::Member));
    assert_eq!(post("网格员"), None);
    assert_eq!(tenure("聘用"), Some(Tenure::Hired));
    assert_eq!(certificate("助理社会工作师（2012）"), Some(Certificate::Assistant));
    assert!(is_secretary("党委书记、居委会主任") && !is_secretary("党委副书记"));
}

#[test]
fn a_name_loses_its_padding_and_nothing_else() {
    for (written, meant) in [
        ("张  三", "张三"),
        ("张\u{3000}三", "张三"),
        (" 王五\n(借调)", "王五"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("Ann   Lee", "Ann Lee"),
        ("", ""),
    ] {
        assert_eq!(name(written), meant);
    }
    assert!(is_private("张\u{e863}") && !is_private("张𠮷"));
}

#[test]
fn a_result_needs_its_year() {
    let two = vec![(2024, Rating::Excellent), (2025, Rating::Basic)];
    for written in [
        "2024年优秀，2025年基本合格",
        "2024优秀 2025基本称职",
        "2024：优秀\n2025年度：基本合格等次",
    ] {
        assert_eq!(results(written), Some(two.clone()), "{written}");
    }
    for written in ["优秀、合格、合格", "2024", "2024良好", "24年优秀", "2024优秀，2024合格"]
    {
        assert_eq!(results(written), None, "{written}");
    }
    assert_eq!(results(" "), Some(vec![]));
}

#[test]
fn a_level_is_a_number_in_either_script() {
    for (written, meant) in
        [("5", 5), ("5级", 5), ("第五级", 5), ("十级", 10), ("十二级", 12), ("二十", 20)]
    {
        assert_eq!(level(written), Some(meant), "{written}");
    }
    for written in ["", "0", "-1", "5.5", "中级", "三百"] {
        assert_eq!(level(written), None, "{written}");
    }
}

#[test]
fn the_nearest_name_is_the_one_with_the_fewest_changes() {
    for (one, other, steps) in
        [("甲", "甲", 0), ("春风", "春凤", 1), ("春风里", "春风", 1), ("", "甲乙", 2)]
    {
        assert_eq!(distance(one, other), steps);
        assert_eq!(distance(other, one), steps);
    }
    assert_eq!(community("春风里 社区居委会"), "春风里");
}
