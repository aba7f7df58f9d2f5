//! The words for refused rows at the console: what a code means, and what would help.
use app::grid::import::Refusal;

/// What a code means, in half a line.
pub fn meaning(code: &str) -> &'static str {
    words(code).0
}

/// What would help, with the facts of the row.
pub fn help(refusal: &Refusal) -> String {
    let help = words(refusal.code).1;
    if refusal.fact.is_empty() { help.to_owned() } else { help.replace("{}", &refusal.fact) }
}

fn words(code: &str) -> (&'static str, &'static str) {
    match code {
        "fields" => {
            ("fields missing or too many", "the header has {} fields: quote the delimiter in texts")
        }
        "encoding" => {
            ("bytes that are no text", "name the file's encoding in [file], such as gb18030")
        }
        "external_missing" => ("no number", "fill the number, or name no external column"),
        "external_long" => ("number too long", "a number has at most {} characters"),
        "external_rounded" => (
            "number rounded by a spreadsheet",
            "its end is lost: format the column as text and export again",
        ),
        "twice_in_file" => {
            ("number met before in the file", "the first row of this number was taken")
        }
        "opened_missing" => ("no time of the report", "fill the time"),
        "opened_unreadable" => ("time of the report unreadable", "add its format to time.formats"),
        "no_zone" => ("local time without a zone", "name the zone in time.zone"),
        "in_the_future" => {
            ("time later than now", "check the format, the zone and time.shift_years")
        }
        "no_policy" => (
            "before the policy book begins",
            "policy begins on {}: move times with time.shift_years",
        ),
        "target_unreadable" => ("target time unreadable", "add its format to time.formats"),
        "closed_unreadable" => ("closing time unreadable", "add its format to time.formats"),
        "closed_missing" => ("closed without a time", "fill the time, or count the status as open"),
        "closed_before_opened" => ("closed before it was reported", "mend the times in the file"),
        "status_unknown" => ("unknown status", "add it to status.open or status.closed"),
        "ending_unknown" => ("no ending fits", "add a rule or a default to [ending]"),
        "source_unknown" => ("no source fits", "add a rule or a default to [source]"),
        "category_unknown" => ("no category fits", "add a rule or a default to [category]"),
        "category_not_yet" => {
            ("category not in force that day", "choose one that policy had that day")
        }
        "body_empty" => ("no words at all", "name other columns in body"),
        "body_long" => ("words too long", "at most {} characters fit: name fewer columns in body"),
        "address_long" => ("address too long", "at most {} characters fit"),
        "result_long" => ("result too long", "at most {} characters fit"),
        "control_character" => ("a control character", "take it out of the text"),
        "no_point" => (
            "no point",
            "fill the point, name place.community or named_in, or use --unplaced community=CODE",
        ),
        "point_unreadable" => {
            ("point unreadable", "degrees are wanted: check place.order and decimal_comma")
        }
        "point_projected" => (
            "feet or metres of a projected grid",
            "degrees are wanted: name the columns of longitude and latitude, or convert the file",
        ),
        "grid_unknown" => ("no grid of that name or code", "check place.grid"),
        "community_unknown" => (
            "no community of that name or code",
            "check place.community, or use --unplaced community=CODE",
        ),
        "community_twice" => {
            ("two communities go by that name", "name the column of the street in place.street")
        }
        "outside" => {
            ("in no grid of the map", "check place.order and crs, or use --unplaced community=CODE")
        }
        "nobody_on_duty" => ("nobody on duty there", "appoint somebody who sorts for that place"),
        _ => ("", ""),
    }
}

#[cfg(test)]
mod tests {
    use app::grid::import::CODES;

    #[test]
    fn every_reason_has_its_words() {
        for code in CODES {
            let (meaning, help) = super::words(code);
            assert!(!meaning.is_empty() && !help.is_empty(), "{code}");
        }
    }
}
