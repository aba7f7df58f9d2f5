//! A small district in a hurry (赶时间的小区): its people, its values, the environment of its servers.
use crate::chaos::{self, Chaos};
use crate::server::Server;
use crate::town::{Staff, Town};
use base::{PostId, Timestamp};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use store::Place;
use store::testing::Fresh;

/// A Monday at ten; everything begins there.
const MOMENT: &str = "2026-03-02T10:00:00+08:00";
/// How many times as fast the servers' clocks go.
pub const TIMES: u32 = 30;

pub struct District {
    pub town: Town,
    pub url: String,
    /// Login and password of leader, worker and community.
    pub logins: [(String, String); 3],
    pub worker: PostId,
    pub community: PostId,
    folder: PathBuf,
    haste: String,
}

impl District {
    /// Founds it on a database of PostgreSQL; `legs` is how many minutes a holder has.
    pub fn found(fresh: &Fresh, legs_minutes: u32) -> District {
        let Place::Server(url) = &fresh.place else { panic!("two servers want PostgreSQL") };
        let town = Town::found_at(fresh, MOMENT);
        let login = |staff: Staff, name: &str| {
            let opened = app::sign_in::settle_now(&town.app, staff.person, name);
            let opened = opened.expect("an account can be opened");
            (opened.login, opened.password)
        };
        let logins = [
            login(town.leader, "leader"),
            login(town.worker, "worker"),
            login(town.community, "community"),
        ];
        let (worker, community) = (town.worker.post, town.community.post);
        let name = url.rsplit('=').next().expect("its schema has a name").replace("%3D", "-");
        let folder = std::env::temp_dir().join(format!("jieli-two-{name}"));
        fs::create_dir_all(folder.join("policy")).expect("a folder can be made");
        fs::write(folder.join("policy/own.toml"), values(legs_minutes)).expect("it is written");
        let haste = format!("{TIMES} {MOMENT} {}", Timestamp::now());
        District { town, url: url.clone(), logins, worker, community, folder, haste }
    }

    /// What the servers' clocks say now.
    pub fn now(&self) -> Timestamp {
        let mut words = self.haste.split(' ').skip(1);
        let mut moment = || -> Timestamp { words.next().unwrap().parse().expect("a moment") };
        let (begun, since) = (moment(), moment());
        begun + Timestamp::now().duration_since(since) * TIMES as i32
    }

    /// Tells the servers of one receiver, with these events.
    pub fn tell(&self, receiver_port: u16, events: &[&str]) {
        let events: Vec<String> = events.iter().map(|event| format!("\"{event}\"")).collect();
        let text = format!(
            "site = \"https://jieli.example\"\n[allow]\nhosts = [\"127.0.0.1:{receiver_port}\"]\n\
             nets = [\"127.0.0.1/32\"]\n[[webhook]]\ncode = \"big_screen\"\n\
             url = \"http://127.0.0.1:{receiver_port}/in\"\n\
             secret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\nevents = [{}]\n",
            events.join(", ")
        );
        let file = self.folder.join("send.toml");
        fs::write(&file, text).expect("it is written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("a mode can be set");
    }

    /// Starts a server that reaches the database by way of a proxy; again where the way is bad.
    pub fn serve(&self, way: &Chaos, fault: Option<&str>) -> Server {
        let place = Place::Server(chaos::by_way_of(&self.url, way));
        let mut settings = vec![
            ("JIELI_HASTE", self.haste.clone()),
            ("JIELI_POLICY", self.folder.join("policy").to_string_lossy().into_owned()),
            ("JIELI_LOG", std::env::var("JIELI_LOG").unwrap_or("off".into())),
        ];
        let send = self.folder.join("send.toml");
        if send.exists() {
            settings.push(("JIELI_SEND", send.to_string_lossy().into_owned()));
        }
        settings.extend(fault.map(|fault| ("JIELI_FAULT", fault.to_owned())));
        let keys = self.folder.join("jieli.key");
        for _ in 0..20 {
            if let Ok(server) = Server::try_start(&place, &keys, &settings) {
                return server;
            }
        }
        panic!("twenty starts, and no server");
    }
}

impl Drop for District {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The district's own values: short legs, quick second tries, no second factor.
fn values(legs_minutes: u32) -> String {
    let head = |key: &str| {
        format!(
            "[[{key}]]\nsince = 2020-01-01\nsource = \"proposal#接力\"\nexample = true\n\
             note = \"试验用\"\n"
        )
    };
    let mut text = head("security.second_factor").replace("接力", "安全") + "roles = []\n";
    text += &(head("message.delivery").replace("接力", "消息")
        + "tries = 100\nfirst_minutes = 1\nmost_minutes = 1\nkeep_days = 30\n");
    for step in ["assess", "sort", "handle", "check", "feedback"] {
        let leg = format!("minutes = {legs_minutes}\nclock = \"natural\"\n");
        text += &(head(&format!("grid.leg.{step}")) + &leg);
    }
    text
}

/// Before everything: nothing was due then.
pub fn never() -> Timestamp {
    Timestamp::UNIX_EPOCH
}
