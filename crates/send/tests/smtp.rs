//! Letters as an SMTP server takes them.
mod there;

use send::{Letter, Outlets, Undelivered, is_mailbox};
use there::{Smtp, settings};

const LETTER: Letter<'_> = Letter {
    id: "msg_7",
    to: "worker@office.example",
    subject: "有事项到您的岗位：东街〔2026〕7号",
    text: "请登录查看。\n.\n一行只有一个点。",
    unsubscribe: None,
};

#[test]
fn a_letter_arrives_whole_with_the_same_id_each_time() {
    let smtp = Smtp::start();
    let outlets = Outlets::parse(&settings(Some(&smtp), None, "")).unwrap();
    outlets.mail(LETTER).unwrap();
    outlets.mail(LETTER).unwrap();
    let taken = smtp.taken();
    assert_eq!(taken.len(), 2);
    for letter in taken {
        assert_eq!(letter.from, "MAIL FROM:<noreply@jieli.example>");
        assert_eq!(letter.to, ["RCPT TO:<worker@office.example>"]);
        assert_eq!(letter.header("Message-ID"), "<msg_7@jieli.example>");
        assert_eq!(letter.header("Auto-Submitted"), "auto-generated");
        assert_eq!(letter.subject(), LETTER.subject);
        assert_eq!(letter.body().replace("\r\n", "\n").trim_end(), LETTER.text);
    }
}

#[test]
fn a_letter_goes_to_listed_domains_only() {
    let smtp = Smtp::start();
    let outlets = Outlets::parse(&settings(Some(&smtp), None, "")).unwrap();
    for to in [
        "a@elsewhere.example",
        "a@office.example.evil.example",
        "a@office.example, b@elsewhere.example",
        "b@elsewhere.example a@office.example",
        "<a@office.example>",
        "a@office.example\r\nRCPT TO:<b@elsewhere.example>",
        "office.example",
        "",
    ] {
        let sent = outlets.mail(Letter { to, ..LETTER });
        assert_eq!(sent, Err(Undelivered::AddressRefused), "{to:?}");
    }
    assert!(smtp.taken().is_empty());
    assert!(is_mailbox("a.b+c@office.example") && !is_mailbox("a@b, c@d"));
}

#[test]
fn an_alert_goes_where_alerts_may_and_ends_by_one_press() {
    let smtp = Smtp::start();
    let text = settings(Some(&smtp), None, "");
    let address = "https://jieli.example/alerts/7-00ff";
    let alert = Letter { to: "a@home.example", unsubscribe: Some(address), ..LETTER };
    let closed = Outlets::parse(&text).unwrap();
    assert!(!closed.has_alerts());
    assert_eq!(closed.mail(alert), Err(Undelivered::AddressRefused), "nothing unless it is said");
    for (domains, open) in
        [("[\"home.example\"]", true), ("[\"*\"]", true), ("[\"else.example\"]", false)]
    {
        let outlets = Outlets::parse(&format!("{text}alert_domains = {domains}\n")).unwrap();
        assert!(outlets.has_alerts());
        assert_eq!(outlets.mail(alert).is_ok(), open, "{domains}");
        assert!(outlets.mail(Letter { to: "a@home.example", ..LETTER }).is_err(), "staff's only");
    }
    let nowhere =
        text.replace("site = \"https://jieli.example\"\n", "") + "alert_domains = [\"*\"]\n";
    assert!(!Outlets::parse(&nowhere).unwrap().has_alerts(), "a letter without a way back");
    let taken = smtp.taken();
    assert_eq!(taken.len(), 2);
    for letter in taken {
        assert_eq!(letter.header("List-Unsubscribe"), format!("<{address}>"));
        assert_eq!(letter.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    }
}

#[test]
fn what_the_server_says_is_kept_as_a_code() {
    let smtp = Smtp::start();
    let outlets = Outlets::parse(&settings(Some(&smtp), None, "")).unwrap();
    smtp.answers("550 no such user");
    assert_eq!(outlets.mail(LETTER), Err(Undelivered::Refused { status: 550 }));
    smtp.answers("451 later");
    assert_eq!(outlets.mail(LETTER).unwrap_err().code(), "refused_451");
    smtp.answers("250 ok");
    outlets.mail(LETTER).unwrap();
    assert_eq!(smtp.taken().len(), 1);
}

#[test]
fn no_server_is_an_answer_too() {
    let port = {
        let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        gone.local_addr().unwrap().port()
    };
    let text = settings(Some(&Smtp::start()), None, "");
    let line = text.lines().find(|line| line.starts_with("port")).unwrap();
    let outlets = Outlets::parse(&text.replace(line, &format!("port = {port}"))).unwrap();
    assert_eq!(outlets.mail(LETTER), Err(Undelivered::NoConnection));
}

#[test]
fn a_password_without_tls_is_refused() {
    let text = settings(Some(&Smtp::start()), None, "") + "user = \"u\"\npassword = \"p4ssw0rd\"\n";
    let refused = Outlets::parse(&text).unwrap_err().to_string();
    assert!(!refused.contains("p4ssw0rd"), "{refused}");
    let sealed = text.replace("\"none\"", "\"start\"");
    assert!(Outlets::parse(&sealed).is_ok());
}
