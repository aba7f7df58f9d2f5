//! The team of a grid: who is missing, who may lead, and what each looks after.
use app::Cx;
use app::grid::team;
use org::Role;
use store::testing::on_each_engine;

mod tiling;
mod world;
use tiling::*;
use world::{app, refusal};

#[test]
fn a_leader_sits_on_the_committee_and_heads_the_branch() {
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        let world = app.write_now(found).unwrap();
        import(&app, world.boss, &tiling(), FIRST).unwrap();
        let l1 = page(&app, world.boss, "l1").unit.id;
        let r1 = page(&app, world.boss, "r1").unit.id;
        let (member, worker) = (world.member, world.worker);
        let posts = move |cx: &mut Cx<'_, '_>| {
            post(cx, r1, Role::GridLeader, "", Some(member))?;
            post(cx, l1, Role::GridLeader, "", Some(member))
        };
        app.write_now(posts).unwrap();
        let fault = |grid| {
            let read = move |cx: &mut Cx<'_, '_>| {
                let who = cx.directory()?.who(world.boss);
                Ok(team::team(cx, &who, grid)?.members[0].leader_fault)
            };
            app.read_now(read).unwrap()
        };
        assert_eq!(fault(r1), Some("not_on_committee"), "the committee of the other community");
        assert_eq!(fault(l1), Some("heads_no_party"));
        let set = |person| {
            as_person(&app, world.boss, move |cx, who| {
                team::set_head(cx, who, l1, Some(person), day("2026-02-01"))
            })
        };
        set(worker).unwrap();
        assert_eq!(fault(l1), Some("heads_no_party"));
        set(member).unwrap();
        assert_eq!(fault(l1), None);
    });
}

#[test]
fn a_team_shows_who_is_missing_and_work_is_set_by_those_who_may() {
    on_each_engine(|fresh| {
        let app = app(fresh, NOW);
        let world = app.write_now(found).unwrap();
        import(&app, world.boss, &tiling(), FIRST).unwrap();
        let l1 = page(&app, world.boss, "l1").unit.id;
        let worker = world.worker;
        let posts = move |cx: &mut Cx<'_, '_>| {
            post(cx, l1, Role::GridWorker, "property", None)?;
            post(cx, l1, Role::GridWorker, "", Some(worker))
        };
        let held = app.write_now(posts).unwrap();
        let set = |person, kinds: &[&str]| {
            let kinds: Vec<String> = kinds.iter().map(|kind| (*kind).to_owned()).collect();
            as_person(&app, person, move |cx, who| team::set_work_kinds(cx, who, held, &kinds))
        };
        set(world.member, &["voices", "party", "voices"]).unwrap();
        assert_eq!(refusal(set(world.member, &["party", "nonsense"])), "unknown");
        assert_eq!(refusal(set(world.worker, &["party"])), "no_right");
        let team = page(&app, world.boss, "l1").team.unwrap();
        let mix = team.mix.unwrap();
        assert_eq!(mix.team.missing_staff, ["grid_leader", "property"]);
        assert_eq!(mix.team.missing_work.len(), team.work_kinds.value.len() - 2);
        assert_eq!(team.members[0].member.work, ["party", "voices"]);
        assert!(team.members[1].person.is_none(), "nobody is sent yet");
        let events = app.read_now(move |cx| Ok(store::event::of(cx.tx, "post", held.0)?)).unwrap();
        assert_eq!(events.iter().filter(|event| event.what == "work_set").count(), 1);
    });
}
