//! Who else can read what only the program should (文件权限): files, and the way to the database.
//! Looked at before anything is opened.
//!
//! The key file is refused by whoever opens it (`app::secret`).
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::{env, fs};
use store::{Guard, Place};

/// The largest file with secrets has twenty webhooks; a longer one is some other file.
const SECRET_BYTES_MAX: u64 = 64 * 1024;

/// Reads a file with a secret, which is for its owner only.
pub fn secret(file: &Path) -> Result<String, String> {
    let shown = file.display();
    let about = fs::metadata(file).map_err(|error| format!("{shown}: {error}"))?;
    let mode = about.mode() & 0o777;
    if mode & open_to(file, env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from)) != 0 {
        return Err(format!("others can read {shown} (mode {mode:03o}): chmod 600 {shown}"));
    }
    if about.len() > SECRET_BYTES_MAX {
        return Err(format!("{shown}: it is too long to be a secret"));
    }
    fs::read_to_string(file).map_err(|error| format!("{shown}: {error}"))
}

/// The bits that open a file to others. What systemd hands over (`LoadCredential=`) lies in a folder
/// of this service's alone; there the bits of the group say that our own user may read it.
fn open_to(file: &Path, credentials: Option<PathBuf>) -> u32 {
    let handed_over = credentials.is_some_and(|folder| file.starts_with(folder));
    if handed_over { 0o007 } else { 0o077 }
}

/// Refuses a database, policy values or authorities that others can change; says what to do about a database
/// that others can read, on the disk or on the way, and about a folder in which others could put
/// something in its place.
pub fn check(database: &str, keys: &Path, policy: Option<&Path>) -> Result<Vec<String>, String> {
    let mut told = Vec::new();
    told.extend(policy.map(values).transpose()?.flatten());
    told.extend(folder(keys));
    told.extend(rows(database)?);
    told.dedup();
    Ok(told)
}

/// Whoever writes the policy values says who may do what.
fn values(policy: &Path) -> Result<Option<String>, String> {
    for entry in fs::read_dir(policy).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_values = path.extension().is_some_and(|end| end == "toml");
        let mode = fs::metadata(&path).map_or(0, |about| about.mode() & 0o777);
        if is_values && mode & 0o022 != 0 {
            let shown = path.display();
            return Err(format!("others can change {shown} (mode {mode:03o}): chmod go-w {shown}"));
        }
    }
    Ok(folder(&policy.join("values")))
}

