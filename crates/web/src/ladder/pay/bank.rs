//! `/pay/{id}/bank.csv` (代发文件): for the bank, with whole numbers; asked for with a reason, kept nowhere.
use super::run::page;
use crate::desk::{Answer, Desk};
use crate::form::{Form, FromInput, Input};
use app::ladder::number::Reason;
use app::ladder::pay::bank::{BankFile, bank};
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use base::PayRunId;
use std::fmt::Write as _;

/// `POST /pay/{id}/bank.csv`.
pub async fn take(desk: Desk, Path(id): Path<PayRunId>, form: Form<Asked>) -> Answer {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let (Asked(reason), given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return page(&desk, id, given, None, status).await,
    };
    match desk.write(move |cx, asker| bank(cx, &asker.who, id, &reason)).await {
        Ok(file) => {
            let name = format!("attachment; filename=\"bank-{}.csv\"", file.run.period);
            let kind = "text/csv; charset=utf-8".to_owned();
            let heads = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
            Ok((heads, written(&desk, &file)).into_response())
        }
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            page(&desk, id, given, refused, status).await
        }
    }
}

/// The rows with their heads; with a mark in front, by which offices' programs know the letters.
fn written(desk: &Desk, file: &BankFile) -> String {
    let head = |code: &str| desk.words.t(&format!("pay-bank-{code}")).into_owned();
    let mut text = format!("\u{feff}{},{},{}\r\n", head("name"), head("card"), head("amount"));
    for row in &file.rows {
        // Writing into a string does not fail.
        let _ = write!(text, "{},{},{}\r\n", cell(&row.name), row.card.whole(), row.amount);
    }
    text
}

/// A text as a cell: quoted where it must be, and never the beginning of a formula.
fn cell(text: &str) -> String {
    let begins = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if begins { format!("'{text}") } else { text.to_owned() };
    match text.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

/// Why the numbers are opened.
pub struct Asked(Reason);

impl FromInput for Asked {
    fn read(input: &mut Input) -> Option<Asked> {
        input.text("reason").map(Asked)
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_name_is_never_a_formula_and_never_two_cells() {
        for (text, is) in [
            ("王五", "王五"),
            ("=1+1", "'=1+1"),
            ("@x", "'@x"),
            ("a,b", "\"a,b\""),
            ("a\"b", "\"a\"\"b\""),
            ("-1,2", "\"'-1,2\""),
        ] {
            assert_eq!(cell(text), is);
        }
    }
}
