//! What is watched (统计与无主): figures by unit, and matters that nobody acts for.
use super::client::Staff;
use super::operation::{Operation, get};
use super::params::Params;
use super::shape::{At, Id};
use super::view::{self, PostView, UnitView};
use crate::problem::Problem;
use app::App;
use app::grid::matter::{self, Counts};
use app::org::Directory;
use axum::Json;
use axum::extract::State;
use axum::routing;
use base::SignedDuration;
use serde::Serialize;
use utoipa::ToSchema;

pub fn operations() -> Vec<Operation> {
    vec![
        get("/api/v1/figures", "figures", routing::get(figures))
            .tag("figures")
            .staff()
            .query(FIGURES)
            .answers::<FiguresView>(200),
        get("/api/v1/orphans", "orphans", routing::get(orphans))
            .tag("figures")
            .staff()
            .answers::<Orphans>(200),
    ]
}

const FIGURES: &[&str] = &["unit", "from", "to"];
/// Who names no period means the last month.
const PERIOD: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The figures of a period, by the units below the one asked for (统计).
#[derive(Serialize, ToSchema)]
struct FiguresView {
    from: At,
    to: At,
    items: Vec<Count>,
    total: Count,
}

/// What is counted of one unit; never of a person.
#[derive(Serialize, ToSchema)]
struct Count {
    unit: Option<UnitView>,
    reported: i64,
    open: i64,
    closed: i64,
    /// Solved as staff say, and as the reporter says: two figures.
    staff_solved: i64,
    reporter_solved: i64,
    /// Promises that fell due, and those kept in time.
    promised: i64,
    kept: i64,
}

async fn figures(
    State(app): State<App>,
    Staff(client): Staff,
    params: Params,
) -> Result<Json<FiguresView>, Problem> {
    let params = params.only(FIGURES)?;
    let unit = params.id("unit")?;
    let to = params.moment("to")?.unwrap_or_else(|| app.now());
    let from = match params.moment("from")? {
        Some(from) => from,
        None => to.checked_sub(PERIOD).map_err(|_| params.refuse("to", "period"))?,
    };
    let found = client.read(&app, move |cx, asker| {
        let found = matter::figures(cx, asker, unit, from, to)?;
        let directory = cx.directory()?;
        let items = found.rows.iter().map(|row| count(&directory, row)).collect();
        let total = count(&directory, &found.total);
        Ok(FiguresView { from: At(from), to: At(to), items, total })
    });
    found.await.map(Json)
}

fn count(directory: &Directory, counts: &Counts) -> Count {
    Count {
        unit: view::unit(directory, counts.unit),
        reported: counts.reported,
        open: counts.open,
        closed: counts.closed,
        staff_solved: counts.staff_solved,
        reporter_solved: counts.reporter_solved,
        promised: counts.promised,
        kept: counts.kept,
    }
}

/// What is open in posts that nobody acts for today (无主事项). Should be empty.
#[derive(Serialize, ToSchema)]
struct Orphans {
    items: Vec<Orphan>,
}

/// One of them.
#[derive(Serialize, ToSchema)]
struct Orphan {
    matter: Id,
    relay: Id,
    post: PostView,
}

async fn orphans(
    State(app): State<App>,
    Staff(client): Staff,
    params: Params,
) -> Result<Json<Orphans>, Problem> {
    params.only(&[])?;
    let found = client.read(&app, |cx, asker| {
        let directory = cx.directory()?;
        let item = |orphan: matter::Orphan| Orphan {
            matter: orphan.matter.into(),
            relay: orphan.relay.into(),
            post: view::post(&directory, orphan.post),
        };
        Ok(Orphans { items: matter::orphans(cx, asker)?.into_iter().map(item).collect() })
    });
    found.await.map(Json)
}
