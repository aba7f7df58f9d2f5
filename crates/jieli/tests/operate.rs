//! What an operator does at the terminal, with the built program: look before an upgrade, back up,
//! verify, restore; and what it says when something is wrong.
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use store::testing::Fresh;

/// A folder that goes away.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("jieli-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
        Folder(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The program on a database of this folder.
fn jieli(folder: &Folder, database: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jieli"))
        .args(args)
        .env_clear()
        .env("JIELI_DATABASE", database)
        .env("JIELI_KEYS", folder.path("key"))
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

fn done(output: &Output) -> String {
    let said = said(output);
    assert!(output.status.success(), "{said}");
    said
}

fn refused(output: &Output, with: &str) {
    let said = said(output);
    assert!(!output.status.success(), "it went through: {said}");
    assert!(said.contains(with), "`{with}` is not in: {said}");
}

fn found(folder: &Folder, database: &Path) {
    done(&jieli(
        folder,
        database,
        &[
            "found",
            "--name-zh",
            "试区",
            "--name-en",
            "Trial",
            "--order",
            "试〔2026〕1号",
            "--system",
            "甲=system",
            "--security",
            "乙=security",
            "--audit",
            "丙=audit",
        ],
    ));
}

#[test]
fn an_upgrade_is_told_beforehand_from_every_earlier_schema() {
    let folder = Folder::new("upgrade");
    let mut made = 0;
    loop {
        made += 1;
        let fresh = Fresh::sqlite();
        fresh.make_at(made);
        fresh.tamper("INSERT INTO setting (name, value) VALUES ('audit.hash', 'sha256')").unwrap();
        let store::Place::File(file) = &fresh.place else { unreachable!() };
        let look = store::upgrade::look(&fresh.place).unwrap();
        if look.here < made {
            break; // there is no later one
        }
        let before = fs::read(file).unwrap();
        let told = done(&jieli(&folder, file, &["upgrade-check"]));
        for (no, what) in &look.steps {
            assert!(told.contains(&format!("step {no}    {what}")), "from {made}: {told}");
        }
        assert_eq!(fs::read(file).unwrap(), before, "from {made}: the look changed something");
        // The program's own backup of it is restored by the newer program.
        let (copy, to) = (folder.path("old.backup"), folder.0.join("old.db"));
        done(&jieli(&folder, file, &["backup", &copy]));
        done(&jieli(&folder, &to, &["restore", &copy]));
        assert!(done(&jieli(&folder, &to, &["upgrade-check"])).contains("nothing to do"));
        for gone in [PathBuf::from(copy), to] {
            fs::remove_file(gone).unwrap();
        }
    }
    assert!(made > 9, "there were {made} schemas at least");
}

#[test]
fn a_backup_for_a_recipient_is_restored_by_their_identity_and_by_nobody_else() {
    let folder = Folder::new("sealed");
    let database = folder.0.join("jieli.db");
    found(&folder, &database);
    let (identity, other) = (folder.path("identity"), folder.path("other"));
    let made = jieli(&folder, &database, &["backup", "identity", &identity]);
    let recipient = String::from_utf8(made.stdout).unwrap().trim().to_owned();
    assert!(recipient.starts_with("age1"), "{recipient}");
    assert_eq!(fs::metadata(&identity).unwrap().permissions().mode() & 0o777, 0o600);
    refused(&jieli(&folder, &database, &["backup", "identity", &identity]), "exists");
    done(&jieli(&folder, &database, &["backup", "identity", &other]));
    let copy = folder.path("copy");
    let told = done(&jieli(&folder, &database, &["backup", &copy, "--recipient", &recipient]));
    assert!(told.contains("for its recipients"), "{told}");

    let verify = |more: &[&str]| {
        let within = folder.path("");
        let args = [&["backup", "verify", &copy, "--within", &within], more].concat();
        jieli(&folder, &database, &args)
    };
    refused(&verify(&[]), "an identity file is wanted");
    refused(&verify(&["--identity-file", &other]), "sealed for somebody else");
    fs::set_permissions(&identity, Permissions::from_mode(0o644)).unwrap();
    refused(&verify(&["--identity-file", &identity]), "others can read");
    fs::set_permissions(&identity, Permissions::from_mode(0o600)).unwrap();
    assert!(done(&verify(&["--identity-file", &identity])).contains("whole"));

    let to = folder.0.join("restored.db");
    let restore = ["restore", &copy, "--identity-file", &identity];
    refused(&jieli(&folder, &database, &restore), "");
    done(&jieli(&folder, &to, &restore));
    assert!(done(&jieli(&folder, &to, &["audit", "verify"])).contains("intact"));
    refused(
        &jieli(&folder, &database, &["backup", "x", "--recipient", "age1nobody"]),
        "no recipient",
    );
}

#[test]
fn a_backup_that_was_altered_is_refused_and_leaves_nothing() {
    let folder = Folder::new("altered");
    let database = folder.0.join("jieli.db");
    found(&folder, &database);
    let copy = folder.path("copy");
    done(&jieli(&folder, &database, &["backup", &copy]));
    let whole = fs::read(&copy).unwrap();
    for at in [40, whole.len() / 2, whole.len() - 5] {
        let mut altered = whole.clone();
        altered[at] ^= 1;
        fs::write(&copy, altered).unwrap();
        let to = folder.0.join("restored.db");
        refused(&jieli(&folder, &to, &["restore", &copy]), "the backup is damaged");
        assert!(!to.exists(), "byte {at}");
    }
}

#[test]
fn files_that_others_may_read_or_change_stop_the_start_or_are_told() {
    let folder = Folder::new("modes");
    let database = folder.0.join("jieli.db");
    found(&folder, &database);
    let serve = |more: &[&str]| {
        // A port that is nobody's to listen on ends a server that has come so far.
        let args = [&["serve", "--listen", "192.0.2.1:1"], more].concat();
        jieli(&folder, &database, &args)
    };
    let far = "cannot listen";
    refused(&serve(&[]), far);
    let set = |name: &str, mode| {
        fs::set_permissions(folder.path(name), Permissions::from_mode(mode)).unwrap();
    };
    for (name, mode, says) in [
        ("key", 0o640, "set it to 600"),
        ("key", 0o604, "set it to 600"),
        ("jieli.db", 0o620, "others can change"),
        ("jieli.db", 0o602, "others can change"),
    ] {
        set(name, mode);
        let output = serve(&[]);
        refused(&output, says);
        assert!(!said(&output).contains(far), "{name} {mode:o} let it come too far");
        set(name, 0o600);
    }
    set("jieli.db", 0o644);
    refused(&serve(&[]), "others can read");
    set("jieli.db", 0o600);
    fs::set_permissions(&folder.0, Permissions::from_mode(0o777)).unwrap();
    refused(&serve(&[]), "others can put files into");
    fs::set_permissions(&folder.0, Permissions::from_mode(0o700)).unwrap();
    let settings = folder.path("send.toml");
    fs::write(&settings, "").unwrap();
    fs::set_permissions(&settings, Permissions::from_mode(0o644)).unwrap();
    let output = serve(&["--send", &settings]);
    refused(&output, "send.toml");
    assert!(!said(&output).contains(far));
    fs::write(folder.path("key"), "x").unwrap();
    refused(&serve(&[]), "key");
}
