//! Alerts of an area: confirmed by a letter, one letter a day, ended by one press, the address gone.
#[path = "../../send/tests/there/mod.rs"]
mod there;
mod town;
mod world;

use app::alert::{self, MailAddress, Token, Wanted, Wish};
use app::message::sender;
use app::{Failed, background};
use base::place::Point;
use base::{AlertId, Lang};
use send::Outlets;
use store::testing::{Fresh, on_each_engine};
use there::{Smtp, Taken, settings};
use tokio::runtime::Runtime;
use town::{HERE, OUTSIDE, Town, deeds};

const ADDRESS: &str = "Neighbour@home.example";

fn opened(town: &Town, domains: &str) -> Smtp {
    let smtp = Smtp::start();
    let text = format!("{}alert_domains = {domains}\n", settings(Some(&smtp), None, ""));
    town.app.open_outlets(Outlets::parse(&text).expect("the settings fit")).expect("opened once");
    smtp
}

fn run<T>(work: impl Future<Output = app::Result<T>>) -> T {
    Runtime::new().unwrap().block_on(work).expect("it goes")
}

fn ask(town: &Town, address: &str, area: Wanted) -> app::Result<()> {
    let wish = Wish { address: MailAddress::new(address).unwrap(), area, lang: Lang::Zh };
    town.app.write_now(move |cx| alert::ask(cx, &wish))
}

fn community(town: &Town) -> Wanted {
    Wanted::Unit(town.communities[0])
}

/// The link of a letter.
fn link(letter: &Taken) -> Token {
    let body = letter.body();
    let line = body.lines().find(|line| line.contains("/alerts/")).expect("a link");
    Token::parse(line.trim().rsplit('/').next().unwrap()).expect("a token")
}

fn letters(town: &Town, smtp: &Smtp) -> Vec<Taken> {
    run(background::alert(&town.app));
    run(sender::send_due(&town.app));
    smtp.taken()
}

/// Asked for and confirmed.
fn confirmed(town: &Town, smtp: &Smtp, area: Wanted) -> Token {
    ask(town, ADDRESS, area).unwrap();
    let token = link(letters(town, smtp).last().expect("a letter"));
    let own = token.clone();
    town.app.write_now(move |cx| alert::confirm(cx, &own)).unwrap();
    token
}

/// To the next letter's hour, and a little beyond.
fn next_day(town: &Town) {
    town.clock.advance(24 * 60);
}

fn known(town: &Town, token: &Token) -> bool {
    let token = token.clone();
    match town.app.read_now(move |cx| alert::find(cx, &token)) {
        Ok(_) => true,
        Err(Failed::NotFound) => false,
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn nothing_goes_to_an_address_that_nobody_confirmed() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let smtp = opened(&town, "[\"*\"]");
        ask(&town, ADDRESS, community(&town)).unwrap();
        let taken = letters(&town, &smtp);
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0].to, [format!("RCPT TO:<{}>", ADDRESS.to_lowercase())]);
        assert!(taken[0].subject().contains("甲社区"));
        let token = link(&taken[0]);
        assert_eq!(
            taken[0].header("List-Unsubscribe"),
            format!("<https://jieli.example/alerts/{token}>")
        );
        town.resident_reports("street_light", "路灯不亮");
        next_day(&town);
        assert_eq!(letters(&town, &smtp).len(), 1, "no news before it is confirmed");
        next_day(&town);
        assert!(!known(&town, &token), "its hours are over");
        assert_eq!(town.app.write_now(alert::expire).unwrap(), 1);
        let late = token.clone();
        let late = town.app.write_now(move |cx| alert::confirm(cx, &late));
        assert!(matches!(late, Err(Failed::NotFound)));
    });
}

