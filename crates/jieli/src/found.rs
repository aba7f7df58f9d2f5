//! `jieli found`: a district of one's own in an empty database (立库).
//!
//! It makes what nobody could make by a page, for nobody is there yet: the district, its three
//! administrators, kept apart, and their first sign-ins. They add the rest on the pages.
use crate::settings::Where;
use app::org::appointment::NewAppointment;
use app::org::founding;
use app::org::post::NewPost;
use app::org::unit::NewUnit;
use app::sign_in::{self, Opened, Prepared};
use app::{App, Failed};
use org::{Role, UnitKind};
use std::collections::BTreeSet;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Found {
    #[command(flatten)]
    at: Where,
    /// The district's name in Chinese
    #[arg(long)]
    name_zh: String,
    /// The district's name in English
    #[arg(long)]
    name_en: String,
    /// The number of the order that appoints the three administrators
    #[arg(long)]
    order: String,
    /// Who looks after the system: name, or name=login
    #[arg(long, value_parser = named)]
    system: Named,
    /// Who looks after accounts and keys
    #[arg(long, value_parser = named)]
    security: Named,
    /// Who reads the history
    #[arg(long, value_parser = named)]
    audit: Named,
}

/// A person with the login they will use (姓名与账号).
#[derive(Clone, Debug)]
struct Named {
    name: String,
    login: String,
}

fn named(text: &str) -> Result<Named, String> {
    let (name, login) = text.split_once('=').ok_or("write it as 姓名=login")?;
    match name.trim().is_empty() || login.trim().is_empty() {
        true => Err("write it as 姓名=login".into()),
        false => Ok(Named { name: name.trim().into(), login: login.trim().into() }),
    }
}

/// The three posts, with their titles.
const POSTS: [(Role, &str, &str); 3] = [
    (Role::SystemAdmin, "系统管理员", "System administrator"),
    (Role::SecurityAdmin, "安全管理员", "Security administrator"),
    (Role::AuditAdmin, "审计管理员", "Audit administrator"),
];

pub fn run(found: &Found) -> ExitCode {
    match begin(found) {
        Ok(lines) => {
            println!("{lines}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn begin(found: &Found) -> Result<String, String> {
    let named = [&found.system, &found.security, &found.audit];
    // Looked at before anything is made: what begins is to have everybody who goes on with it.
    let mut prepared = Vec::new();
    for Named { login, .. } in named {
        prepared.push(sign_in::prepare(login).map_err(|failed| said(&failed, login))?);
    }
    let logins: BTreeSet<&str> = prepared.iter().map(|it| it.login.as_str()).collect();
    if logins.len() < named.len() {
        return Err(
            "three administrators want three logins: nobody holds two of these posts".into()
        );
    }
    let (app, _) = found.at.open()?;
    let opened = organisation(&app, found, named.map(|it| it.name.clone()), prepared)?;
    let mut lines = String::from("each password is shown this once, and wants changing first:\n");
    for (opened, (_, title, _)) in opened.iter().zip(POSTS) {
        lines += &format!("  {title}  {}  {}\n", opened.login, opened.password);
    }
    Ok(lines + "start the server: jieli serve")
}

/// District, posts, persons, appointments, accounts: all in one transaction, and only where nothing is.
fn organisation(
    app: &App,
    found: &Found,
    names: [String; 3],
    prepared: Vec<Prepared>,
) -> Result<Vec<Opened>, String> {
    let (name_zh, name_en) = (found.name_zh.clone(), found.name_en.clone());
    let order = found.order.clone();
    let made = app.write_now(move |cx| {
        if cx.directory()?.units(UnitKind::District).next().is_some() {
            return Err(Failed::refused("founded_already"));
        }
        let since = cx.today();
        let district = NewUnit {
            kind: UnitKind::District,
            parent: None,
            name_zh: name_zh.clone(),
            name_en: name_en.clone(),
            code: String::new(),
            since,
        };
        let unit = founding::add_unit(cx, district)?;
        let mut opened = Vec::new();
        for (at, (role, title_zh, title_en)) in POSTS.into_iter().enumerate() {
            let post = NewPost {
                unit,
                role,
                title_zh: title_zh.into(),
                title_en: title_en.into(),
                part_time: false,
                sent_by: String::new(),
            };
            let post = founding::add_post(cx, post)?;
            let person = founding::add_person(cx, &names[at], "")?;
            let order_no = order.clone();
            let new = NewAppointment { post, person, since, until: None, order_no, deputy_rank: 0 };
            founding::appoint(cx, new)?;
            opened.push(sign_in::found(cx, person, &prepared[at])?);
        }
        Ok(opened)
    });
    made.map_err(|failed| said(&failed, ""))
}

/// Why it was not founded, and what would help.
fn said(failed: &Failed, login: &str) -> String {
    match failed {
        Failed::Refused { code: "founded_already", .. } => {
            "there is a district in this database already; nothing was changed".into()
        }
        Failed::Field { field: "login", .. } => format!(
            "`{login}` is no login: 2 to 32 small letters, digits, dots, dashes or underscores; \
             nothing was made"
        ),
        Failed::Field { field, code, .. } => {
            let option = match *field {
                "order_no" => "--order",
                "name_zh" => "--name-zh, or the name of an administrator",
                "name_en" => "--name-en",
                other => other,
            };
            format!("{option}: {}; nothing was made", code.replace('_', " "))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_administrator_is_a_name_and_a_login() {
        assert_eq!(named("王敏=wangmin").unwrap().login, "wangmin");
        for wrong in ["王敏", "=wangmin", "王敏=", " = "] {
            assert!(named(wrong).is_err(), "{wrong}");
        }
    }
}
