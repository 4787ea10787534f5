//! What a service says that it took and gave back: one entry per change of the balance. Its fields are published
//! nowhere, so anything but the raw text may be missing.
//!
//! Pure; must not match entries to requests, which is done in [`super::ledger`].

use crate::base::clock::Timestamp;

use super::cost::Credits;
use super::ids::{DeliveryId, IdempotencyKey, RequestId};

/// One change of an account's balance, as far as it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageEntry {
    /// The service's, or made from what the entry says; the same in every answer that holds it.
    pub id: String,
    /// What it means for the balance.
    pub kind: UsageKind,
    /// The service's own word for it; may be empty.
    pub word: String,
    /// Negative when credits were taken.
    pub credits: Option<Credits>,
    /// The balance after it.
    pub balance_after: Option<Credits>,
    /// The delivery that it belongs to.
    pub delivery: Option<DeliveryId>,
    /// The request that it belongs to.
    pub request: Option<RequestId>,
    /// The key of the request that it belongs to.
    pub key: Option<IdempotencyKey>,
    /// When.
    pub at: Option<Timestamp>,
    /// The entry as the service wrote it: JSON.
    pub raw: String,
}

impl UsageEntry {
    /// Credits without their sign, if it says how many.
    pub fn amount(&self) -> Option<Credits> {
        self.credits
            .map(|credits| Credits(credits.0.saturating_abs()))
    }
}

/// What an entry means for the balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UsageKind {
    /// Taken for a delivery.
    Charge,
    /// Given back.
    Refund,
    /// Bought.
    TopUp,
    /// Given for nothing.
    Bonus,
    /// Nobody can say.
    Other,
}

impl UsageKind {
    /// What the service's word means, or else the sign of the amount.
    pub fn of(word: &str, credits: Option<Credits>) -> Self {
        // In this order: a recharge is no charge.
        const WORDS: [(UsageKind, &[&str]); 4] = [
            (
                UsageKind::Refund,
                &["refund", "revers", "returned", "chargeback"],
            ),
            (
                UsageKind::TopUp,
                &[
                    "recharge", "topup", "top-up", "top up", "top_up", "purchase", "payment",
                ],
            ),
            (
                UsageKind::Bonus,
                &["bonus", "grant", "promo", "gift", "welcome"],
            ),
            (
                UsageKind::Charge,
                &[
                    "debit", "charge", "usage", "spend", "spent", "generat", "consum", "deduct",
                ],
            ),
        ];
        let word = word.to_lowercase();
        let said = WORDS
            .iter()
            .find(|(_, parts)| parts.iter().any(|part| word.contains(part)));
        match (said, credits) {
            (Some((kind, _)), _) => *kind,
            (None, Some(credits)) if credits < Credits(0) => Self::Charge,
            (None, _) => Self::Other,
        }
    }

    /// An amount with the sign that this kind gives it, whether or not the service wrote one.
    pub fn signed(self, credits: Credits) -> Credits {
        let amount = credits.0.saturating_abs();
        match self {
            Self::Charge => Credits(-amount),
            Self::Refund | Self::TopUp | Self::Bonus => Credits(amount),
            Self::Other => credits,
        }
    }

    /// In a person's words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Charge => "Charge",
            Self::Refund => "Refund",
            Self::TopUp => "Top-up",
            Self::Bonus => "Bonus",
            Self::Other => "Other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_says_what_an_entry_means_and_a_sign_where_there_is_no_word() {
        for (word, credits, kind, signed) in [
            ("Debit", -15, UsageKind::Charge, -15),
            ("DEBIT", 15, UsageKind::Charge, -15),
            ("ads.generate", 15, UsageKind::Charge, -15),
            ("Refund", 15, UsageKind::Refund, 15),
            ("refund_of_charge", -15, UsageKind::Refund, 15),
            ("Auto-Recharge", 250, UsageKind::TopUp, 250),
            ("Bonus", 50, UsageKind::Bonus, 50),
            ("", -15, UsageKind::Charge, -15),
            ("", 15, UsageKind::Other, 15),
            ("correction", 15, UsageKind::Other, 15),
        ] {
            let found = UsageKind::of(word, Some(Credits(credits)));
            assert_eq!(found, kind, "{word} {credits}");
            assert_eq!(found.signed(Credits(credits)), Credits(signed), "{word}");
        }
        assert_eq!(UsageKind::of("what", None), UsageKind::Other);
    }
}
