//! `jieli import matters FILE… --map MAP.toml`: progress while it runs, a summary when it has.
//! With `--check` nothing is written: a draft of a mapping, or what a mapping would do.
use super::console::{Console, Refused};
use super::words;
use crate::settings::Where;
use app::App;
use app::grid::import::{ImportReport, Importer, Mapping, Options, Stopped, guess};
use std::fs::File;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct Matters {
    /// CSV files, plain or gzipped, all with the same columns
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// The mapping file: which column is what (see docs/guide/import.md)
    #[arg(long, required_unless_present = "check")]
    pub map: Option<PathBuf>,
    #[command(flatten)]
    pub at: Where,
    /// Writes nothing: shows the first rows as they would become matters, and what would be
    /// refused; without --map, prints a mapping to begin with
    #[arg(long)]
    pub check: bool,
    /// Where to write the refused rows; without it, FILE with `.refused.csv` in this folder
    #[arg(long)]
    pub refusals: Option<PathBuf>,
    /// Stops after so many rows of each file
    #[arg(long)]
    pub limit: Option<u64>,
    /// Checks every row and takes none
    #[arg(long)]
    pub dry_run: bool,
    /// Takes rows without a place in the district too, into a community: community=CODE
    #[arg(long, value_parser = community)]
    pub unplaced: Option<String>,
    /// In whose name it is recorded: the login of somebody who may import matters
    #[arg(long = "as", value_name = "LOGIN")]
    pub login: Option<String>,
}

fn community(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some(("community", code)) if !code.is_empty() => Ok(code.to_owned()),
        _ => Err("write it as community=CODE".to_owned()),
    }
}

/// A mapping file is a page or two; a megabyte is some other file.
const MAP_BYTES_MAX: u64 = 1 << 20;
/// First rows that `--check` shows: enough to see that the columns are the right ones.
const SHOWN: usize = 3;
/// Rows that `--check` looks at where no limit is given: a first look is to take a moment.
const CHECKED: u64 = 20_000;

pub fn run(matters: &Matters) -> Result<(), String> {
    let Some(map) = &matters.map else { return draft(&matters.files[0]) };
    let (app, _) = matters.at.open()?;
    let mapping = mapping(&app, map)?;
    let looking = matters.check;
    let options = Options {
        limit: matters.limit.or(looking.then_some(CHECKED)),
        dry_run: matters.dry_run || looking,
        unplaced: matters.unplaced.clone(),
        show: if looking { SHOWN } else { 0 },
        login: matters.login.clone(),
    };
    let mut refused = match looking {
        true => Refused::examples(),
        false => Refused::into_file(refusals_file(matters)),
    };
    for file in &matters.files {
        if matters.files.len() > 1 {
            println!("{}", file.display());
        }
        let importer = Importer { app: &app, mapping: &mapping, options: options.clone() };
        let report = one(&importer, file, &mut refused)?;
        print(&report, options.dry_run);
    }
    refused.end()
}

/// Imports one file.
fn one(
    importer: &Importer<'_>,
    file: &Path,
    refused: &mut Refused,
) -> Result<ImportReport, String> {
    let shown = file.display();
    let open = File::open(file).map_err(|error| format!("{shown}: {error}"))?;
    let size = open.metadata().map_err(|error| format!("{shown}: {error}"))?.len();
    let mut console = Console::new(size, file, refused)?;
    let ran = importer.run(console.bar.wrap_read(open), &mut console);
    console.bar.finish_and_clear();
    ran.map_err(|stopped| format!("{shown}: {}", stopped_words(&stopped)))
}

/// A mapping to begin with, on standard output: `… --check > mycity.toml`.
fn draft(file: &Path) -> Result<(), String> {
    let shown = file.display();
    let open = File::open(file).map_err(|error| format!("{shown}: {error}"))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let text = guess::draft(open, &name).map_err(|stopped| format!("{shown}: {stopped}"))?;
    print!("{text}");
    Ok(())
}

fn mapping(app: &App, file: &Path) -> Result<Mapping, String> {
    let shown = file.display().to_string();
    let size = std::fs::metadata(file).map_err(|error| format!("{shown}: {error}"))?.len();
    if size > MAP_BYTES_MAX {
        return Err(format!("{shown} has {size} bytes: it is no mapping file"));
    }
    let text = std::fs::read_to_string(file).map_err(|error| format!("{shown}: {error}"))?;
    let today = app.policies().day(app.now());
    let categories = app.policies().rules.categories(today).map_err(|no| no.to_string())?;
    Mapping::read(&shown, &text, &categories.value).map_err(|error| error.to_string())
}

fn refusals_file(matters: &Matters) -> PathBuf {
    let beside = || {
        let name = matters.files[0].file_name().unwrap_or_default().to_string_lossy();
        PathBuf::from(format!("{name}.refused.csv"))
    };
    matters.refusals.clone().unwrap_or_else(beside)
}

fn stopped_words(stopped: &Stopped) -> String {
    match stopped {
        Stopped::Failed(_) | Stopped::Changed => {
            format!("{stopped}. What was taken before stays; run it again for the rest.")
        }
        other => other.to_string(),
    }
}

fn print(report: &ImportReport, dry: bool) {
    let dry = if dry { "   (nothing was written)" } else { "" };
    println!("rows      {:>9}", report.read);
    println!("taken     {:>9}{dry}", report.taken);
    println!("skipped   {:>9}   here already", report.skipped);
    if report.left_out > 0 {
        println!("left out  {:>9}   as the mapping says", report.left_out);
    }
    println!("refused   {:>9}", report.refused);
    let mut codes: Vec<_> = report.by_code.iter().collect();
    codes.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    for (code, count) in codes {
        println!("  {count:>9}  {code:<20} {}", words::meaning(code));
    }
    println!("seconds   {:>9.2}", report.seconds);
    println!("a second  {:>9.0} rows", report.rows_per_second);
    if report.shift_years != 0 {
        println!(
            "shifted   {:>9} years, as the mapping says: every time, keeping day and hour",
            report.shift_years
        );
    }
}
