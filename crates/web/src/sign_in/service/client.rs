//! Asking the service (访问统一登录服务): its description, its keys, and its word for a code.
//!
//! Only the addresses of the settings and of the service's own description are asked, with a time
//! limit, a size limit, and without following anywhere else.
use app::oidc::{Expected, Flow, KeySet, Provider, Refused, identity, is_safe};
use app::sign_in::outside::Identity;
use app::{Failed, Result};
use base::{Lang, Timestamp};
use serde::Deserialize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

/// How to reach a service, from the program's settings (统一登录设置).
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The service's name, exactly as it signs.
    pub issuer: String,
    /// Our name at the service, and the word we share with it; without one we are a public client.
    pub client: String,
    pub secret: Option<String>,
    /// Our own address as browsers see it, without a path.
    pub here: String,
    /// What the button says, in both languages.
    pub name_zh: String,
    pub name_en: String,
    /// The certificates that the service's own is signed by, in PEM; else those that browsers know.
    pub authorities: Option<Vec<u8>>,
}

/// A service that can be asked (统一登录服务).
pub struct Service {
    settings: Settings,
    agent: ureq::Agent,
    known: Mutex<Option<Known>>,
    /// When the keys were last read anew for one that was not known.
    anew: Mutex<Option<Instant>>,
    hands: Semaphore,
}

/// What is known of the service for a while.
#[derive(Clone)]
struct Known {
    provider: Provider,
    keys: KeySet,
    since: Instant,
}

/// Whoever waits for a sign-in waits no longer.
const ASK_SECONDS: u64 = 10;
/// A description, a set of keys or an answer is far below.
const ANSWER_BYTES_MAX: u64 = 256 * 1024;
/// A service announces new keys long before it signs with them.
const KNOWN_FOR: Duration = Duration::from_secs(3600);
/// For a key that is not known the set is read anew, but no stranger makes us do so all the time.
const ANEW_AFTER: Duration = Duration::from_secs(60);
/// Questions at once; each holds a thread.
const HANDS: usize = 4;

