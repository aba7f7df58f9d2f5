//! `jieli pay what-if`: what other numbers from a day on would cost the workers of a file, by the
//! rules of the policy book and without a database.
use super::row::{self, Stop};
use super::{Faults, rules, told};
use base::{Date, Fen};
use clap::Args;
use ladder::rules::{Knob, Wrong};
use ladder::what_if::{Change, Member, Number, Outcome, what_if};
use ladder::worker::Worker;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub struct WhatIf {
    /// worker_id,post,level,education,diploma,degree,certificate,rating; `-` reads a pipe
    file: PathBuf,
    /// A district's own values, laid over the shipped ones
    #[arg(long)]
    policy: Option<PathBuf>,
    /// The first day of the new numbers, 2026-07-01
    #[arg(long)]
    since: Date,
    /// A number and what it would be: base=3500.00, base_percent=75, reward_qualified=0.5
    #[arg(long = "set", value_parser = set, required = true)]
    sets: Vec<(Knob, Number)>,
}

/// More rows than this are no district.
const WORKERS_MAX: usize = 1_000_000;

fn set(text: &str) -> Result<(Knob, Number), String> {
    let (name, to) = text.split_once('=').ok_or("write a number as base=3500.00")?;
    let knob = Knob::parse(name).ok_or_else(|| {
        let all: Vec<&str> = Knob::ALL.iter().map(|knob| knob.code()).collect();
        format!("there is no `{name}`; there are {}", all.join(", "))
    })?;
    let number = knob.read(to).ok_or_else(|| format!("`{to}` cannot be a {name}"))?;
    Ok((knob, number))
}

pub fn run(asked: &WhatIf) -> ExitCode {
    match tried(asked) {
        Ok(outcomes) => {
            outcomes.iter().for_each(|outcome| println!("{}", text(outcome)));
            ExitCode::SUCCESS
        }
        Err(faults) => told(&faults),
    }
}

/// The year of the day, and the first whole one.
fn tried(asked: &WhatIf) -> Result<Vec<Outcome>, Faults> {
    let rules = rules(asked.policy.as_deref())?;
    let year = asked.since.year();
    let mut workers: Vec<Worker> = Vec::new();
    row::each(&asked.file, row::opened(&asked.file)?, |_, row| {
        if workers.len() == WORKERS_MAX {
            return Err(Stop::All(format!("more than {WORKERS_MAX} rows")));
        }
        workers.push(row.worker(year));
        Ok(())
    })?;
    let members: Vec<Member<'_>> =
        workers.iter().map(|worker| Member { worker, group: 0 }).collect();
    let change = Change { since: asked.since, sets: asked.sets.clone(), places: 0 };
    let outcomes = [year, year + 1].map(|year| {
        what_if(&members, 1, &change, (year, Date::MAX), &rules).map_err(|wrong| vec![why(wrong)])
    });
    outcomes.into_iter().collect()
}

fn why(wrong: Wrong) -> String {
    match wrong {
        Wrong::Fault(knob, code) => format!("{knob}: {}", code.replace('_', " ")),
        Wrong::Missing(missing) => missing.to_string(),
    }
}

fn text(outcome: &Outcome) -> String {
    let Outcome { year, total, more, same, less, unanswered, .. } = outcome;
    let signed = |fen: Fen| if fen > Fen::ZERO { format!("+{fen}") } else { fen.to_string() };
    let mut text = format!(
        "{year}: {} workers, now {}, then {}, {}\n  more {more}, same {same}, less {less}",
        total.workers,
        total.now,
        total.then,
        signed(total.difference())
    );
    for bin in &outcome.bins {
        let (from, to) = (signed(bin.from), signed(bin.to));
        text += &format!("\n  {from:>12} to below {to:>12}  {}", bin.workers);
    }
    if *unanswered > 0 {
        text += &format!("\n  {unanswered} rows have no answer, such as a level outside the post");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_rise_costs_what_it_costs_and_a_slip_is_told() {
        let file = std::env::temp_dir().join(format!("jieli-what-if-{}.csv", std::process::id()));
        let rows = "worker_id,post,level,education,diploma,degree,certificate,rating\n\
                    A1,干事,1,none,no,no,none,qualified\nA2,clerk,3,none,no,no,none,unqualified\n";
        fs::write(&file, rows).unwrap();
        let asked = |sets: &[&str]| WhatIf {
            file: file.clone(),
            policy: None,
            since: "2027-01-01".parse().unwrap(),
            sets: sets.iter().map(|text| set(text).unwrap()).collect(),
        };
        let outcomes = tried(&asked(&["base=3500"])).unwrap();
        // 300.00 × 13, and the monthly four fifths of 336.00 × 12.
        assert_eq!(outcomes[0].total.difference(), Fen(390_000 + 322_560));
        assert!(text(&outcomes[0]).contains("+7125.60\n  more 2, same 0, less 0"));
        let faults = tried(&asked(&["reward_basic=3"])).unwrap_err();
        assert_eq!(faults, ["reward_basic: better pays less"]);
        for text in ["base", "base=", "base=1e3", "bases=1", "base_percent=101"] {
            assert!(set(text).is_err(), "{text}");
        }
        fs::remove_file(file).unwrap();
    }
}
