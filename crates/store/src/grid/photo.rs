//! Rows of `photo` (照片): re-encoded, without metadata.
use crate::{Result, Tx, params};
use base::{MatterId, PhotoId, Timestamp};

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
pub fn find(tx: &mut Tx<'_>, id: PhotoId) -> Result<Option<(MatterId, Vec<u8>)>> {
    const SQL: &str = "SELECT matter, jpeg FROM photo WHERE id = $1";
    tx.one(SQL, params![id], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The photos of a matter, in the order they came: id, width, height.
pub fn of_matter(tx: &mut Tx<'_>, matter: MatterId) -> Result<Vec<(PhotoId, u32, u32)>> {
    // Uses index photo_matter (matter).
    const SQL: &str = "SELECT id, width, height FROM photo WHERE matter = $1 ORDER BY id LIMIT 100";
    tx.all(SQL, params![matter], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}
