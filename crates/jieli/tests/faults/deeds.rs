//! Twelve business transactions (业务事务), each ready to be done on a copy of one small town.
//!
//! Done twice on the same copy they leave the same rows: clock, number of the server, and key are
//! fixed, and what is made by chance stands in [`CHANCE`].
use crate::plan::On;
use crate::town::{self, Staff, Town, deeds as life};
use crate::world::{Clock, nobody_by_code};
use app::grid::import::{Importer, Mapping, Options};
use app::grid::matter::{self, Asker, HandOver, NewReport, SendBack, Triage};
use app::offline::{Operation, What};
use app::secret::Keys;
use app::{App, Cx, Policies, Result, Settings};
use base::place::Point;
use base::{MatterId, PersonId, PostId};
use grid::matter::{Ending, Says, Sort, Source, Weight};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;
use store::testing::Fresh;
use store::{Db, Failed, Hash, Place};

base::codes! {
    /// What is done (业务).
    pub enum Deed {
        /// Opening alone: what a crash left is recovered, a schema is made
        Open = "open",
        Report = "report",
        Triage = "triage",
        HandOver = "hand_over",
        SendBack = "send_back",
        Check = "check",
        Rate = "rate",
        Merge = "merge",
        Import = "import",
        Note = "note",
        Offline = "offline",
        Mark = "mark",
        Account = "account",
    }
}

impl Deed {
    /// The twelve that are business.
    pub fn business() -> impl Iterator<Item = Deed> {
        Deed::ALL.iter().copied().filter(|deed| *deed != Deed::Open)
    }
}

/// One thing to do on one file (任务).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Task {
    pub deed: Deed,
    pub path: PathBuf,
    pub keys: PathBuf,
    /// Refused, it waits until changes are taken again and does it once more, by each thread.
    pub again: bool,
    /// On which of its files calls fail; on all of them if on none.
    pub on: Option<On>,
}

impl Task {
    /// Whether the file is opened before anything may fail.
    pub fn opens_first(&self) -> bool {
        self.deed != Deed::Open
    }
}

/// Columns that two runs fill differently: sealed texts.
pub const CHANCE: &[(&str, &str)] = &[("contact", "sealed"), ("idempotency", "answer")];

/// What there is to act upon (舞台), told to the child by numbers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Stage {
    leader: i64,
    worker: i64,
    community: (i64, i64),
    department: i64,
    security: i64,
    leader_post: i64,
    new: i64,
    held: i64,
    checked: i64,
    sent: i64,
    closed: i64,
    code: Vec<u8>,
    twins: (i64, i64),
    on_phone: i64,
    serials: (i64, i64),
}

impl Stage {
    /// Founds the town on a file, up to the moment before each deed.
    pub fn set(fresh: &Fresh) -> Stage {
        let town = Town::found(fresh);
        let reported = |words: &str| town.resident_reports("street_light", words).0.id;
        let new = reported("东门路灯不亮");
        let held = reported("西门路灯闪烁");
        let sent = reported("路灯杆歪了");
        life::assigned(&town, sent, town.department);
        let checked = reported("路灯罩掉了");
        life::assigned(&town, checked, town.worker);
        life::solve(&town, town.worker, checked, Ending::Solved).expect("it is solved");
        let (closed, code) = life::closed(&town);
        let twins = (reported("三号楼路灯不亮"), reported("三号楼前的路灯不亮了"));
        let on_phone = reported("后院路灯不亮");
        life::assigned(&town, on_phone, town.worker);
        app::sign_in::settle_now(&town.app, town.worker.person, "worker").expect("an account");
        let day = town::day("2026-03-02");
        let serial = || town.app.serial_now(day).expect("a serial");
        let serials = (serial(), serial());
        Stage {
            leader: town.leader.person.0,
            worker: town.worker.person.0,
            community: numbers(town.community),
            department: town.department.person.0,
            security: town.security.person.0,
            leader_post: town.leader.post.0,
            new: new.0,
            held: held.0,
            checked: checked.0,
            sent: sent.0,
            closed: closed.0,
            code: code.digest(town.app.keys()).to_vec(),
            twins: (twins.0.0, twins.1.0),
            on_phone: on_phone.0,
            serials,
        }
    }

