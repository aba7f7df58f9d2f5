//! `jieli import matters FILE --map MAP.toml`: progress while it runs, a summary when it has.
use super::words;
use crate::settings::Where;
use app::App;
use app::grid::import::{
    ImportReport, Importer, Mapping, Options, Refusal, Stopped, Watch, safe_cell,
};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct Matters {
    /// A CSV file, plain or gzipped
    pub file: PathBuf,
    /// The mapping file: which column is what (see docs/guide/import.md)
    #[arg(long)]
    pub map: PathBuf,
    #[command(flatten)]
    pub at: Where,
    /// Where to write the refused rows; without it, FILE with `.refused.csv` in this folder
    #[arg(long)]
    pub refusals: Option<PathBuf>,
    /// Stops after so many rows
    #[arg(long)]
    pub limit: Option<u64>,
    /// Checks every row and takes none
    #[arg(long)]
    pub dry_run: bool,
    /// Takes rows without a place in the district too, into a community: community=CODE
    #[arg(long, value_parser = community)]
    pub unplaced: Option<String>,
}

fn community(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some(("community", code)) if !code.is_empty() => Ok(code.to_owned()),
        _ => Err("write it as community=CODE".to_owned()),
    }
}

/// A mapping file is a page or two; a megabyte is some other file.
const MAP_BYTES_MAX: u64 = 1 << 20;

pub fn run(matters: &Matters) -> Result<(), String> {
    let (app, _) = matters.at.open()?;
    let mapping = mapping(&app, &matters.map)?;
    let shown = matters.file.display();
    let file = File::open(&matters.file).map_err(|error| format!("{shown}: {error}"))?;
    let size = file.metadata().map_err(|error| format!("{shown}: {error}"))?.len();
    let mut console = Console::new(size, refusals_file(matters))?;
    let options = Options {
        limit: matters.limit,
        dry_run: matters.dry_run,
        unplaced: matters.unplaced.clone(),
    };
    let importer = Importer { app: &app, mapping: &mapping, options };
    let ran = importer.run(console.bar.wrap_read(file), &mut console);
    console.bar.finish_and_clear();
    let refusals = console.end()?;
    let report = ran.map_err(|stopped| format!("{shown}: {}", stopped_words(&stopped)))?;
    print(&report, matters, refusals.as_deref());
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
        let name = matters.file.file_name().unwrap_or_default().to_string_lossy();
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

/// The bar on the terminal, and the file of refusals, which is made with the first of them.
struct Console {
    bar: ProgressBar,
    file: PathBuf,
    refused: Option<csv::Writer<File>>,
    failed: Option<String>,
}

impl Console {
    fn new(size: u64, file: PathBuf) -> Result<Console, String> {
        let style = "{bar:40} {bytes}/{total_bytes} {msg} {eta}";
        let style = ProgressStyle::with_template(style).map_err(|error| error.to_string())?;
        let bar = ProgressBar::new(size).with_style(style);
        Ok(Console { bar, file, refused: None, failed: None })
    }

    fn write(&mut self, refusal: &Refusal) -> Result<(), csv::Error> {
        if self.refused.is_none() {
            let mut writer = csv::Writer::from_path(&self.file)?;
            writer.write_record(["line", "column", "code", "value", "what would help"])?;
            self.refused = Some(writer);
        }
        let Some(writer) = &mut self.refused else { return Ok(()) };
        let help = words::help(refusal);
        let cells = [refusal.column.as_str(), refusal.code, &refusal.value, &help].map(safe_cell);
        writer.write_field(refusal.line.to_string())?;
        writer.write_record(&cells)
    }

    /// The file of refusals, if there were any.
    fn end(mut self) -> Result<Option<PathBuf>, String> {
        if let Some(writer) = &mut self.refused
            && let Err(error) = writer.flush()
        {
            self.failed = Some(error.to_string());
        }
        match self.failed {
            Some(why) => Err(format!("{}: {why}", self.file.display())),
            None => Ok(self.refused.is_some().then_some(self.file)),
        }
    }
}

impl Watch for Console {
    fn progress(&mut self, report: &ImportReport) {
        let speed = report.rows_per_second;
        self.bar.set_message(format!("{} rows, {speed:.0} a second,", report.read));
    }

    fn refused(&mut self, refusal: &Refusal) {
        if let Err(error) = self.write(refusal) {
            self.failed.get_or_insert(error.to_string());
        }
    }
}

fn print(report: &ImportReport, matters: &Matters, refusals: Option<&Path>) {
    let dry = if matters.dry_run { "   (dry run: nothing was written)" } else { "" };
    println!("rows      {:>9}", report.read);
    println!("taken     {:>9}{dry}", report.taken);
    println!("skipped   {:>9}   here already", report.skipped);
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
    if let Some(file) = refusals {
        println!("refused rows are in {}", file.display());
    }
}
