//! `jieli pay compute`: what is owed to the workers of a file, by the rules of the policy book and
//! without a database, so that others can check them.
mod run;

use crate::policy_book;
use clap::Subcommand;
use csv::StringRecord;
use ladder::compute::{Amount, Period, Row, compute};
use ladder::scheme::PostKind;
use ladder::worker::{Certificate, EducationLevel, Rating};
use ladder::{Month, Rules};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Command {
    /// Computes pay from a CSV file, line by line (试算工资)
    Compute(Compute),
    /// Makes the draft of a pay run on the database (编制工资)
    Run(run::Run),
}

#[derive(clap::Args)]
pub struct Compute {
    /// worker_id,post,level,education,diploma,degree,certificate,rating
    file: PathBuf,
    /// A district's own values, laid over the shipped ones
    #[arg(long)]
    policy: Option<PathBuf>,
    /// One month, 2026-06
    #[arg(long, value_parser = month, conflicts_with = "year", required_unless_present = "year")]
    month: Option<Month>,
    /// A year: twelve months and its end
    #[arg(long, value_parser = clap::value_parser!(i16).range(1980..=2199))]
    year: Option<i16>,
    /// Where the lines go: worker_id,line,amount_fen,basis
    #[arg(long)]
    out: PathBuf,
}

fn month(text: &str) -> Result<Month, String> {
    Month::parse(text).ok_or_else(|| "write a month as 2026-06".to_owned())
}

pub fn run(command: &Command) -> ExitCode {
    let asked = match command {
        Command::Compute(asked) => asked,
        Command::Run(asked) => return self::run::run(asked),
    };
    match computed(asked) {
        Ok(workers) => {
            println!("{workers} workers, {}", asked.out.display());
            ExitCode::SUCCESS
        }
        Err(faults) => {
            faults.iter().for_each(|fault| eprintln!("{fault}"));
            ExitCode::FAILURE
        }
    }
}

/// So many faults are told; whoever mends them asks again.
const TOLD_MAX: usize = 20;

/// Writes the lines of every worker, or nothing at all and says what is wrong, row by row.
fn computed(asked: &Compute) -> Result<usize, Vec<String>> {
    let book = policy_book::load(asked.policy.as_deref())
        .ok_or_else(|| vec!["the policy is refused".to_owned()])?;
    let rules = Rules::load(&book)
        .map_err(|findings| findings.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let period = match (asked.month, asked.year) {
        (Some(month), _) => Period::Month(month),
        (None, Some(year)) => Period::Year(year),
        (None, None) => return Err(vec!["name a month or a year".into()]),
    };
    let part = asked.out.with_extension("part");
    let done = write(&asked.file, &part, period, &rules);
    let done = done.and_then(|workers| {
        fs::rename(&part, &asked.out).map_err(|error| vec![at(&asked.out, &error)])?;
        Ok(workers)
    });
    if done.is_err() {
        let _ = fs::remove_file(&part); // it may not be there
    }
    done
}

fn write(file: &Path, out: &Path, period: Period, rules: &Rules) -> Result<usize, Vec<String>> {
    let opened = File::open(file).map_err(|error| vec![at(file, &error)])?;
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(BufReader::with_capacity(BUFFER, opened));
    let columns = Columns::of(reader.headers().map_err(|error| vec![at(file, &error)])?)?;
    let made = File::create(out).map_err(|error| vec![at(out, &error)])?;
    let mut lines = csv::Writer::from_writer(BufWriter::with_capacity(BUFFER, made));
    let header = lines.write_record(["worker_id", "line", "amount_fen", "basis"]);
    header.map_err(|error| vec![at(out, &error)])?;
    // Workers who are alike have alike pay: it is worked out once for all of them.
    let mut known: HashMap<Row, Result<Vec<Line>, String>> = HashMap::new();
    let (mut faults, mut wrong, mut workers) = (Vec::new(), 0usize, 0usize);
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| vec![at(file, &error)])? {
        let row = columns.row(&record);
        let paid = row.as_ref().map_err(Clone::clone).and_then(|row| {
            let paid = known.entry(*row).or_insert_with(|| {
                let paid = compute(*row, period, rules);
                paid.map(|paid| paid.into_iter().map(Line::of).collect())
                    .map_err(|refused| refused.to_string())
            });
            paid.as_ref().map_err(Clone::clone)
        });
        match paid {
            Ok(paid) if wrong == 0 => {
                let worker = columns.get(&record, 0);
                for line in paid {
                    let written = lines.write_record([worker, line.name, &line.fen, &line.basis]);
                    written.map_err(|error| vec![at(out, &error)])?;
                }
            }
            Ok(_) => {}
            Err(fault) => {
                wrong += 1;
                if faults.len() < TOLD_MAX {
                    let line = record.position().map_or(0, csv::Position::line);
                    faults.push(format!("{}:{line}: {fault}", file.display()));
                }
            }
        }
        workers += 1;
    }
    lines.flush().map_err(|error| vec![at(out, &error)])?;
    if wrong > 0 {
        faults.push(format!("{wrong} of {workers} rows are refused; nothing is written"));
        return Err(faults);
    }
    Ok(workers)
}

