//! A backup is one state of the district, reads alike on both engines, and tells its damage.
mod town;
mod world;

use app::backup::{
    Broken, Identities, Passphrase, Recipients, new_identity, open, restore, verify, write,
    write_for,
};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use store::chain::Verdict;
use store::copy::{About, NotFilled, Table, Taker, take};
use store::testing::{Fresh, on_each_engine};
use store::{Db, Failed, Hash, Place, Value};
use town::Town;

const SAID: &str = "十二个字以上的口令才行呢";

/// Every row of every table, in an order of its own.
#[derive(Default, PartialEq, Debug)]
struct Rows(BTreeMap<String, Vec<String>>, String);

impl Taker for Rows {
    type Error = Failed;
    fn begin(&mut self, _: &About) -> Result<(), Failed> {
        Ok(())
    }
    fn table(&mut self, table: &Table) -> Result<(), Failed> {
        self.1 = table.name.clone();
        self.0.insert(table.name.clone(), Vec::new());
        Ok(())
    }
    fn row(&mut self, row: &[Value]) -> Result<(), Failed> {
        self.0.get_mut(&self.1).expect("its table came").push(format!("{row:?}"));
        Ok(())
    }
}

fn rows(place: &Place) -> Rows {
    let mut rows = Rows::default();
    take(place, &mut rows).unwrap();
    rows.0.values_mut().for_each(|rows| rows.sort_unstable());
    rows.1.clear();
    rows
}

fn backup(place: &Place, passphrase: Option<&Passphrase>) -> Vec<u8> {
    let at = "2026-03-02T10:00:00Z".parse().unwrap();
    write(place, Vec::new(), passphrase, at, |_, _| {}).unwrap().1
}

fn lived(fresh: &Fresh) -> Town {
    let town = Town::found(fresh);
    for body in ["三号楼前路灯不亮", "楼道堆物", "井盖缺失"] {
        town.resident_reports("street_light", body);
    }
    // Only one that is not sealed yet, and a session, which does not come along.
    app_session(fresh);
    town
}

fn app_session(fresh: &Fresh) {
    let sql = "
        INSERT INTO account (id, person, login, password)
        SELECT 1, MIN(id), 'zhang', 'x' FROM person;
        INSERT INTO session (token, account, csrf, made_at, seen_at, ends_at)
        SELECT @, 1, 'c', 1, 1, 1";
    let token = match fresh.place {
        Place::File(_) => "x'01'",
        Place::Server(_) => "'\\x01'::bytea",
    };
    fresh.tamper(&sql.replace('@', token)).unwrap();
}

fn is_intact(db: &Db) -> bool {
    let verdict = db.read_now(|tx| store::chain::verify(tx, &[])).unwrap();
    matches!(verdict, Verdict::Intact { .. })
}

#[test]
fn a_backup_restored_has_every_row_and_finds_what_it_found() {
    on_each_engine(|fresh| {
        let town = lived(fresh);
        app_sealed(&town);
        let before = rows(&fresh.place);
        let copy = backup(&fresh.place, None);
        drop(town);
        for to in [Some(Fresh::sqlite()), Fresh::postgres()].into_iter().flatten() {
            let restored = restore(copy.as_slice(), &to.place, None).unwrap();
            assert_eq!(rows(&to.place), before);
            assert_eq!(restored.head.seq, restored.manifest.audit.seq);
            let again = backup(&to.place, None);
            let back = Fresh::sqlite();
            restore(again.as_slice(), &back.place, None).unwrap();
            assert_eq!(rows(&back.place), before, "there and back");
            let db = to.open();
            assert!(is_intact(&db));
            assert_eq!(count(&db, SESSIONS), 0, "no session is revived");
            assert_eq!(count(&db, found_by(&db)), 1, "the search finds what it found");
            let second = db.write_now(store::chain::seal_queue);
            assert_eq!(second.unwrap(), 0, "nothing is sealed twice");
        }
    });
}

/// The two engines seal at different times; here both have sealed all.
fn app_sealed(town: &Town) {
    while town.app.write_now(|cx| Ok(store::chain::seal_queue(cx.tx)?)).unwrap() > 0 {}
}

const SESSIONS: &str = "SELECT COUNT(*) FROM session";

fn found_by(db: &Db) -> &'static str {
    match db.engine() {
        store::Engine::Sqlite => {
            "SELECT COUNT(*) FROM matter_words WHERE words MATCH '\"堆物\" AND \"楼道\"'"
        }
        store::Engine::Postgres => {
            "SELECT COUNT(*) FROM matter_words WHERE words @@ to_tsquery('simple', '堆物 & 楼道')"
        }
    }
}

fn count(db: &Db, sql: &'static str) -> i64 {
    db.read_now(move |tx| tx.one(sql, &[], |row| row.get::<i64>(0))).unwrap().unwrap()
}

