//! Arrears (补发、补扣): what a month would be now, less what it was, item by item.
//!
//! A value or a fact that became known later is never written into a paid month. The month is
//! asked again as things are known now, and the difference is paid besides, explained by both.
use super::{Item, PayLine, Slip};
use crate::month::Month;
use base::{Basis, Date, Fen};
use std::collections::BTreeMap;

/// The difference of one month (某月补差).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrears {
    pub month: Month,
    /// What was known when it was paid, and what is known now.
    pub known_then: Date,
    pub known_now: Date,
    pub lines: Vec<Difference>,
}

/// The difference of one item (项目差额). What is kept for the year's end is among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub item: Item,
    pub was: Fen,
    pub is: Fen,
    /// On what either rests.
    pub basis_then: Vec<Basis>,
    pub basis_now: Vec<Basis>,
}

impl Difference {
    /// What is still to be paid; below zero, what was paid too much.
    pub fn amount(&self) -> Fen {
        self.is - self.was
    }
}

impl Arrears {
    /// The sum of the items that are paid out.
    pub fn total(&self) -> Fen {
        let paid = self.lines.iter().filter(|line| line.item.is_paid());
        paid.map(Difference::amount).sum()
    }
}

/// What is still owed for a month that was paid as `paid`, when it should be `now`; nothing where
/// they are the same. Panics on two different months: that is the caller's slip.
pub fn arrears(paid: &Slip, now: &Slip) -> Option<Arrears> {
    assert_eq!(paid.month, now.month, "arrears are of one month");
    let (then, now_by_item) = (by_item(&paid.lines), by_item(&now.lines));
    let items = Item::ALL.iter().filter_map(|&item| {
        let (was, is) = (then.get(&item), now_by_item.get(&item));
        let amount = |side: Option<&(Fen, Vec<Basis>)>| side.map_or(Fen::ZERO, |side| side.0);
        let basis = |side: Option<&(Fen, Vec<Basis>)>| side.map_or(vec![], |side| side.1.clone());
        (amount(was) != amount(is)).then(|| Difference {
            item,
            was: amount(was),
            is: amount(is),
            basis_then: basis(was),
            basis_now: basis(is),
        })
    });
    let lines: Vec<Difference> = items.collect();
    let (known_then, known_now) = (paid.known, now.known);
    (!lines.is_empty()).then_some(Arrears { month: paid.month, known_then, known_now, lines })
}

fn by_item(lines: &[PayLine]) -> BTreeMap<Item, (Fen, Vec<Basis>)> {
    let mut items: BTreeMap<Item, (Fen, Vec<Basis>)> = BTreeMap::new();
    for line in lines {
        let (amount, basis) = items.entry(line.item).or_default();
        *amount += line.amount;
        for one in &line.basis {
            if !basis.contains(one) {
                basis.push(one.clone());
            }
        }
    }
    items
}
