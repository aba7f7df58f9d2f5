//! `/grids` (网格): lists of grids, and the page of one with its team.
use super::names::Names;
use super::team::{TeamView, view as team_view};
use crate::desk::{Desk, Stop, on_to};
use crate::form::{Choice, Form, FromInput, Given, Input};
use crate::page::{Page, render};
use crate::problem::Problem;
use app::Failed;
use app::grid::map::{GridPage, GridRow, grid_page, list as list_grids};
use app::grid::team;
use app::org::PAGE;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use base::{Basis, PostId, UnitId};
use org::{Action, UnitKind, Who, reach};

/// `GET /grids?community=&after=`.
pub async fn list(desk: Desk) -> Result<Response, Stop> {
    let (unit, after) = (desk.asked_for::<UnitId>("community")?, desk.asked_for("after")?);
    let who = desk.signed.who.clone();
    let read = desk.read(move |cx, asker| {
        let directory = cx.directory()?;
        let district = directory.units(UnitKind::District).next().map(|unit| unit.id);
        let within = unit.or_else(|| own_unit(&who)).or(district).ok_or(Failed::NotFound)?;
        Ok((list_grids(cx, &asker.who, within, after, PAGE)?, directory, within))
    });
    let (grids, directory, within) = read.await?;
    let names = Names::new(desk.words, desk.app.policies(), directory, desk.today());
    let next = grids.next.map(|next| format!("/grids?community={within}&after={next}"));
    Ok(render(&List {
        p: desk.page(&desk.words.t("grid-list-title")),
        f: Given::empty(desk.words).with("community", within),
        units: unit_choices(&names),
        rows: grids.rows.iter().map(|row| Row::new(&desk, &names, row)).collect(),
        grids: grids.grids,
        households: grids.households,
        is_first: after.is_none(),
        within,
        next,
    }))
}

/// The unit whose grids somebody means without saying so: their community, else their street.
fn own_unit(who: &Who) -> Option<UnitId> {
    let communities = who.posts.iter().filter_map(|held| held.path.community);
    communities.chain(who.posts.iter().filter_map(|held| held.path.street)).next()
}

/// District, streets, and the communities of each.
fn unit_choices(names: &Names) -> Vec<Choice> {
    let directory = &names.directory;
    let choice = |unit: &org::Unit| Choice::new(unit.id, names.name(unit));
    let mut choices: Vec<Choice> = directory.units(UnitKind::District).map(choice).collect();
    for street in directory.units(UnitKind::Street) {
        choices.push(choice(street));
        let below = directory.children(street.id).iter().filter_map(|id| directory.unit(*id));
        choices.extend(below.filter(|unit| unit.kind == UnitKind::Community).map(|unit| {
            Choice::new(unit.id, format!("{} · {}", names.name(street), names.name(unit)))
        }));
    }
    choices
}

#[derive(Template)]
#[template(path = "grid/grids.html")]
struct List {
    p: Page,
    f: Given,
    units: Vec<Choice>,
    rows: Vec<Row>,
    grids: usize,
    households: u64,
    is_first: bool,
    within: UnitId,
    next: Option<String>,
}

/// One grid of the list.
struct Row {
    href: String,
    code: String,
    name: String,
    community: String,
    kind: String,
    households: u32,
    party: String,
    leader: String,
}

impl Row {
    fn new(desk: &Desk, names: &Names, row: &GridRow) -> Row {
        let (facts, lang) = (&row.facts, desk.words.lang);
        let leader = row.leader.as_ref().map(|person| lang.pick(&person.name_zh, &person.name_en));
        Row {
            href: format!("/grids/{}", facts.grid),
            code: facts.code.clone(),
            name: names.unit(facts.grid).unwrap_or_default(),
            community: lang.pick(&row.community_zh, &row.community_en).to_owned(),
            kind: kind_name(desk, &facts.kind),
            households: facts.households,
            party: facts.party_name.clone(),
            leader: leader.unwrap_or_default().to_owned(),
        }
    }
}

fn kind_name(desk: &Desk, code: &str) -> String {
    let kinds = desk.app.policies().rules.grid_kinds(desk.today());
    let kinds = kinds.map(|cited| cited.value).unwrap_or_default();
    let found = kinds.iter().find(|kind| kind.code == code);
    found.map_or(code, |kind| kind.name(desk.words.lang)).to_owned()
}

/// `GET /grids/{unit}?done=`.
pub async fn show(desk: Desk, Path(unit): Path<String>) -> Result<Response, Stop> {
    let unit: UnitId = desk.id(&unit)?;
    let read = desk.read(move |cx, asker| {
        let page = grid_page(cx, &asker.who, unit)?;
        let edits = reach(&asker.who, Action::EditTeam);
        let place = cx.directory()?.place(unit).unwrap_or_default();
        let edits = edits.sees(&org::Thing { place, ..org::Thing::default() });
        Ok((page, cx.directory()?, edits))
    });
    let (grid, directory, edits) = read.await?;
    let names = Names::new(desk.words, desk.app.policies(), directory, desk.today());
    Ok(render(&one(&desk, &names, &grid, edits)))
}

