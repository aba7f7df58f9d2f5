//! Rows of `grid_work` (工作内容), the kinds of work that a grid's posts look after, and of
//! `grid_head` (书记、组长), who heads its Party branch or group.
use crate::{Result, Tx, params};
use base::{Date, PersonId, PostId, UnitId};

/// The kinds of work of the posts of one grid, by post.
pub fn work_of_grid(tx: &mut Tx<'_>, grid: UnitId) -> Result<Vec<(PostId, String)>> {
    // Uses index post_unit (unit) and the primary key (post, work_kind).
    const SQL: &str = "
        SELECT w.post, w.work_kind FROM post p JOIN grid_work w ON w.post = p.id
        WHERE p.unit = $1 ORDER BY w.post, w.work_kind";
    tx.all(SQL, params![grid], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The kinds of work of one post.
pub fn work_of_post(tx: &mut Tx<'_>, post: PostId) -> Result<Vec<String>> {
    const SQL: &str = "SELECT work_kind FROM grid_work WHERE post = $1 ORDER BY work_kind";
    tx.all(SQL, params![post], |row| row.get(0))
}

/// Gives a post these kinds of work and no others.
pub fn set_work(tx: &mut Tx<'_>, post: PostId, kinds: &[String]) -> Result<()> {
    const CLEAR: &str = "DELETE FROM grid_work WHERE post = $1";
    const ADD: &str = "INSERT INTO grid_work (post, work_kind) VALUES ($1, $2)";
    tx.run(CLEAR, params![post])?;
    for kind in kinds {
        tx.run(ADD, params![post, kind])?;
    }
    Ok(())
}

/// Says who heads the Party branch or group of a grid (书记、组长) from a day on; nobody, too.
pub fn set_head(tx: &mut Tx<'_>, grid: UnitId, since: Date, head: Option<PersonId>) -> Result<()> {
    const SQL: &str = "
        INSERT INTO grid_head (unit, since, person) VALUES ($1, $2, $3)
        ON CONFLICT (unit, since) DO UPDATE SET person = excluded.person";
    tx.run(SQL, params![grid, since, head]).map(|_| ())
}

/// Who heads the Party branch or group of a grid on a day.
pub fn head_on(tx: &mut Tx<'_>, grid: UnitId, day: Date) -> Result<Option<PersonId>> {
    // Primary key (unit, since).
    const SQL: &str = "
        SELECT person FROM grid_head WHERE unit = $1 AND since <= $2 ORDER BY since DESC LIMIT 1";
    Ok(tx.one(SQL, params![grid, day], |row| row.get(0))?.flatten())
}
