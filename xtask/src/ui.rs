//! Bundles style and scripts (`ui/`) into `ui/dist`, from where `web` embeds them.
//!
//! Packages come from npm by the lock file, and only when it is newer than what is installed.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// Installs what the lock file names, where needed, then bundles.
pub fn build() -> Result<(), String> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui");
    needs("node", "Node.js 18 or newer (Debian: apt-get install nodejs)")?;
    if is_older(&ui) {
        needs("npm", "npm, which comes with Node.js (Debian: apt-get install npm)")?;
        let quiet = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
        run(&ui, "npm", &quiet)?;
    }
    if is_built(&ui) {
        return Ok(());
    }
    run(&ui, "node", &["build.mjs"])
}

fn needs(program: &str, what: &str) -> Result<(), String> {
    match Command::new(program).arg("--version").output() {
        Ok(output) if output.status.success() => Ok(()),
        _ => Err(format!("`{program}` is missing: the pages' style and scripts need {what}")),
    }
}

/// npm leaves a note of its own behind when it is done; without it the install did not finish.
fn is_older(ui: &Path) -> bool {
    let installed = changed(&ui.join("node_modules/.package-lock.json"));
    installed.is_none() || installed < changed(&ui.join("package-lock.json"))
}

/// Whether the bundle is younger than everything it is made of.
fn is_built(ui: &Path) -> bool {
    let Some(built) = changed(&ui.join("dist/manifest.json")) else { return false };
    let mut sources = Vec::new();
    for name in ["src", "style", "build.mjs", "icons.txt", "icon.svg", "package-lock.json"] {
        files(&ui.join(name), &mut sources);
    }
    sources.iter().filter_map(|file| changed(file)).all(|source| source < built)
}

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    match fs::read_dir(path) {
        Ok(entries) => entries.flatten().for_each(|entry| files(&entry.path(), found)),
        Err(_) => found.push(path.to_owned()),
    }
}

fn changed(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|about| about.modified()).ok()
}

fn run(ui: &Path, program: &str, arguments: &[&str]) -> Result<(), String> {
    let end = Command::new(program).args(arguments).current_dir(ui).status();
    let said = format!("`{program} {}` in ui/", arguments.join(" "));
    match end {
        Ok(end) if end.success() => Ok(()),
        Ok(end) => Err(format!("{said} ended with {end}")),
        Err(why) => Err(format!("{said} does not start: {why}")),
    }
}
