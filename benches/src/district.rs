//! The district that is measured (测量用的区), filled once and kept for the next run.
use crate::engine::Engine;
use crate::fill::{self, Fill};
use app::secret::Keys;
use app::{App, Policies, Settings};
use base::Timestamp;
use base::place::Point;
use jiff::tz::TimeZone;
use org::Role;
use policy::PolicyFile;
use sim::founding::SignIn;
use std::fs;
use std::path::{Path, PathBuf};
use store::{Db, Hash, Place};

/// A district in a database.
#[derive(Clone, Debug)]
pub struct Filled {
    /// SQLite file, or postgres://…
    pub database: String,
    pub keys: PathBuf,
    /// Folder of the district's own policy values.
    pub policy: PathBuf,
    /// Somebody who holds the many matters, and can sign in.
    pub login: String,
    pub password: String,
}

/// Where the made-up district lies.
const AROUND: Point = Point { lon: 120.0, lat: 30.0 };
const SEED: u64 = 7;
/// A number below those that servers take for themselves.
const NODE: i64 = 0;
/// How many matters the one holder has open, where there are as many.
const HELD: usize = 100_000;

/// The clerk of the measurements signs in by the password alone.
const BY_PASSWORD: &str = "
[[security.second_factor]]
since = 2020-01-01
source = \"proposal#安全\"
roles = []
";

/// Opens the program on a database.
pub fn open(database: &str, keys: &Path) -> Result<App, String> {
    let zone = TimeZone::get("Asia/Shanghai").map_err(|error| error.to_string())?;
    let own = [PolicyFile::new("bench.toml", BY_PASSWORD)];
    let policies = Policies::load(&own, zone).map_err(|findings| format!("{findings:?}"))?;
    let db = Db::open(&Place::parse(database), Hash::Sha256).map_err(|error| error.to_string())?;
    let keys = Keys::open(keys).map_err(|error| error.to_string())?;
    let clock = Box::new(Timestamp::now);
    Ok(App::new(Settings { db, policies, keys, node: NODE, clock }))
}

/// The district with so many matters: the one of an earlier run, or a new one.
pub fn with(engine: &Engine, name: &str, matters: usize) -> Result<Filled, String> {
    let note = engine.folder().join(format!("{name}.sign-in"));
    let keys = engine.folder().join(format!("{name}.key"));
    let database = engine.address(name);
    let policy = own_policy(engine.folder())?;
    if let Ok(known) = fs::read_to_string(&note)
        && let Some((login, password)) = known.trim().split_once(' ')
    {
        let (login, password) = (login.to_owned(), password.to_owned());
        return Ok(Filled { database, keys, policy, login, password });
    }
    engine.empty(name)?;
    let app = open(&database, &keys)?;
    let sign_in = put_in(&app, matters)?;
    engine.tidy(name)?;
    let (login, password) = (sign_in.login, sign_in.password);
    // The file says that the filling was finished.
    fs::write(&note, format!("{login} {password}"))
        .map_err(|error| format!("{}: {error}", note.display()))?;
    Ok(Filled { database, keys, policy, login, password })
}

/// The values the servers read, in a folder of their own.
fn own_policy(folder: &Path) -> Result<PathBuf, String> {
    let own = folder.join("policy");
    fs::create_dir_all(&own)
        .and_then(|()| fs::write(own.join("bench.toml"), BY_PASSWORD))
        .map_err(|error| format!("{}: {error}", own.display()))?;
    Ok(own)
}

/// Founds the district and fills it; answers with the sign-in of who holds the many.
fn put_in(app: &App, matters: usize) -> Result<SignIn, String> {
    let today = app.policies().day(app.now());
    let founded =
        sim::founding::found(app, SEED, (AROUND, 1.0), today).map_err(|no| no.to_string())?;
    let role = Role::Street;
    let shown = founded.district.showcases.iter().find(|shown| shown.role == role);
    let holder = shown.ok_or("the district shows nobody of a street")?.post;
    let sign_in = founded.sign_ins.iter().find(|sign_in| sign_in.role == role);
    let sign_in = sign_in.ok_or("nobody of a street can sign in")?.clone();
    if matters > 0 {
        let fill = Fill { matters, holder, held: HELD.min(matters) };
        let rate = fill::fill(app, &founded.district, fill)?;
        eprintln!("  {matters} matters, {rate:.0} a second");
    }
    Ok(sign_in)
}
