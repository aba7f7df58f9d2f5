//! `/matters/new` (登记): by a grid worker in three taps, or by staff for somebody who calls.
use super::names::Names;
use super::photos::{Taken, take_in};
use crate::desk::{Desk, Stop, on_to};
use crate::form::{Choice, FieldError, Form, FromInput, Given, Input, Upload};
use crate::markup::Markup;
use crate::page::{Page, render, render_with};
use crate::said;
use app::Failed;
use app::grid::matter::{Address, Asker, Body, Contact, NewReport, Receipt, report};
use app::grid::patrol::{self, Deed};
use app::secret::Code;
use app::{Cx, Policies};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use base::place::Point;
use base::{Lang, PatrolPointId, UnitId};
use grid::matter::Source;
use org::{Action, Denied, UnitKind, Who, reach};

/// `GET /matters/new?for=caller`.
pub async fn show(desk: Desk) -> Result<Response, Stop> {
    let for_caller = desk.asked("for") == "caller" || own_grids(&desk.signed.who).is_empty();
    let given = from_patrol(&desk, Given::empty(desk.words)).await?;
    Ok(render(&view(&desk, given, for_caller).await?))
}

/// A matter opened from a place that is looked at has its place filled in.
async fn from_patrol(desk: &Desk, given: Given) -> Result<Given, Stop> {
    let Some(id) = desk.asked_for::<PatrolPointId>("patrol_point")? else { return Ok(given) };
    let point = desk.read(move |cx, asker| patrol::point(cx, asker, id)).await?;
    let words = [point.name.as_str(), point.address.as_str()].join(" ");
    let (lon, lat) = (point.point.lon, point.point.lat);
    let given = given.with("lon", lon).with("lat", lat).with("address", words.trim());
    Ok(given.with("patrol_point", id).with("opens", desk.asked("opens")))
}

/// `POST /matters/new`.
pub async fn take(desk: Desk, form: Form<New>) -> Result<Response, Stop> {
    let form = form.trusted(&desk.signed.csrf).map_err(|problem| desk.problem(problem))?;
    let (new, given) = match form.split() {
        Ok(both) => both,
        Err(given) => {
            let for_caller = given.value("for") == "caller";
            return again(&desk, given, for_caller).await;
        }
    };
    let for_caller = new.for_caller;
    match save(&desk, new).await {
        Ok((receipt, None)) => {
            let done = if receipt.ended { "solved_on_the_spot" } else { "recorded" };
            Ok(on_to(format!("/matters/{}?done={done}", receipt.id)))
        }
        // The code is shown once, on the answer itself: an address would be kept somewhere.
        Ok((receipt, Some(code))) => Ok(render(&Told {
            p: desk.page(&desk.words.t("matter-recorded-title")),
            due: desk.when().time(receipt.due),
            code: code.shown(),
            receipt,
        })),
        Err(Taken::Field(error)) => again(&desk, given.refuse(error), for_caller).await,
        Err(Taken::Failed(failed)) => match said::in_form(given, renamed(failed)) {
            Ok(given) => again(&desk, given, for_caller).await,
            Err(failed) => Err(desk.failed(&failed)),
        },
    }
}

/// What somebody writes down (登记内容).
pub struct New {
    for_caller: bool,
    on_the_spot: bool,
    category: String,
    body: Option<Body>,
    address: Option<Address>,
    point: Option<Point>,
    community: Option<UnitId>,
    contact: Option<Contact>,
    photos: Vec<Upload>,
    /// The place that was looked at, whose window it covers.
    patrol: Option<(PatrolPointId, Deed)>,
}

impl FromInput for New {
    fn read(input: &mut Input) -> Option<New> {
        let for_caller = input.raw("for") == "caller";
        let on_the_spot = !for_caller && input.flag("on_the_spot");
        // The finer kind, where one was chosen, goes before the tile of its group.
        let kind = Some(input.raw("kind").to_owned()).filter(|kind| !kind.is_empty());
        let category = kind.or_else(|| {
            input.choice("category", |code| (!code.is_empty()).then(|| code.to_owned()))
        });
        let body = if for_caller { input.text("what").map(Some) } else { input.optional("what") };
        let (address, place) = (input.optional("address"), input.place());
        let community = match input.raw("community") {
            "" => Some(None),
            _ => input.parsed("community").map(Some),
        };
        let contact = if for_caller { input.optional("contact") } else { Some(None) };
        let photos = input.files("photo");
        let patrol = match input.raw("patrol_point") {
            "" => Some(None),
            _ => {
                let (point, opens) =
                    (input.parsed("patrol_point"), input.raw("opens").parse().ok());
                point.map(|point| Some((point, Deed { opens, at: None })))
            }
        };
        Some(New {
            for_caller,
            on_the_spot,
            category: category?,
            body: body?,
            address: address?,
            point: place?,
            community: community?,
            contact: contact?,
            photos,
            patrol: patrol?.filter(|_| !for_caller),
        })
    }
}

