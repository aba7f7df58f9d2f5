//! The team of a grid (网格队伍): its leader, its workers, what each looks after, who is missing.
//!
//! Posts and appointments are the organisation's ([`crate::org`]); here is what a grid adds: who
//! heads its Party branch or group, the kinds of work of each post, and the staff that its kind
//! asks for against the staff that is there.
//!
//! What is *not* here: how anybody does the work. Nobody is counted, timed or ranked.
use crate::org::Directory;
use crate::{Cx, Event, Failed, Result};
use ::grid::rules::{GridKind, Named};
use ::grid::team::{Leader, Member, PartyForm, Team, check_leader};
use ::org::{Action, Granted, Person, Place, Role, Thing, UnitKind, Who, may};
use base::{Basis, Cited, Date, PersonId, PostId, UnitId};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};

/// A grid's team as its page shows it (网格队伍).
#[derive(Clone, Debug)]
pub struct TeamPage {
    pub grid: UnitId,
    pub place: Place,
    /// Leaders, then full-time, then part-time workers.
    pub members: Vec<MemberRow>,
    /// Who heads the Party branch or group (书记、组长).
    pub head: Option<Person>,
    /// Summed up against what the kind of grid asks for; nothing for a grid without a shape.
    pub mix: Option<Mix>,
    /// The kinds of work there are, by policy (工作内容).
    pub work_kinds: Cited<Vec<Named>>,
}

/// The team against what its kind of grid asks for (人员配备).
#[derive(Clone, Debug)]
pub struct Mix {
    pub kind: GridKind,
    pub basis: Basis,
    pub team: Team,
}

/// One post of a team with who acts for it (队伍成员).
#[derive(Clone, Debug)]
pub struct MemberRow {
    pub member: Member,
    pub title_zh: String,
    pub title_en: String,
    /// Who acts for the post today; nothing where it is vacant.
    pub person: Option<Person>,
    /// Acts in somebody's stead (代行).
    pub stands_in: bool,
    /// Why the leader may not be one, as a code of [`::grid::Refused`]; nothing for other posts,
    /// and for a deputy, who leads for a few days only.
    pub leader_fault: Option<&'static str>,
}

/// The team of a grid that is there today (查看网格队伍).
pub fn team(cx: &mut Cx<'_, '_>, who: &Who, grid: UnitId) -> Result<TeamPage> {
    let directory = cx.directory()?;
    let place = grid_place(&directory, grid)?;
    may(who, Action::ReadTeam, &Thing { place, ..Thing::default() })?;
    let (today, rules) = (cx.today(), &cx.policies().rules);
    let work_kinds = rules.work_kinds(today)?;
    let kinds = rules.grid_kinds(today)?;
    let head = head(cx, grid)?;
    let facts = cx.map()?.areas.get(&grid).map(|area| (area.kind.clone(), area.party_form.clone()));
    let (kind, form) = facts.unwrap_or_default();
    let mut members = members(cx, &directory, grid)?;
    for row in members.iter_mut().filter(|row| row.member.role == Role::GridLeader) {
        row.leader_fault = leader_fault(&directory, place, &form, head, row);
    }
    let list: Vec<Member> = members.iter().map(|row| row.member.clone()).collect();
    let mix = kinds.value.into_iter().find(|known| known.code == kind).map(|kind| Mix {
        team: Team::of(&list, &kind, &work_kinds.value),
        basis: kinds.basis,
        kind,
    });
    let head = match head {
        Some(head) => store::org::person::get(cx.tx, head)?,
        None => None,
    };
    Ok(TeamPage { grid, place, members, head, mix, work_kinds })
}

/// Gives a post of a grid these kinds of work and no others (设定工作内容).
pub fn set_work_kinds(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    post: PostId,
    kinds: &[String],
) -> Result<()> {
    // Two changes of one post at a time would leave the kinds of both.
    store::org::version::hold(cx.tx)?;
    let directory = cx.directory()?;
    let info = directory.post(post).ok_or(Failed::NotFound)?;
    if info.unit.kind != UnitKind::Grid {
        return Err(Failed::field("post", "not_of_a_grid"));
    }
    let granted = edits(who, info.place)?;
    let known = cx.policies().rules.work_kinds(cx.today())?;
    let after: BTreeSet<&str> = kinds.iter().map(String::as_str).collect();
    if after.iter().any(|code| !known.value.iter().any(|kind| kind.code == *code)) {
        return Err(Failed::field("work_kinds", "unknown"));
    }
    let after: Vec<String> = after.into_iter().map(str::to_owned).collect();
    let before = store::grid::team::work_of_post(cx.tx, post)?;
    if before == after {
        return Ok(());
    }
    store::grid::team::set_work(cx.tx, post, &after)?;
    cx.record(Event {
        actor: who.person,
        post: granted.post,
        noun: "post",
        subject: post.0,
        what: "work_set",
        detail: json!({ "before": before, "after": after }),
        basis: Some(&known.basis),
    })
}

