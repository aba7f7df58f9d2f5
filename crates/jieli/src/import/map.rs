//! `jieli import map FILE.geojson`: all of it or nothing, each problem with its feature.
use crate::settings::Where;
use app::grid::map::import::{ImportReport, MapProblem, import_founding};
use base::Date;
use base::place::Crs;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct Map {
    /// A FeatureCollection; each feature has `code`, `name`, `kind`, `community`, `households`
    pub file: PathBuf,
    #[command(flatten)]
    pub at: Where,
    /// Coordinate system of the file: wgs84, cgcs2000, gcj02 or bd09
    #[arg(long, default_value = "wgs84")]
    pub crs: String,
    /// The first day on which the shapes hold; today without it
    #[arg(long)]
    pub since: Option<Date>,
}

pub fn run(map: &Map) -> Result<(), String> {
    let crs = Crs::parse(&map.crs)
        .ok_or_else(|| format!("`{}` is none of wgs84, cgcs2000, gcj02, bd09", map.crs))?;
    let text = read(&map.file)?;
    let (app, _) = map.at.open()?;
    let since = map.since.unwrap_or_else(|| app.policies().day(app.now()));
    let report = app
        .write_now(move |cx| import_founding(cx, &text, crs, since))
        .map_err(|failed| failed.to_string())?;
    print(&report, since)
}

fn read(file: &Path) -> Result<String, String> {
    let shown = file.display();
    let size = std::fs::metadata(file).map_err(|error| format!("{shown}: {error}"))?.len();
    let most = grid::geojson::BYTES_MAX as u64;
    if size > most {
        return Err(format!("{shown} has {size} bytes, at most {most} are read"));
    }
    std::fs::read_to_string(file).map_err(|error| format!("{shown}: {error}"))
}

fn print(report: &ImportReport, since: Date) -> Result<(), String> {
    report.notes.iter().for_each(|note| println!("note      {}", line(note)));
    if report.is_refused() {
        report.problems.iter().for_each(|problem| eprintln!("refused   {}", line(problem)));
        return Err(format!("{} problems; nothing was taken", report.problems.len()));
    }
    println!("from      {since}");
    println!("new       {}", report.made.len());
    println!("changed   {}", report.changed.len());
    println!("unchanged {}", report.unchanged);
    println!("missing   {} on the map and not in the file; they stay", report.missing.len());
    Ok(())
}

fn line(problem: &MapProblem) -> String {
    let feature = problem.feature.map(|at| format!("feature {at}"));
    let grid = problem.grid.as_ref().map(|code| format!("grid {code}"));
    let place: Vec<String> = feature.into_iter().chain(grid).collect();
    let place = if place.is_empty() { "the file".to_owned() } else { place.join(", ") };
    format!("{place}: {}", problem.fault)
}
