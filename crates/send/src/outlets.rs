//! The settings file of what may leave (对外设置): mail server, allow-list, receivers, secrets.
//!
//! It holds secrets, so whoever reads it for us (`jieli`) looks at its mode first; it is never in the
//! database, and nothing here prints what stands in it.
use crate::hook::{Hook, Message, Secret};
use crate::mail::{Letter, Mailer, Smtp};
use crate::wire::{Resolve, system, tls};
use crate::{Allow, Net, Undelivered};
use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde::Deserialize;
use std::path::PathBuf;
use std::sync::Arc;

/// Everything through which something may leave (对外通道). The default: nothing.
#[derive(Clone)]
pub struct Outlets {
    mailer: Option<Mailer>,
    hooks: Vec<Hook>,
    allow: Allow,
    resolve: Arc<Resolve>,
    tls: Arc<ClientConfig>,
    /// Where people sign in, for the link in a letter.
    site: String,
}

/// Why the settings are refused. Never says what a secret was.
#[derive(Debug, thiserror::Error)]
pub enum OutletsRefused {
    #[error("line {line}: {what}")]
    Form { line: usize, what: String },
    #[error("{0}")]
    Wrong(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    site: String,
    smtp: Option<Smtp>,
    #[serde(default)]
    allow: AllowRow,
    #[serde(default)]
    webhook: Vec<HookRow>,
    /// PEM files of authorities that the system does not know: a district often has its own.
    #[serde(default)]
    roots: Vec<PathBuf>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct AllowRow {
    #[serde(default)]
    hosts: Vec<String>,
    #[serde(default)]
    nets: Vec<Net>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HookRow {
    code: String,
    url: String,
    secret: String,
    events: Vec<String>,
}

/// A district tells a handful of systems.
const HOOKS_MAX: usize = 20;
/// As a code of policy.
const CODE_MAX: usize = 40;

impl Outlets {
    /// Reads the settings from text.
    pub fn parse(text: &str) -> Result<Outlets, OutletsRefused> {
        let file: File = toml::from_str(text).map_err(|error| form(text, &error))?;
        let wrong = OutletsRefused::Wrong;
        let mut roots = Vec::new();
        for path in &file.roots {
            let found = CertificateDer::pem_file_iter(path)
                .and_then(Iterator::collect::<Result<Vec<_>, _>>)
                .map_err(|error| wrong(format!("{}: {error}", path.display())))?;
            if found.is_empty() {
                return Err(wrong(format!("{}: there is no certificate in it", path.display())));
            }
            roots.extend(found.into_iter().map(|der| der.to_vec()));
        }
        let tls = tls(&roots).map_err(|why| wrong(format!("roots: {why}")))?;
        let mailer = file.smtp.as_ref().map(|smtp| Mailer::new(smtp, &roots)).transpose();
        let mailer = mailer.map_err(|why| wrong(format!("smtp: {why}")))?;
        let allow = Allow::new(&file.allow.hosts, file.allow.nets)
            .map_err(|_| wrong("allow.hosts: a host is name:port".into()))?;
        if file.webhook.len() > HOOKS_MAX {
            return Err(wrong(format!("more than {HOOKS_MAX} webhooks")));
        }
        let mut hooks: Vec<Hook> = Vec::new();
        for row in file.webhook {
            let hook = hook(row, &allow).map_err(wrong)?;
            if hooks.iter().any(|known| known.code == hook.code) {
                return Err(wrong(format!("webhook `{}` appears twice", hook.code)));
            }
            hooks.push(hook);
        }
        let (resolve, site): (Arc<Resolve>, _) = (Arc::new(system), file.site);
        Ok(Outlets { mailer, hooks, allow, resolve, tls, site })
    }

    /// The same with another resolver, for tests.
    pub fn resolving(self, resolve: Arc<Resolve>) -> Outlets {
        Outlets { resolve, ..self }
    }

    pub fn has_mail(&self) -> bool {
        self.mailer.is_some()
    }

    /// Whether mail may go to this address.
    pub fn reaches(&self, address: &str) -> bool {
        self.mailer.as_ref().is_some_and(|mailer| mailer.reaches(address))
    }

    /// Whether alerts may go to people outside, with a link that leads back here.
    pub fn has_alerts(&self) -> bool {
        !self.site.is_empty() && self.mailer.as_ref().is_some_and(Mailer::has_alerts)
    }

    /// Whether an alert may go to this address.
    pub fn alerts(&self, address: &str) -> bool {
        self.mailer.as_ref().is_some_and(|mailer| mailer.alerts(address))
    }

    /// The receivers.
    pub fn hooks(&self) -> &[Hook] {
        &self.hooks
    }

    pub fn site(&self) -> &str {
        &self.site
    }

    /// Sends a letter now. Blocks.
    pub fn mail(&self, letter: Letter<'_>) -> Result<(), Undelivered> {
        let mailer = self.mailer.as_ref().ok_or(Undelivered::AddressRefused)?;
        mailer.send(letter)
    }

    /// Sends a message to a receiver now. Blocks.
    pub fn call(&self, code: &str, message: Message<'_>) -> Result<(), Undelivered> {
        let hook = self.hooks.iter().find(|hook| hook.code == code);
        let hook = hook.ok_or(Undelivered::AddressRefused)?;
        hook.send(message, &self.allow, &*self.resolve, &self.tls)
    }
}

fn hook(row: HookRow, allow: &Allow) -> Result<Hook, String> {
    let HookRow { code, url, secret, events } = row;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if code.is_empty() || code.len() > CODE_MAX || !code.chars().all(plain) {
        return Err(format!("a webhook's code is a-z, 0-9 and _, up to {CODE_MAX}"));
    }
    let said = |why: String| format!("webhook `{code}`: {why}");
    let address: crate::Address =
        url.parse().map_err(|why: crate::AddressRefused| said(why.to_string()))?;
    if !allow.names(&address.host, address.port) {
        let host = format!("{}:{}", address.host, address.port);
        return Err(said(format!("`{host}` is not in allow.hosts")));
    }
    let secret = Secret::parse(&secret).map_err(|why| said(why.to_string()))?;
    Ok(Hook { code, address, secret, events })
}

/// Where and what, without the value: it may be a secret, and the whole message would quote it.
fn form(text: &str, error: &toml::de::Error) -> OutletsRefused {
    let at = error.span().map_or(0, |span| span.start).min(text.len());
    let line = 1 + text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count();
    OutletsRefused::Form { line, what: error.message().split(':').next().unwrap_or("").to_owned() }
}

impl std::fmt::Debug for Outlets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Outlets(…)")
    }
}
