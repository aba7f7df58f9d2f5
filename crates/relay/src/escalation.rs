//! Escalation (升级): the next holder by rule. Nothing is skipped in silence.
//!
//! DIGIT leaves a breached case alone when it has no assignee, no superior or the highest level:
//! exactly the neglected cases stay neglected. Here there is an answer for each.
use base::PostId;
use std::collections::BTreeSet;

/// A post on the ladder (候选岗位), whether somebody acts for it, and who stands in (代理岗位).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub post: PostId,
    pub present: bool,
    /// Posts that stand in when it is absent, in order; each may be absent too and have its own.
    pub deputies: Vec<Candidate>,
}

impl Candidate {
    /// A post without deputies of its own.
    pub fn new(post: PostId, present: bool) -> Candidate {
        Candidate { post, present, deputies: Vec::new() }
    }
}

/// Who holds it next (下一持有岗位).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextHolder {
    /// A post that is there; `passed` were not.
    Found { post: PostId, passed: Vec<PostId> },
    /// The ladder is at its end: the post that takes what nobody else does (兜底岗位).
    LastResort { post: PostId, passed: Vec<PostId> },
    /// The holder is the last resort already and keeps it.
    Stays { post: PostId },
    /// Nobody at all, and no last resort: an orphan (无主), to be shown as one.
    Nobody { passed: Vec<PostId> },
}

impl NextHolder {
    /// The post, where there is one.
    pub fn post(&self) -> Option<PostId> {
        match self {
            NextHolder::Found { post, .. }
            | NextHolder::LastResort { post, .. }
            | NextHolder::Stays { post } => Some(*post),
            NextHolder::Nobody { .. } => None,
        }
    }
}

/// The next holder above `current` on the ladder, lowest rung first; without a holder, or with one
/// who is not on the ladder, from the lowest rung on.
///
/// An absent post passes on to its deputies, they to theirs (zammad#3694), then comes the next
/// rung, at last the last resort. Each post is asked once, so the answer comes even if a post
/// stands on several rungs.
pub fn next_holder(
    ladder: &[Candidate],
    current: Option<PostId>,
    last_resort: Option<PostId>,
) -> NextHolder {
    let stands = |rung: &Candidate| current.is_some_and(|post| names(rung, post));
    let above = ladder.iter().rposition(stands).map_or(0, |rung| rung + 1);
    let (mut asked, mut passed) = (BTreeSet::new(), Vec::new());
    for rung in &ladder[above..] {
        if let Some(post) = present(rung, &mut asked, &mut passed) {
            return NextHolder::Found { post, passed };
        }
    }
    match last_resort {
        Some(post) if Some(post) == current => NextHolder::Stays { post },
        Some(post) => NextHolder::LastResort { post, passed },
        None => NextHolder::Nobody { passed },
    }
}

fn names(rung: &Candidate, post: PostId) -> bool {
    rung.post == post || rung.deputies.iter().any(|deputy| names(deputy, post))
}

/// The post itself, else the first deputy who is there; who is asked and absent is noted.
fn present(
    candidate: &Candidate,
    asked: &mut BTreeSet<PostId>,
    passed: &mut Vec<PostId>,
) -> Option<PostId> {
    if asked.insert(candidate.post) {
        if candidate.present {
            return Some(candidate.post);
        }
        passed.push(candidate.post);
    }
    candidate.deputies.iter().find_map(|deputy| present(deputy, asked, passed))
}
