//! Pay from a line: the same numbers as from a record, for a month and for a year.
mod made;

use ladder::Month;
use ladder::compute::{LINES, Lines, Period, Row, compute};
use ladder::scheme::PostKind;
use ladder::worker::{Certificate, EducationLevel, Rating};
use made::rules;

const ROW: Row = Row {
    kind: PostKind::Clerk,
    level: 3,
    education: EducationLevel::Bachelor,
    diploma: true,
    degree: false,
    certificate: Certificate::Senior,
    rating: Rating::Excellent,
};

fn amounts(row: Row, period: Period) -> Vec<String> {
    let lines = compute(row, period, &rules()).unwrap();
    assert!(lines.iter().map(|line| line.line).eq(LINES));
    lines.iter().map(|line| line.fen.to_string()).collect()
}

#[test]
fn a_year_is_twelve_months_and_its_end() {
    // 3584.00 a month: 2867.20 and 716.80; × 12; 8601.60 × 1.2; 3584.00 × 1.5; 50 and 300 × 12.
    assert_eq!(
        amounts(ROW, Period::Year(2026)),
        ["34406.40", "10321.92", "5376.00", "600.00", "3600.00", "54304.32"]
    );
    let basic = Row { rating: Rating::Basic, certificate: Certificate::None, ..ROW };
    assert_eq!(
        amounts(basic, Period::Year(2026)),
        ["34406.40", "5160.96", "0.00", "600.00", "0.00", "40167.36"]
    );
}

#[test]
fn a_month_has_its_part_by_the_result_and_no_reward() {
    let june = Period::Month(Month::parse("2026-06").unwrap());
    assert_eq!(amounts(ROW, june), ["2867.20", "860.16", "0.00", "50.00", "300.00", "4077.36"]);
}

#[test]
fn every_line_that_has_an_amount_names_what_it_rests_on() {
    for period in [Period::Year(2026), Period::Month(Month::parse("2019-06").unwrap())] {
        let lines = compute(ROW, period, &rules()).unwrap();
        for line in lines.iter().filter(|line| line.fen.0 > 0 && line.line != "total") {
            assert!(line.basis.contains("ladder."), "{}", line.line);
        }
    }
}

#[test]
fn a_level_that_the_post_does_not_have_is_refused() {
    let row = Row { level: 13, ..ROW };
    let refused = compute(row, Period::Year(2026), &rules()).unwrap_err();
    assert_eq!(refused.code(), "level_outside_post");
}

#[test]
fn the_lines_of_many_rows_are_those_of_each() {
    let rules = rules();
    for period in [Period::Year(2026), Period::Month(Month::parse("2019-06").unwrap())] {
        let mut lines = Lines::new(period, &rules, |amount| amount);
        let mut seen = 0;
        for (at, kind) in PostKind::ALL.iter().enumerate() {
            for level in [1, 7, 12, 13, 18] {
                for rating in Rating::ALL {
                    for papers in 0..4u8 {
                        let row = Row {
                            kind: *kind,
                            level,
                            education: EducationLevel::ALL[(at + usize::from(level)) % 4],
                            diploma: papers & 1 == 1,
                            degree: papers & 2 == 2,
                            certificate: Certificate::ALL[usize::from(papers)],
                            rating: *rating,
                        };
                        let alone = compute(row, period, &rules);
                        match (lines.of(row), &alone) {
                            (Ok(many), Ok(alone)) => {
                                seen += 1;
                                assert!(many.into_iter().eq(&alone[..5]), "{row:?}");
                            }
                            (many, alone) => {
                                assert_eq!(many.err(), alone.as_ref().err(), "{row:?}");
                            }
                        }
                    }
                }
            }
        }
        assert!(seen > 100, "{seen}");
    }
}
