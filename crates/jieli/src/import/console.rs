//! The terminal while an import runs (导入进度): the bar, the first rows, what is refused and where
//! it goes.
use super::words;
use app::grid::import::{ImportReport, Refusal, Shown, Watch, safe_cell};
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Watches one file of an import.
pub struct Console<'a> {
    pub bar: ProgressBar,
    name: String,
    refused: &'a mut Refused,
}

impl<'a> Console<'a> {
    pub fn new(size: u64, file: &Path, refused: &'a mut Refused) -> Result<Console<'a>, String> {
        let style = "{bar:40} {bytes}/{total_bytes} {msg} {eta}";
        let style = ProgressStyle::with_template(style).map_err(|error| error.to_string())?;
        let bar = ProgressBar::new(size).with_style(style);
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Console { bar, name, refused })
    }
}

impl Watch for Console<'_> {
    fn progress(&mut self, report: &ImportReport) {
        let speed = report.rows_per_second;
        self.bar.set_message(format!("{} rows, {speed:.0} a second,", report.read));
    }

    fn refused(&mut self, refusal: &Refusal) {
        self.refused.take(&self.name, refusal);
    }

    fn shown(&mut self, row: &Shown) {
        self.bar.suspend(|| print_row(row));
    }
}

/// What becomes of refused rows (拒收行): a file of them, which is made with the first, or a few
/// examples of each reason.
pub enum Refused {
    File { path: PathBuf, writer: Option<Box<csv::Writer<File>>>, failed: Option<String> },
    Examples(BTreeMap<&'static str, Vec<String>>),
}

/// Examples of one reason that are shown.
const EXAMPLES: usize = 3;

impl Refused {
    pub fn into_file(path: PathBuf) -> Refused {
        Refused::File { path, writer: None, failed: None }
    }

    pub fn examples() -> Refused {
        Refused::Examples(BTreeMap::new())
    }

    fn take(&mut self, name: &str, refusal: &Refusal) {
        match self {
            Refused::File { path, writer, failed } => {
                if let Err(error) = write(path, writer, name, refusal) {
                    failed.get_or_insert(error.to_string());
                }
            }
            Refused::Examples(kept) => {
                let kept = kept.entry(refusal.code).or_default();
                if kept.len() < EXAMPLES {
                    let (line, column, value) = (refusal.line, &refusal.column, &refusal.value);
                    kept.push(format!(
                        "line {line}  {column}: `{value}`. {}",
                        words::help(refusal)
                    ));
                }
            }
        }
    }

    /// Says where the refused rows are.
    pub fn end(self) -> Result<(), String> {
        match self {
            Refused::Examples(kept) => {
                for (code, examples) in kept {
                    println!("{code}: {}", words::meaning(code));
                    examples.iter().for_each(|example| println!("  {example}"));
                }
            }
            Refused::File { path, writer, mut failed } => {
                let shown = path.display().to_string();
                let Some(mut writer) = writer else {
                    return failed.map_or(Ok(()), |why| Err(format!("{shown}: {why}")));
                };
                if let Err(error) = writer.flush() {
                    failed = Some(error.to_string());
                }
                if let Some(why) = failed {
                    return Err(format!("{shown}: {why}"));
                }
                println!("refused rows are in {shown}");
            }
        }
        Ok(())
    }
}

fn write(
    path: &Path,
    writer: &mut Option<Box<csv::Writer<File>>>,
    name: &str,
    refusal: &Refusal,
) -> Result<(), csv::Error> {
    if writer.is_none() {
        let mut new = csv::Writer::from_path(path)?;
        new.write_record(["line", "column", "code", "value", "what would help", "file"])?;
        *writer = Some(Box::new(new));
    }
    let Some(writer) = writer else { return Ok(()) };
    let help = words::help(refusal);
    let cells = [refusal.column.as_str(), refusal.code, &refusal.value, &help, name].map(safe_cell);
    writer.write_field(refusal.line.to_string())?;
    writer.write_record(&cells)
}

fn print_row(row: &Shown) {
    println!("line {}  {}", row.line, row.external);
    println!("  reported  {}", row.opened);
    match &row.closed {
        Some((at, ending)) => println!("  ended     {at}  {}", ending.code()),
        None => println!("  open"),
    }
    println!("  category  {}", row.category);
    println!("  place     {}", [&*row.place, &*row.address].join("  "));
    println!("  words     {}", row.body);
}
