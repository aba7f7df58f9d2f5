//! What the tests of this crate share: a calendar, a small procedure, and one reported relay.
#![allow(dead_code, reason = "each test file uses its part")]
use base::calendar::ClockKind::{Natural, Working};
use base::calendar::{ClockKind, HoursVersion, WorkCalendar};
use base::{Basis, PostId, RelayId, SignedDuration, Timestamp};
use relay::{Clock, Limit, Move, Now, PauseRule, Procedure, Promise, Relay, Start, StepRule};
use std::sync::LazyLock;

pub const LOOP: Procedure = Procedure {
    code: "loop",
    first: "look",
    steps: &[
        StepRule { code: "look", next: &["look", "do"], ends: false },
        StepRule { code: "do", next: &["look", "do", "done"], ends: false },
        StepRule { code: "done", next: &["do"], ends: true },
    ],
};

pub const WORKER: PostId = PostId(1);
pub const COMMUNITY: PostId = PostId(2);
pub const DEPARTMENT: PostId = PostId(3);
pub const STREET: PostId = PostId(4);

/// Wide enough never to matter.
pub const WAITS: PauseRule = PauseRule { max_days: 3000 };

/// Reported on a Monday at nine: eight working hours for the holder, one natural day promised.
pub fn reported() -> Relay {
    let promised = clock(Natural, 1440, "2026-11-02T09:00");
    start(limit(Working, 480), Some(promised), "2026-11-02T09:00")
}

pub fn start(limit: Limit, promised: Option<Clock>, from: &str) -> Relay {
    let promise = promised.map(|clock| Promise { stop: "solved".into(), clock });
    let new = Start { id: RelayId(9), subject: 5, parent: None, holder: WORKER, limit, promise };
    Relay::start(&LOOP, new, now(from)).unwrap().relay
}

/// Carried under one limit for the holder and for the promise.
pub fn held(kind: ClockKind, minutes: i64, from: &str) -> Relay {
    start(limit(kind, minutes), Some(clock(kind, minutes, from)), from)
}

pub fn paused(relay: &Relay, from: &str) -> Relay {
    relay.pause("waiting for parts", WAITS, now(from)).unwrap().relay
}

pub fn resumed(relay: &Relay, at: &str) -> Relay {
    relay.resume(now(at)).unwrap().relay
}

/// To a step, into some hands, for eight working hours.
pub fn to(step: &str, holder: PostId) -> Move<'_> {
    Move { step, holder: Some(holder), limit: limit(Working, 480) }
}

pub fn limit(kind: ClockKind, minutes: i64) -> Limit {
    Limit { kind, minutes, basis: Basis::new("test.clock", "2020-01-01".parse().unwrap()) }
}

pub fn clock(kind: ClockKind, minutes: i64, from: &str) -> Clock {
    Clock::start(&limit(kind, minutes), now(from)).unwrap()
}

pub fn promise(relay: &Relay) -> &Clock {
    &relay.promise.as_ref().unwrap().clock
}

pub fn now(text: &str) -> Now<'static> {
    moment(at(text))
}

pub fn moment(at: Timestamp) -> Now<'static> {
    Now { at, calendar: calendar() }
}

/// An instant in Chinese time: `2026-09-30T17:00`, with seconds where they matter.
pub fn at(text: &str) -> Timestamp {
    let seconds = if text.len() == "2026-09-30T17:00".len() { ":00" } else { "" };
    format!("{text}{seconds}+08:00").parse().unwrap()
}

/// Office hours 9–12 and 13–18, duty 8–20, National Day 2026 off with its make-up days.
pub fn calendar() -> &'static WorkCalendar {
    static CALENDAR: LazyLock<WorkCalendar> = LazyLock::new(|| {
        let day = |text: &str| text.parse().unwrap();
        let hours = |shifts: &[&str]| HoursVersion {
            since: day("2018-01-01"),
            until: None,
            shifts: shifts.iter().map(|shift| shift.parse().unwrap()).collect(),
            seasons: vec![],
        };
        let off = (1..=7).map(|at| (day(&format!("2026-10-{at:02}")), false));
        let work = ["2026-09-20", "2026-10-10"].map(|at| (day(at), true));
        let tz = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
        let office = vec![hours(&["09:00-12:00", "13:00-18:00"])];
        WorkCalendar::new(tz, off.chain(work).collect(), office, vec![hours(&["08:00-20:00"])])
    });
    &CALENDAR
}

/// The time that counted from the start of a clock to `end`, added up stretch by stretch.
pub fn counted(clock: &Clock, end: Timestamp) -> SignedDuration {
    let mut ran = SignedDuration::ZERO;
    let mut from = clock.started;
    for pause in clock.pauses.iter().take_while(|pause| pause.from <= end) {
        ran += calendar().elapsed(clock.kind, from, pause.from);
        from = pause.to;
    }
    ran + calendar().elapsed(clock.kind, from, end.max(from))
}

/// What must hold of any clock: pauses in order and apart, and due at the first instant by which
/// as much time has counted as was given, to the nanosecond.
#[track_caller]
pub fn assert_honest(clock: &Clock) {
    let mut reached = clock.started;
    for pause in &clock.pauses {
        assert!(reached <= pause.from && pause.from <= pause.to, "{:?}", clock.pauses);
        reached = pause.to;
    }
    let given = SignedDuration::from_mins(clock.minutes + clock.extended);
    assert_eq!(counted(clock, clock.due), given, "{clock:?}");
    let just_before = clock.due - SignedDuration::from_nanos(1);
    let waited = clock.pauses.iter().any(|pause| pause.to == clock.due);
    assert!(waited || clock.due == clock.started || counted(clock, just_before) < given);
    assert_eq!(clock.recomputed_due(calendar()), Ok(clock.due));
    assert_eq!(clock.paused.is_some(), clock.resume_by.is_some());
}
