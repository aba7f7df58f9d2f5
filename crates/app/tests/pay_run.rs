//! A pay run from the draft to what comes into the next one: who may, what never changes, what is
//! arrears, and that all that was paid is what one full run would pay. On both engines.
mod town;
mod world;

use app::ladder::pay::extra::{Benefit, record_benefit};
use app::ladder::pay::{State, finish, make, paid, register, show};
use app::ladder::record::{self, NewPlacing, NewWorker};
use app::ladder::terms::{self, NewAbsence};
use base::{Date, Fen, PayRunId, PersonId};
use ladder::pay::Item;
use ladder::pay::run::{Facts, Period, whole_month};
use ladder::scheme::PostKind;
use ladder::terms::{AbsenceKind, LeaveReason};
use ladder::worker::{Certificate, EducationLevel, Rating, Tenure};
use org::Role;
use store::testing::{Fresh, on_each_engine};
use town::{Staff, Town, day, hire};
use world::refusal;

const DAY: i64 = 24 * 60;

/// A town with two personnel officers, and two workers known since the day before.
struct District {
    town: Town,
    maker: Staff,
    second: Staff,
}

fn district(fresh: &Fresh) -> District {
    let town = Town::found_at(fresh, "2026-03-01T10:00:00+08:00");
    let unit = town.district_unit();
    let maker = hire(&town.app, unit, Role::Personnel, "人事甲");
    let second = hire(&town.app, unit, Role::Personnel, "人事乙");
    let it = District { town, maker, second };
    it.enter(it.town.worker, 3);
    it.enter(it.town.leader, 5);
    it.town.clock.advance(DAY);
    it
}

impl District {
    fn enter(&self, who: Staff, level: u8) {
        let placing = NewPlacing {
            kind: PostKind::Clerk,
            level: Some(level),
            since: day("2023-01-01"),
            order_no: "街组〔2023〕1号".into(),
        };
        let new = NewWorker {
            person: who.person,
            community: self.town.communities[0],
            tenure: Tenure::Hired,
            secretary: false,
            since: day("2023-01-01"),
            placing,
        };
        self.town.act(self.maker, move |cx, asker| record::enter(cx, &asker.who, &new)).unwrap();
    }

    fn place(&self, who: Staff, level: u8, since: &str) {
        let (person, since) = (who.person, day(since));
        let new = NewPlacing {
            kind: PostKind::Clerk,
            level: Some(level),
            since,
            order_no: "更正〔2026〕9号".into(),
        };
        let place = self
            .town
            .act(self.maker, move |cx, asker| record::place_on(cx, &asker.who, person, &new));
        place.unwrap();
    }

    fn make(&self, by: Staff, period: &str, known: &str) -> Result<PayRunId, app::Failed> {
        let (period, known) = (Period::parse(period).unwrap(), Some(day(known)));
        self.town.act(by, move |cx, asker| make::make(cx, &asker.who, period, known))
    }

    fn finish(&self, by: Staff, id: PayRunId) -> Result<(), app::Failed> {
        let version = self.run(id).run.version;
        self.town.act(by, move |cx, asker| finish::finish(cx, &asker.who, id, version))
    }

    /// A run that is made and made final.
    fn pay(&self, period: &str, known: &str) -> PayRunId {
        let id = self.make(self.maker, period, known).unwrap();
        self.finish(self.second, id).unwrap();
        id
    }

    fn run(&self, id: PayRunId) -> show::RunPage {
        self.town.act(self.second, move |cx, asker| show::run(cx, &asker.who, id)).unwrap()
    }

    fn slip(&self, id: PayRunId, who: Staff) -> app::ladder::pay::PaidSlip {
        let person = who.person;
        let slip =
            self.town.act(self.second, move |cx, asker| paid::slip(cx, &asker.who, person, id));
        slip.unwrap().slip
    }

    fn is_the_same_again(&self, id: PayRunId) -> bool {
        let again = self
            .town
            .act(self.second, move |cx, asker| finish::comes_out_the_same(cx, &asker.who, id));
        again.unwrap()
    }

