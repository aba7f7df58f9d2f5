//! The draft as text (初稿文本): a mapping file with what was seen in comments.
use super::Guess;
use super::headings::Key;
use super::sample::Sample;
use std::fmt::Write;

/// Rows of the file that are shown.
const SHOWN: usize = 3;
/// Values of a column that are listed.
const VALUES: usize = 30;
/// Enough of a cell to know it by.
const CELL_MAX: usize = 40;

/// The text of the mapping file.
pub(super) fn text(sample: &Sample, guess: &Guess, file: &str) -> String {
    let mut text = String::new();
    seen(&mut text, sample, file);
    line(&mut text, "", &format!("name = {}", quoted(&name(file))));
    line(&mut text, "", &format!("body = {}", quoted(&body(sample, guess))));
    settings(&mut text, sample, guess);
    columns(&mut text, sample, guess);
    place(&mut text, sample, guess);
    status(&mut text, sample, guess);
    category(&mut text, sample, guess);
    text
}

/// What the file looks like, as comments.
fn seen(text: &mut String, sample: &Sample, file: &str) {
    let said = format!("A draft for {file}, guessed from its headings and first rows.");
    line(text, "# ", &said);
    line(text, "# ", "Check every line against the file; docs/guide/import.md has every key.");
    line(text, "# ", "");
    for (at, heading) in sample.headings.iter().enumerate() {
        let cells = sample.rows.iter().take(SHOWN).filter_map(|row| row.get(at));
        let cells: Vec<String> = cells.map(|cell| short(cell)).collect();
        line(text, "# ", &format!("{}: {}", short(heading), cells.join(" | ")));
    }
    text.push('\n');
}

fn settings(text: &mut String, sample: &Sample, guess: &Guess) {
    let delimiter = sample.delimiter as char;
    let encoding = sample.encoding.name();
    let has_file = delimiter != ',' || encoding != "UTF-8" || sample.header != 1;
    if has_file {
        line(text, "", "\n[file]");
        if encoding != "UTF-8" {
            line(text, "", &format!("encoding = {}", quoted(&encoding.to_ascii_lowercase())));
        }
        if delimiter != ',' {
            line(text, "", &format!("delimiter = {}", quoted(&delimiter.to_string())));
        }
        if sample.header != 1 {
            line(text, "", &format!("header = {}", sample.header));
        }
    }
    line(text, "", "\n[time]");
    let formats: Vec<String> = guess.formats.iter().map(|format| quoted(format)).collect();
    line(text, "", &format!("formats = [{}]", formats.join(", ")));
    match (guess.wants_zone, guess.chinese) {
        (false, _) => {}
        (true, true) => line(text, "", "zone = \"Asia/Shanghai\""),
        (true, false) => {
            line(text, "", "zone = \"UTC\"   # the city's own zone, such as America/Chicago");
        }
    }
}

fn columns(text: &mut String, sample: &Sample, guess: &Guess) {
    line(text, "", "\n[columns]");
    for (name, key) in [
        ("external", Key::External),
        ("opened", Key::Opened),
        ("target", Key::Target),
        ("closed", Key::Closed),
        ("address", Key::Address),
        ("result", Key::Result),
    ] {
        let day = guess.day.filter(|_| key == Key::Opened).map(|at| &sample.headings[at]);
        match guess.heading(sample, key) {
            Some(time) if day.is_some() => {
                let joined = format!("{{{}}} {{{time}}}", day.map_or("", |day| day));
                line(text, "", &format!("{name} = {}", quoted(&joined)));
            }
            Some(heading) => line(text, "", &format!("{name} = {}", quoted(heading))),
            None if key == Key::Opened => {
                line(text, "", "opened = \"?\"   # name the column of the time of the report");
            }
            None => line(text, "# ", &format!("{name} = ")),
        }
    }
}

