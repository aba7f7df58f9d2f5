//! Rows of `rating` (评价): what the reporter says of the result; the handler never sees it.
use crate::{Result, Tx, params};
use ::grid::matter::Says;
use base::{MatterId, Timestamp};

/// A reporter's word on a result (评价).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    pub matter: MatterId,
    pub at: Timestamp,
    /// 1 to 5.
    pub stars: u8,
    pub says: Says,
    pub words: String,
}

/// Keeps a rating: one per matter, a second is [`crate::Failed::Taken`].
pub fn insert(tx: &mut Tx<'_>, rating: &Rating) -> Result<()> {
    const SQL: &str =
        "INSERT INTO rating (matter, at, stars, says, words) VALUES ($1, $2, $3, $4, $5)";
    let words = rating.words.as_str();
    tx.run(SQL, params![rating.matter, rating.at, rating.stars, rating.says.code(), words])?;
    Ok(())
}

/// Puts a rating aside when the matter is taken up again: the new result is rated anew.
pub fn remove(tx: &mut Tx<'_>, matter: MatterId) -> Result<bool> {
    const SQL: &str = "DELETE FROM rating WHERE matter = $1";
    Ok(tx.run(SQL, params![matter])? == 1)
}

/// The rating of a matter.
pub fn find(tx: &mut Tx<'_>, matter: MatterId) -> Result<Option<Rating>> {
    const SQL: &str = "SELECT at, stars, says, words FROM rating WHERE matter = $1";
    tx.one(SQL, params![matter], |row| {
        Ok(Rating {
            matter,
            at: row.get(0)?,
            stars: row.get(1)?,
            says: row.code(2, Says::parse)?,
            words: row.get(3)?,
        })
    })
}
