//! A brief as it would go over the wire, for a person to read or to run by hand.
//!
//! Must not hold a key: the command names the environment variable that does.

use url::Url;

use crate::model::brief::Brief;
use crate::wire::dessert::GenerateRequest;

/// One request in two forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestPreview {
    /// The body, indented for reading.
    pub json: String,
    /// A command that sends the very same body from a shell.
    pub curl: String,
}

/// What sending `brief` to the service at `base_url` looks like. Without an address (the studio's port is new in every
/// run) the command takes address and key from the variables that go with `parfait serve`.
pub fn request(brief: &Brief, base_url: Option<&Url>) -> RequestPreview {
    let body = GenerateRequest::from(brief);
    // A struct of plain fields always has a JSON form.
    let json = serde_json::to_string_pretty(&body).unwrap_or_default();
    let compact = serde_json::to_string(&body).unwrap_or_default();
    let (address, key) = match base_url {
        Some(url) => {
            let root = url.as_str().trim_end_matches('/');
            (
                quoted(&format!("{root}/v1/ads/generate")),
                "DESSERT_API_KEY",
            )
        }
        None => (
            "\"$PARFAIT_STUDIO_URL/v1/ads/generate\"".to_owned(),
            "PARFAIT_STUDIO_KEY",
        ),
    };
    let lines = [
        format!("curl {address}"),
        format!("  -H \"Authorization: Bearer ${key}\""),
        "  -H \"Idempotency-Key: $(uuidgen)\"".to_owned(),
        "  -H 'Content-Type: application/json'".to_owned(),
        format!("  --data-raw {}", quoted(&compact)),
    ];
    RequestPreview {
        json,
        curl: lines.join(" \\\n"),
    }
}

/// One word for a POSIX shell: nothing in it is expanded.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::draft::BriefDraft;

    fn brief(tone: &str) -> Brief {
        let draft = BriefDraft {
            brand_tone: tone.into(),
            copy_angle: "ritual".into(),
            ..BriefDraft::default()
        };
        draft.check().unwrap()
    }

    #[test]
    fn the_body_is_the_one_that_is_sent() {
        let preview = request(&brief("quiet"), None);
        let shown: serde_json::Value = serde_json::from_str(&preview.json).unwrap();
        let sent = serde_json::to_value(GenerateRequest::from(&brief("quiet"))).unwrap();
        assert_eq!(shown, sent);
        assert!(preview.json.contains("\n  \"count\": 3"));
    }

    #[test]
    fn the_command_names_the_place_of_the_key_and_never_a_key() {
        let url = Url::parse("https://api.dessert.dev/").unwrap();
        let preview = request(&brief("quiet"), Some(&url));
        assert!(
            preview
                .curl
                .starts_with("curl 'https://api.dessert.dev/v1/ads/generate' \\\n")
        );
        assert!(preview.curl.contains("Bearer $DESSERT_API_KEY\""));
        assert!(!preview.curl.contains("dsrt_live_"));
        let studio = request(&brief("quiet"), None);
        assert!(studio.curl.contains("$PARFAIT_STUDIO_URL/v1/ads/generate"));
        assert!(studio.curl.contains("$PARFAIT_STUDIO_KEY"));
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_hands_over_exactly_the_body_whatever_was_typed() {
        for tone in [
            "it's calm",
            "'",
            "$HOME `id` $(id) \"quoted\" \\ back",
            "two\nlines; rm -rf x",
            "café – 静か",
        ] {
            let brief = brief(tone);
            let curl = request(&brief, None).curl;
            let data = curl.split("--data-raw ").nth(1).unwrap();
            let said = std::process::Command::new("sh")
                .args(["-c", &format!("printf %s {data}")])
                .output()
                .unwrap();
            let sent = serde_json::to_string(&GenerateRequest::from(&brief)).unwrap();
            assert_eq!(String::from_utf8(said.stdout).unwrap(), sent);
        }
    }
}