async fn save(desk: &Desk, new: New) -> Result<(Receipt, Option<Code>), Taken> {
    let photos = take_in(&desk.app, new.photos).await?;
    let code = new.for_caller.then(Code::random);
    let patrol = new.patrol;
    let report_of = NewReport {
        source: if new.for_caller { Source::Caller } else { Source::GridWorker },
        body: match new.body {
            Some(body) => body,
            None => named_body(desk, &new.category)?,
        },
        category: new.category,
        address: new.address,
        point: new.point,
        community: new.community,
        contact: new.contact,
        on_the_spot: new.on_the_spot,
        code: code.as_ref().map(|code| code.digest(desk.app.keys()).to_vec()),
        serial: desk.app.serial(desk.today()).await?,
        photos,
        external: None,
    };
    let write = move |cx: &mut Cx<'_, '_>, asker: &Asker| {
        let mut new = report_of.clone();
        if new.source == Source::GridWorker && new.point.is_none() && new.community.is_none() {
            stand_in_place(cx, asker, &mut new)?;
        }
        let receipt = report(cx, asker, &new)?;
        if let Some((point, deed)) = patrol {
            patrol::found(cx, asker, point, deed, receipt.id)?;
        }
        Ok(receipt)
    };
    let receipt = desk.signed.write(&desk.app, write).await?;
    Ok((receipt, code))
}

/// Who taps a kind and nothing else has said enough: its name is the text.
fn named_body(desk: &Desk, category: &str) -> Result<Body, Taken> {
    let found = desk.app.policies().rules.category(category, desk.today());
    let found = found.ok_or(Taken::Field(FieldError::new("category", "unknown")))?;
    Body::new(&found.zh).map_err(|refused| Taken::Failed(Failed::text("what", refused)))
}

/// A phone that finds no position is in its worker's grid all the same: the middle stands for the
/// place, and the address says so.
fn stand_in_place(cx: &mut Cx<'_, '_>, asker: &Asker, new: &mut NewReport) -> app::Result<()> {
    let grids = own_grids(&asker.who);
    let map = cx.map()?;
    let middle = grids.iter().find_map(|grid| map.areas.get(grid)?.centre);
    new.point = middle;
    if middle.is_some() && new.address.is_none() {
        let words = crate::words::Words::new(Lang::Zh);
        new.address = Address::new(&words.t("matter-place-by-grid")).ok();
    }
    Ok(())
}

/// The grids in which the person works.
fn own_grids(who: &Who) -> Vec<UnitId> {
    reach(who, Action::RecordMatter).grids
}

/// The use case's fields as this form calls them.
fn renamed(failed: Failed) -> Failed {
    match failed {
        Failed::Field { field: "place", code, facts } => {
            Failed::Field { field: "lon", code, facts }
        }
        Failed::Field { field: "photos", code, facts } => {
            Failed::Field { field: "photo", code, facts }
        }
        other => other,
    }
}

async fn again(desk: &Desk, given: Given, for_caller: bool) -> Result<Response, Stop> {
    let view = view(desk, given, for_caller).await?;
    Ok(render_with(StatusCode::UNPROCESSABLE_ENTITY, &view))
}

async fn view(desk: &Desk, f: Given, for_caller: bool) -> Result<Record, Stop> {
    let sight = reach(&desk.signed.who, Action::RecordMatter);
    if sight.is_nothing() {
        return Err(desk.failed(&Failed::Denied(Denied::NoRight)));
    }
    let directory = desk.read(|cx, _| cx.directory()).await?;
    let names = Names::new(desk.words, desk.app.policies(), directory, desk.today());
    let title = if for_caller { "matter-record-caller" } else { "matter-record-found" };
    let no_kind = Choice::new("", desk.words.t("matter-kind-none"));
    let communities = names.directory.units(UnitKind::Community).filter(|unit| {
        let place = names.directory.place(unit.id).unwrap_or_default();
        sight.sees(&org::Thing { place, ..org::Thing::default() })
    });
    let none = Choice::new("", desk.words.t("matter-community-none"));
    let communities = communities.map(|unit| Choice::new(unit.id, names.name(unit)));
    Ok(Record {
        p: desk.page(&desk.words.t(title)).with_map(),
        f,
        for_caller,
        both: !sight.grids.is_empty(),
        groups: groups(&names),
        kinds: [no_kind].into_iter().chain(names.category_choices()).collect(),
        communities: [none].into_iter().chain(communities).collect(),
        most_photos: most_photos(desk.app.policies(), desk),
    })
}

#[derive(Template)]
#[template(path = "grid/record.html")]
struct Record {
    p: Page,
    f: Given,
    for_caller: bool,
    /// The reader may do both, so there are tabs.
    both: bool,
    groups: Vec<Choice>,
    kinds: Vec<Choice>,
    communities: Vec<Choice>,
    most_photos: u32,
}

/// What the caller is told after it is saved.
#[derive(Template)]
#[template(path = "grid/recorded.html")]
struct Told {
    p: Page,
    receipt: Receipt,
    due: Markup,
    code: String,
}

pub fn groups(names: &Names) -> Vec<Choice> {
    let groups = names.categories.iter().filter(|category| category.parent.is_none());
    let tile = |group: &grid::rules::Category| {
        Choice::new(&group.code, group.name(names.lang())).icon(icon_of(&group.code))
    };
    groups.map(tile).collect()
}

/// The picture of a group of categories; a group that a district adds has a plain one.
pub fn icon_of(group: &str) -> &'static str {
    match group {
        "environment" => "trash-2",
        "facility" => "zap",
        "property" => "building-2",
        "dispute" => "users",
        "safety" => "triangle-alert",
        "livelihood" => "hand",
        "noise" => "bell",
        _ => "ellipsis",
    }
}

fn most_photos(policies: &Policies, desk: &Desk) -> u32 {
    policies.rules.photo_limits(desk.today()).map_or(0, |cited| cited.value.max_per_matter)
}
