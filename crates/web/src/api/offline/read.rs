//! Reading a batch (批次): what cannot be read at all ends the batch, a payload only its operation.
use super::too_many;
use crate::api::client::Client;
use crate::api::report::point;
use crate::api::shape::{AddressText, BodyText, CodeText, Id, Instant, WordsText};
use crate::optional_text;
use crate::photos::{NotTaken, take_in};
use crate::problem::Problem;
use app::grid::matter::{Body, HandOver, NewReport};
use app::offline::{
    Found, LeftOut, NAME_CHARACTERS_MAX, OPERATIONS_MAX, Operation, Unreadable, What,
};
use app::{App, Failed};
use base::{Timestamp, codes};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use grid::matter::Source;
use grid::rules::PhotoLimits;
use photo::Photo;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// What a phone wrote down, in its order (离线批次).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    #[schema(max_items = 1000)]
    operations: Vec<Entry>,
}

/// One operation (离线操作).
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// Made by the phone, and its own for ever: by it the operation is done once.
    #[schema(min_length = 1, max_length = 64, pattern = "^[0-9A-Za-z_-]+$")]
    id: String,
    /// The phone's time, RFC 3339.
    #[schema(format = DateTime)]
    at: String,
    /// `report`, `note`, `hand_over`, `clear` or `explain`.
    kind: String,
    #[schema(value_type = Payload)]
    payload: Value,
}

/// What the operation is about, by its kind (操作内容).
#[derive(ToSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "describes what may come; each kind is read by itself")]
enum Payload {
    Report(Report),
    Note(Note),
    HandOver(Over),
    Clear(Looked),
    Explain(Explained),
}

/// 发现. Without words, the name of the category says enough.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Report {
    category: CodeText,
    body: Option<BodyText>,
    address: Option<AddressText>,
    #[schema(minimum = -180, maximum = 180)]
    lon: Option<f64>,
    #[schema(minimum = -90, maximum = 90)]
    lat: Option<f64>,
    community: Option<Id>,
    #[serde(default)]
    on_the_spot: bool,
    /// JPEG, PNG or WebP, in base64. One that cannot be read is left out and named in the answer.
    #[serde(default)]
    photos: Vec<String>,
    /// The place it was found at, whose window it covers.
    patrol: Option<Looked>,
}

/// 没发现问题: the place was looked at in the window that opens then.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Looked {
    point: Id,
    opens: Instant,
}

/// 说明: why nobody could look, by a code of `grid.patrol.reasons`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Explained {
    point: Id,
    opens: Instant,
    reason: CodeText,
}

/// 记一笔
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Note {
    matter: Id,
    words: WordsText,
}

/// 移交. `leg` is the one the phone last saw: if it has changed since, this is a conflict.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Over {
    matter: Id,
    to: Id,
    reason: WordsText,
    leg: Option<u32>,
}

codes! {
    /// What a phone may send (操作种类).
    pub enum Kind {
        /// 发现
        Report = "report",
        /// 记一笔
        Note = "note",
        /// 移交
        HandOver = "hand_over",
        /// 没发现问题
        Clear = "clear",
        /// 说明
        Explain = "explain",
    }
}

/// The operations of a batch, photos redrawn.
pub async fn operations(
    app: &App,
    client: &Client,
    batch: Batch,
) -> Result<Vec<Operation>, Problem> {
    if batch.operations.len() > OPERATIONS_MAX {
        return Err(too_many(client));
    }
    let mut all = Vec::with_capacity(batch.operations.len());
    for entry in batch.operations {
        if !is_name(&entry.id) {
            return Err(client.refuse(&Failed::field("id", "operation_id")));
        }
        let asked =
            serde_json::to_vec(&entry).map_err(|_| Problem::new(crate::problem::Code::Bug))?;
        let device: Option<Timestamp> = entry.at.parse().ok();
        let read = match device {
            None => Err(Failed::field("at", "moment")),
            Some(_) => what(app, &entry).await,
        };
        let what = match read {
            Ok(what) => what,
            Err(Failed::Field { field, code, .. }) => What::Unreadable(Unreadable { field, code }),
            Err(failed) => return Err(client.refuse(&failed)),
        };
        // Without a time of its own it is of now, and refused for that.
        let device = device.unwrap_or_else(|| app.now());
        all.push(Operation { name: entry.id, device, what, asked });
    }
    Ok(all)
}

fn is_name(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=NAME_CHARACTERS_MAX).contains(&id.len()) && id.bytes().all(plain)
}