#[test]
fn a_confirmed_one_gets_a_letter_a_day_about_its_area_without_anybodys_words() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let smtp = opened(&town, "[\"home.example\"]");
        let token = confirmed(&town, &smtp, community(&town));
        town.clock.advance(10);
        let (receipt, _) = town.resident_reports("street_light", "三号楼前路灯不亮");
        town.resident_reports("relief", "家里困难");
        let mut there = town.new_report(grid::matter::Source::Resident, "litter", "垃圾");
        there.point = Some(town::THERE);
        town.app
            .write_now(move |cx| {
                app::grid::matter::report(cx, &app::grid::matter::Asker::default(), &there)
            })
            .unwrap();
        assert_eq!(letters(&town, &smtp).len(), 1, "not before the hour");
        town.clock.advance(8 * 60);
        let taken = letters(&town, &smtp);
        assert_eq!(taken.len(), 2);
        let body = taken[1].body();
        assert!(
            body.contains(&format!("https://jieli.example/board/{}", receipt.number)),
            "{body}"
        );
        assert!(body.contains("路灯不亮 · 甲社区 · G1 · 新反映"), "{body}");
        for never in ["三号楼", "13800001234", "困难", "垃圾", "120.0", "网格长"] {
            assert!(!body.contains(never), "{never}: {body}");
        }
        assert_eq!(taken[1].header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
        assert!(link(&taken[1]) == token);

        town.clock.advance(60);
        deeds::assigned(&town, receipt.id, town.worker);
        deeds::solve(&town, town.worker, receipt.id, grid::matter::Ending::Cannot).unwrap();
        deeds::check(&town, town.community, receipt.id, true).unwrap();
        deeds::feedback(&town, town.community, receipt.id).unwrap();
        assert_eq!(letters(&town, &smtp).len(), 2, "one a day");
        next_day(&town);
        let taken = letters(&town, &smtp);
        assert_eq!(taken.len(), 3);
        assert!(taken[2].body().contains("不能办理，没有解决"), "{}", taken[2].body());
        next_day(&town);
        assert_eq!(letters(&town, &smtp).len(), 3, "no letter without news");
    });
}

#[test]
fn ending_it_erases_the_address_and_stops_what_still_waits() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let smtp = opened(&town, "[\"*\"]");
        let token = confirmed(&town, &smtp, community(&town));
        town.resident_reports("street_light", "路灯不亮");
        town.clock.advance(9 * 60);
        run(background::alert(&town.app));
        let own = token.clone();
        town.app.write_now(move |cx| alert::stop(cx, &own)).unwrap();
        run(sender::send_due(&town.app));
        assert_eq!(smtp.taken().len(), 1, "the letter of the day was written, and not sent");
        let own = token.clone();
        town.app.write_now(move |cx| alert::stop(cx, &own)).unwrap();
        assert!(!known(&town, &token));
        ask(&town, ADDRESS, community(&town)).unwrap();
        assert_eq!(letters(&town, &smtp).len(), 2, "it may be asked for again");
    });
}

#[test]
fn the_answer_is_the_same_whether_an_address_is_known_and_letters_are_few() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let smtp = opened(&town, "[\"*\"]");
    for _ in 0..5 {
        ask(&town, ADDRESS, community(&town)).unwrap();
        ask(&town, &ADDRESS.to_uppercase(), community(&town)).unwrap();
    }
    assert_eq!(letters(&town, &smtp).len(), 1, "nobody fills a mailbox");
    town.clock.advance(61);
    ask(&town, ADDRESS, community(&town)).unwrap();
    assert_eq!(letters(&town, &smtp).len(), 2, "somebody who lost the letter gets another");
    for grid in town.grids {
        ask(&town, ADDRESS, Wanted::Unit(grid)).unwrap();
    }
    assert_eq!(letters(&town, &smtp).len(), 4, "three alerts an address, whatever is asked");
    let token = link(&smtp.taken()[0]);
    town.app.write_now(move |cx| alert::confirm(cx, &token)).unwrap();
    town.clock.advance(61);
    ask(&town, ADDRESS, community(&town)).unwrap();
    assert_eq!(letters(&town, &smtp).len(), 4);
}

#[test]
fn an_area_is_a_place_of_ours_or_a_public_matter() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    opened(&town, "[\"home.example\"]");
    let (open, _) = town.resident_reports("street_light", "路灯不亮");
    let (hidden, _) = town.resident_reports("relief", "家里困难");
    let district = town.district_unit();
    let circle = |middle: Point, metres| Wanted::Circle { middle, metres };
    for (area, expected) in [
        (Wanted::Unit(town.street_unit), ""),
        (Wanted::Unit(district), "unknown"),
        (Wanted::Unit(base::UnitId(1)), "unknown"),
        (circle(HERE, 500), ""),
        (circle(HERE, 50), "alert_metres"),
        (circle(HERE, 50_000), "alert_metres"),
        (circle(OUTSIDE, 500), "alert_outside"),
        (Wanted::Matter(open.number), ""),
        (Wanted::Matter(hidden.number), "unknown"),
        (Wanted::Matter("nothing".into()), "unknown"),
    ] {
        let asked = ask(&town, ADDRESS, area.clone());
        let code = if asked.is_ok() { String::new() } else { world::refusal(asked) };
        assert_eq!(code, expected, "{area:?}");
    }
    let elsewhere = ask(&town, "a@else.example", community(&town));
    assert_eq!(world::refusal(elsewhere), "alert_address");
    let none = ask(&town, "no address", community(&town));
    assert_eq!(world::refusal(none), "alert_address");
}

