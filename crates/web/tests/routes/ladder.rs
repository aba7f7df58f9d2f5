//! Things of training and places that routes name: a session that is over, a course, a plan with a
//! candidate, all of the first street.
use crate::town::{Town, day};
use base::{CourseId, GrowthId, PersonId, TrainingId, UnitId};
use ladder::growth::{Candidacy, Channel, Plan};
use ladder::rules::Organiser;
use ladder::training::{Session, TrainingKind};
use store::ladder::course::{Course, Topic};
use store::ladder::growth::Planned;
use store::ladder::training::Training;

#[derive(Clone, Copy)]
pub struct Things {
    pub training: TrainingId,
    pub course: CourseId,
    pub plan: GrowthId,
    /// A worker of the street, invited and named.
    pub worker: PersonId,
}

/// Written past the use cases: they have their own tests.
pub fn things(town: &Town, worker: PersonId, turn: i64) -> Things {
    let street = town.street_unit;
    let (training, course) = (TrainingId(5_000 + turn), CourseId(5_000 + turn));
    let put = move |cx: &mut app::Cx<'_, '_>| {
        store::ladder::training::insert(cx.tx, &session(training, street))?;
        store::ladder::training::invite(cx.tx, training, worker, day("2026-02-01"))?;
        let topic = Topic { no: 1, title: "t".into(), body: "b".into(), link: String::new() };
        store::ladder::course::insert(cx.tx, &offered(course, street), &[topic])?;
        let found = store::ladder::growth::find(cx.tx, street, 2026, Channel::Institution)?;
        let plan = match found {
            Some(found) => found.id,
            None => {
                let new = planned(street);
                store::ladder::growth::insert(cx.tx, &new)?;
                new.id
            }
        };
        let named = Candidacy::Named;
        store::ladder::growth::put(cx.tx, (plan, worker), named, day("2026-02-01"), "1")?;
        Ok(plan)
    };
    let plan = town.app.write_now(put).unwrap();
    Things { training, course, plan, worker }
}

fn session(id: TrainingId, unit: UnitId) -> Training {
    let plan = Session {
        kind: TrainingKind::OnPost,
        organiser: Organiser::Street,
        first_day: day("2026-02-10"),
        last_day: day("2026-02-11"),
        half_days: 4,
        capacity: 9,
        invited: 1,
    };
    let (title, topics, place) = ("t".into(), "x".into(), String::new());
    Training { id, unit, plan, title, topics, place, called_off: false, version: 1 }
}

fn offered(id: CourseId, unit: UnitId) -> Course {
    let (title, lead, since) = ("c".into(), String::new(), day("2026-01-01"));
    Course { id, unit, organiser: Organiser::Street, title, lead, since, until: None }
}

fn planned(street: UnitId) -> Planned {
    let plan = Plan { channel: Channel::Institution, year: 2026, places: 10, used: 0 };
    Planned { id: GrowthId(5_000), street, plan, order_no: "1".into(), version: 1 }
}

/// The fields of a page's form.
pub fn form(path: &str, street: UnitId, things: &Things) -> Option<String> {
    let (Things { training, worker, .. }, order) = (*things, "order_no=o");
    Some(match path {
        "/workers/{id}/contract" => {
            format!("tenure=hired&since=2026-03-02&last_day=2027-03-01&{order}")
        }
        "/workers/{id}/absence" => {
            format!("absence=annual&since=2026-03-02&last_day=2026-03-03&{order}")
        }
        "/workers/{id}/title" => format!("title=t&grade=junior&since=2026-03-02&{order}"),
        "/quotas" => format!("since=2026-03-02&{order}&quotas=%E4%B8%9C%E8%A1%97+9+9+9+9"),
        "/growth" => {
            format!("street={street}&year=2026&channel=civil_servant&places=10&{order}")
        }
        "/growth/{id}/name" => format!("person={worker}&{order}"),
        "/growth/{id}/decide" => format!("person={worker}&state=examined&{order}"),
        "/training" => format!(
            "organiser={street}&kind=on_post&title=t&topics=x&first_day=2026-04-01\
             &last_day=2026-04-02&days=1.5&capacity=5"
        ),
        "/training/owed" => format!("session={training}&person={worker}"),
        "/training/{id}/sign" => format!("person={worker}&halves_{worker}=2"),
        "/training/{id}/withdraw" => format!("person={worker}"),
        "/courses" => format!("organiser={street}&title=t&since=2026-03-02&topic_1=a&body_1=b"),
        "/training/{id}/call-off" | "/courses/{id}/confirm" | "/courses/{id}/end" => String::new(),
        _ => return None,
    })
}

/// The JSON of a change over the API.
pub fn json(path: &str, street: UnitId, things: &Things) -> Option<String> {
    let worker = things.worker;
    Some(match path.strip_prefix("/api/v1")? {
        "/quotas" => format!(
            r#"{{"since":"2026-03-02","order_no":"o","quotas":[{{"street":"{street}","kind":"clerk","places":9}}]}}"#
        ),
        "/growth" => format!(
            r#"{{"street":"{street}","year":2026,"channel":"civil_servant","places":10,"order_no":"o"}}"#
        ),
        "/growth/{id}/name" => format!(r#"{{"person":"{worker}","order_no":"o"}}"#),
        "/growth/{id}/decide" => {
            format!(r#"{{"person":"{worker}","state":"examined","order_no":"o"}}"#)
        }
        "/training" => format!(
            r#"{{"street":"{street}","kind":"on_post","title":"t","topics":"x","first_day":"2026-04-01","last_day":"2026-04-02","half_days":3,"capacity":5}}"#
        ),
        "/training/{id}/invite" => format!(r#"{{"people":["{worker}"]}}"#),
        "/training/{id}/sign" => {
            format!(r#"{{"signed":[{{"person":"{worker}","half_days":2}}]}}"#)
        }
        "/courses/{id}/confirm" => "{}".to_owned(),
        "/workers/{id}/contract" => {
            r#"{"kind":"hired","since":"2026-03-02","last_day":"2027-03-01","order_no":"o"}"#.into()
        }
        "/workers/{id}/absence" => {
            r#"{"kind":"annual","since":"2026-03-02","last_day":"2026-03-03","order_no":"o"}"#
                .into()
        }
        "/workers/{id}/title" => {
            r#"{"grade":"junior","name":"n","since":"2026-03-02","order_no":"o"}"#.into()
        }
        _ => return None,
    })
}