    /// What a month is worth to somebody, asked of the rules alone.
    fn full(&self, who: PersonId, month: &str, known: &str) -> Fen {
        let (month, known): (_, Date) = (ladder::Month::parse(month).unwrap(), day(known));
        let worth = self.town.app.read_now(move |cx| {
            let worker = store::ladder::fact::worker(cx.tx, who)?;
            let absences = store::ladder::terms::of(cx.tx, who)?.absences;
            let facts = Facts { worker, absences };
            let lines = whole_month(&facts, month, known, &cx.policies().ladder)?;
            Ok(lines.iter().filter(|line| line.item.is_paid()).map(|line| line.amount).sum())
        });
        worth.unwrap()
    }
}

fn personal((since, last_day): (Date, Date)) -> NewAbsence {
    NewAbsence { since, last_day, kind: AbsenceKind::Personal, order_no: "假1号".into() }
}

#[test]
fn a_draft_is_made_by_one_and_made_final_by_another_and_then_stands() {
    on_each_engine(|fresh| {
        let it = district(fresh);
        let id = it.make(it.maker, "2026-02", "2026-03-01").unwrap();
        let page = it.run(id);
        assert_eq!((page.run.state, page.run.sums.people), (State::Draft, 2));
        // 3200 × 1.12 × 80 % and 3200 × 1.24 × 80 %.
        assert_eq!(page.run.sums.total.to_string(), "6041.60");
        assert_eq!(it.make(it.maker, "2026-02", "2026-03-01").unwrap(), id, "the same run");
        assert_eq!(it.run(id).run.sums, page.run.sums, "made again it comes out the same");
        for who in [it.town.street, it.town.district, it.town.worker, it.town.auditor] {
            let made = it.make(who, "2026-02", "2026-03-01");
            assert_eq!(refusal(made), "no_right", "{who:?}");
        }
        assert_eq!(refusal(it.finish(it.maker, id)), "own_work", "never by the maker");
        let stale = it.town.act(it.second, move |cx, asker| finish::finish(cx, &asker.who, id, 1));
        assert!(matches!(stale, Err(app::Failed::Stale)), "it was made again meanwhile");
        it.finish(it.second, id).unwrap();
        assert_eq!(it.run(id).run.state, State::Final);
        assert_eq!(refusal(it.make(it.maker, "2026-02", "2026-03-02")), "pay_run_final");
        assert_eq!(refusal(it.finish(it.second, id)), "pay_run_final");
        let done = it.town.app.write_now(move |cx| Ok(store::ladder::pay::slip::clear(cx.tx, id)?));
        done.unwrap();
        assert_eq!(it.slip(id, it.town.worker).total.to_string(), "2867.20", "nothing clears it");
    });
}

#[test]
fn what_stands_in_the_way_of_a_run_is_said() {
    on_each_engine(|fresh| {
        let it = district(fresh);
        for (period, known, code) in [
            ("2026-03", "2026-03-03", "known_ahead"),
            ("2026-04", "2026-03-02", "month_ahead"),
            ("2026", "2026-03-02", "year_not_over"),
        ] {
            assert_eq!(refusal(it.make(it.maker, period, known)), code, "{period} {known}");
        }
        let today = it.make(it.maker, "2026-02", "2026-03-02").unwrap();
        assert_eq!(refusal(it.finish(it.second, today)), "pay_day_not_over");
        it.place(it.town.worker, 4, "2026-02-01");
        it.town.clock.advance(DAY);
        // The change was recorded on the day whose knowledge the draft shows, after it was made.
        assert_eq!(refusal(it.finish(it.second, today)), "pay_comes_out_otherwise");
        let february = it.pay("2026-02", "2026-03-02");
        assert_eq!(it.slip(february, it.town.worker).total.to_string(), "3020.80");
        assert_eq!(refusal(it.make(it.maker, "2026-04", "2026-03-03")), "month_ahead");
        assert_eq!(refusal(it.make(it.maker, "2026-01", "2026-03-03")), "pay_out_of_order");
        assert_eq!(refusal(it.make(it.maker, "2026-03", "2026-03-01")), "pay_known_before");
        let period = Period::parse("2026-03").unwrap();
        let unsigned = it
            .town
            .app
            .write_now(move |cx| make::make_at_console(cx, period, Some(day("2026-03-02"))));
        let unsigned = unsigned.unwrap();
        assert_eq!(refusal(it.finish(it.second, unsigned)), "pay_no_maker");
        let signed = it.make(it.maker, "2026-03", "2026-03-02").unwrap();
        assert_eq!(signed, unsigned);
        let year = it.make(it.maker, "2025", "2026-03-02").unwrap();
        it.finish(it.second, year).unwrap();
        assert_eq!(refusal(it.finish(it.second, signed)), "pay_base_moved");
    });
}

