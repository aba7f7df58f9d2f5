//! Pay for programs (工资): the runs, the slips of a run, what somebody was paid, line by line.
//!
//! All in whole fen. What is *not* here: making a run or making it final; people do that.
use super::client::Staff;
use super::matter::path_id;
use super::operation::{Operation, get};
use super::params::{Params, before_mark};
use super::shape::{At, Day, Id};
use super::view::{self, BasisView, UnitView};
use crate::problem::Problem;
use app::App;
use app::ladder::pay::make::why_not;
use app::ladder::pay::{Run, paid, show};
use app::org::Directory;
use axum::Json;
use axum::extract::{Path, State};
use axum::routing;
use base::{PayRunId, PersonId};
use ladder::pay::run::RunLine;
use serde::Serialize;
use utoipa::ToSchema;

pub fn operations() -> Vec<Operation> {
    let of = |operation: Operation| operation.tag("pay").staff();
    let all = vec![
        get("/api/v1/pay/runs", "pay_runs", routing::get(runs)).query(RUNS).answers::<PayRuns>(200),
        get("/api/v1/pay/runs/{id}", "pay_run", routing::get(run)).answers::<PayRunPage>(200),
        get("/api/v1/pay/runs/{id}/slips", "pay_run_slips", routing::get(slips))
            .query(SLIPS)
            .answers::<PaySlips>(200),
        get("/api/v1/workers/{id}/pay", "paid", routing::get(paid_to)).answers::<Paid>(200),
        get("/api/v1/workers/{id}/pay/{run}", "paid_slip", routing::get(slip))
            .answers::<PaidSlip>(200),
    ];
    all.into_iter().map(of).collect()
}

const RUNS: &[&str] = &["before", "limit"];
const SLIPS: &[&str] = &["street", "before", "limit"];

/// A pay run (工资发放).
#[derive(Serialize, ToSchema)]
struct PayRunView {
    id: Id,
    /// `2026-06`, or `2026` for the end of a year.
    period: String,
    /// `draft` or `final`.
    state: String,
    /// As known on which day.
    known: Day,
    made_by: Option<Id>,
    made_at: At,
    finished_by: Option<Id>,
    finished_at: Option<At>,
    people: u32,
    /// Who serve and cannot be paid.
    unpaid: u32,
    total_fen: i64,
    arrears_fen: i64,
}

/// A page of runs (发放清单).
#[derive(Serialize, ToSchema)]
struct PayRuns {
    items: Vec<PayRunView>,
    /// Ask for the rest with `before`; nothing at the end.
    next: Option<String>,
}

/// A run with its sums (一次发放).
#[derive(Serialize, ToSchema)]
struct PayRunPage {
    run: PayRunView,
    streets: Vec<PayOfStreet>,
    lines: Vec<PayOfItem>,
    basis: Vec<BasisView>,
}

/// What a run comes to in a street.
#[derive(Serialize, ToSchema)]
struct PayOfStreet {
    street: Option<UnitView>,
    people: u32,
    total_fen: i64,
    arrears_fen: i64,
}

/// What a run comes to of an item.
#[derive(Serialize, ToSchema)]
struct PayOfItem {
    /// `base`, `performance_kept`, `reward`, …
    item: String,
    /// Whether it is paid out, or only shows what others follow from.
    paid: bool,
    arrears: bool,
    people: u32,
    amount_fen: i64,
}

/// A page of slips (发放明细).
#[derive(Serialize, ToSchema)]
struct PaySlips {
    items: Vec<PaySlipBrief>,
    /// Ask for the rest with `before`; nothing at the end.
    next: Option<String>,
}

/// A slip without its lines.
#[derive(Serialize, ToSchema)]
struct PaySlipBrief {
    person: Id,
    name_zh: String,
    name_en: String,
    street: Option<UnitView>,
    community: Option<UnitView>,
    total_fen: i64,
    arrears_fen: i64,
    /// Why it cannot be worked out.
    unpaid: Option<String>,
}

/// What somebody was paid (已发工资).
#[derive(Serialize, ToSchema)]
struct Paid {
    items: Vec<PaidItem>,
}

/// A run in which somebody was paid.
#[derive(Serialize, ToSchema)]
struct PaidItem {
    run: Id,
    period: String,
    total_fen: i64,
}

/// A slip as it was paid (工资条).
#[derive(Serialize, ToSchema)]
struct PaidSlip {
    run: PayRunView,
    person: Id,
    total_fen: i64,
    arrears_fen: i64,
    lines: Vec<PaidLine>,
}

/// A line of a slip (工资条项目).
#[derive(Serialize, ToSchema)]
struct PaidLine {
    /// What it is owed for.
    period: String,
    arrears: bool,
    item: String,
    paid: bool,
    first: Day,
    last: Day,
    amount_fen: i64,
    /// How it came about: `base: due 3584.00, percent 80% = 2867.20 […]`.
    said: String,
    basis: Vec<BasisView>,
}

