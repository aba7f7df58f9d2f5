//! `jieli backup FILE`, `jieli backup verify FILE`, `jieli restore FILE`: the district in one file.
//!
//! A backup is taken while the district is served. `-` is the terminal's pipe, so another
//! program may carry it away.
mod seal;

use crate::settings::Where;
use app::backup::{self, Broken, Manifest, Restored};
use base::Timestamp;
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use seal::{Closed, Opener, Seal};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::Place;

/// Takes a backup while the district is served (备份)
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Backup {
    #[command(subcommand)]
    command: Option<Command>,
    /// A file that is not there yet; `-` writes to the pipe
    #[arg(required = true)]
    file: Option<PathBuf>,
    #[command(flatten)]
    at: Where,
    #[command(flatten)]
    seal: Seal,
}

#[derive(Subcommand)]
enum Command {
    /// Restores a backup into a file that is thrown away, and walks its history (核验备份)
    Verify {
        /// The backup; `-` reads from the pipe
        file: PathBuf,
        /// The folder for that file: it wants room for all rows
        #[arg(long)]
        within: Option<PathBuf>,
        #[command(flatten)]
        opener: Opener,
    },
    /// Makes an identity: whoever has its file reads the backups sealed for it, and nobody else
    /// does. Keep it off the server (备份私钥)
    Identity {
        /// A file that is not there yet
        file: PathBuf,
    },
}

/// Restores a backup into an empty place, on either engine (恢复)
#[derive(clap::Args)]
pub struct Restore {
    /// The backup; `-` reads from the pipe
    file: PathBuf,
    #[command(flatten)]
    at: Where,
    #[command(flatten)]
    opener: Opener,
}

pub fn run(backup: &Backup) -> ExitCode {
    ended(match (&backup.command, &backup.file) {
        (Some(Command::Verify { file, within, opener }), _) => {
            verify(file, within.as_deref(), opener)
        }
        (Some(Command::Identity { file }), _) => identity(file),
        (None, Some(file)) => take(file, &backup.at, &backup.seal),
        (None, None) => Err("a file is wanted".into()),
    })
}

pub fn run_restore(restore: &Restore) -> ExitCode {
    ended(put_back(restore))
}

