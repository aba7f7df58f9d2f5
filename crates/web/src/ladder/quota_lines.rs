//! Quotas as they are pasted from an office's sheet (员额表): a line a street, its name and one number
//! for each kind of post, with tabs, commas or blanks between.
use app::ladder::quota::{Board, PLACES_MAX, Row};
use app::org::Directory;
use base::UnitId;
use ladder::scheme::PostKind;

/// What stands in a cell where no quota is set.
const NONE: &str = "-";

/// What a board says, as lines to be changed and sent back.
pub fn write(board: &Board, name: impl Fn(UnitId) -> String) -> String {
    let cell = |row: &Row| row.set.as_ref().map_or(NONE.to_owned(), |set| set.places.to_string());
    let line = |street: &app::ladder::quota::Street| {
        let cells: Vec<String> = street.rows.iter().map(cell).collect();
        format!("{}\t{}", name(street.unit), cells.join("\t"))
    };
    board.streets.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The places that lines say; the number of the first line that cannot be read.
pub fn read(
    text: &str,
    directory: &Directory,
    kinds: &[PostKind],
) -> Result<Vec<(UnitId, PostKind, u32)>, usize> {
    let named = |name: &str| {
        let mut streets = directory.units(org::UnitKind::Street);
        streets.find(|unit| [&unit.name_zh, &unit.name_en, &unit.code].iter().any(|it| *it == name))
    };
    let mut all = Vec::new();
    for (at, line) in (1usize..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let (name, numbers) = split(line, kinds.len()).ok_or(at)?;
        let unit = named(&name).ok_or(at)?.id;
        for (kind, cell) in kinds.iter().zip(&numbers) {
            match cell.as_str() {
                NONE | "–" => {}
                digits => {
                    let places = digits.parse().ok().filter(|places| *places <= PLACES_MAX);
                    all.push((unit, *kind, places.ok_or(at)?));
                }
            }
        }
    }
    Ok(all)
}

/// The name and as many cells as there are kinds. An English name has blanks of its own.
fn split(line: &str, cells: usize) -> Option<(String, Vec<String>)> {
    let parts: Vec<&str> =
        line.split(['\t', ',', '，', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let at = parts.len().checked_sub(cells).filter(|at| *at > 0)?;
    let numbers = parts[at..].iter().map(|part| (*part).to_owned()).collect();
    Some((parts[..at].join(" "), numbers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_name_and_a_number_for_each_kind() {
        for (line, name, cells) in [
            ("东街\t12\t5\t2\t1", "东街", "12 5 2 1"),
            ("东街，12，5，2，1", "东街", "12 5 2 1"),
            ("East Street 12, 5, - , 1", "East Street", "12 5 - 1"),
        ] {
            let (found, numbers) = split(line, 4).unwrap();
            assert_eq!((found.as_str(), numbers.join(" ").as_str()), (name, cells), "{line}");
        }
        assert_eq!(split("12 5 2 1", 4), None, "no name");
        assert_eq!(split("东街 1", 4), None, "too few numbers");
    }
}
