//! Writes a backup from the rows as they come.
use super::frames::{self, Kind, ROWS_BYTES};
use super::manifest::{Head, Manifest, Part, Start};
use super::{Broken, Passphrase, envelope};
use crate::secret::hex;
use base::Timestamp;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::io::Write;
use store::copy::{About, Table, Taker};
use store::{Engine, Place, Value};

/// Takes a backup of a place while others write to it. `told` hears of rows done, of all.
pub fn write<W: Write>(
    place: &Place,
    to: W,
    passphrase: Option<&Passphrase>,
    at: Timestamp,
    told: impl FnMut(u64, u64),
) -> Result<(Manifest, W), Broken> {
    let envelope = envelope::Writer::begin(to, passphrase)?;
    let mut writer = Writer {
        to: GzEncoder::new(envelope, Compression::new(LEVEL)),
        start: None,
        parts: Vec::new(),
        open: None,
        rows: Vec::with_capacity(ROWS_BYTES),
        done: 0,
        at,
        told,
    };
    let about = store::copy::take(place, &mut writer)?;
    writer.close()?;
    let start = writer.start.take().ok_or(Broken::Damaged("it has no start"))?;
    let manifest = Manifest { start, audit: Head::of(&about.head), parts: writer.parts };
    frames::write(&mut writer.to, Kind::Manifest, &json(&manifest)?)?;
    let to = writer.to.finish()?.finish()?;
    Ok((manifest, to))
}

/// Photos do not shrink; the rest does so well enough at little cost.
const LEVEL: u32 = 3;

struct Writer<W: Write, F> {
    to: GzEncoder<envelope::Writer<W>>,
    start: Option<Start>,
    parts: Vec<Part>,
    open: Option<Open>,
    rows: Vec<u8>,
    done: u64,
    at: Timestamp,
    told: F,
}

/// The table whose rows come.
struct Open {
    part: Part,
    hash: Sha256,
}

impl<W: Write, F: FnMut(u64, u64)> Writer<W, F> {
    fn flush(&mut self) -> Result<(), Broken> {
        let Some(open) = self.open.as_mut().filter(|_| !self.rows.is_empty()) else {
            return Ok(());
        };
        open.hash.update(&self.rows);
        open.part.bytes += self.rows.len() as u64;
        frames::write(&mut self.to, Kind::Rows, &self.rows)?;
        self.rows.clear();
        let of = self.start.as_ref().map_or(0, |start| start.rows);
        (self.told)(self.done, of);
        Ok(())
    }

    fn close(&mut self) -> Result<(), Broken> {
        self.flush()?;
        if let Some(Open { mut part, hash }) = self.open.take() {
            let hash: [u8; 32] = hash.finalize().into();
            part.sha256 = hex::encode(&hash);
            self.parts.push(part);
        }
        Ok(())
    }
}

impl<W: Write, F: FnMut(u64, u64)> Taker for Writer<W, F> {
    type Error = Broken;

    fn begin(&mut self, about: &About) -> Result<(), Broken> {
        let engine = match about.engine {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        };
        let start = Start {
            program: env!("CARGO_PKG_VERSION").into(),
            made_at: self.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            engine: engine.into(),
            schema: about.schema,
            rows: about.rows,
        };
        frames::write(&mut self.to, Kind::Start, &json(&start)?)?;
        self.start = Some(start);
        Ok(())
    }

    fn table(&mut self, table: &Table) -> Result<(), Broken> {
        self.close()?;
        let columns = serde_json::json!({ "table": table.name, "columns": table.columns });
        frames::write(&mut self.to, Kind::Table, &json(&columns)?)?;
        let part = Part { table: table.name.clone(), rows: 0, bytes: 0, sha256: String::new() };
        self.open = Some(Open { part, hash: Sha256::new() });
        Ok(())
    }

    fn row(&mut self, row: &[Value]) -> Result<(), Broken> {
        frames::put(row, &mut self.rows);
        if let Some(open) = &mut self.open {
            open.part.rows += 1;
        }
        self.done += 1;
        if self.rows.len() >= ROWS_BYTES { self.flush() } else { Ok(()) }
    }
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, Broken> {
    serde_json::to_vec(value).map_err(|error| Broken::Io(error.into()))
}
