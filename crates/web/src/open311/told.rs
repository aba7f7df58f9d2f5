//! What whoever reports is told (回执): the number to ask by, or for what is not shown the token; for
//! the reporter the promise and the code. Kept as text, so that the same request is answered alike.
use super::answer::Answer;
use super::asked::{Asked, moment};
use super::node::Node;
use crate::resident::report::stop;
use crate::words::Words;
use app::grid::matter::Receipt;
use app::idempotency::Done;
use app::secret::Code;
use app::{Cx, Failed};
use axum::http::StatusCode;
use grid::rules::Category;
use serde::{Deserialize, Serialize};

/// What is known before it is stored.
pub struct Slip {
    words: Words,
    base: String,
    /// What is said first: the dangers it runs into, or what the kind itself warns of.
    dangers: Vec<String>,
    is_shown: bool,
    code: String,
}

/// What is told, and kept with the name of the request.
#[derive(Serialize, Deserialize)]
pub struct Told {
    /// The number, or of a service that is not shown the token: one of the two, never both.
    number: Option<String>,
    token: Option<String>,
    notice: String,
}

impl Slip {
    pub fn new(asked: &Asked, category: &Category, code: &Code, dangers: &[stop::Told]) -> Slip {
        let kind = category.stop(asked.words.lang).filter(|_| dangers.is_empty());
        let dangers = dangers.iter().map(|danger| danger.text.clone());
        Slip {
            words: asked.words,
            base: asked.base.clone(),
            dangers: dangers.chain(kind.map(str::to_owned)).collect(),
            is_shown: category.visible,
            code: code.shown(),
        }
    }

    pub fn told(&self, cx: &Cx<'_, '_>, receipt: &Receipt) -> Told {
        let due = moment(receipt.due, cx.policies().calendar.tz());
        let facts = [
            ("number", receipt.number.clone()),
            ("stop", self.words.tc("matter-stop", &receipt.stop).into_owned()),
            ("due", due.get(..MINUTE).unwrap_or(&due).replace('T', " ")),
            ("code", self.code.clone()),
            ("follow", format!("{}/follow", self.base)),
        ];
        let notice = self.words.ta("open311-notice", &facts);
        let notice = self.dangers.iter().cloned().chain([notice]).collect::<Vec<_>>().join(" ");
        let number = self.is_shown.then(|| receipt.number.clone());
        let token = (!self.is_shown).then(|| self.code.clone());
        Told { number, token, notice }
    }
}

impl Told {
    pub fn kept(&self) -> app::Result<(u16, String)> {
        let text = serde_json::to_string(self).map_err(broken)?;
        Ok((StatusCode::OK.as_u16(), text))
    }

    pub fn answer(done: &Done) -> app::Result<Answer> {
        let told: Told = serde_json::from_str(&done.answer).map_err(broken)?;
        let mut fields = Vec::new();
        if let Some(number) = &told.number {
            fields.push(("service_request_id", Node::text(number)));
        }
        if let Some(token) = &told.token {
            fields.push(("token", Node::text(token)));
        }
        fields.push(("service_notice", Node::text(&told.notice)));
        fields.push(("account_id", Node::Null));
        let list = Node::List("request", vec![Node::Fields(fields)]);
        Ok(Answer { replayed: done.replayed, ..Answer::new("service_requests", list) })
    }
}

fn broken(error: serde_json::Error) -> Failed {
    Failed::Broken(error.to_string())
}

/// `2026-03-02T10:00`: as far as people read a moment.
const MINUTE: usize = 16;
