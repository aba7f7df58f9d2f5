//! A list of workers: every kind of dirt is a finding at its cell, nothing is half imported, and the
//! same list again changes nothing. On both engines.
mod lists;
mod town;
mod world;

use app::ladder::number::{self, Reason};
use app::ladder::roster::{self, Checked, Taken};
use app::ladder::worker;
use base::PersonId;
use ladder::number::NumberKind;
use ladder::scheme::PostKind;
use ladder::worker::EducationLevel;
use lists::{
    CARD, COMMUNITY, EDUCATION, ID, LEVEL, NAME, PLACED, POST, RESULTS, SINCE, book, good, with,
};
use org::Role;
use std::sync::Arc;
use store::testing::{Fresh, on_each_engine};
use town::{Staff, Town, day};
use world::refusal;

struct Office {
    town: Town,
    personnel: Staff,
}

impl Office {
    fn found(fresh: &Fresh) -> Office {
        let town = Town::found(fresh);
        let personnel = town.hire_at_district(Role::Personnel, "人事");
        Office { town, personnel }
    }

    fn check(&self, rows: &[lists::Row]) -> Checked {
        let opened = Arc::new(roster::open(book(rows)).unwrap());
        let check = move |cx: &mut app::Cx<'_, '_>, asker: &app::grid::matter::Asker| {
            roster::check(cx, &asker.who, &opened)
        };
        self.town.act(self.personnel, check).unwrap()
    }

    fn take(&self, rows: &[lists::Row]) -> Result<Taken, app::Failed> {
        let bytes = book(rows);
        let opened = Arc::new(roster::open(bytes.clone()).unwrap());
        self.town.act(self.personnel, move |cx, asker| {
            roster::send(cx, &asker.who, &bytes, "街组〔2026〕9号")
        })?;
        self.town.act(self.personnel, move |cx, asker| {
            let (_, order_no) = roster::waiting(cx, &asker.who)?.expect("a file waits");
            roster::take(cx, &asker.who, &opened, &order_no)
        })
    }

    /// Everybody of the street's list, by name.
    fn listed(&self) -> Vec<(String, PersonId)> {
        let list = self
            .town
            .act(self.personnel, |cx, asker| worker::list(cx, &asker.who, None, None, 100));
        list.unwrap().rows.into_iter().map(|row| (row.person.name_zh, row.person.id)).collect()
    }

    fn record(&self, name: &str) -> worker::Record {
        let listed = self.listed();
        let (_, person) = listed.iter().find(|(known, _)| known == name).expect("is on record");
        let person = *person;
        self.town
            .act(self.personnel, move |cx, asker| worker::record(cx, &asker.who, person))
            .unwrap()
    }
}

#[test]
fn a_list_is_taken_whole_and_the_same_list_again_changes_nothing() {
    on_each_engine(|fresh| {
        let office = Office::found(fresh);
        let checked = office.check(&good());
        assert!(checked.findings.is_empty(), "{:?}", checked.findings);
        assert_eq!((checked.rows, checked.newcomers, checked.changed, checked.same), (4, 4, 0, 0));
        assert!(office.listed().is_empty(), "looking writes nothing");
        assert_eq!(office.take(&good()).unwrap(), Taken { newcomers: 4, changed: 0 });
        let mut names: Vec<String> = office.listed().into_iter().map(|(name, _)| name).collect();
        names.sort();
        assert_eq!(names, ["张三", "李四", "王五", "网格员"]);

        let zhang = office.record("张三");
        let placing = zhang.placement.unwrap();
        assert_eq!(
            (placing.kind, placing.level, placing.since),
            (PostKind::Clerk, 5, day("2023-01-01"))
        );
        assert_eq!(placing.order_no, "街组〔2026〕9号");
        assert_eq!(zhang.services[0].since, day("2019-07-01"));
        let paper = &zhang.facts.education[0];
        assert!(paper.level == EducationLevel::Bachelor && paper.diploma && paper.degree);
        assert_eq!(zhang.facts.certificates[0].since, day("2020-10-01"));
        assert_eq!(zhang.facts.results.len(), 2);
        let masked: Vec<_> = zhang.numbers.iter().map(|number| number.shown.clone()).collect();
        assert_eq!(masked, [Some("••••002X".into()), Some("••••1111".into())]);
        assert!(office.record("李四").facts.education.is_empty(), "no degree, nothing to pay for");
        let wang = office.record("王五");
        assert!(wang.services[0].secretary && wang.facts.education[0].diploma);
        assert!(!wang.facts.education[0].degree);
        let known = office.record("网格员").person.id;
        assert_eq!(known, office.town.worker.person, "who works there is not written down twice");

        let again = office.check(&good());
        assert_eq!(
            (again.findings.len(), again.newcomers, again.changed, again.same),
            (0, 0, 0, 4)
        );
        assert_eq!(office.take(&good()).unwrap(), Taken { newcomers: 0, changed: 0 });
        assert_eq!(office.listed().len(), 4);
    });
}

