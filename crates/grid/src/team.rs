//! The team of a grid (网格队伍): its leader, its full- and part-time workers, who is missing.
//!
//! Basis: summary 二(二). A leader sits on the community's committee and also heads the grid's
//! Party branch or group; which staff a grid needs depends on its kind, which policy says. What is
//! *not* here: who is better than whom; nobody is ranked, and nobody's movements are counted.
use crate::refused::Refused;
use crate::rules::{GridKind, Named};
use base::{PostId, UnitId, codes};
use org::Role;
use std::collections::BTreeSet;

codes! {
    /// How the Party is organised in a grid (党组织形式).
    pub enum PartyForm {
        /// 党支部
        Branch = "branch",
        /// 党小组
        Group = "group",
    }
}

/// Somebody's post in a grid's team (队伍成员).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub post: PostId,
    pub role: Role,
    pub part_time: bool,
    /// The unit or trade that sends a part-timer, as `staff` of a kind names it (来源单位).
    pub sent_by: String,
    /// Whether somebody acts for the post today.
    pub present: bool,
    /// Codes of the kinds of work it does here (工作内容).
    pub work: Vec<String>,
}

/// What must be known of whoever is to lead a grid (网格长人选).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leader {
    /// The community on whose committee they sit.
    pub committee_of: Option<UnitId>,
    /// What they head in this grid, the branch or the group.
    pub heads: Option<PartyForm>,
}

/// Whether somebody may lead a grid of this community, where the Party has this form: a member of
/// its committee who also heads the branch or group.
pub fn check_leader(leader: &Leader, community: UnitId, form: PartyForm) -> Result<(), Refused> {
    if leader.committee_of != Some(community) {
        return Err(Refused::NotOnCommittee);
    }
    if leader.heads != Some(form) {
        return Err(Refused::HeadsNoParty);
    }
    Ok(())
}

/// A grid's team at a glance (队伍概况).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Team {
    pub leaders: Vec<PostId>,
    /// 专职网格员
    pub full_time: Vec<PostId>,
    /// 兼职网格员
    pub part_time: Vec<PostId>,
    /// Posts for which nobody acts today (空岗).
    pub vacant: Vec<PostId>,
    /// Staff that the kind of grid asks for and that is not there (缺员).
    pub missing_staff: Vec<String>,
    /// Kinds of work that nobody does here (未落实的工作内容).
    pub missing_work: Vec<String>,
}

impl Team {
    /// Sums up a team against what its kind of grid asks for. A vacant post fills no need.
    pub fn of(members: &[Member], kind: &GridKind, work_kinds: &[Named]) -> Team {
        let posts = |which: fn(&Member) -> bool| {
            members.iter().filter(|member| which(member)).map(|member| member.post).collect()
        };
        let there = || members.iter().filter(|member| member.present);
        let staff: BTreeSet<&str> = there().filter_map(staff_code).collect();
        let work: BTreeSet<&str> =
            there().flat_map(|member| member.work.iter().map(String::as_str)).collect();
        let missing_staff = kind.staff.iter().filter(|code| !staff.contains(code.as_str()));
        let missing_work = work_kinds.iter().map(|kind| &kind.code);
        Team {
            leaders: posts(|member| member.role == Role::GridLeader),
            full_time: posts(|member| member.role == Role::GridWorker && !member.part_time),
            part_time: posts(|member| member.role == Role::GridWorker && member.part_time),
            vacant: posts(|member| !member.present),
            missing_staff: missing_staff.cloned().collect(),
            missing_work: missing_work
                .filter(|code| !work.contains(code.as_str()))
                .cloned()
                .collect(),
        }
    }

    /// Whether nothing is missing (队伍齐备).
    pub fn is_complete(&self) -> bool {
        self.missing_staff.is_empty() && self.missing_work.is_empty()
    }
}

/// What a post counts as: its role, and of a part-timer the unit or trade that sends them.
fn staff_code(member: &Member) -> Option<&str> {
    match member.role {
        Role::GridLeader | Role::GridWorker if !member.part_time => Some(member.role.code()),
        Role::GridLeader => Some(member.role.code()),
        Role::GridWorker if !member.sent_by.is_empty() => Some(&member.sent_by),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(post: i64, role: Role, sent_by: &str, work: &[&str]) -> Member {
        Member {
            post: PostId(post),
            role,
            part_time: !sent_by.is_empty(),
            sent_by: sent_by.into(),
            present: true,
            work: work.iter().map(|code| (*code).to_owned()).collect(),
        }
    }

    fn named(code: &str) -> Named {
        Named { code: code.into(), zh: "甲".into(), en: "A".into() }
    }

    fn kind(staff: &[&str]) -> GridKind {
        GridKind {
            code: "market".into(),
            zh: "商圈市场".into(),
            en: "Market".into(),
            min_households: 0,
            max_households: 0,
            staff: staff.iter().map(|code| (*code).to_owned()).collect(),
        }
    }

    #[test]
    fn a_leader_sits_on_the_committee_and_heads_the_branch_or_group() {
        use PartyForm::{Branch, Group};
        let (here, there) = (UnitId(4), UnitId(5));
        for (committee_of, heads, form, expected) in [
            (Some(here), Some(Branch), Branch, Ok(())),
            (Some(here), Some(Group), Group, Ok(())),
            (Some(there), Some(Branch), Branch, Err("not_on_committee")),
            (None, Some(Branch), Branch, Err("not_on_committee")),
            (Some(here), None, Branch, Err("heads_no_party")),
            (Some(here), Some(Group), Branch, Err("heads_no_party")),
        ] {
            let leader = Leader { committee_of, heads };
            let got = check_leader(&leader, here, form).map_err(|refused| refused.code());
            assert_eq!(got, expected, "{leader:?} {form}");
        }
    }

    #[test]
    fn a_team_lacks_what_its_kind_of_grid_asks_for_and_nobody_there_does() {
        let kind = kind(&["grid_leader", "grid_worker", "market_regulation"]);
        let work = [named("party"), named("voices")];
        let mut members = vec![
            member(1, Role::GridLeader, "", &["party"]),
            member(2, Role::GridWorker, "", &["voices"]),
            member(3, Role::GridWorker, "market_regulation", &[]),
        ];
        let team = Team::of(&members, &kind, &work);
        assert!(team.is_complete(), "{team:?}");
        assert_eq!((team.full_time, team.part_time), (vec![PostId(2)], vec![PostId(3)]));

        members[1].present = false;
        let team = Team::of(&members, &kind, &work);
        assert_eq!(team.missing_staff, ["grid_worker"], "a part-timer is no full-time worker");
        assert_eq!(team.missing_work, ["voices"]);
        assert_eq!(team.vacant, [PostId(2)]);
    }

    #[test]
    fn an_empty_team_lacks_everything() {
        let team = Team::of(&[], &kind(&["grid_leader"]), &[named("party")]);
        assert_eq!((team.missing_staff.len(), team.missing_work.len()), (1, 1));
        assert!(!team.is_complete());
    }
}