fn rows(database: &str) -> Result<Vec<String>, String> {
    let mut told = Vec::new();
    let place = Place::parse(database);
    let Place::File(path) = &place else {
        told.extend(way(&place)?);
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
    let Ok(about) = fs::metadata(path) else { return Ok(told) };
    let (mode, shown) = (about.mode() & 0o777, path.display());
    if mode & 0o022 != 0 {
        return Err(format!("others can change {shown} (mode {mode:03o}): chmod 600 {shown}"));
    }
    if mode & 0o044 != 0 {
        told.push(format!("others can read {shown} (mode {mode:03o}): chmod 600 {shown}"));
    }
    told.extend(folder(path));
    Ok(told)
}

/// What is to be said of the way to a server. Whoever writes the authorities can be the server.
fn way(to: &Place) -> Result<Option<String>, String> {
    let guard = to.guard().map_err(|error| format!("the database: {error}"))?;
    Ok(match guard {
        Guard::Near | Guard::Proven(None) => None,
        Guard::Open => Some(
            "the database is on another machine and the way there is not encrypted: \
             sslmode=verify-full in its address, or a network of its own"
                .to_owned(),
        ),
        Guard::Sealed => Some(
            "the way to the database is encrypted, but whoever answers is believed: \
             sslmode=verify-full&sslrootcert=FILE in its address"
                .to_owned(),
        ),
        Guard::Proven(Some(roots)) => {
            let shown = roots.display();
            let mode = fs::metadata(&roots).map_or(0, |about| about.mode() & 0o777);
            if mode & 0o022 != 0 {
                return Err(format!(
                    "others can change {shown} (mode {mode:03o}): chmod go-w {shown}"
                ));
            }
            folder(&roots)
        }
    })
}

/// What is to be said of the folder of a file.
fn folder(of: &Path) -> Option<String> {
    let folder = of.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mode = fs::metadata(folder).ok()?.mode();
    // In a folder like /tmp, whose sticky bit is set, each removes only what is theirs.
    let open = mode & 0o022 != 0 && mode & 0o1000 == 0;
    let shown = folder.display();
    open.then(|| format!("others can put files into {shown}: chmod 700 {shown}"))
}

fn holds_password(address: &str) -> bool {
    let user = address.split_once("://").and_then(|(_, rest)| rest.split_once('@'));
    user.is_some_and(|(user, _)| user.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

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
            let found = check(file.to_str().unwrap(), &file, None);
            assert_eq!(found.is_err(), refused, "{mode:o}");
            if let Ok(told) = found {
                assert_eq!(told.len(), warned, "{mode:o}: {told:?}");
            }
        }
        fs::remove_file(&file).unwrap();
        assert_eq!(
            check(file.to_str().unwrap(), &file, None),
            Ok(vec![]),
            "a new one is made for its owner"
        );
    }

    #[test]
    fn policy_values_that_others_can_change_are_refused() {
        let folder = std::env::temp_dir().join(format!("jieli-values-{}", std::process::id()));
        fs::create_dir(&folder).unwrap();
        let file = folder.join("own.toml");
        fs::write(&file, "").unwrap();
        let key = folder.join("key");
        for (mode, folder_mode, warned, refused) in
            [(0o644, 0o755, 0, false), (0o664, 0o755, 0, true), (0o644, 0o777, 1, false)]
        {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            fs::set_permissions(&folder, fs::Permissions::from_mode(folder_mode)).unwrap();
            let found = check("postgres://localhost/db", &key, Some(&folder));
            assert_eq!(found.is_err(), refused, "{mode:o}");
            assert!(
                found.is_err() || found.as_ref().is_ok_and(|told| told.len() == warned),
                "{found:?}"
            );
        }
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_way_to_the_database_that_others_can_listen_on_is_said() {
        let key = Path::new("/nowhere/key");
        for (address, said) in [
            ("postgres://localhost/db", ""),
            ("postgres://%2Frun%2Fpostgresql/db", ""),
            ("postgres://localhost/db?sslmode=require", ""),
            ("postgres://db.example.org/db", "is not encrypted"),
            ("postgres://10.0.0.5/db?sslmode=disable", "is not encrypted"),
            ("postgres://db.example.org/db?sslmode=require", "whoever answers is believed"),
            ("postgres://db.example.org/db?sslmode=verify-full", ""),
        ] {
            let told = check(address, key, None).unwrap_or_else(|why| panic!("{address}: {why}"));
            assert_eq!(told.is_empty(), said.is_empty(), "{address}: {told:?}");
            assert!(told.iter().all(|line| line.contains(said)), "{address}: {told:?}");
        }
        assert!(check("postgres://db.example.org/db?sslmode=prefer", key, None).is_err());
    }

    #[test]
    fn a_secret_is_read_only_where_it_is_one() {
        let file = std::env::temp_dir().join(format!("jieli-secret-{}", std::process::id()));
        fs::write(&file, "geheim").unwrap();
        for (mode, taken) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false)] {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(secret(&file).is_ok(), taken, "{mode:o}");
        }
        fs::remove_file(&file).unwrap();
        assert!(secret(&file).is_err());
        let handed = Path::new("/run/credentials/jieli.service/send");
        for (folder, bits) in [
            (None, 0o077),
            (Some("/run/credentials/jieli.service"), 0o007),
            (Some("/run/credentials/other.service"), 0o077),
        ] {
            assert_eq!(open_to(handed, folder.map(PathBuf::from)), bits, "{folder:?}");
        }
    }

    #[test]
    fn a_password_is_one_only_before_the_host() {
        assert!(holds_password("postgres://a:secret@host/db"));
        for none in ["postgres://host:5432/db", "postgres://a@host:5432/db"] {
            assert!(!holds_password(none), "{none}");
        }
    }
}
