//! The sign-ins of a demo (演示登录), in a file that only its owner reads.
use app::secret::Code;
use org::Role;
use sim::founding::SignIn;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

pub const FILE: &str = "sign-ins.txt";

/// Writes down who signs in how, and by which code a resident follows a report.
pub fn write(dir: &Path, all: &[SignIn], code: Option<&(String, Code)>) -> Result<(), String> {
    let file = dir.join(FILE);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written =
        options.open(&file).and_then(|mut file| file.write_all(table(all, code).as_bytes()));
    written.map_err(|error| format!("{}: {error}", file.display()))
}

/// The table as it was written.
pub fn read(dir: &Path) -> Result<String, String> {
    let file = dir.join(FILE);
    fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))
}

fn table(all: &[SignIn], code: Option<&(String, Code)>) -> String {
    let mut lines = vec![row("角色 Role", "Login", "Password", "先做什么 First")];
    for sign_in in all {
        let (role, first) = match &*sign_in.login {
            "payroll" => ("组织人事审核 Personnel", "核对工资并定稿 Make pay final"),
            _ => introduced(sign_in.role),
        };
        lines.push(row(role, &sign_in.login, &sign_in.password, first));
    }
    if let Some((number, code)) = code {
        let (role, first) = ("居民 Resident", "凭查询码看进度 Follow the report by its code");
        lines.push(row(role, "—", &format!("{number} / {}", code.shown()), first));
    }
    lines.join("")
}

/// What a role is called, and what its person does first.
fn introduced(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::GridWorker => ("网格员 Grid worker", "处置手头事项 Handle what is on your desk"),
        Role::GridLeader => ("网格长 Grid leader", "研判新事项 Weigh and sort what came in"),
        Role::Community => ("社区 Community", "复核、核查、反馈 Look twice, check, tell"),
        Role::Street => ("街道 Street", "裁定、答复、批延期 Arbitrate, answer, extend"),
        Role::Department => ("部门 Department", "处置或退回 Handle it, or send it back"),
        Role::District => ("区级 District", "督办升级事项 Take up what was escalated"),
        Role::Personnel => ("组织人事 Personnel", "给社区工作者定级 Place community workers"),
        Role::Auditor => ("审计员 Auditor", "查阅任一事项 Read any matter, change none"),
        Role::SystemAdmin => ("系统管理员 System admin", "查看系统状态 Look at the system"),
        Role::SecurityAdmin => ("安全管理员 Security admin", "管理账号 Accounts and posts"),
        Role::AuditAdmin => ("审计管理员 Audit admin", "校验留痕 Verify the history"),
    }
}

fn row(role: &str, login: &str, password: &str, first: &str) -> String {
    format!("{}  {}  {}  {first}\n", padded(role, 27), padded(login, 10), padded(password, 27))
}

/// Filled up with blanks; a Chinese character is two wide.
fn padded(text: &str, columns: usize) -> String {
    let wide = text.chars().map(|c| if u32::from(c) >= 0x2e80 { 2 } else { 1 }).sum();
    format!("{text}{}", " ".repeat(columns.saturating_sub(wide)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_below_each_other_whatever_the_language() {
        assert_eq!(padded("网格员", 8), "网格员  ");
        assert_eq!(padded("worker", 8), "worker  ");
        assert_eq!(padded("longer than it", 8), "longer than it");
    }

    #[test]
    fn every_role_is_introduced() {
        for role in Role::ALL {
            let (name, first) = introduced(*role);
            assert!(!name.is_empty() && !first.is_empty(), "{role}");
        }
    }
}