#[test]
fn what_is_known_later_is_arrears_and_the_difference_of_two_full_runs() {
    on_each_engine(|fresh| {
        let it = district(fresh);
        let february = it.pay("2026-02", "2026-03-01");
        let then = it.slip(february, it.town.worker);
        let at = "2026-03-05";
        it.town.clock.advance(3 * DAY);
        it.place(it.town.worker, 4, "2026-02-01");
        it.town.clock.advance(DAY);
        let march = it.pay("2026-03", at);
        assert_eq!(it.slip(february, it.town.worker), then, "a final run is never rewritten");
        let slip = it.slip(march, it.town.worker);
        let (person, first) = (it.town.worker.person, "2026-03-01");
        let difference = it.full(person, "2026-02", at) - it.full(person, "2026-02", first);
        assert_eq!(slip.arrears, difference);
        assert_eq!(difference.to_string(), "153.60", "3200 × 0.06 × 80 %");
        assert_eq!(slip.total, it.full(person, "2026-03", at) + difference);
        let explained =
            slip.lines.iter().find(|line| line.is_arrears && line.line.item == Item::Base);
        let said = explained.unwrap().line.line().to_string();
        assert!(said.starts_with(
            "base: was 2867.20, known_then 2026-03-01, is 3020.80, known_now 2026-03-05 = 153.60"
        ), "{said}");
        // What is kept for the year's end is made good too, and is no payment.
        let kept = slip
            .lines
            .iter()
            .find(|line| line.is_arrears && line.line.item == Item::PerformanceKept);
        assert_eq!(kept.unwrap().line.amount.to_string(), "38.40");
        let other = it.slip(march, it.town.leader);
        assert_eq!(other.arrears, Fen::ZERO);
        assert!(it.is_the_same_again(february) && it.is_the_same_again(march), "a replay");
        let page = it.run(march);
        assert_eq!(page.run.sums.arrears, difference);
        let before = page.before.unwrap();
        assert_eq!((before.run.id, before.more, before.less), (february, 1, 0));
        // A correction of the correction takes it back, to the fen.
        it.place(it.town.worker, 3, "2026-02-01");
        it.town.clock.advance(30 * DAY);
        let april = it.pay("2026-04", "2026-04-04");
        let back = it.slip(april, it.town.worker);
        assert_eq!(back.arrears, Fen::ZERO - difference - difference, "two months of it");
        assert!([february, march, april].into_iter().all(|run| it.is_the_same_again(run)));
    });
}