/// The file is read and written in large pieces.
const BUFFER: usize = 1 << 20;

/// A line as it is written.
struct Line {
    name: &'static str,
    fen: String,
    basis: String,
}

impl Line {
    fn of(amount: Amount) -> Line {
        Line { name: amount.line, fen: amount.fen.0.to_string(), basis: amount.basis }
    }
}

/// Where the columns stand, whatever their order.
struct Columns([usize; NAMES.len()]);

const NAMES: [&str; 8] =
    ["worker_id", "post", "level", "education", "diploma", "degree", "certificate", "rating"];

impl Columns {
    fn of(header: &StringRecord) -> Result<Columns, Vec<String>> {
        let place = |name: &str| {
            header.iter().position(|known| known.trim_start_matches('\u{feff}') == name)
        };
        let missing: Vec<String> = NAMES
            .iter()
            .filter(|name| place(name).is_none())
            .map(|name| format!("there is no column `{name}`"))
            .collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        Ok(Columns(NAMES.map(|name| place(name).unwrap_or_default())))
    }

    fn get<'r>(&self, record: &'r StringRecord, column: usize) -> &'r str {
        record.get(self.0[column]).unwrap_or_default()
    }

    fn row(&self, record: &StringRecord) -> Result<Row, String> {
        let get = |column| self.get(record, column);
        let wrong = |column: usize| format!("`{}` is no {}", get(column), NAMES[column]);
        let yes = |column| match get(column) {
            "yes" => Ok(true),
            "no" | "" => Ok(false),
            _ => Err(wrong(column)),
        };
        if get(0).is_empty() {
            return Err("there is no worker_id".into());
        }
        Ok(Row {
            kind: kind(get(1)).ok_or_else(|| wrong(1))?,
            level: get(2).parse().map_err(|_| wrong(2))?,
            education: EducationLevel::parse(get(3)).ok_or_else(|| wrong(3))?,
            diploma: yes(4)?,
            degree: yes(5)?,
            certificate: Certificate::parse(get(6)).ok_or_else(|| wrong(6))?,
            rating: Rating::parse(get(7)).ok_or_else(|| wrong(7))?,
        })
    }
}

/// A kind of post by its code, or as a clerk writes it.
fn kind(text: &str) -> Option<PostKind> {
    match text {
        "干事" => Some(PostKind::Clerk),
        "委员" => Some(PostKind::Member),
        "副职" => Some(PostKind::Deputy),
        "正职" => Some(PostKind::Chief),
        code => PostKind::parse(code),
    }
}

fn at(file: &Path, error: &dyn std::fmt::Display) -> String {
    format!("{}: {error}", file.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(dir: &Path, rows: &str) -> Compute {
        let file = dir.join("in.csv");
        fs::write(&file, rows).unwrap();
        Compute { file, policy: None, month: None, year: Some(2026), out: dir.join("out.csv") }
    }

    fn folder(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("jieli-pay-{name}-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        dir
    }

    #[test]
    fn every_worker_has_six_lines_that_add_up() {
        let dir = folder("lines");
        let rows = "worker_id,post,level,education,diploma,degree,certificate,rating\n\
                    A1,干事,3,bachelor,yes,no,senior,excellent\n\
                    A2,chief,18,none,no,no,none,unqualified\n";
        assert_eq!(computed(&asked(&dir, rows)), Ok(2));
        let out = fs::read_to_string(dir.join("out.csv")).unwrap();
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines.len(), 1 + 2 * 6);
        assert!(lines[1].starts_with("A1,base,3440640,"), "{}", lines[1]);
        assert_eq!(lines[6], "A1,total,5430432,");
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn one_bad_row_stops_all_and_is_named() {
        let dir = folder("bad");
        let rows = "worker_id,post,level,education,diploma,degree,certificate,rating\n\
                    A1,干事,3,bachelor,yes,no,senior,excellent\n\
                    A2,干事,13,none,no,no,none,qualified\n\
                    A3,干事,2,college,no,no,none,qualified\n";
        let faults = computed(&asked(&dir, rows)).unwrap_err();
        assert!(faults[0].contains("in.csv:3: a clerk has levels 1 to 12, not 13"), "{faults:?}");
        assert!(faults[1].contains("in.csv:4: `college` is no education"), "{faults:?}");
        assert!(!dir.join("out.csv").exists() && !dir.join("out.part").exists());
        fs::remove_dir_all(dir).unwrap();
    }
}
