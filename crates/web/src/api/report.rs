//! For residents (居民): report something, follow it by its code, rate it, contest it.
use super::body::Change;
use super::client::{Anyone, Client, Reporter};
use super::danger::{DangerView, dangers};
use super::operation::{Operation, get, post};
use super::shape::{
    AddressText, At, BodyText, CodeText, ContactText, Ending, Id, Says, Sort, Source, Weight,
    WordsText,
};
use super::view::{self, BasisView, PlaceView, PromiseView, Standing};
use crate::optional_text;
use crate::problem::Problem;
use app::grid::matter::{self, Asker, NewReport, Page, Receipt};
use app::idempotency::Named;
use app::secret::Code;
use app::{App, Cx, Failed};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing;
use base::place::Point;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

pub fn operations() -> Vec<Operation> {
    vec![
        post("/api/v1/reports", "report", routing::post(report))
            .tag("report")
            .takes::<NewMatter>(
                r#"{"category":"street_light","body":"东门路灯不亮","lon":120.0005,"lat":30.0005}"#,
            )
            .answers::<ReceiptView>(201),
        get("/api/v1/report", "follow", routing::get(follow))
            .tag("report")
            .reporter()
            .answers::<ReportView>(200),
        post("/api/v1/report/rating", "rate", routing::post(rate))
            .tag("report")
            .reporter()
            .takes::<Rate>(r#"{"stars":4,"says":"solved","words":"来得很快"}"#)
            .answers::<Standing>(200),
        post("/api/v1/report/reopen", "reopen_report", routing::post(reopen))
            .tag("report")
            .reporter()
            .takes::<Contest>(r#"{"reason":"第二天又不亮了"}"#)
            .answers::<Standing>(200),
        post("/api/v1/report/appeal", "appeal", routing::post(appeal))
            .tag("report")
            .reporter()
            .takes::<Contest>(r#"{"reason":"这不是自家的事"}"#)
            .answers::<Standing>(200),
    ]
}

/// What is reported (反映内容). Where: a point, or the community of one who cannot give a point.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMatter {
    /// A code of `/api/v1/categories`.
    pub category: CodeText,
    pub body: BodyText,
    pub address: Option<AddressText>,
    #[schema(minimum = -180, maximum = 180)]
    pub lon: Option<f64>,
    #[schema(minimum = -90, maximum = 90)]
    pub lat: Option<f64>,
    pub community: Option<Id>,
    /// Sealed; opened only by who holds the matter, and each look is on record.
    pub contact: Option<ContactText>,
}

impl NewMatter {
    /// What the use case wants of it, without serial and code.
    pub fn read(&self, source: grid::matter::Source, on_the_spot: bool) -> app::Result<NewReport> {
        Ok(NewReport {
            source,
            category: self.category.read("category")?.to_string(),
            body: self.body.read("body")?,
            address: optional_text!(self.address, "address")?,
            point: point(self.lon, self.lat)?,
            community: self.community.map(Into::into),
            contact: optional_text!(self.contact, "contact")?,
            on_the_spot,
            code: None,
            serial: 0,
            photos: Vec::new(),
            external: None,
        })
    }
}

/// A point of two numbers; one alone, or one that lies nowhere, is refused.
pub fn point(lon: Option<f64>, lat: Option<f64>) -> app::Result<Option<Point>> {
    match (lon, lat) {
        (None, None) => Ok(None),
        (Some(lon), Some(lat)) => {
            Point::new(lon, lat).map(Some).ok_or_else(|| Failed::field("lon", "place"))
        }
        _ => Err(Failed::field("lon", "place")),
    }
}

/// What the reporter is told (回执).
#[derive(Serialize, ToSchema)]
pub struct ReceiptView {
    pub id: Id,
    pub number: String,
    /// Follows the report; shown this once. Nothing for a report of staff.
    pub code: Option<String>,
    /// The event by which the promise is kept.
    pub stop: String,
    pub due: At,
    pub basis: BasisView,
    pub place: PlaceView,
    pub ended: bool,
    /// What to do besides: a danger to call about. A report that had better not be sent at all is
    /// refused instead, as `stopped`.
    pub notices: Vec<DangerView>,
}

/// A receipt as it goes out.
pub fn receipt(
    cx: &mut Cx<'_, '_>,
    receipt: &Receipt,
    code: Option<String>,
) -> app::Result<ReceiptView> {
    Ok(ReceiptView {
        id: receipt.id.into(),
        number: receipt.number.clone(),
        code,
        stop: receipt.stop.clone(),
        due: At(receipt.due),
        basis: view::basis(&receipt.basis),
        place: view::place(&*cx.directory()?, &receipt.place),
        ended: receipt.ended,
        notices: Vec::new(),
    })
}

async fn report(
    State(app): State<App>,
    Anyone(client): Anyone,
    Change { input, named }: Change<NewMatter>,
) -> Result<Response, Problem> {
    let read = input.read(grid::matter::Source::Resident, false);
    let mut new = read.map_err(|failed| client.refuse(&failed))?;
    let code = Code::random();
    new.code = Some(code.digest(app.keys()).to_vec());
    new.serial = serial(&app, &client).await?;
    client
        .write(&app, named, StatusCode::CREATED, move |cx, _| {
            let done = matter::report(cx, &Asker::default(), &new)?;
            let notices = dangers(cx, &new)?;
            Ok(ReceiptView { notices, ..receipt(cx, &done, Some(code.shown()))? })
        })
        .await
}

/// The next serial of today.
pub async fn serial(app: &App, client: &Client) -> Result<i64, Problem> {
    let day = app.policies().day(app.now());
    app.serial(day).await.map_err(|failed| client.refuse(&failed))
}

/// A report as its reporter sees it (反映人视图).
#[derive(Serialize, ToSchema)]
struct ReportView {
    id: Id,
    number: String,
    source: Source,
    category: String,
    weight: Weight,
    sort: Sort,
    body: String,
    address: String,
    place: PlaceView,
    step: String,
    promise: Option<PromiseView>,
    reported_at: At,
    ended_at: Option<At>,
    /// What staff say came of it, and in which words.
    ending: Option<Ending>,
    staff_says: Option<String>,
    reporter_says: Option<Says>,
    /// The number of the matter it was merged into.
    merged_into: Option<String>,
    events: Vec<Told>,
}

/// What was done, as a reporter is told (办理过程).
#[derive(Serialize, ToSchema)]
struct Told {
    at: At,
    what: String,
    /// The unit that did it.
    unit_zh: Option<String>,
    unit_en: Option<String>,
    /// The words, the reason, the clause, where there are any.
    #[schema(value_type = Object)]
    said: Value,
    basis: Option<BasisView>,
}

async fn follow(
    State(app): State<App>,
    Reporter(client): Reporter,
) -> Result<Json<ReportView>, Problem> {
    let found = client.read(&app, |cx, asker| {
        let id = by_code(cx, asker)?;
        let now = cx.at;
        Ok(report_view(matter::page(cx, asker, id)?, now))
    });
    found.await.map(Json)
}

/// What of an event's facts a reporter is told.
const SAID: &[&str] = &[
    "words", "reason", "clause", "ending", "agree", "stands", "passes", "grant", "minutes",
    "weight", "sort", "ground", "into",
];

fn report_view(page: Page, now: base::Timestamp) -> ReportView {
    let directory = page.directory.clone();
    let events = page.entries.iter().map(|entry| {
        let unit = entry.post.and_then(|post| directory.post(post)).map(|info| &info.unit);
        let kept = |name: &&str| Some(((*name).to_owned(), entry.detail.get(*name)?.clone()));
        let said: Map<String, Value> = SAID.iter().filter_map(kept).collect();
        Told {
            at: At(entry.at),
            what: entry.what.clone(),
            unit_zh: unit.map(|unit| unit.name_zh.clone()),
            unit_en: unit.map(|unit| unit.name_en.clone()),
            said: view::facts(Value::Object(said)),
            basis: entry.basis.as_ref().map(view::basis),
        }
    });
    let events = events.collect();
    let main = page.main();
    let matter = &page.matter;
    ReportView {
        id: matter.id.into(),
        number: matter.number.clone(),
        source: Source(matter.source),
        category: matter.category.clone(),
        weight: Weight(matter.weight),
        sort: Sort(matter.sort),
        body: matter.body.clone(),
        address: matter.address.clone(),
        place: view::place(&directory, &matter.place),
        step: main.step.clone(),
        promise: view::promise(main, now),
        reported_at: At(matter.reported_at),
        ended_at: matter.ended_at.map(At),
        ending: matter.ending.map(Ending),
        staff_says: matter.staff_says.clone(),
        reporter_says: matter.reporter_says.map(Says),
        merged_into: page.merged_into.clone(),
        events,
    }
}

/// A rating (评价): one for each result.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Rate {
    #[schema(minimum = 1, maximum = 5)]
    stars: u8,
    says: Says,
    words: Option<WordsText>,
}

/// Why it is taken up again or contested (理由).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Contest {
    reason: WordsText,
}

