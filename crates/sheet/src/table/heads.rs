//! Heads (表头): one level or two, flattened, and which of them are looked for.
use super::Wanted;
use crate::read::Sheet;
use std::collections::BTreeMap;

/// What a row, or two, would be as heads.
pub(super) struct Heads {
    /// How likely so many levels are: two where a group shows, else one.
    pub shape: u8,
    /// The last row of them.
    pub last: u32,
    /// By the place in what was looked for.
    pub columns: BTreeMap<usize, u32>,
    pub unknown: Vec<(u32, String)>,
    /// What the lowest level says, by column.
    pub said: BTreeMap<u32, String>,
}

/// A head in its parts: the group above, if there is one, and its own words.
struct Head {
    column: u32,
    group: String,
    own: String,
    /// As it stands, for whoever reads that it is not known.
    shown: String,
}

impl Heads {
    pub fn of(sheet: &Sheet, row: u32, levels: u32, wanted: &[Wanted]) -> Heads {
        let last = row + levels - 1;
        let heads = if levels == 1 { single(sheet, row) } else { double(sheet, row) };
        let mut columns: BTreeMap<usize, u32> = BTreeMap::new();
        // The surest way first: the whole head, its own words, its group, its beginning.
        let ways: [fn(&Head, &str) -> bool; 4] = [
            |head, name| format!("{}{}", head.group, head.own) == name,
            |head, name| head.own == name,
            |head, name| head.group == name,
            |head, name| name.chars().count() > 2 && head.own.starts_with(name),
        ];
        for way in ways {
            for (place, one) in wanted.iter().enumerate() {
                let free = |head: &&Head| !columns.values().any(|taken| *taken == head.column);
                if columns.contains_key(&place) {
                    continue;
                }
                let names = one.names.iter();
                let found = names.flat_map(|name| {
                    let mut heads = heads.iter().filter(free);
                    heads.find(|head| way(head, name))
                });
                let found = found.map(|head| head.column).next();
                if let Some(column) = found {
                    columns.insert(place, column);
                }
            }
        }
        let known = |head: &&Head| !columns.values().any(|taken| *taken == head.column);
        let unknown = heads.iter().filter(known).map(|head| (head.column, head.shown.clone()));
        let unknown = unknown.collect();
        let said = heads.iter().map(|head| (head.column, head.own.clone())).collect();
        let shape = match (levels, grouped(sheet, row, heads.len())) {
            (1, _) => 1,
            (_, true) => 2,
            (_, false) => 0,
        };
        Heads { shape, last, columns, unknown, said }
    }
}

/// Whether a head of this row reaches over some columns: a title reaches over nearly all.
fn grouped(sheet: &Sheet, row: u32, columns: usize) -> bool {
    sheet.merged.iter().any(|area| {
        let width = (area.last.1 - area.first.1) as usize + 1;
        area.first.0 == row && area.last.0 == row && width > 1 && width * 2 <= columns
    })
}

fn single(sheet: &Sheet, row: u32) -> Vec<Head> {
    let cells = sheet.cells.range((row, 0)..(row + 1, 0));
    let heads = cells.map(|((_, column), value)| {
        let shown = value.text();
        let own = bare(&shown);
        Head { column: *column, group: String::new(), own, shown }
    });
    heads.filter(|head| !head.own.is_empty()).collect()
}

/// Two rows as one: a group reaches over its merged area; a head over both rows has no group.
fn double(sheet: &Sheet, row: u32) -> Vec<Head> {
    let rows = sheet.cells.range((row, 0)..(row + 2, 0));
    let mut columns: Vec<u32> = rows.map(|((_, column), _)| *column).collect();
    columns.sort_unstable();
    columns.dedup();
    let over = |column: u32| {
        let area = sheet.merged.iter().find(|area| area.holds((row, column)));
        let at = area.map_or((row, column), |area| area.first);
        sheet.cells.get(&at).map(|value| value.text()).unwrap_or_default()
    };
    let heads = columns.into_iter().map(|column| {
        let below = sheet.cells.get(&(row + 1, column)).map(|value| value.text());
        let above = over(column);
        match below {
            Some(below) if !bare(&below).is_empty() => {
                let shown =
                    if above.is_empty() { below.clone() } else { format!("{above}/{below}") };
                Head { column, group: bare(&above), own: bare(&below), shown }
            }
            _ => Head { column, group: String::new(), own: bare(&above), shown: above },
        }
    });
    heads.filter(|head| !head.own.is_empty()).collect()
}

/// Words without what offices put between and behind them: blanks, stars, a unit in brackets.
pub(super) fn bare(text: &str) -> String {
    let end = text.find(['(', '（', '[', '【']).filter(|at| *at > 0).unwrap_or(text.len());
    text[..end].chars().filter(|sign| !sign.is_whitespace() && !"*＊:：".contains(*sign)).collect()
}
