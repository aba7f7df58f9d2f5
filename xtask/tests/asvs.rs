//! Holds `docs/asvs.csv`: every item once, a state we know, and evidence that is really there.
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// OWASP ASVS 5.0 has so many items of level 1, and so many more of level 2.
const LEVELS: [(&str, usize); 2] = [("1", 70), ("2", 183)];
const STATES: [&str; 4] = ["met", "partly", "not applicable", "open"];

#[test]
fn every_item_has_a_state_and_what_is_met_names_what_holds_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the root");
    let text = fs::read_to_string(root.join("docs/asvs.csv")).expect("the table is there");
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    let mut levels = Vec::new();
    for line in text.lines().skip(1) {
        let cells = cells(line);
        let [item, level, asks, state, evidence, _] = cells.as_slice() else {
            wrong.push(format!("not six cells: {line}"));
            continue;
        };
        if !seen.insert(item.clone()) || asks.is_empty() || !STATES.contains(&state.as_str()) {
            wrong.push(format!("twice, or without words or state: {line}"));
        }
        levels.push(level.clone());
        let (file, test) = evidence.split_once("::").unwrap_or((evidence, ""));
        if file.is_empty() {
            if matches!(state.as_str(), "met" | "partly") {
                wrong.push(format!("{item} is {state}, by nothing"));
            }
            continue;
        }
        match fs::read_to_string(root.join(file)) {
            Err(error) => wrong.push(format!("{item}: {file}: {error}")),
            Ok(text) if !test.is_empty() && !text.contains(&format!("fn {test}(")) => {
                wrong.push(format!("{item}: {file} has no test {test}"));
            }
            Ok(_) => {}
        }
    }
    for (level, count) in LEVELS {
        let found = levels.iter().filter(|found| *found == level).count();
        assert_eq!(found, count, "items of level {level}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The cells of a line; a cell with a comma stands between quotation marks.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cells.last_mut().expect("there is one").push(other),
        }
    }
    cells
}
