//! `jieli demo`: a made-up district with ninety days of matters, to look at and to try.
//!
//! Everything is made in one folder: the database, its key, and the sign-ins, whose passwords are
//! by chance. What exists is never overwritten unless `--fresh` says so.
mod sign_ins;

use crate::serve::{Listen, until_told};
use crate::settings::Where;
use base::Timestamp;
use base::place::Point;
use sim::habits::{self, Lived, Scale};
use sim::{Clock, founding, invariants, serving};
use std::fs;
use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use web::Outside;

#[derive(clap::Args)]
pub struct Demo {
    /// The folder in which the demo is made
    #[arg(long, default_value = "demo")]
    dir: PathBuf,
    /// Where on earth the district lies, LAT,LON in degrees of WGS-84
    #[arg(long, value_parser = around, default_value = "30.6,114.9", allow_hyphen_values = true)]
    around: Point,
    /// How many times larger it is drawn than nine by seven kilometres, to lie under a whole city
    #[arg(long, default_value_t = 1.0, value_parser = times)]
    times: f64,
    /// Another number makes another district (种子)
    #[arg(long, default_value_t = 2026)]
    seed: u64,
    /// How many matters its ninety days have; 0 for none, to import others
    #[arg(long, default_value_t = 4000, value_parser = clap::value_parser!(u32).range(..=50_000))]
    matters: u32,
    /// Makes it anew, over the one that is there
    #[arg(long)]
    fresh: bool,
    /// Serves it, made now or earlier
    #[arg(long)]
    serve: bool,
    /// Where to listen
    #[arg(long, env = "JIELI_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

pub fn run(demo: &Demo) -> ExitCode {
    match make_and_serve(demo) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn make_and_serve(demo: &Demo) -> Result<(), String> {
    let known = demo.dir.join(DATABASE).exists() || demo.dir.join(KEYS).exists();
    if known && !demo.fresh && !demo.serve {
        let dir = demo.dir.display();
        return Err(format!("there is a demo in {dir}: --serve serves it, --fresh makes another"));
    }
    if !known || demo.fresh {
        remove(&demo.dir)?;
        write_policy(&demo.dir)?;
        make(demo, &places(&demo.dir))?;
    }
    let told = sign_ins::read(&demo.dir)?;
    if !demo.serve {
        println!("{told}\njieli demo --dir {} --serve", demo.dir.display());
        return Ok(());
    }
    let (app, own) = places(&demo.dir).open()?;
    let at = Listen { pages: demo.listen, metrics: None };
    until_told((app, Outside::default()), (own, 1), at, |address| {
        println!("{told}\nhttp://{address}")
    })
}

fn places(dir: &Path) -> Where {
    Where {
        send: None, // nothing made-up leaves
        database: dir.join(DATABASE).to_string_lossy().into_owned(),
        keys: dir.join(KEYS),
        // A demo made before it had values of its own goes by the shipped ones.
        policy: Some(dir.join(POLICY)).filter(|folder| folder.exists()),
        time_zone: "Asia/Shanghai".into(),
        hash: "sha256".into(),
    }
}

const DATABASE: &str = "jieli.db";
const KEYS: &str = "jieli.key";
/// The demo's own values of policy, a folder as any district has one.
const POLICY: &str = "policy";
const OWN_VALUES: &str = "policy/demo.toml";
/// Everything that a demo leaves in its folder.
const FILES: &[&str] =
    &[DATABASE, "jieli.db-wal", "jieli.db-shm", KEYS, sign_ins::FILE, OWN_VALUES];

/// Who tries the demo signs in by what is printed, without a phone beside it.
const OWN_POLICY: &str = r#"# The demo's own values. Whoever tries it signs in by the printed password alone; a district that
# leaves this out asks deciders and administrators for a second factor (security.second_factor).

[[security.second_factor]]
since = 2020-01-01
source = "proposal#安全"
example = true
note = "演示不要求验证码，凭打印的密码登录;起始日为占位"
roles = []

[[ladder.pay.city_mean]]
since = 2019-01-01
source = "proposal#演示"
example = true
note = "演示用的虚构数额,只为显示收入比对;起始日为占位"
yuan = "72000.00"
"#;

fn write_policy(dir: &Path) -> Result<(), String> {
    let file = dir.join(OWN_VALUES);
    let written = fs::create_dir_all(dir.join(POLICY)).and_then(|()| fs::write(&file, OWN_POLICY));
    written.map_err(|error| format!("{}: {error}", file.display()))
}

/// Removes an earlier demo, file by file, and nothing else that lies there.
fn remove(dir: &Path) -> Result<(), String> {
    for file in FILES {
        let file = dir.join(file);
        match fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(format!("{}: {error}", file.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

fn make(demo: &Demo, at: &Where) -> Result<(), String> {
    fs::create_dir_all(&demo.dir).map_err(|error| format!("{}: {error}", demo.dir.display()))?;
    let (started, end) = (Instant::now(), Timestamp::now());
    let scale = Scale::of(demo.matters as usize);
    let is_lived = demo.matters > 0;
    let clock = Clock::at(if is_lived { scale.begin(end) } else { end });
    let told = clock.clone();
    let (app, own) = at.open_at(Box::new(move || told.now()))?;
    let failed = |failed: app::Failed| failed.to_string();
    say(&format!("founding the district of seed {} …", demo.seed));
    let today = app.policies().day(end);
    let founded =
        founding::found(&app, demo.seed, (demo.around, demo.times), today).map_err(failed)?;
    let district = &founded.district;
    let begun = serving::begin(&app, district).map_err(failed)?;
    sim::assessments::live(&app, district, today).map_err(failed)?;
    let lived = match is_lived {
        true => habits::live(&app, &clock, district, end, scale, progress(scale.days)),
        false => Ok(Lived::default()),
    };
    let lived = lived.map_err(failed)?;
    serving::end(&app, district, begun).map_err(failed)?;
    say("paying three months …");
    sim::payroll::pay(&app, district, end).map_err(failed)?;
    say("looking whether all of it holds together …");
    let checked = invariants::check(&app).map_err(failed)?;
    if let Some(fault) = checked.faults.first() {
        return Err(format!("{} faults, the first: {fault}", checked.faults.len()));
    }
    app.write_now(move |cx| Ok(store::node::release(cx.tx, own)?)).map_err(failed)?;
    sign_ins::write(&demo.dir, &founded.sign_ins, lived.code.as_ref())?;
    say(&summary(&lived, &checked, started));
    Ok(())
}

fn summary(lived: &Lived, checked: &invariants::Checked, started: Instant) -> String {
    format!(
        "{} matters, {} open, {} of them overdue; {} actions, {} refused; {} legs; {:.1} s",
        checked.matters,
        checked.open,
        checked.overdue,
        lived.tally.actions(),
        lived.tally.refusals(),
        checked.legs,
        started.elapsed().as_secs_f64(),
    )
}

/// A line that goes on on a terminal, and a line for every tenth elsewhere.
fn progress(days: i64) -> impl FnMut(f64) {
    let mut told = 0;
    move |part: f64| {
        let tenth = (part * 10.0) as i64;
        let day = (part * days as f64).round() as i64;
        if std::io::stderr().is_terminal() {
            eprint!("\rday {day:>2} of {days} ");
            if tenth >= 10 {
                eprintln!();
            }
            // A line that does not show is no reason to stop.
            let _ = std::io::stderr().flush();
        } else if tenth > told {
            say(&format!("day {day} of {days}"));
            told = tenth;
        }
    }
}

fn say(line: &str) {
    eprintln!("{line}");
}

fn around(text: &str) -> Result<Point, String> {
    let parts = text.split_once(',').ok_or("LAT,LON is wanted, as 30.6,114.9")?;
    let number = |part: &str| part.trim().parse::<f64>().map_err(|error| error.to_string());
    let (lat, lon) = (number(parts.0)?, number(parts.1)?);
    // Nearer to a pole a district of some kilometres would wind around it.
    if !(-80.0..=80.0).contains(&lat) {
        return Err("the latitude is between -80 and 80".into());
    }
    Point::new(lon, lat).ok_or_else(|| format!("`{text}` is no place on earth"))
}

fn times(text: &str) -> Result<f64, String> {
    let times: f64 = text.parse().map_err(|_| format!("`{text}` is no number"))?;
    if (1.0..=20.0).contains(&times) { Ok(times) } else { Err("between 1 and 20".into()) }
}

#[cfg(test)]
mod tests {
    use super::around;

    #[test]
    fn a_place_is_latitude_then_longitude_and_anything_else_is_refused() {
        let point = around("42.36,-71.06").unwrap();
        assert_eq!((point.lat, point.lon), (42.36, -71.06));
        for bad in ["", "42", "42;71", "a,b", "95,0", "42,181", "NaN,1"] {
            assert!(around(bad).is_err(), "{bad}");
        }
    }
}
