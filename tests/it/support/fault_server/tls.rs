//! Who the server says that it is: one identity that is true, and those that a client must not believe.

use std::sync::Arc;

use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

use crate::support::sentinel::base64;

/// How a secure connection begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handshake {
    /// With the true identity.
    Good,
    /// With one that nobody vouches for.
    SelfSigned,
    /// With that of another host.
    WrongName,
    /// With one whose time is over.
    Expired,
    /// Not at all: it is closed after the first words.
    Closed,
}

impl Handshake {
    /// Every way in which it fails.
    pub const BROKEN: [Self; 4] = [
        Self::SelfSigned,
        Self::WrongName,
        Self::Expired,
        Self::Closed,
    ];
}

/// A certificate of each kind, and the authority that vouches for all but one.
pub struct Identities {
    good: Arc<ServerConfig>,
    self_signed: Arc<ServerConfig>,
    wrong_name: Arc<ServerConfig>,
    expired: Arc<ServerConfig>,
    authority: String,
}

impl Identities {
    pub fn make() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = authority.self_signed(&key).unwrap();
        let issuer = Issuer::new(authority, key);
        let of = |host: &str, change: &dyn Fn(&mut CertificateParams)| {
            let key = KeyPair::generate().unwrap();
            let mut it = CertificateParams::new(vec![host.to_owned()]).unwrap();
            change(&mut it);
            let certificate = it.signed_by(&key, &issuer).unwrap();
            config(&certificate, &key)
        };
        let (alone, params) = (
            KeyPair::generate().unwrap(),
            CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap(),
        );
        Self {
            good: of("127.0.0.1", &|_| {}),
            self_signed: config(&params.self_signed(&alone).unwrap(), &alone),
            wrong_name: of("elsewhere.example", &|_| {}),
            expired: of("127.0.0.1", &|it| {
                it.not_before = rcgen::date_time_ymd(2019, 1, 1);
                it.not_after = rcgen::date_time_ymd(2020, 1, 1);
            }),
            authority: pem(root.der()),
        }
    }

    /// The authority's certificate, as a file for `SSL_CERT_FILE`.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Begins a connection; `None` when it comes to nothing.
    pub async fn accept(
        &self,
        handshake: Handshake,
        mut stream: TcpStream,
    ) -> Option<TlsStream<TcpStream>> {
        let config = match handshake {
            Handshake::Good => &self.good,
            Handshake::SelfSigned => &self.self_signed,
            Handshake::WrongName => &self.wrong_name,
            Handshake::Expired => &self.expired,
            Handshake::Closed => {
                stream.read_exact(&mut [0; 16]).await.ok();
                return None;
            }
        };
        TlsAcceptor::from(Arc::clone(config))
            .accept(stream)
            .await
            .ok()
    }
}

fn config(certificate: &Certificate, key: &KeyPair) -> Arc<ServerConfig> {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    Arc::new(config)
}

fn pem(der: &[u8]) -> String {
    let text = base64(der);
    let mut lines = String::from("-----BEGIN CERTIFICATE-----\n");
    for line in text.as_bytes().chunks(64) {
        lines.push_str(std::str::from_utf8(line).unwrap());
        lines.push('\n');
    }
    lines.push_str("-----END CERTIFICATE-----\n");
    lines
}