#[test]
fn all_that_was_paid_is_what_one_full_run_would_pay() {
    on_each_engine(|fresh| {
        let it = district(fresh);
        let worker = it.town.worker.person;
        let mut runs = vec![it.pay("2026-02", "2026-03-01")];
        it.town.clock.advance(20 * DAY);
        it.town
            .act(it.maker, move |cx, asker| {
                let papers = (EducationLevel::Bachelor, true, true);
                record::educate(cx, &asker.who, worker, papers, day("2026-02-01"))?;
                let certificate = Certificate::SocialWorker;
                record::certify(cx, &asker.who, worker, certificate, day("2026-01-15"))
            })
            .unwrap();
        it.town.clock.advance(DAY);
        runs.push(it.pay("2026-03", "2026-03-22"));
        it.town
            .act(it.maker, move |cx, asker| {
                let days = (day("2026-02-03"), day("2026-02-04"));
                terms::absence(cx, &asker.who, worker, &personal(days))
            })
            .unwrap();
        it.town.clock.advance(30 * DAY);
        runs.push(it.pay("2026-04", "2026-04-21"));
        let paid: Fen = runs.iter().map(|run| it.slip(*run, it.town.worker).total).sum();
        let full: Fen = ["2026-02", "2026-03", "2026-04"]
            .iter()
            .map(|month| it.full(worker, month, "2026-04-21"))
            .sum();
        assert_eq!(paid, full);
        let last = it.slip(runs[2], it.town.worker);
        let off = last.lines.iter().find(|line| line.line.item == Item::Absence).unwrap();
        // 2867.20 × 2 / 28, not paid.
        assert_eq!((off.is_arrears, off.line.amount.to_string()), (true, "-204.80".into()));
    });
}

#[test]
fn who_left_or_came_late_is_settled_in_the_next_run_and_who_cannot_be_paid_is_named() {
    on_each_engine(|fresh| {
        let it = district(fresh);
        it.pay("2026-02", "2026-03-01");
        let leader = it.town.leader.person;
        it.town
            .act(it.maker, move |cx, asker| {
                record::leave(
                    cx,
                    &asker.who,
                    leader,
                    (day("2026-02-15"), LeaveReason::Resigned),
                    "3号",
                )
            })
            .unwrap();
        it.enter(it.town.community, 12);
        let community = it.town.community.person;
        it.town.clock.advance(DAY);
        let march = it.pay("2026-03", "2026-03-02");
        let gone = it.slip(march, it.town.leader);
        // February 1 to 14 of 28 days: half of 3174.40 is taken back, and nothing else is there.
        assert_eq!((gone.total, gone.arrears), (Fen(-158_720), Fen(-158_720)));
        let come = it.slip(march, it.town.community);
        assert_eq!(come.arrears, it.full(community, "2026-02", "2026-03-02"));
        let page = it.run(march);
        assert_eq!(page.run.sums.refused, 0);
        let before = page.before.unwrap();
        assert_eq!((before.come, before.gone), (1, 0));
    });
}

#[test]
fn a_year_is_settled_by_its_results_and_a_late_result_comes_into_the_next_run() {
    on_each_engine(|fresh| {
        let it = district(fresh);
        let worker = it.town.worker.person;
        it.pay("2025-11", "2026-03-01");
        it.pay("2025-12", "2026-03-01");
        let rated = (2025, Rating::Excellent);
        it.town
            .act(it.maker, move |cx, asker| record::rate(cx, &asker.who, worker, rated, "1号"))
            .unwrap();
        it.town.clock.advance(DAY);
        let year = it.pay("2025", "2026-03-02");
        let slip = it.slip(year, it.town.worker);
        let of = |item: Item| -> Fen {
            let lines = slip.lines.iter().filter(|line| line.line.item == item);
            lines.map(|line| line.line.amount).sum()
        };
        // Two months were paid through this system: 716.80 kept of each, times 1.2; a reward of
        // one and a half months' 3584.00.
        assert_eq!(of(Item::Performance).to_string(), "1720.32");
        assert_eq!(of(Item::Reward).to_string(), "5376.00");
        let page = it.run(year);
        assert_eq!((page.run.sums.people, page.run.sums.refused), (1, 1), "one has no result");
        assert!(page.refused[0].slip.refused.as_deref().unwrap().starts_with("no_result 2025"));
        let leader = it.town.leader.person;
        let rated = (2025, Rating::Qualified);
        it.town
            .act(it.maker, move |cx, asker| record::rate(cx, &asker.who, leader, rated, "2号"))
            .unwrap();
        it.town.clock.advance(DAY);
        let january = it.pay("2026-01", "2026-03-03");
        let late = it.slip(january, it.town.leader);
        // 3200 × 1.24: kept 793.60 twice, and a month as a reward.
        assert_eq!(late.arrears.to_string(), "5555.20");
        assert_eq!(it.slip(january, it.town.worker).arrears, Fen::ZERO);
        assert!([year, january].into_iter().all(|run| it.is_the_same_again(run)));
        let floor = it.run(year).floor.unwrap();
        assert_eq!((floor.counted.worker_months, floor.least), (4, None), "it is not published");
    });
}