async fn rate(
    State(app): State<App>,
    Reporter(client): Reporter,
    Change { input, named }: Change<Rate>,
) -> Result<Response, Problem> {
    answered(&app, &client, named, move |cx, asker, id| {
        let words = optional_text!(input.words, "words")?;
        matter::rate(cx, asker, id, input.stars, input.says.0, words.as_ref())
    })
    .await
}

async fn reopen(
    State(app): State<App>,
    Reporter(client): Reporter,
    Change { input, named }: Change<Contest>,
) -> Result<Response, Problem> {
    answered(&app, &client, named, move |cx, asker, id| {
        matter::reopen(cx, asker, id, &input.reason.read("reason")?)
    })
    .await
}

async fn appeal(
    State(app): State<App>,
    Reporter(client): Reporter,
    Change { input, named }: Change<Contest>,
) -> Result<Response, Problem> {
    answered(&app, &client, named, move |cx, asker, id| {
        matter::appeal(cx, asker, id, &input.reason.read("reason")?)
    })
    .await
}

/// What a reporter says of their own matter, and how it stands then.
async fn answered(
    app: &App,
    client: &Client,
    named: Option<Named>,
    mut say: impl FnMut(&mut Cx<'_, '_>, &Asker, base::MatterId) -> app::Result<()> + Send + 'static,
) -> Result<Response, Problem> {
    client
        .write(app, named, StatusCode::OK, move |cx, asker| {
            let id = by_code(cx, asker)?;
            say(cx, asker, id)?;
            view::standing(cx, id)
        })
        .await
}

fn by_code(cx: &mut Cx<'_, '_>, asker: &Asker) -> app::Result<base::MatterId> {
    matter::find_by_code(cx, asker.code.as_deref().unwrap_or_default())
}
