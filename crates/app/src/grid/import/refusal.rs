//! A row that is not taken (拒收), with where and why. `jieli` puts the codes in words.

/// Why one row is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The line of the file on which the row begins, the header being 1.
    pub line: u64,
    /// The column as the file names it; empty where the whole row is meant.
    pub column: String,
    /// One of [`CODES`].
    pub code: &'static str,
    /// What stands there, cut to [`VALUE_MAX`] characters.
    pub value: String,
    /// What a reader needs to mend it: the first day of policy, a limit.
    pub fact: String,
}

/// Every reason there is, so that the words for them can be checked.
pub const CODES: &[&str] = &[
    "fields",
    "encoding",
    "external_missing",
    "external_long",
    "external_rounded",
    "twice_in_file",
    "opened_missing",
    "opened_unreadable",
    "no_zone",
    "in_the_future",
    "no_policy",
    "target_unreadable",
    "closed_unreadable",
    "closed_missing",
    "closed_before_opened",
    "status_unknown",
    "ending_unknown",
    "source_unknown",
    "category_unknown",
    "category_not_yet",
    "body_empty",
    "body_long",
    "address_long",
    "result_long",
    "control_character",
    "no_point",
    "point_unreadable",
    "point_projected",
    "grid_unknown",
    "community_unknown",
    "community_twice",
    "outside",
    "nobody_on_duty",
];

/// Enough of a value to find it by.
const VALUE_MAX: usize = 100;

impl Refusal {
    pub(super) fn new(code: &'static str, value: &str) -> Refusal {
        debug_assert!(CODES.contains(&code), "`{code}` is no code of ours");
        let value = value.chars().take(VALUE_MAX).collect();
        Refusal { line: 0, column: String::new(), code, value, fact: String::new() }
    }

    pub(super) fn at(mut self, line: u64) -> Refusal {
        self.line = line;
        self
    }

    pub(super) fn column(mut self, column: &str) -> Refusal {
        column.clone_into(&mut self.column);
        self
    }

    pub(super) fn fact(mut self, fact: impl ToString) -> Refusal {
        self.fact = fact.to_string();
        self
    }
}

/// A cell that no spreadsheet takes for a formula: what begins like one, in plain or full-width
/// characters, gets an apostrophe before it.
pub fn safe_cell(text: &str) -> String {
    let begins = text.chars().next();
    let formula = begins.is_some_and(|first| "=+-@\t\r＝＋－＠".contains(first));
    if formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::safe_cell;

    #[test]
    fn no_cell_begins_like_a_formula() {
        for bad in ["=1", "+1", "-1", "@a", "\ta", "\ra", "＝1", "＋1", "－1", "＠a"] {
            assert_eq!(safe_cell(bad), format!("'{bad}"));
        }
        assert_eq!(safe_cell("a=1"), "a=1");
        assert_eq!(safe_cell(""), "");
    }
}