#[test]
fn one_matter_is_followed_step_by_step() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let smtp = opened(&town, "[\"*\"]");
    let (receipt, _) = town.resident_reports("street_light", "路灯不亮");
    town.clock.advance(1);
    confirmed(&town, &smtp, Wanted::Matter(receipt.number.clone()));
    town.clock.advance(5);
    deeds::assigned(&town, receipt.id, town.worker);
    town.resident_reports("street_light", "另一盏");
    town.clock.advance(8 * 60);
    let taken = letters(&town, &smtp);
    assert_eq!(taken.len(), 2);
    assert!(taken[1].body().contains("有进展，办理中"), "{}", taken[1].body());
    assert_eq!(taken[1].body().matches("/board/").count(), 1, "of this one only");
}

#[test]
fn without_a_way_out_there_are_no_alerts_and_nothing_is_kept() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    assert_eq!(world::refusal(ask(&town, ADDRESS, community(&town))), "no_alerts");
    let smtp = opened(&town, "[]");
    assert_eq!(world::refusal(ask(&town, ADDRESS, community(&town))), "no_alerts");
    assert!(letters(&town, &smtp).is_empty());
}

#[test]
fn address_and_area_stand_nowhere_in_the_open() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let smtp = opened(&town, "[\"*\"]");
    let token = confirmed(&town, &smtp, Wanted::Circle { middle: HERE, metres: 500 });
    let id: AlertId = token.to_string().split('-').next().unwrap().parse().unwrap();
    let (row, events) = town
        .app
        .read_now(move |cx| {
            let row = store::alert::find(cx.tx, id)?.expect("the alert");
            Ok((row, store::event::of(cx.tx, "alert", id.0)?))
        })
        .unwrap();
    let all = [format!("{row:?}"), format!("{events:?}")].concat();
    let bytes = [&row.sealed[..], &row.mailbox, &row.same].concat();
    for never in ["home.example", "neighbour", "120.0", "500", "circle"] {
        assert!(!bytes.windows(never.len()).any(|part| part == never.as_bytes()), "{never}");
        assert!(!all.to_lowercase().contains(never), "{never}");
    }
    let told: Vec<&str> = events.iter().map(|event| event.what.as_str()).collect();
    assert_eq!(told, ["alert_asked", "alert_confirmed"]);
    assert!(events.iter().all(|event| event.actor.is_none()));
}

#[test]
fn whoever_tries_at_once_writes_one_letter() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let smtp = opened(&town, "[\"*\"]");
        confirmed(&town, &smtp, community(&town));
        town.clock.advance(10);
        town.resident_reports("street_light", "路灯不亮");
        town.clock.advance(9 * 60);
        let threads: Vec<_> = (0..4)
            .map(|_| town.app.clone())
            .map(|app| std::thread::spawn(move || app.write_now(alert::tell_due)))
            .collect();
        for thread in threads {
            match thread.join().unwrap() {
                Ok(_) | Err(Failed::Stale) => {}
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(letters(&town, &smtp).len(), 2);
    });
}

#[test]
fn it_ends_after_its_time_unless_it_is_renewed() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let smtp = opened(&town, "[\"*\"]");
    let token = confirmed(&town, &smtp, community(&town));
    town.clock.advance(165 * 24 * 60);
    assert_eq!(letters(&town, &smtp).len(), 1, "no news, no letter");
    next_day(&town);
    next_day(&town);
    let taken = letters(&town, &smtp);
    assert_eq!(taken.len(), 2, "once it says that it ends");
    assert!(taken[1].body().contains("续期"));
    next_day(&town);
    assert_eq!(letters(&town, &smtp).len(), 2);
    town.clock.advance(11 * 24 * 60);
    assert!(known(&town, &token));
    let own = token.clone();
    town.app.write_now(move |cx| alert::renew(cx, &own)).unwrap();
    town.clock.advance(2 * 24 * 60);
    assert_eq!(town.app.write_now(alert::expire).unwrap(), 0);
    town.clock.advance(179 * 24 * 60);
    assert_eq!(town.app.write_now(alert::expire).unwrap(), 1);
    assert!(!known(&town, &token));
}
