//! A certificate authority of the test's own (自建证书机构), as districts have them.
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd,
};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its own certificate, in a PEM file that goes with it.
    pub file: PathBuf,
}

/// What a certificate says of its server.
pub struct Says {
    pub name: &'static str,
    pub is_over: bool,
}

impl Authority {
    pub fn found() -> Authority {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, format!("test authority {next}"));
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("it signs itself");
        let name = format!("jieli-authority-{}-{next}.pem", std::process::id());
        let file = std::env::temp_dir().join(name);
        std::fs::write(&file, certificate.pem()).expect("a file can be written");
        Authority { issuer: Issuer::new(params, key), file }
    }

    /// A certificate for a server, and its key.
    pub fn signed(&self, says: &Says) -> (Certificate, KeyPair) {
        let mut params = CertificateParams::new(vec![says.name.to_owned()]).expect("a name");
        params.not_before = date_time_ymd(2020, 1, 1);
        let year = if says.is_over { 2021 } else { 2099 };
        params.not_after = date_time_ymd(year, 1, 1);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("it is signed");
        (certificate, key)
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.file);
    }
}
