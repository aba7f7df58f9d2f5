//! `jieli pay compute`: what is owed to the workers of a file, by the rules of the policy book and
//! without a database, so that others can check them.
use super::row::{self, Stop};
use super::{Faults, at, rules, told};
use clap::Args;
use ladder::compute::{Amount, LINES, Lines, Period};
use ladder::{Month, Refused, Rules};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub struct Compute {
    /// worker_id,post,level,education,diploma,degree,certificate,rating; `-` reads a pipe
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

pub fn run(asked: &Compute) -> ExitCode {
    match computed(asked) {
        Ok(workers) => {
            println!("{workers} workers, {}", asked.out.display());
            ExitCode::SUCCESS
        }
        Err(faults) => told(&faults),
    }
}

/// The file is written in large pieces.
const BUFFER: usize = 1 << 20;

/// Writes the lines of every worker, or nothing at all and says what is wrong, row by row.
fn computed(asked: &Compute) -> Result<usize, Faults> {
    let rules = rules(asked.policy.as_deref())?;
    let period = match (asked.month, asked.year) {
        (Some(month), _) => Period::Month(month),
        (None, Some(year)) => Period::Year(year),
        (None, None) => return Err(vec!["name a month or a year".into()]),
    };
    let target = Target::of(&asked.file, &asked.out)?;
    let done = row::opened(&asked.file).and_then(|input| {
        let mut out = target.create()?;
        let workers = write(&asked.file, input, &mut out, period, &rules)?;
        out.flush().map_err(|error| vec![at(&asked.out, &error)])?;
        drop(out);
        target.keep()?;
        Ok(workers)
    });
    if done.is_err() {
        target.discard();
    }
    done
}

/// Where the lines go: beside the file first, so that nobody finds half of it.
struct Target<'a> {
    out: &'a Path,
    /// Nothing for what is no plain file, such as a pipe: it cannot be put in its place.
    part: Option<PathBuf>,
}

impl<'a> Target<'a> {
    fn of(file: &Path, out: &'a Path) -> Result<Target<'a>, Faults> {
        let same = fs::canonicalize(file).ok().zip(fs::canonicalize(out).ok());
        if same.is_some_and(|(file, out)| file == out) {
            return Err(vec![at(out, &"the lines would take the place of the file itself")]);
        }
        let other = fs::metadata(out).is_ok_and(|found| !found.is_file());
        let mut part = out.as_os_str().to_owned();
        part.push(".part");
        Ok(Target { out, part: (!other).then(|| part.into()) })
    }

    fn create(&self) -> Result<File, Faults> {
        let path = self.part.as_deref().unwrap_or(self.out);
        let made = match self.part {
            Some(_) => File::create(path),
            None => File::options().write(true).open(path),
        };
        made.map_err(|error| vec![at(path, &error)])
    }

    fn keep(&self) -> Result<(), Faults> {
        let Some(part) = &self.part else { return Ok(()) };
        fs::rename(part, self.out).map_err(|error| vec![at(self.out, &error)])
    }

    fn discard(&self) {
        if let Some(part) = &self.part {
            let _ = fs::remove_file(part); // it may not be there
        }
    }
}

fn write(
    file: &Path,
    input: Box<dyn Read>,
    out: &mut impl Write,
    period: Period,
    rules: &Rules,
) -> Result<usize, Faults> {
    let mut sheet = Sheet::new(period, rules);
    let workers = row::each(file, input, |worker, row| {
        sheet.add(worker, row).map_err(|refused| match refused {
            // Policy says nothing of the days asked about: no other row would fare better.
            Refused::Policy(missing) => Stop::All(missing.to_string()),
            other => Stop::Row(other.to_string()),
        })?;
        if sheet.buffer.len() > BUFFER {
            out.write_all(&sheet.buffer).map_err(|error| Stop::All(error.to_string()))?;
            sheet.buffer.clear();
        }
        Ok(())
    })?;
    out.write_all(&sheet.buffer).map_err(|error| vec![error.to_string()])?;
    Ok(workers)
}

/// The lines as they are written.
struct Sheet<'r> {
    lines: Lines<'r, Written>,
    buffer: Vec<u8>,
}

/// A line but for the worker: `,base,3440640,ladder.pay.parts@…`, and its end.
struct Written {
    fen: i64,
    bytes: Vec<u8>,
}

impl Written {
    fn of(amount: Amount) -> Written {
        let Amount { line, fen, basis } = amount;
        Written { fen: fen.0, bytes: format!(",{line},{},{basis}\n", fen.0).into_bytes() }
    }
}

impl<'r> Sheet<'r> {
    fn new(period: Period, rules: &'r Rules) -> Sheet<'r> {
        let mut buffer = Vec::with_capacity(2 * BUFFER);
        buffer.extend_from_slice(b"worker_id,line,amount_fen,basis\n");
        Sheet { lines: Lines::new(period, rules, Written::of), buffer }
    }

    /// Adds the six lines of a worker.
    fn add(&mut self, worker: &str, row: ladder::compute::Row) -> Result<(), &Refused> {
        let lines = self.lines.of(row)?;
        let quoted;
        let worker = if worker.contains([',', '"', '\r', '\n']) {
            quoted = format!("\"{}\"", worker.replace('"', "\"\""));
            &quoted
        } else {
            worker
        };
        let mut total = 0;
        for line in lines {
            self.buffer.extend_from_slice(worker.as_bytes());
            self.buffer.extend_from_slice(&line.bytes);
            total += line.fen;
        }
        self.buffer.extend_from_slice(worker.as_bytes());
        self.buffer.extend_from_slice(TOTAL.as_bytes());
        digits(total, &mut self.buffer);
        self.buffer.extend_from_slice(b",\n");
        Ok(())
    }
}

const TOTAL: &str = ",total,";

/// The digits of an amount; written a million times, so without a text in between.
fn digits(number: i64, to: &mut Vec<u8>) {
    let mut room = [0u8; 20];
    let (mut at, mut left) = (room.len(), number.unsigned_abs());
    while at == room.len() || left > 0 {
        at -= 1;
        room[at] = b'0' + (left % 10) as u8; // one digit
        left /= 10;
    }
    if number < 0 {
        to.push(b'-');
    }
    to.extend_from_slice(&room[at..]);
}

const _: () = assert!(LINES.len() == 6, "five lines of a row, and the total");

#[cfg(test)]
mod tests;