    fn report(&self, source: Source, serial: i64) -> NewReport {
        NewReport {
            source,
            category: "manhole".into(),
            body: matter::Body::new("井盖缺了一块,在路口").expect("it fits"),
            address: None,
            point: Some(Point { lon: town::HERE.lon, lat: town::HERE.lat }),
            community: None,
            contact: Some(matter::Contact::new("13800001234").expect("it fits")),
            on_the_spot: false,
            code: None,
            serial,
            photos: vec![],
            external: None,
        }
    }
}

fn numbers(staff: Staff) -> (i64, i64) {
    (staff.person.0, staff.post.0)
}

/// Opens the file as a server would, half an hour after the town was set.
pub fn open(task: &Task) -> std::result::Result<App, Failed> {
    let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
    let clock = Clock::at("2026-03-02T10:30:00+08:00");
    Ok(App::new(Settings {
        policies: Policies::load(&[nobody_by_code()], zone).expect("the shipped book loads"),
        keys: Keys::open(&task.keys).expect("a key file"),
        db: Db::open(&Place::File(task.path.clone()), Hash::Sha256)?,
        node: 5,
        clock: Box::new(move || clock.now()),
    }))
}

/// Does the deed. It is acknowledged once this returns without a failure.
pub fn perform(app: &App, at: &Stage, task: &Task) -> std::result::Result<(), String> {
    let mut done = once(app, at, task.deed);
    for _ in 0..TRIES {
        if !task.again || done.is_ok() {
            break;
        }
        let health = &app.db().work().health;
        for _ in 0..MENDED_WITHIN_MS / LOOK_EVERY_MS {
            if !health.is_ill() {
                break;
            }
            std::thread::sleep(Duration::from_millis(LOOK_EVERY_MS));
        }
        done = once(app, at, task.deed);
    }
    done.map_err(|failed| failed.to_string())
}

/// More often than threads write in turn and mend: each of them meets the fault for itself.
const TRIES: usize = 8;
/// Within so long changes are taken again after a failure that does not last.
const MENDED_WITHIN_MS: u64 = 10_000;
const LOOK_EVERY_MS: u64 = 50;

fn once(app: &App, at: &Stage, deed: Deed) -> Result<()> {
    let at = at.clone();
    match deed {
        Deed::Open => Ok(()),
        Deed::Report => {
            let mut new = at.report(Source::Resident, at.serials.0);
            new.code = Some(vec![7; 32]);
            // As large as a photo is: it fills pages of its own.
            let jpeg = (0..60_000_u32).map(|byte| (byte % 251) as u8).collect();
            new.photos = vec![photo::Photo { jpeg, width: 640, height: 480 }];
            app.write_now(move |cx| matter::report(cx, &Asker::default(), &new).map(|_| ()))
        }
        Deed::Import => import(app),
        Deed::Rate => {
            let by = Asker::reporter(at.code.clone());
            let words = town::words("来得很快");
            app.write_now(move |cx| {
                matter::rate(cx, &by, MatterId(at.closed), 5, Says::Solved, Some(&words))
            })
        }
        deed => {
            let by = doer(deed, &at);
            app.write_now(move |cx| {
                let who = cx.directory()?.who(PersonId(by));
                act(cx, &Asker::person(who), deed, &at)
            })
        }
    }
}

fn doer(deed: Deed, at: &Stage) -> i64 {
    match deed {
        Deed::SendBack => at.department,
        Deed::Check => at.community.0,
        Deed::Offline => at.worker,
        Deed::Account => at.security,
        _ => at.leader,
    }
}

