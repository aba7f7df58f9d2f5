//! Every statement of the store prepares on both engines, and those that face a million rows walk
//! an index: the statements are read from the source, so a new one is looked at without a line here.
use std::fs;
use std::path::{Path, PathBuf};
use store::testing::Fresh;
use store::{Db, Failed, Value};

/// Tables that grow with the years. The others are bounded by the size of the organisation.
const LARGE: &[&str] = &[
    "matter",
    "relay",
    "leg",
    "event",
    "touch",
    "seal",
    "contact",
    "photo",
    "photo_original",
    "alert",
    "notice",
    "outbox",
    "patrol_window",
    "pay_line",
    "pay_slip",
];

/// Statements that read a whole large table on purpose, by a word of theirs, and why.
const WHOLE: &[(&str, &str)] = &[
    ("LEFT JOIN event e ON e.id = s.event", "audit verify walks everything, place by place"),
    ("SELECT COUNT(*) FROM unsealed", "a queue of seconds"),
];

#[test]
fn every_statement_prepares_on_postgresql() {
    let Some(fresh) = Fresh::postgres() else { return eprintln!("PostgreSQL is left out") };
    drop(fresh.open());
    for (at, (file, sql)) in statements().into_iter().enumerate() {
        if sql.contains("MATCH") || sql.contains("?1") {
            continue; // SQLite alone
        }
        let prepared = fresh.tamper(&format!("PREPARE s{at} AS {sql}; DEALLOCATE s{at}"));
        assert!(prepared.is_ok(), "{}: {prepared:?}\n{sql}", file.display());
    }
}

#[test]
fn no_statement_reads_a_large_table_whole() {
    let fresh = Fresh::sqlite();
    let db = fresh.open();
    let control = "SELECT id FROM matter WHERE body = $1";
    assert_eq!(scans(&db, control).len(), 1, "the test finds a scan where there is one");
    let mut wrong = Vec::new();
    for (file, sql) in statements() {
        let words = ["to_tsquery", "to_tsvector", "FROM matter_words WHERE matter"];
        let postgres_only = words.iter().any(|words| sql.contains(words));
        let raw = sql.contains("?1"); // a migration speaks to one engine in its own form
        if postgres_only || raw || WHOLE.iter().any(|(word, _)| sql.contains(word)) {
            continue;
        }
        let found = scans(&db, &sql).into_iter();
        wrong.extend(found.map(|step| format!("{}: {step}\n{sql}", file.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The steps of a statement's plan that read a large table without an index and without an end.
fn scans(db: &Db, sql: &str) -> Vec<String> {
    let explained: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {sql}").into());
    let nulls = vec![Value::Null; parameters(sql)];
    let plan: Vec<String> = db
        .read_now(move |tx| tx.all::<_>(explained, &nulls, |row| row.get::<String>(3)))
        .unwrap_or_else(|error: Failed| panic!("{error}\n{sql}"));
    let is_scan = |step: &String| {
        let scanned = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
        let table = scanned.map(|name| table_of(name, sql));
        let walks = step.contains("USING INDEX") || step.contains("USING COVERING INDEX");
        table.is_some_and(|table| LARGE.contains(&table.as_str())) && !walks && !bounded(sql)
    };
    plan.into_iter().filter(is_scan).collect()
}

/// A walk along the primary key that stops at its limit.
fn bounded(sql: &str) -> bool {
    let along = ["ORDER BY id", "ORDER BY m.id", "ORDER BY matter DESC"];
    sql.contains("LIMIT") && along.iter().any(|words| sql.contains(words))
}

/// The table behind a name or an alias of a statement.
fn table_of(name: &str, sql: &str) -> String {
    let words: Vec<&str> = sql.split_whitespace().collect();
    let aliased = words.windows(2).find(|pair| pair[1] == name && LARGE.contains(&pair[0]));
    aliased.map_or(name, |pair| pair[0]).to_owned()
}

fn parameters(sql: &str) -> usize {
    let numbers = sql.split('$').skip(1);
    let digits =
        numbers.map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    digits.filter_map(|digits| digits.parse().ok()).max().unwrap_or(0)
}

/// Every statement that stands in the source as a constant.
fn statements() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut columns = Vec::new();
    let mut texts = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("the source is there").flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => open.push(path),
                false => texts.push((path.clone(), fs::read_to_string(path).expect("text"))),
            }
        }
    }
    for (_, text) in &texts {
        for macros in text.split("macro_rules! ").skip(1) {
            let name = macros.split([' ', '{']).next().unwrap_or("");
            if let Some(body) = macros
                .find("=> {")
                .filter(|_| name.ends_with("_columns") || name.ends_with("_list"))
            {
                columns.push((format!("{name}!()"), literals(&macros[body..])[0].clone()));
            }
        }
    }
    for (file, text) in texts {
        let constants = text.match_indices(": &str =").map(|(at, _)| &text[at + 8..]);
        for expression in constants {
            let Some(end) = expression.find(';') else { continue };
            let expression = match expression.trim_start().starts_with("concat!(") {
                true => columns.iter().fold(expression[..end].to_owned(), |text, (name, list)| {
                    text.replace(name.as_str(), &format!("\"{list}\""))
                }),
                false => expression[..end].to_owned(),
            };
            let sql = literals(&expression).concat();
            let words = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];
            if words.iter().any(|word| sql.trim_start().starts_with(word)) {
                found.push((file.clone(), sql));
            }
        }
    }
    assert!(found.len() > 60, "only {} statements: the test reads the source badly", found.len());
    found
}

/// The string literals of an expression; our statements hold no quotation mark.
fn literals(expression: &str) -> Vec<String> {
    expression.split('"').skip(1).step_by(2).map(|text| text.replace("\\n", "\n")).collect()
}
