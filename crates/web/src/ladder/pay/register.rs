//! `/pay/{id}/register.xlsx` (工资表): the register as a workbook in the form offices use. What the
//! finance office takes off has its columns, and they are empty: the program does not know it.
use super::super::say::unit;
use super::period;
use crate::desk::{Answer, Desk};
use crate::problem::{Code, Problem};
use crate::words::Words;
use app::ladder::pay::State;
use app::ladder::pay::register::{Register, Row, register};
use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::IntoResponse;
use base::{Fen, PayRunId, UnitId};
use serde::Deserialize;
use sheet::form::{Cell, Column, Form, Kind, write};

#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    street: String,
}

/// `GET /pay/{id}/register.xlsx?street=`. Taking it along is recorded.
pub async fn take(desk: Desk, Path(id): Path<PayRunId>, Query(asked): Query<Asked>) -> Answer {
    let street = asked.street.trim().parse::<UnitId>().ok();
    let found = desk.write(move |cx, asker| register(cx, &asker.who, id, street)).await;
    let found = found.map_err(|failed| desk.failed(&failed))?;
    let form = form(&desk, &found);
    let bytes = write(&form).map_err(|error| {
        tracing::error!(%error, "a register cannot be written");
        desk.problem(Problem::new(Code::Bug))
    })?;
    let file = format!("attachment; filename=\"pay-{}.xlsx\"", found.run.period);
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let heads = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, file)];
    Ok((heads, bytes).into_response())
}

/// Words of the heads, their kinds, widths, whether they are added up; in the order of offices.
const COLUMNS: &[(&str, &str, Kind, u16, bool)] = &[
    ("", "no", Kind::Count, 5, false),
    ("", "name", Kind::Text, 10, false),
    ("", "community", Kind::Text, 12, false),
    ("", "post", Kind::Text, 10, false),
    ("", "level", Kind::Count, 5, false),
    ("", "coefficient", Kind::Code, 6, false),
    ("", "due", Kind::Fen, 11, true),
    ("paid", "base", Kind::Fen, 11, true),
    ("paid", "performance", Kind::Fen, 11, true),
    ("paid", "education", Kind::Fen, 9, true),
    ("paid", "professional", Kind::Fen, 9, true),
    ("paid", "reward", Kind::Fen, 11, true),
    ("paid", "less", Kind::Fen, 9, true),
    ("paid", "arrears", Kind::Fen, 10, true),
    ("", "total", Kind::Fen, 12, true),
    ("taken", "pension", Kind::Fen, 8, false),
    ("taken", "medical", Kind::Fen, 8, false),
    ("taken", "unemployment", Kind::Fen, 8, false),
    ("taken", "housing", Kind::Fen, 8, false),
    ("taken", "tax", Kind::Fen, 8, false),
    ("", "net", Kind::Fen, 10, false),
    ("", "signed", Kind::Text, 10, false),
];

fn form(desk: &Desk, found: &Register) -> Form {
    let words = desk.words;
    let head = |code: &str| words.t(&format!("pay-column-{code}")).into_owned();
    let columns = COLUMNS.iter().map(|&(group, code, kind, width, total)| Column {
        group: (!group.is_empty()).then(|| words.t(&format!("pay-group-{group}")).into_owned()),
        head: head(code),
        kind,
        width,
        total,
    });
    let unit_of = |id: UnitId| unit(words, &found.directory, id);
    let whole = || words.t("pay-all-streets").into_owned();
    let street = found.street.map_or_else(whole, unit_of);
    let state = if found.run.state == State::Final { "pay-final" } else { "pay-draft" };
    let facts = [
        ("street", street),
        ("known", desk.when().day(found.run.known)),
        ("state", words.t(state).into_owned()),
    ];
    let rows = (1i64..).zip(&found.rows).map(|(at, row)| cells(words, at, row, &unit_of));
    Form {
        title: words.ta("pay-register-title", &[("period", period(words, found.run.period))]),
        note: words.ta("pay-register-note", &facts),
        columns: columns.collect(),
        rows: rows.collect(),
        total: Some(words.t("pay-register-total").into_owned()),
        foot: words.t("pay-register-foot").into_owned(),
    }
}

fn cells(words: Words, at: i64, row: &Row, unit_of: &dyn Fn(UnitId) -> String) -> Vec<Cell> {
    let text = |text: String| if text.is_empty() { Cell::Empty } else { Cell::Text(text) };
    let fen = |fen: Fen| Cell::Number(fen.0);
    let post = row.post.map(|code| words.tc("ladder-code", code).into_owned());
    let mut cells = vec![
        Cell::Number(at),
        text(row.name_zh.clone()),
        text(row.community.map(unit_of).unwrap_or_default()),
        text(post.unwrap_or_default()),
        row.level.map_or(Cell::Empty, |level| Cell::Number(i64::from(level))),
        text(row.coefficient.clone().unwrap_or_default()),
    ];
    let amounts = [
        row.due,
        row.base,
        row.performance,
        row.education,
        row.professional,
        row.reward,
        row.less,
        row.arrears,
        row.total,
    ];
    cells.extend(amounts.map(fen));
    cells.resize(COLUMNS.len(), Cell::Empty);
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Lang;

    #[test]
    fn every_column_has_its_words_and_every_row_as_many_cells() {
        for words in [Lang::Zh, Lang::En].map(Words::new) {
            for (group, code, ..) in COLUMNS {
                assert!(words.has(&format!("pay-column-{code}")), "{code}");
                assert!(group.is_empty() || words.has(&format!("pay-group-{group}")), "{group}");
            }
            let cells = cells(words, 1, &Row::default(), &|_| String::new());
            assert_eq!(cells.len(), COLUMNS.len());
            let total = COLUMNS.iter().position(|column| column.1 == "total").unwrap();
            assert_eq!(cells[total], Cell::Number(0), "the amounts stand under their heads");
            assert_eq!(cells[total + 1], Cell::Empty);
        }
    }
}
