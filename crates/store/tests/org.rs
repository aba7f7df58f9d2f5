//! Rows of the organisation and of sign-in, on both engines.
use base::{AccountId, AppointmentId, Date, PersonId, PostId, Timestamp, UnitId};
use org::{Appointment, Person, Post, Role, Unit, UnitKind};
use store::account::tries::{self, Try};
use store::account::{Account, session};
use store::testing::on_each_engine;
use store::{Db, Failed, Result, Tx};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn found(tx: &mut Tx<'_>) -> Result<()> {
    let unit = Unit {
        id: UnitId(1),
        kind: UnitKind::District,
        parent: None,
        name_zh: "某区".into(),
        name_en: "A district".into(),
        code: "d".into(),
        since: day("2020-01-01"),
        until: None,
    };
    store::org::unit::insert(tx, &unit)?;
    assert_eq!(store::org::unit::get(tx, unit.id)?, Some(unit));
    let post = Post {
        id: PostId(2),
        unit: UnitId(1),
        role: Role::District,
        title_zh: "值班".into(),
        title_en: String::new(),
        part_time: true,
        sent_by: "某所".into(),
    };
    store::org::post::insert(tx, &post)?;
    assert_eq!(store::org::post::get(tx, post.id)?, Some(post));
    for (id, name) in [(3, "甲"), (4, "乙"), (5, "甲")] {
        let person = Person { id: PersonId(id), name_zh: name.into(), name_en: String::new() };
        store::org::person::insert(tx, &person)?;
    }
    Ok(())
}

fn appointment(id: i64, rank: u8, since: &str, until: Option<&str>) -> Appointment {
    Appointment {
        id: AppointmentId(id),
        post: PostId(2),
        person: PersonId(3),
        since: day(since),
        until: until.map(day),
        order_no: "一号".into(),
        deputy_rank: rank,
    }
}

#[test]
fn a_page_of_people_goes_on_where_the_last_one_ended() {
    on_each_engine(|fresh| {
        let seen = fresh.open().write_now(|tx| {
            found(tx)?;
            let mut seen = Vec::new();
            let mut last: Option<Person> = None;
            loop {
                let page = store::org::person::list(tx, last.as_ref(), 1)?;
                let Some(person) = page.into_iter().next() else { return Ok::<_, Failed>(seen) };
                seen.push(person.id.0);
                last = Some(person);
            }
        });
        let mut seen = seen.unwrap();
        assert!(seen.iter().position(|id| *id == 3) < seen.iter().position(|id| *id == 5));
        seen.sort_unstable();
        assert_eq!(seen, [3, 4, 5]);
    });
}

#[test]
fn appointments_clash_in_sql_exactly_where_they_clash_in_the_rule() {
    on_each_engine(|fresh| {
        let db = fresh.open();
        let old = appointment(10, 0, "2026-02-01", Some("2026-03-01"));
        let stored = old.clone();
        db.write_now(move |tx| {
            found(tx)?;
            store::org::appointment::insert(tx, &stored)
        })
        .unwrap();
        for new in [
            appointment(11, 0, "2026-01-01", Some("2026-02-01")),
            appointment(11, 0, "2026-01-01", Some("2026-02-02")),
            appointment(11, 0, "2026-02-28", None),
            appointment(11, 0, "2026-03-01", None),
            appointment(11, 1, "2026-02-01", None),
            appointment(11, 0, "2020-01-01", None),
            appointment(10, 0, "2020-01-01", None),
        ] {
            let asked = new.clone();
            let clashes = db.read_now(move |tx| store::org::appointment::clashes(tx, &asked));
            assert_eq!(clashes.unwrap(), new.clashes(&old), "{new:?}");
        }
        let roles = db.read_now(|tx| {
            store::org::appointment::roles(tx, PersonId(3), day("2026-02-15"), None)
        });
        assert_eq!(roles.unwrap(), [Role::District]);
        let on = |text: &'static str| -> usize {
            db.read_now(move |tx| store::org::appointment::on(tx, day(text))).unwrap().len()
        };
        assert_eq!([on("2026-01-31"), on("2026-02-01"), on("2026-03-01")], [0, 1, 0]);
    });
}

fn take(db: &Db, at: i64) -> Try {
    let now = Timestamp::from_second(at).unwrap();
    let forget = Timestamp::from_second(at - 900).unwrap();
    db.write_now(move |tx| tries::take(tx, &[7; 32], now, forget, 3)).unwrap()
}

#[test]
fn tries_are_taken_up_to_the_limit_and_come_back_after_their_time() {
    on_each_engine(|fresh| {
        let db = fresh.open();
        let locked = Try::Locked { last_at: Timestamp::from_second(1002).unwrap() };
        for (at, expected) in [
            (1000, Try::Taken(1)),
            (1001, Try::Taken(2)),
            (1002, Try::Taken(3)),
            (1003, locked),
            (1901, locked),
            (1902, Try::Taken(1)),
            (1903, Try::Taken(2)),
        ] {
            assert_eq!(take(&db, at), expected, "at {at}");
        }
        db.write_now(|tx| tries::give_back(tx, &[7; 32])).unwrap();
        assert_eq!(take(&db, 1904), Try::Taken(1));
    });
}

#[test]
fn sessions_end_one_by_one_all_but_one_and_the_oldest_first() {
    on_each_engine(|fresh| {
        let db = fresh.open();
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        let left = db.write_now(move |tx| {
            found(tx)?;
            let (login, password) = ("a".to_owned(), "x".to_owned());
            let (id, person) = (AccountId(9), PersonId(3));
            let account = Account { id, person, login, password, initial: true, disabled: false };
            store::account::insert(tx, &account)?;
            for n in 0..5u8 {
                let made_at = at(i64::from(n));
                let (token, csrf, ends_at) = (vec![n; 32], "c".to_owned(), at(100));
                let row = session::Session {
                    token,
                    account: id,
                    csrf,
                    browser: "other".to_owned(),
                    made_at,
                    seen_at: made_at,
                    ends_at,
                };
                session::insert(tx, &row)?;
            }
            assert_eq!(session::trim(tx, id, 3)?, 2);
            assert!(session::delete(tx, &[2; 32])?);
            assert!(!session::delete(tx, &[2; 32])?);
            assert!(session::touch(tx, &[3; 32], at(70), at(10))?);
            assert!(!session::touch(tx, &[3; 32], at(71), at(11))?);
            assert_eq!(session::delete_of(tx, id, Some(&[4; 32]))?, 1);
            assert_eq!(session::expire(tx, at(50), at(3))?, 0);
            Ok::<_, Failed>(session::of_account(tx, id, 10)?.len())
        });
        assert_eq!(left.unwrap(), 1);
    });
}
