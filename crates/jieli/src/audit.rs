//! `jieli audit verify`: walks the whole chain of the history and names the first damage.
use crate::settings::Where;
use clap::Subcommand;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::chain::{Digest, Verdict, verify};

#[derive(Subcommand)]
pub enum Command {
    /// Finds any altered, removed or reordered row
    Verify {
        #[command(flatten)]
        at: Where,
        /// Heads written down earlier, one `SEQ HASH` a line: a chain cut short is found by them
        #[arg(long)]
        anchors: Option<PathBuf>,
    },
}

pub fn run(command: &Command) -> ExitCode {
    let Command::Verify { at, anchors } = command;
    match check(at, anchors.as_deref()) {
        Ok(Verdict::Intact { head, unsealed }) => {
            println!("intact    {} events, {unsealed} waiting for their seal", head.seq);
            println!("head      {} {}", head.seq, hex(&head.head));
            println!("hash      {}", head.hash.code());
            ExitCode::SUCCESS
        }
        Ok(Verdict::Broken { seq, why }) => {
            println!("BROKEN at {seq}: {why:?}");
            ExitCode::FAILURE
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn check(at: &Where, anchors: Option<&Path>) -> Result<Verdict, String> {
    let anchors = anchors.map(read).transpose()?.unwrap_or_default();
    // A name mistyped must not make an empty database, and call that intact.
    if let store::Place::File(file) = store::Place::parse(&at.database)
        && !file.exists()
    {
        return Err(format!("the database {}: there is no such file", file.display()));
    }
    let db = at.database()?;
    db.read_now(move |tx| verify(tx, &anchors)).map_err(|error| error.to_string())
}

fn read(file: &Path) -> Result<Vec<(i64, Digest)>, String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            anchor(line).ok_or_else(|| format!("{}:{}: no `SEQ HASH`", file.display(), at + 1))
        })
        .collect()
}

fn anchor(line: &str) -> Option<(i64, Digest)> {
    let (seq, hash) = line.trim().split_once(' ')?;
    let bytes: Option<Vec<u8>> = (0..hash.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(hash.get(at..at + 2)?, 16).ok())
        .collect();
    Some((seq.parse().ok()?, bytes?.try_into().ok()?))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_reads_back_from_the_head_that_is_printed() {
        let head = [7u8; 32];
        assert_eq!(anchor(&format!("12 {}", hex(&head))), Some((12, head)));
        for bad in ["", "12", "12 zz", "x 00", "12 0707"] {
            assert_eq!(anchor(bad), None, "{bad}");
        }
    }
}