/// What is wrong, in which row and column, by which words.
const DIRT: &[(usize, usize, &str, &str)] = &[
    (0, NAME, "", "empty"),
    (0, NAME, "张\u{e863}", "name_private"),
    (0, NAME, "李四", "-"),
    (0, COMMUNITY, "丙丁社区", "community"),
    (0, COMMUNITY, "", "empty"),
    (0, ID, "#110105194912310000", "number_lost"),
    (0, ID, "110105194912310021", "number_check"),
    (0, ID, "1101051949123100", "number_form"),
    (0, ID, "990101198503120010", "same_number"),
    (0, CARD, "4111111111111112", "number_check"),
    (0, CARD, "#4111111111111111", "number_lost"),
    (0, EDUCATION, "大本", "education"),
    (0, POST, "网格员", "post"),
    (0, LEVEL, "13", "level_outside_post"),
    (1, LEVEL, "2", "level_outside_post"),
    (0, LEVEL, "中级", "level"),
    (0, PLACED, "#1985.1", "day_month"),
    (0, PLACED, "2023", "day_year"),
    (0, PLACED, "2027.01", "day_ahead"),
    (0, PLACED, "1970.01", "no_scheme"),
    (0, SINCE, "35岁", "day"),
    (0, RESULTS, "优秀、合格、合格", "results"),
    (0, RESULTS, "2026年优秀", "year_not_over"),
];

#[test]
fn each_kind_of_dirt_is_found_at_its_cell_and_nothing_is_imported() {
    let fresh = Fresh::sqlite();
    let office = Office::found(&fresh);
    for (row, column, cell, code) in DIRT {
        let checked = office.check(&with(*row, *column, cell));
        let found: Vec<_> = checked.findings.iter().map(|it| (it.code, it.row)).collect();
        if *code == "-" {
            assert!(found.is_empty(), "two of one name with two numbers are two: {found:?}");
            continue;
        }
        let at = if *code == "same_number" { 3 } else { u32::try_from(*row).unwrap() + 2 };
        assert_eq!(found, [(*code, at)], "{cell:?}");
        let finding = &checked.findings[0];
        if !cell.is_empty() {
            assert_eq!(finding.at.map(|at| at.1 as usize), Some(*column), "{cell:?}");
        }
        let said = format!("{:?}", finding.facts);
        assert!(!said.contains("1101051949"), "a number is repeated nowhere: {said}");
        assert_eq!(refusal(office.take(&with(*row, *column, cell))), "roster_findings");
        assert!(office.listed().is_empty(), "nothing is half imported: {cell:?}");
    }
    assert_eq!(office.take(&good()).unwrap().newcomers, 4, "corrected, it is taken");
}

#[test]
fn what_contradicts_the_record_is_told_and_what_is_new_is_added() {
    on_each_engine(|fresh| {
        let office = Office::found(fresh);
        office.take(&good()).unwrap();
        for (row, column, cell, code) in [
            (0, COMMUNITY, "乙社区", "elsewhere"),
            (0, SINCE, "2018.07", "since_differs"),
            (0, PLACED, "2022.01", "placed_differs"),
            (0, NAME, "章三", "name_differs"),
            (0, ID, "990101198808080048", "number_differs"),
            (0, RESULTS, "2025年优秀", "result_differs"),
            (1, CARD, "4111111111111111", "number_taken"),
        ] {
            let mut rows = with(row, column, cell);
            if code == "number_taken" {
                rows[0][CARD] = String::new();
            }
            let checked = office.check(&rows);
            let found: Vec<_> = checked.findings.iter().map(|it| it.code).collect();
            assert_eq!(found, [code], "{cell}");
        }
        let mut rows = good();
        rows[0][LEVEL] = "6".into();
        rows[0][PLACED] = "2026.01".into();
        rows[2][CARD] = "6222000000000000004".into();
        assert_eq!(office.take(&rows).unwrap(), Taken { newcomers: 0, changed: 2 });
        assert_eq!(office.record("张三").placement.unwrap().level, 6);
        let worker = office.town.worker.person;
        let card = office.town.act(office.personnel, move |cx, asker| {
            let reason = Reason::new("核对").unwrap();
            number::look(cx, &asker.who, worker, NumberKind::BankCard, &reason)
        });
        assert_eq!(card.unwrap().whole(), "6222000000000000004");
    });
}

#[test]
fn a_list_waits_sealed_for_its_sender_alone_and_not_overnight() {
    on_each_engine(|fresh| {
        let office = Office::found(fresh);
        let bytes = book(&good());
        let sent = bytes.clone();
        let send = move |cx: &mut app::Cx<'_, '_>, asker: &app::grid::matter::Asker| {
            roster::send(cx, &asker.who, &sent, "1号")
        };
        for who in [office.town.street, office.town.auditor, office.town.worker] {
            assert_eq!(refusal(office.town.act(who, send.clone())), "no_right");
        }
        office.town.act(office.personnel, send).unwrap();
        let waiting = || {
            office.town.act(office.personnel, |cx, asker| roster::waiting(cx, &asker.who)).unwrap()
        };
        assert_eq!(waiting().map(|(kept, _)| kept == bytes), Some(true));
        office.town.app.write_now(roster::tidy).unwrap();
        assert!(waiting().is_some(), "the day is not over");
        office.town.clock.advance(24 * 60);
        office.town.app.write_now(roster::tidy).unwrap();
        assert!(waiting().is_none());
    });
}

#[test]
fn what_is_no_list_is_refused_with_a_reason() {
    for (bytes, code) in [
        (Vec::new(), "file_empty"),
        (b"PK\x03\x04".to_vec(), "file_broken"),
        ("日期,金额\n1,2\n".as_bytes().to_vec(), "file_no_table"),
        (book(&[]), "file_no_table"),
    ] {
        assert_eq!(refusal(roster::open(bytes)), code);
    }
}
