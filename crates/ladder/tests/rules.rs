//! The values of `policy/ladder/`: each day has one, they fit each other, and a slip is told.
mod made;

use jiff::ToSpan;
use jiff::civil::date;
use ladder::Asked;
use ladder::scheme::PostKind;
use made::{faults, on, rules, with};
use policy::{Book, shipped};

#[test]
fn every_day_from_2019_to_2027_has_exactly_one_version_of_every_value() {
    let book = Book::load(&shipped(), &[]).unwrap();
    let keys: Vec<&str> = book.keys().filter(|key| key.starts_with("ladder.")).collect();
    assert!(keys.len() > 20, "the files are read");
    for key in keys {
        for day in date(2019, 1, 1).series(1.day()).take_while(|day| day.year() <= 2027) {
            let rows = book.versions(key);
            let holding = rows.iter().enumerate().filter(|(at, version)| {
                let end = version.until.or(rows.get(at + 1).map(|next| next.since));
                version.since <= day && end.is_none_or(|end| day < end)
            });
            assert_eq!(holding.count(), 1, "{key} on {day}");
        }
    }
}

#[test]
fn the_scheme_of_a_day_is_the_one_that_the_district_says() {
    for (day, code, posts) in [
        ("2019-12-31", "three_by_twelve", 3),
        ("2020-01-01", "four_by_eighteen", 4),
        ("2027-12-31", "four_by_eighteen", 4),
    ] {
        let rules = rules();
        let scheme = rules.scheme(on(day)).unwrap().value;
        assert_eq!((scheme.code.as_str(), scheme.posts.len()), (code, posts), "{day}");
    }
    let later = "[[ladder.scheme]]\nsince = 2026-07-01\nsource = \"proposal\"\ncode = \"own\"\n\
                 zh = \"自定\"\nen = \"Own\"\npay = \"coefficients\"\n\
                 posts = [{ post = \"clerk\", lowest = 1, highest = 12 }]";
    // The shipped table has four posts: a scheme of one would leave three rows without a level.
    let told = faults(later);
    assert!(told.iter().any(|fault| fault.contains("other levels than `own`")), "{told:?}");
}

#[test]
fn the_check_tells_that_three_levels_are_said_to_be_shared_and_ten_are() {
    let rules = rules();
    let notes: Vec<String> = rules.notes().iter().map(ToString::to_string).collect();
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(notes[0].contains("shared_by_neighbours = 3, its ranges give 10, 10, 10"), "{notes:?}");
}

#[test]
fn the_public_weighs_half_before_and_six_tenths_after() {
    for (day, street, public) in [("2019-12-31", 50, 50), ("2020-01-01", 40, 60)] {
        let rules = rules();
        let weights = rules.weights(on(day)).unwrap().value;
        assert_eq!((weights.street_percent, weights.public_percent), (street, public), "{day}");
    }
}

#[test]
fn a_slip_of_the_pen_is_told_with_its_key() {
    let row = |key: &str, fields: &str| {
        format!("[[{key}]]\nsince = 2026-01-01\nsource = \"proposal\"\n{fields}\n")
    };
    for (rows, told) in [
        (row("ladder.pay.base", "yuan = \"3200.005\""), "no amount in yuan"),
        (row("ladder.pay.base", "yuan = 3200.0"), "ladder.pay.base"),
        (row("ladder.pay.parts", "base_percent = 80\nperformance_percent = 30"), "not the whole"),
        (
            row("ladder.assessment.weights", "street_percent = 40\npublic_percent = 50"),
            "not the whole",
        ),
        (row("ladder.pay.bonus", "yuan = \"1\""), "a field that nothing reads"),
        (
            row(
                "ladder.pay.reward",
                "of = \"mean\"\npart_year = \"full\"\n\
                 months = { excellent = \"1.5\", qualified = \"1\" }",
            ),
            "missing field `basic`",
        ),
        (
            row(
                "ladder.pay.reward",
                "of = \"mean\"\npart_year = \"full\"\nmonths = { excellent = \"1\", \
                 qualified = \"1.5\", basic = \"0\", unqualified = \"0\" }",
            ),
            "a better result pays less",
        ),
        (
            row(
                "ladder.coefficients",
                "posts = [{ post = \"clerk\", from = 1, coefficients = [\"1.05\", \"1.05\"] }]",
            ),
            "does not rise from level 1",
        ),
        (
            row(
                "ladder.coefficients",
                "posts = [{ post = \"clerk\", from = 1, coefficients = [\"1.05001\"] }]",
            ),
            "at most 4 decimals",
        ),
    ] {
        let found = faults(&rows);
        assert!(found.iter().any(|fault| fault.contains(told)), "{rows}\n{found:?}");
    }
}

#[test]
fn a_value_published_late_is_known_from_its_day_of_publication() {
    let rules = with(
        "[[ladder.pay.base]]\nsince = 2019-01-01\nsource = \"proposal\"\nyuan = \"3200.00\"\n\
         [[ladder.pay.base]]\nsince = 2026-07-01\nknown = 2026-09-15\nsource = \"proposal\"\n\
         yuan = \"3500.00\"\n",
    );
    let july = date(2026, 7, 10);
    for (known, yuan) in [(date(2026, 9, 14), "3200.00"), (date(2026, 9, 15), "3500.00")] {
        let base = rules.base(Asked::new(july, known)).unwrap();
        assert_eq!(base.value.yuan.to_string(), yuan, "as known on {known}");
    }
}

#[test]
fn the_example_table_has_a_coefficient_for_every_level_of_every_post() {
    let rules = rules();
    let scheme = rules.scheme(on("2026-01-01")).unwrap().value.clone();
    let table = rules.coefficients(on("2026-01-01")).unwrap().value.clone();
    let mut seen = 0;
    for kind in PostKind::ALL {
        let range = scheme.range(*kind).unwrap();
        for level in range.lowest..=range.highest {
            assert!(table.of(*kind, level).is_ok(), "{kind} {level}");
            seen += 1;
        }
    }
    assert_eq!(seen, 48);
}
