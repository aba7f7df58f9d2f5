//! What other numbers of pay would cost (调薪试算), worked out and not kept.
use super::client::Staff;
use super::operation::{Operation, get};
use super::params::Params;
use super::shape::Day;
use super::view::{self, UnitView};
use crate::form::FieldError;
use crate::ladder::what_if::{Asked, change};
use crate::problem::Problem;
use app::ladder::what_if::{self, WhatIf};
use app::{App, Failed};
use axum::Json;
use axum::extract::State;
use axum::routing;
use ladder::what_if::{Cost, Outcome};
use serde::Serialize;
use utoipa::ToSchema;

pub fn operations() -> Vec<Operation> {
    vec![
        get("/api/v1/pay/what-if", "what_if", routing::get(try_out))
            .tag("figures")
            .staff()
            .query(TRIED)
            .answers::<WhatIfView>(200),
    ]
}

/// The day, every number that can be tried, and places to be filled.
const TRIED: &[&str] = &[
    "since",
    "base",
    "factor_clerk",
    "factor_member",
    "factor_deputy",
    "factor_chief",
    "base_percent",
    "performance_excellent",
    "performance_qualified",
    "performance_basic",
    "performance_unqualified",
    "reward_excellent",
    "reward_qualified",
    "reward_basic",
    "reward_unqualified",
    "bachelor",
    "master",
    "doctor",
    "one_paper",
    "assistant",
    "social_worker",
    "senior",
    "places",
];

/// What the numbers are, and what others would cost (调薪试算).
#[derive(Serialize, ToSchema)]
struct WhatIfView {
    since: Day,
    /// The numbers that can be tried, as they stand on that day.
    stands: Vec<Stands>,
    /// The year of that day and the first whole one; none where nothing is tried.
    years: Vec<OutcomeView>,
}

/// A number as it stands; none where none is in force.
#[derive(Serialize, ToSchema)]
struct Stands {
    name: &'static str,
    number: Option<String>,
}

/// What a change would do in a year: sums and counts, no names.
#[derive(Serialize, ToSchema)]
struct OutcomeView {
    year: i16,
    streets: Vec<CostView>,
    total: CostView,
    more: u32,
    same: u32,
    less: u32,
    /// By how much the pay of those would change.
    bins: Vec<BinView>,
    /// Workers whose records give no answer; they are in no sum.
    unanswered: u32,
}

/// What a year costs in fen, as the book stands and as tried.
#[derive(Serialize, ToSchema)]
struct CostView {
    /// Nothing for the district.
    street: Option<UnitView>,
    workers: u32,
    now_fen: i64,
    then_fen: i64,
}

/// How many would get so much more a year: from so many fen, below so many.
#[derive(Serialize, ToSchema)]
struct BinView {
    from_fen: i64,
    below_fen: i64,
    workers: u32,
}

async fn try_out(
    State(app): State<App>,
    Staff(client): Staff,
    params: Params,
) -> Result<Json<WhatIfView>, Problem> {
    let params = params.only(TRIED)?;
    let change = change(&params).map_err(|faults| {
        let FieldError { field, code, facts } =
            faults.into_iter().next().expect("a refusal has a fault");
        client.refuse(&Failed::Field { field, code, facts })
    })?;
    let found = client.read(&app, move |cx, asker| {
        what_if::of(cx, &asker.who, change.as_ref()).map(|found| shown(&found))
    });
    found.await.map(Json)
}

impl Asked for Params {
    fn asked(&self, name: &str) -> &str {
        self.get(name).map_or("", str::trim)
    }
}

fn shown(found: &WhatIf) -> WhatIfView {
    let stands = found.stands.iter().map(|(knob, number)| Stands {
        name: knob.code(),
        number: number.map(|number| number.to_string()),
    });
    let years = found.years.iter().map(|outcome| year(found, outcome)).collect();
    WhatIfView { since: Day(found.since), stands: stands.collect(), years }
}

fn year(found: &WhatIf, outcome: &Outcome) -> OutcomeView {
    let cost = |street: Option<UnitView>, cost: &Cost| CostView {
        street,
        workers: cost.workers,
        now_fen: cost.now.0,
        then_fen: cost.then.0,
    };
    let streets = found.streets.iter().zip(&outcome.groups);
    let streets = streets.map(|(id, of)| cost(view::unit(&found.directory, Some(*id)), of));
    let bins = outcome.bins.iter().map(|bin| BinView {
        from_fen: bin.from.0,
        below_fen: bin.to.0,
        workers: bin.workers,
    });
    let Outcome { year, more, same, less, unanswered, .. } = *outcome;
    let (streets, bins) = (streets.collect(), bins.collect());
    OutcomeView {
        year,
        streets,
        total: cost(None, &outcome.total),
        more,
        same,
        less,
        bins,
        unanswered,
    }
}
