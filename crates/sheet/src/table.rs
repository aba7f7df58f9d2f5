//! The table in a sheet (表格识别): its heads are found by what they say, not by where they stand;
//! merged cells are filled, and what is no row of the table (totals, signatures) is left out.
//!
//! What is *not* here: what the words are. A caller brings those of its columns and of its habits.
mod heads;

use crate::read::{Area, Sheet, Value};
use heads::Heads;
use std::collections::BTreeMap;

/// A column that is looked for (所需列): its names, the usual one first.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    pub names: &'static [&'static str],
}

/// The words around a table (行文习惯).
#[derive(Clone, Copy, Debug)]
pub struct Habits {
    /// What a row of sums begins with (合计).
    pub totals: &'static [&'static str],
    /// What the lines below a table begin with (填表人).
    pub endings: &'static [&'static str],
    /// What says "as above" (同上).
    pub dittos: &'static [&'static str],
}

/// A table that was found (表).
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The place of the sheet in its book.
    pub sheet: usize,
    /// The last row of the heads.
    pub head: u32,
    /// The columns found: by the place in what was looked for.
    pub columns: BTreeMap<usize, u32>,
    /// Heads that nobody looked for, as they stand.
    pub unknown: Vec<(u32, String)>,
    pub lines: Vec<Line>,
    /// Rows of sums and repeated heads that were passed over.
    pub passed_over: Vec<u32>,
}

/// A row of a table (行).
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub row: u32,
    /// The filled cells, by the place in what was looked for.
    pub cells: BTreeMap<usize, Cell>,
}

/// A cell of a row, with the place where it stands: a merged one stands above.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub at: (u32, u32),
    pub value: Value,
}

/// In how many rows the heads are looked for: a title, notes, two levels.
const HEADS_WITHIN: u32 = 30;

impl Line {
    /// What one reads in a cell, without blanks around; empty where there is none.
    pub fn text(&self, wanted: usize) -> String {
        self.cells.get(&wanted).map_or(String::new(), |cell| cell.value.text().trim().to_owned())
    }
}

/// The table of a sheet, where at least `least` of the wanted columns are found.
pub fn find(
    at: usize,
    sheet: &Sheet,
    wanted: &[Wanted],
    habits: &Habits,
    least: usize,
) -> Option<Table> {
    let rows = sheet.cells.keys().map(|(row, _)| *row).take_while(|row| *row < HEADS_WITHIN);
    let mut rows: Vec<u32> = rows.collect();
    rows.dedup();
    // Of two that find as many, the one whose levels show, then the one further up.
    let all =
        rows.iter().flat_map(|row| [1, 2].map(|levels| Heads::of(sheet, *row, levels, wanted)));
    let best = all.rev().max_by_key(|heads| (heads.columns.len(), heads.shape))?;
    if best.columns.len() < least {
        return None;
    }
    let reading = Reading { sheet, habits, heads: &best };
    let (lines, passed_over) = reading.lines();
    let Heads { last, columns, unknown, .. } = best;
    Some(Table { sheet: at, head: last, columns, unknown, lines, passed_over })
}

struct Reading<'a> {
    sheet: &'a Sheet,
    habits: &'a Habits,
    heads: &'a Heads,
}

impl Reading<'_> {
    fn lines(&self) -> (Vec<Line>, Vec<u32>) {
        let (mut lines, mut passed_over): (Vec<Line>, Vec<u32>) = (Vec::new(), Vec::new());
        let below = self.sheet.cells.range((self.heads.last + 1, 0)..);
        let mut rows: Vec<u32> = below.map(|((row, _), _)| *row).collect();
        rows.dedup();
        let tall = self.tall();
        for row in rows {
            let words = self.words(row);
            let begins = |with: &[&str]| words.iter().any(|word| starts(word, with));
            // A signature may stand in any column of its line; a sum says so in one of the first.
            if begins(self.habits.endings) && self.is_foot(row) {
                break;
            }
            if words.iter().take(3).any(|word| starts(word, self.habits.totals))
                || self.repeats(row)
            {
                passed_over.push(row);
                continue;
            }
            let mut line = Line { row, cells: BTreeMap::new() };
            for (place, column) in &self.heads.columns {
                if let Some(cell) = self.cell((row, *column), &tall) {
                    line.cells.insert(*place, cell);
                }
            }
            self.fill_dittos(&mut line, lines.last());
            // Rows that hold nothing of their own: a number in front, a place for stamps.
            if line.cells.values().filter(|cell| cell.at.0 == row).count() > 1 {
                lines.push(line);
            }
        }
        (lines, passed_over)
    }

    /// Areas that reach over more than one row, by their column.
    fn tall(&self) -> BTreeMap<u32, Vec<&Area>> {
        let mut tall: BTreeMap<u32, Vec<&Area>> = BTreeMap::new();
        for area in self.sheet.merged.iter().filter(|it| it.first.0 < it.last.0) {
            for column in area.first.1..=area.last.1 {
                tall.entry(column).or_default().push(area);
            }
        }
        for areas in tall.values_mut() {
            areas.sort_unstable_by_key(|area| area.first);
        }
        tall
    }

    fn cell(&self, at: (u32, u32), tall: &BTreeMap<u32, Vec<&Area>>) -> Option<Cell> {
        if let Some(value) = self.sheet.cells.get(&at) {
            return Some(Cell { at, value: value.clone() });
        }
        let areas = tall.get(&at.1)?;
        let before = areas.partition_point(|area| area.first.0 <= at.0);
        let area = areas.get(before.checked_sub(1)?).filter(|area| area.holds(at))?;
        // An area that begins in the heads is a head.
        let value = self.sheet.cells.get(&area.first).filter(|_| area.first.0 > self.heads.last)?;
        Some(Cell { at: area.first, value: value.clone() })
    }

    /// "As above" means what the cell above means.
    fn fill_dittos(&self, line: &mut Line, above: Option<&Line>) {
        for (place, cell) in &mut line.cells {
            let Value::Text(text) = &cell.value else { continue };
            let bare: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
            if !self.habits.dittos.contains(&&*bare) {
                continue;
            }
            if let Some(same) = above.and_then(|line| line.cells.get(place)) {
                cell.value = same.value.clone();
            }
        }
    }

    /// The first words of a row, without blanks.
    fn words(&self, row: u32) -> Vec<String> {
        let cells = self.sheet.cells.range((row, 0)..(row + 1, 0));
        cells.map(|(_, value)| heads::bare(&value.text())).collect()
    }

    /// Whether a row fills few of the columns, as the lines below a table do.
    fn is_foot(&self, row: u32) -> bool {
        let filled = self.heads.columns.values();
        let filled = filled.filter(|column| self.sheet.cells.contains_key(&(row, **column)));
        filled.count() <= 3
    }

    /// Whether the heads stand here again, as on every printed page.
    fn repeats(&self, row: u32) -> bool {
        let same = self.heads.columns.values().filter(|column| {
            let here = self.sheet.cells.get(&(row, **column)).map(|it| heads::bare(&it.text()));
            here.is_some() && here.as_ref() == self.heads.said.get(column)
        });
        same.count() * 2 > self.heads.columns.len()
    }
}

fn starts(word: &str, with: &[&str]) -> bool {
    with.iter().any(|begin| word.starts_with(begin))
}
