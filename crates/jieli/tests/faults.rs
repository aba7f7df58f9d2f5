//! Whatever write fails, the rows are as before or as after, and what was acknowledged is there.
//!
//! Twelve business transactions; for each, every system call that writes or flushes fails once, for
//! ever, or is the process's last. `JIELI_FAULTS=all` does all of them, `JIELI_FAULTS=N` so many; by
//! itself it does a sample by a seed. The control takes a failed commit for a good one and must be
//! found out: otherwise this test could not see such a lie.
#[path = "faults/child.rs"]
mod child;
#[path = "faults/deeds.rs"]
mod deeds;
#[path = "faults/plan.rs"]
mod plan;
#[path = "faults/strace.rs"]
mod strace;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use child::{Child, Ended};
use deeds::{CHANCE, Deed, Stage, Task};
use plan::{Fault, On, counted, sample};
use std::collections::BTreeMap;
use std::path::PathBuf;
use store::chain::{Verdict, verify};
use store::testing::Fresh;
use store::{Failed, Place};
use strace::FLUSHES;

/// Faults of one test, when nobody says otherwise: what fits into half a minute.
const FAULTS: usize = 120;
const SEED: u64 = 20_261_124;

#[test]
fn deeds_are_done_in_a_process_of_their_own() {
    if std::env::var_os(child::MARK).is_some() {
        return child::serve();
    }
    let scene = Scene::set();
    let mut child = Child::start(None);
    for deed in Deed::business() {
        let first = scene.after(&mut child, deed);
        assert_ne!(first, scene.before, "{deed} changes something");
        assert_eq!(first, scene.after(&mut child, deed), "{deed} leaves the same rows each time");
    }
}

#[test]
fn whatever_write_fails_all_of_it_is_there_or_nothing_and_what_was_acknowledged_is() {
    let scene = Scene::set();
    let mut child = Child::start(None);
    let mut all = Vec::new();
    let mut afters = BTreeMap::new();
    for deed in Deed::business() {
        afters.insert(deed, scene.after(&mut child, deed));
        let plan = scene.plan(&mut child, &scene.fresh, deed);
        all.extend(plan.into_iter().map(|fault| (deed, fault)));
    }
    let whole = all.len();
    let mut tallies: BTreeMap<Deed, Tally> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (deed, fault) in sample(all, FAULTS, SEED) {
        let copy = scene.fresh.copy().expect("a copy");
        let ended = scene.fail(&mut child, &copy, deed, &fault);
        let tally = tallies.entry(deed).or_default();
        match judge(&copy, &ended, [&scene.before, &afters[&deed]]) {
            Ok(is_after) => tally.add(&ended, is_after),
            Err(why) => wrong.push(format!("{deed}, {fault:?}: {why}")),
        }
    }
    for (deed, tally) in &tallies {
        println!("{deed}: {tally:?}");
    }
    let faults: usize = tallies.values().map(|tally| tally.faults).sum();
    println!("{faults} of {whole} faults, seed {SEED}");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(tallies.values().any(|tally| tally.acknowledged > 0), "some are acknowledged");
    assert!(tallies.values().any(|tally| tally.acknowledged < tally.faults), "and some are not");
}

