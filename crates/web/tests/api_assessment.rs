//! A year's assessment over the API: by rights, every answer as the document says.
#[path = "../../app/tests/assessment/people.rs"]
mod people;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

mod api {
    pub mod client;
    pub mod schema;
}

use api::client::Api;
use people::Year;
use serde_json::json;
use store::testing::on_each_engine;

#[test]
fn a_program_reads_a_year_and_writes_notes_and_marks_by_its_rights() {
    on_each_engine(|fresh| {
        let year = Year::open(fresh);
        year.publish_goals();
        year.print(year.town.communities[0]);
        let Year { town, office, .. } = year;
        let api = Api::new(town);
        let (street, worker) = (api.sign_in(api.town.street), api.sign_in(api.town.worker));
        let (leader, office) = (api.sign_in(api.town.leader), api.sign_in(office));
        let years = api.get("/api/v1/assessments").by(&leader).ok(200);
        assert_eq!(years["items"][0]["stage"], "running");
        let one = api.get("/api/v1/assessments/2026").by(&leader).ok(200);
        assert_eq!((&one["public_percent"], &one["most_percent"]), (&json!(60), &json!(25)));
        api.get("/api/v1/assessments/2019").by(&leader).status(404);
        let panels = api.get("/api/v1/assessments/2026/panels").by(&office).ok(200);
        let first = &panels["items"][0];
        assert_eq!(first["groups"][0], json!({ "code": "owners", "papers": 5, "raters": 0 }));
        api.get("/api/v1/assessments/2026/panels").by(&worker).refused(403, "no_right");
        let of = format!("/api/v1/assessments/2026/workers/{}", api.town.worker.person);
        let note = json!({ "day": "2026-01-04", "words": "清理积水" });
        let noted = api.post(&format!("{of}/note"), &note).by(&worker).ok(200);
        assert_eq!(noted["notes"][0]["known"], "2026-01-05");
        let mark = json!({ "mark": "91.5", "words": "目标完成" });
        api.post(&format!("{of}/mark"), &mark).by(&worker).refused(403, "no_right");
        let marked = api.post(&format!("{of}/mark"), &mark).by(&street).ok(200);
        assert_eq!(marked["street_mark"], "91.5");
        let own = api.get(&of).by(&worker).ok(200);
        assert_eq!(own["street_mark"], json!(null), "not before results are published");
        api.get(&of).by(&leader).status(404);
        let wrong = json!({ "mark": "many", "words": "w" });
        api.post(&format!("{of}/mark"), &wrong).by(&street).fault("mark", "number");
        let results = api.get("/api/v1/assessments/2026/results").by(&leader).ok(200);
        assert_eq!(results["items"], json!([]));
    });
}
