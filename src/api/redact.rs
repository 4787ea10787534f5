//! Takes keys and addresses out of texts that others wrote, before they reach a report or a log.

use crate::model::exchange::HIDDEN;

/// Longest foreign text that is kept.
const MAX_CHARS: usize = 400;

/// What every address has in it, also as some write it in JSON.
const URL_SIGNS: [&str; 2] = ["://", ":\\/\\/"];

/// What every key of a service begins with.
const PREFIXES: [&str; 5] = ["dsrt_live_", "ck_live_", "ck_test_", "ck_acct_", "Bearer "];

/// A foreign text on one line, without `secret`, without anything that looks like a key, and not too long.
pub fn foreign(text: &str, secret: Option<&str>) -> String {
    let mut clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if let Some(secret) = secret.filter(|secret| secret.len() >= 4) {
        clean = clean.replace(secret, HIDDEN);
    }
    for prefix in PREFIXES {
        clean = without_keys(&clean, prefix);
    }
    if clean.chars().count() > MAX_CHARS {
        clean = clean.chars().take(MAX_CHARS).collect();
        clean.push('…');
    }
    clean.trim().to_owned()
}

/// A foreign text as it may be kept: as it is, without `secret`, without anything that looks like a key, without the
/// queries of addresses, and without where a webhook leads.
pub fn kept(text: &str, secret: Option<&str>) -> String {
    let mut clean = text.to_owned();
    if let Some(secret) = secret.filter(|secret| secret.len() >= 4) {
        clean = clean.replace(secret, HIDDEN);
    }
    // Keys of the services only: "Bearer" is a word that people write.
    for prefix in PREFIXES.iter().filter(|prefix| prefix.ends_with('_')) {
        clean = without_keys(&clean, prefix);
    }
    without_webhooks(&without_queries(&clean))
}

/// Masks what makes an address more than a place, in any text: the values of its query, its fragment, who asks.
fn without_queries(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, sign)) = URL_SIGNS
        .iter()
        .filter_map(|sign| Some((rest.find(sign)?, sign)))
        .min()
    {
        let (before, url) = rest.split_at(at + sign.len());
        let is_end = |c: char| c.is_whitespace() || c.is_control() || "\"<>`".contains(c);
        let (url, after) = url.split_at(url.find(is_end).unwrap_or(url.len()));
        clean.push_str(before);
        clean.push_str(&without_query(url));
        rest = after;
    }
    clean.push_str(rest);
    clean
}

/// The same for what follows the `://` of one address.
fn without_query(url: &str) -> String {
    let end = url.find(['/', '\\', '?', '#']).unwrap_or(url.len());
    let (place, rest) = url.split_at(end);
    let place = match place.rsplit_once('@') {
        Some((_, host)) => format!("{HIDDEN}@{host}"),
        None => place.to_owned(),
    };
    let query = |sign: &str| Some((rest.find(sign)?, sign.len()));
    let begins = ["?", "#", "\\u003f", "\\u003F", "\\u0023"];
    let Some((at, length)) = begins.into_iter().filter_map(query).min() else {
        return place + rest;
    };
    let (path, tail) = rest.split_at(at + length);
    let masked = |part: &str| {
        let name = part.split_once('=').map(|(name, _)| name);
        let is_name = |name: &&str| {
            let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
            (1..=40).contains(&name.len()) && name.chars().all(plain)
        };
        match name.filter(is_name) {
            Some(name) => format!("{name}={HIDDEN}"),
            None if part.is_empty() => String::new(),
            None => HIDDEN.to_owned(),
        }
    };
    let tail: Vec<String> = tail.split('&').map(masked).collect();
    format!("{place}{path}{}", tail.join("&"))
}