/// Killed in a deed, then the disk fails while the next start recovers, then it starts well.
#[test]
fn a_second_fault_while_it_recovers_changes_nothing() {
    let scene = Scene::set();
    let mut child = Child::start(None);
    let mut all = Vec::new();
    for deed in Deed::business() {
        let after = scene.after(&mut child, deed);
        for kill in plan::kills(&scene.plan(&mut child, &scene.fresh, deed)) {
            let image = scene.fresh.copy().expect("a copy");
            let ended = scene.fail(&mut child, &image, deed, &kill);
            // Read on a copy: reading recovers.
            let state = image.copy().map(|copy| copy.rows(CHANCE)).expect("a copy");
            let state = state.expect("a killed file is read");
            assert!(state == scene.before || state == after, "{deed}, {kill:?}");
            assert!(ended != Ended::Acknowledged || state == after, "{deed}, {kill:?}");
            all.push((deed, kill, image, state));
        }
    }
    let mut faults = Vec::new();
    for (at, (_, _, image, _)) in all.iter().enumerate() {
        let plan = scene.plan(&mut child, image, Deed::Open);
        faults.extend(plan.into_iter().map(|fault| (at, fault)));
    }
    let whole = faults.len();
    let mut done = 0;
    let mut wrong = Vec::new();
    for (at, fault) in sample(faults, FAULTS / 2, SEED) {
        let (deed, kill, image, state) = &all[at];
        let copy = image.copy().expect("a copy");
        let ended = scene.fail(&mut child, &copy, Deed::Open, &fault);
        if let Err(why) = judge(&copy, &ended, [state, state]) {
            wrong.push(format!("{deed}, {kill:?}, then {fault:?}: {why}"));
        }
        done += 1;
    }
    println!("{done} of {whole} second faults after {} kills, seed {SEED}", all.len());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// A flush fails, and then something more while the file is opened anew: the next one who does the
/// same is served, and it is there once.
#[test]
fn after_a_fault_that_passes_the_same_process_goes_on() {
    let scene = Scene::set();
    let mut child = Child::start(None);
    let flush = |when: &str| format!("{FLUSHES}:error=EIO:when={when}");
    let mut stories: Vec<Vec<String>> = ["1", "2"].map(|at| vec![flush(at)]).into();
    stories.push(vec!["pwrite64:error=ENOSPC:when=5".into()]);
    stories.push(vec!["pwrite64:error=EIO:when=1".into()]);
    for at in 1..=6 {
        stories.push(vec![flush("1"), format!("openat:error=EIO:when={at}")]);
        stories.push(vec![flush("1"), format!("openat:error=EMFILE:when={at}..{}", at + 2)]);
    }
    let mut all = Vec::new();
    for deed in Deed::business() {
        all.extend(stories.iter().map(|story| (deed, story.clone())));
    }
    for (deed, story) in sample(all, FAULTS / 5, SEED) {
        let after = scene.after(&mut child, deed);
        let copy = scene.fresh.copy().expect("a copy");
        let task = Task { again: true, ..scene.task(&copy, deed) };
        let ended = child.run(&task, &scene.stage, &story, None);
        // After a flush that failed the change may stand all the same: whoever does it again is
        // told so, or does it twice. That changes are taken again is what counts here.
        let unsaved = |why: &str| why.contains("nothing can be saved");
        assert!(
            !matches!(&ended, Ended::Refused(why) if unsaved(why)),
            "{deed} {story:?} {ended:?}"
        );
        assert_eq!(intact(&copy), Ok(()), "{deed} {story:?}");
        if story[0] == flush("1") || story[0] == flush("2") {
            continue;
        }
        assert_eq!(ended, Ended::Acknowledged, "{deed} {story:?}");
        let state = copy.rows(CHANCE).expect("it is read");
        // The second try has other numbers; there are as many rows of everything.
        let sizes = |state: &State| -> Vec<(String, usize)> {
            let lasting = state.iter().filter(|(table, _)| !table.starts_with("matter_words"));
            lasting.map(|(table, rows)| (table.clone(), rows.len())).collect()
        };
        assert_eq!(sizes(&state), sizes(&after), "{deed} {story:?}");
    }
}

#[test]
fn a_file_whose_making_failed_anywhere_is_made_by_the_next_start() {
    let scene = Scene::set();
    let mut child = Child::start(None);
    let nothing = Fresh::sqlite();
    let plan = scene.plan(&mut child, &nothing, Deed::Open);
    let whole = plan.len();
    let mut done = 0;
    for fault in sample(plan, FAULTS / 5, SEED) {
        let fresh = Fresh::sqlite();
        scene.fail(&mut child, &fresh, Deed::Open, &fault);
        assert_eq!(intact(&fresh), Ok(()), "{fault:?}");
        done += 1;
    }
    println!("{done} of {whole} faults while the schema is made, seed {SEED}");
}

#[test]
fn an_engine_that_swallows_the_error_is_found_out() {
    let scene = Scene::set();
    let after = scene.after(&mut Child::start(None), Deed::Report);
    let mut child = Child::start(Some("swallow_error"));
    let copy = scene.fresh.copy().expect("a copy");
    let task = scene.task(&copy, Deed::Report);
    let failing = format!("{FLUSHES}:error=EIO");
    let ended = child.run(&task, &scene.stage, &[failing], None);
    assert_eq!(ended, Ended::Acknowledged, "it lies");
    let judged = judge(&copy, &ended, [&scene.before, &after]);
    assert!(judged.is_err_and(|why| why.contains("acknowledged")), "and is found out");
}

type State = BTreeMap<String, Vec<String>>;

/// The town on a file, its rows, and what the child must know of it.
struct Scene {
    fresh: Fresh,
    stage: Stage,
    before: State,
    keys: PathBuf,
}

impl Scene {
    fn set() -> Scene {
        let fresh = Fresh::sqlite();
        let stage = Stage::set(&fresh);
        let before = fresh.rows(CHANCE).expect("it is read");
        let Place::File(path) = &fresh.place else { unreachable!("SQLite is a file") };
        let keys = path.with_extension("key");
        Scene { stage, before, keys, fresh }
    }

    fn task(&self, on: &Fresh, deed: Deed) -> Task {
        let Place::File(path) = &on.place else { unreachable!("SQLite is a file") };
        Task { deed, path: path.clone(), keys: self.keys.clone(), again: false, on: None }
    }

    /// Does the deed under a fault.
    fn fail(&self, child: &mut Child, on: &Fresh, deed: Deed, fault: &Fault) -> Ended {
        let task = Task { on: Some(fault.on), ..self.task(on, deed) };
        child.run(&task, &self.stage, &[fault.injection()], None)
    }

    /// The rows after the deed, when nothing fails.
    fn after(&self, child: &mut Child, deed: Deed) -> State {
        let copy = self.fresh.copy().expect("a copy");
        let ended = child.run(&self.task(&copy, deed), &self.stage, &[], None);
        assert_eq!(ended, Ended::Acknowledged, "{deed}");
        copy.rows(CHANCE).expect("it is read")
    }

    /// Every fault of a deed on this file: as many calls as it makes when nothing fails.
    fn plan(&self, child: &mut Child, fresh: &Fresh, deed: Deed) -> Vec<Fault> {
        let mut all = Vec::new();
        for on in On::ALL.iter().copied() {
            let copy = fresh.copy().expect("a copy");
            let log = self.keys.with_extension("calls");
            let task = Task { on: Some(on), ..self.task(&copy, deed) };
            let ended = child.run(&task, &self.stage, &[], Some(&log));
            assert_eq!(ended, Ended::Acknowledged, "{deed}");
            let calls = counted(&std::fs::read_to_string(&log).expect("a log"));
            let _ = std::fs::remove_file(&log);
            let many = |call: &str| calls.get(call).copied().unwrap_or(0);
            let writes = many("pwrite64") > 0 && many("fsync") + many("fdatasync") > 0;
            // What is copied, and when, is the copier's affair; what is committed is logged first.
            let must = on == On::Log && deed != Deed::Open;
            assert!(writes || !must, "{deed} writes the {on}: {calls:?}");
            all.extend(plan::faults(on, &calls));
        }
        all
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.keys);
    }
}

