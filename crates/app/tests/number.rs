//! Sealed numbers of a worker: who writes, who looks, what stays on record, and that the number
//! itself stands nowhere but behind the seal. On both engines.
mod town;
mod world;

use app::ladder::number::{self, Reason};
use app::ladder::record::{self, NewPlacing, NewWorker};
use app::ladder::worker;
use base::PersonId;
use ladder::number::NumberKind;
use ladder::scheme::PostKind;
use ladder::worker::Tenure;
use org::Role;
use store::testing::{Fresh, on_each_engine};
use town::{Staff, Town, day, hire};
use world::refusal;

/// The example of GB 11643, and the same person's number of before 1999.
const ID: &str = "11010519491231002X";
const OLD_ID: &str = "110105491231002";
const CARD: &str = "4111111111111111";
const OTHER_CARD: &str = "6222000000000000004";

struct Office {
    town: Town,
    personnel: Staff,
}

impl Office {
    /// A town whose grid worker and grid leader are on record.
    fn found(fresh: &Fresh) -> Office {
        let town = Town::found(fresh);
        let district = town.district_unit();
        let personnel = hire(&town.app, district, Role::Personnel, "人事");
        for who in [town.worker, town.leader] {
            let since = day("2023-01-01");
            let order_no = "1号".into();
            let placing = NewPlacing { kind: PostKind::Clerk, level: Some(3), since, order_no };
            let new = NewWorker {
                person: who.person,
                community: town.communities[0],
                tenure: Tenure::Hired,
                secretary: false,
                since,
                placing,
            };
            town.act(personnel, move |cx, asker| record::enter(cx, &asker.who, &new)).unwrap();
        }
        Office { town, personnel }
    }

    fn set(
        &self,
        by: Staff,
        of: Staff,
        kind: NumberKind,
        written: &str,
    ) -> Result<(), app::Failed> {
        let (person, written) = (of.person, written.to_owned());
        self.town.act(by, move |cx, asker| number::set(cx, &asker.who, person, kind, &written))
    }

    fn look(&self, by: Staff, of: Staff, kind: NumberKind) -> Result<String, app::Failed> {
        let (person, reason) = (of.person, Reason::new("核对发放名单").unwrap());
        self.town.act(by, move |cx, asker| {
            let number = number::look(cx, &asker.who, person, kind, &reason)?;
            Ok(number.whole().to_owned())
        })
    }

    fn shown(&self, by: Staff, of: Staff) -> Vec<Option<String>> {
        let person = of.person;
        let record = self.town.act(by, move |cx, asker| worker::record(cx, &asker.who, person));
        record.unwrap().numbers.into_iter().map(|number| number.shown).collect()
    }

    /// The whole history, as text.
    fn history(&self) -> String {
        let events = self.town.act(self.town.auditor, |cx, asker| {
            let page = app::system::audit(cx, &asker.who, None, None)?;
            Ok(page.entries.iter().map(|entry| format!("{:?}\n", entry.event)).collect::<String>())
        });
        events.unwrap()
    }
}

#[test]
fn personnel_writes_and_looks_with_a_reason_and_nobody_else_does_either() {
    on_each_engine(|fresh| {
        let office = Office::found(fresh);
        let (town, personnel, who) = (&office.town, office.personnel, office.town.worker);
        office.set(personnel, who, NumberKind::IdNumber, " 110105 19491231002x").unwrap();
        office.set(personnel, who, NumberKind::BankCard, CARD).unwrap();
        assert_eq!(office.look(personnel, who, NumberKind::IdNumber).unwrap(), ID);
        let history = office.history();
        assert!(history.contains("number_read") && history.contains("核对发放名单"), "{history}");
        assert!(!history.contains("1949") && !history.contains("411111"), "{history}");
        for by in [town.street, town.auditor, town.worker, town.district, town.security] {
            for done in [
                office.set(by, who, NumberKind::BankCard, OTHER_CARD),
                office.look(by, who, NumberKind::BankCard).map(|_| ()),
            ] {
                let code = refusal(done);
                assert!(["no_right", "not_here", "not_found"].contains(&code.as_str()), "{code}");
            }
        }
        let masked = vec![Some("••••002X".into()), Some("••••1111".into())];
        assert_eq!(office.shown(personnel, who), masked);
        assert_eq!(office.shown(who, who), masked, "one's own, masked, to see that it is right");
        assert!(
            office.shown(town.auditor, who).is_empty() && office.shown(town.street, who).is_empty()
        );
    });
}

