//! Walks the whole matrix role × action × relation, and holds lists to the same answers.
mod world;

use base::PersonId;
use org::{Action, Denied, Place, Role, Thing, Who, may, reach};
use std::collections::BTreeSet;
use world::*;

const MATRIX: &str = include_str!("matrix.csv");

/// One line of the matrix, the header first: cells split at commas, comments left out.
fn lines() -> impl Iterator<Item = Vec<&'static str>> {
    MATRIX.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(',').collect())
}

/// The asker of a line: somebody in the one post of that role, in the first unit of its kind.
fn asker(role: &str) -> Who {
    match role {
        "anyone" => Who::anyone(),
        role => who(Role::parse(role).expect("the matrix knows the roles")),
    }
}

/// The thing of a column, as `matrix.csv` describes it.
fn thing(relation: &str, asker: &Who) -> Thing {
    let post = asker.posts.first().map(|held| held.post);
    let role = asker.posts.first().map(|held| held.role);
    let own_unit = match role {
        Some(Role::Department) => Place { department: Some(DEPARTMENT), ..Place::default() },
        _ => place(STREET, COMMUNITY, GRID),
    };
    let at = |place: Place| Thing {
        place,
        holder: Some(SOMEBODYS_POST),
        holder_role: Some(Role::GridWorker),
        ..Thing::default()
    };
    let here = at(own_unit);
    let away = at(place(OTHER_STREET, OTHER_STREETS_COMMUNITY, OTHER_STREETS_GRID));
    match relation {
        "own_unit" => here,
        "sibling_grid" => at(place(STREET, COMMUNITY, SIBLING_GRID)),
        "sibling_community" => at(place(STREET, SIBLING_COMMUNITY, SIBLING_COMMUNITYS_GRID)),
        "other_street" => away,
        "held" => Thing { holder: post.or(away.holder), holder_role: role, ..away },
        "touched" => Thing { touched: post.into_iter().collect(), ..away },
        "own" => Thing { own_person: asker.person, ..away },
        "proven" => Thing { reporter_proven: true, ..away },
        "handled" => Thing { handler: asker.person, reporter_proven: true, ..here },
        "sorted" => Thing { sorter: asker.person, ..here },
        "held_here" => Thing { holder: post.or(here.holder), holder_role: role, ..here },
        "above" => Thing { holder_role: Some(Role::District), ..here },
        "nowhere" => Thing::default(),
        _ => panic!("the matrix has an unknown column {relation}"),
    }
}

#[test]
fn every_answer_is_the_one_in_the_matrix() {
    let mut lines = lines();
    let header = lines.next().unwrap();
    let mut wrong = Vec::new();
    for line in lines {
        let action = Action::parse(line[0]).expect("the matrix knows the actions");
        let asker = asker(line[1]);
        for (relation, expected) in header.iter().zip(&line).skip(2) {
            let answer = may(&asker, action, &thing(relation, &asker));
            let expected_yes = match *expected {
                "y" => true,
                "-" => false,
                other => panic!("a cell is y or -, not {other:?}"),
            };
            if answer.is_ok() != expected_yes {
                wrong.push(format!("{},{},{relation}: {answer:?}", line[0], line[1]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_matrix_has_every_action_for_every_role_exactly_once() {
    let expected: BTreeSet<_> = Action::ALL
        .iter()
        .flat_map(|action| {
            let roles = Role::ALL.iter().map(|role| role.code()).chain(["anyone"]);
            roles.map(|role| (action.code(), role))
        })
        .collect();
    let found: Vec<_> = lines().skip(1).map(|line| (line[0], line[1])).collect();
    assert_eq!(found.len(), expected.len());
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
    let width = lines().next().unwrap().len();
    assert!(lines().all(|line| line.len() == width));
}

#[test]
fn a_list_shows_a_thing_exactly_where_the_thing_itself_is_allowed() {
    let header = lines().next().unwrap();
    for line in lines().skip(1) {
        let action = Action::parse(line[0]).unwrap();
        let asker = asker(line[1]);
        for relation in &header[2..] {
            let thing = thing(relation, &asker);
            let allowed = match may(&asker, action, &thing) {
                Ok(_) | Err(Denied::NotOverHolder) => true, // rank is asked of the thing alone
                Err(_) => false,
            };
            assert_eq!(reach(&asker, action).sees(&thing), allowed, "{line:?} {relation}");
        }
    }
}

#[test]
fn a_principal_without_roles_sees_only_what_is_public() {
    // DIGIT #1100: a principal whose role was null saw everything.
    let nobody = [
        Who::anyone(),
        Who { person: Some(PersonId(1)), posts: vec![] },
        Who { person: None, posts: who(Role::District).posts },
    ];
    let public = ["report_matter", "read_board", "read_policy", "read_map"];
    for who in nobody {
        for &action in Action::ALL {
            let everything_fits = Thing {
                place: place(STREET, COMMUNITY, GRID),
                own_person: who.person,
                ..Thing::default()
            };
            let allowed = may(&who, action, &everything_fits).is_ok();
            assert_eq!(allowed, public.contains(&action.code()), "{action} for {who:?}");
        }
    }
}
