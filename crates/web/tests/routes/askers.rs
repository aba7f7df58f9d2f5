//! Who walks the routes: a visitor, and somebody of every role with two sessions each.
use super::walk::runtime;
use crate::town::{Staff, Town};
use base::PersonId;
use org::Role;

/// Somebody who walks the routes.
pub struct Asker {
    pub name: String,
    pub role: Option<Role>,
    pub person: Option<PersonId>,
    pub token: Option<String>,
    pub csrf: String,
    /// Another session of the same person, by its name in an address.
    pub spare_session: String,
}

/// The visitor comes first.
pub fn all(town: &Town, system: Staff, audit: Staff, personnel: Staff) -> Vec<Asker> {
    let staff = [
        ("worker", town.worker, Role::GridWorker),
        ("leader", town.leader, Role::GridLeader),
        ("community", town.community, Role::Community),
        ("other-community", town.other_community, Role::Community),
        ("street", town.street, Role::Street),
        ("department", town.department, Role::Department),
        ("district", town.district, Role::District),
        ("personnel", personnel, Role::Personnel),
        ("auditor", town.auditor, Role::Auditor),
        ("system", system, Role::SystemAdmin),
        ("security", town.security, Role::SecurityAdmin),
        ("audit", audit, Role::AuditAdmin),
    ];
    let name = "visitor".to_owned();
    let visitor = Asker {
        name,
        role: None,
        person: None,
        token: None,
        csrf: String::new(),
        spare_session: "0".repeat(64),
    };
    let mut askers = vec![visitor];
    askers.extend(staff.map(|(name, staff, role)| signed_in(town, name, staff, role)));
    askers
}

fn signed_in(town: &Town, name: &str, staff: Staff, role: Role) -> Asker {
    let opened = app::sign_in::settle_now(&town.app, staff.person, name).unwrap();
    let sign_in = || app::sign_in::sign_in(&town.app, name, &opened.password);
    let [signed, spare] = [(); 2].map(|()| runtime().block_on(sign_in()).unwrap());
    let spare = town.app.read_now(move |cx| app::sign_in::session(cx, &spare.token)).unwrap();
    let digest = spare.expect("a session").token_digest;
    Asker {
        name: name.to_owned(),
        role: Some(role),
        person: Some(staff.person),
        token: Some(signed.token),
        csrf: signed.csrf,
        spare_session: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

/// Somebody of the district whose password was just made by the security administrator.
pub fn with_first_password(town: &Town) -> Asker {
    let person = town.district.person;
    let made = app::sign_in::reset(&town.app, town.security.person, person);
    let made = runtime().block_on(made).unwrap();
    let signed = app::sign_in::sign_in(&town.app, &made.login, &made.password);
    let signed = runtime().block_on(signed).unwrap();
    Asker {
        name: "first password".to_owned(),
        role: Some(Role::District),
        person: Some(person),
        token: Some(signed.token),
        csrf: signed.csrf,
        spare_session: "0".repeat(64),
    }
}
