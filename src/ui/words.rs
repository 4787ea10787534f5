//! How times, sizes and money are said, the same on every screen.
//!
//! Must not paint. What depends on the clock takes the time as an argument.

use std::path::Path;
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::base::clock::Timestamp;
use crate::model::account::Service;
use crate::model::brief::{Brief, Format};
use crate::model::cost::Credits;
use crate::model::delivery::is_cancelled;
use crate::runtime::view::{Job, JobStage};

use crate::model::cadence;

/// `Today`, `Yesterday`, `Tuesday` within a week, else `12 November` or, in another year, `12 November 2025`.
pub fn day(then: Timestamp, now: Timestamp) -> String {
    let zone = TimeZone::system();
    let (then, now) = (then.to_zoned(zone.clone()), now.to_zoned(zone));
    let days = now
        .date()
        .since(then.date())
        .map_or(i32::MAX, |span| span.get_days());
    match days {
        0 => "Today".into(),
        1 => "Yesterday".into(),
        2..=6 => then.strftime("%A").to_string(),
        _ if then.year() == now.year() => then.strftime("%-d %B").to_string(),
        _ => then.strftime("%-d %B %Y").to_string(),
    }
}

/// `10:42`, where the person is.
pub fn clock_time(then: Timestamp) -> String {
    then.to_zoned(TimeZone::system())
        .strftime("%H:%M")
        .to_string()
}

/// `10:42:07`, where the person is.
pub fn clock_seconds(then: Timestamp) -> String {
    then.to_zoned(TimeZone::system())
        .strftime("%H:%M:%S")
        .to_string()
}

/// From one time to another; zero when they are the other way round.
pub fn between(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or(Duration::ZERO)
}

/// A running clock: `0:14`, `12:05`, `1:02:09`.
pub fn stopwatch(time: Duration) -> String {
    let secs = time.as_secs();
    let (hours, minutes, secs) = (secs / 3600, secs / 60 % 60, secs % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{secs:02}")
    } else {
        format!("{minutes}:{secs:02}")
    }
}

/// A rough span: `under 1 s`, `4 s`, `3 min`, `2 h`.
pub fn span(time: Duration) -> String {
    cadence::rough(time)
}

/// `840 KB`, `2.2 MB`.
pub fn bytes(count: u64) -> String {
    let kilo = count as f64 / 1000.0;
    if kilo < 1.0 {
        format!("{count} bytes")
    } else if kilo < 999.5 {
        format!("{kilo:.0} KB")
    } else {
        format!("{:.1} MB", kilo / 1000.0)
    }
}

/// `1 concept`, `248 concepts`, `1,250 credits`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        let number = Credits(i64::try_from(number).unwrap_or(i64::MAX));
        format!("{number} {many}")
    }
}

/// `45 credits`.
pub fn credits(credits: Credits) -> String {
    if credits.0 == 1 {
        "1 credit".into()
    } else {
        format!("{credits} credits")
    }
}

/// `Studio`, `Dessert`.
pub fn service(service: Service) -> &'static str {
    match service {
        Service::Studio => "Studio",
        Service::Dessert => "Dessert",
    }
}

/// The look that a brief asks for, if it asks for one: its animation prompts or its style search.
pub fn look(brief: &Brief) -> Option<String> {
    match (brief.animation_prompts.as_slice(), &brief.style_search) {
        ([one], _) => Some(one.clone()),
        ([first, rest @ ..], _) => Some(format!("{first} and {} more", rest.len())),
        ([], Some(search)) => Some(format!("“{search}”")),
        ([], None) => None,
    }
}

/// `Still`, `Still + film`.
pub fn format(format: Format) -> &'static str {
    format.label()
}

/// How a delivery ended, or that it has not: `being made`, `delivered 10:42`, `cancelled: 3 of 6 ads`, `failed`.
pub fn outcome(job: &Job) -> Option<String> {
    if !job.stage.is_settled() {
        return Some("being made".into());
    }
    if let JobStage::Failed(report) = &job.stage {
        let word = if is_cancelled(report) {
            "cancelled"
        } else {
            "failed"
        };
        return Some(word.into());
    }
    if let Some(cut) = job.cut_short() {
        return Some(format!("cancelled: {cut}"));
    }
    let end = job.delivery.as_ref()?.finished_at?;
    Some(format!("delivered {}", clock_time(end)))
}

/// The last two parts of a path, enough to recognise it: `Ads/Luméra`.
pub fn short_path(path: &Path) -> String {
    let parts: Vec<_> = path
        .components()
        .filter_map(|part| match part {
            std::path::Component::Normal(name) => Some(name.to_string_lossy()),
            _ => None,
        })
        .collect();
    parts
        .get(parts.len().saturating_sub(2)..)
        .unwrap_or_default()
        .join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    #[test]
    fn times_read_well() {
        assert_eq!(stopwatch(secs(14)), "0:14");
        assert_eq!(stopwatch(secs(3729)), "1:02:09");
    }

    #[test]
    fn days_count_by_the_calendar() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = at("2026-11-21T12:00:00Z");
        assert_eq!(day(at("2026-11-21T11:00:00Z"), now), "Today");
        assert_eq!(day(at("2026-11-20T12:00:00Z"), now), "Yesterday");
        assert_eq!(day(at("2026-11-17T12:00:00Z"), now), "Tuesday");
        assert_eq!(day(at("2026-10-01T12:00:00Z"), now), "1 October");
        assert_eq!(day(at("2025-11-21T12:00:00Z"), now), "21 November 2025");
        assert_eq!(day(at("2026-11-23T12:00:00Z"), now), "23 November");
    }

    #[test]
    fn amounts_read_well() {
        assert_eq!(count(1, "concept", "concepts"), "1 concept");
        assert_eq!(count(5000, "concept", "concepts"), "5,000 concepts");
        assert_eq!(bytes(999), "999 bytes");
        assert_eq!(bytes(2_244_000), "2.2 MB");
        assert_eq!(bytes(999_900), "1.0 MB");
        assert_eq!(short_path(Path::new("/home/a/Ads/Luméra")), "Ads/Luméra");
    }
}