#[test]
fn somebody_reads_their_own_final_slips_and_nobody_elses() {
    on_each_engine(|fresh| {
        let it = district(fresh);
        let february = it.make(it.maker, "2026-02", "2026-03-01").unwrap();
        let (worker, leader) = (it.town.worker, it.town.leader);
        let read = |who: Staff, of: PersonId| {
            it.town.act(who, move |cx, asker| paid::slip(cx, &asker.who, of, february).map(|_| ()))
        };
        assert_eq!(refusal(read(worker, worker.person)), "not_found", "a draft is nobody's slip");
        it.finish(it.second, february).unwrap();
        assert!(
            read(worker, worker.person).is_ok() && read(it.town.auditor, leader.person).is_ok()
        );
        assert_eq!(refusal(read(worker, leader.person)), "not_found");
        assert_eq!(refusal(read(it.town.street, worker.person)), "not_here");
        let own = it.town.act(worker, move |cx, asker| paid::list(cx, &asker.who, worker.person));
        let own = own.unwrap();
        assert_eq!((own.len(), own[0].total.to_string()), (1, "2867.20".to_owned()));
        let street = it
            .town
            .act(it.town.street, move |cx, asker| show::run(cx, &asker.who, february).map(|_| ()));
        assert_eq!(refusal(street), "no_right");
        let taken = it.town.act(it.town.auditor, move |cx, asker| {
            register::register(cx, &asker.who, february, None)
        });
        let taken = taken.unwrap();
        let rows: Vec<_> = taken.rows.iter().map(|row| (row.level, row.due, row.total)).collect();
        let total: Fen = taken.rows.iter().map(|row| row.total).sum();
        assert_eq!(total, taken.run.sums.total, "{rows:?}");
        for row in &taken.rows {
            let parts = row.base + row.performance + row.education + row.professional;
            assert_eq!(parts + row.reward + row.less + row.arrears, row.total, "a row adds up");
        }
    });
}

#[test]
fn absences_and_benefits_are_recorded_by_personnel_and_never_twice_for_a_day() {
    on_each_engine(|fresh| {
        let it = district(fresh);
        let worker = it.town.worker.person;
        let absent = |who: Staff, since: &str, last: &str| {
            let days = (day(since), day(last));
            it.town
                .act(who, move |cx, asker| terms::absence(cx, &asker.who, worker, &personal(days)))
        };
        absent(it.maker, "2026-02-03", "2026-02-04").unwrap();
        assert_eq!(refusal(absent(it.maker, "2026-02-04", "2026-02-06")), "absence_there");
        assert!(absent(it.town.worker, "2026-02-10", "2026-02-10").is_err());
        let worth = || it.full(worker, "2026-02", "2026-03-02");
        assert_eq!(worth().to_string(), "2662.40");
        absent(it.maker, "2026-02-03", "2026-02-02").unwrap();
        assert_eq!(worth().to_string(), "2867.20", "taken back");
        let benefit = it.town.act(it.maker, move |cx, asker| {
            record_benefit(cx, &asker.who, worker, (Benefit::Checkup, day("2026-02-20")), "区医院")
        });
        benefit.unwrap();
        let page = it.town.act(it.town.worker, move |cx, asker| {
            app::ladder::pay::slip(cx, &asker.who, worker, None, None)
        });
        assert_eq!(page.unwrap().benefits.len(), 1);
    });
}