fn act(cx: &mut Cx<'_, '_>, asker: &Asker, deed: Deed, at: &Stage) -> Result<()> {
    let words = || town::words("约好电工下午到");
    match deed {
        Deed::Triage => {
            let new = Triage {
                category: "street_light".into(),
                weight: Weight::General,
                sort: Sort::Public,
                ground: "public_asset".into(),
                reason: None,
                assign: None,
            };
            matter::triage(cx, asker, MatterId(at.new), &new)
        }
        Deed::HandOver => {
            let to = HandOver { to: PostId(at.community.1), reason: words() };
            matter::hand_over(cx, asker, MatterId(at.held), &to)
        }
        Deed::SendBack => {
            let clause = town::clause("职责清单第五项");
            let back = SendBack { clause, right_owner: PostId(at.leader_post) };
            matter::send_back(cx, asker, MatterId(at.sent), &back)
        }
        Deed::Check => matter::check(cx, asker, MatterId(at.checked), true, &words()),
        Deed::Merge => {
            let (double, kept) = at.twins;
            matter::merge(cx, asker, MatterId(double), MatterId(kept), &words())
        }
        Deed::Note => matter::note(cx, asker, MatterId(at.held), &words()),
        Deed::Mark => app::message::mark_all(cx, asker),
        Deed::Account => app::sign_in::set_disabled(cx, &asker.who, PersonId(at.worker), true),
        Deed::Offline => {
            let batch = batch(cx, at);
            let say = |failed: &app::Failed| failed.to_string();
            let done = app::offline::run(cx, asker, &batch, &mut BTreeSet::new(), &say)?;
            let all = done.iter().all(|answer| answer.state == app::offline::State::Done);
            if all { Ok(()) } else { Err(app::Failed::refused("not_all_done")) }
        }
        Deed::Open | Deed::Report | Deed::Import | Deed::Rate => Ok(()),
    }
}

/// What a phone brings: a report, a note and a hand-over, written down ten minutes ago.
fn batch(cx: &Cx<'_, '_>, at: &Stage) -> Vec<Operation> {
    let device = cx.at - base::SignedDuration::from_mins(10);
    let matter = MatterId(at.on_phone);
    let new = at.report(Source::GridWorker, at.serials.1);
    let to = HandOver { to: PostId(at.community.1), reason: town::words("在他的片区") };
    let all = [
        What::Report(Box::new(NewReport { contact: None, ..new }.into())),
        What::Note { matter, words: town::words("看过,要换灯罩") },
        What::HandOver { matter, to, leg: None },
    ];
    let named = |(at, what)| {
        let name = format!("phone-{at}");
        Operation { asked: name.clone().into_bytes(), name, device, what }
    };
    all.into_iter().enumerate().map(named).collect()
}

const MAPPING: &str = r#"
name = "old"
body = "{What}"
[time]
formats = ["%Y-%m-%d %H:%M"]
zone = "Asia/Shanghai"
[columns]
external = "Id"
opened = "Opened"
[place]
lon = "Lon"
lat = "Lat"
[category]
columns = ["What"]
[category.exact]
street_light = ["Street light"]
"#;

fn import(app: &App) -> Result<()> {
    let mut file = "Id,What,Opened,Lon,Lat\n".to_owned();
    for row in 1..=20 {
        file.push_str(&format!("{row},Street light,2026-02-02 09:{row:02},120.0005,30.0005\n"));
    }
    let day = app.policies().day(app.now());
    let categories = app.policies().rules.categories(day)?.value;
    let mapping = Mapping::read("map.toml", MAPPING, &categories).expect("the mapping is ours");
    let importer = Importer { app, mapping: &mapping, options: Options::default() };
    match importer.run(file.as_bytes(), &mut ()) {
        Ok(report) if report.taken == 20 => Ok(()),
        Ok(report) => Err(app::Failed::Broken(format!("{report:?}"))),
        Err(app::grid::import::Stopped::Failed(failed)) => Err(failed),
        Err(stopped) => Err(app::Failed::Broken(stopped.to_string())),
    }
}
