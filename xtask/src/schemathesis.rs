//! Schemathesis, which tries the API by its own document: in a folder of its own below `target/`.
use crate::tools::{install, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every package and its version, so that two runs try the same.
const WANTED: &str = include_str!("../schemathesis.txt");

/// Where the program is, installed when it is missing or of other versions.
pub fn find() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/schemathesis");
    let (program, note) = (folder.join("bin/schemathesis"), folder.join("installed.txt"));
    if program.exists() && fs::read_to_string(&note).is_ok_and(|installed| installed == WANTED) {
        return Ok(program);
    }
    println!("Schemathesis is missing; the tests of the API's document need it.");
    if !makes_folders() {
        install("Python is missing; Schemathesis runs in it.", &["python3", "python3-venv"])?;
    }
    println!("Installing into {}: pip install -r xtask/schemathesis.txt", folder.display());
    let _ = fs::remove_dir_all(&folder);
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemathesis.txt");
    let pip = folder.join("bin/pip");
    let quiet = ["install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"];
    run(Command::new(pip).args(quiet).arg(list))?;
    fs::write(&note, WANTED).map_err(|error| format!("{}: {error}", note.display()))?;
    Ok(program)
}

/// Whether Python is here with all it needs for a folder of its own.
fn makes_folders() -> bool {
    let asked = Command::new("python3").args(["-c", "import venv, ensurepip"]).output();
    asked.is_ok_and(|done| done.status.success())
}