#[test]
fn what_waits_for_its_seal_on_one_engine_is_sealed_on_the_other() {
    let Some(from) = Fresh::postgres() else { return eprintln!("PostgreSQL is left out") };
    let town = lived(&from);
    let waiting = count(town.app.db(), "SELECT COUNT(*) FROM unsealed");
    assert!(waiting > 0);
    let copy = backup(&from.place, None);
    let to = Fresh::sqlite();
    let restored = restore(copy.as_slice(), &to.place, None).unwrap();
    assert_eq!(restored.head.seq, restored.manifest.audit.seq + waiting);
    let db = to.open();
    assert!(is_intact(&db));
    assert_eq!(count(&db, "SELECT COUNT(*) FROM unsealed"), 0);
}

#[test]
fn a_backup_taken_while_others_write_is_one_state() {
    on_each_engine(|fresh| {
        let town = lived(fresh);
        let stop = AtomicBool::new(false);
        let copies: Vec<Vec<u8>> = std::thread::scope(|scope| {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    town.resident_reports("street_light", "又一盏路灯不亮");
                }
            });
            let copies = (0..4)
                .map(|_| {
                    std::thread::sleep(std::time::Duration::from_millis(60));
                    backup(&fresh.place, None)
                })
                .collect();
            stop.store(true, Ordering::Relaxed);
            copies
        });
        let mut matters = Vec::new();
        for copy in copies {
            let to = Fresh::sqlite();
            let restored = restore(copy.as_slice(), &to.place, None).unwrap();
            let part = |table: &str| {
                restored.manifest.parts.iter().find(|part| part.table == table).unwrap().rows
            };
            assert_eq!(part("matter"), part("contact"), "both are written in one transaction");
            assert_eq!(part("matter"), part("relay"));
            assert_eq!(part("event"), part("seal") + part("unsealed"));
            matters.push(part("matter"));
        }
        assert!(matters.is_sorted() && matters[0] < matters[3], "others wrote: {matters:?}");
    });
}

#[test]
fn a_flipped_byte_and_a_lost_end_are_found_wherever_they_are() {
    let fresh = Fresh::sqlite();
    drop(fresh.open());
    let secret = Passphrase::new(SAID);
    for passphrase in [None, secret.as_ref()] {
        let whole = backup(&fresh.place, passphrase);
        let folder = std::env::temp_dir();
        verify(whole.as_slice(), &folder, passphrase).expect("the control is whole");
        // A passphrase costs work on purpose, so not every byte of a sealed one is tried.
        let step = if passphrase.is_some() { whole.len() / 12 } else { 1.max(whole.len() / 400) };
        for at in (0..whole.len()).step_by(step) {
            let mut flipped = whole.clone();
            flipped[at] ^= 0x10;
            assert!(verify(flipped.as_slice(), &folder, passphrase).is_err(), "byte {at}");
            let cut = &whole[..at];
            let error = verify(cut, &folder, passphrase).unwrap_err();
            assert!(matches!(error, Broken::CutOff | Broken::NoBackup), "{at} bytes: {error}");
        }
        let longer = [whole.as_slice(), b"x"].concat();
        assert!(matches!(verify(longer.as_slice(), &folder, passphrase), Err(Broken::Damaged(_))));
    }
}

#[test]
fn a_sealed_backup_wants_its_passphrase_and_shows_nothing() {
    let fresh = Fresh::sqlite();
    let town = lived(&fresh);
    let right = Passphrase::new(&format!("{SAID}\n"));
    let sealed = backup(&fresh.place, right.as_ref());
    drop(town);
    let to = Fresh::sqlite();
    let none = restore(sealed.as_slice(), &to.place, None);
    assert!(matches!(none, Err(Broken::PassphraseWanted)), "{none:?}");
    let wrong = Passphrase::new("another passphrase");
    let wrong = restore(sealed.as_slice(), &to.place, wrong.as_ref());
    assert!(matches!(wrong, Err(Broken::WrongPassphrase)), "{wrong:?}");
    let Place::File(file) = &to.place else { unreachable!() };
    assert!(!file.exists(), "a refused backup leaves nothing");
    restore(sealed.as_slice(), &to.place, Passphrase::new(SAID).as_ref()).unwrap();
    assert!(Passphrase::new("too short").is_none());
}

#[test]
fn a_place_that_holds_something_is_left_alone() {
    on_each_engine(|fresh| {
        let town = lived(fresh);
        let before = rows(&fresh.place);
        let copy = backup(&fresh.place, None);
        let refused = restore(copy.as_slice(), &fresh.place, None);
        assert!(matches!(refused, Err(Broken::NotFilled(NotFilled::NotEmpty))), "{refused:?}");
        assert_eq!(rows(&fresh.place), before);
        drop(town);
    });
}

