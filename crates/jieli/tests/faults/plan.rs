//! Which call fails how (故障计划): all of them, or a sample by a seed.
use crate::strace::WRITES;
use sim::Rng;
use std::collections::BTreeMap;

base::codes! {
    /// On which of a database's files. Each has its own thread that writes it, and calls are
    /// counted by thread: taken together, a fault of the one would hide that of the other.
    pub enum On {
        /// What is committed, by the writer
        Log = "log",
        /// What is copied out of the log, beside it
        File = "file",
    }
}

/// One fault: the so-many-th call of this name on one of the files, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub on: On,
    pub call: &'static str,
    pub at: usize,
    pub how: How,
}

/// What becomes of a call (故障方式).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    DiskOnce,
    DiskEver,
    FullOnce,
    FullEver,
    /// The process is killed at it.
    Kill,
}

const HOWS: [How; 5] = [How::DiskOnce, How::DiskEver, How::FullOnce, How::FullEver, How::Kill];

impl Fault {
    /// As the tracer reads it.
    pub fn injection(&self) -> String {
        let Fault { call, at, how, .. } = self;
        match how {
            How::DiskOnce => format!("{call}:error=EIO:when={at}"),
            How::DiskEver => format!("{call}:error=EIO:when={at}+"),
            How::FullOnce => format!("{call}:error=ENOSPC:when={at}"),
            How::FullEver => format!("{call}:error=ENOSPC:when={at}+"),
            How::Kill => format!("{call}:signal=SIGKILL:when={at}"),
        }
    }
}

/// How often each call was made by the thread that made it most, as the tracer's log says.
pub fn counted(log: &str) -> BTreeMap<&'static str, usize> {
    let mut by_thread: BTreeMap<(&str, &'static str), usize> = BTreeMap::new();
    for line in log.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let made = WRITES.iter().find(|call| {
            rest.trim_start().strip_prefix(**call).is_some_and(|rest| rest.starts_with('('))
        });
        if let Some(call) = made {
            *by_thread.entry((thread, call)).or_default() += 1;
        }
    }
    let mut most: BTreeMap<&'static str, usize> = BTreeMap::new();
    for ((_, call), count) in by_thread {
        let entry = most.entry(call).or_default();
        *entry = count.max(*entry);
    }
    most
}

/// Every call in every way.
pub fn faults(on: On, calls: &BTreeMap<&'static str, usize>) -> Vec<Fault> {
    let mut all = Vec::new();
    for (call, count) in calls {
        for at in 1..=*count {
            all.extend(HOWS.map(|how| Fault { on, call, at, how }));
        }
    }
    all
}

/// The kills whose leftovers are worth recovering: in the midst of the log, at its flush, after it.
pub fn kills(plan: &[Fault]) -> Vec<Fault> {
    let of = |call: &str| -> Vec<&Fault> {
        plan.iter().filter(|fault| fault.call == call && fault.how == How::Kill).collect()
    };
    let (writes, mut flushes) = (of("pwrite64"), of("fsync"));
    flushes.extend(of("fdatasync"));
    let some = [writes.get(writes.len() / 3), writes.last(), flushes.first(), flushes.last()];
    some.into_iter().flatten().map(|fault| (*fault).clone()).collect()
}

/// All of them when the environment says so, or so many, by a seed.
pub fn sample<T>(mut all: Vec<T>, most: usize, seed: u64) -> Vec<T> {
    let asked = std::env::var("JIELI_FAULTS").unwrap_or_default();
    let most = match asked.as_str() {
        "all" => all.len(),
        text => text.parse().unwrap_or(most),
    };
    let mut rng = Rng::new(seed);
    for at in (1..all.len()).rev() {
        all.swap(at, rng.below(at + 1));
    }
    all.truncate(most);
    all
}
