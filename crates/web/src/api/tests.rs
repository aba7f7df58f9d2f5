use super::*;
use crate::words::Words;
use base::Lang;

#[test]
fn every_operation_parameter_and_tag_has_its_words() {
    for lang in [Lang::Zh, Lang::En] {
        let words = Words::new(lang);
        for operation in operations() {
            assert!(words.has(&format!("api-op-{}", operation.id)), "{}", operation.id);
            assert!(openapi::TAGS.contains(&operation.tag), "{}", operation.tag);
            for name in operation.query {
                assert!(params::KNOWN.iter().any(|(known, ..)| known == name), "{name}");
                assert!(words.has(&format!("api-param-{name}")), "{name}");
            }
        }
        for tag in openapi::TAGS {
            assert!(words.has(&format!("api-tag-{tag}")), "{tag}");
        }
        for by in ["anyone", "reporter", "staff"] {
            assert!(words.has(&format!("api-by-{by}")), "{by}");
        }
    }
}

#[test]
fn the_router_is_made_of_the_table_and_of_four_descriptions() {
    // A route beside the table would be in no document: the only calls are these.
    let calls: usize = crate::sources::all()
        .into_iter()
        .filter(|(file, _)| file.contains("/src/api/") && !file.ends_with("tests.rs"))
        .map(|(_, text)| text.matches(".route(").count())
        .sum();
    assert_eq!(calls, 5, "the table's own, and the four that describe it");
}

#[test]
fn every_shape_has_a_name_of_its_own() {
    let mut schemas = openapi::shapes();
    for operation in operations() {
        openapi::described(&operation, Words::new(Lang::Zh), &mut schemas);
    }
    let mut known = std::collections::BTreeMap::new();
    for (name, schema) in schemas {
        let shape = serde_json::to_value(schema).unwrap();
        let first = known.entry(name.clone()).or_insert_with(|| shape.clone());
        assert_eq!(*first, shape, "two shapes are called {name}: one hides the other");
    }
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let mut ids: Vec<_> = operations().iter().map(|operation| operation.id).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn large_numbers_in_facts_go_out_as_text() {
    let facts = serde_json::json!({ "to": 411207312384000000i64, "minutes": 30, "in": [9007199254740992i64] });
    let out = view::facts(facts);
    assert_eq!(
        out,
        serde_json::json!({ "to": "411207312384000000", "minutes": 30, "in": ["9007199254740992"] })
    );
}

#[test]
fn a_cursor_comes_back_as_it_went() {
    for due in [i64::MIN, -1, 0, 1, i64::MAX] {
        let at = ::app::grid::matter::After { due, id: due };
        let mark = params::after_mark(at);
        let uri: axum::http::Uri = format!("/?after={mark}").parse().unwrap();
        let (mut parts, ()) =
            axum::http::Request::builder().uri(uri).body(()).unwrap().into_parts();
        let read = async {
            <params::Params as axum::extract::FromRequestParts<()>>::from_request_parts(
                &mut parts,
                &(),
            )
            .await
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let params = runtime.block_on(read).unwrap();
        assert_eq!(params.after().unwrap(), Some(at));
    }
}
