//! Rows of `post` (岗位).
use crate::{Result, Row, Tx, params};
use base::{Date, PostId};
use org::{Post, Role};

/// Adds a post.
pub fn insert(tx: &mut Tx<'_>, post: &Post) -> Result<()> {
    const SQL: &str = "
        INSERT INTO post (id, unit, role, title_zh, title_en, part_time, sent_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let Post { id, unit, role, title_zh, title_en, part_time, sent_by } = post;
    let row = params![*id, *unit, role.code(), title_zh, title_en, *part_time, sent_by];
    tx.run(SQL, row).map(|_| ())
}

/// One post, also of a unit that has ended.
pub fn get(tx: &mut Tx<'_>, id: PostId) -> Result<Option<Post>> {
    const SQL: &str = "
        SELECT id, unit, role, title_zh, title_en, part_time, sent_by FROM post WHERE id = $1";
    tx.one(SQL, params![id], read)
}

/// The posts of the units that exist on a day.
pub fn on(tx: &mut Tx<'_>, day: Date) -> Result<Vec<Post>> {
    // Reads both tables once: a district has some thousand posts.
    const SQL: &str = "
        SELECT p.id, p.unit, p.role, p.title_zh, p.title_en, p.part_time, p.sent_by
        FROM post p JOIN unit u ON u.id = p.unit
        WHERE u.since <= $1 AND (u.until IS NULL OR u.until > $1) ORDER BY p.id";
    tx.all(SQL, params![day], read)
}

fn read(row: &Row) -> Result<Post> {
    Ok(Post {
        id: row.get(0)?,
        unit: row.get(1)?,
        role: row.code(2, Role::parse)?,
        title_zh: row.get(3)?,
        title_en: row.get(4)?,
        part_time: row.get(5)?,
        sent_by: row.get(6)?,
    })
}
