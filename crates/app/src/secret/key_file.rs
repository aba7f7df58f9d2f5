//! The key file (密钥文件): 64 hexadecimal digits, apart from the database, for its owner only.
//!
//! Made whole or not at all, and on disk before its first use: a contact sealed with a key that a
//! power cut took away would stay closed for ever. Keep a copy where the backups are *not*.
use super::seal::KEY_BYTES;
use super::{hex, random};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Why a key file is not used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileRefused {
    #[error("the key file {} cannot be used: {error}", .path.display())]
    Io { path: PathBuf, error: io::Error },
    #[error("the key file {} is open to others (mode {mode:03o}); set it to 600", .path.display())]
    OpenToOthers { path: PathBuf, mode: u32 },
    #[error("the key file {} does not hold 64 hexadecimal digits", .path.display())]
    Form { path: PathBuf },
}

const OWNER_ONLY: u32 = 0o600;
/// A key, a line end, and one byte to see that there is more.
const READ_BYTES: u64 = 2 * KEY_BYTES as u64 + 3;

/// The key of the file; a missing file is made first.
pub(super) fn open(path: &Path) -> Result<[u8; KEY_BYTES], KeyFileRefused> {
    let failed = |error| KeyFileRefused::Io { path: path.to_owned(), error };
    let file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            make(path).map_err(failed)?;
            File::open(path).map_err(failed)?
        }
        other => other.map_err(failed)?,
    };
    let mode = file.metadata().map_err(failed)?.mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(KeyFileRefused::OpenToOthers { path: path.to_owned(), mode });
    }
    let mut text = Vec::new();
    file.take(READ_BYTES).read_to_end(&mut text).map_err(failed)?;
    let key = std::str::from_utf8(&text).ok().and_then(|text| hex::decode(text.trim_ascii_end()));
    key.ok_or_else(|| KeyFileRefused::Form { path: path.to_owned() })
}

/// Writes a new key beside the place and links it in: of two servers that start together, both
/// use the key of the first.
fn make(path: &Path) -> io::Result<()> {
    let mut name = path.file_name().ok_or(ErrorKind::InvalidInput)?.to_owned();
    name.push(format!(".{}", hex::encode(&random::<8>())));
    let draft = path.with_file_name(name);
    let made = write(&draft).and_then(|()| match fs::hard_link(&draft, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        other => other,
    });
    let removed = fs::remove_file(&draft);
    made?;
    removed?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

fn write(draft: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(OWNER_ONLY).open(draft)?;
    file.write_all(hex::encode(&random::<KEY_BYTES>()).as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Keys;
    use std::os::unix::fs::PermissionsExt;

    /// A folder that goes with the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new() -> Folder {
            let name = format!("jieli-keys-{}", hex::encode(&random::<8>()));
            let folder = std::env::temp_dir().join(name);
            fs::create_dir(&folder).unwrap();
            Folder(folder)
        }

        fn key(&self) -> PathBuf {
            self.0.join("key")
        }

        fn put(&self, text: &str, mode: u32) -> PathBuf {
            fs::write(self.key(), text).unwrap();
            fs::set_permissions(self.key(), fs::Permissions::from_mode(mode)).unwrap();
            self.key()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_missing_key_is_made_for_its_owner_only_and_stays_the_same() {
        let folder = Folder::new();
        let sealed = Keys::open(&folder.key()).unwrap().seal("row", "text");
        let mode = fs::metadata(folder.key()).unwrap().mode() & 0o777;
        assert_eq!(mode, OWNER_ONLY);
        let again = Keys::open(&folder.key()).unwrap();
        assert_eq!(again.open_sealed("row", &sealed).as_deref(), Ok("text"));
        assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1, "no draft stays behind");
    }

    #[test]
    fn servers_that_start_together_get_one_key() {
        let folder = Folder::new();
        let path = folder.key();
        let start = || {
            std::thread::spawn({
                let path = path.clone();
                move || open(&path).unwrap()
            })
        };
        let servers: Vec<_> = (0..8).map(|_| start()).collect();
        let keys: Vec<_> = servers.into_iter().map(|server| server.join().unwrap()).collect();
        assert!(keys.iter().all(|key| *key == keys[0]));
    }

    #[test]
    fn a_key_that_others_can_read_or_write_is_refused() {
        for mode in [0o640, 0o604, 0o620, 0o602, 0o644, 0o610, 0o777] {
            let folder = Folder::new();
            let path = folder.put(&"ab".repeat(KEY_BYTES), mode);
            let refused = Keys::open(&path).unwrap_err();
            assert!(
                matches!(refused, KeyFileRefused::OpenToOthers { mode: found, .. } if found == mode),
                "{mode:o}: {refused}"
            );
        }
    }

    #[test]
    fn a_file_that_holds_no_key_is_refused_and_never_shown() {
        let key = "ab".repeat(KEY_BYTES);
        for text in ["", "ab", &key[1..], &format!("{key}ab"), &"xy".repeat(KEY_BYTES), "密钥"] {
            let folder = Folder::new();
            let refused = Keys::open(&folder.put(text, OWNER_ONLY)).unwrap_err();
            assert!(matches!(refused, KeyFileRefused::Form { .. }), "{text:?}");
            assert!(!format!("{refused} {refused:?}").contains("abab"));
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_said() {
        let folder = Folder::new();
        let refused = Keys::open(&folder.0.join("nowhere").join("key")).unwrap_err();
        assert!(matches!(refused, KeyFileRefused::Io { .. }), "{refused}");
    }
}
