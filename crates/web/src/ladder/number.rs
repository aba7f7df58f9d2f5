//! The numbers of a worker (身份证号、银行卡号): typed in, erased, and looked at with a reason. A number
//! is shown once, on the answer itself: it stands in no address and no history.
use super::record::page_with;
use super::record_deeds::{after, again};
use crate::desk::{Answer, Desk};
use crate::form::{Form, FromInput, Given, Input};
use app::ladder::number::{self, Reason, WRITTEN_MAX};
use axum::extract::Path;
use axum::http::StatusCode;
use base::PersonId;
use ladder::number::NumberKind;

/// `POST /workers/{id}/number`: in place of the one before.
pub async fn set(desk: Desk, Path(id): Path<PersonId>, form: Form<Typed>) -> Answer {
    let (Typed { kind, number }, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, id, "number", given, None).await,
    };
    let work = move |cx: &mut app::Cx<'_, '_>, asker: &app::grid::matter::Asker| {
        number::set(cx, &asker.who, id, kind, &number)
    };
    let done = desk.write(work).await;
    after(&desk, id, "number", given, done).await
}

/// `POST /workers/{id}/number/erase`.
pub async fn erase(desk: Desk, Path(id): Path<PersonId>, form: Form<Which>) -> Answer {
    let (Which(kind), given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, id, "erase", given, None).await,
    };
    let done = desk.write(move |cx, asker| number::clear(cx, &asker.who, id, kind)).await;
    after(&desk, id, "erase", given, done).await
}

/// `POST /workers/{id}/number/look`: the look is on record before the number is shown.
pub async fn look(desk: Desk, Path(id): Path<PersonId>, form: Form<Asked>) -> Answer {
    let (Asked { kind, reason }, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, id, "look", given, None).await,
    };
    let work = move |cx: &mut app::Cx<'_, '_>, asker: &app::grid::matter::Asker| {
        number::look(cx, &asker.who, id, kind, &reason)
    };
    match desk.write(work).await {
        Ok(number) => {
            let said = desk.words.tc("ladder-code", kind.code());
            let said = Looked { said: said.into_owned(), whole: in_fours(number.whole()) };
            page_with(&desk, id, "", Given::empty(desk.words), Ok(said), StatusCode::OK).await
        }
        Err(failed) => after(&desk, id, "look", given, Err(failed)).await,
    }
}

/// A number that was opened, for one answer.
pub struct Looked {
    pub said: String,
    pub whole: String,
}

/// As cards are embossed: read aloud without losing one's place.
fn in_fours(digits: &str) -> String {
    let signs: Vec<char> = digits.chars().collect();
    let parts: Vec<String> = signs.chunks(4).map(|part| part.iter().collect()).collect();
    parts.join(" ")
}

/// A number as typed.
pub struct Typed {
    kind: NumberKind,
    number: String,
}

impl FromInput for Typed {
    fn read(input: &mut Input) -> Option<Typed> {
        let kind = input.choice("number_kind", NumberKind::parse);
        let number = input.text::<WRITTEN_MAX>("number");
        Some(Typed { kind: kind?, number: number?.to_string() })
    }
}

/// Which number.
pub struct Which(NumberKind);

impl FromInput for Which {
    fn read(input: &mut Input) -> Option<Which> {
        input.choice("number_kind", NumberKind::parse).map(Which)
    }
}

/// Which number, and why it is wanted.
pub struct Asked {
    kind: NumberKind,
    reason: Reason,
}

impl FromInput for Asked {
    fn read(input: &mut Input) -> Option<Asked> {
        let kind = input.choice("number_kind", NumberKind::parse);
        let reason = input.text("reason");
        Some(Asked { kind: kind?, reason: reason? })
    }
}
