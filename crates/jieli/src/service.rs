//! The district's own sign-in service (统一登录), from the environment: off unless one is named.
use std::path::PathBuf;
use std::sync::Arc;
use web::{Outside, Service, ServiceSettings};

/// Where the service is and who we are there.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct OfService {
    /// The sign-in service's own name (issuer, OpenID Connect); without one there is none
    #[arg(long, env = "JIELI_OIDC_ISSUER")]
    pub oidc_issuer: Option<String>,
    /// Our name at the service (client id)
    #[arg(long, env = "JIELI_OIDC_CLIENT", default_value = "jieli")]
    pub oidc_client: String,
    /// File with the secret we share with the service; without one we are a public client
    #[arg(long, env = "JIELI_OIDC_SECRET_FILE")]
    pub oidc_secret_file: Option<PathBuf>,
    /// File with the certificates, in PEM, that the service's own is signed by
    #[arg(long, env = "JIELI_OIDC_AUTHORITIES")]
    pub oidc_authorities: Option<PathBuf>,
    /// What the button says
    #[arg(long, env = "JIELI_OIDC_NAME", default_value = "统一身份认证")]
    pub oidc_name: String,
    /// What it says in English
    #[arg(long, env = "JIELI_OIDC_NAME_EN", default_value = "the district's sign-in")]
    pub oidc_name_en: String,
    /// Our own address as browsers see it, https://…, for the way back from the service
    #[arg(long, env = "JIELI_ADDRESS")]
    pub address: Option<String>,
}

impl OfService {
    /// What the settings name, or what is wrong with them. Nothing is asked of anybody yet.
    pub fn outside(&self) -> Result<Outside, String> {
        let Some(issuer) = &self.oidc_issuer else { return Ok(Outside::default()) };
        let here = self.address.clone();
        let here = here.ok_or("a sign-in service wants our own address too: JIELI_ADDRESS")?;
        let secret = match &self.oidc_secret_file {
            None => None,
            Some(file) => Some(crate::modes::secret(file)?.trim_end().to_owned()),
        };
        let authorities = self.oidc_authorities.as_ref().map(|file| {
            std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))
        });
        let settings = ServiceSettings {
            issuer: issuer.clone(),
            client: self.oidc_client.clone(),
            secret,
            here,
            name_zh: self.oidc_name.clone(),
            name_en: self.oidc_name_en.clone(),
            authorities: authorities.transpose()?,
        };
        let service = Some(Arc::new(Service::new(settings)?));
        Ok(Outside { service })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(issuer: &str, address: Option<&str>) -> OfService {
        OfService {
            oidc_issuer: Some(issuer.to_owned()),
            oidc_client: "jieli".to_owned(),
            address: address.map(str::to_owned),
            ..OfService::default()
        }
    }

    #[test]
    fn there_is_no_service_unless_the_settings_name_one() {
        assert!(OfService::default().outside().unwrap().service.is_none());
        let (issuer, here) = ("https://id.example.org", "https://jieli.example.org");
        assert!(named(issuer, Some(here)).outside().unwrap().service.is_some());
    }

    #[test]
    fn a_service_that_others_could_speak_for_is_refused_at_the_start() {
        let (issuer, here) = ("https://id.example.org", "https://jieli.example.org");
        for (wrong, address) in [
            ("http://id.example.org", Some(here)),
            ("id.example.org", Some(here)),
            (issuer, Some("http://jieli.example.org")),
            (issuer, None),
        ] {
            assert!(named(wrong, address).outside().is_err(), "{wrong} {address:?}");
        }
        let missing = PathBuf::from("/nowhere/secret");
        let settings = named(issuer, Some(here));
        let settings = OfService { oidc_secret_file: Some(missing), ..settings };
        assert!(settings.outside().is_err());
    }
}
