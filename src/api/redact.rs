//! Takes keys and addresses out of texts that others wrote, before they reach a report or a log.

/// Longest foreign text that is kept.
const MAX_CHARS: usize = 400;

/// What every key of a service begins with.
const PREFIXES: [&str; 5] = ["dsrt_live_", "ck_live_", "ck_test_", "ck_acct_", "Bearer "];

/// A foreign text on one line, without `secret`, without anything that looks like a key, and not too long.
pub fn foreign(text: &str, secret: Option<&str>) -> String {
    let mut clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if let Some(secret) = secret.filter(|secret| secret.len() >= 4) {
        clean = clean.replace(secret, "••••");
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

/// Masks what follows each `prefix`, as far as a key could reach.
fn without_keys(text: &str, prefix: &str) -> String {
    let mut pieces = text.split(prefix);
    let mut clean = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let rest = piece.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        clean.push_str(prefix);
        if rest.len() < piece.len() {
            clean.push_str("••••");
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
}
