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
use sheet::csv;

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

/// The rows with their heads.
fn written(desk: &Desk, file: &BankFile) -> String {
    let [name, card, amount] =
        ["name", "card", "amount"].map(|code| desk.words.t(&format!("pay-bank-{code}")));
    let mut text = format!("{}{}", csv::MARK, csv::line(&[&name, &card, &amount]));
    for row in &file.rows {
        text.push_str(&csv::line(&[&row.name, row.card.whole(), &row.amount.to_string()]));
    }
    text
}

/// Why the numbers are opened.
pub struct Asked(Reason);

impl FromInput for Asked {
    fn read(input: &mut Input) -> Option<Asked> {
        input.text("reason").map(Asked)
    }
}
