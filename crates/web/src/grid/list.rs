//! `GET /matters` (事项列表与检索): what is in sight, newest first; a full number leads to its page.
use super::desk::{Desk, Stop, see};
use super::inbox::soon;
use super::names::{Names, one_line, weight_class};
use crate::form::{Choice, FieldError, Given};
use crate::markup::Markup;
use crate::page::{Page, render, render_with};
use crate::reader::encoded;
use crate::when::When;
use app::Failed;
use app::grid::matter::{Filter, ListPage, Matter, PAGE, by_number, list};
use app::org::Directory;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use base::{MatterId, UnitId};
use grid::matter::Sort;
use org::{Action, UnitKind, reach};
use relay::Relay;
use std::collections::BTreeSet;

/// A search of more characters is a text, not words to find it by.
const QUERY_MAX: usize = 100;

/// `GET /matters?q=&state=&category=&sort=&street=&community=&grid=&before=`.
pub async fn show(desk: Desk) -> Result<Response, Stop> {
    let q: String = desk.asked("q").chars().take(QUERY_MAX).collect();
    if let Some(id) = numbered(&desk, &q).await? {
        return Ok(see(format!("/matters/{id}")));
    }
    let before = desk.asked_for::<MatterId>("before")?;
    let filter = filter(&desk)?;
    let (asked, words) = (filter.clone(), q.clone());
    let read = desk.signed.read(&desk.app, move |cx, asker| {
        let words = Some(words.as_str()).filter(|words| !words.is_empty());
        let page = match list(cx, asker, &asked, words, before, PAGE) {
            // What cannot be searched for is said beside the field, with the page around it.
            Err(Failed::Field { code, .. }) => Err(code),
            page => Ok(page?),
        };
        Ok((page, cx.directory()?))
    });
    let (found, directory) = read.await.map_err(|failed| desk.failed(&failed))?;
    let names = Names::new(desk.words, desk.app.policies(), directory, desk.today());
    let (page, refused) = match found {
        Ok(page) => (page, None),
        Err(code) => (ListPage { rows: Vec::new(), next: None }, Some(code)),
    };
    let when = desk.when();
    let status = refused.map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY);
    let is_narrowed = !q.is_empty() || filter != Filter::default();
    let view = List {
        p: desk.page(&desk.words.t("matter-list-title")),
        f: given(&desk, refused),
        fields: Fields::new(&desk, &names, &filter),
        rows: page.rows.iter().map(|(m, relay)| row(&desk, &names, &when, m, relay)).collect(),
        next: page.next.map(|next| address(&desk, next)),
        is_first: before.is_none(),
        is_narrowed,
    };
    Ok(if status == StatusCode::OK { render(&view) } else { render_with(status, &view) })
}

/// The matter whose number was typed, if there is one in sight.
async fn numbered(desk: &Desk, q: &str) -> Result<Option<MatterId>, Stop> {
    let (plain, root) = q.strip_suffix("-G").map_or((q, ""), |plain| (plain, "-G"));
    let Some((day, serial)) = grid::number::parse(plain) else { return Ok(None) };
    let number = grid::number::format(day, serial) + root;
    let found = desk.signed.read(&desk.app, move |cx, asker| by_number(cx, asker, &number)).await;
    match found {
        Ok(id) => Ok(Some(id)),
        Err(Failed::NotFound) => Ok(None),
        Err(failed) => Err(desk.failed(&failed)),
    }
}

fn filter(desk: &Desk) -> Result<Filter, Stop> {
    let code = |name: &str| Some(desk.asked(name).to_owned()).filter(|code| !code.is_empty());
    Ok(Filter {
        open: match desk.asked("state") {
            "open" => Some(true),
            "closed" => Some(false),
            _ => None,
        },
        category: code("category"),
        sort: code("sort").filter(|code| Sort::parse(code).is_some()),
        source: None,
        street: desk.asked_for::<UnitId>("street")?,
        community: desk.asked_for::<UnitId>("community")?,
        grid: desk.asked_for::<UnitId>("grid")?,
    })
}

/// The fields of the search, in the order of the address.
const FIELDS: [&str; 7] = ["q", "state", "category", "sort", "street", "community", "grid"];

fn given(desk: &Desk, refused: Option<&'static str>) -> Given {
    let empty = Given::empty(desk.words);
    let given = FIELDS.iter().fold(empty, |given, name| given.with(name, desk.asked(name)));
    match refused {
        Some(code) => given.refuse(FieldError::new("q", code)),
        None => given,
    }
}

