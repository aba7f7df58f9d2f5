//! The permission matrix over every route: each role, and a visitor, at each address.
#[path = "routes/askers.rs"]
mod askers;
#[path = "routes/ladder.rs"]
mod ladder;
#[path = "routes/oracle.rs"]
mod oracle;
#[path = "routes/samples.rs"]
mod samples;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "routes/walk.rs"]
mod walk;
#[path = "../../app/tests/world/mod.rs"]
mod world;
#[path = "routes/year.rs"]
mod year;

use axum::http::StatusCode;
use base::{AbsenceId, ApiKeyId, AppointmentId, MatterId, PersonId, PostId, UnitId};
use org::Role;
use std::collections::BTreeSet;
use store::testing::Fresh;
use town::Staff;
use walk::Walk;
use web::routes::{Needs, ROUTES, Route};

/// What the addresses name. What a change names is new each time, so no answer depends on the last.
#[derive(Clone)]
pub struct Subjects {
    pub matter: MatterId,
    pub photo: base::PhotoId,
    pub other_matter: MatterId,
    pub other_number: String,
    /// A post and the grid it is in.
    pub post: PostId,
    pub grid: UnitId,
    pub community: UnitId,
    pub street: UnitId,
    /// The department, and somebody in it that nobody walks as.
    pub unit: UnitId,
    pub spare: Staff,
    pub appointment: AppointmentId,
    pub absence: AbsenceId,
    pub api_key: ApiKeyId,
    pub outbox: base::OutboxId,
    pub without_account: PersonId,
    pub patrol_point: base::PatrolPointId,
    pub ladder: ladder::Things,
    pub pay_run: base::PayRunId,
    pub turn: usize,
}

#[test]
fn every_role_gets_at_every_route_what_the_matrix_says() {
    let fresh = Fresh::sqlite();
    let walk = Walk::begin(&fresh);
    let mut wrong = Vec::new();
    for asker in &walk.askers {
        for route in ROUTES {
            if ends_the_session(route.path) && asker.token.is_some() {
                continue;
            }
            wrong.extend(walk.check(asker, route));
        }
    }
    assert!(wrong.is_empty(), "{} answers differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Whoever walks on needs the session still.
fn ends_the_session(path: &str) -> bool {
    matches!(path, "/sign-out" | "/api/v1/session")
}

#[test]
fn every_line_of_the_table_is_a_route_and_takes_its_methods_only() {
    let fresh = Fresh::sqlite();
    let walk = Walk::begin(&fresh);
    let visitor = &walk.askers[0];
    let mut wrong = Vec::new();
    for path in ROUTES.iter().map(|route| route.path).collect::<BTreeSet<_>>() {
        let named = |method: &str| ROUTES.iter().any(|it| it.path == path && it.method == method);
        for method in ["GET", "POST", "DELETE", "PUT"].into_iter().filter(|it| !named(it)) {
            let status = walk.bare(visitor, method, path);
            if status != StatusCode::METHOD_NOT_ALLOWED {
                wrong
                    .push(format!("{method} {path}: {status}; a line in crates/web/src/routes.rs"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_operation_of_the_api_has_its_line_in_the_table() {
    let fresh = Fresh::sqlite();
    let walk = Walk::begin(&fresh);
    let text = walk.text(&walk.askers[0], "/api/openapi.json");
    let document: serde_json::Value = serde_json::from_str(&text).expect("the document");
    let paths = document["paths"].as_object().expect("paths");
    assert!(paths.len() > 20);
    for (path, methods) in paths {
        for method in methods.as_object().expect("methods").keys() {
            let method = method.to_uppercase();
            let named = ROUTES.iter().any(|it| it.path == path && it.method == method);
            assert!(named, "add `{method} {path}` to ROUTES in crates/web/src/routes.rs");
        }
    }
}

#[test]
fn a_list_shows_a_matter_exactly_where_its_own_page_opens() {
    let fresh = Fresh::sqlite();
    let walk = Walk::begin(&fresh);
    let (id, number) = walk.new_matter();
    for asker in walk.askers.iter().filter(|asker| asker.token.is_some()) {
        let page = walk.get(asker, &format!("/matters/{id}")) == StatusCode::OK;
        let listed = walk.text(asker, "/matters").contains(&number);
        let found = walk.text(asker, "/matters?q=%E8%B7%AF%E7%81%AF").contains(&number);
        assert_eq!((listed, found), (page, page), "{}", asker.name);
    }
}

#[test]
fn what_is_hidden_and_what_is_missing_look_alike() {
    let fresh = Fresh::sqlite();
    let walk = Walk::begin(&fresh);
    let (id, _) = walk.new_matter();
    for asker in walk.askers.iter().filter(|asker| asker.token.is_some()) {
        if walk.get(asker, &format!("/matters/{id}")) == StatusCode::OK {
            continue;
        }
        for path in ["/matters/{}", "/api/v1/matters/{}"] {
            let [hidden, missing] = [id.0, id.0 + 1].map(|id| {
                let address = path.replace("{}", &id.to_string());
                let text = walk.text(asker, &address).replace(&id.to_string(), "ID");
                (walk.get(asker, &address), without_number(&text))
            });
            assert_eq!(hidden, missing, "{} at {path}", asker.name);
        }
    }
}

/// The text without the number of the request, which is another each time.
fn without_number(text: &str) -> String {
    let parts = text.split(['"', '<', '>', ' ', ':']);
    let is_number = |part: &str| {
        let hex = |half: &str| !half.is_empty() && half.bytes().all(|b| b.is_ascii_hexdigit());
        part.split_once('-').is_some_and(|(at, count)| at.len() == 8 && hex(at) && hex(count))
    };
    parts.filter(|part| !is_number(part)).collect::<Vec<_>>().join(" ")
}

#[test]
fn administrators_see_no_matter_anywhere() {
    let fresh = Fresh::sqlite();
    let walk = Walk::begin(&fresh);
    let (_, number) = walk.new_matter();
    let subjects = walk.subjects();
    let admins = [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin];
    for asker in walk.askers.iter().filter(|it| it.role.is_some_and(|it| admins.contains(&it))) {
        for route in ROUTES.iter().filter(|route| route.method == "GET") {
            if matches!(route.needs, Needs::Nothing) || route.path == "/audit" {
                continue;
            }
            let text = walk.text(asker, &walk.address(route.path, &subjects));
            assert!(!text.contains(&number), "{} at {}", asker.name, route.path);
        }
    }
}

/// A first password was in somebody else's hands: it opens its own change, and nothing else.
#[test]
fn a_first_password_opens_nothing_but_its_change() {
    let fresh = Fresh::sqlite();
    let walk = Walk::begin(&fresh);
    let asker = askers::with_first_password(&walk.town);
    let subjects = walk.subjects();
    let before = walk.last_event();
    let open = ["/account", "/account/password", "/sign-out", "/api/v1/session"];
    let shut = |route: &&Route| {
        !matches!(route.needs, Needs::Nothing | Needs::Code) && !open.contains(&route.path)
    };
    let mut wrong = Vec::new();
    for route in ROUTES.iter().filter(shut) {
        let (status, to) = walk.answer(&asker, route, &subjects);
        let is_shut = match route.path.starts_with("/api/") {
            true if route.method == "GET" => status == StatusCode::FORBIDDEN,
            true => status.is_client_error(),
            false => to == "/account?done=initial",
        };
        if !is_shut {
            wrong.push(format!("{} {}: {status} {to}", route.method, route.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(walk.last_event(), before, "nothing happened");
    assert_eq!(walk.get(&asker, "/account"), StatusCode::OK);
}
