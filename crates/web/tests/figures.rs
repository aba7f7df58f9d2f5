//! Every number of the figures opens a list that has exactly so many rows, for everybody who reads
//! figures; and the API counts the same.
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use app::grid::matter::{self, Counted};
use grid::matter::Source;
use staff::Browser;
use std::collections::BTreeSet;
use store::testing::{Fresh, on_each_engine};
use town::{HERE, THERE, Town};

const PERIOD: &str = "from=2026-03-01&to=2026-03-31";

/// Forty matters, so that lists have pages: open, closed, merged, kept, missed, within the period
/// and beside it, in three grids and in none.
fn busy(fresh: &Fresh) -> Town {
    let town = Town::found(fresh);
    for n in 0..40 {
        let mut new =
            town.new_report(Source::Resident, "street_light", &format!("第{n}盏路灯不亮"));
        new.point = Some(if n % 3 == 0 { THERE } else { HERE });
        town.app.write_now(move |cx| matter::report(cx, &matter::Asker::default(), &new)).unwrap();
    }
    for sql in [
        "UPDATE matter SET ended_at = reported_at + 1, ending = 'solved' WHERE id % 5 = 1",
        "UPDATE matter SET reporter_says = 'solved' WHERE id % 10 = 1",
        "UPDATE matter SET ended_at = reported_at + 1, ending = 'cannot' WHERE id % 5 = 2",
        "UPDATE matter SET ending = 'solved', reporter_says = 'solved' WHERE id % 15 = 3",
        "UPDATE relay SET promise_met = promise_due - 1 WHERE id % 5 = 1",
        "UPDATE relay SET promise_met = promise_due + 1 WHERE id % 5 = 3",
        // Reported before the period and due within it.
        "UPDATE matter SET reported_at = reported_at - 864000000000 WHERE id % 7 = 0",
        "UPDATE matter SET merged_into = (SELECT MIN(id) FROM matter), ended_at = reported_at
         WHERE id % 11 = 0",
        "UPDATE matter SET root_of = 1 WHERE id % 13 = 0",
        "UPDATE matter SET grid = NULL WHERE id % 6 = 0",
        "UPDATE matter SET grid = NULL, community = NULL WHERE id % 12 = 0",
        "UPDATE matter SET grid = NULL, community = NULL, street = NULL WHERE id % 24 = 0",
    ] {
        fresh.tamper(&spread(sql)).unwrap();
    }
    town
}

/// Ids follow the clock; the numbers of matters run on by one.
fn spread(sql: &str) -> String {
    let serial = "CAST(SUBSTR(number, 11) AS INTEGER)";
    match sql.starts_with("UPDATE matter") {
        true => sql.replace("WHERE id %", &format!("WHERE {serial} %")),
        false => sql.replace(
            "WHERE id %",
            &format!("WHERE (SELECT {serial} FROM matter m WHERE m.id = relay.id) %"),
        ),
    }
}

#[test]
fn every_number_of_the_figures_opens_exactly_the_rows_it_counts() {
    on_each_engine(|fresh| {
        let town = busy(fresh);
        // Reported within the period and due after it.
        let later = "UPDATE relay SET promise_due = promise_due + 8640000000000 WHERE id % 7 = 1";
        fresh.tamper(&spread(later)).unwrap();
        let mut kinds = BTreeSet::new();
        let (mut followed, mut below) = (0, 0);
        for staff in [town.district, town.auditor, town.street, town.community, town.worker] {
            let reader = Browser::of(&town, staff);
            let mut open = vec![format!("/figures?{PERIOD}")];
            let mut seen = BTreeSet::new();
            while let Some(path) = open.pop().filter(|path| seen.insert(path.clone())) {
                let page = reader.get(&path).text();
                let bare = page.split("class=\"quiet small\">").skip(1);
                let bare = bare.filter(|rest| rest.starts_with(|c: char| ('1'..='9').contains(&c)));
                assert_eq!(bare.count(), 0, "a number that leads nowhere: {path}");
                for (href, n) in links(&page, "class=\"count\" href=\"") {
                    let n: usize = n.parse().expect("a number");
                    assert_eq!(rows(&reader, &href), n, "{href} of {path}");
                    kinds.insert(part(&href, "counted=").to_owned());
                    followed += 1;
                }
                let further = links(&page, "<a href=\"/figures?").into_iter();
                open.extend(further.map(|(href, _)| format!("/figures?{href}")));
                below += 1;
            }
        }
        let on_page = Counted::ALL.len() - 1;
        assert_eq!(kinds.len(), on_page, "every kind of number is followed: {kinds:?}");
        assert!(followed > 100 && below > 8, "{followed} numbers on {below} pages");
    });
}