/// Says who heads the Party branch or group of a grid from a day on, or that nobody does.
pub fn set_head(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    grid: UnitId,
    head: Option<PersonId>,
    since: Date,
) -> Result<()> {
    store::org::version::hold(cx.tx)?;
    let directory = cx.directory()?;
    let place = grid_place(&directory, grid)?;
    let granted = edits(who, place)?;
    if directory.unit(grid).is_none_or(|unit| since < unit.since) {
        return Err(Failed::field("since", "day_out_of_range"));
    }
    if let Some(head) = head {
        store::org::person::get(cx.tx, head)?.ok_or(Failed::field("head", "unknown"))?;
    }
    store::grid::team::set_head(cx.tx, grid, since, head)?;
    let detail = json!({ "head": head, "since": since });
    let (actor, post, subject) = (who.person, granted.post, grid.0);
    cx.record(Event { actor, post, noun: "grid", subject, what: "head_set", detail, basis: None })
}

/// Who leads a grid today: acts for the first of its leader's posts that is not vacant (网格长).
pub(super) fn leader(directory: &Directory, grid: UnitId) -> Option<&Person> {
    let posts = directory.posts_in(grid).iter().filter_map(|post| directory.post(*post));
    let leaders = posts.filter(|info| info.post.role == Role::GridLeader);
    let person = leaders.filter_map(|info| directory.acting(info.post.id)).next()?;
    directory.person(person)
}

fn edits(who: &Who, place: Place) -> Result<Granted> {
    Ok(may(who, Action::EditTeam, &Thing { place, ..Thing::default() })?)
}

fn grid_place(directory: &Directory, grid: UnitId) -> Result<Place> {
    let place = directory.place(grid).filter(|place| place.grid == Some(grid));
    place.ok_or(Failed::NotFound)
}

fn head(cx: &mut Cx<'_, '_>, grid: UnitId) -> Result<Option<PersonId>> {
    let today = cx.today();
    Ok(store::grid::team::head_on(cx.tx, grid, today)?)
}

fn members(cx: &mut Cx<'_, '_>, directory: &Directory, grid: UnitId) -> Result<Vec<MemberRow>> {
    let mut work: HashMap<PostId, Vec<String>> = HashMap::new();
    for (post, kind) in store::grid::team::work_of_grid(cx.tx, grid)? {
        work.entry(post).or_default().push(kind);
    }
    let posts = directory.posts_in(grid).iter().filter_map(|post| directory.post(*post));
    let mut rows: Vec<MemberRow> = posts
        .map(|info| {
            let post = &info.post;
            let acting = directory.duty().acting(post.id);
            MemberRow {
                member: Member {
                    post: post.id,
                    role: post.role,
                    part_time: post.part_time,
                    sent_by: post.sent_by.clone(),
                    present: acting.is_some(),
                    work: work.remove(&post.id).unwrap_or_default(),
                },
                title_zh: post.title_zh.clone(),
                title_en: post.title_en.clone(),
                person: acting.and_then(|acting| directory.person(acting.person)).cloned(),
                stands_in: acting.is_some_and(|acting| acting.is_stand_in()),
                leader_fault: None,
            }
        })
        .collect();
    rows.sort_by_key(|row| {
        let Member { role, part_time, post, .. } = row.member;
        (role != Role::GridLeader, part_time, post)
    });
    Ok(rows)
}

/// Holds a leader to the rule: on the committee of the community, and head of the grid's branch or
/// group. Where the grid has neither, only the first half is asked.
fn leader_fault(
    directory: &Directory,
    place: Place,
    form: &str,
    head: Option<PersonId>,
    row: &MemberRow,
) -> Option<&'static str> {
    let person = row.person.as_ref().filter(|_| !row.stands_in)?.id;
    let community = place.community?;
    let posts = directory.duty().posts_of(person).iter().filter_map(|post| directory.post(*post));
    // A post in the community itself is a seat on its committee (“两委”).
    let seats = posts.filter(|info| info.post.role == Role::Community).map(|info| info.unit.id);
    let sits_here = seats.into_iter().any(|unit| unit == community);
    let form = PartyForm::parse(form);
    let asked = form.unwrap_or(PartyForm::Group);
    let heads = if form.is_none() || head == Some(person) { Some(asked) } else { None };
    let leader = Leader { committee_of: sits_here.then_some(community), heads };
    check_leader(&leader, community, asked).err().map(|refused| refused.code())
}
