//! `jieli pay run`: makes the draft of a month or of a year's end on the database, and says what it
//! comes to. It may be made again at any time and comes out the same.
//!
//! What is *not* here: making it final. That takes a second person, and at a console nobody can be
//! told from anybody else: it is done on the page `/pay`.
use crate::settings::Where;
use app::ladder::pay::make;
use app::ladder::pay::show;
use app::{App, Cx, Failed};
use base::{Date, PayRunId, UnitId};
use ladder::Month;
use ladder::pay::run::Period;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Run {
    #[command(flatten)]
    at: Where,
    /// One month, 2026-06
    #[arg(long, value_parser = month, conflicts_with = "year", required_unless_present = "year")]
    month: Option<Month>,
    /// The end of a year: the part by result, and the reward
    #[arg(long, value_parser = clap::value_parser!(i16).range(1980..=2199))]
    year: Option<i16>,
    /// As known on which day; today, if none is named
    #[arg(long)]
    known: Option<Date>,
    /// The sign-in of the personnel officer in whose name it is made; without one it is unsigned,
    /// to look at, and has to be made again by somebody before it can be final
    #[arg(long)]
    by: Option<String>,
}

fn month(text: &str) -> Result<Month, String> {
    Month::parse(text).ok_or_else(|| "write a month as 2026-06".to_owned())
}

pub fn run(asked: &Run) -> ExitCode {
    match made(asked) {
        Ok(said) => {
            print!("{said}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn made(asked: &Run) -> Result<String, String> {
    let period = match (asked.month, asked.year) {
        (Some(month), _) => Period::Month(month),
        (None, Some(year)) => Period::Year(year),
        (None, None) => return Err("name a month or a year".into()),
    };
    let (app, own) = asked.at.open()?;
    let said = draft(&app, period, asked.known, asked.by.clone()).map_err(|failed| why(&failed));
    let released = app.write_now(move |cx| Ok(store::node::release(cx.tx, own)?));
    released.map_err(|failed| failed.to_string())?;
    said
}

fn draft(
    app: &App,
    period: Period,
    known: Option<Date>,
    by: Option<String>,
) -> Result<String, Failed> {
    app.write_now(move |cx| {
        let id = match &by {
            None => make::make_at_console(cx, period, known)?,
            Some(login) => {
                let account = store::account::by_login(cx.tx, login)?;
                let account = account.ok_or(Failed::field("by", "unknown"))?;
                let who = cx.directory()?.who(account.person);
                make::make(cx, &who, period, known)?
            }
        };
        told(cx, id)
    })
}

/// Count and sum, of all and per street.
fn told(cx: &mut Cx<'_, '_>, id: PayRunId) -> Result<String, Failed> {
    let run = show::at_console(cx, id)?;
    let sums = run.run.sums;
    let mut said = format!(
        "draft of {}, as known on {}: {} people, {} of it arrears {}\n",
        run.run.period, run.run.known, sums.people, sums.total, sums.arrears
    );
    if sums.refused > 0 {
        said += &format!("{} serve and cannot be paid; the page says why\n", sums.refused);
    }
    let directory = cx.directory()?;
    let name = |id: UnitId| {
        let unit = directory.unit(id);
        unit.map_or_else(|| id.to_string(), |unit| unit.name_zh.clone())
    };
    for street in run.streets {
        let (name, people) = (name(street.street), street.people);
        said += &format!("  {name}  {people}  {}  {}\n", street.total, street.arrears);
    }
    Ok(said)
}

/// Why there is no draft, in a line.
fn why(failed: &Failed) -> String {
    match failed {
        Failed::Refused { code, facts } => {
            let facts = facts.iter().map(|(name, value)| format!(" {name} {value}"));
            format!("refused: {code}{}", facts.collect::<String>())
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Where;
    use std::path::{Path, PathBuf};

    fn asked(dir: &Path, month: &str) -> Run {
        let at = Where {
            send: None,
            database: dir.join("jieli.db").to_string_lossy().into_owned(),
            keys: dir.join("jieli.key"),
            policy: None,
            time_zone: "Asia/Shanghai".into(),
            hash: "sha256".into(),
        };
        Run { at, month: Month::parse(month), year: None, known: None, by: None }
    }

    fn folder() -> PathBuf {
        let dir = std::env::temp_dir().join(format!("jieli-pay-run-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        dir
    }

    #[test]
    fn an_empty_district_has_an_empty_draft_and_a_month_ahead_has_none() {
        let dir = folder();
        let said = made(&asked(&dir, "2026-01")).unwrap();
        assert!(said.contains("draft of 2026-01") && said.contains(": 0 people, 0.00"), "{said}");
        assert_eq!(made(&asked(&dir, "2026-01")).unwrap(), said, "made again it is the same");
        let ahead = made(&asked(&dir, "2199-01")).unwrap_err();
        assert!(ahead.contains("month_ahead"), "{ahead}");
        let nobody = Run { by: Some("nobody".into()), ..asked(&dir, "2026-01") };
        assert!(made(&nobody).unwrap_err().contains("unknown"));
        std::fs::remove_dir_all(dir).unwrap();
    }
}
