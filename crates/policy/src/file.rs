//! Policy files as text: those shipped with the program, and those of a district's folder.
use rust_embed::RustEmbed;
use std::io;
use std::path::Path;

/// A policy file (政策文件): its path within the folder, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFile {
    pub name: String,
    pub text: String,
}

/// A folder holds at most so many files: a wrong path (a home folder, say) is noticed at once.
const FILES_MAX: usize = 500;
/// A file has at most so many bytes: the largest shipped one has about ten thousand.
const BYTES_MAX: u64 = 1_000_000;
/// Folders are nested at most so deep, so a link that leads back up ends too.
const DEPTH_MAX: usize = 4;

#[derive(RustEmbed)]
#[folder = "../../policy"]
struct Shipped;

/// The files of the workspace folder `policy/`, as they were when the program was built.
pub fn shipped() -> Vec<PolicyFile> {
    let mut files: Vec<PolicyFile> = Shipped::iter()
        .filter(|name| name.ends_with(".toml"))
        .map(|name| {
            let data = Shipped::get(&name).expect("a listed file is there").data;
            let text = String::from_utf8(data.into_owned()).expect("policy files are UTF-8");
            PolicyFile { name: name.into_owned(), text }
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

impl PolicyFile {
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> PolicyFile {
        PolicyFile { name: name.into(), text: text.into() }
    }

    /// Reads every `.toml` file of a folder and of the folders in it, sorted by name.
    pub fn read_dir(path: &Path) -> io::Result<Vec<PolicyFile>> {
        let mut files = Vec::new();
        collect(path, "", 0, &mut files)?;
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(files)
    }
}

fn collect(
    folder: &Path,
    prefix: &str,
    depth: usize,
    files: &mut Vec<PolicyFile>,
) -> io::Result<()> {
    let too_much = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
    if depth > DEPTH_MAX {
        return Err(too_much(format!("{}: more than {DEPTH_MAX} folders deep", folder.display())));
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(too_much(format!("{}: the name is not UTF-8", path.display())));
        };
        let name = format!("{prefix}{name}");
        let facts = std::fs::metadata(&path)?;
        if facts.is_dir() {
            collect(&path, &format!("{name}/"), depth + 1, files)?;
        } else if name.ends_with(".toml") {
            if facts.len() > BYTES_MAX {
                return Err(too_much(format!("{name}: more than {BYTES_MAX} bytes")));
            }
            if files.len() == FILES_MAX {
                return Err(too_much(format!("more than {FILES_MAX} policy files")));
            }
            files.push(PolicyFile { text: std::fs::read_to_string(&path)?, name });
        }
    }
    Ok(())
}
