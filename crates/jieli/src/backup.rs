//! `jieli backup FILE`, `jieli backup verify FILE`, `jieli restore FILE`: the district in one file.
//!
//! A backup is taken while the district is served. `-` is the terminal's pipe, so another
//! program may seal it for a recipient or carry it away.
use crate::settings::Where;
use app::backup::{self, Manifest, Passphrase, Restored};
use base::Timestamp;
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
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
        seal: Seal,
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
    seal: Seal,
}

/// What seals a backup.
#[derive(clap::Args)]
struct Seal {
    /// A file with the passphrase of the backup, for its owner only
    #[arg(long, env = "JIELI_BACKUP_PASSPHRASE_FILE")]
    passphrase_file: Option<PathBuf>,
}

pub fn run(backup: &Backup) -> ExitCode {
    ended(match (&backup.command, &backup.file) {
        (Some(Command::Verify { file, within, seal }), _) => verify(file, within.as_deref(), seal),
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
    let passphrase = seal.passphrase()?;
    let place = Place::parse(&at.database);
    let bar = bar("{bar:40} {human_pos}/{human_len} rows {eta}", 0)?;
    let told = |done, of| {
        bar.set_length(of);
        bar.set_position(done);
    };
    let now = Timestamp::now();
    let manifest = if is_pipe(file) {
        let to = BufWriter::new(io::stdout().lock());
        let written = backup::write(&place, to, passphrase.as_ref(), now, told);
        written.map_err(|broken| broken.to_string())?.0
    } else {
        let draft = Draft::beside(file).map_err(|error| named(file, error))?;
        let to = BufWriter::new(&draft.file);
        let written = backup::write(&place, to, passphrase.as_ref(), now, told);
        let (manifest, to) = written.map_err(|broken| named(file, broken))?;
        to.into_inner().map_err(|error| named(file, error.into_error()))?;
        draft.put(file).map_err(|error| named(file, error))?;
        manifest
    };
    bar.finish_and_clear();
    print(&manifest, manifest.start.rows);
    if passphrase.is_none() {
        say("open      whoever has this file reads the reports in it; --passphrase-file seals it");
    }
    let key = at.keys.display();
    say(&format!(
        "the key   {key} is not in it, and contacts open with nothing else: keep a copy of it apart"
    ));
    Ok(())
}

fn verify(file: &Path, within: Option<&Path>, seal: &Seal) -> Result<(), String> {
    let passphrase = seal.passphrase()?;
    let folder = within.map_or_else(std::env::temp_dir, Path::to_owned);
    let (from, bar) = open(file)?;
    let done = backup::verify(from, &folder, passphrase.as_ref());
    bar.finish_and_clear();
    restored(&done.map_err(|broken| named(file, broken))?);
    say("whole     every row was restored and counted, and the history is intact");
    Ok(())
}

fn put_back(restore: &Restore) -> Result<(), String> {
    let passphrase = restore.seal.passphrase()?;
    let (from, bar) = open(&restore.file)?;
    let place = Place::parse(&restore.at.database);
    let done = backup::restore(from, &place, passphrase.as_ref());
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

/// A passphrase is a line; a longer file is some other file.
const PASSPHRASE_BYTES_MAX: u64 = 4096;

impl Seal {
    fn passphrase(&self) -> Result<Option<Passphrase>, String> {
        let Some(file) = &self.passphrase_file else { return Ok(None) };
        let about = fs::metadata(file).map_err(|error| named(file, error))?;
        if about.mode() & 0o077 != 0 {
            return Err(named(file, "others can read it; chmod 600 it first"));
        }
        if about.len() > PASSPHRASE_BYTES_MAX {
            return Err(named(file, "it is too long to be a passphrase"));
        }
        let text = fs::read_to_string(file).map_err(|error| named(file, error))?;
        let passphrase = Passphrase::new(&text);
        passphrase.map(Some).ok_or_else(|| named(file, "a passphrase has at least 12 characters"))
    }
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
