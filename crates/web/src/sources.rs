//! The crate's own templates and Rust, read by tests that hold words and icons to what is there.
use std::fs;
use std::path::Path;

/// Every template and source file, with its text.
pub fn all() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["src", "templates"] {
        walk(&root.join(folder), &mut found);
    }
    assert!(found.len() > 10, "the sources of this crate are beside its manifest");
    found
}

fn walk(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder of the crate") {
        let path = entry.expect("an entry of the folder").path();
        if path.is_dir() {
            walk(&path, found);
        } else if let Ok(text) = fs::read_to_string(&path) {
            found.push((path.display().to_string(), text));
        }
    }
}

/// The first arguments of every `call("…")` whose first argument is a plain name; comments aside.
pub fn literals(text: &str, call: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let text = &code.collect::<Vec<_>>().join("\n");
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let mut found = Vec::new();
    for (at, _) in text.match_indices(call) {
        let before = text[..at].chars().next_back();
        let inside_a_name = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let argument = text[at + call.len()..].trim_start();
        if inside_a_name || !argument.starts_with('"') {
            continue;
        }
        match argument[1..].split_once('"') {
            Some((literal, _)) if literal.chars().all(plain) => found.push(literal.to_owned()),
            _ => {}
        }
    }
    found
}
