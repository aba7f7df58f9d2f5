//! Webhooks as a receiver sees them, and addresses that are never connected to.
mod there;

use send::{Message, Outlets, Undelivered};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use there::{Receiver, SECRET, settings};

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64
}

fn call(outlets: &Outlets) -> Result<(), Undelivered> {
    let message = Message { id: "msg_42", at: now(), body: r#"{"type":"matter.closed"}"# };
    outlets.call("big_screen", message)
}

fn outlets(receiver: &Receiver, url: &str, found: &'static [&'static str]) -> Outlets {
    let outlets = Outlets::parse(&settings(None, Some(receiver), url)).unwrap();
    let found: Vec<IpAddr> = found.iter().map(|ip| ip.parse().unwrap()).collect();
    outlets.resolving(Arc::new(move |_: &str, _: u16| Ok(found.clone())))
}

#[test]
fn a_signature_is_verified_by_the_library_of_the_standard() {
    let receiver = Receiver::start();
    call(&outlets(&receiver, "http://hook.example:PORT/in?x=1", &["127.0.0.1"])).unwrap();
    let calls = receiver.calls();
    assert_eq!(calls[0].line, "POST /in?x=1 HTTP/1.1");
    assert_eq!(calls[0].header("host"), format!("hook.example:{}", receiver.port));
    assert_eq!(calls[0].header("webhook-id"), "msg_42");
    let verifier = standardwebhooks::Webhook::new(SECRET).unwrap();
    let mut headers = http::HeaderMap::new();
    for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        headers.insert(name, calls[0].header(name).parse().unwrap());
    }
    verifier.verify(calls[0].body.as_bytes(), &headers).expect("the signature holds");
    assert!(verifier.verify(b"{}", &headers).is_err(), "the control: another body");
}

#[test]
fn a_redirect_is_not_followed() {
    let (receiver, canary) = (Receiver::start(), Receiver::start());
    let to = format!("http://127.0.0.1:{}/", canary.port);
    receiver.answers(&format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\n\r\n"));
    let sent = call(&outlets(&receiver, "http://127.0.0.1:PORT/", &[]));
    assert_eq!(sent, Err(Undelivered::Redirected));
    assert_eq!(canary.connections(), 0);
}

#[test]
fn a_name_that_leads_into_the_house_is_never_connected_to() {
    for found in [
        &["127.0.0.2"][..],
        &["127.0.0.1", "10.0.0.1"],
        &["127.0.0.1", "::1"],
        &["169.254.169.254"],
        &["::ffff:10.0.0.1"],
        &["fd00::1"],
        &["fe80::1"],
        &["224.0.0.1"],
        &["0.0.0.0"],
        &["1.1.1.1"], // public, but without TLS only on a named network
    ] {
        let receiver = Receiver::start();
        let text = settings(None, Some(&receiver), "http://hook.example:PORT/");
        let ips: Vec<IpAddr> = found.iter().map(|ip| ip.parse().unwrap()).collect();
        let resolve = Arc::new(move |_: &str, _: u16| Ok(ips.clone()));
        let outlets = Outlets::parse(&text).unwrap().resolving(resolve);
        assert_eq!(call(&outlets), Err(Undelivered::AddressRefused), "{found:?}");
        assert_eq!(receiver.connections(), 0, "{found:?}");
    }
}

#[test]
fn a_name_that_changes_its_mind_is_asked_once_only() {
    let receiver = Receiver::start();
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let text = settings(None, Some(&receiver), "http://hook.example:PORT/");
    let outlets = Outlets::parse(&text).unwrap().resolving(Arc::new(move |_: &str, _: u16| {
        let first = count.fetch_add(1, Ordering::SeqCst) == 0;
        Ok(vec![if first { "127.0.0.1" } else { "127.0.0.2" }.parse().unwrap()])
    }));
    call(&outlets).unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn only_a_good_answer_is_delivery() {
    let receiver = Receiver::start();
    let outlets = outlets(&receiver, "http://127.0.0.1:PORT/", &[]);
    for (answer, is) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Ok(())),
        ("HTTP/1.0 202 Accepted\r\n\r\n", Ok(())),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", Ok(())),
        ("HTTP/1.1 410 Gone\r\n\r\n", Err(Undelivered::Refused { status: 410 })),
        ("HTTP/1.1 500 Oops\r\n\r\n", Err(Undelivered::Refused { status: 500 })),
        ("HTTP/2 200\r\n\r\n", Err(Undelivered::BadAnswer)),
        ("HTTP/1.1 2x0 ?\r\n\r\n", Err(Undelivered::BadAnswer)),
        ("\r\n", Err(Undelivered::BadAnswer)),
        ("", Err(Undelivered::NoConnection)),
    ] {
        receiver.answers(answer);
        assert_eq!(call(&outlets), is, "{answer:?}");
    }
    receiver.answers(&"x".repeat(1 << 20));
    assert!(call(&outlets).is_err(), "an endless line is not read to its end");
}

#[test]
fn a_receiver_that_never_answers_costs_seconds_only() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let text = format!(
        "[allow]\nhosts = [\"127.0.0.1:{port}\"]\nnets = [\"127.0.0.1/32\"]\n[[webhook]]\n\
         code = \"big_screen\"\nurl = \"http://127.0.0.1:{port}/\"\nsecret = \"{SECRET}\"\nevents = []\n"
    );
    let begun = Instant::now();
    assert_eq!(call(&Outlets::parse(&text).unwrap()), Err(Undelivered::TooSlow));
    assert!(begun.elapsed() < Duration::from_secs(15));
}

#[test]
fn settings_that_do_not_fit_are_refused_and_tell_no_secret() {
    let good = |url: &str| {
        format!(
            "[allow]\nhosts = [\"a.example:443\"]\n[[webhook]]\ncode = \"a\"\nurl = \"{url}\"\n\
             secret = \"{SECRET}\"\nevents = []\n"
        )
    };
    assert!(Outlets::parse(&good("https://a.example/x")).is_ok());
    assert!(Outlets::parse("").unwrap().hooks().is_empty(), "nothing leaves by default");
    for wrong in [
        good("https://b.example/x"),
        good("https://a.example:444/x"),
        good("https://u:p@a.example/x"),
        good("https://a.example/x").replace(SECRET, "whsec_c2hvcnQ="),
        good("https://a.example/x").replace(SECRET, "hunter2hunter2hunter2hunter2hunter2"),
        good("https://a.example/x").replace("events", "event"),
        good("https://a.example/x").replace(&format!("\"{SECRET}\""), "270141834604692317"),
    ] {
        let refused = Outlets::parse(&wrong).unwrap_err().to_string();
        for secret in [SECRET, "hunter2", "c2hvcnQ", "270141834604692317"] {
            assert!(!refused.contains(secret), "{refused}");
        }
    }
    let printed = format!("{:?}", Outlets::parse(&good("https://a.example/x")).unwrap().hooks());
    assert!(!printed.contains(SECRET) && printed.contains("Secret(…)"));
}
