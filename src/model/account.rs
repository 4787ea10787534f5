//! Accounts: a service, a base URL and, in the keychain, a key.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use super::cost::Credits;
use super::ids::AccountId;

/// Which contract an account speaks and who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// The local service that Parfait carries; nothing to enter, nothing to pay.
    Studio,
    /// The paid service.
    Dessert,
}

/// One account of the person. The key is not part of it: keys live in the keychain under the account's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// `studio`, `dessert`, or what the person named it.
    pub id: AccountId,
    /// The name in the switcher.
    pub name: String,
    /// Which service it is.
    pub service: Service,
    /// Root of the service, without `/v1`; `None` for the studio, whose port is new in every run.
    pub base_url: Option<Url>,
    /// What it is known by at a glance; one that follows from its id unless the person chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<AccountColour>,
    /// Where its new ads go; the folder of all accounts if `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<PathBuf>,
    /// What may be spent with it before somebody has to say so.
    #[serde(default, skip_serializing_if = "Limits::is_none")]
    pub limits: Limits,
}

/// The colours that tell accounts apart. What they look like is the window's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum AccountColour {
    Red,
    Orange,
    Yellow,
    Green,
    Teal,
    Blue,
    Violet,
    Pink,
}

impl AccountColour {
    /// Every one, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Red,
        Self::Orange,
        Self::Yellow,
        Self::Green,
        Self::Teal,
        Self::Blue,
        Self::Violet,
        Self::Pink,
    ];

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Red => "Red",
            Self::Orange => "Orange",
            Self::Yellow => "Yellow",
            Self::Green => "Green",
            Self::Teal => "Teal",
            Self::Blue => "Blue",
            Self::Violet => "Violet",
            Self::Pink => "Pink",
        }
    }
}

/// The most that may be spent without a word; nothing is held back where `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// For one delivery.
    pub per_delivery: Option<Credits>,
    /// For all deliveries of one day of the person.
    pub per_day: Option<Credits>,
}

impl Limits {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

impl Account {
    /// The documented address of the paid service.
    pub const DESSERT_URL: &'static str = "https://api.dessert.dev";

    /// The account of the built-in studio.
    pub fn studio() -> Self {
        Self {
            id: AccountId::new("studio"),
            name: "Studio".into(),
            service: Service::Studio,
            base_url: None,
            colour: None,
            folder: None,
            limits: Limits::default(),
        }
    }

    /// The account of the paid service at its documented address.
    pub fn dessert() -> Self {
        Self {
            id: AccountId::new("dessert"),
            name: "Dessert".into(),
            service: Service::Dessert,
            base_url: Url::parse(Self::DESSERT_URL).ok(),
            colour: None,
            folder: None,
            limits: Limits::default(),
        }
    }

    /// Its colour, chosen or not: the same in every run.
    pub fn colour(&self) -> AccountColour {
        // FNV-1a: short, and it never changes.
        let hash = self
            .id
            .as_str()
            .bytes()
            .fold(0x811c_9dc5_u32, |hash, byte| {
                (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
            });
        let [first, ..] = AccountColour::ALL;
        let at = hash as usize % AccountColour::ALL.len();
        let of_id = AccountColour::ALL.get(at).copied().unwrap_or(first);
        self.colour.unwrap_or(of_id)
    }
}

/// Why a text is no address of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressFault {
    /// It is no URL.
    NoUrl,
    /// A key would travel to it unencrypted.
    Insecure,
    /// It holds more than a place: a user, a password, a query or a fragment.
    NotPlain,
}

/// Reads the address of a service that a key is sent to, as a person types it.
///
/// # Errors
/// What is wrong with it.
pub fn parse_address(text: &str) -> Result<Url, AddressFault> {
    let url = Url::parse(text.trim()).map_err(|_| AddressFault::NoUrl)?;
    if !is_plain(&url) {
        return Err(AddressFault::NotPlain);
    }
    if !may_carry_a_key(&url) {
        return Err(AddressFault::Insecure);
    }
    Ok(url)
}

/// Whether the address is a place and nothing else. Addresses are stored and shown openly, so that a secret has no
/// business in one, and paths are added at their end.
pub fn is_plain(url: &Url) -> bool {
    url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none()
}

/// Whether a key may be sent to this address: over HTTPS always, over plain HTTP only to this very machine.
pub fn may_carry_a_key(url: &Url) -> bool {
    match url.scheme() {
        "https" => true,
        "http" => is_loopback(url),
        _ => false,
    }
}

/// Whether the address is this very machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_of_an_older_library_is_read_and_keeps_its_colour() {
        let old = r#"{"id":"dessert","name":"Dessert","service":"dessert","base_url":"https://api.dessert.dev/"}"#;
        let read: Account = serde_json::from_str(old).unwrap();
        assert_eq!(read, Account::dessert());
        assert_eq!(serde_json::to_string(&read).unwrap(), old);
        assert_eq!(read.colour(), Account::dessert().colour());
        let chosen = Account {
            colour: Some(AccountColour::Teal),
            limits: Limits {
                per_day: Some(Credits(300)),
                ..Limits::default()
            },
            ..read
        };
        assert_eq!(chosen.colour(), AccountColour::Teal);
        let text = serde_json::to_string(&chosen).unwrap();
        assert_eq!(serde_json::from_str::<Account>(&text).unwrap(), chosen);
    }

    #[test]
    fn a_key_never_goes_over_plain_http_except_to_loopback() {
        for (url, may) in [
            ("https://api.dessert.dev", true),
            ("http://127.0.0.1:8787", true),
            ("http://[::1]:9", true),
            ("http://localhost:1", true),
            ("http://api.dessert.dev", false),
            ("http://127.0.0.1.example.com", false),
            ("http://10.0.0.1", false),
            ("ftp://127.0.0.1", false),
        ] {
            assert_eq!(may_carry_a_key(&Url::parse(url).unwrap()), may, "{url}");
        }
    }
    #[test]
    fn an_address_holds_no_secret_and_nothing_that_a_path_could_not_follow() {
        use AddressFault::{Insecure, NoUrl, NotPlain};
        for (text, fault) in [
            (" https://api.dessert.dev ", None),
            ("https://words.example.com:8443/openai/v1", None),
            ("http://localhost:11434/v1", None),
            ("https://user:secret@words.example.com/v1", Some(NotPlain)),
            ("https://user@words.example.com/v1", Some(NotPlain)),
            ("https://:secret@words.example.com/v1", Some(NotPlain)),
            (
                "https://words.example.com/v1?api-key=secret",
                Some(NotPlain),
            ),
            ("https://words.example.com/v1#secret", Some(NotPlain)),
            ("http://user:secret@words.example.com/v1", Some(NotPlain)),
            ("http://words.example.com/v1", Some(Insecure)),
            ("words.example.com", Some(NoUrl)),
        ] {
            assert_eq!(parse_address(text).err(), fault, "{text}");
        }
    }
}
