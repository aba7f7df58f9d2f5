//! Holds `docs/peer-bugs.md`: every bug of the other engines has its line, and every test that a
//! line names is there. Whether a test is a good one, it cannot tell.
use std::fs;
use std::path::Path;

/// So many bugs were found in the other engines' trackers.
const BUGS: usize = 25;

#[test]
fn every_bug_has_its_line_and_every_test_it_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the root");
    let text = fs::read_to_string(root.join("docs/peer-bugs.md")).expect("the table is there");
    let lines: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| #"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let mut wrong = Vec::new();
    for (line, number) in lines.iter().zip(1..) {
        let [at, _, keeps] = line.as_slice() else {
            wrong.push(format!("not three cells: {line:?}"));
            continue;
        };
        if *at != number.to_string() {
            wrong.push(format!("{at} stands where {number} belongs"));
        }
        let named: Vec<(&str, &str)> =
            keeps.split('`').skip(1).step_by(2).filter_map(|name| name.split_once("::")).collect();
        if named.is_empty() {
            wrong.push(format!("{number} names no test"));
        }
        for (file, test) in named {
            let file = root.join("crates").join(file);
            let there =
                fs::read_to_string(&file).is_ok_and(|it| it.contains(&format!("fn {test}(")));
            if !there {
                wrong.push(format!("{number}: {} has no test {test}", file.display()));
            }
        }
    }
    assert_eq!(lines.len(), BUGS, "lines of the table");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
