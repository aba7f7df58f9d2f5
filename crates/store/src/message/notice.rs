//! Rows of `notice` (消息), each for a post or for a person, and who has read them.
use crate::{Result, Row, Tx, params};
use base::{MatterId, NoticeId, PersonId, PostId};

/// A notice (消息).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub id: NoticeId,
    /// To whoever acts for this post.
    pub post: Option<PostId>,
    /// Or to this person, who follows the matter.
    pub person: Option<PersonId>,
    pub matter: MatterId,
    /// The event it tells of.
    pub what: String,
    /// The step at which it came.
    pub step: String,
    /// Who did it; they are not told of it.
    pub actor: Option<PersonId>,
}

/// Adds one.
pub fn insert(tx: &mut Tx<'_>, notice: &Notice) -> Result<()> {
    const SQL: &str = "
        INSERT INTO notice (id, post, person, matter, what, step, actor)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let Notice { id, post, person, matter, what, step, actor } = notice;
    tx.put(SQL, params![*id, *post, *person, *matter, what, step, *actor])
}

/// One of them.
pub fn find(tx: &mut Tx<'_>, id: NoticeId) -> Result<Option<Notice>> {
    const SQL: &str = "
        SELECT id, post, person, matter, what, step, actor FROM notice WHERE id = $1";
    tx.one(SQL, params![id], read)
}

/// What came to a post before `before`, the newest first, but for what the reader did, and whether
/// the reader has marked it.
pub fn of_post(
    tx: &mut Tx<'_>,
    post: PostId,
    reader: PersonId,
    before: NoticeId,
    limit: u32,
) -> Result<Vec<(Notice, bool)>> {
    // Uses index notice_post (post, id).
    const SQL: &str = "
        SELECT n.id, n.post, n.person, n.matter, n.what, n.step, n.actor,
            CASE WHEN r.notice IS NULL THEN 0 ELSE 1 END
        FROM notice n LEFT JOIN notice_read r ON r.notice = n.id AND r.person = $2
        WHERE n.post = $1 AND n.id < $3 AND (n.actor IS NULL OR n.actor <> $2)
        ORDER BY n.post DESC, n.id DESC LIMIT $4";
    tx.all(SQL, params![post, reader, before, limit], marked)
}

/// The same of what a person follows.
pub fn of_person(
    tx: &mut Tx<'_>,
    person: PersonId,
    before: NoticeId,
    limit: u32,
) -> Result<Vec<(Notice, bool)>> {
    // Uses index notice_person (person, id).
    const SQL: &str = "
        SELECT n.id, n.post, n.person, n.matter, n.what, n.step, n.actor,
            CASE WHEN r.notice IS NULL THEN 0 ELSE 1 END
        FROM notice n LEFT JOIN notice_read r ON r.notice = n.id AND r.person = $1
        WHERE n.person = $1 AND n.id < $2 AND (n.actor IS NULL OR n.actor <> $1)
        ORDER BY n.person DESC, n.id DESC LIMIT $3";
    tx.all(SQL, params![person, before, limit], marked)
}

/// Whether something came to a post that the reader has not read.
pub fn unread_of_post(tx: &mut Tx<'_>, post: PostId, reader: PersonId) -> Result<bool> {
    // Uses index notice_post (post, id), from the reader's mark on.
    const SQL: &str = "
        SELECT n.id FROM notice n
        WHERE n.post = $1
            AND n.id > COALESCE((SELECT m.up_to FROM notice_mark m WHERE m.person = $2), 0)
            AND (n.actor IS NULL OR n.actor <> $2)
            AND NOT EXISTS (
                SELECT 1 FROM notice_read r WHERE r.person = $2 AND r.notice = n.id)
        LIMIT 1";
    Ok(tx.one(SQL, params![post, reader], |row| row.get::<i64>(0))?.is_some())
}

/// The same of what a person follows.
pub fn unread_of_person(tx: &mut Tx<'_>, person: PersonId) -> Result<bool> {
    // Uses index notice_person (person, id), from the reader's mark on.
    const SQL: &str = "
        SELECT n.id FROM notice n
        WHERE n.person = $1
            AND n.id > COALESCE((SELECT m.up_to FROM notice_mark m WHERE m.person = $1), 0)
            AND (n.actor IS NULL OR n.actor <> $1)
            AND NOT EXISTS (
                SELECT 1 FROM notice_read r WHERE r.person = $1 AND r.notice = n.id)
        LIMIT 1";
    Ok(tx.one(SQL, params![person], |row| row.get::<i64>(0))?.is_some())
}

/// Marks one as read by somebody.
pub fn mark(tx: &mut Tx<'_>, person: PersonId, id: NoticeId) -> Result<()> {
    const SQL: &str = "
        INSERT INTO notice_read (person, notice) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    tx.run(SQL, params![person, id]).map(|_| ())
}

/// Marks all as read up to one.
pub fn mark_up_to(tx: &mut Tx<'_>, person: PersonId, id: NoticeId) -> Result<()> {
    const SQL: &str = "
        INSERT INTO notice_mark (person, up_to) VALUES ($1, $2)
        ON CONFLICT (person) DO UPDATE SET up_to = $2 WHERE notice_mark.up_to < $2";
    tx.run(SQL, params![person, id]).map(|_| ())
}

/// Up to which one somebody has read all.
pub fn read_up_to(tx: &mut Tx<'_>, person: PersonId) -> Result<NoticeId> {
    const SQL: &str = "SELECT up_to FROM notice_mark WHERE person = $1";
    Ok(tx.one(SQL, params![person], |row| row.get(0))?.unwrap_or(NoticeId(i64::MIN)))
}

/// Takes away what was made before an id, so many at a time; says how many.
pub fn expire(tx: &mut Tx<'_>, before: NoticeId, limit: u32) -> Result<u64> {
    // Both walk primary keys or index notice_read_notice from their start.
    const MARKS: &str = "DELETE FROM notice_read WHERE notice < $1";
    const SQL: &str = "
        DELETE FROM notice WHERE id IN (
            SELECT id FROM notice WHERE id < $1 ORDER BY id LIMIT $2)";
    tx.run(MARKS, params![before])?;
    tx.run(SQL, params![before, limit])
}

fn marked(row: &Row) -> Result<(Notice, bool)> {
    Ok((read(row)?, row.get(7)?))
}

fn read(row: &Row) -> Result<Notice> {
    Ok(Notice {
        id: row.get(0)?,
        post: row.get(1)?,
        person: row.get(2)?,
        matter: row.get(3)?,
        what: row.get(4)?,
        step: row.get(5)?,
        actor: row.get(6)?,
    })
}