impl Service {
    /// A service by its settings, or what is wrong with them. Nothing is asked yet.
    pub fn new(settings: Settings) -> std::result::Result<Service, String> {
        let Settings { issuer, here, client, .. } = &settings;
        if client.is_empty() {
            return Err("the sign-in service wants our name there (client id)".into());
        }
        for address in [issuer, here] {
            if !is_safe(address) {
                return Err(format!("`{address}` is no address over https"));
            }
        }
        let mut tls = TlsConfig::builder();
        if let Some(pem) = &settings.authorities {
            tls = tls.root_certs(RootCerts::Specific(Arc::new(certificates(pem)?)));
        }
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(ASK_SECONDS)))
            .max_redirects(0)
            .max_redirects_will_error(true)
            .proxy(None)
            .tls_config(tls.build())
            .build()
            .new_agent();
        let (known, anew) = (Mutex::new(None), Mutex::new(None));
        Ok(Service { settings, agent, known, anew, hands: Semaphore::new(HANDS) })
    }

    /// What the button says.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.settings.name_zh, &self.settings.name_en)
    }

    /// The service's own name.
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// Where a browser is sent for a new way.
    pub(super) async fn address(self: &Arc<Self>, flow: &Flow) -> Result<String> {
        let known = self.ask(|service| service.known()).await?;
        let (here, challenge) = (self.back(), flow.challenge());
        let query = [
            ("response_type", "code"),
            ("scope", "openid"),
            ("client_id", &self.settings.client),
            ("redirect_uri", &here),
            ("state", &flow.state),
            ("nonce", &flow.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let address = known.provider.authorization_endpoint;
        let joint = if address.contains('?') { '&' } else { '?' };
        let pairs = query.map(|(name, value)| format!("{name}={}", crate::reader::encoded(value)));
        Ok(format!("{address}{joint}{}", pairs.join("&")))
    }

    /// Whom the service names for a code that a browser brought.
    pub(super) async fn identity(
        self: &Arc<Self>,
        code: &str,
        flow: &Flow,
        now: Timestamp,
    ) -> Result<Identity> {
        let (code, verifier, nonce) = (code.to_owned(), flow.verifier.clone(), flow.nonce.clone());
        self.ask(move |service| {
            let known = service.known()?;
            let token = service.exchange(&known.provider, &code, &verifier)?;
            let keys = match known.keys.has_key_of(&token) {
                true => known.keys,
                false => service.known_anew()?.keys,
            };
            let (issuer, client) = (&service.settings.issuer, &service.settings.client);
            let expected = Expected { issuer, client, nonce: &nonce, now };
            identity(&token, &keys, expected).map_err(|refused| Unasked(refused.to_string()))
        })
        .await
    }

    /// Runs a question on a thread that may wait.
    async fn ask<T: Send + 'static>(
        self: &Arc<Self>,
        question: impl FnOnce(&Service) -> std::result::Result<T, Unasked> + Send + 'static,
    ) -> Result<T> {
        let _hand = self.hands.try_acquire().map_err(|_| Failed::Busy)?;
        let service = Arc::clone(self);
        let asked = tokio::task::spawn_blocking(move || question(&service)).await;
        match asked.map_err(|error| Failed::Broken(error.to_string()))? {
            Ok(answer) => Ok(answer),
            Err(Unasked(why)) => {
                tracing::warn!(why, "the sign-in service gave no identity");
                Err(Failed::refused("service_failed"))
            }
        }
    }

    /// What is known and not too old; else it is read.
    fn known(&self) -> std::result::Result<Known, Unasked> {
        let kept = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = kept.filter(|known| known.since.elapsed() < KNOWN_FOR) {
            return Ok(known);
        }
        self.learn()
    }

    /// What is known with the newest keys, if they were not read for the same reason just now.
    fn known_anew(&self) -> std::result::Result<Known, Unasked> {
        let mut last = self.anew.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_some_and(|last| last.elapsed() < ANEW_AFTER) {
            return self.known();
        }
        *last = Some(Instant::now());
        drop(last);
        self.learn()
    }

    fn learn(&self) -> std::result::Result<Known, Unasked> {
        let issuer = &self.settings.issuer;
        let provider = Provider::read(&self.read(&Provider::description(issuer))?, issuer)?;
        let keys = KeySet::read(&self.read(&provider.jwks_uri)?)?;
        let known = Known { provider, keys, since: Instant::now() };
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }

    fn read(&self, address: &str) -> std::result::Result<Vec<u8>, Unasked> {
        let mut answer = self.agent.get(address).header("accept", "application/json").call()?;
        Ok(answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec()?)
    }

    /// The signed word for a code.
    fn exchange(
        &self,
        provider: &Provider,
        code: &str,
        verifier: &str,
    ) -> std::result::Result<String, Unasked> {
        let here = self.back();
        let client = &self.settings.client;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &here),
            ("code_verifier", verifier),
        ];
        let mut asked = self.agent.post(&provider.token_endpoint);
        match &self.settings.secret {
            None => form.push(("client_id", client)),
            Some(secret) => asked = asked.header("authorization", basic(client, secret)),
        }
        let mut answer = asked.header("accept", "application/json").send_form(form)?;
        let bytes = answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec()?;
        let answer: Answer = serde_json::from_slice(&bytes).map_err(|_| Refused::Form)?;
        Ok(answer.id_token)
    }

    fn back(&self) -> String {
        format!("{}/sign-in/service/back", self.settings.here.trim_end_matches('/'))
    }
}

#[derive(Deserialize)]
struct Answer {
    id_token: String,
}

/// Why nothing was learnt, for the log. It holds no code, no token and no secret.
struct Unasked(String);

impl From<ureq::Error> for Unasked {
    fn from(error: ureq::Error) -> Unasked {
        Unasked(error.to_string())
    }
}

impl From<Refused> for Unasked {
    fn from(refused: Refused) -> Unasked {
        Unasked(refused.to_string())
    }
}

/// RFC 6749, section 2.3.1: both are written as in a form first.
fn basic(client: &str, secret: &str) -> String {
    use base64::Engine as _;
    let pair = format!("{}:{}", crate::reader::encoded(client), crate::reader::encoded(secret));
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
}

fn certificates(pem: &[u8]) -> std::result::Result<Vec<Certificate<'static>>, String> {
    let items: std::result::Result<Vec<_>, _> = parse_pem(pem).collect();
    let items = items.map_err(|error| format!("the certificates cannot be read: {error}"))?;
    let found: Vec<_> = items
        .into_iter()
        .filter_map(|item| match item {
            PemItem::Certificate(certificate) => Some(certificate),
            _ => None,
        })
        .collect();
    if found.is_empty() { Err("there is no certificate in the file".into()) } else { Ok(found) }
}
