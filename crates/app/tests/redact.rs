//! Photos covered, hidden, shown again: what is shown, what is kept sealed, what is on record.
mod town;
mod world;

use app::grid::matter::{self, Asker, Photo, Redaction, Words};
use app::{Cx, Failed, Result};
use base::{MatterId, PhotoId};
use grid::matter::Source;
use grid::photo::{Area, Deed, PhotoState};
use store::testing::{Fresh, on_each_engine};
use town::{Staff, Town, deeds};

/// Pixels that nobody mistakes for others.
const FACE: &[u8] = b"the photo with the face";
const PAINTED: &[u8] = b"the photo with a patch";
const PATCH: Area = Area { left: 10, top: 10, width: 20, height: 20 };

fn reported(town: &Town) -> (MatterId, PhotoId, app::secret::Code) {
    let code = app::secret::Code::random();
    let mut new = town.new_report(Source::Resident, "street_light", "三号楼前路灯不亮");
    new.code = Some(code.digest(town.app.keys()).to_vec());
    new.photos = vec![photo::Photo { jpeg: FACE.to_vec(), width: 40, height: 20 }];
    let id = town
        .app
        .write_now(move |cx| matter::report(cx, &Asker::default(), &new))
        .expect("it is taken in")
        .id;
    let photo = town.page(town.auditor, id).unwrap().photos[0].id;
    (id, photo, code)
}

fn wish(deed: Deed, reason: &str, edits: i64) -> Redaction {
    let areas = if deed == Deed::Cover { vec![PATCH] } else { vec![] };
    let note = Some(Words::new("窗口有人").unwrap());
    Redaction { deed, areas, reason: reason.into(), note, edits }
}

/// Plans, paints and saves, as the page does.
fn redact(town: &Town, by: Staff, id: PhotoId, wish: Redaction) -> Result<MatterId> {
    town.act(by, move |cx, asker| {
        let plan = matter::plan_redaction(cx, asker, id, &wish)?;
        let painted = plan.map(|painting| {
            assert!(!painting.areas.is_empty());
            PAINTED
        });
        matter::redact(cx, asker, id, &wish, painted)
    })
}

fn seen(town: &Town, by: Staff, id: PhotoId) -> Result<Vec<u8>> {
    town.act(by, move |cx, asker| matter::photo(cx, asker, id)).map(|shown| shown.jpeg)
}

fn original(town: &Town, by: Staff, id: PhotoId) -> Result<Vec<u8>> {
    town.act(by, move |cx, asker| matter::original(cx, asker, id))
}

fn photo(town: &Town, id: MatterId) -> Photo {
    town.page(town.auditor, id).unwrap().photos[0]
}

fn told(town: &Town, id: MatterId) -> Vec<String> {
    let entries = town.page(town.auditor, id).unwrap().entries;
    let about = entries.into_iter().filter(|entry| entry.what.starts_with("photo_"));
    about.map(|entry| entry.what).collect()
}

#[test]
fn a_covered_photo_is_what_everybody_sees_and_the_original_is_for_few_and_on_record() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (id, at, code) = reported(&town);
        redact(&town, town.community, at, wish(Deed::Cover, "face", 0)).unwrap();
        for staff in [town.worker, town.leader, town.community, town.street, town.auditor] {
            assert_eq!(seen(&town, staff, at).unwrap(), PAINTED);
        }
        let reporter = town.as_reporter(&code, move |cx, asker| matter::photo(cx, asker, at));
        assert_eq!(reporter.unwrap().jpeg, PAINTED);
        assert_eq!((photo(&town, id).state, photo(&town, id).edits), (PhotoState::Covered, 1));

        assert_eq!(original(&town, town.street, at).unwrap(), FACE);
        for staff in [town.worker, town.leader, town.auditor] {
            assert_eq!(world::refusal(original(&town, staff, at)), "no_right");
        }
        assert_eq!(world::refusal(original(&town, town.other_community, at)), "not_found");
        let by_code = town.as_reporter(&code, move |cx, asker| matter::original(cx, asker, at));
        assert!(by_code.is_err());
        assert_eq!(told(&town, id), ["photo_redacted", "photo_original_seen"]);

        let entries = town.page(town.auditor, id).unwrap().entries;
        let step = entries.iter().find(|entry| entry.what == "photo_redacted").unwrap();
        assert_eq!(step.person, Some(town.community.person));
        assert_eq!((&step.detail["reason"], &step.detail["areas"]), (&"face".into(), &1.into()));
        assert_eq!(step.detail["note"], "窗口有人");
        assert!(step.basis.is_some());
        let page = town.as_reporter(&code, move |cx, asker| matter::page(cx, asker, id)).unwrap();
        let told = page.entries.iter().filter(|entry| entry.what.starts_with("photo_")).count();
        assert_eq!(told, 1, "the reporter hears that it was edited, not who looked");
    });
}

#[test]
fn a_copy_of_the_database_holds_the_original_sealed_only() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (_, at, _) = reported(&town);
    let holds = |what: &'static [u8]| {
        let row = town.app.read_now(move |cx| {
            let shown = store::grid::photo::find(cx.tx, at)?.expect("the photo").jpeg;
            let kept = store::grid::photo::original(cx.tx, at)?.map(|it| it.sealed);
            Ok([shown, kept.unwrap_or_default()].concat())
        });
        row.unwrap().windows(what.len()).any(|part| part == what)
    };
    assert!(holds(FACE), "the control");
    redact(&town, town.community, at, wish(Deed::Hide, "face", 0)).unwrap();
    assert!(!holds(FACE));
}

