//! Writing a matter down as staff (登记): found on patrol, solved on the spot, or for a caller.
use super::body::Change;
use super::client::Staff;
use super::operation::{Operation, post};
use super::report::{NewMatter, ReceiptView, receipt, serial};
use super::shape::{AddressText, BodyText, CodeText, ContactText, Id, Instant};
use crate::problem::Problem;
use app::App;
use app::grid::matter;
use app::grid::patrol::{self, Deed};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing;
use base::codes;
use serde::Deserialize;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

pub fn operations() -> Vec<Operation> {
    vec![
        post("/api/v1/matters", "record", routing::post(record))
            .tag("work")
            .staff()
            .takes::<Record>(
                r#"{"source":"grid_worker","category":"street_light","body":"东门路灯不亮","lon":120.0005,"lat":30.0005,"on_the_spot":false}"#,
            )
            .answers::<ReceiptView>(201),
    ]
}

codes! {
    /// For whom staff write it down (登记来源).
    pub enum RecordedFrom {
        /// 网格员发现
        GridWorker = "grid_worker",
        /// 代为登记
        Caller = "caller",
    }
}

impl PartialSchema for RecordedFrom {
    fn schema() -> RefOr<Schema> {
        let codes = RecordedFrom::ALL.iter().map(|code| code.code());
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes)).into()
    }
}

impl ToSchema for RecordedFrom {}

/// What staff write down (登记内容).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Record {
    source: RecordedFrom,
    category: CodeText,
    body: BodyText,
    address: Option<AddressText>,
    #[schema(minimum = -180, maximum = 180)]
    lon: Option<f64>,
    #[schema(minimum = -90, maximum = 90)]
    lat: Option<f64>,
    community: Option<Id>,
    /// The caller's; sealed.
    contact: Option<ContactText>,
    /// Solved where it was found: recorded and closed at once (随手解决).
    #[serde(default)]
    on_the_spot: bool,
    /// The place that was looked at; its window counts as covered (巡查点).
    patrol_point: Option<Id>,
    /// When it was found there, by the device's clock.
    at: Option<Instant>,
}

async fn record(
    State(app): State<App>,
    Staff(client): Staff,
    Change { input, named }: Change<Record>,
) -> Result<Response, Problem> {
    let Record { source, category, body, address, lon, lat, community, contact, .. } = input;
    let (on_the_spot, patrol_point) = (input.on_the_spot, input.patrol_point);
    let deed = Deed { opens: None, at: input.at.map(|at| at.0) };
    let source = match source {
        RecordedFrom::GridWorker => grid::matter::Source::GridWorker,
        RecordedFrom::Caller => grid::matter::Source::Caller,
    };
    let new = NewMatter { category, body, address, lon, lat, community, contact };
    let mut new = new.read(source, on_the_spot).map_err(|failed| client.refuse(&failed))?;
    new.serial = serial(&app, &client).await?;
    client
        .write(&app, named, StatusCode::CREATED, move |cx, asker| {
            let done = matter::report(cx, asker, &new)?;
            if let Some(point) = patrol_point {
                patrol::found(cx, asker, point.into(), deed, done.id)?;
            }
            receipt(cx, &done, None)
        })
        .await
}
