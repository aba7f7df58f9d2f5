//! TLS on the line to PostgreSQL (连线加密), by the same library as everything else that leaves.
//!
//! What is *not* here: channel binding. Who must know that the right server answers names its
//! authority; a certificate proves more than a password that both ends know.
use crate::{Failed, Result};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, InvalidDnsNameError, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use std::fmt::Display;
use std::io::{self, IoSlice};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_rustls::TlsConnector;

/// What a line is sealed with (加密方式).
#[derive(Clone)]
pub(super) struct Seal(Arc<ClientConfig>);

/// How both ends know that they speak PostgreSQL, where the line begins with TLS at once.
const PROTOCOL: &[u8] = b"postgresql";

impl Seal {
    /// For the server that the authorities of this file vouch for, or those that the system knows.
    pub fn proven(roots: Option<&Path>) -> Result<Seal> {
        let mut known = RootCertStore::empty();
        match roots {
            None => {
                known.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            }
            Some(file) => {
                let wrong = |why: &dyn Display| {
                    Failed::Broken(format!("the authorities in {}: {why}", file.display()))
                };
                let found = CertificateDer::pem_file_iter(file)
                    .and_then(Iterator::collect::<std::result::Result<Vec<_>, _>>)
                    .map_err(|why| wrong(&why))?;
                for one in found {
                    known.add(one).map_err(|why| wrong(&why))?;
                }
            }
        }
        if known.is_empty() {
            let told = "there is no certificate of an authority: name one, sslrootcert=FILE";
            return Err(Failed::Broken(told.into()));
        }
        Ok(Seal::with(|begun, _| begun.with_root_certificates(known).with_no_client_auth()))
    }

    /// For whoever answers: nobody reads along, but nobody knows who it is.
    pub fn any() -> Seal {
        Seal::with(|begun, provider| {
            let whoever = Arc::new(Whoever(provider));
            begun.dangerous().with_custom_certificate_verifier(whoever).with_no_client_auth()
        })
    }

    fn with(
        finish: impl FnOnce(
            rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier>,
            Arc<CryptoProvider>,
        ) -> ClientConfig,
    ) -> Seal {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let begun = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .expect("the provider knows the usual versions of TLS");
        let mut config = finish(begun, provider);
        config.alpn_protocols = vec![PROTOCOL.to_vec()];
        Seal(Arc::new(config))
    }
}

/// Takes every certificate; that its key signed the handshake is still looked at.
#[derive(Debug)]
struct Whoever(Arc<CryptoProvider>);

impl ServerCertVerifier for Whoever {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// A seal, and the name that the server must prove.
pub(super) struct SealTo(Arc<ClientConfig>, ServerName<'static>);

impl<S> MakeTlsConnect<S> for Seal
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = Sealed<S>;
    type TlsConnect = SealTo;
    type Error = InvalidDnsNameError;

    fn make_tls_connect(&mut self, host: &str) -> std::result::Result<SealTo, InvalidDnsNameError> {
        // The library asks for a connector over a socket too, which has no name and is not sealed.
        let name = if host.is_empty() { "localhost" } else { host };
        Ok(SealTo(Arc::clone(&self.0), ServerName::try_from(name.to_owned())?))
    }
}

impl<S> TlsConnect<S> for SealTo
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Stream = Sealed<S>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Sealed<S>>> + Send>>;

    fn connect(self, stream: S) -> Self::Future {
        let shaken = TlsConnector::from(self.0).connect(self.1, stream);
        Box::pin(async move { shaken.await.map(Sealed) })
    }
}

/// A line that others see only the bytes of (加密连线).
pub(super) struct Sealed<S>(tokio_rustls::client::TlsStream<S>);

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for Sealed<S> {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Sealed<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, into)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Sealed<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, from)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write_vectored(cx, from)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
