//! The bank file of a final run (代发文件): name, bank card and amount of everybody who is paid. Opening
//! the cards is one look, with its reason on record.
use super::{Run, State, right};
use crate::ladder::number::{self, Reason};
use crate::{Cx, Failed, Result};
use ::ladder::number::Number;
use ::org::{Action, Who};
use base::{Fen, PayRunId, PersonId};
use store::ladder::pay::{run as rows, slip};

/// More than the workers of a district.
const ROWS_MAX: u32 = 50_000;

/// A bank file (代发文件).
pub struct BankFile {
    pub run: Run,
    pub rows: Vec<Row>,
}

/// What one worker is to be paid; nothing goes to who is owed nothing.
pub struct Row {
    pub name: String,
    pub card: Number,
    pub amount: Fen,
}

/// The file of a final run. Refused while somebody who is to be paid has no card on record: a file
/// that leaves out people looks just like a whole one.
pub fn bank(cx: &mut Cx<'_, '_>, who: &Who, id: PayRunId, reason: &Reason) -> Result<BankFile> {
    right(who, Action::ReadPayRuns, None)?;
    let run = rows::get(cx.tx, id)?.ok_or(Failed::NotFound)?;
    if run.state != State::Final {
        return Err(Failed::refused("pay_run_not_final"));
    }
    let named = slip::list(cx.tx, id, None, ("", PersonId(0)), ROWS_MAX)?;
    let paid: Vec<_> = named
        .into_iter()
        .filter(|named| named.slip.refused.is_none() && named.slip.total > Fen::ZERO)
        .collect();
    let persons: Vec<PersonId> = paid.iter().map(|named| named.slip.person).collect();
    let mut opened = number::look_at_all(cx, who, &persons, ("pay_run", id.0), reason)?;
    let (mut rows, mut without) = (Vec::new(), 0u32);
    for named in paid {
        match opened.remove(&named.slip.person).and_then(|opened| opened.bank_card) {
            Some(card) => {
                rows.push(Row { name: named.name_zh, card, amount: named.slip.total });
            }
            None => without += 1,
        }
    }
    if without > 0 {
        let facts = vec![("count", without.to_string())];
        return Err(Failed::Refused { code: "pay_without_card", facts });
    }
    Ok(BankFile { run, rows })
}
