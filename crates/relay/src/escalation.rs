//! Escalation (升级) that skips nothing: whoever is missing, somebody next in line holds it.
//!
//! DIGIT leaves a late case where it is when it has no owner, its owner no superior, or the ladder
//! ends. Here the ladder ends in a post of last resort, so there is always a next holder.
use base::PostId;

/// A rung of the ladder: a post, and whether anybody acts for it now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    pub post: PostId,
    /// The holder or a deputy is there.
    pub manned: bool,
}

/// Who gets it next, and who was passed over for being away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextHolder {
    pub post: PostId,
    pub passed_over: Vec<PostId>,
    /// The ladder ended: this is the post of last resort (兜底).
    pub last_resort: bool,
}

/// The first manned rung above the present holder, or else the post of last resort.
///
/// A holder that is not on the ladder (a department, say) starts at its foot.
pub fn next_holder(ladder: &[Rung], present: PostId, last_resort: PostId) -> NextHolder {
    let above = match ladder.iter().position(|rung| rung.post == present) {
        Some(at) => &ladder[at + 1..],
        None => ladder,
    };
    first_manned(above, last_resort)
}

/// The first manned rung of the whole ladder: for what has no holder yet.
pub fn first_manned(ladder: &[Rung], last_resort: PostId) -> NextHolder {
    let passed_over = |rungs: &[Rung]| rungs.iter().map(|rung| rung.post).collect();
    match ladder.iter().position(|rung| rung.manned) {
        Some(at) => NextHolder {
            post: ladder[at].post,
            passed_over: passed_over(&ladder[..at]),
            last_resort: ladder[at].post == last_resort,
        },
        None => {
            NextHolder { post: last_resort, passed_over: passed_over(ladder), last_resort: true }
        }
    }
}
