//! The log of a whole story holds nobody's name, contact, code, password, words or place: whatever
//! people wrote is planted with marks, everything is logged at its finest, and the log is read.
#[path = "resident/browser.rs"]
mod browser;
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use browser::form;
use std::io;
use std::sync::{Arc, Mutex};
use store::testing::Fresh;
use town::{HERE, Town};
use tracing_subscriber::fmt::MakeWriter;

const BODY: &str = "记号甲楼道堆物";
const ADDRESS: &str = "记号乙弄三号";
const CONTACT: &str = "13800005678";
const NOTE: &str = "记号丙去看过";
const PASSWORD: &str = "geheim-mark-77";
const REASON: &str = "记号丁要回电";

/// Everything that is logged, kept.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Kept;
    fn make_writer(&'a self) -> Kept {
        self.clone()
    }
}

impl Kept {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

/// One test: a log is one of the whole process.
#[test]
fn the_log_of_a_whole_story_names_nobody_and_quotes_nobody() {
    let kept = Kept::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(kept.clone())
        .json()
        .init();
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let code = resident(&town);
    let secrets = staff_at_work(&town);
    broken(&fresh, &town);

    let log = kept.text();
    assert!(log.lines().count() > 12, "the story is logged at all:\n{log}");
    assert!(log.contains("\"route\":\"/matters/{id}\""), "by the form of its path");
    let number = log.lines().filter(|line| line.contains("\"answered\""));
    assert!(number.clone().count() > 10);
    assert!(number.into_iter().all(|line| line.contains("\"id\":")), "with the request's number");
    assert!(log.contains("the store failed"), "a fault is logged");
    let planted = [BODY, ADDRESS, CONTACT, NOTE, PASSWORD, REASON, &code, "网格员", "书记"];
    let planted = planted.into_iter().chain(secrets.iter().map(String::as_str));
    for mark in planted {
        let found: Vec<&str> = log.lines().filter(|line| line.contains(mark)).collect();
        assert!(found.is_empty(), "`{mark}` is in the log:\n{}", found.join("\n"));
    }
    // The control: what is logged is found.
    tracing::info!("{CONTACT}");
    assert!(kept.text().contains(CONTACT));
}

/// Reports, is refused, reports again, follows, and types a wrong code. Answers with the code.
fn resident(town: &Town) -> String {
    let mut browser = browser::Browser::new(web::router(town.app.clone()));
    let report = |lon: f64| {
        form(&[
            ("what", BODY.to_owned()),
            ("category", "street_light".to_owned()),
            ("address", ADDRESS.to_owned()),
            ("lon", lon.to_string()),
            ("lat", HERE.lat.to_string()),
            ("contact", CONTACT.to_owned()),
        ])
    };
    assert_eq!(browser.post("/report", report(121.0)).status.as_u16(), 422);
    assert_eq!(browser.post("/report", report(HERE.lon)).status.as_u16(), 303);
    let code = browser.get("/report/slip").between("<strong>", "</strong>");
    browser.post("/follow", form(&[("code", code.clone())]));
    assert!(browser.get("/my").text.contains(BODY));
    browser.post("/follow", form(&[("code", "XXXXX-XXXXX".to_owned())]));
    code
}

/// Signs in rightly and wrongly, searches, sorts, notes, reads the contact. Answers with what
/// only the staff know.
fn staff_at_work(town: &Town) -> Vec<String> {
    let visitor = staff::Browser::visitor(town);
    for login in ["mark-login", "street"] {
        visitor.post_bare("/sign-in", &[("login", login), ("password", PASSWORD)]);
    }
    let leader = staff::Browser::of(town, town.leader);
    let list = leader.get(&format!("/matters?q={}", staff::encoded("楼道堆物")));
    let at = list.text();
    let id = at.split("href=\"/matters/").find_map(|rest| {
        let id = rest.split('"').next()?;
        id.parse::<i64>().ok()
    });
    let at = format!("/matters/{}", id.expect("the matter is found"));
    assert!(leader.get(&at).says(BODY));
    leader.post(
        &format!("{at}/triage"),
        &[
            ("category", "street_light"),
            ("weight", "general"),
            ("ground", "public_asset"),
            ("assign", &town.worker.post.to_string()),
        ],
    );
    let worker = staff::Browser::of(town, town.worker);
    worker.post(&format!("{at}/note"), &[("words", NOTE)]);
    worker.post(&format!("{at}/note"), &[("words", &NOTE.repeat(4000))]);
    let shown = worker.post(&format!("{at}/contact"), &[("reason", REASON)]);
    assert!(shown.says(CONTACT), "the contact is shown: {}", shown.status);
    worker.get("/inbox");
    worker.get("/matters/999");
    let auditor = staff::Browser::of(town, town.auditor);
    auditor.get("/audit");
    vec!["mark-login".to_owned(), leader.csrf.clone(), worker.csrf.clone()]
}

/// Rows that cannot be read, and rows that are there already.
fn broken(fresh: &Fresh, town: &Town) {
    let auditor = staff::Browser::of(town, town.district);
    fresh.tamper("UPDATE matter SET address = x'00'").unwrap();
    fresh.tamper(&format!("UPDATE matter SET lon = '{ADDRESS}'")).unwrap();
    assert_eq!(auditor.get("/matters").status.as_u16(), 500);
}
