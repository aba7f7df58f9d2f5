//! Mail by SMTP (邮件), to the one server that the settings name; TLS unless they say it is near.
use crate::{Undelivered, wire};
use lettre::message::header::{
    ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue,
};
use lettre::message::{Body, Mailbox, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Message, SmtpTransport, Transport};
use serde::Deserialize;
use std::error::Error as _;
use std::time::Duration;
use std::{fmt, io};

/// How our server is reached (邮件服务器).
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Smtp {
    pub host: String,
    pub port: u16,
    pub tls: TlsMode,
    /// `街里 <noreply@example.org>`
    pub from: String,
    #[serde(default)]
    pub user: String,
    #[serde(default)]
    pub password: String,
    /// The only domains that mail to staff goes to.
    pub to_domains: Vec<String>,
    /// The domains that alerts to anybody may go to, `*` for every one; none, unless they are named.
    #[serde(default)]
    pub alert_domains: Vec<String>,
}

/// How the connection is closed to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TlsMode {
    /// From the first byte.
    Always,
    /// After STARTTLS, which must succeed.
    Start,
    /// None: a server on the same machine or a closed network; no password is sent.
    None,
}

/// A letter (邮件). Its id stays the same however often it is sent.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    pub id: &'a str,
    pub to: &'a str,
    pub subject: &'a str,
    pub text: &'a str,
    /// Where one press ends such letters (RFC 8058); for alerts, which go to anybody who asked.
    pub unsubscribe: Option<&'a str>,
}

/// The way to our mail server (发信).
#[derive(Clone)]
pub struct Mailer {
    transport: SmtpTransport,
    from: Mailbox,
    to_domains: Vec<String>,
    alert_domains: Vec<String>,
}

/// For each command; a letter has a handful.
const TIME: Duration = Duration::from_secs(10);

impl Mailer {
    pub(crate) fn new(smtp: &Smtp, roots: &[Vec<u8>]) -> Result<Mailer, String> {
        let from: Mailbox = smtp.from.parse().map_err(|_| "`from` is no mail address")?;
        if smtp.to_domains.is_empty() {
            return Err("`to_domains` names no domain, so no mail could be sent".into());
        }
        if smtp.tls == TlsMode::None && !smtp.password.is_empty() {
            return Err("a password is not sent without TLS".into());
        }
        let tls = || -> Result<TlsParameters, String> {
            let mut built = TlsParameters::builder(smtp.host.clone());
            for der in roots {
                let root = Certificate::from_der(der.clone()).map_err(|error| error.to_string())?;
                built = built.add_root_certificate(root);
            }
            built.build().map_err(|error| error.to_string())
        };
        let tls = match smtp.tls {
            TlsMode::Always => Tls::Wrapper(tls()?),
            TlsMode::Start => Tls::Required(tls()?),
            TlsMode::None => Tls::None,
        };
        let named = ClientId::Domain(from.email.domain().to_owned());
        let mut built = SmtpTransport::builder_dangerous(&smtp.host)
            .port(smtp.port)
            .tls(tls)
            .hello_name(named)
            .timeout(Some(TIME));
        if !smtp.user.is_empty() {
            built = built.credentials(Credentials::new(smtp.user.clone(), smtp.password.clone()));
        }
        let lower = |names: &[String]| names.iter().map(|name| name.to_lowercase()).collect();
        let (to_domains, alert_domains) = (lower(&smtp.to_domains), lower(&smtp.alert_domains));
        Ok(Mailer { transport: built.build(), from, to_domains, alert_domains })
    }

    /// Whether mail may go to this address: one mailbox of a listed domain.
    pub fn reaches(&self, address: &str) -> bool {
        is_of(address, |domain| self.to_domains.contains(domain))
    }

    /// Whether alerts may go to this address: one mailbox, of a domain that is listed for them.
    pub fn alerts(&self, address: &str) -> bool {
        let all = self.alert_domains.iter().any(|listed| listed == "*");
        is_of(address, |domain| all || self.alert_domains.contains(domain))
    }

    /// Whether alerts may go to anybody at all.
    pub fn has_alerts(&self) -> bool {
        !self.alert_domains.is_empty()
    }

    /// Hands a letter to our server; its word that it has it is delivery.
    pub fn send(&self, letter: Letter<'_>) -> Result<(), Undelivered> {
        let reaches = match letter.unsubscribe {
            Some(_) => self.alerts(letter.to),
            None => self.reaches(letter.to),
        };
        if !reaches {
            return Err(Undelivered::AddressRefused);
        }
        let to: Mailbox = letter.to.parse().map_err(|_| Undelivered::BadLetter)?;
        let id = format!("<{}@{}>", letter.id, self.from.email.domain());
        // Base64 keeps Chinese text whole whatever lies on the way.
        let body = Body::new_with_encoding(letter.text.to_owned(), ContentTransferEncoding::Base64);
        let part = SinglePart::builder()
            .header(ContentType::TEXT_PLAIN)
            .body(body.map_err(|_| Undelivered::BadLetter)?);
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(letter.subject)
            .message_id(Some(id))
            .header(ByMachine);
        if let Some(address) = letter.unsubscribe {
            message = message.header(Unsubscribe(address.to_owned())).header(OneClick);
        }
        let message = message.singlepart(part).map_err(|_| Undelivered::BadLetter)?;
        self.transport.send(&message).map(|_| ()).map_err(|error| undelivered(&error))
    }
}

fn undelivered(error: &lettre::transport::smtp::Error) -> Undelivered {
    if let Some(code) = error.status() {
        return Undelivered::Refused { status: code.into() };
    }
    // A handshake fails at the first word that goes through it, as an error of the stream.
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(stream) = inner.downcast_ref::<io::Error>() {
            let is_tls = stream.get_ref().is_some_and(|why| why.is::<rustls::Error>());
            return match stream.kind() {
                _ if is_tls => Undelivered::NotTrusted,
                io::ErrorKind::InvalidData => Undelivered::BadAnswer,
                _ => wire::undelivered(stream),
            };
        }
        source = inner.source();
    }
    match () {
        () if error.is_tls() => Undelivered::NotTrusted,
        // Among them a server that offers no STARTTLS: nothing is said to it.
        () if error.is_response() || error.is_client() => Undelivered::BadAnswer,
        () => Undelivered::NoConnection,
    }
}

/// Tells other machines not to answer (RFC 3834).
#[derive(Clone)]
struct ByMachine;

impl Header for ByMachine {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(ByMachine)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Where such letters end (RFC 2369).
#[derive(Clone)]
struct Unsubscribe(String);

impl Header for Unsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Unsubscribe(text.trim_matches(['<', '>']).to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), format!("<{}>", self.0))
    }
}

/// That one request without any question ends them (RFC 8058).
#[derive(Clone)]
struct OneClick;

impl Header for OneClick {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(OneClick)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}

fn is_of(address: &str, listed: impl Fn(&String) -> bool) -> bool {
    let domain = address.rsplit_once('@').map(|(_, domain)| domain.to_lowercase());
    is_mailbox(address) && domain.is_some_and(|domain| listed(&domain))
}

/// Whether this is one mailbox, `name@domain`, and nothing besides.
pub fn is_mailbox(text: &str) -> bool {
    !text.contains(['<', '>', ',', ' ']) && text.parse::<lettre::Address>().is_ok()
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mailer(…)")
    }
}