async fn what(app: &App, entry: &Entry) -> app::Result<What> {
    Ok(match Kind::parse(&entry.kind) {
        None => return Err(Failed::field("kind", "choose")),
        Some(Kind::Report) => What::Report(Box::new(found(app, fitting(&entry.payload)?).await?)),
        Some(Kind::Note) => {
            let it: Note = fitting(&entry.payload)?;
            What::Note { matter: it.matter.into(), words: it.words.read("words")? }
        }
        Some(Kind::HandOver) => {
            let it: Over = fitting(&entry.payload)?;
            let to = HandOver { to: it.to.into(), reason: it.reason.read("reason")? };
            What::HandOver { matter: it.matter.into(), to, leg: it.leg }
        }
        Some(Kind::Clear) => {
            let it: Looked = fitting(&entry.payload)?;
            What::Clear { point: it.point.into(), opens: it.opens.0 }
        }
        Some(Kind::Explain) => {
            let it: Explained = fitting(&entry.payload)?;
            let reason = it.reason.read("reason")?.to_string();
            What::Explain { point: it.point.into(), opens: it.opens.0, reason }
        }
    })
}

/// A payload of its kind's shape.
fn fitting<T: DeserializeOwned>(payload: &Value) -> app::Result<T> {
    if !payload.is_object() {
        return Err(Failed::field("payload", "wrong_type"));
    }
    T::deserialize(payload).map_err(|error| {
        let said = error.to_string();
        let code = match &said {
            said if said.starts_with("missing field") => "missing",
            said if said.starts_with("unknown field") => "unknown_field",
            said if said.starts_with("an id is") => "id",
            said if said.starts_with("a moment is") => "moment",
            _ => "wrong_type",
        };
        Failed::field("payload", code)
    })
}

async fn found(app: &App, it: Report) -> app::Result<Found> {
    let today = app.policies().day(app.now());
    let category = it.category.read("category")?.to_string();
    let body = match &it.body {
        Some(body) => body.read("body")?,
        None => {
            let found = app.policies().rules.category(&category, today);
            let found = found.ok_or_else(|| Failed::field("category", "unknown"))?;
            Body::new(&found.zh).map_err(|refused| Failed::text("body", refused))?
        }
    };
    let (photos, left_out) = photos(app, &it.photos).await?;
    let new = NewReport {
        source: Source::GridWorker,
        category,
        body,
        address: optional_text!(it.address, "address")?,
        point: point(it.lon, it.lat)?,
        community: it.community.map(Into::into),
        contact: None,
        on_the_spot: it.on_the_spot,
        code: None,
        serial: app.serial(today).await?,
        photos,
        external: None,
    };
    let patrol = it.patrol.map(|at| (at.point.into(), at.opens.0));
    Ok(Found { new, patrol, left_out })
}

/// The photos that can be kept, and which cannot. A report counts without them: what somebody
/// found must not wait because a picture of it broke.
async fn photos(app: &App, texts: &[String]) -> app::Result<(Vec<Photo>, Vec<LeftOut>)> {
    let limits = app.policies().rules.photo_limits(app.policies().day(app.now()))?.value;
    let most = limits.max_per_matter as usize;
    let (mut photos, mut left_out) = (Vec::new(), Vec::new());
    for (text, nth) in texts.iter().take(PHOTOS_MAX).zip(1..) {
        let read = match photos.len() < most {
            true => photo(text, &limits).await,
            false => Err(Failed::field("photos", "too_many")),
        };
        match read {
            Ok(photo) => photos.push(photo),
            Err(Failed::Field { code, .. }) => left_out.push(LeftOut { nth, code: code.into() }),
            Err(failed) => return Err(failed),
        }
    }
    Ok((photos, left_out))
}

/// More than this many are not even counted: no phone of ours sends them.
const PHOTOS_MAX: usize = 50;

async fn photo(text: &str, limits: &PhotoLimits) -> app::Result<Photo> {
    let bytes = STANDARD.decode(text).map_err(|_| Failed::field("photos", "base64"))?;
    let taken = take_in(vec![bytes], limits).await.map_err(|not| match not {
        NotTaken::Failed(failed) => failed,
        NotTaken::TooMany { .. } => Failed::field("photos", "too_many"),
        NotTaken::Photo(refused) => Failed::field("photo", refused.code()),
    })?;
    taken.into_iter().next().ok_or_else(|| Failed::field("photo", "missing"))
}
