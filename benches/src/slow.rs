//! A disk that flushes slowly (慢盘): this program runs itself again with every flush held back, its
//! own, the server's and PostgreSQL's. Group commit has nothing to save on a disk that flushes in
//! 0.2 ms; most disks that keep their promise take some milliseconds.
//!
//! A few lines of C (`slow.c`) are laid before the C library, so nothing but a flush is touched.
//! (`strace` did it before, and stopped some threads at other calls too: HTTP looked a third
//! slower than it was.) What is *not* like a real disk: two flushes at once do not wait for each
//! other.
use std::env;
use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What `slow.c` reads; set in the program that runs with its flushes held back.
const MS: &str = "JIELI_BENCH_FLUSH_MS";
const SOURCE: &str = include_str!("slow.c");

/// Makes every flush take so much longer. Comes back only in the program whose flushes do.
pub fn hold_back_flushes(ms: u32, folder: &Path) -> Result<(), String> {
    if env::var_os(MS).is_some() {
        println!("flushes held back by {ms} ms each, the bare ones too");
        return Ok(());
    }
    let library = compiled(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let failed = Command::new(program)
        .args(env::args_os().skip(1))
        .env(MS, ms.to_string())
        .env("LD_PRELOAD", library)
        .exec();
    Err(failed.to_string())
}

/// The lines of C as a library; Rust needs a C compiler to link, so there is one.
fn compiled(folder: &Path) -> std::io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let (source, library) = (folder.join("slow.c"), folder.join("slow.so"));
    fs::write(&source, SOURCE)?;
    let mut compiler = Command::new("cc");
    compiler.args(["-O2", "-shared", "-fPIC", "-o"]).arg(&library).arg(&source);
    match compiler.status()?.success() {
        true => library.canonicalize(),
        false => Err(std::io::Error::other("the C compiler refused slow.c")),
    }
}
