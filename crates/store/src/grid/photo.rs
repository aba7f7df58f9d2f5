//! Rows of `photo` (照片) and `photo_original`: re-encoded, without metadata.
//!
//! `jpeg` is what may be shown, always: whoever redacts a photo replaces it, so no way of reading it
//! can be forgotten. What it was before lies sealed in `photo_original`, until its day.
use crate::{Result, Tx, params};
use ::grid::photo::PhotoState;
use base::{Date, MatterId, PhotoId, Timestamp};

/// A photo of a matter without its pixels (照片).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Photo {
    pub id: PhotoId,
    pub width: u32,
    pub height: u32,
    pub state: PhotoState,
    /// How often it was changed; its file is another each time.
    pub edits: i64,
}

/// What may be shown of a photo: nothing where it is hidden or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub matter: MatterId,
    pub photo: Photo,
    pub jpeg: Vec<u8>,
}

/// What a photo was before it was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    pub sealed: Vec<u8>,
    /// What is covered of it, as JSON.
    pub areas: String,
    pub erase_on: Date,
}

/// Adds a photo, unless the matter has its share: counted and inserted in one statement.
pub fn insert(
    tx: &mut Tx<'_>,
    id: PhotoId,
    matter: MatterId,
    photo: (&[u8], u32, u32),
    at: Timestamp,
    most: u32,
) -> Result<bool> {
    const SQL: &str = "
        INSERT INTO photo (id, matter, jpeg, width, height, made_at)
        SELECT $1, $2, $3, $4, $5, $6
        WHERE (SELECT COUNT(*) FROM photo WHERE matter = $2) < $7";
    let (jpeg, width, height) = photo;
    Ok(tx.run(SQL, params![id, matter, jpeg, width, height, at, most])? == 1)
}

/// One photo, with its matter: whoever may read that may see this.
pub fn find(tx: &mut Tx<'_>, id: PhotoId) -> Result<Option<Shown>> {
    const SQL: &str =
        "SELECT matter, jpeg, id, width, height, state, edits FROM photo WHERE id = $1";
    tx.one(SQL, params![id], |row| {
        Ok(Shown { matter: row.get(0)?, jpeg: row.get(1)?, photo: read(row, 2)? })
    })
}

/// The photos of a matter, in the order they came.
pub fn of_matter(tx: &mut Tx<'_>, matter: MatterId) -> Result<Vec<Photo>> {
    // Uses index photo_matter (matter).
    const SQL: &str = "
        SELECT id, width, height, state, edits FROM photo WHERE matter = $1 ORDER BY id LIMIT 100";
    tx.all(SQL, params![matter], |row| read(row, 0))
}

/// Replaces what is shown; [`crate::Failed::Stale`] where it was changed since it was seen.
pub fn change(tx: &mut Tx<'_>, seen: &Photo, state: PhotoState, jpeg: &[u8]) -> Result<()> {
    const SQL: &str = "
        UPDATE photo SET jpeg = $3, state = $4, edits = edits + 1 WHERE id = $1 AND edits = $2";
    tx.run_one(SQL, params![seen.id, seen.edits, jpeg, state.code()])
}

/// Keeps an original in place of the one before.
pub fn put_original(tx: &mut Tx<'_>, id: PhotoId, kept: &Original) -> Result<()> {
    const SQL: &str = "
        INSERT INTO photo_original (photo, sealed, areas, erase_on) VALUES ($1, $2, $3, $4)
        ON CONFLICT (photo) DO UPDATE SET sealed = $2, areas = $3, erase_on = $4";
    tx.run(SQL, params![id, &kept.sealed[..], &kept.areas, kept.erase_on]).map(|_| ())
}

/// The original of a changed photo.
pub fn original(tx: &mut Tx<'_>, id: PhotoId) -> Result<Option<Original>> {
    const SQL: &str = "SELECT sealed, areas, erase_on FROM photo_original WHERE photo = $1";
    tx.one(SQL, params![id], |row| {
        Ok(Original { sealed: row.get(0)?, areas: row.get(1)?, erase_on: row.get(2)? })
    })
}

/// The photos whose original goes by this day.
pub fn originals_due(tx: &mut Tx<'_>, today: Date, limit: u32) -> Result<Vec<PhotoId>> {
    // Uses index photo_original_erase (erase_on).
    const SQL: &str =
        "SELECT photo FROM photo_original WHERE erase_on <= $1 ORDER BY erase_on LIMIT $2";
    tx.all(SQL, params![today, limit], |row| row.get(0))
}

/// Erases an original. SQLite overwrites what it deletes (`secure_delete`).
pub fn erase_original(tx: &mut Tx<'_>, id: PhotoId) -> Result<bool> {
    const SQL: &str = "DELETE FROM photo_original WHERE photo = $1";
    Ok(tx.run(SQL, params![id])? == 1)
}

fn read(row: &crate::Row, at: usize) -> Result<Photo> {
    Ok(Photo {
        id: row.get(at)?,
        width: row.get(at + 1)?,
        height: row.get(at + 2)?,
        state: row.code(at + 3, PhotoState::parse)?,
        edits: row.get(at + 4)?,
    })
}
