//! Running programs, and bringing what is missing from the system's packages.
use std::process::{Command, Stdio};

/// Runs a command to its end, its output out of the way; says how it ended when it failed.
pub fn run(command: &mut Command) -> Result<(), String> {
    ended(command.stdout(Stdio::null()))
}

/// As [`run`], with its output shown.
pub fn run_shown(command: &mut Command) -> Result<(), String> {
    ended(command)
}

fn ended(command: &mut Command) -> Result<(), String> {
    match command.status() {
        Ok(end) if end.success() => Ok(()),
        Ok(end) => Err(format!("{command:?} ended with {end}")),
        Err(error) => Err(format!("{command:?} cannot run: {error}")),
    }
}

/// Installs Debian packages, and says so before it does.
pub fn install(why: &str, packages: &[&str]) -> Result<(), String> {
    println!("{why}");
    println!("Installing: apt-get install {}", packages.join(" "));
    let sudo = if is_root() { &[][..] } else { &["sudo"][..] };
    let update = ["apt-get", "update"];
    let install = [&["apt-get", "install", "--yes", "--no-install-recommends"], packages].concat();
    for arguments in [&update[..], &install[..]] {
        let words: Vec<&str> = [sudo, arguments].concat();
        run(Command::new(words[0]).args(&words[1..]).env("DEBIAN_FRONTEND", "noninteractive"))?;
    }
    Ok(())
}

/// Installs the Debian package of a program where the program is missing.
pub fn needs(program: &str, why: &str) -> Result<(), String> {
    match Command::new(program).arg("--version").output() {
        Ok(_) => Ok(()),
        Err(_) => install(why, &[program]),
    }
}

pub fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.starts_with(b"0\n"))
}
