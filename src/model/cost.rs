//! What a brief costs, before it is sent.

use std::fmt;
use std::ops::Sub;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::account::Service;
use super::brief::{Brief, Format};

/// An amount of credits. May be negative as a difference.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Credits(pub i64);

impl Sub for Credits {
    type Output = Self;

    /// Stops at the ends of the range: balances are foreign numbers.
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Credits {
    /// `1,250`, with a comma between thousands.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut grouped = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        write!(f, "{}{grouped}", if self.0 < 0 { "-" } else { "" })
    }
}

/// Prices of an account.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pricing {
    /// US dollars for one credit.
    pub credit_usd: f64,
    /// Credits for one static concept.
    pub static_ad_credits: i64,
    /// Credits for one full concept.
    pub full_ad_credits: i64,
}

impl Default for Pricing {
    /// The documented prices (contract A.6).
    fn default() -> Self {
        Self {
            credit_usd: 0.10,
            static_ad_credits: 5,
            full_ad_credits: 15,
        }
    }
}

/// What a brief will cost and yield.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Credits that the service will charge at acceptance.
    pub credits: Credits,
    /// The same in US dollars.
    pub usd: f64,
}

/// What `brief` costs at these prices. Priced per concept, not per file (contract A.1, seed).
pub fn estimate(brief: &Brief, pricing: &Pricing) -> Estimate {
    let each = match brief.format {
        Format::Static => pricing.static_ad_credits,
        Format::Full => pricing.full_ad_credits,
    };
    let credits = Credits(each.saturating_mul(i64::from(brief.count)));
    Estimate {
        credits,
        usd: credits.0 as f64 * pricing.credit_usd,
    }
}

/// What `brief` costs at the documented prices of the paid service.
pub fn documented(brief: &Brief) -> Estimate {
    estimate(brief, &Pricing::default())
}

/// The least that is promised of the studio: the same computer may be busy with something else.
const STUDIO_AT_MOST: Duration = Duration::from_secs(5);

/// How long a brief usually takes, from and to. Dessert: contract A.2, seed. The studio: measured in `benches/`.
pub fn usual_time(service: Service, brief: &Brief) -> (Duration, Duration) {
    let minutes =
        |from: u64, to: u64| (Duration::from_secs(from * 60), Duration::from_secs(to * 60));
    match (service, brief.format) {
        (Service::Dessert, Format::Static) => minutes(2, 4),
        (Service::Dessert, Format::Full) => minutes(6, 9),
        (Service::Studio, _) => {
            let (stills, films) = (u64::from(brief.stills()), u64::from(brief.films()));
            (
                Duration::from_millis(300 + 60 * stills + 1_000 * films),
                Duration::from_millis(600 + 150 * stills + 4_000 * films).max(STUDIO_AT_MOST),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::draft::BriefDraft;

    #[test]
    fn a_brief_is_priced_per_concept() {
        let mut brief = BriefDraft::default().check().unwrap();
        assert_eq!(estimate(&brief, &Pricing::default()).credits, Credits(15));
        brief.format = Format::Full;
        let full = estimate(&brief, &Pricing::default());
        assert_eq!(full.credits, Credits(45));
        assert!((full.usd - 4.5).abs() < 1e-9);
    }

    #[test]
    fn no_few_stills_of_the_studio_are_promised_within_a_moment() {
        let mut brief = BriefDraft::default().check().unwrap();
        for count in [1, 3, 200] {
            brief.count = count;
            let (from, to) = usual_time(Service::Studio, &brief);
            assert!(
                from <= to && to >= Duration::from_secs(5),
                "{count}: {to:?}"
            );
        }
        let (_, all) = usual_time(Service::Studio, &brief);
        assert!(all > Duration::from_secs(30), "{all:?}");
    }

    #[test]
    fn credits_read_well() {
        for (credits, text) in [
            (0, "0"),
            (999, "999"),
            (1_250, "1,250"),
            (-1_000_000, "-1,000,000"),
        ] {
            assert_eq!(Credits(credits).to_string(), text);
        }
    }
}
