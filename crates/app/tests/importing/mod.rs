//! What the tests of the import share: a mapping, a head of a file, and one way to run it.
#![allow(dead_code, reason = "each test binary uses its part")]
use crate::tiling::{FIRST, found, import as import_map, tiling};
use app::grid::import::{ImportReport, Importer, Mapping, MappingError, Options, Refusal, Watch};
use app::{App, Cx};
use store::chain::{Verdict, seal_queue, verify};

pub const MAP: &str = r#"
name = "test"
body = "{What}[: {More}]"
[time]
formats = ["%Y-%m-%d %H:%M"]
zone = "Asia/Shanghai"
[columns]
external = "Id"
opened = "Opened"
target = "Target"
closed = "Closed"
address = "Where"
[place]
lon = "Lon"
lat = "Lat"
[status]
column = "Status"
open = ["open"]
closed = ["closed"]
[category]
columns = ["What"]
[category.exact]
street_light = ["Street light"]
[category.prefix]
noise = ["Noise"]
[category.word]
litter = ["rubbish", "垃圾"]
"#;

pub const HEAD: &str = "Id,What,More,Opened,Target,Closed,Status,Where,Lon,Lat\n";
pub const OPEN: &str = "1,Street light,out,2026-02-01 09:00,,,open,1 A St,108.905,34.205\n";
pub const CLOSED: &str =
    "2,Noise at night,,2026-02-01 09:00,2026-02-01 10:00,2026-02-01 09:30,closed,,108.915,34.205\n";

/// Keeps what was refused.
#[derive(Default)]
pub struct Kept(pub Vec<Refusal>);

impl Watch for Kept {
    fn refused(&mut self, refusal: &Refusal) {
        self.0.push(refusal.clone());
    }
}

pub fn read(app: &App, map: &str) -> Result<Mapping, MappingError> {
    let categories = app.policies().rules.categories(app.policies().day(app.now())).unwrap();
    Mapping::read("map.toml", map, &categories.value)
}

pub fn run_with(
    app: &App,
    map: &str,
    bytes: &[u8],
    options: Options,
) -> (ImportReport, Vec<Refusal>) {
    let mapping = read(app, map).unwrap();
    let mut kept = Kept::default();
    let report = Importer { app, mapping: &mapping, options }.run(bytes, &mut kept).unwrap();
    assert_eq!(report.read, report.taken + report.skipped + report.left_out + report.refused);
    assert_eq!(report.refused, kept.0.len() as u64);
    (report, kept.0)
}

pub fn run(app: &App, map: &str, bytes: &[u8]) -> (ImportReport, Vec<Refusal>) {
    run_with(app, map, bytes, Options::default())
}

pub fn district(app: &App) {
    let world = app.write_now(found).unwrap();
    import_map(app, world.boss, &tiling(), FIRST).unwrap();
}

pub fn matters(app: &App) -> Vec<store::grid::matter::Matter> {
    let all = |cx: &mut Cx<'_, '_>| {
        let ids = (1..=9).map(|serial| format!("2026-0201-{serial:06}"));
        let mut found = Vec::new();
        for number in ids {
            found.extend(store::grid::matter::by_number(cx.tx, &number)?);
        }
        Ok(found)
    };
    app.read_now(all).unwrap()
}

/// The chain of the history holds.
pub fn sealed(app: &App) {
    app.write_now(|cx| Ok(seal_queue(cx.tx)?)).unwrap();
    let verdict = app.read_now(|cx| Ok(verify(cx.tx, &[])?)).unwrap();
    assert!(matches!(verdict, Verdict::Intact { unsealed: 0, .. }), "{verdict:?}");
}