async fn runs(
    State(app): State<App>,
    Staff(client): Staff,
    params: Params,
) -> Result<Json<PayRuns>, Problem> {
    let params = params.only(RUNS)?;
    let (before, limit) = (params.before::<PayRunId>()?, params.limit()?);
    let found = client.read(&app, move |cx, asker| {
        let before = show::period_of(cx, &asker.who, before)?;
        let page = show::list(cx, &asker.who, before, limit)?;
        let next = page.next.and(page.runs.last()).map(|(run, ..)| before_mark(run.id));
        let items = page.runs.iter().map(|(run, ..)| run_view(run)).collect();
        Ok(PayRuns { items, next })
    });
    found.await.map(Json)
}

async fn run(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<PayRunPage>, Problem> {
    params.only(&[])?;
    let id: PayRunId = path_id(&id)?;
    let found = client.read(&app, move |cx, asker| {
        let page = show::run(cx, &asker.who, id)?;
        let streets = page.streets.iter().map(|row| PayOfStreet {
            street: view::unit(&page.directory, Some(row.street)),
            people: row.people,
            total_fen: row.total.0,
            arrears_fen: row.arrears.0,
        });
        let lines = page.items.iter().map(|row| PayOfItem {
            item: row.item.code().to_owned(),
            paid: row.item.is_paid(),
            arrears: row.is_arrears,
            people: row.people,
            amount_fen: row.amount.0,
        });
        let basis = page.run.basis.iter().map(view::basis).collect();
        let (streets, lines) = (streets.collect(), lines.collect());
        Ok(PayRunPage { run: run_view(&page.run), streets, lines, basis })
    });
    found.await.map(Json)
}

async fn slips(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<PaySlips>, Problem> {
    let params = params.only(SLIPS)?;
    let id: PayRunId = path_id(&id)?;
    let (street, after) = (params.id("street")?, params.before::<PersonId>()?);
    let limit = params.limit()?;
    let found = client.read(&app, move |cx, asker| {
        let page = show::slips(cx, &asker.who, id, street, after, limit)?;
        let brief = |named: &show::Named| brief(&page.directory, named);
        let items = page.rows.iter().map(brief).collect();
        Ok(PaySlips { items, next: page.next.map(before_mark) })
    });
    found.await.map(Json)
}

fn brief(directory: &Directory, named: &show::Named) -> PaySlipBrief {
    let slip = &named.slip;
    PaySlipBrief {
        person: slip.person.into(),
        name_zh: named.name_zh.clone(),
        name_en: named.name_en.clone(),
        street: view::unit(directory, Some(slip.street)),
        community: view::unit(directory, Some(slip.community)),
        total_fen: slip.total.0,
        arrears_fen: slip.arrears.0,
        unpaid: slip.refused.as_deref().and_then(why_not).map(|why| why.code),
    }
}

async fn paid_to(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<Paid>, Problem> {
    params.only(&[])?;
    let id: PersonId = path_id(&id)?;
    let found = client.read(&app, move |cx, asker| {
        let rows = paid::list(cx, &asker.who, id)?;
        let item = |row: &paid::PaidRow| PaidItem {
            run: row.run.into(),
            period: row.period.to_string(),
            total_fen: row.total.0,
        };
        Ok(Paid { items: rows.iter().map(item).collect() })
    });
    found.await.map(Json)
}

async fn slip(
    State(app): State<App>,
    Staff(client): Staff,
    Path((id, run)): Path<(String, String)>,
    params: Params,
) -> Result<Json<PaidSlip>, Problem> {
    params.only(&[])?;
    let (id, run): (PersonId, PayRunId) = (path_id(&id)?, path_id(&run)?);
    let found = client.read(&app, move |cx, asker| {
        let page = paid::slip(cx, &asker.who, id, run)?;
        Ok(PaidSlip {
            run: run_view(&page.run),
            person: page.slip.person.into(),
            total_fen: page.slip.total.0,
            arrears_fen: page.slip.arrears.0,
            lines: page.slip.lines.iter().map(line_view).collect(),
        })
    });
    found.await.map(Json)
}

fn run_view(run: &Run) -> PayRunView {
    PayRunView {
        id: run.id.into(),
        period: run.period.to_string(),
        state: run.state.code().to_owned(),
        known: Day(run.known),
        made_by: run.made_by.map(Id::from),
        made_at: At(run.made_at),
        finished_by: run.finished_by.map(Id::from),
        finished_at: run.finished_at.map(At),
        people: run.sums.people,
        unpaid: run.sums.refused,
        total_fen: run.sums.total.0,
        arrears_fen: run.sums.arrears.0,
    }
}

fn line_view(paid: &RunLine) -> PaidLine {
    let line = &paid.line;
    PaidLine {
        period: paid.period.to_string(),
        arrears: paid.is_arrears,
        item: line.item.code().to_owned(),
        paid: line.item.is_paid(),
        first: Day(line.from),
        last: Day(line.to),
        amount_fen: line.amount.0,
        said: line.line().to_string(),
        basis: line.basis.iter().map(view::basis).collect(),
    }
}