#[test]
fn a_backup_of_a_newer_schema_is_refused() {
    on_each_engine(|fresh| {
        drop(fresh.open());
        fresh.tamper("INSERT INTO schema_version (version) VALUES (9999)").unwrap();
        let copy = backup(&fresh.place, None);
        for to in [Some(Fresh::sqlite()), Fresh::postgres()].into_iter().flatten() {
            let refused = restore(copy.as_slice(), &to.place, None);
            let newer =
                matches!(refused, Err(Broken::NotFilled(NotFilled::Newer { there: 9999, .. })));
            assert!(newer, "{refused:?}");
        }
    });
}

#[test]
fn a_history_that_was_altered_before_the_backup_is_found_by_verifying_it() {
    on_each_engine(|fresh| {
        let town = lived(fresh);
        app_sealed(&town);
        drop(town);
        fresh
            .tamper("UPDATE event SET detail = '{}' WHERE id = (SELECT MIN(id) FROM event)")
            .unwrap();
        let copy = backup(&fresh.place, None);
        let refused = verify(copy.as_slice(), &std::env::temp_dir(), None);
        assert!(matches!(refused, Err(Broken::NotFilled(NotFilled::Chain { seq: 1, .. }))));
    });
}

#[test]
fn a_restore_that_fails_leaves_an_empty_place() {
    let fresh = Fresh::sqlite();
    let town = lived(&fresh);
    let copy = backup(&fresh.place, None);
    drop(town);
    let cut = &copy[..copy.len() - 40];
    for to in [Some(Fresh::sqlite()), Fresh::postgres()].into_iter().flatten() {
        assert!(restore(cut, &to.place, None).is_err());
        restore(copy.as_slice(), &to.place, None).expect("the place is still empty");
        assert_eq!(Db::open(&to.place, Hash::Sha256).map(|db| is_intact(&db)).ok(), Some(true));
    }
}

#[test]
fn a_backup_for_a_recipient_opens_with_their_identity_alone() {
    on_each_engine(|fresh| {
        let town = lived(fresh);
        app_sealed(&town);
        let before = rows(&fresh.place);
        let (text, recipient) = new_identity();
        let (other, second) = new_identity();
        let identities = |text: &str| Identities::parse(text).unwrap();
        let at = "2026-03-02T10:00:00Z".parse().unwrap();
        let recipients = Recipients::parse(&[recipient.clone(), second]).unwrap();
        let (_, copy) = write_for(&fresh.place, Vec::new(), &recipients, at, |_, _| {}).unwrap();
        let has = |text: &str| copy.windows(text.len()).any(|bytes| bytes == text.as_bytes());
        assert!(!has("JIELI-BACKUP"), "not even that it is one of ours");
        for text in [&text, &other] {
            let to = Fresh::sqlite();
            let opened = open(copy.as_slice(), Some(&identities(text))).unwrap();
            restore(opened, &to.place, None).unwrap();
            assert_eq!(rows(&to.place), before);
        }
        let (stranger, _) = new_identity();
        let refused = open(copy.as_slice(), Some(&identities(&stranger))).err();
        assert!(matches!(refused, Some(Broken::WrongIdentity)), "{refused:?}");
        assert!(matches!(open(copy.as_slice(), None).err(), Some(Broken::IdentityWanted)));
        let plain = backup(&fresh.place, None);
        let to = Fresh::sqlite();
        restore(open(plain.as_slice(), None).unwrap(), &to.place, None).unwrap();
        assert_eq!(rows(&to.place), before, "one that is not sealed comes through");
    });
}

#[test]
fn a_sealed_backup_that_was_changed_or_cut_is_found_wherever_it_was() {
    let fresh = Fresh::sqlite();
    drop(fresh.open());
    let (text, recipient) = new_identity();
    let identities = Identities::parse(&text).unwrap();
    let recipients = Recipients::parse(&[recipient]).unwrap();
    let at = "2026-03-02T10:00:00Z".parse().unwrap();
    let (_, whole) = write_for(&fresh.place, Vec::new(), &recipients, at, |_, _| {}).unwrap();
    let folder = std::env::temp_dir();
    let seen = |bytes: &[u8]| {
        let opened = open(bytes, Some(&identities))?;
        verify(opened, &folder, None)
    };
    seen(&whole).expect("the control is whole");
    for at in (0..whole.len()).step_by(1.max(whole.len() / 100)) {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x10;
        assert!(seen(&flipped).is_err(), "byte {at}");
        assert!(seen(&whole[..at]).is_err(), "{at} bytes");
    }
    assert!(seen(&[whole.as_slice(), b"x"].concat()).is_err());
}

#[test]
fn what_is_no_recipient_and_no_identity_is_refused() {
    for none in ["", "age1", "age1qqqqqqqq", "AGE-SECRET-KEY-1QQ"] {
        assert!(Recipients::parse(&[none.to_owned()]).is_err(), "{none}");
        assert!(Identities::parse(none).is_err(), "{none}");
    }
    assert!(Recipients::parse(&[]).is_err());
    let (text, _) = new_identity();
    assert!(Identities::parse(&format!("{text}x\n")).is_err(), "a line that is none");
}
