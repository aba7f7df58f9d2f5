//! Findings in words (问题的说法): `roster-finding-<code>`, for the page and for the marked file alike.
use crate::words::Words;
use app::ladder::roster::{Finding, Opened};
use sheet::Book;

/// A finding as the page shows it.
pub(super) struct Told {
    /// Sheet and row, as Excel counts them; a text file has no sheet.
    pub row: String,
    pub column: String,
    pub reason: String,
}

/// What of a file is not read.
#[derive(Default)]
pub(super) struct Unread {
    pub hidden: Vec<String>,
    pub without_table: Vec<String>,
    pub columns: Vec<String>,
}

/// More heads than these say nothing more.
const HEADS_SHOWN: usize = 30;

pub(super) fn told(words: Words, book: &Book, finding: &Finding) -> Told {
    let sheet = book.sheets.get(finding.sheet).map(|it| it.name.clone()).unwrap_or_default();
    let number = (finding.row + 1).to_string();
    let row = match sheet.is_empty() {
        true => words.ta("roster-row-alone", &[("row", number)]),
        false => words.ta("roster-row-n", &[("sheet", sheet), ("row", number)]),
    };
    let column = finding.column.map(|it| words.tc("roster-column", it.code()).into_owned());
    let reason = sentence(words, finding);
    Told { row, column: column.unwrap_or_default(), reason }
}

/// A finding as it stands behind its row: with the column's name in front.
pub(super) fn reason(words: Words, finding: &Finding) -> String {
    let said = sentence(words, finding);
    match finding.column {
        None => said,
        Some(column) => {
            let label = words.tc("roster-column", column.code()).into_owned();
            words.ta("error-line", &[("label", label), ("said", said)])
        }
    }
}

fn sentence(words: Words, finding: &Finding) -> String {
    words.tca("roster-finding", &finding.code.replace('_', "-"), &finding.facts)
}

pub(super) fn unread(opened: &Opened) -> Unread {
    let mut unread = Unread::default();
    for (at, sheet) in opened.book.sheets.iter().enumerate() {
        match opened.tables.iter().find(|table| table.sheet == at) {
            _ if sheet.hidden => unread.hidden.push(sheet.name.clone()),
            None if !sheet.cells.is_empty() => unread.without_table.push(sheet.name.clone()),
            None => {}
            Some(table) => {
                for (_, head) in &table.unknown {
                    let head: String = head.split_whitespace().collect();
                    if !unread.columns.contains(&head) && unread.columns.len() < HEADS_SHOWN {
                        unread.columns.push(head);
                    }
                }
            }
        }
    }
    unread
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::ladder::roster::Column;
    use base::Lang;

    /// Every finding that a list can have.
    const CODES: &[&str] = &[
        "empty",
        "column-missing",
        "community",
        "community-near",
        "street",
        "name",
        "name-private",
        "post",
        "tenure",
        "level",
        "day",
        "day-ahead",
        "day-year",
        "day-month",
        "education",
        "degree",
        "certificate",
        "results",
        "year-not-over",
        "number-lost",
        "number-form",
        "number-birth",
        "number-check",
        "order-no",
        "same-number",
        "same-name",
        "twice",
        "own-record",
        "no-right",
        "level-outside-post",
        "no-such-post",
        "no-scheme",
        "served-then",
        "elsewhere",
        "since-differs",
        "tenure-differs",
        "placed-differs",
        "placed-before",
        "result-differs",
        "number-taken",
        "number-differs",
        "name-differs",
        "homonyms",
    ];

    #[test]
    fn every_finding_and_every_column_has_its_words() {
        for words in [Lang::Zh, Lang::En].map(Words::new) {
            for code in CODES {
                assert!(words.has(&format!("roster-finding-{code}")), "{code}");
            }
            for column in Column::ALL {
                assert!(words.has(&format!("roster-column-{column}")), "{column}");
            }
        }
    }
}
