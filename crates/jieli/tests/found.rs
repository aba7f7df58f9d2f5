//! Founding a district (立库) by the program itself.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Founds a district with these differences from a sound call.
fn found(folder: &Path, name_zh: &str, audit: &str) -> Output {
    let at = |name: &str| folder.join(name);
    Command::new(env!("CARGO_BIN_EXE_jieli"))
        .args(["found", "--name-zh", name_zh, "--name-en", "Trial", "--order", "试〔2026〕1号"])
        .args(["--system", "甲=system", "--security", "乙=security", "--audit", audit])
        .args([Path::new("--database"), &at("jieli.db"), Path::new("--keys"), &at("jieli.key")])
        .output()
        .unwrap()
}

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("jieli-found-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir(&folder).unwrap();
    folder
}

#[test]
fn what_cannot_be_founded_leaves_nothing_and_is_tried_again() {
    let folder = folder();
    // A district without its administrators could neither be used nor be founded again.
    for (name_zh, audit, why) in [
        ("试区", "丙=丙", "is no login"),
        ("试区", "丙=System", "three logins"),
        (" ", "丙=audit", "--name-zh"),
    ] {
        let refused = found(&folder, name_zh, audit);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains(why), "{said}");
        assert!(refused.stdout.is_empty(), "a password is shown");
    }
    let made = found(&folder, "试区", "丙=audit");
    let said = String::from_utf8_lossy(&made.stdout).into_owned();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert_eq!(said.matches("管理员  ").count(), 3, "{said}");
    let again = found(&folder, "试区", "丙=audit");
    assert!(String::from_utf8_lossy(&again.stderr).contains("already"));
    fs::remove_dir_all(&folder).unwrap();
}
