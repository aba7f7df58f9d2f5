//! Where the service is (服务地址), as it describes itself at `/.well-known/openid-configuration`.
use super::Refused;
use serde::Deserialize;

/// The addresses of a service (统一登录服务).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Provider {
    pub issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub jwks_uri: String,
}

/// Longer addresses are a mistake.
const ADDRESS_MAX: usize = 2_000;

impl Provider {
    /// Reads a description, which must be of the issuer that was asked, letter by letter: else a
    /// service could speak for another.
    pub fn read(json: &[u8], issuer: &str) -> Result<Provider, Refused> {
        let found: Provider = serde_json::from_slice(json).map_err(|_| Refused::Provider)?;
        let all = [&found.authorization_endpoint, &found.token_endpoint, &found.jwks_uri];
        let fits = found.issuer == issuer && all.iter().all(|address| is_safe(address));
        if fits { Ok(found) } else { Err(Refused::Provider) }
    }

    /// Where the description is.
    pub fn description(issuer: &str) -> String {
        format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'))
    }
}

/// Whether nobody between reads along: over TLS, or on this very machine.
pub fn is_safe(address: &str) -> bool {
    let plain = address.bytes().all(|byte| byte.is_ascii_graphic());
    let authority =
        |rest: &'_ str| rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned();
    let over_tls = address.strip_prefix("https://").map(authority);
    let in_clear = address.strip_prefix("http://").map(authority);
    // A name before an `@` would look like the host and be none.
    let is_named = over_tls.is_some_and(|host| !host.is_empty() && !host.contains('@'));
    let is_here = in_clear.is_some_and(|host| {
        let name = host.rsplit_once(':').map_or(&host[..], |(name, _)| name);
        matches!(name, "127.0.0.1" | "localhost" | "[::1]") && !host.contains('@')
    });
    plain && address.len() <= ADDRESS_MAX && (is_named || is_here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_over_tls_or_on_this_machine() {
        for (address, safe) in [
            ("https://id.example.org/a?b=c", true),
            ("http://127.0.0.1:9/a", true),
            ("http://localhost/a", true),
            ("http://id.example.org/", false),
            ("http://127.0.0.1.example.org/", false),
            ("http://localhost:80@example.org/", false),
            ("https://user@example.org/", false),
            ("https:///a", false),
            ("ftp://id.example.org/", false),
            ("https://id.example.org/a b", false),
            ("", false),
        ] {
            assert_eq!(is_safe(address), safe, "{address}");
        }
    }

    #[test]
    fn a_description_is_of_the_issuer_that_was_asked_or_refused() {
        let json = |issuer: &str, token: &str| {
            serde_json::json!({
                "issuer": issuer, "authorization_endpoint": "https://id.example.org/a",
                "token_endpoint": token, "jwks_uri": "https://id.example.org/k", "more": 1,
            })
            .to_string()
        };
        let (issuer, token) = ("https://id.example.org", "https://id.example.org/t");
        let read = |json: &str| Provider::read(json.as_bytes(), issuer);
        assert_eq!(read(&json(issuer, token)).unwrap().token_endpoint, token);
        for wrong in [
            json("https://id.example.org/", token),
            json("https://other.example.org", token),
            json(issuer, "http://id.example.org/t"),
            "{}".into(),
            "".into(),
        ] {
            assert_eq!(read(&wrong), Err(Refused::Provider), "{wrong}");
        }
    }
}