#[test]
fn kept_and_missed_are_what_was_promised_and_a_search_within_them_agrees() {
    let fresh = Fresh::sqlite();
    let town = busy(&fresh);
    let district = Browser::of(&town, town.district);
    let count = |counted: Counted, q: &str| {
        rows(&district, &format!("/matters?counted={counted}&{PERIOD}{q}"))
    };
    let [promised, kept, missed] =
        [Counted::Promised, Counted::Kept, Counted::Missed].map(|counted| count(counted, ""));
    assert!(kept > 0 && missed > 0);
    assert_eq!(kept + missed, promised);
    for counted in Counted::ALL {
        // Every matter holds these words, so the search has the same rows.
        let searched = count(*counted, "&q=%E8%B7%AF%E7%81%AF");
        assert_eq!(searched, count(*counted, ""), "{counted}");
    }
    for level in ["street", "community", "grid"] {
        let path = format!("/matters?nowhere={level}");
        let searched = rows(&district, &format!("{path}&q=%E8%B7%AF%E7%81%AF"));
        let plain = rows(&district, &path);
        assert!(searched == plain && plain > 0, "{level}: {searched}, {plain}");
    }
}

#[test]
fn a_period_is_by_whole_days_and_a_wrong_one_is_said_at_its_field() {
    let fresh = Fresh::sqlite();
    let town = busy(&fresh);
    let district = Browser::of(&town, town.district);
    let on = |from: &str, to: &str| rows(&district, &format!("/matters?from={from}&to={to}"));
    let whole = rows(&district, "/matters");
    assert_eq!(whole, 40);
    let (before, day) = (on("", "2026-03-01"), on("2026-03-02", "2026-03-02"));
    assert!(before > 0 && day > 0);
    assert_eq!((before + day, on("2026-03-03", "")), (whole, 0));
    for (query, said) in [
        ("from=2026-03-02&to=2026-03-01", "结束日期要在开始日期当天或之后"),
        ("from=soon", "请填写日期"),
    ] {
        let answer = district.get(&format!("/matters?{query}"));
        assert_eq!(answer.status.as_u16(), 422, "{query}");
        assert!(answer.says(said) && answer.says("toolbar-more\" open"), "{query}");
    }
}

/// How many rows a list has on all its pages; each stands in it once.
fn rows(reader: &Browser, href: &str) -> usize {
    let (mut path, mut seen) = (href.to_owned(), Vec::new());
    loop {
        let answer = reader.get(&path);
        assert_eq!(answer.status.as_u16(), 200, "{path}");
        let page = answer.text();
        let found = links(&page, "inbox-title\"><a href=\"");
        seen.extend(found.into_iter().map(|(href, _)| href));
        match page.split_once("\" rel=\"next\"") {
            Some((before, _)) => path = plain(before.rsplit('"').next().unwrap()),
            None => break,
        }
    }
    let count = seen.len();
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>().len(), count, "{href}");
    count
}

/// Addresses that follow a mark, each with the text of its link.
fn links(page: &str, mark: &str) -> Vec<(String, String)> {
    let found = page.split(mark).skip(1).filter_map(|rest| {
        let (href, rest) = rest.split_once('"')?;
        let text = rest.split_once('>')?.1.split('<').next()?;
        Some((plain(href), text.to_owned()))
    });
    found.collect()
}

fn plain(href: &str) -> String {
    href.replace("&amp;", "&").replace("&#38;", "&")
}

fn part<'h>(href: &'h str, name: &str) -> &'h str {
    href.split(name).nth(1).and_then(|rest| rest.split('&').next()).unwrap_or_default()
}
