//! Until when a signed address is good, as far as it says so itself: the query parameters of the usual stores.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use url::Url;

/// When this address ceases to be good; `None` where it does not say.
pub fn expires_at(url: &str) -> Option<Timestamp> {
    let url = Url::parse(url).ok()?;
    let value = |name: &str| {
        url.query_pairs()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.into_owned())
    };
    // Amazon S3 and what speaks like it, Google: a moment and how long from then.
    for prefix in ["X-Amz", "X-Goog"] {
        if let (Some(date), Some(seconds)) = (
            value(&format!("{prefix}-Date")),
            value(&format!("{prefix}-Expires")),
        ) {
            let signed = DateTime::strptime("%Y%m%dT%H%M%SZ", date).ok()?;
            let signed = signed.to_zoned(TimeZone::UTC).ok()?.timestamp();
            let seconds = seconds.parse().ok()?;
            return signed
                .checked_add(jiff::SignedDuration::from_secs(seconds))
                .ok();
        }
    }
    // Azure.
    if let (Some(until), Some(_)) = (value("se"), value("sig")) {
        return until.parse().ok();
    }
    // CloudFront and older stores: seconds since the Unix epoch.
    let seconds = value("Expires")?.parse().ok()?;
    Timestamp::from_second(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_signed_address_is_read_as_its_store_writes_it() {
        let moment = "2026-02-03T09:20:00Z";
        let cases = [
            (
                "X-Amz-Date=20260203T091500Z&X-Amz-Expires=300&X-Amz-Signature=s",
                Some(moment),
            ),
            (
                "x-goog-date=20260203T091500Z&x-goog-expires=300",
                Some(moment),
            ),
            ("sv=2024&se=2026-02-03T09%3A20%3A00Z&sig=s", Some(moment)),
            ("Expires=1770110400&Signature=s", Some(moment)),
            ("signature=s", None),
            ("Expires=soon", None),
            ("X-Amz-Date=yesterday&X-Amz-Expires=300", None),
            (
                "X-Amz-Date=20260203T091500Z&X-Amz-Expires=99999999999999999",
                None,
            ),
        ];
        for (query, expected) in cases {
            let found = expires_at(&format!("https://cdn.example.test/a.png?{query}"));
            let expected = expected.map(|text| text.parse::<Timestamp>().unwrap());
            assert_eq!(found, expected, "{query}");
        }
        assert_eq!(expires_at("no address"), None);
    }
}
