//! Who else can read what only the program should (文件权限): looked at before anything is opened.
//!
//! The key file and a passphrase's are refused by whoever opens them (`app::secret`).
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use store::Place;

/// Refuses a database that others can change; says what to do about one that others can read.
pub fn check(database: &str) -> Result<Vec<String>, String> {
    let mut told = Vec::new();
    let Place::File(path) = Place::parse(database) else {
        // On the command line it would be read by whoever lists the programs that run.
        if holds_password(database) && std::env::args().any(|arg| arg.contains(database)) {
            told.push(
                "the database's password stands on the command line, where every user of \
                this machine reads it: put it into JIELI_DATABASE"
                    .to_owned(),
            );
        }
        return Ok(told);
    };
    let Ok(about) = std::fs::metadata(&path) else { return Ok(told) };
    let (mode, shown) = (about.mode() & 0o777, path.display());
    if mode & 0o022 != 0 {
        return Err(format!("others can change {shown} (mode {mode:03o}): chmod 600 {shown}"));
    }
    if mode & 0o044 != 0 {
        told.push(format!("others can read {shown} (mode {mode:03o}): chmod 600 {shown}"));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    if let Ok(about) = std::fs::metadata(folder) {
        let mode = about.permissions().mode();
        // In a folder like /tmp, whose sticky bit is set, each removes only what is theirs.
        if mode & 0o022 != 0 && mode & 0o1000 == 0 {
            let shown = folder.display();
            told.push(format!("others can put files into {shown}: chmod 700 {shown}"));
        }
    }
    Ok(told)
}

fn holds_password(address: &str) -> bool {
    let user = address.split_once("://").and_then(|(_, rest)| rest.split_once('@'));
    user.is_some_and(|(user, _)| user.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_database_that_others_read_is_said_and_one_that_they_change_is_refused() {
        let file = std::env::temp_dir().join(format!("jieli-modes-{}.db", std::process::id()));
        fs::write(&file, "").unwrap();
        for (mode, warned, refused) in [
            (0o600, 0, false),
            (0o640, 1, false),
            (0o644, 1, false),
            (0o620, 0, true),
            (0o666, 0, true),
        ] {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            let found = check(file.to_str().unwrap());
            assert_eq!(found.is_err(), refused, "{mode:o}");
            if let Ok(told) = found {
                assert_eq!(told.len(), warned, "{mode:o}: {told:?}");
            }
        }
        fs::remove_file(&file).unwrap();
        assert_eq!(check(file.to_str().unwrap()), Ok(vec![]), "a new one is made for its owner");
    }

    #[test]
    fn a_password_is_one_only_before_the_host() {
        assert!(holds_password("postgres://a:secret@host/db"));
        for none in ["postgres://host:5432/db", "postgres://a@host:5432/db"] {
            assert!(!holds_password(none), "{none}");
        }
    }
}
