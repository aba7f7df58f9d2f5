//! The API held to its own document by a program that is not ours: Schemathesis makes up requests
//! that fit the document and requests that do not, and every answer must be one that it names.
//!
//! `JIELI_SCHEMATHESIS=N` asks as every role, N made-up requests to an operation; by itself a few
//! roles ask a few. `cargo xtask test` brings the program.
#[path = "kill/http.rs"]
mod http;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;
#[path = "kill/writer.rs"]
mod writer;

use grid::matter::Ending;
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use store::Place;
use store::testing::Fresh;
use town::{Staff, Town, deeds};

/// Where the program is; `cargo xtask test` says so.
const PROGRAM: &str = "JIELI_TEST_SCHEMATHESIS";
const SEED: &str = "20261124";
/// Made-up requests to an operation, by default: all roles together take a minute or two.
const EXAMPLES: usize = 3;

#[test]
fn whoever_asks_and_whatever_is_sent_the_answer_is_in_the_document() {
    let Some(program) = std::env::var_os(PROGRAM) else {
        eprintln!("Schemathesis is left out: {PROGRAM} is not set, cargo xtask test sets it");
        return;
    };
    let asked = std::env::var("JIELI_SCHEMATHESIS").ok().and_then(|text| text.parse().ok());
    let examples: usize = asked.unwrap_or(EXAMPLES);
    let stage = Stage::set();
    let all = ["nobody", "leader", "street", "worker", "community", "department", "district"];
    let more = ["auditor", "security"];
    let askers: Vec<&str> = match asked {
        Some(_) => all.into_iter().chain(more).collect(),
        None => all[..3].to_vec(),
    };
    let failed: Vec<String> = askers
        .into_iter()
        .filter_map(|asker| stage.ask(Path::new(&program), asker, examples).err())
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

/// A served town with something at every step.
struct Stage {
    served: Child,
    address: SocketAddr,
    folder: PathBuf,
    /// Who may sign in: name, login, password.
    doors: Vec<(&'static str, String, String)>,
    /// What there really is, for those made-up requests that would never hit it by chance.
    known: Value,
    code: String,
    _fresh: Fresh,
}

impl Stage {
    fn set() -> Stage {
        let fresh = Fresh::sqlite();
        let town = Town::found(&fresh);
        let folder = std::env::temp_dir().join(format!("jieli-document-{}", std::process::id()));
        fs::create_dir_all(folder.join("policy")).expect("a folder");
        for (name, text) in [
            ("hooks.py", include_str!("schemathesis/hooks.py")),
            ("schemathesis.toml", include_str!("schemathesis/schemathesis.toml")),
            ("policy/own.toml", OWN),
        ] {
            fs::write(folder.join(name), text).expect("a file");
        }
        let known = known(&town);
        let doors = staff(&town).map(|(name, staff)| {
            let opened = app::sign_in::settle_now(&town.app, staff.person, name);
            let opened = opened.expect("an account can be opened");
            (name, opened.login, opened.password)
        });
        drop(town);
        let (served, address) = serve(&fresh, &folder);
        // The key of the server is not the town's: its own code opens its own report.
        let code = reported(address);
        let doors = doors.to_vec();
        Stage { served, address, folder, doors, known, code, _fresh: fresh }
    }

    /// Lets the program ask as somebody; what it found.
    fn ask(&self, program: &Path, asker: &str, examples: usize) -> Result<(), String> {
        let others = self.run(program, asker, examples, "--exclude-operation-id")?;
        // Last, for it ends the session.
        let out = self.run(program, asker, examples, "--include-operation-id")?;
        println!("{asker}: {others}; signing out: {out}");
        Ok(())
    }

    fn run(
        &self,
        program: &Path,
        asker: &str,
        examples: usize,
        sign_out: &str,
    ) -> Result<String, String> {
        let document = format!("http://{}/api/openapi.json", self.address);
        let mut command = Command::new(program);
        command.current_dir(&self.folder).env("JIELI_KNOWN", self.known.to_string());
        command.args(["--no-color", "run", &document, "--seed", SEED]);
        command.args(["--max-examples", &examples.to_string(), sign_out, "sign_out"]);
        command.args(["--header", &format!("X-Jieli-Code: {}", self.code)]);
        if let Some((_, login, password)) = self.doors.iter().find(|(name, ..)| *name == asker) {
            let token = writer::sign_in(self.address, login, password);
            command.args(["--header", &format!("Authorization: Bearer {token}")]);
        }
        let done = command.output().map_err(|error| format!("{}: {error}", program.display()))?;
        let said = String::from_utf8_lossy(&done.stdout);
        let told = said.lines().find(|line| line.contains(" generated"));
        match done.status.success() {
            true => Ok(told.unwrap_or("nothing said").trim().to_owned()),
            false => Err(format!("{asker}: {said}{}", String::from_utf8_lossy(&done.stderr))),
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = self.served.kill();
        let _ = self.served.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Nobody needs a second factor here: the program signs in once and asks ten thousand times.
const OWN: &str =
    "[[security.second_factor]]\nsince = 2020-01-01\nsource = \"proposal#安全\"\nroles = []\n";

fn staff(town: &Town) -> [(&'static str, Staff); 8] {
    [
        ("worker", town.worker),
        ("leader", town.leader),
        ("community", town.community),
        ("street", town.street),
        ("department", town.department),
        ("district", town.district),
        ("auditor", town.auditor),
        ("security", town.security),
    ]
}

/// Matters at every step, and the numbers of what there is, by the name of the field.
fn known(town: &Town) -> Value {
    let (new, _) = town.resident_reports("street_light", "东门路灯不亮");
    let (held, _) = town.resident_reports("manhole", "井盖松动");
    deeds::assigned(town, held.id, town.leader);
    let (checked, _) = town.resident_reports("street_light", "灯罩掉了");
    deeds::assigned(town, checked.id, town.worker);
    deeds::solve(town, town.worker, checked.id, Ending::Solved).expect("it is solved");
    let (closed, _) = deeds::closed(town);
    let (up, part) = deeds::answered_up(town);
    let asked = deeds::more_time_asked(town);
    let sent = deeds::before_the_arbiter(town);
    let anew = deeds::sorted_anew(town);
    let texts = |ids: &[i64]| ids.iter().map(i64::to_string).collect::<Vec<_>>();
    let matters = [new.id, held.id, checked.id, closed, up, asked, sent, anew].map(|id| id.0);
    let posts = staff(town).map(|(_, staff)| staff.post.0);
    let categories = ["street_light", "manhole", "litter"];
    json!({
        "id": texts(&matters), "into": texts(&matters), "part": texts(&[part.0]),
        "to": texts(&posts), "assign": texts(&posts), "right_owner": texts(&posts),
        "post": texts(&posts),
        "community": texts(&town.communities.map(|unit| unit.0)),
        "grid": texts(&town.grids.map(|unit| unit.0)),
        "street": texts(&[town.street_unit.0]), "unit": texts(&[town.street_unit.0]),
        "category": categories, "ground": ["public_asset", "common_parts"],
        "lon": [120.0005, 120.0025], "lat": [30.0005],
    })
}

fn serve(fresh: &Fresh, folder: &Path) -> (Child, SocketAddr) {
    let Place::File(path) = &fresh.place else { unreachable!("SQLite is a file") };
    let mut command = Command::new(env!("CARGO_BIN_EXE_jieli"));
    command.args(["serve", "--listen", "127.0.0.1:0"]).env("JIELI_DATABASE", path);
    command.env("JIELI_KEYS", folder.join("jieli.key")).env("JIELI_POLICY", folder.join("policy"));
    let mut served = command.stdout(Stdio::piped()).spawn().expect("the program starts");
    let mut first = String::new();
    let out = served.stdout.take().expect("its output is ours");
    BufReader::new(out).read_line(&mut first).expect("it prints its address");
    let address = first.trim().strip_prefix("http://").and_then(|text| text.parse().ok());
    (served, address.unwrap_or_else(|| panic!("it printed no address: {first:?}")))
}

/// A report of a resident; the code that follows it.
fn reported(address: SocketAddr) -> String {
    let body = json!({ "category": "litter", "body": "楼道堆物", "lon": 120.0005, "lat": 30.0005 });
    let ask = http::Ask {
        method: "POST",
        path: "/api/v1/reports",
        headers: "Content-Type: application/json\r\n",
        body: &body.to_string(),
    };
    let answer = http::Line::open(address).and_then(|mut line| line.ask(&ask)).expect("it answers");
    let answer: Value = serde_json::from_slice(&answer.body).expect("JSON");
    answer["code"].as_str().expect("a code").to_owned()
}
