//! Roles (角色): what a post entitles to. A role alone says nothing about where; see [`crate::rules`].
use base::codes;

codes! {
    /// What a post entitles to (角色). A resident has no account, hence no role: `Who::anyone()`.
    pub enum Role {
        /// 网格员
        GridWorker = "grid_worker",
        /// 网格长
        GridLeader = "grid_leader",
        /// 社区
        Community = "community",
        /// 街道
        Street = "street",
        /// 部门
        Department = "department",
        /// 区级
        District = "district",
        /// 组织人事: the records of community workers, their levels and pay
        Personnel = "personnel",
        /// 审计员: reads all, changes nothing
        Auditor = "auditor",
        /// 系统管理员
        SystemAdmin = "system_admin",
        /// 安全管理员
        SecurityAdmin = "security_admin",
        /// 审计管理员
        AuditAdmin = "audit_admin",
    }
}

impl Role {
    /// The roles that may hold matters (业务角色).
    pub const BUSINESS: &'static [Role] = &[
        Role::GridWorker,
        Role::GridLeader,
        Role::Community,
        Role::Street,
        Role::Department,
        Role::District,
    ];

    /// Works on matters, rather than watching over those who do.
    pub fn is_business(self) -> bool {
        Role::BUSINESS.contains(&self)
    }

    /// How high a business role stands (层级); nothing for the others, who stand beside the line.
    ///
    /// A street and a department are peers: neither takes work out of the other's hands.
    pub fn rank(self) -> Option<u8> {
        match self {
            Role::GridWorker => Some(1),
            Role::GridLeader => Some(2),
            Role::Community => Some(3),
            Role::Street | Role::Department => Some(4),
            Role::District => Some(5),
            Role::Personnel
            | Role::Auditor
            | Role::SystemAdmin
            | Role::SecurityAdmin
            | Role::AuditAdmin => None,
        }
    }

    /// Watches over those who work, hence takes no part in it (监督、管理员).
    fn watches(self) -> bool {
        matches!(self, Role::Auditor | Role::SystemAdmin | Role::SecurityAdmin | Role::AuditAdmin)
    }
}

/// Pairs of roles that one person must not hold together (三权分立、不相容岗位).
///
/// System, security and audit administration exclude each other; and whoever watches
/// (an administrator or the auditor) takes no part in what is watched.
pub fn conflicts(roles: &[Role]) -> Vec<(Role, Role)> {
    let mut distinct = roles.to_vec();
    distinct.sort();
    distinct.dedup();
    let mut pairs = Vec::new();
    for (i, &a) in distinct.iter().enumerate() {
        for &b in &distinct[i + 1..] {
            if a.watches() || b.watches() {
                pairs.push((a, b));
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use Role::*;

    #[test]
    fn a_role_reads_back_from_its_code_and_unknown_codes_are_no_role() {
        for &role in Role::ALL {
            assert_eq!(Role::parse(role.code()), Some(role));
        }
        for unknown in ["", "admin", "Street", "street ", "resident", "null"] {
            assert_eq!(Role::parse(unknown), None, "{unknown:?}");
        }
    }

    #[test]
    fn administrators_and_the_auditor_hold_nothing_else() {
        for (roles, expected) in [
            (&[][..], vec![]),
            (&[SystemAdmin, SystemAdmin], vec![]),
            (&[GridWorker, GridLeader, Community], vec![]),
            (&[Street, District], vec![]),
            (&[Personnel, District], vec![]),
            (&[Personnel, Auditor], vec![(Personnel, Auditor)]),
            (&[SecurityAdmin, SystemAdmin], vec![(SystemAdmin, SecurityAdmin)]),
            (&[AuditAdmin, SystemAdmin], vec![(SystemAdmin, AuditAdmin)]),
            (&[AuditAdmin, SecurityAdmin], vec![(SecurityAdmin, AuditAdmin)]),
            (&[Auditor, AuditAdmin], vec![(Auditor, AuditAdmin)]),
            (&[Auditor, Street], vec![(Street, Auditor)]),
            (&[SystemAdmin, GridWorker], vec![(GridWorker, SystemAdmin)]),
        ] {
            assert_eq!(conflicts(roles), expected, "{roles:?}");
        }
    }
}
