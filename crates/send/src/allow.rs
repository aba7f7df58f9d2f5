//! Where something may go (白名单): listed hosts, and on which networks they may lie.
use crate::address::{AddressRefused, host_and_port};
use serde::Deserialize;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// The hosts and networks that the settings name (白名单). Both empty: nothing leaves.
#[derive(Clone, Debug, Default)]
pub struct Allow {
    hosts: Vec<(String, u16)>,
    nets: Vec<Net>,
}

impl Allow {
    /// `hosts` as `name:port`, `nets` as `10.1.0.0/16`.
    pub fn new(hosts: &[String], nets: Vec<Net>) -> Result<Allow, AddressRefused> {
        let hosts = hosts.iter().map(|host| host_and_port(host, 443)).collect::<Result<_, _>>()?;
        Ok(Allow { hosts, nets })
    }

    /// Whether this host and port are listed.
    pub fn names(&self, host: &str, port: u16) -> bool {
        self.hosts.iter().any(|(known, at)| known == host && *at == port)
    }

    /// Whether a connection to this very address may be made: a public one, or one on a network
    /// that is named. Without TLS only on a named network.
    pub fn reaches(&self, ip: IpAddr, is_tls: bool) -> bool {
        let ip = plain(ip);
        self.nets.iter().any(|net| net.holds(ip)) || (is_tls && is_public(ip))
    }
}

/// A network (网段), as `10.1.0.0/16`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Net {
    base: IpAddr,
    bits: u8,
}

impl Net {
    fn holds(&self, ip: IpAddr) -> bool {
        match (self.base, ip) {
            (IpAddr::V4(base), IpAddr::V4(ip)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
                base.to_bits() & mask == ip.to_bits() & mask
            }
            (IpAddr::V6(base), IpAddr::V6(ip)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.bits)).unwrap_or(0);
                base.to_bits() & mask == ip.to_bits() & mask
            }
            _ => false,
        }
    }
}

impl FromStr for Net {
    type Err = String;

    fn from_str(text: &str) -> Result<Net, String> {
        let wrong = || format!("`{text}` is no network, write it as 10.1.0.0/16");
        let (base, bits) = text.split_once('/').ok_or_else(wrong)?;
        let base: IpAddr = base.parse().map_err(|_| wrong())?;
        let bits: u8 = bits.parse().map_err(|_| wrong())?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        if bits > most || plain(base) != base { Err(wrong()) } else { Ok(Net { base, bits }) }
    }
}

impl TryFrom<String> for Net {
    type Error = String;

    fn try_from(text: String) -> Result<Net, String> {
        text.parse()
    }
}

/// An IPv4 address that is written as IPv6 is still that address.
fn plain(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(ip, IpAddr::V4),
        v4 => v4,
    }
}

/// Whether an address lies in the public internet: neither here, nor near, nor special.
pub fn is_public(ip: IpAddr) -> bool {
    match plain(ip) {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = match (a, b, c) {
        (0 | 10 | 127, ..) => true,
        (100, 64..=127, _) => true, // shared by carriers
        (169, 254, _) => true,      // this link, and the clouds' metadata
        (172, 16..=31, _) | (192, 168, _) => true,
        (192, 0, 0 | 2) | (192, 88, 99) => true,
        (198, 18..=19, _) | (198, 51, 100) | (203, 0, 113) => true,
        (224.., ..) => true, // multicast, reserved, broadcast
        _ => false,
    };
    !special
}

/// Of IPv6 only what is given out for the world, less what carries an IPv4 address inside.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    let given_out = (0x2000..0x4000).contains(&a);
    let special = match (a, b) {
        (0x2001, 0..=0x01ff) => true, // Teredo, benchmarks, ORCHID
        (0x2001, 0x0db8) | (0x3fff, 0..=0x0fff) => true,
        (0x2002, _) => true, // 6to4
        _ => false,
    };
    given_out && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_public_is_told_from_what_is() {
        for text in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2001:10::1",
            "2002:7f00:1::",
            "2002:a00:1::",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "ff0e::1",
            "4000::1",
            "3fff:0::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
        for text in [
            "1.1.1.1",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.167.1.1",
            "223.255.255.255",
            "::ffff:1.1.1.1",
            "2400:3200::1",
            "2606:4700::1111",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn a_private_address_is_reached_only_on_a_named_network() {
        let net = |text: &str| text.parse::<Net>().unwrap();
        let nets = vec![net("10.1.0.0/16"), net("fd00:1::/32"), net("192.0.2.7/32")];
        let allow = Allow::new(&["a.example:443".into()], nets).unwrap();
        for (text, is_tls, reached) in [
            ("10.1.2.3", true, true),
            ("10.1.2.3", false, true),
            ("10.2.0.1", true, false),
            ("::ffff:10.1.2.3", true, true),
            ("fd00:1::9", true, true),
            ("fd00:2::9", true, false),
            ("192.0.2.7", true, true),
            ("192.0.2.8", true, false),
            ("1.1.1.1", true, true),
            ("1.1.1.1", false, false),
        ] {
            assert_eq!(allow.reaches(text.parse().unwrap(), is_tls), reached, "{text} {is_tls}");
        }
        assert!(allow.names("a.example", 443) && !allow.names("a.example", 80));
        assert!(!Allow::default().reaches("10.1.2.3".parse().unwrap(), true));
        for wrong in ["10.0.0.0", "10.0.0.0/33", "::/129", "x/8", "::ffff:10.0.0.0/104"] {
            assert!(wrong.parse::<Net>().is_err(), "{wrong}");
        }
        assert!(net("0.0.0.0/0").holds("9.9.9.9".parse().unwrap()));
    }
}
