//! `jieli policy check` and `jieli policy explain`: what the book says, and where it says so.
use base::Date;
use clap::Subcommand;
use policy::{Book, Explanation, Finding, PolicyFile};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Command {
    /// Loads every file and says what is wrong, with file, key and line
    Check {
        /// A district's own values, laid over the shipped ones
        #[arg(long)]
        overlay: Option<PathBuf>,
    },
    /// Says what a key means on a day, and on what it rests
    Explain {
        /// A dotted key, such as grid.deadline.general
        key: String,
        /// The day asked about, YYYY-MM-DD
        #[arg(long)]
        on: Date,
        /// A district's own values, laid over the shipped ones
        #[arg(long)]
        overlay: Option<PathBuf>,
    },
}

pub fn run(command: Command) -> ExitCode {
    match command {
        Command::Check { overlay } => check(overlay.as_deref()),
        Command::Explain { key, on, overlay } => explain(&key, on, overlay.as_deref()),
    }
}

/// Loads the book, or prints every finding.
pub fn load(overlay: Option<&Path>) -> Option<Book> {
    let files = match overlay.map(PolicyFile::read_dir).transpose() {
        Ok(files) => files.unwrap_or_default(),
        Err(error) => {
            let shown = overlay.unwrap_or(Path::new("")).display();
            eprintln!("the overlay {shown} cannot be read: {error}");
            return None;
        }
    };
    match Book::load(&policy::shipped(), &files) {
        Ok(book) => Some(book),
        Err(findings) => {
            findings.iter().for_each(|finding| eprintln!("{finding}"));
            eprintln!("{} findings; the book is refused", findings.len());
            None
        }
    }
}

fn check(overlay: Option<&Path>) -> ExitCode {
    let Some(book) = load(overlay) else { return ExitCode::FAILURE };
    // What the chapters read of it: a key that nothing reads, values that do not fit each other.
    let ladder = ladder::Rules::load(&book);
    let faults = [grid::Rules::load(&book).err(), ladder.as_ref().err().cloned()];
    let faults: Vec<Finding> = faults.into_iter().flatten().flatten().collect();
    if !faults.is_empty() {
        faults.iter().for_each(|finding| eprintln!("{finding}"));
        eprintln!("{} findings; the chapters refuse the book", faults.len());
        return ExitCode::FAILURE;
    }
    let notes = ladder.iter().flat_map(ladder::Rules::notes).cloned();
    book.warnings().into_iter().chain(notes).for_each(|note| println!("note: {note}"));
    let versions: usize = book.keys().map(|key| book.versions(key).len()).sum();
    println!("{} keys, {versions} versions, no error", book.keys().count());
    ExitCode::SUCCESS
}

fn explain(key: &str, on: Date, overlay: Option<&Path>) -> ExitCode {
    let Some(book) = load(overlay) else { return ExitCode::FAILURE };
    match book.explain(key, on) {
        Ok(found) => {
            print(&found);
            ExitCode::SUCCESS
        }
        Err(missing) => {
            eprintln!("{missing}");
            let near = near(&book, key);
            if book.versions(key).is_empty() && !near.is_empty() {
                eprintln!("there are: {}", near.join(", "));
            }
            ExitCode::FAILURE
        }
    }
}

/// So many keys of a branch are named where one was mistyped; `policy check` counts them all.
const NEAR: usize = 12;

/// The keys of the longest branch that a mistyped one shares with others.
fn near<'b>(book: &'b Book, key: &str) -> Vec<&'b str> {
    let cuts = key.char_indices().filter(|(_, c)| *c == '.').map(|(at, _)| at + 1);
    let branches = cuts.collect::<Vec<_>>().into_iter().rev().map(|at| &key[..at]);
    let within = |branch: &str| -> Vec<&'b str> {
        book.keys().filter(|known| known.starts_with(branch)).take(NEAR).collect()
    };
    branches.chain([""]).map(within).find(|keys| !keys.is_empty()).unwrap_or_default()
}

fn print(found: &Explanation) {
    println!("{}\n  {}", found.key, found.value.replace('\n', "\n  "));
    match found.until {
        Some(until) => println!("in force  {} until before {until}", found.since),
        None => println!("in force  from {}", found.since),
    }
    println!("source    {} {}", found.title, found.clause);
    println!("written   {}:{}", found.file, found.line);
    if let Some(known) = found.known {
        println!("known     {known}");
    }
    if let Some(note) = &found.note {
        println!("note      {note}");
    }
    if found.example {
        println!("example   a district sets its own");
    }
    if found.overlay {
        println!("overlay   the district's own value");
    }
}
