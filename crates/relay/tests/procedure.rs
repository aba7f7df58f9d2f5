//! Tables and codes: a flaw is found before a table runs, a stored word reads back as itself.
mod world;

use relay::{Flaw, Happened, Procedure, StepRule};
use world::LOOP;

#[test]
fn every_event_reads_back_as_itself_and_an_end_never_as_a_start() {
    // fixmystreet PR#4440: what was closed was sent to partners as open.
    for &happened in Happened::ALL {
        assert_eq!(Happened::parse(happened.code()), Some(happened));
    }
    assert_eq!(Happened::parse("open"), None);
    assert_eq!(Happened::parse("Ended"), None);
}

#[test]
fn a_table_with_a_flaw_is_named() {
    const fn step(code: &'static str, next: &'static [&'static str], ends: bool) -> StepRule {
        StepRule { code, next, ends }
    }
    const UNKNOWN: &[StepRule] = &[step("a", &["z"], true)];
    const TWICE: &[StepRule] = &[step("a", &[], true), step("a", &[], true)];
    const DEAD: &[StepRule] = &[step("a", &["b"], true), step("b", &["b"], false)];
    const LOST: &[StepRule] = &[step("a", &[], true), step("b", &["a"], false)];
    for (steps, flaw) in [
        (UNKNOWN, Flaw::Unknown("z")),
        (TWICE, Flaw::Twice("a")),
        (DEAD, Flaw::DeadEnd("b")),
        (LOST, Flaw::Unreachable("b")),
        (&[], Flaw::Unknown("a")),
    ] {
        assert_eq!(Procedure { code: "flawed", first: "a", steps }.check(), Err(flaw));
    }
    assert_eq!(LOOP.check(), Ok(()));
}
