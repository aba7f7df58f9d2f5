//! A table as plain text with commas (CSV), for programs that read no workbook. Texts that people wrote
//! go through [`line`] alone, so that none becomes a formula or another cell where it is opened.

/// By this mark in front offices' programs know that it is UTF-8.
pub const MARK: &str = "\u{feff}";

/// One line of cells, with its end.
pub fn line(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    format!("{}\r\n", cells.join(","))
}

/// Quoted where it must be, and never the beginning of a formula.
fn cell(text: &str) -> String {
    let begins = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if begins { format!("'{text}") } else { text.to_owned() };
    match text.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_text_is_never_a_formula_and_never_two_cells() {
        for (text, is) in [
            ("王五", "王五\r\n"),
            ("=1+1", "'=1+1\r\n"),
            ("@x", "'@x\r\n"),
            ("a,b", "\"a,b\"\r\n"),
            ("a\"b", "\"a\"\"b\"\r\n"),
            ("-1,2", "\"'-1,2\"\r\n"),
        ] {
            assert_eq!(line(&[text]), is);
        }
        assert_eq!(line(&["a", "12.00"]), "a,12.00\r\n");
    }
}