fn place(text: &mut String, sample: &Sample, guess: &Guess) {
    line(text, "", "\n[place]");
    let heading = |key| guess.heading(sample, key);
    match (heading(Key::Lon), heading(Key::Lat), heading(Key::Point)) {
        (Some(lon), Some(lat), _) => {
            let mark = if guess.projected { "# " } else { "" };
            if guess.projected {
                let why =
                    "these are feet or metres of a projected grid, not degrees: see the guide";
                line(text, "# ", why);
            }
            line(text, mark, &format!("lon = {}", quoted(lon)));
            line(text, mark, &format!("lat = {}", quoted(lat)));
            if guess.decimal_comma {
                line(text, "", "decimal_comma = true");
            }
            if guess.chinese && !guess.projected {
                let ask = "or gcj02 (Amap, Tencent), bd09 (Baidu): ask who exported it";
                line(text, "", &format!("crs = \"wgs84\"   # {ask}"));
            }
        }
        (_, _, Some(point)) => {
            line(text, "", &format!("point = {}", quoted(point)));
            let at = guess.columns.get(&Key::Point).copied().unwrap_or(0);
            if sample.values(at).any(|value| value.to_ascii_uppercase().starts_with("POINT")) {
                line(text, "", "order = \"lon_lat\"");
            }
        }
        _ => {}
    }
    for (name, key) in [("grid", Key::Grid), ("community", Key::Community), ("street", Key::Street)]
    {
        if let Some(heading) = heading(key) {
            line(text, "", &format!("{name} = {}", quoted(heading)));
        }
    }
    if let Some(address) = heading(Key::Address).filter(|_| guess.chinese) {
        line(text, "", &format!("named_in = {}", quoted(address)));
    }
}

fn status(text: &mut String, sample: &Sample, guess: &Guess) {
    let Some(at) = guess.columns.get(&Key::Status) else { return };
    let [mut open, mut closed, mut left] = [const { Vec::new() }; 3];
    for value in sample.distinct(*at, VALUES) {
        let folded = value.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| folded.contains(word));
        let list = if says(&["cancel", "dup", "作废", "不予受理", "重复", "撤销"]) {
            &mut left
        } else if says(&["closed", "complete", "resolved", "办结", "结案", "归档", "完成"])
            && !says(&["未", "待"])
        {
            &mut closed
        } else {
            &mut open
        };
        list.push(quoted(value));
    }
    line(text, "", "\n[status]");
    line(text, "", &format!("column = {}", quoted(&sample.headings[*at])));
    for (name, values) in [("open", open), ("closed", closed), ("leave_out", left)] {
        line(text, "", &format!("{name} = [{}]", values.join(", ")));
    }
}

fn category(text: &mut String, sample: &Sample, guess: &Guess) {
    line(text, "", "\n[category]");
    let keys = [Key::Category, Key::Detail];
    let columns: Vec<String> =
        keys.iter().filter_map(|key| guess.heading(sample, *key)).map(quoted).collect();
    line(text, "", &format!("columns = [{}]", columns.join(", ")));
    line(text, "", "policy_words = true   # names and words of policy/grid/categories.toml");
    line(text, "", "default = \"other\"");
    line(text, "", "[category.exact]");
    if let Some(at) = guess.columns.get(&Key::Category) {
        for value in sample.distinct(*at, VALUES) {
            line(text, "# ", &format!("code = [{}]", quoted(value)));
        }
    }
}

/// The words of a matter: its kind, and what it is about behind it; where neither was told, the
/// column that says most.
fn body(sample: &Sample, guess: &Guess) -> String {
    let braces = |heading: &str| heading.replace(['{', '}'], "");
    let heading = |key| guess.heading(sample, key).map(braces);
    match (heading(Key::Category), heading(Key::Detail)) {
        (Some(kind), Some(detail)) if guess.chinese => format!("{{{detail}}}[({{{kind}}})]"),
        (Some(kind), Some(detail)) => format!("{{{kind}}}[: {{{detail}}}]"),
        (Some(one), None) | (None, Some(one)) => format!("{{{one}}}"),
        (None, None) => {
            let said = |at: &usize| sample.values(*at).map(str::len).sum::<usize>();
            let most = (0..sample.headings.len()).max_by_key(said);
            format!("{{{}}}", braces(most.map_or("?", |at| &sample.headings[at])))
        }
    }
}

/// A short name out of the file's.
fn name(file: &str) -> String {
    let stem = file.split('.').next().unwrap_or("");
    let plain = stem.chars().filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c));
    let name: String = plain.take(20).collect();
    if name.is_empty() { "mycity".to_owned() } else { name }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn short(cell: &str) -> String {
    let one_line = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = one_line.chars().take(CELL_MAX).collect();
    if short.len() < one_line.len() {
        short.push('…');
    }
    short
}

fn line(text: &mut String, mark: &str, words: &str) {
    writeln!(text, "{mark}{words}").expect("a string takes text");
}
