//! `jieli found`: a district of one's own in an empty database (立库).
//!
//! It makes what nobody could make by a page, for nobody is there yet: the district, its three
//! administrators, kept apart, and their first sign-ins. They add the rest on the pages.
use crate::settings::Where;
use app::App;
use app::org::appointment::NewAppointment;
use app::org::founding;
use app::org::post::NewPost;
use app::org::unit::NewUnit;
use base::PersonId;
use org::{Role, UnitKind};
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
    let people = [&found.system, &found.security, &found.audit];
    let mut logins: Vec<&str> = people.iter().map(|named| named.login.as_str()).collect();
    logins.sort_unstable();
    logins.dedup();
    if logins.len() < people.len() {
        return Err(
            "three administrators want three logins: nobody holds two of these posts".into()
        );
    }
    let (app, _) = found.at.open()?;
    let persons = organisation(&app, found, people.map(|named| named.name.clone()))?;
    let mut lines = String::from("each password is shown this once, and wants changing first:\n");
    for ((named, person), (_, title, _)) in people.iter().zip(persons).zip(POSTS) {
        let opened = app::sign_in::found_now(&app, person, &named.login);
        let opened = opened.map_err(|failed| format!("{}: {failed}", named.login))?;
        lines += &format!("  {title}  {}  {}\n", opened.login, opened.password);
    }
    Ok(lines + "start the server: jieli serve")
}

/// District, posts, persons, appointments: all in one transaction, and only where nothing is.
fn organisation(app: &App, found: &Found, names: [String; 3]) -> Result<[PersonId; 3], String> {
    let (name_zh, name_en) = (found.name_zh.clone(), found.name_en.clone());
    let order = found.order.clone();
    let made = app.write_now(move |cx| {
        if cx.directory()?.units(UnitKind::District).next().is_some() {
            return Err(app::Failed::refused("founded_already"));
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
        let mut persons = [PersonId(0); 3];
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
            persons[at] = founding::add_person(cx, &names[at], "")?;
            let (person, order_no) = (persons[at], order.clone());
            let new = NewAppointment { post, person, since, until: None, order_no, deputy_rank: 0 };
            founding::appoint(cx, new)?;
        }
        Ok(persons)
    });
    made.map_err(|failed| match failed {
        app::Failed::Refused { code: "founded_already", .. } => {
            "there is a district in this database already; nothing was changed".into()
        }
        other => other.to_string(),
    })
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
