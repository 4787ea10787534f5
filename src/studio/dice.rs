//! Deterministic choice and unguessable names: the two kinds of chance that the studio needs, kept apart.
//!
//! [`Dice`] must never make a secret; [`fresh_key`] and [`fresh_id`] must never decide what an ad looks like.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::base::hex::hex;
use crate::base::secret::Secret;
use crate::wire::dessert::KEY_PREFIX;

/// Chance that comes out the same for the same seed, in every version and on every machine.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Chance from a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number (SplitMix64).
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 when there is nothing to choose from.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.roll() % end).unwrap_or(0)
    }

    /// Puts a list into an order of its own.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
    }
}

/// A fresh key for one run of the studio: the documented prefix and 40 hex digits.
pub fn fresh_key() -> Secret {
    Secret::new(format!("{KEY_PREFIX}{}", random_hex(40)))
}

/// A fresh secret for signing webhooks: `whsec_` and 40 hex digits.
pub fn fresh_webhook_secret() -> Secret {
    Secret::new(format!("whsec_{}", random_hex(40)))
}

/// An id as the service writes them: `rec` and 14 letters and digits.
pub(super) fn fresh_id() -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let tail = random_bytes().into_iter().take(14).map(|byte| {
        let at = usize::from(byte) % LETTERS.len();
        char::from(LETTERS.get(at).copied().unwrap_or(b'0'))
    });
    std::iter::once("rec".to_owned())
        .chain(tail.map(String::from))
        .collect()
}

/// A trace id: `req_` and 24 hex digits.
pub(super) fn fresh_request_id() -> String {
    format!("req_{}", random_hex(24))
}

/// The unguessable part of an address that needs no key: 40 hex digits.
pub(super) fn fresh_token() -> String {
    random_hex(40)
}

/// A seed for a new delivery; positive, so that it fits a column of the store.
pub(super) fn fresh_seed() -> u64 {
    let bytes = random_bytes();
    bytes
        .iter()
        .take(8)
        .fold(0, |seed, byte| (seed << 8) | u64::from(*byte))
        >> 1
}

fn random_hex(digits: usize) -> String {
    let mut text = hex(&random_bytes());
    text.truncate(digits);
    text
}

/// 32 bytes from the system's source of randomness, of which two random UUIDs carry 244 bits.
fn random_bytes() -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(Uuid::new_v4().as_bytes());
    hash.update(Uuid::new_v4().as_bytes());
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_rolls_the_same() {
        let rolls = |seed| {
            let mut dice = Dice::new(seed);
            (dice.roll(), dice.below(7), dice.below(0))
        };
        assert_eq!(rolls(7), rolls(7));
        assert_ne!(rolls(7), rolls(8));
        assert_eq!(rolls(7).2, 0);
    }

    #[test]
    fn names_have_their_documented_shape_and_are_never_the_same() {
        let key = fresh_key();
        let tail = key.expose().strip_prefix(KEY_PREFIX).unwrap();
        assert!(tail.len() == 40 && tail.chars().all(|c| c.is_ascii_hexdigit()));
        assert_ne!(key, fresh_key());
        let id = fresh_id();
        assert!(id.len() == 17 && id.chars().all(|c| c.is_ascii_alphanumeric()));
        assert_ne!(id, fresh_id());
        assert_eq!(fresh_request_id().len(), 28);
        assert!(i64::try_from(fresh_seed()).is_ok());
    }
}
