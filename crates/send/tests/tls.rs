//! Mail and webhooks over TLS: to whom the settings trust, and to nobody else a single word.
mod authority;
mod there;

use authority::{Authority, Says};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use send::{Letter, Message, Outlets, Undelivered};
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use there::{Both, Receiver, Seal, Sealed, Smtp, settings};

const LETTER: Letter<'_> = Letter {
    id: "msg_7",
    to: "worker@office.example",
    subject: "有事项到您的岗位",
    text: "请登录。",
    unsubscribe: None,
};

/// What the other side shows, whom we trust, and what comes of it.
struct Case {
    what: &'static str,
    says: Says,
    is_trusted: bool,
    wanted: Result<(), Undelivered>,
}

fn cases(name: &'static str) -> Vec<Case> {
    let refused = || Err(Undelivered::NotTrusted);
    let case = |what, name, is_over, is_trusted, wanted| Case {
        what,
        says: Says { name, is_over },
        is_trusted,
        wanted,
    };
    vec![
        case("all is well", name, false, true, Ok(())),
        case("an authority that nobody knows", name, false, false, refused()),
        case("a name that is another's", "other.example", false, true, refused()),
        case("a certificate whose time is over", name, true, true, refused()),
    ]
}

/// Settings with an authority of the district's own.
fn trusting(authority: Option<&Authority>, text: &str) -> Outlets {
    let quoted = |path: &Path| format!("{:?}", path.to_string_lossy());
    let roots = authority.map_or(String::new(), |it| format!("roots = [{}]\n", quoted(&it.file)));
    Outlets::parse(&(roots + text)).expect("the settings fit")
}

/// TLS as a server with a certificate of this authority speaks it.
fn seal(authority: &Authority, says: &Says) -> Seal {
    let (certificate, key) = authority.signed(says);
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the usual versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .expect("key and certificate fit");
    let config = Arc::new(config);
    Arc::new(move |stream: Box<dyn Both>| {
        let session = ServerConnection::new(Arc::clone(&config)).expect("a session");
        Box::new(StreamOwned::new(session, stream)) as Box<dyn Both>
    })
}

#[test]
fn a_webhook_goes_over_tls_to_whom_the_settings_trust_and_to_nobody_else() {
    let authority = Authority::found();
    for case in cases("hook.example") {
        let receiver = Receiver::start_sealed(Sealed::Always(seal(&authority, &case.says)));
        let text = settings(None, Some(&receiver), "https://hook.example:PORT/in");
        let here: IpAddr = "127.0.0.1".parse().unwrap();
        let outlets = trusting(case.is_trusted.then_some(&authority), &text)
            .resolving(Arc::new(move |_: &str, _: u16| Ok(vec![here])));
        let message = Message { id: "msg_42", at: 1, body: "{}" };
        assert_eq!(outlets.call("big_screen", message), case.wanted, "{}", case.what);
        assert_eq!(receiver.calls().len(), usize::from(case.wanted.is_ok()), "{}", case.what);
    }
}

#[test]
fn a_webhook_to_an_address_wants_a_certificate_of_that_address() {
    let authority = Authority::found();
    for (name, wanted) in [("127.0.0.1", Ok(())), ("hook.example", Err(Undelivered::NotTrusted))] {
        let says = Says { name, is_over: false };
        let receiver = Receiver::start_sealed(Sealed::Always(seal(&authority, &says)));
        let text = settings(None, Some(&receiver), "https://127.0.0.1:PORT/in");
        let outlets = trusting(Some(&authority), &text);
        let message = Message { id: "msg_42", at: 1, body: "{}" };
        assert_eq!(outlets.call("big_screen", message), wanted, "{name}");
    }
}

#[test]
fn a_receiver_that_speaks_no_tls_hears_nothing_that_is_for_another() {
    let receiver = Receiver::start();
    let text = settings(None, Some(&receiver), "https://127.0.0.1:PORT/in");
    let message = Message { id: "msg_42", at: 1, body: r#"{"type":"matter.closed"}"# };
    assert!(trusting(None, &text).call("big_screen", message).is_err());
    assert!(receiver.calls().iter().all(|call| !call.body.contains("matter")));
}

#[test]
fn a_letter_goes_over_tls_to_whom_the_settings_trust_and_to_nobody_else() {
    let authority = Authority::found();
    for tls in ["always", "start"] {
        for case in cases("localhost") {
            let seal = seal(&authority, &case.says);
            let sealed = if tls == "always" { Sealed::Always(seal) } else { Sealed::Start(seal) };
            let smtp = Smtp::start_sealed(sealed);
            let outlets = trusting(case.is_trusted.then_some(&authority), &asking(&smtp, tls));
            let what = format!("{tls}: {}", case.what);
            assert_eq!(outlets.mail(LETTER), case.wanted, "{what}");
            assert_eq!(smtp.taken().len(), usize::from(case.wanted.is_ok()), "{what}");
            let in_clear = smtp.heard().into_iter().filter(|(is_sealed, _)| !is_sealed);
            for (_, line) in in_clear {
                let verb = line.split(' ').next().unwrap_or("").to_ascii_uppercase();
                assert!(["EHLO", "STARTTLS", "QUIT"].contains(&verb.as_str()), "{what}: {line}");
            }
        }
    }
}

/// Somebody in between takes the offer of STARTTLS away.
#[test]
fn a_server_that_offers_no_tls_gets_neither_password_nor_letter() {
    let smtp = Smtp::start();
    let outlets = trusting(None, &asking(&smtp, "start"));
    assert_eq!(outlets.mail(LETTER), Err(Undelivered::BadAnswer));
    assert!(smtp.taken().is_empty());
    let heard = smtp.heard();
    assert!(heard.iter().all(|(_, line)| !line.contains("AUTH") && !line.contains("MAIL")));
}

/// Settings that sign in to the mail server of this machine, by its name.
fn asking(smtp: &Smtp, tls: &str) -> String {
    let text = settings(Some(smtp), None, "").replace("\"none\"", &format!("\"{tls}\""));
    let text = text.replace("host = \"127.0.0.1\"", "host = \"localhost\"");
    text + "user = \"jieli\"\npassword = \"p4ssw0rd\"\n"
}

#[test]
fn a_file_of_authorities_that_holds_none_is_refused_at_the_start() {
    let empty = std::env::temp_dir().join(format!("jieli-no-authority-{}", std::process::id()));
    for text in
        ["", "no certificate\n", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
    {
        std::fs::write(&empty, text).unwrap();
        let settings = format!("roots = [{:?}]\n", empty.to_string_lossy());
        assert!(Outlets::parse(&settings).is_err(), "{text:?}");
    }
    std::fs::remove_file(&empty).unwrap();
    let settings = format!("roots = [{:?}]\n", empty.to_string_lossy());
    assert!(Outlets::parse(&settings).is_err());
}
