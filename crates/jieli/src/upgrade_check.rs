//! `jieli upgrade-check`: what this program would do to this database, and whether it could. It
//! changes nothing; 0 says that an upgrade would go through, 1 that something is to be done first.
use crate::settings::{Where, shown};
use app::secret::{Keys, SealBroken};
use std::path::Path;
use std::process::ExitCode;
use store::Place;
use store::upgrade::{Look, look};

#[derive(clap::Args)]
pub struct UpgradeCheck {
    #[command(flatten)]
    at: Where,
}

pub fn run(check: &UpgradeCheck) -> ExitCode {
    let at = &check.at;
    let place = Place::parse(&at.database);
    let looked = look(&place).map_err(|error| format!("{}: {error}", shown(&at.database)));
    let mut lines = Vec::new();
    match &looked {
        Ok(look) => {
            lines.push(schema(look));
            lines.extend(look.steps.iter().map(|(no, what)| Ok(format!("step {no}    {what}"))));
            lines.push(room(&place, look));
        }
        Err(why) => lines.push(Err(format!("database  {why}"))),
    }
    lines.push(policy(at));
    lines.push(keys(&at.keys, looked.as_ref().ok().and_then(|look| look.sealed.as_deref())));
    let mut code = ExitCode::SUCCESS;
    for line in lines {
        match line {
            Ok(line) => println!("ok    {line}"),
            Err(line) => {
                println!("STOP  {line}");
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}

type Line = Result<String, String>;

fn schema(look: &Look) -> Line {
    let Look { here, known, .. } = look;
    match (*here, look.steps.len()) {
        (0, _) => Err("schema    there is none of ours; the first `jieli serve` makes it".into()),
        _ if here > known => {
            Err(format!("schema    {here}, this program knows {known}: it is the older one"))
        }
        (_, 0) => Ok(format!("schema    {here}, nothing to do")),
        (_, steps) => Ok(format!("schema    {here}, {steps} steps to {known}; back it up first")),
    }
}

/// A step may write a table anew: as much room as the database has now is enough.
fn room(place: &Place, look: &Look) -> Line {
    let size = megabytes(look.bytes);
    let Place::File(path) = place else {
        return Ok(format!("room      {size} MB in use; see to the server's disk yourself"));
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let free = rustix::fs::statvfs(folder).map_err(|error| format!("room      {error}"))?;
    let free = free.f_bavail.saturating_mul(free.f_frsize);
    let line = format!("room      {size} MB in use, {} MB free", megabytes(free));
    if free >= look.bytes { Ok(line) } else { Err(format!("{line}: make room first")) }
}

fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_000_000)
}

fn policy(at: &Where) -> Line {
    let policies = at.policies().map_err(|why| format!("policy    {why}"))?;
    Ok(format!("policy    {} keys", policies.book.keys().count()))
}

/// The key file is there, for its owner only, and opens what was sealed.
fn keys(file: &Path, sealed: Option<&[u8]>) -> Line {
    if !file.exists() {
        let why = match sealed {
            Some(_) => "is not there, and contacts open with nothing else: put it back",
            None => "is not there; the first `jieli serve` makes it",
        };
        let line = format!("key       {} {why}", file.display());
        return if sealed.is_some() { Err(line) } else { Ok(line) };
    }
    let keys = Keys::open(file).map_err(|error| format!("key       {error}"))?;
    match sealed.map(|sealed| keys.fits(sealed)) {
        None => Ok(format!("key       {} can be read", file.display())),
        Some(Ok(())) => Ok(format!("key       {} is the one of this database", file.display())),
        Some(Err(SealBroken::OtherKey { sealed_with, at_hand })) => Err(format!(
            "key       contacts were sealed with key {sealed_with}, {} is {at_hand}",
            file.display()
        )),
        Some(Err(broken)) => Err(format!("key       {broken}")),
    }
}
