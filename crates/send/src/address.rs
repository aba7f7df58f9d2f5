//! Where a webhook goes (回调地址), read strictly: one spelling of one address, or refused.
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// `https://host[:port]/path`, without user, query of ours, or fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub is_tls: bool,
    /// A name in small ASCII letters, or an IP address in its one spelling.
    pub host: String,
    pub port: u16,
    /// Path and query, beginning with a slash.
    pub path: String,
}

/// Why it is no address of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an address is https://host[:port]/path, the host a plain name or IP address")]
pub struct AddressRefused;

/// Longer ones are no addresses but attempts.
const LENGTH_MAX: usize = 500;
/// As DNS has it.
const NAME_MAX: usize = 253;
const LABEL_MAX: usize = 63;

impl FromStr for Address {
    type Err = AddressRefused;

    fn from_str(text: &str) -> Result<Address, AddressRefused> {
        let (is_tls, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) => (false, rest),
            (None, None) => return Err(AddressRefused),
        };
        let plain = text.len() <= LENGTH_MAX && text.bytes().all(|byte| byte.is_ascii_graphic());
        if !plain || rest.contains(['#', '\\', '@']) {
            return Err(AddressRefused);
        }
        let (authority, path) = match rest.find(['/', '?']) {
            Some(at) => rest.split_at(at),
            None => (rest, "/"),
        };
        let (host, port) = host_and_port(authority, if is_tls { 443 } else { 80 })?;
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Ok(Address { is_tls, host, port, path })
    }
}

/// `host`, `host:port`, `1.2.3.4:port`, `[v6]:port`.
pub(crate) fn host_and_port(text: &str, usual: u16) -> Result<(String, u16), AddressRefused> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (inside, after) = rest.split_once(']').ok_or(AddressRefused)?;
            let ip: Ipv6Addr = inside.parse().map_err(|_| AddressRefused)?;
            (ip.to_string(), after.strip_prefix(':').or(after.is_empty().then_some("")))
        }
        None => match text.split_once(':') {
            Some((host, port)) => (name(host)?, Some(port)),
            None => (name(text)?, Some("")),
        },
    };
    let port = match port.ok_or(AddressRefused)? {
        "" if !text.ends_with(':') => usual,
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            digits.parse().map_err(|_| AddressRefused)?
        }
        _ => return Err(AddressRefused),
    };
    if port == 0 { Err(AddressRefused) } else { Ok((host, port)) }
}

/// A name whose last label is a number would be read as an IPv4 address in an old spelling
/// (`2130706433`, `0x7f.1`, `0177.0.0.1`): only the one with four plain numbers is taken.
fn name(host: &str) -> Result<String, AddressRefused> {
    if let Ok(ip) = host.parse::<Ipv4Addr>() {
        return Ok(ip.to_string());
    }
    let good = |label: &str| {
        let ends = label.starts_with('-') || label.ends_with('-');
        let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        (1..=LABEL_MAX).contains(&label.len()) && !ends && label.bytes().all(plain)
    };
    let last = host.rsplit('.').next().unwrap_or("");
    let number = last.bytes().next().is_none_or(|first| first.is_ascii_digit());
    if host.len() > NAME_MAX || number || !host.split('.').all(good) {
        return Err(AddressRefused);
    }
    Ok(host.to_owned())
}

impl Address {
    /// The address itself where the host is one.
    pub fn ip(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }

    /// As the `Host` field has it.
    pub(crate) fn authority(&self) -> String {
        let host =
            if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        let usual = if self.is_tls { 443 } else { 80 };
        if self.port == usual { host } else { format!("{host}:{}", self.port) }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_tls { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority(), self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_spelling() {
        for (text, host, port, path) in [
            ("https://hooks.example.org/a?b=c", "hooks.example.org", 443, "/a?b=c"),
            ("http://10.0.0.7:8080", "10.0.0.7", 8080, "/"),
            ("https://[2001:db8:0:0::1]:444/x", "2001:db8::1", 444, "/x"),
            ("https://a-b.example?q", "a-b.example", 443, "/?q"),
        ] {
            let address: Address = text.parse().unwrap();
            let parts = (address.host.as_str(), address.port, address.path.as_str());
            assert_eq!(parts, (host, port, path), "{text}");
        }
    }

    #[test]
    fn other_spellings_of_an_address_are_refused() {
        for text in [
            "",
            "ftp://a.example/",
            "//a.example/",
            "https://",
            "https:///x",
            "https://A.example/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0x7f.1/",
            "https://127.1/",
            "https://0177.0.0.1/",
            "https://127.0.0.1.",
            "https://127.0.0.01/",
            "https://a.example:0/",
            "https://a.example:/",
            "https://a.example:99999/",
            "https://a.example:80x/",
            "https://user@a.example/",
            "https://a.example@b.example/",
            "https://a.example#b",
            "https://a.example\\@b.example/",
            "https://a..example/",
            "https://.example/",
            "https://-a.example/",
            "https://a_b.example/",
            "https://a.example /",
            "https://a.example/\r\nX: y",
            "https://１２７.0.0.1/",
            "https://[::1/",
            "https://[fe80::1%25eth0]/",
            "https://[::1]x/",
            "https://例.example/",
        ] {
            assert_eq!(text.parse::<Address>(), Err(AddressRefused), "{text:?}");
        }
    }
}