/// The same search, further on.
fn address(desk: &Desk, before: MatterId) -> String {
    let kept = FIELDS.iter().filter(|name| !desk.asked(name).is_empty());
    let kept: String = kept.map(|name| format!("{name}={}&", encoded(desk.asked(name)))).collect();
    format!("/matters?{kept}before={before}")
}

#[derive(Template)]
#[template(path = "grid/list.html")]
struct List {
    p: Page,
    f: Given,
    fields: Fields,
    rows: Vec<Row>,
    next: Option<String>,
    is_first: bool,
    is_narrowed: bool,
}

/// What the lists of the search offer.
struct Fields {
    states: Vec<Choice>,
    categories: Vec<Choice>,
    sorts: Vec<Choice>,
    streets: Vec<Choice>,
    communities: Vec<Choice>,
    grids: Vec<Choice>,
}

impl Fields {
    fn new(desk: &Desk, names: &Names, filter: &Filter) -> Fields {
        let words = desk.words;
        let all = || vec![Choice::new("", words.t("matter-all"))];
        let with = |more: Vec<Choice>| all().into_iter().chain(more).collect::<Vec<_>>();
        let states =
            ["open", "closed"].map(|code| Choice::new(code, words.tc("matter-state", code)));
        let sorts = Sort::ALL
            .iter()
            .map(|sort| Choice::new(sort.code(), words.tc("matter-sort", sort.code())));
        let streets = streets(desk, &names.directory);
        let street = filter.street.or(streets.first().copied().filter(|_| streets.len() == 1));
        let below = |unit: Option<UnitId>, kind| {
            let ids = unit.map_or(&[][..], |unit| names.directory.children(unit));
            units(names, ids.iter().copied(), kind)
        };
        Fields {
            states: with(states.to_vec()),
            categories: with(names.category_choices()),
            sorts: with(sorts.collect()),
            communities: with(below(street, UnitKind::Community)),
            grids: with(below(filter.community, UnitKind::Grid)),
            streets: with(units(names, streets, UnitKind::Street)),
        }
    }
}

/// The streets in which the reader may find anything.
fn streets(desk: &Desk, directory: &Directory) -> Vec<UnitId> {
    let sight = reach(&desk.signed.who, Action::ReadMatter);
    if sight.everywhere {
        return directory.units(UnitKind::Street).map(|unit| unit.id).collect();
    }
    let own = desk.signed.who.posts.iter().filter_map(|held| held.path.street);
    own.collect::<BTreeSet<UnitId>>().into_iter().collect()
}

fn units(names: &Names, ids: impl IntoIterator<Item = UnitId>, kind: UnitKind) -> Vec<Choice> {
    let units = ids.into_iter().filter_map(|id| names.directory.unit(id));
    let units = units.filter(|unit| unit.kind == kind);
    units.map(|unit| Choice::new(unit.id, names.name(unit))).collect()
}

/// One line of the list.
struct Row {
    href: String,
    title: String,
    number: String,
    category: String,
    place: String,
    reported: Markup,
    holder: String,
    state: &'static str,
    countdown: Option<Markup>,
    /// The step, or how it ended.
    step: String,
    step_class: &'static str,
    weight: String,
    weight_class: &'static str,
}

fn row(desk: &Desk, names: &Names, when: &When, matter: &Matter, relay: &Relay) -> Row {
    let words = desk.words;
    let due = relay.next_due().filter(|_| !relay.is_paused());
    let soon = due.and_then(|due| soon(desk, relay, due));
    let open = relay.ended.is_none();
    let (step, step_class) = match (open, matter.ending, matter.merged_into) {
        (true, ..) => (words.tc("matter-step", &relay.step), "badge badge-accent"),
        (_, _, Some(_)) => (words.t("matter-is-merged"), "badge badge-plain"),
        (_, Some(ending), _) => (words.tc("matter-ending", ending.code()), "badge badge-good"),
        (_, None, _) => (words.t("matter-state-closed"), "badge badge-good"),
    };
    Row {
        href: format!("/matters/{}", matter.id),
        title: one_line(&matter.body),
        number: matter.number.clone(),
        category: names.category(&matter.category),
        place: names.place(&matter.place),
        reported: when.time(matter.reported_at),
        holder: if open { names.post(relay.holder) } else { String::new() },
        state: match due {
            Some(due) => when.standing(due, soon).code(),
            None if open => "paused",
            None => "",
        },
        countdown: due.map(|due| when.countdown(due, soon)),
        step: step.into_owned(),
        step_class,
        weight: words.tc("matter-weight", matter.weight.code()).into_owned(),
        weight_class: weight_class(matter.weight),
    }
}