fn ended(done: Result<(), String>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn take(file: &Path, at: &Where, seal: &Seal) -> Result<(), String> {
    let closed = seal.read()?;
    let place = Place::parse(&at.database);
    let manifest = if is_pipe(file) {
        let to = BufWriter::new(io::stdout().lock());
        write(&place, to, &closed)?.map_err(|broken| broken.to_string())?.0
    } else {
        let draft = Draft::beside(file).map_err(|error| named(file, error))?;
        let to = BufWriter::new(&draft.file);
        let written = write(&place, to, &closed)?;
        let (manifest, to) = written.map_err(|broken| named(file, broken))?;
        to.into_inner().map_err(|error| named(file, error.into_error()))?;
        draft.put(file).map_err(|error| named(file, error))?;
        manifest
    };
    print(&manifest, manifest.start.rows);
    say(match closed {
        Closed::Open => {
            "open      whoever has this file reads the reports in it; --recipient or \
             --passphrase-file seals it"
        }
        Closed::Passphrase(_) => "sealed    with the passphrase",
        Closed::For(_) => "sealed    for its recipients; this machine does not open it",
    });
    let key = at.keys.display();
    say(&format!(
        "the key   {key} is not in it, and contacts open with nothing else: keep a copy of it apart"
    ));
    Ok(())
}

type Written<W> = Result<(Manifest, W), Broken>;

fn write<W: Write>(place: &Place, to: W, closed: &Closed) -> Result<Written<W>, String> {
    let bar = bar("{bar:40} {human_pos}/{human_len} rows {eta}", 0)?;
    let told = |done, of| {
        bar.set_length(of);
        bar.set_position(done);
    };
    let now = Timestamp::now();
    let written = match closed {
        Closed::Open => backup::write(place, to, None, now, told),
        Closed::Passphrase(passphrase) => backup::write(place, to, Some(passphrase), now, told),
        Closed::For(recipients) => backup::write_for(place, to, recipients, now, told),
    };
    bar.finish_and_clear();
    Ok(written)
}

/// Writes a new identity for its owner only, and says what seals a backup for it.
fn identity(file: &Path) -> Result<(), String> {
    let (text, recipient) = backup::new_identity();
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    let mut made = made.map_err(|error| named(file, error))?;
    let written = made.write_all(text.as_bytes()).and_then(|()| made.sync_all());
    written.map_err(|error| named(file, error))?;
    println!("{recipient}");
    Ok(())
}

fn verify(file: &Path, within: Option<&Path>, opener: &Opener) -> Result<(), String> {
    let keys = opener.read()?;
    let folder = within.map_or_else(std::env::temp_dir, Path::to_owned);
    let (from, bar) = open(file)?;
    let opened = backup::open(from, keys.identities.as_ref());
    let done = opened.and_then(|from| backup::verify(from, &folder, keys.passphrase.as_ref()));
    bar.finish_and_clear();
    restored(&done.map_err(|broken| named(file, broken))?);
    say("whole     every row was restored and counted, and the history is intact");
    Ok(())
}

fn put_back(restore: &Restore) -> Result<(), String> {
    let keys = restore.opener.read()?;
    let (from, bar) = open(&restore.file)?;
    let place = Place::parse(&restore.at.database);
    let opened = backup::open(from, keys.identities.as_ref());
    let done = opened.and_then(|from| backup::restore(from, &place, keys.passphrase.as_ref()));
    bar.finish_and_clear();
    restored(&done.map_err(|broken| named(&restore.file, broken))?);
    let key = &restore.at.keys;
    let there = if key.exists() {
        "is there"
    } else {
        "is NOT there: put it back, or contacts stay closed"
    };
    say(&format!("the key   {} {there}; `jieli upgrade-check` tries it", key.display()));
    say("sessions  everybody signs in again");
    Ok(())
}

fn restored(restored: &Restored) {
    print(&restored.manifest, restored.rows);
}

fn print(manifest: &Manifest, rows: u64) {
    let start = &manifest.start;
    say(&format!("taken     {} from {}, jieli {}", start.made_at, start.engine, start.program));
    say(&format!("schema    {}", start.schema));
    say(&format!("rows      {rows} in {} tables", manifest.parts.len()));
    say(&format!("head      {} {}", manifest.audit.seq, manifest.audit.head));
}

/// To stderr, so that a backup to the pipe is only a backup.
fn say(line: &str) {
    eprintln!("{line}");
}

fn open(file: &Path) -> Result<(Box<dyn Read>, ProgressBar), String> {
    let style = "{bar:40} {bytes}/{total_bytes} {eta}";
    if is_pipe(file) {
        return Ok((Box::new(io::stdin().lock()), bar(style, 0)?));
    }
    let opened = File::open(file).map_err(|error| named(file, error))?;
    let size = opened.metadata().map_err(|error| named(file, error))?.len();
    let bar = bar(style, size)?;
    Ok((Box::new(BufReader::new(bar.wrap_read(opened))), bar))
}

fn bar(style: &str, length: u64) -> Result<ProgressBar, String> {
    let style = ProgressStyle::with_template(style).map_err(|error| error.to_string())?;
    Ok(ProgressBar::new(length).with_style(style))
}

fn is_pipe(file: &Path) -> bool {
    file == Path::new("-")
}

fn named(file: &Path, why: impl std::fmt::Display) -> String {
    format!("{}: {why}", file.display())
}

/// The backup on its way: for its owner only, and gone unless it is put in its place.
struct Draft {
    file: File,
    path: PathBuf,
}

impl Draft {
    fn beside(path: &Path) -> io::Result<Draft> {
        if path.exists() {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "it is there already"));
        }
        let mut name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
        name.push(format!(".part-{}", std::process::id()));
        let path = path.with_file_name(name);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        Ok(Draft { file, path })
    }

    fn put(&self, path: &Path) -> io::Result<()> {
        (&self.file).flush()?;
        self.file.sync_all()?;
        fs::hard_link(&self.path, path)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}