fn one(desk: &Desk, names: &Names, grid: &GridPage, edits: bool) -> Show {
    let (lang, rules) = (desk.words.lang, &desk.app.policies().rules);
    let named = |list: Vec<::grid::rules::Named>| -> Vec<(String, String)> {
        list.iter().map(|one| (one.code.clone(), one.name(lang).to_owned())).collect()
    };
    let legacy = rules.legacy_kinds(desk.today()).map(|cited| named(cited.value));
    let legacy = legacy.unwrap_or_default();
    let duties = rules.duties(desk.today());
    let aliases = grid.aliases.iter().map(|alias| {
        let kind = legacy.iter().find(|(code, _)| *code == alias.legacy_kind);
        (kind.map_or(&alias.legacy_kind, |(_, name)| name).clone(), alias.code.clone())
    });
    let versions = grid.versions.iter().map(|version| VersionRow {
        since: desk.when().day(version.since),
        until: version.until.map(|until| desk.when().day(until)),
        kind: kind_name(desk, &version.kind),
        households: version.households,
        party: version.party_name.clone(),
    });
    let name = names.name(&grid.unit);
    let facts = grid.facts.as_ref();
    let form = facts.map(|facts| facts.party_form.clone()).filter(|form| !form.is_empty());
    Show {
        p: desk.page_after(name, "grid").with_map(),
        unit: grid.unit.id,
        name: name.to_owned(),
        code: grid.unit.code.clone(),
        community: names.name(&grid.community).to_owned(),
        community_id: grid.community.id,
        street: names.name(&grid.street).to_owned(),
        kind: grid.kind.as_ref().map(|kind| kind.value.name(lang).to_owned()),
        kind_basis: grid.kind.as_ref().map(|kind| kind.basis.clone()),
        households: facts.map(|facts| facts.households),
        fits: grid.fits,
        party: facts.map(|facts| facts.party_name.clone()).unwrap_or_default(),
        party_form: form.map(|form| desk.words.tc("grid-party", &form).into_owned()),
        aliases: aliases.collect(),
        versions: versions.collect(),
        duties: duties.as_ref().map_or_else(|_| Vec::new(), |cited| named(cited.value.clone())),
        duties_basis: duties.ok().map(|cited| cited.basis),
        team: grid.team.as_ref().map(|team| team_view(desk, names, team)),
        edits,
    }
}

#[derive(Template)]
#[template(path = "grid/grid.html")]
struct Show {
    p: Page,
    unit: UnitId,
    name: String,
    code: String,
    community: String,
    community_id: UnitId,
    street: String,
    kind: Option<String>,
    kind_basis: Option<Basis>,
    households: Option<u32>,
    fits: Option<bool>,
    party: String,
    party_form: Option<String>,
    /// Legacy kind and code.
    aliases: Vec<(String, String)>,
    versions: Vec<VersionRow>,
    duties: Vec<(String, String)>,
    duties_basis: Option<Basis>,
    team: Option<TeamView>,
    edits: bool,
}

struct VersionRow {
    since: String,
    until: Option<String>,
    kind: String,
    households: u32,
    party: String,
}

/// The kinds of work that a post is to have (工作内容).
pub struct Work {
    post: PostId,
    kinds: Vec<String>,
}

impl FromInput for Work {
    fn read(input: &mut Input) -> Option<Work> {
        let kinds = input.all("work").into_iter().map(str::to_owned).collect();
        Some(Work { post: input.parsed("post")?, kinds })
    }
}

/// `POST /grids/{unit}/work`.
pub async fn set_work(
    desk: Desk,
    Path(unit): Path<String>,
    form: Form<Work>,
) -> Result<Response, Stop> {
    let unit: UnitId = desk.id(&unit)?;
    let form = form.trusted(&desk.signed.csrf).map_err(|problem| desk.problem(problem))?;
    // A tick list has nothing to be typed wrongly: what does not read did not come from our page.
    let (work, _) = form.split().map_err(|_| desk.problem(Problem::not_found()))?;
    let write = desk.signed.write(&desk.app, move |cx, asker| {
        let post = cx.directory()?.post(work.post).map(|info| info.unit.id);
        if post != Some(unit) {
            return Err(Failed::NotFound);
        }
        team::set_work_kinds(cx, &asker.who, work.post, &work.kinds)
    });
    write.await.map_err(|failed| desk.failed(&failed))?;
    Ok(on_to(format!("/grids/{unit}?done=work#team")))
}
