//! Pay in bulk (薪酬批量): workers' years a second on one core, a file of a million, a what-if.
//!
//! Times are of the processor where one is taken alone, so that a busy machine does not lie; the
//! time on the wall stands beside them. No database.
use ::ladder::pay::bulk::{Plan, Roll, Year};
use ::ladder::rules::Knob;
use ::ladder::scheme::PostKind;
use ::ladder::what_if::{Change, Member, what_if};
use ::ladder::worker::{
    Certificate, Education, EducationLevel, Held, Placement, Rating, Service, Worker, YearResult,
};
use ::ladder::{Asked, Rules};
use base::Date;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// The year that is worked out.
const YEAR: i16 = 2026;
/// As the goals are stated.
const FILE_ROWS: u32 = 1_000_000;
const WHAT_IF_WORKERS: u32 = 10_000;
const ROUNDS: u32 = 5;
const WHAT_IF_ROUNDS: u32 = 200;
/// The clock of a thread moves in steps of some milliseconds: short work is done often.
const AT_LEAST: u32 = 5_000_000;

pub fn run(jieli: &Path, folder: &Path) -> Result<(), String> {
    let book = policy::Book::load(&policy::shipped(), &[]).map_err(|all| format!("{all:?}"))?;
    let rules = Rules::load(&book).map_err(|all| format!("{all:?}"))?;
    for workers in [10_000, 100_000, 1_000_000, 2_000_000] {
        bulk(&rules, workers);
    }
    tried(&rules);
    file(jieli, folder)
}

/// Twelve months and the year's end for each of many, one in five with a change in the year.
fn bulk(rules: &Rules, workers: u32) {
    let known = day(YEAR + 1, 3, 1);
    let (before, began) = (resident(), cpu());
    let plan = Plan::new(YEAR, known, rules).expect("the shipped values have the year");
    let planned = cpu() - began;
    let began = cpu();
    let mut roll = Roll::new(YEAR, known);
    for at in 0..workers {
        roll.add(&made(at, rules));
    }
    let packed = cpu() - began;
    let mut years: Vec<Option<Year>> = Vec::with_capacity(roll.len());
    let rounds = ROUNDS.max(AT_LEAST / workers);
    let (clock, began) = (Instant::now(), cpu());
    for _ in 0..rounds {
        years.clear();
        years.extend(plan.years(&roll));
    }
    let (of, wall) = ((cpu() - began) / rounds, clock.elapsed() / rounds);
    black_box(&years);
    let refused = years.iter().filter(|year| year.is_none()).count();
    let total: i64 = years.iter().flatten().map(|year| year.total().0).sum();
    let bytes = (resident() - before) / u64::from(workers).max(1);
    let rate = f64::from(workers) / of.as_secs_f64() / 1e6;
    println!(
        "{workers} workers' years: {rate:.1} million a second of one core ({of:.1?} of the \
         processor, {wall:.1?} on the wall), {bytes} bytes each; rules {planned:.2?}, made and \
         packed {packed:.1?}; {refused} refused, {total} fen"
    );
}

/// A what-if over ten thousand, both sides and the packing of facts.
fn tried(rules: &Rules) {
    let workers: Vec<Worker> = (0..WHAT_IF_WORKERS).map(|at| made(at, rules)).collect();
    let members: Vec<Member<'_>> =
        workers.iter().enumerate().map(|(at, worker)| Member { worker, group: at % 8 }).collect();
    let number = |knob: Knob, text: &str| (knob, knob.read(text).expect("a number"));
    let sets = vec![
        number(Knob::Base, "3456.78"),
        number(Knob::BasePercent, "70"),
        number(Knob::Master, "250"),
        number(Knob::RewardQualified, "0.5"),
    ];
    let change = Change { since: day(YEAR, 7, 16), sets, places: 1 };
    let (clock, began) = (Instant::now(), cpu());
    for _ in 0..WHAT_IF_ROUNDS {
        let outcome = what_if(&members, 8, &change, (YEAR, day(YEAR, 6, 20)), rules);
        black_box(outcome).expect("it can be tried");
    }
    let of = (cpu() - began) / WHAT_IF_ROUNDS;
    let wall = clock.elapsed() / WHAT_IF_ROUNDS;
    println!(
        "what-if over {WHAT_IF_WORKERS} × 12 months: {of:.2?} of the processor, {wall:.2?} on the wall"
    );
}