#[test]
fn a_number_is_replaced_erased_and_belongs_to_one_person() {
    on_each_engine(|fresh| {
        let office = Office::found(fresh);
        let (personnel, one, other) = (office.personnel, office.town.worker, office.town.leader);
        use NumberKind::{BankCard, IdNumber};
        for (kind, written, code) in [
            (IdNumber, "110105194912310021", "number_check"),
            (IdNumber, "110105194912310000", "number_check"),
            (BankCard, "4111111111111112", "number_check"),
            (BankCard, "12", "number_form"),
        ] {
            assert_eq!(refusal(office.set(personnel, one, kind, written)), code);
        }
        office.set(personnel, one, IdNumber, OLD_ID).unwrap();
        assert_eq!(refusal(office.set(personnel, other, IdNumber, ID)), "number_taken");
        office.set(personnel, one, IdNumber, ID).unwrap();
        assert_eq!(office.look(personnel, one, IdNumber).unwrap(), ID);
        let person = one.person;
        let clear = move || {
            office
                .town
                .act(personnel, move |cx, asker| number::clear(cx, &asker.who, person, IdNumber))
        };
        clear().unwrap();
        assert_eq!(refusal(clear()), "no_number");
    });
}

#[test]
fn a_bank_file_opens_all_numbers_of_its_persons_in_one_look() {
    on_each_engine(|fresh| {
        let office = Office::found(fresh);
        let (town, personnel) = (&office.town, office.personnel);
        office.set(personnel, town.worker, NumberKind::BankCard, CARD).unwrap();
        office.set(personnel, town.worker, NumberKind::IdNumber, ID).unwrap();
        office.set(personnel, town.leader, NumberKind::BankCard, OTHER_CARD).unwrap();
        let all = |by: Staff, persons: Vec<PersonId>| {
            town.act(by, move |cx, asker| {
                let reason = Reason::new("三月工资").unwrap();
                number::look_at_all(cx, &asker.who, &persons, ("pay_run", 7), &reason)
            })
        };
        let persons = vec![town.worker.person, town.security.person, town.worker.person];
        let opened = all(personnel, persons).unwrap();
        assert_eq!(opened.keys().copied().collect::<Vec<_>>(), [town.worker.person]);
        let of = &opened[&town.worker.person];
        assert_eq!(of.bank_card.as_ref().unwrap().whole(), CARD);
        assert_eq!(of.id_number.as_ref().unwrap().whole(), ID);
        assert!(all(personnel, vec![]).unwrap().is_empty());
        let both = all(personnel, vec![town.leader.person, town.worker.person]).unwrap();
        assert_eq!(both.len(), 2);
        assert_eq!(refusal(all(town.auditor, vec![town.worker.person])), "no_right");
        assert_eq!(office.history().matches("numbers_read").count(), 3);
    });
}

#[test]
fn a_copy_of_the_rows_holds_no_number() {
    let fresh = Fresh::sqlite();
    let office = Office::found(&fresh);
    office.set(office.personnel, office.town.worker, NumberKind::IdNumber, ID).unwrap();
    office.set(office.personnel, office.town.worker, NumberKind::BankCard, CARD).unwrap();
    let store::Place::File(file) = &fresh.place else { panic!("a file") };
    let log = format!("{}-wal", file.display());
    let bytes = [std::fs::read(file).unwrap(), std::fs::read(log).unwrap_or_default()].concat();
    let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(holds("number_set"), "the control: what is not sealed is found");
    for number in [ID, CARD, "19491231"] {
        assert!(!holds(number), "{number} stands in the file");
    }
}