#[test]
fn a_hidden_photo_is_not_there_until_it_is_shown_again_as_it_was() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (id, at, code) = reported(&town);
        redact(&town, town.community, at, wish(Deed::Cover, "plate", 0)).unwrap();
        redact(&town, town.street, at, wish(Deed::Hide, "home", 1)).unwrap();
        for staff in [town.worker, town.community, town.auditor] {
            assert_eq!(world::refusal(seen(&town, staff, at)), "not_found");
        }
        let by_code = town.as_reporter(&code, move |cx, asker| matter::photo(cx, asker, at));
        assert!(matches!(by_code, Err(Failed::NotFound)));
        let twice = redact(&town, town.street, at, wish(Deed::Hide, "home", 2));
        assert_eq!(world::refusal(twice), "photo_already_so");
        redact(&town, town.community, at, wish(Deed::Show, "mistake", 2)).unwrap();
        assert_eq!(seen(&town, town.worker, at).unwrap(), PAINTED, "covered again, not bare");
        redact(&town, town.community, at, wish(Deed::Show, "mistake", 3)).unwrap();
        assert_eq!(seen(&town, town.worker, at).unwrap(), FACE);
        assert_eq!((photo(&town, id).state, photo(&town, id).edits), (PhotoState::Shown, 4));
        assert_eq!(told(&town, id), ["photo_redacted"; 4]);
    });
}

#[test]
fn the_original_goes_at_once_where_the_reason_says_so_and_by_its_day_otherwise() {
    on_each_engine(|fresh| {
        let town = Town::found(fresh);
        let (id, at, _) = reported(&town);
        redact(&town, town.community, at, wish(Deed::Cover, "child", 0)).unwrap();
        assert_eq!(original(&town, town.community, at).unwrap(), PAINTED, "nothing else is left");
        let back = redact(&town, town.community, at, wish(Deed::Show, "mistake", 1));
        assert_eq!(world::refusal(back), "photo_original_gone");
        redact(&town, town.community, at, wish(Deed::Hide, "wish", 1)).unwrap();
        assert_eq!(photo(&town, id).state, PhotoState::Removed);
        let more = redact(&town, town.community, at, wish(Deed::Cover, "face", 2));
        assert_eq!(world::refusal(more), "photo_removed");

        let (id, covered, _) = reported(&town);
        let (other, hidden, _) = reported(&town);
        redact(&town, town.community, covered, wish(Deed::Cover, "face", 0)).unwrap();
        redact(&town, town.community, hidden, wish(Deed::Hide, "face", 0)).unwrap();
        town.clock.advance(29 * 24 * 60);
        assert_eq!(town.app.write_now(matter::erase_originals).unwrap(), 0);
        assert_eq!(original(&town, town.community, hidden).unwrap(), FACE);
        town.clock.advance(24 * 60);
        assert_eq!(town.app.write_now(matter::erase_originals).unwrap(), 2);
        assert_eq!(town.app.write_now(matter::erase_originals).unwrap(), 0);
        let kept = |at| {
            let kept = town.app.read_now(move |cx| Ok(store::grid::photo::original(cx.tx, at)?));
            kept.unwrap()
        };
        assert!(kept(covered).is_none() && kept(hidden).is_none());
        assert_eq!(seen(&town, town.worker, covered).unwrap(), PAINTED, "covered it stays");
        assert_eq!(photo(&town, other).state, PhotoState::Removed, "what was hidden is gone");
        assert_eq!(told(&town, id).last().unwrap(), "photo_original_erased");
    });
}

#[test]
fn who_may_redact_is_of_the_place_and_never_who_handled_it() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (id, at, _) = reported(&town);
    for staff in [town.worker, town.leader, town.department, town.auditor] {
        let refused = redact(&town, staff, at, wish(Deed::Hide, "face", 0));
        assert!(matches!(refused, Err(Failed::Denied(_) | Failed::NotFound)));
    }
    let elsewhere = redact(&town, town.other_community, at, wish(Deed::Hide, "face", 0));
    assert_eq!(world::refusal(elsewhere), "not_found");
    deeds::assigned(&town, id, town.community);
    deeds::solve(&town, town.community, id, grid::matter::Ending::Solved).unwrap();
    let own = redact(&town, town.community, at, wish(Deed::Hide, "face", 0));
    assert_eq!(world::refusal(own), "own_work");
    redact(&town, town.street, at, wish(Deed::Hide, "face", 0)).unwrap();
}

#[test]
fn two_who_redact_at_once_do_not_undo_each_other() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (_, at, _) = reported(&town);
    redact(&town, town.street, at, wish(Deed::Hide, "face", 0)).unwrap();
    let late = redact(&town, town.community, at, wish(Deed::Cover, "plate", 0));
    assert!(matches!(late, Err(Failed::Stale)));
    assert_eq!(world::refusal(seen(&town, town.worker, at)), "not_found");
}

#[test]
fn a_reason_of_policy_and_a_part_to_cover_are_wanted() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (id, at, _) = reported(&town);
    let unknown = redact(&town, town.community, at, wish(Deed::Hide, "because", 0));
    assert_eq!(world::refusal(unknown), "choose");
    let bare = Redaction { areas: vec![], ..wish(Deed::Cover, "face", 0) };
    assert_eq!(world::refusal(redact(&town, town.community, at, bare)), "photo_areas");
    assert!(told(&town, id).is_empty());
    let unpainted = town.act(town.community, move |cx: &mut Cx<'_, '_>, asker| {
        matter::redact(cx, asker, at, &wish(Deed::Cover, "face", 0), None)
    });
    assert!(matches!(unpainted, Err(Failed::Broken(_))));
    assert_eq!(seen(&town, town.worker, at).unwrap(), FACE);
}
