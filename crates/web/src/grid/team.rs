//! `GET /team` (网格队伍): the teams of the reader's own communities; and how one team is shown.
//!
//! Who is there, what each looks after, who is missing. Nobody is counted, timed or ranked.
use super::names::Names;
use crate::desk::{Desk, Stop};
use crate::form::{Choice, Given};
use crate::page::{Page, render};
use app::Failed;
use app::grid::team::{MemberRow, TeamPage, team};
use askama::Template;
use axum::response::Response;
use base::{Basis, UnitId};
use org::{Action, Denied, Sight, Thing, UnitKind, reach};

/// A page shows the teams of so many grids: a community has a dozen or two.
const TEAMS_MAX: usize = 60;

/// `GET /team?community=`.
pub async fn show(desk: Desk) -> Result<Response, Stop> {
    let sight = reach(&desk.signed.who, Action::ReadTeam);
    if sight.is_nothing() {
        return Err(desk.failed(&Failed::Denied(Denied::NoRight)));
    }
    let asked = desk.asked_for::<UnitId>("community")?;
    let read = desk.read(move |cx, asker| {
        let directory = cx.directory()?;
        let sight = reach(&asker.who, Action::ReadTeam);
        let seen = |unit: &UnitId| {
            let place = directory.place(*unit).unwrap_or_default();
            sight.sees(&Thing { place, ..Thing::default() })
        };
        let communities: Vec<UnitId> =
            directory.units(UnitKind::Community).map(|unit| unit.id).filter(seen).collect();
        let first = own_community(&sight).or(communities.first().copied());
        let here = match asked {
            Some(asked) if !communities.contains(&asked) => return Err(Failed::NotFound),
            asked => asked.or(first),
        };
        // A grid's own people see their grid, whoever's community it is in.
        let below = here.map_or(&[][..], |unit| directory.children(unit)).iter().copied();
        let grids: Vec<UnitId> = below.chain(sight.grids.clone()).filter(seen).collect();
        let mut teams = Vec::new();
        for grid in grids.into_iter().take(TEAMS_MAX) {
            let is_grid = directory.unit(grid).is_some_and(|unit| unit.kind == UnitKind::Grid);
            if is_grid && !teams.iter().any(|team: &TeamPage| team.grid == grid) {
                teams.push(team(cx, &asker.who, grid)?);
            }
        }
        Ok((teams, communities, here, directory))
    });
    let (teams, communities, here, directory) = read.await?;
    let names = Names::new(desk.words, desk.app.policies(), directory, desk.today());
    let choice = |id: &UnitId| Choice::new(id, names.unit(*id).unwrap_or_default());
    let given = Given::empty(desk.words);
    Ok(render(&Teams {
        p: desk.page(&desk.words.t("team-title")),
        f: match here {
            Some(here) => given.with("community", here),
            None => given,
        },
        communities: communities.iter().map(choice).collect(),
        teams: teams.iter().map(|team| view(&desk, &names, team)).collect(),
    }))
}

fn own_community(sight: &Sight) -> Option<UnitId> {
    sight.communities.first().copied()
}

#[derive(Template)]
#[template(path = "grid/teams.html")]
struct Teams {
    p: Page,
    f: Given,
    communities: Vec<Choice>,
    teams: Vec<TeamView>,
}

/// A team as a page shows it.
pub struct TeamView {
    pub href: String,
    pub name: String,
    pub head: Option<String>,
    pub members: Vec<MemberView>,
    /// What the kind of grid asks for, each with whether it is there.
    pub staff: Vec<(String, bool)>,
    pub staff_basis: Option<Basis>,
    /// Kinds of work that nobody does here.
    pub missing_work: Vec<String>,
    pub work_kinds: Vec<(String, String)>,
    pub work_basis: Basis,
}

/// One post of a team.
pub struct MemberView {
    pub post: String,
    pub title: String,
    pub role: String,
    pub part_time: bool,
    pub sent_by: String,
    pub person: Option<String>,
    pub stands_in: bool,
    /// Why the leader may not be one.
    pub fault: Option<String>,
    pub work: Vec<String>,
    pub work_codes: Vec<String>,
}

impl MemberView {
    pub fn does(&self, code: &str) -> bool {
        self.work_codes.iter().any(|known| known == code)
    }
}

pub fn view(desk: &Desk, names: &Names, team: &TeamPage) -> TeamView {
    let lang = desk.words.lang;
    let work = |code: &String| {
        let found = team.work_kinds.value.iter().find(|kind| kind.code == *code);
        found.map_or(code.as_str(), |kind| kind.name(lang)).to_owned()
    };
    let missing = |mix: &app::grid::team::Mix, code: &String| mix.team.missing_staff.contains(code);
    let staff = team.mix.iter().flat_map(|mix| {
        mix.kind.staff.iter().map(move |code| (staff_name(desk, code), !missing(mix, code)))
    });
    let kinds = team.work_kinds.value.iter();
    TeamView {
        href: format!("/grids/{}", team.grid),
        name: names.unit(team.grid).unwrap_or_default(),
        head: team.head.as_ref().map(|head| lang.pick(&head.name_zh, &head.name_en).to_owned()),
        members: team.members.iter().map(|row| member(desk, row, work)).collect(),
        staff: staff.collect(),
        staff_basis: team.mix.as_ref().map(|mix| mix.basis.clone()),
        missing_work: team
            .mix
            .iter()
            .flat_map(|mix| mix.team.missing_work.iter().map(work))
            .collect(),
        work_kinds: kinds.map(|kind| (kind.code.clone(), kind.name(lang).to_owned())).collect(),
        work_basis: team.work_kinds.basis.clone(),
    }
}

fn member(desk: &Desk, row: &MemberRow, work: impl Fn(&String) -> String) -> MemberView {
    let (words, lang) = (desk.words, desk.words.lang);
    let person = row.person.as_ref().map(|one| lang.pick(&one.name_zh, &one.name_en).to_owned());
    let fault = row.leader_fault.map(|code| words.tc("refused", &code.replace('_', "-")));
    MemberView {
        post: row.member.post.to_string(),
        title: lang.pick(&row.title_zh, &row.title_en).to_owned(),
        role: words.tc("role", row.member.role.code()).into_owned(),
        part_time: row.member.part_time,
        sent_by: match row.member.sent_by.as_str() {
            "" => String::new(),
            code => staff_name(desk, code),
        },
        person,
        stands_in: row.stands_in,
        fault: fault.map(|fault| fault.into_owned()),
        work: row.member.work.iter().map(work).collect(),
        work_codes: row.member.work.clone(),
    }
}

/// Who a kind of grid asks for: a role, a department, or a trade.
fn staff_name(desk: &Desk, code: &str) -> String {
    let words = desk.words;
    if words.has(&format!("role-{code}")) {
        return words.tc("role", code).into_owned();
    }
    let departments = desk.app.policies().rules.departments(desk.today());
    let departments = departments.map(|cited| cited.value).unwrap_or_default();
    match departments.iter().find(|department| department.code == code) {
        Some(department) => department.name(words.lang).to_owned(),
        None if words.has(&format!("team-staff-{code}")) => {
            words.tc("team-staff", code).into_owned()
        }
        None => code.to_owned(),
    }
}
