//! What the posts are called (岗位名称), by where they are.
use super::ground::GridKind;
use super::people::Title;
use org::Role;

const fn title(role: Role, zh: &'static str, en: &'static str) -> Title<'static> {
    Title { role, zh, en, sent_by: "" }
}

/// At the district (区级): its grid centre, who watches, the three administrators, and personnel.
pub const DISTRICT: &[Title] = &[
    title(Role::District, "区网格中心主任", "Director of the district grid centre"),
    title(Role::Auditor, "审计员", "Auditor"),
    title(Role::SystemAdmin, "系统管理员", "System administrator"),
    title(Role::SecurityAdmin, "安全管理员", "Security administrator"),
    title(Role::AuditAdmin, "审计管理员", "Audit administrator"),
    PERSONNEL,
];

/// The personnel office: one makes a pay run, the other makes it final.
pub const PERSONNEL: Title = title(Role::Personnel, "组织人事干部", "Personnel officer");
pub const SECOND_PERSONNEL: Title =
    title(Role::Personnel, "组织人事审核干部", "Second personnel officer");

/// In a department (部门).
pub const DEPARTMENT: Title = title(Role::Department, "部门联络负责人", "Head of the duty desk");

/// In a street (街道): the grid centre.
pub const STREET_CENTRE: Title =
    title(Role::Street, "街道网格中心主任", "Head of the street grid centre");

/// In a street's office (科室).
pub const OFFICE_HEAD: Title = title(Role::Street, "办公室主任", "Head of office");

/// In a community (社区).
pub const COMMUNITY: &[Title] = &[
    title(Role::Community, "社区书记", "Community secretary"),
    title(Role::Community, "社区副书记", "Deputy community secretary"),
];

/// Of a grid (网格长).
pub const LEADER: Title = title(Role::GridLeader, "网格长", "Grid leader");

/// Of a grid, full-time (专职网格员).
pub const WORKER: Title = title(Role::GridWorker, "专职网格员", "Grid worker");

/// A seat on the community's committee (“两委”委员): who heads a grid sits there.
pub const MEMBER: Title =
    title(Role::Community, "社区“两委”委员", "Member of the community committee");

/// The part-timer that a kind of grid has besides (兼职网格员), if any.
pub fn part_timer(kind: GridKind) -> Option<Title<'static>> {
    let (zh, en, sent_by) = match kind {
        GridKind::Residential => {
            ("兼职网格员(物业)", "Part-time grid worker (property)", "property")
        }
        GridKind::Building => {
            ("兼职网格员(楼栋长)", "Part-time grid worker (building head)", "building_head")
        }
        GridKind::Organisation => {
            ("兼职网格员(单位联络员)", "Part-time grid worker (unit contact)", "unit_contact")
        }
        GridKind::Market => (
            "兼职网格员(市场监管)",
            "Part-time grid worker (market regulation)",
            "market_regulation",
        ),
        GridKind::Compound => return None,
    };
    Some(Title { role: Role::GridWorker, zh, en, sent_by })
}
