//! Reads a backup into an empty place, and believes nothing of it before its end was seen.
use super::frames::{self, Kind};
use super::manifest::{Manifest, Part, Start};
use super::{Broken, Passphrase, Restored, envelope};
use crate::secret::hex;
use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};
use std::io::Read;
use store::copy::{Ending, Source, Table};
use store::{Place, Value};

/// Restores a backup: all of it, or nothing.
pub fn restore(
    from: impl Read,
    place: &Place,
    passphrase: Option<&Passphrase>,
) -> Result<Restored, Broken> {
    let envelope = envelope::Reader::begin(from, passphrase)?;
    let mut reader = Reader::begin(GzDecoder::new(envelope))?;
    let filled = store::copy::fill(place, &mut reader)?;
    let manifest = reader.manifest.ok_or(Broken::CutOff)?;
    Ok(Restored { manifest, head: filled.head, rows: filled.rows })
}

struct Reader<R: Read> {
    /// Gone once the end was reached and found right.
    from: Option<GzDecoder<envelope::Reader<R>>>,
    start: Start,
    /// The table that was announced and not yet begun.
    announced: Option<Announced>,
    seen: Vec<Part>,
    open: Option<Open>,
    manifest: Option<Manifest>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Announced {
    table: String,
    columns: Vec<String>,
}

struct Open {
    part: Part,
    hash: Sha256,
    columns: usize,
    rows: Vec<u8>,
    at: usize,
}

impl<R: Read> Reader<R> {
    fn begin(mut from: GzDecoder<envelope::Reader<R>>) -> Result<Reader<R>, Broken> {
        let (kind, bytes) = frames::read(&mut from)?;
        if kind != Kind::Start {
            return Err(Broken::Damaged("it does not begin with its start"));
        }
        let start = json(&bytes)?;
        let seen = Vec::new();
        let from = Some(from);
        let mut reader = Reader { from, start, announced: None, seen, open: None, manifest: None };
        reader.between()?;
        Ok(reader)
    }

    /// Reads the frame that is no rows: another table, or the manifest.
    fn between(&mut self) -> Result<(), Broken> {
        match self.frame()? {
            (Kind::Table, bytes) => self.announced = Some(json(&bytes)?),
            (Kind::Manifest, bytes) => self.manifest = Some(json(&bytes)?),
            _ => return Err(Broken::Damaged("its frames are out of order")),
        }
        Ok(())
    }

    fn frame(&mut self) -> Result<(Kind, Vec<u8>), Broken> {
        match &mut self.from {
            Some(from) => frames::read(from),
            None => Err(Broken::CutOff),
        }
    }

    /// Loads more rows of the open table; `false` when there are none.
    fn more(&mut self) -> Result<bool, Broken> {
        match self.frame()? {
            (Kind::Rows, bytes) => {
                let Some(open) = &mut self.open else {
                    return Err(Broken::Damaged("rows come before their table"));
                };
                open.hash.update(&bytes);
                open.part.bytes += bytes.len() as u64;
                (open.rows, open.at) = (bytes, 0);
                return Ok(true);
            }
            (Kind::Table, bytes) => self.announced = Some(json(&bytes)?),
            (Kind::Manifest, bytes) => self.manifest = Some(json(&bytes)?),
            (Kind::Start, _) => return Err(Broken::Damaged("it starts twice")),
        }
        if let Some(Open { mut part, hash, .. }) = self.open.take() {
            let hash: [u8; 32] = hash.finalize().into();
            part.sha256 = hex::encode(&hash);
            self.seen.push(part);
        }
        Ok(false)
    }

    fn compare(&self, manifest: &Manifest) -> Result<(), Broken> {
        if manifest.start != self.start || manifest.parts.len() != self.seen.len() {
            return Err(Broken::Damaged("its manifest is of another backup"));
        }
        for (said, seen) in manifest.parts.iter().zip(&self.seen) {
            let what = match said {
                _ if said.table != seen.table => "the name",
                _ if said.rows != seen.rows => "the number of rows",
                _ if said.bytes != seen.bytes || said.sha256 != seen.sha256 => "the content",
                _ => continue,
            };
            return Err(Broken::Part { table: said.table.clone(), what });
        }
        Ok(())
    }
}

impl<R: Read> Source for Reader<R> {
    type Error = Broken;

    fn schema(&self) -> i64 {
        self.start.schema
    }

    fn table(&mut self) -> Result<Option<Table>, Broken> {
        let Some(Announced { table, columns }) = self.announced.take() else { return Ok(None) };
        let part = Part { table: table.clone(), rows: 0, bytes: 0, sha256: String::new() };
        let hash = Sha256::new();
        self.open = Some(Open { part, hash, columns: columns.len(), rows: Vec::new(), at: 0 });
        Ok(Some(Table { name: table, columns }))
    }

    fn row(&mut self) -> Result<Option<Vec<Value>>, Broken> {
        loop {
            let Some(open) = &mut self.open else { return Ok(None) };
            let mut rest = &open.rows[open.at..];
            if rest.is_empty() {
                if !self.more()? {
                    return Ok(None);
                }
                continue;
            }
            let row = frames::take(&mut rest, open.columns);
            let row = row.ok_or(Broken::Damaged("a row cannot be read"))?;
            open.at = open.rows.len() - rest.len();
            open.part.rows += 1;
            return Ok(Some(row));
        }
    }

    fn end(&mut self) -> Result<Ending, Broken> {
        let manifest = self.manifest.clone().ok_or(Broken::CutOff)?;
        let mut from = self.from.take().ok_or(Broken::CutOff)?;
        // The end of the compressed bytes has a sum of its own.
        if from.read(&mut [0]).map_err(frames::told)? != 0 {
            return Err(Broken::Damaged("something follows its manifest"));
        }
        from.into_inner().finish()?;
        self.compare(&manifest)?;
        let head = manifest.audit.seal().ok_or(Broken::Damaged("it names no head of the chain"))?;
        let rows = manifest.parts.iter().map(|part| (part.table.clone(), part.rows)).collect();
        Ok(Ending { head, rows })
    }
}

fn json<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Broken> {
    serde_json::from_slice(bytes).map_err(|_| Broken::Damaged("a frame cannot be read"))
}
