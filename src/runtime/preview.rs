//! A request as it would go over the wire, or as it went, for a person to read or to run by hand.
//!
//! Must not hold a key: the command names the environment variable that does.

use std::time::Instant;

use url::Url;

use crate::base::clock::Timestamp;
use crate::model::account::Service;
use crate::model::brief::Brief;
use crate::model::exchange::{Exchange, HIDDEN};
use crate::model::fate::KeyWindow;
use crate::wire::dessert::GenerateRequest;

use super::view::{Job, JobStage};

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

/// A command that does the same as an attempt of the log. The key comes from the environment; the idempotency key goes
/// along only while `is_replayed` says that the service still knows it as this very request.
pub fn again(it: &Exchange, service: Service, is_replayed: bool) -> String {
    let mut notes = Vec::new();
    let (address, variable) = match service {
        Service::Dessert => (quoted(&it.url), "DESSERT_API_KEY"),
        // The studio's port and key are new in every run.
        Service::Studio if it.had_key() => (
            format!("\"$PARFAIT_STUDIO_URL\"{}", quoted(it.path())),
            "PARFAIT_STUDIO_KEY",
        ),
        Service::Studio => (quoted(&it.url), "PARFAIT_STUDIO_KEY"),
    };
    let is_exact = it.sent.as_ref().is_none_or(|body| body.is_exact);
    let mut lines = vec![format!("curl {address}")];
    if it.method != "GET" {
        lines.push(format!("  -X {}", it.method));
    }
    if it.url.contains(HIDDEN) {
        notes.push("# The address was signed; its signature is not kept. Ask the delivery for a fresh one.");
    }
    for (name, value) in &it.sent_headers {
        match name.as_str() {
            "authorization" => lines.push(format!("  -H \"Authorization: Bearer ${variable}\"")),
            "idempotency-key" if is_replayed && is_exact => {
                lines.push(format!("  -H {}", quoted(&format!("Idempotency-Key: {value}"))));
            }
            "idempotency-key" if is_exact => notes.push(
                "# Without its Idempotency-Key, which the service may have forgotten: this is a new request, and it costs.",
            ),
            "idempotency-key" => notes.push(
                "# Without its Idempotency-Key, since a part of the body is hidden: this is a new request, and it costs.",
            ),
            _ => lines.push(format!("  -H {}", quoted(&format!("{name}: {value}")))),
        }
    }
    if let Some(body) = &it.sent {
        lines.push(format!("  --data-raw {}", quoted(&body.text)));
    }
    notes
        .iter()
        .map(|note| format!("{note}\n"))
        .collect::<String>()
        + &lines.join(" \\\n")
}

/// Whether the service answers the key of this job with the answer that it gave before, so that sending the same again is
/// free: while the key is young, unless the request was refused or let go, since what a key means after that is unknown.
pub fn is_replayed(job: &Job, now: Timestamp) -> bool {
    let is_over = matches!(job.stage, JobStage::Refused(_) | JobStage::Dismissed);
    !is_over && KeyWindow::of(job.created_at).holds(now, Instant::now())
}

/// JSON with a line for each member, in the order and the words in which it came, even if its end is missing; any other
/// text as it is.
pub fn indented(text: &str) -> String {
    if !text.trim_start().starts_with(['{', '[']) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() * 5 / 4);
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        if in_string {
            out.push(sign);
            in_string = is_escaped || sign != '"';
            is_escaped = !is_escaped && sign == '\\';
            continue;
        }
        match sign {
            _ if sign.is_whitespace() => {}
            '{' | '[' => {
                out.push(sign);
                while signs.next_if(|next| next.is_whitespace()).is_some() {}
                match signs.next_if(|next| matches!(next, '}' | ']')) {
                    Some(end) => out.push(end),
                    None => {
                        depth += 1;
                        line(&mut out, depth);
                    }
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(sign);
            }
            ',' => {
                out.push(sign);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => {
                in_string = sign == '"';
                out.push(sign);
            }
        }
    }
    out
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

    fn sent(url: &str, body: Option<(&str, bool)>) -> Exchange {
        let mut headers = vec![("authorization".to_owned(), "Bearer ••••".to_owned())];
        if body.is_some() {
            headers.push(("idempotency-key".to_owned(), "k-1".to_owned()));
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        Exchange {
            about: Default::default(),
            attempt: 1,
            method: if body.is_some() { "POST" } else { "GET" }.into(),
            url: url.into(),
            sent_headers: headers,
            sent: body.map(|(text, is_exact)| crate::model::exchange::Body {
                text: text.into(),
                bytes: text.len() as u64,
                is_exact,
            }),
            started_at: Timestamp::UNIX_EPOCH,
            took_ms: 1,
            status: None,
            headers: Vec::new(),
            answer: None,
            fault: None,
        }
    }

    #[test]
    fn a_logged_request_can_be_sent_by_hand_and_its_key_goes_along_only_while_it_is_replayed() {
        let url = "https://api.dessert.dev/v1/ads/generate";
        let exact = sent(url, Some(("{\"count\":3}", true)));
        let curl = again(&exact, Service::Dessert, true);
        assert_eq!(
            curl,
            "curl 'https://api.dessert.dev/v1/ads/generate' \\\n  -X POST \\\n  \
             -H \"Authorization: Bearer $DESSERT_API_KEY\" \\\n  -H 'Idempotency-Key: k-1' \\\n  \
             -H 'content-type: application/json' \\\n  --data-raw '{\"count\":3}'"
        );
        let hidden = sent(url, Some(("{\"webhook_url\":\"https://x/••••\"}", false)));
        for (it, is_replayed) in [(&exact, false), (&hidden, true), (&hidden, false)] {
            let curl = again(it, Service::Dessert, is_replayed);
            assert!(curl.starts_with("# Without its Idempotency-Key"), "{curl}");
            assert!(!curl.contains("k-1"), "{curl}");
        }
    }

    #[test]
    fn a_signed_address_says_that_its_signature_is_gone_and_a_file_is_asked_for_without_a_key() {
        let mut file = sent("https://f.example/a.png?sig=••••", None);
        file.sent_headers.clear();
        let curl = again(&file, Service::Dessert, true);
        assert!(curl.starts_with("# The address was signed"), "{curl}");
        assert!(!curl.contains("Authorization"), "{curl}");
        let look = sent("http://127.0.0.1:4567/v1/deliveries/d1", None);
        let curl = again(&look, Service::Studio, true);
        assert!(
            curl.starts_with("curl \"$PARFAIT_STUDIO_URL\"'/v1/deliveries/d1'"),
            "{curl}"
        );
    }

    #[test]
    fn json_is_indented_in_its_own_order_and_words() {
        for (text, shown) in [
            (
                r#"{"b":1.50,"a":["x, {y}: \"z\"",[],{}],"c":null}"#,
                "{\n  \"b\": 1.50,\n  \"a\": [\n    \"x, {y}: \\\"z\\\"\",\n    [],\n    {}\n  ],\n  \"c\": null\n}",
            ),
            (r#"[ { "a" : "cut he"#, "[\n  {\n    \"a\": \"cut he"),
            ("<html>a, b</html>", "<html>a, b</html>"),
            ("", ""),
        ] {
            assert_eq!(indented(text), shown);
        }
    }
}