/// `jieli pay compute`, reading and writing included.
fn file(jieli: &Path, folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    let (input, output) = (folder.join("pay.csv"), folder.join("pay-lines.csv"));
    write(&input).map_err(|error| format!("{}: {error}", input.display()))?;
    for _ in 0..3 {
        let (clock, before) = (Instant::now(), children());
        let done = Command::new(jieli)
            .args(["pay", "compute", "--year", "2026"])
            .arg(&input)
            .arg("--out")
            .arg(&output)
            .output()
            .map_err(|error| format!("{}: {error}", jieli.display()))?;
        let (wall, of) = (clock.elapsed(), children() - before);
        if !done.status.success() {
            return Err(String::from_utf8_lossy(&done.stderr).into_owned());
        }
        let size = |path| fs::metadata(path).map_or(0, |file| file.len()) >> 20;
        let (read, wrote) = (size(&input), size(&output));
        println!(
            "pay compute, {FILE_ROWS} rows: {wall:.2?} on the wall, {of:.2?} of the processor; \
             {read} MB read, {wrote} MB written"
        );
    }
    Ok(())
}

fn write(path: &Path) -> std::io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "worker_id,post,level,education,diploma,degree,certificate,rating")?;
    let yes = |it: u32| if it & 1 == 1 { "yes" } else { "no" };
    for at in 0..FILE_ROWS {
        let turn = mixed(at);
        let (post, lowest) =
            [("干事", 1), ("委员", 3), ("副职", 5), ("正职", 7)][(turn & 3) as usize];
        let level = lowest + (turn >> 2) % 12;
        let education = EducationLevel::ALL[(turn >> 8 & 3) as usize];
        let (diploma, degree) = (yes(turn >> 10), yes(turn >> 11));
        let certificate = Certificate::ALL[(turn >> 12 & 3) as usize];
        let rating = Rating::ALL[(turn >> 14 & 3) as usize];
        writeln!(
            file,
            "W{at:07},{post},{level},{education},{diploma},{degree},{certificate},{rating}"
        )?;
    }
    file.flush()
}

/// Somebody, the same for the same number: every post, level, paper and result; one in five comes,
/// leaves, rises or earns a certificate within the year.
fn made(at: u32, rules: &Rules) -> Worker {
    let turn = mixed(at);
    let kind = PostKind::ALL[(turn & 3) as usize];
    let scheme = rules.scheme(Asked::new(day(YEAR, 1, 1), day(YEAR, 1, 1)));
    let lowest = scheme.expect("a scheme").value.range(kind).expect("the post").lowest;
    let level = lowest + ((turn >> 2) % 11) as u8; // below the top, so that one may rise
    let (since, known) = (day(2020, 3, 1), day(2020, 3, 1));
    let placing = |since: Date, level| Placement {
        since,
        known: since,
        kind,
        level,
        order_no: String::new(),
    };
    let education = EducationLevel::ALL[(turn >> 8 & 3) as usize];
    let (diploma, degree) = (turn >> 10 & 1 == 1, turn >> 11 & 1 == 1);
    let certificate = Certificate::ALL[(turn >> 12 & 3) as usize];
    let mut worker = Worker {
        service: vec![Service { since, known, until: None, until_known: None }],
        placements: vec![placing(since, level)],
        education: vec![Education { since, known, level: education, diploma, degree }],
        certificates: vec![Held { since, known, certificate }],
        results: [YEAR - 1, YEAR]
            .map(|year| YearResult {
                year,
                known: day(year + 1, 1, 20),
                rating: Rating::ALL[(turn >> 14 & 3) as usize],
            })
            .to_vec(),
    };
    let within = day(YEAR, 1 + (turn >> 16 & 7) as i8, 1 + (turn >> 19 & 15) as i8);
    match turn >> 24 & 31 {
        0..2 => worker.service[0].until = Some(within),
        2..4 => worker.service[0].since = within,
        4..6 => worker.placements.push(placing(within, level + 1)),
        6 => worker.certificates.push(Held {
            since: within,
            known,
            certificate: Certificate::Senior,
        }),
        _ => {}
    }
    worker
}

/// A number that looks like chance and is none.
fn mixed(at: u32) -> u32 {
    let mut turn = u64::from(at).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    turn = (turn ^ turn >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (turn ^ turn >> 27) as u32
}

fn day(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).expect("a day")
}

/// Time of this thread on a processor.
fn cpu() -> Duration {
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = told.split_whitespace().next().and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.unwrap_or(0))
}

/// Time of ended children on a processor, in ticks of ten milliseconds.
fn children() -> Duration {
    let told = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = told.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|it| it.parse::<u64>().ok()).unwrap_or(0);
    Duration::from_millis((ticks(13) + ticks(14)) * 10)
}

/// Resident memory in bytes.
fn resident() -> u64 {
    let told = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = told.split_whitespace().nth(1).and_then(|pages| pages.parse::<u64>().ok());
    pages.unwrap_or(0) * 4096
}