/// What came of the faults of one deed.
#[derive(Debug, Default)]
struct Tally {
    faults: usize,
    acknowledged: usize,
    refused: usize,
    unanswered: usize,
    /// Nobody was told, and it is there.
    after_untold: usize,
}

impl Tally {
    fn add(&mut self, ended: &Ended, is_after: bool) {
        self.faults += 1;
        match ended {
            Ended::Acknowledged => self.acknowledged += 1,
            Ended::Refused(_) => self.refused += 1,
            Ended::Unanswered => self.unanswered += 1,
        }
        self.after_untold += usize::from(is_after && *ended != Ended::Acknowledged);
    }
}

/// Whether the rows are as after; or what is wrong with them.
fn judge(fresh: &Fresh, ended: &Ended, [before, after]: [&State; 2]) -> Result<bool, String> {
    let state = fresh.rows(CHANCE).map_err(|failed| format!("it cannot be read: {failed}"))?;
    let is_after = state == *after;
    if !is_after && state != *before {
        return Err(format!("neither before nor after: {}", difference(&state, before, after)));
    }
    if *ended == Ended::Acknowledged && !is_after {
        return Err("it was acknowledged and is not there".into());
    }
    intact(fresh).map(|()| is_after)
}

/// It opens, and its history holds.
fn intact(fresh: &Fresh) -> Result<(), String> {
    let said = |failed: Failed| format!("it cannot be opened: {failed}");
    let db = store::Db::open(&fresh.place, store::Hash::Sha256).map_err(said)?;
    let verdict = db.read_now(|tx| verify(tx, &[])).map_err(said)?;
    match verdict {
        Verdict::Intact { .. } => Ok(()),
        other => Err(format!("{other:?}")),
    }
}

/// The tables that are neither as before nor as after, with how many rows.
fn difference(state: &State, before: &State, after: &State) -> String {
    let mut said = Vec::new();
    for (table, rows) in state {
        let (old, new) = (before.get(table), after.get(table));
        if old != new || Some(rows) != new {
            let of = |rows: Option<&Vec<String>>| rows.map_or(0, Vec::len);
            let like = match Some(rows) {
                rows if rows == old => "before",
                rows if rows == new => "after",
                _ => "neither",
            };
            said.push(format!("{table} {like} ({}/{}/{})", of(old), rows.len(), of(new)));
        }
    }
    said.join(", ")
}
