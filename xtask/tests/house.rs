//! Holds the walls of the house (ARCHITECTURE.md): who may know whom, what stands nowhere else.
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What each crate may depend on. An arrow points down only; adding one is a decision.
const ARROWS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("photo", &[]),
    ("sheet", &[]),
    ("send", &[]),
    ("policy", &["base"]),
    ("org", &["base"]),
    ("relay", &["base"]),
    ("grid", &["base", "policy", "org", "relay"]),
    ("ladder", &["base", "policy"]),
    ("store", &["base", "org", "relay", "grid", "ladder"]),
    (
        "app",
        &["base", "policy", "org", "relay", "grid", "ladder", "store", "photo", "sheet", "send"],
    ),
    ("sim", &["base", "policy", "org", "relay", "grid", "ladder", "store", "app"]),
    ("web", &["base", "policy", "org", "relay", "grid", "ladder", "photo", "sheet", "app"]),
    (
        "jieli",
        &[
            "base", "policy", "org", "relay", "grid", "ladder", "store", "photo", "sheet", "send",
            "app", "sim", "web",
        ],
    ),
];

/// Crates of rules: no I/O, no clock, no chance.
const PURE: &[&str] = &["base", "org", "relay", "grid", "ladder"];

#[test]
fn every_crate_knows_only_those_below_it() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    for folder in folders("crates") {
        let name = name_of(&folder);
        let manifest = read(&folder.join("Cargo.toml"));
        let Some(allowed) = allowed.get(name.as_str()) else {
            wrong.push(format!("crate `{name}` stands in no wall: add it to ARROWS"));
            continue;
        };
        for dependency in dependencies(&manifest) {
            let ours = ARROWS.iter().any(|(known, _)| *known == dependency);
            if ours && !allowed.contains(&dependency.as_str()) {
                wrong.push(format!("`{name}` may not know `{dependency}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rules_do_no_io_and_know_no_clock_and_no_chance() {
    let banned = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
        "SystemTime",
        "Instant::now",
        "Timestamp::now",
        "Zoned::now",
        "rand::",
        "getrandom",
        "println!",
        "eprintln!",
    ];
    let sources = sources().into_iter().filter(|(file, _)| PURE.iter().any(|c| in_src(file, c)));
    let wrong = found(sources, &banned);
    assert!(wrong.is_empty(), "a crate of rules reaches outside:\n{}", wrong.join("\n"));
}

#[test]
fn only_the_store_has_sql() {
    let words = ["SELECT ", "INSERT INTO ", "DELETE FROM ", "CREATE TABLE "];
    let sources = sources().into_iter().filter(|(file, _)| !in_src(file, "store") && is_src(file));
    let wrong = found(sources, &words);
    assert!(wrong.is_empty(), "SQL outside the store:\n{}", wrong.join("\n"));
}

#[test]
fn only_the_web_speaks_http_and_html() {
    let words = ["axum::", "askama::", "<html", "text/html"];
    let sources = sources().into_iter().filter(|(file, _)| !in_src(file, "web") && is_src(file));
    let wrong = found(sources, &words);
    assert!(wrong.is_empty(), "HTTP or HTML outside the web crate:\n{}", wrong.join("\n"));
}

#[test]
fn only_send_reaches_out_of_the_house() {
    let words = ["TcpStream", "ToSocketAddrs", "UdpSocket", "lettre::", "rustls::", "reqwest"];
    // The line to our own database is closed to others by the same library.
    let line = Path::new("crates/store/src/engine/postgres/seal.rs");
    let sources = sources().into_iter().filter(|(file, _)| !in_src(file, "send") && is_src(file));
    let wrong = found(sources.filter(|(file, _)| !file.ends_with(line)), &words);
    assert!(wrong.is_empty(), "a way out of the house beside `send`:\n{}", wrong.join("\n"));
}

/// Every way by which a table leaves as plain text: who writes one, by the one door for cells.
const WAYS_OF_A_TABLE: &[&str] = &["crates/web/src/ladder/pay/bank.rs"];

#[test]
fn a_table_leaves_by_one_door_for_cells_and_every_way_to_it_is_listed() {
    let web = || sources().into_iter().filter(|(file, _)| in_src(file, "web"));
    let of = |word: &str| -> Vec<String> {
        let files = web().filter(|(_, text)| text.contains(word));
        let mut files: Vec<String> =
            files.map(|(file, _)| file.to_string_lossy().replace('\\', "/")).collect();
        files.sort();
        files.iter().map(|file| file[file.find("crates/").unwrap_or(0)..].to_owned()).collect()
    };
    assert_eq!(of("text/csv"), WAYS_OF_A_TABLE, "who answers with a table");
    assert_eq!(of("csv::line("), WAYS_OF_A_TABLE, "who writes its cells by the door");
}

/// Every way by which an image comes into the house: who calls the one door.
const WAYS_OF_A_PHOTO: &[(&str, &str)] = &[
    ("crates/web/src/api/offline/read.rs", "a phone that was without signal"),
    ("crates/web/src/api/photo.rs", "a program adds one to a matter"),
    ("crates/web/src/grid/photos.rs", "staff: a new matter, a photo added on its page"),
    ("crates/web/src/resident/report/photos.rs", "residents, and other systems by Open311"),
];

#[test]
fn a_photo_comes_in_by_one_door_and_every_way_to_it_is_listed() {
    let web = || sources().into_iter().filter(|(file, _)| is_src(file) && !in_src(file, "photo"));
    let decoding = found(web(), &["intake(file", "photo::intake"]);
    let door = |line: &&String| !line.contains("crates/web/src/photos.rs");
    let beside: Vec<&String> = decoding.iter().filter(door).collect();
    assert!(beside.is_empty(), "an image is decoded beside the one door:\n{beside:?}");
    assert!(!decoding.is_empty(), "nothing decodes: this test looks for the wrong words");
    let callers = web().filter(|(_, text)| text.contains("crate::photos::"));
    let mut callers: Vec<String> =
        callers.map(|(file, _)| file.to_string_lossy().replace('\\', "/")).collect();
    callers.sort();
    let listed = WAYS_OF_A_PHOTO.iter().map(|(file, _)| *file);
    assert!(
        callers.iter().map(|file| &file[file.find("crates/").unwrap_or(0)..]).eq(listed),
        "the ways of a photo into the house are not those listed: {callers:#?}"
    );
}

#[test]
fn what_anybody_may_see_is_rounded_in_one_place() {
    let outside = sources().into_iter().filter(|(file, _)| is_src(file) && !in_src(file, "base"));
    let rounding = found(outside, &[".rounded("]);
    let here = |line: &&String| line.contains("crates/app/src/grid/matter/public.rs");
    // The middle of an alert's circle is rounded before it is kept: nobody else ever sees it.
    let kept = |line: &&String| line.contains("crates/grid/src/alert.rs");
    let (shown, other): (Vec<_>, Vec<_>) = rounding.iter().partition(here);
    assert!(shown.len() == 1 && other.iter().all(kept), "{rounding:?}");
}

#[test]
fn the_names_of_open311_stand_in_their_own_folder() {
    let words = ["service_request_id", "service_code", "jurisdiction_id", "multivaluelist"];
    let elsewhere = sources().into_iter().filter(|(file, _)| {
        is_src(file) && !file.to_string_lossy().contains("crates/web/src/open311/")
    });
    let mut wrong = found(elsewhere, &words);
    let policy = files("policy", "toml").into_iter();
    wrong.extend(found(policy.chain(files("crates/store/migrations", "sql")), &words));
    assert!(wrong.is_empty(), "names of Open311 outside its folder:\n{}", wrong.join("\n"));
}

#[test]
fn there_is_no_table_of_residents_and_no_track_of_anyone() {
    // Words that would make a dossier, a track or a league table. The schema has none of them.
    let banned = [
        "resident",
        "household_member",
        "id_number",
        "id_card",
        "religion",
        "ethnic",
        "health",
        "birthday",
        "phone",
        "track",
        "online",
        "check_in",
        "mileage",
        "points",
        "ranking",
        "score",
        "login_count",
    ];
    for (file, text) in files("crates/store/migrations", "sql") {
        let sql: String = text
            .lines()
            .map(|line| line.split("--").next().unwrap_or(""))
            .collect::<Vec<_>>()
            .join("\n");
        let names = sql.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        for name in names.map(str::to_ascii_lowercase) {
            let hit = banned
                .iter()
                .find(|word| name.split('_').any(|part| part == **word) || name == **word);
            assert!(hit.is_none(), "{}: `{name}` would hold what we never hold", file.display());
        }
    }
}

/// Files about 300 lines at most; tables of cases may be longer.
const LINES_MAX: usize = 340;
/// A file of tests is read case by case, and may be somewhat longer.
const TEST_LINES_MAX: usize = 480;
/// Functions about 60 lines at most; a statement or a table with many columns may be longer.
const FUNCTION_LINES_MAX: usize = 80;

#[test]
fn no_file_and_no_function_outgrows_its_reader() {
    let mut wrong = Vec::new();
    for (file, text) in sources().into_iter().filter(|(file, _)| is_src(file)) {
        let lines = text.lines().count();
        if lines > LINES_MAX && !file.ends_with("tests.rs") {
            wrong.push(format!("{}: {lines} lines, perhaps two things", file.display()));
        }
        for (name, length) in functions(&text) {
            if length > FUNCTION_LINES_MAX {
                wrong.push(format!("{}: fn {name} has {length} lines", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_of_tests_and_no_script_outgrows_its_reader() {
    let most = |files: Vec<(PathBuf, String)>, most: usize| {
        files.into_iter().map(move |(file, text)| (file, text.lines().count(), most))
    };
    let tests = sources().into_iter().filter(|(file, _)| !is_src(file)).collect();
    let tests = most(tests, TEST_LINES_MAX).chain(most(files("ui/tests", "mjs"), TEST_LINES_MAX));
    let long = tests.chain(most(files("ui/src", "ts"), LINES_MAX));
    let wrong: Vec<String> = long
        .filter(|(_, lines, most)| lines > most)
        .map(|(file, lines, most)| format!("{}: {lines} of {most}", file.display()))
        .collect();
    assert!(wrong.is_empty(), "perhaps two things:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_says_what_it_is() {
    let silent: Vec<String> = sources()
        .into_iter()
        .filter(|(file, text)| {
            is_src(file) && !text.starts_with("//!") && !file.ends_with("tests.rs")
        })
        .map(|(file, _)| file.display().to_string())
        .collect();
    assert!(
        silent.is_empty(),
        "files without a first line that says what they are:\n{}",
        silent.join("\n")
    );
}

#[test]
fn nothing_is_left_half_done() {
    let words =
        ["todo!(", "unimplemented!(", "#[ignore", concat!("FIX", "ME"), concat!("HA", "CK:")];
    let wrong =
        found(sources().into_iter().filter(|(file, _)| !file.ends_with("house.rs")), &words);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The top-level functions of a file and how many lines each has, by its closing brace.
fn functions(text: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut open: Option<(String, usize, usize)> = None; // name, indent, first line
    for (at, line) in text.lines().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let start = line
            .trim_start()
            .trim_start_matches("pub ")
            .trim_start_matches("pub(crate) ")
            .trim_start_matches("pub(super) ")
            .trim_start_matches("async ")
            .trim_start_matches("const ");
        match &open {
            None => {
                let is_whole = start.trim_end().ends_with('}'); // on one line
                if let Some(rest) = start.strip_prefix("fn ").filter(|_| !is_whole) {
                    let name = rest.split(['(', '<']).next().unwrap_or("").to_owned();
                    open = Some((name, indent, at));
                }
            }
            Some((name, at_indent, first)) => {
                if indent == *at_indent
                    && line.trim_end() == format!("{}}}", " ".repeat(*at_indent))
                {
                    found.push((name.clone(), at - first + 1));
                    open = None;
                } else if indent == *at_indent
                    && line.trim_end().ends_with(';')
                    && at - first < 12
                    && !line.contains('}')
                {
                    open = None; // a signature in a trait
                }
            }
        }
    }
    found
}

fn dependencies(manifest: &str) -> Vec<String> {
    let section = manifest.split("\n[").find(|section| section.starts_with("dependencies]"));
    let lines = section.unwrap_or("").lines().skip(1);
    lines
        .filter_map(|line| line.split(['.', '=', ' ']).next())
        .filter(|name| !name.is_empty() && !name.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

fn found(sources: impl Iterator<Item = (PathBuf, String)>, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (file, text) in sources {
        for (at, line) in text.lines().enumerate() {
            let code = line.trim_start();
            let hit = words.iter().find(|word| code.contains(**word));
            if let Some(word) = hit.filter(|_| !code.starts_with("//")) {
                found.push(format!("{}:{}: {word}", file.display(), at + 1));
            }
        }
    }
    found
}

/// A file of the program itself, not of its tests.
fn is_src(file: &Path) -> bool {
    let parts: Vec<&str> = file.iter().filter_map(|part| part.to_str()).collect();
    parts.contains(&"src") && !parts.contains(&"tests") && !file.ends_with("testing.rs")
}

fn in_src(file: &Path, name: &str) -> bool {
    is_src(file) && file.starts_with(root().join("crates").join(name))
}

fn sources() -> Vec<(PathBuf, String)> {
    [files("crates", "rs"), files("xtask", "rs")].concat()
}

fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() && !path.ends_with("target") {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == ending) {
                let text = read(&path);
                found.push((path, text));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no .{ending} below {folder}: the test looks in the wrong place");
    found
}

fn folders(at: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(at)).expect("the folder is there").flatten();
    entries.map(|entry| entry.path()).filter(|path| path.join("Cargo.toml").exists()).collect()
}

fn name_of(folder: &Path) -> String {
    folder.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned()
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the root").to_owned()
}
