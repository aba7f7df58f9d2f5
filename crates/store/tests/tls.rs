//! The line to PostgreSQL over TLS: to the server that the address asks for, and to no other a word.
#[path = "../../send/tests/authority/mod.rs"]
mod authority;
#[path = "tls/server.rs"]
mod server;

use authority::{Authority, Says};
use server::Server;
use std::path::Path;
use std::time::{Duration, Instant};
use store::{Db, Failed, Hash, Place, Tx, params, upgrade};

const PUT: &str = "INSERT INTO counter (scope, next) VALUES ($1, $2)";
const GET: &str = "SELECT next FROM counter WHERE scope = $1";
const CIPHER: &str = "SELECT COALESCE(version, '') FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

const HERE: Says = Says { name: "127.0.0.1", is_over: false };

fn started(name: &str, authority: &Authority, says: &Says) -> Option<Server> {
    let server = Server::start(name, authority, says);
    if server.is_none() {
        eprintln!("left out: PostgreSQL is not installed, cargo xtask test installs it");
    }
    server
}

fn proven(authority: &Path) -> String {
    format!("sslmode=verify-full&sslrootcert={}", authority.display())
}

fn open(url: &str) -> Result<Db, Failed> {
    Db::open(&Place::parse(url), Hash::Sha256)
}

fn put(db: &Db, scope: &'static str) -> Result<(), Failed> {
    db.write_now(move |tx| tx.put(PUT, params![scope, 1i64]))
}

fn told(
    db: &Db,
    ask: impl FnMut(&mut Tx<'_>) -> Result<String, Failed> + Send + 'static,
) -> String {
    db.read_now::<String, Failed, _>(ask).expect("it answers")
}

#[test]
fn rows_go_over_a_line_that_the_named_authority_vouches_for() {
    let authority = Authority::found();
    let Some(server) = started("tls-rows", &authority, &HERE) else { return };
    let url = server.url("127.0.0.1", &proven(&authority.file));
    let db = open(&url).expect("the certificate is the right one");
    let cipher = told(&db, |tx| {
        tx.one(CIPHER, params![], |row| row.get::<String>(0)).map(Option::unwrap_or_default)
    });
    assert_eq!(cipher, "TLSv1.3");
    put(&db, "sealed").expect("it is written");

    server.falls();
    let begun = Instant::now();
    while let Err(why) = put(&db, "after the fall") {
        assert!(begun.elapsed() < Duration::from_secs(20), "it does not come back: {why}");
        std::thread::sleep(Duration::from_millis(100));
    }
    for scope in ["sealed", "after the fall"] {
        let next = db.read_now::<Option<i64>, Failed, _>(move |tx| {
            tx.one(GET, params![scope], |row| row.get(0))
        });
        assert_eq!(next.expect("it answers"), Some(1), "{scope}");
    }
    let looked = upgrade::look(&Place::parse(&url)).expect("the check goes the same way");
    assert_eq!(looked.here, looked.known);
    assert!(open(&server.url("127.0.0.1", "sslmode=disable")).is_err(), "the control: in plain");
}

/// What the server shows, how the address asks, and what comes of it.
struct Case {
    what: &'static str,
    says: Says,
    host: &'static str,
    asked: String,
    /// What is said where it is refused.
    refused: Option<&'static str>,
}

#[test]
fn a_server_that_is_not_the_one_asked_for_is_told_nothing() {
    let (ours, others) = (Authority::found(), Authority::found());
    let Some(server) = started("tls-cases", &ours, &HERE) else { return };
    let case = |what, (name, is_over), (host, asked): (_, &str), refused| {
        let (says, asked) = (Says { name, is_over }, asked.to_owned());
        Case { what, says, host, asked, refused }
    };
    let (trusting, wrongly) = (proven(&ours.file), proven(&others.file));
    let required = format!("sslmode=require&sslrootcert={}", ours.file.display());
    let (ip, fresh, over) = ("127.0.0.1", ("127.0.0.1", false), ("127.0.0.1", true));
    let another = ("other.example", false);
    for case in [
        case("by address", fresh, (ip, &trusting), None),
        case("by name", ("localhost", false), ("localhost", &trusting), None),
        case("by require and an authority", fresh, (ip, &required), None),
        case("whoever answers", another, (ip, "sslmode=require"), None),
        case("another authority", fresh, (ip, &wrongly), Some("UnknownIssuer")),
        case("nobody's authority", fresh, (ip, "sslmode=verify-full"), Some("UnknownIssuer")),
        case("another's name", another, (ip, &trusting), Some("not valid for name")),
        case("another's name, required", another, (ip, &required), Some("not valid for name")),
        case("its time is over", over, (ip, &trusting), Some("expired")),
    ] {
        server.shows(&ours, &case.says);
        let opened = open(&server.url(case.host, &case.asked));
        match (opened, case.refused) {
            (Ok(db), None) => put(&db, case.what).expect("it is written"),
            (Err(why), Some(refused)) => {
                assert!(why.to_string().contains(refused), "{}: {why}", case.what);
            }
            (Ok(_), Some(_)) => panic!("{}: it is believed", case.what),
            (Err(why), None) => panic!("{}: {why}", case.what),
        }
    }
}