/// Leaves of the address of a webhook only whose it is: such paths are passwords.
fn without_webhooks(text: &str) -> String {
    let mut pieces = text.split("\"webhook_url\"");
    let mut clean = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        clean.push_str("\"webhook_url\"");
        let host = URL_SIGNS
            .iter()
            .filter_map(|sign| Some(piece.find(sign)? + sign.len()))
            .min();
        let value = piece.find([',', '}', '\n']).unwrap_or(piece.len());
        let Some(host) = host.filter(|host| *host <= value) else {
            clean.push_str(piece);
            continue;
        };
        let (before, url) = piece.split_at(host);
        let (url, after) = url.split_at(url.find('"').unwrap_or(url.len()));
        clean.push_str(before);
        let end = url.find(['/', '\\', '?', '#']).unwrap_or(url.len());
        clean.push_str(url.get(..end).unwrap_or_default());
        if end < url.len() {
            clean.push('/');
            clean.push_str(HIDDEN);
        }
        clean.push_str(after);
    }
    clean
}

/// Masks what follows each `prefix`, as far as a key could reach.
fn without_keys(text: &str, prefix: &str) -> String {
    let mut pieces = text.split(prefix);
    let mut clean = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let rest = piece.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        clean.push_str(prefix);
        if rest.len() < piece.len() {
            clean.push_str(HIDDEN);
        }
        clean.push_str(rest);
    }
    clean
}

/// An error and its causes on one line. The address is taken out: a query may carry a secret.
pub fn cause(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut next = std::error::Error::source(&error);
    while let Some(cause) = next {
        let more = cause.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        next = cause.source();
    }
    foreign(&text, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_a_service_echoes_are_masked() {
        for (text, secret, clean) in [
            (
                "Key dsrt_live_0123abcd is unknown",
                None,
                "Key dsrt_live_•••• is unknown",
            ),
            ("starts with dsrt_live_.", None, "starts with dsrt_live_."),
            ("got 'hunter22'\n", Some("hunter22"), "got '••••'"),
            ("Bearer abc, Bearer def", None, "Bearer ••••, Bearer ••••"),
        ] {
            assert_eq!(foreign(text, secret), clean);
        }
        assert_eq!(foreign(&"x".repeat(1000), None).chars().count(), 401);
    }

    #[test]
    fn what_is_kept_is_as_it_was_but_for_keys_signatures_and_webhooks() {
        for (text, clean) in [
            ("{\n  \"a\": 1\n}", "{\n  \"a\": 1\n}"),
            ("a Bearer of light", "a Bearer of light"),
            ("dsrt_live_0123abcd and hunter22", "dsrt_live_•••• and ••••"),
            (
                r#"{"u":"https://f.example/a.png?X-Amz-Expires=60&X-Amz-Signature=ab%2Fc#top","n":1}"#,
                r#"{"u":"https://f.example/a.png?X-Amz-Expires=••••&X-Amz-Signature=••••","n":1}"#,
            ),
            (
                r#"{"u":"https:\/\/f.example\/a.png?sig=abc\u0026e=1"}"#,
                r#"{"u":"https:\/\/f.example\/a.png?sig=••••"}"#,
            ),
            (
                r#""https://f.example/a\u003fsig=abc""#,
                r#""https://f.example/a\u003fsig=••••""#,
            ),
            (
                "<a href='https://ada:pw@f.example/a?t=1&amp;sig=abc'>",
                "<a href='https://••••@f.example/a?t=••••&••••>",
            ),
            ("https://f.example/?token", "https://f.example/?••••"),
            (
                r#"{"webhook_url":"https://hooks.example/T0/B1/xyz?a=b","tone":"x"}"#,
                r#"{"webhook_url":"https://hooks.example/••••","tone":"x"}"#,
            ),
            (
                r#"{"webhook_url":null,"u":"https://f.example/a/b"}"#,
                r#"{"webhook_url":null,"u":"https://f.example/a/b"}"#,
            ),
        ] {
            assert_eq!(kept(text, Some("hunter22")), clean);
        }
    }
}
