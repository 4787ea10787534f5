//! Failures in a person's words: one plain sentence of what happened and one of what to do next.
//!
//! Must not branch on a service's message and must name no internals.

use crate::base::report::{Report, ReportKind};
use crate::wire::dessert::ErrorCode;

use super::error::{ApiError, Fault};
use super::remedy;
use super::retry::NetworkKind;

type Words = (ReportKind, &'static str, &'static str);

const REPEAT_IS_FREE: &str = "Retry it: it is the very same request under the same key, and you are never charged twice for it.";

pub(super) fn report(error: &ApiError) -> Report {
    if let Fault::Held(report) = &error.fault {
        return (**report).clone();
    }
    let (kind, summary, hint) = words(error);
    let hint = if error.may_have_been_accepted() && error.fault != Fault::KeyExpired {
        REPEAT_IS_FREE
    } else {
        hint
    };
    let report = Report::new(kind, summary, hint)
        .with_details(details(error))
        .with_remedy(remedy::of(error));
    let Fault::Refused { pointers, .. } = &error.fault else {
        return report;
    };
    report
        .with_request_id(pointers.request_id.as_ref().map(ToString::to_string))
        .with_doc_url(pointers.doc_url.clone())
}

fn words(error: &ApiError) -> Words {
    match &error.fault {
        Fault::Refused { status, code, .. } => of_code(code).unwrap_or_else(|| of_status(*status)),
        Fault::NotJson { status, .. } => of_status(*status),
        Fault::NoFile { status, .. } => of_file(*status),
        Fault::UnusableFile(_) => (
            ReportKind::Failed,
            "A finished file arrived damaged, so it was not kept.",
            "Download it again in a few minutes; what is there already is kept.",
        ),
        Fault::Garbled { .. } => (
            ReportKind::Failed,
            "The service answered, but the answer could not be read.",
            "Try again in a minute; if it stays so, check the address of the account in Settings.",
        ),
        Fault::Network { kind, .. } => of_network(*kind),
        Fault::Insecure { .. } => (
            ReportKind::Invalid,
            "That address is not secure, so nothing was sent to it.",
            "Use an address that begins with https://.",
        ),
        Fault::BadAddress => (
            ReportKind::Invalid,
            "That is not an address of a service.",
            "Check the address of the account in Settings; it looks like https://api.dessert.dev.",
        ),
        Fault::BadKey => (
            ReportKind::NotAuthorised,
            "That is not a key of this service.",
            "Copy the whole key from Settings, API keys at Dessert; it begins with dsrt_live_.",
        ),
        Fault::Closed(_) => (
            ReportKind::Failed,
            "The service asked to be left alone for a while.",
            "It is asked again by itself when that time is over; nothing is lost.",
        ),
        Fault::KeyExpired | Fault::Held(_) => (
            ReportKind::Failed,
            "This request was not retried, because its key is too old to make that safe.",
            "Look at the usage entries of the service before you run it again.",
        ),
        Fault::NoClient(_) => (
            ReportKind::Failed,
            "Parfait cannot make secure connections on this computer.",
            "Check that the system's certificates are installed, then start Parfait again.",
        ),
    }
}

/// What each code means to a person; `None` for a code that this version does not know.
fn of_code(code: &ErrorCode) -> Option<Words> {
    use ReportKind::{Failed, Invalid, NotAuthorised, NotEnoughCredits, NotKnown};
    Some(match code {
        ErrorCode::MissingAuthorization | ErrorCode::InvalidAuthorizationScheme => (
            NotAuthorised,
            "The service saw no key.",
            "Enter the key of this account again in Settings.",
        ),
        ErrorCode::InvalidKeyFormat => (
            NotAuthorised,
            "The service says that this is not one of its keys.",
            "Copy the whole key, which begins with dsrt_live_, and enter it again in Settings.",
        ),
        ErrorCode::InvalidApiKey => (
            NotAuthorised,
            "The service does not know this key, or it was replaced.",
            "Make a new key at Dessert and enter it in Settings.",
        ),
        ErrorCode::AccountSuspended => (
            NotAuthorised,
            "This account is suspended.",
            "Ask the service's support; until then you can keep drafting in the Studio.",
        ),
        ErrorCode::InvalidCount => (
            Invalid,
            "The service does not accept this number of concepts.",
            "Choose a smaller whole number of concepts, at least 1.",
        ),
        ErrorCode::InvalidFormat => (
            Invalid,
            "The service does not accept this format.",
            "Choose static or full.",
        ),
        ErrorCode::NoBrandSelected => (
            Invalid,
            "No brand was chosen and the account has no default brand.",
            "Choose a brand, or create one at Dessert first.",
        ),
        ErrorCode::InsufficientCredits => (
            NotEnoughCredits,
            "There are not enough credits for this brief.",
            "Top up the account at Dessert, or ask for fewer concepts or static ones.",
        ),
        ErrorCode::BrandNotFound => (
            Invalid,
            "This brand does not belong to the account.",
            "Choose another brand, or switch to the account that owns it.",
        ),
        ErrorCode::BrandOnboardingInProgress => (
            Failed,
            "The brand is still being read in, so no ads can be made for it yet.",
            "Generate it anew when the service says that the brand is ready, usually within an hour.",
        ),
        ErrorCode::OrchestrationFailed => (
            Failed,
            "The service could not start the work.",
            "Retry in a few minutes: the very same request is never charged twice.",
        ),
        ErrorCode::DeliveryNotFound => (
            NotKnown,
            "The service does not know this delivery under this key and address.",
            "Check the id, and that the account's key and address are those that ordered it; then look again.",
        ),
        ErrorCode::UpstreamError => (
            Failed,
            "The service cannot look up deliveries right now.",
            "Wait a few minutes and look again; the work itself goes on.",
        ),
        ErrorCode::InvalidRequest => (
            Invalid,
            "The service does not accept this brief.",
            "Open the details to see which part it names, change that and generate it anew.",
        ),
        ErrorCode::InvalidJson => (
            Invalid,
            "The service could not read this brief.",
            "Check the brief file, or compose the brief anew.",
        ),
        ErrorCode::PayloadTooLarge => (
            Invalid,
            "This brief is too large for the service.",
            "Shorten its texts or name fewer products.",
        ),
        ErrorCode::UnusablePicture => (
            Invalid,
            "The studio cannot use this picture.",
            "Choose another PNG, JPEG or WebP picture.",
        ),
        ErrorCode::Conflict => (
            Failed,
            "Somebody else changed this meanwhile.",
            "Look at it again and make the change anew.",
        ),
        ErrorCode::NotFound | ErrorCode::MethodNotAllowed => of_status(404),
        ErrorCode::RateLimited => of_status(429),
        ErrorCode::Internal => of_status(500),
        ErrorCode::Unavailable => of_status(503),
        ErrorCode::Other(_) => return None,
    })
}

/// What a status alone means to a person.
fn of_status(status: u16) -> Words {
    use ReportKind::{Failed, Invalid, NotAuthorised, NotEnoughCredits};
    match status {
        300..=399 => (
            Failed,
            "The address of the service leads somewhere else.",
            "Sign in to your network if it asks you to, or check the address of the account in Settings.",
        ),
        401 | 407 => (
            NotAuthorised,
            "The service did not accept the key.",
            "Enter the key of this account again in Settings.",
        ),
        402 => (
            NotEnoughCredits,
            "There are not enough credits for this.",
            "Top up the account at Dessert, or ask for less.",
        ),
        403 => (
            NotAuthorised,
            "This account may not do that.",
            "Check that the brand belongs to this account and that the account is not suspended.",
        ),
        404 | 405 => (
            Failed,
            "The service does not have what was asked for.",
            "Check the address of the account in Settings.",
        ),
        425 => (
            Failed,
            "The service is not ready for this yet.",
            "Generate it anew within the hour.",
        ),
        429 => (
            Failed,
            "The service is asked too much at once.",
            "Wait a minute, then retry.",
        ),
        400..=499 => (
            Invalid,
            "The service does not accept this request.",
            "Open the details to see what it says, change that and ask anew.",
        ),
        503 => (
            Failed,
            "The service is just starting or busy.",
            "Wait half a minute, then retry.",
        ),
        _ => (
            Failed,
            "The service has a fault of its own.",
            "Wait a few minutes, then retry.",
        ),
    }
}

fn of_file(status: u16) -> Words {
    let kind = ReportKind::Failed;
    match status {
        401 | 403 | 404 | 410 => (
            kind,
            "A finished file is no longer where the service said.",
            "Look at the delivery again for its newest addresses, then fetch the file again.",
        ),
        300..=399 => (
            kind,
            "A finished file was moved to an address that is not secure.",
            "Look at the delivery again for its newest addresses, then fetch the file again.",
        ),
        _ => (
            kind,
            "A finished file could not be fetched.",
            "Fetch it again in a few minutes; what is there already is kept.",
        ),
    }
}

fn of_network(kind: NetworkKind) -> Words {
    let (summary, hint) = match kind {
        NetworkKind::Connect => (
            "The service could not be reached.",
            "Check the internet connection and the address of the account, then retry; what was accepted goes on without it.",
        ),
        NetworkKind::TimedOut => (
            "The service did not answer in time.",
            "Check the internet connection, then retry.",
        ),
        NetworkKind::Cut | NetworkKind::Garbled => (
            "The connection broke off before the whole answer was there.",
            "Check the internet connection, then retry.",
        ),
    };
    (ReportKind::Failed, summary, hint)
}

/// For the curious and for support: codes, ids and the service's own words last.
fn details(error: &ApiError) -> String {
    let mut lines = vec![error.fault.to_string()];
    if error.attempts > 0 {
        let times = if error.attempts == 1 {
            "attempt"
        } else {
            "attempts"
        };
        lines.push(format!(
            "{} {times} in {:.1} s",
            error.attempts,
            error.elapsed.as_secs_f64()
        ));
    }
    if let Fault::Refused {
        message, pointers, ..
    } = &error.fault
    {
        if let Some(id) = &pointers.request_id {
            lines.push(format!("request id {id}"));
        }
        if !message.is_empty() {
            lines.push(format!("the service says: {message}"));
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, code: ErrorCode) -> ApiError {
        Fault::Refused {
            status,
            code,
            message: "internal words".into(),
            field: None,
            pointers: Box::default(),
            retry_after: None,
        }
        .into()
    }

    #[test]
    fn every_documented_code_has_a_sentence_and_a_next_step_in_plain_words() {
        for code in ErrorCode::ALL {
            assert!(of_code(code).is_some(), "{code:?}");
            let status = code.status().unwrap();
            let report = refused(status, code.clone()).report();
            plain(&report.summary);
            plain(&report.hint);
            assert_eq!(report.kind, kind_of(status, code), "{code:?}");
            assert!(report.details.contains(code.as_str()));
            assert!(!report.to_string().contains("internal words"));
        }
    }

    #[test]
    fn every_status_without_a_known_code_has_words_too() {
        for status in 300..600 {
            for report in [
                refused(status, ErrorCode::Other("new_code".into())).report(),
                ApiError::from(Fault::NotJson {
                    status,
                    retry_after: None,
                })
                .report(),
                ApiError::from(Fault::NoFile {
                    status,
                    retry_after: None,
                })
                .report(),
            ] {
                plain(&report.summary);
                plain(&report.hint);
            }
        }
    }

    fn kind_of(status: u16, code: &ErrorCode) -> ReportKind {
        match status {
            401 | 403 => ReportKind::NotAuthorised,
            402 => ReportKind::NotEnoughCredits,
            400 | 413 | 422 => ReportKind::Invalid,
            _ if *code == ErrorCode::BrandNotFound => ReportKind::Invalid,
            _ if *code == ErrorCode::DeliveryNotFound => ReportKind::NotKnown,
            _ => ReportKind::Failed,
        }
    }

    /// *Retry* is free and *run again* costs, so that nothing in between is ever said of a request.
    #[test]
    fn what_to_do_about_a_request_is_said_in_words_that_mean_one_thing() {
        assert!(REPEAT_IS_FREE.starts_with("Retry"));
        let statuses = (300..600).map(|it| refused(it, ErrorCode::Other("new_code".into())));
        let codes = ErrorCode::ALL
            .iter()
            .filter_map(|code| Some(refused(code.status()?, code.clone())));
        for error in statuses.chain(codes) {
            let told = error.report().to_string().to_lowercase();
            for unclear in [
                "send it again",
                "sent again",
                "send the brief again",
                "try again",
                "repeat",
            ] {
                assert!(!told.contains(unclear), "{unclear}: {told}");
            }
        }
    }

    fn plain(sentence: &str) {
        assert!(sentence.ends_with('.') && sentence.len() > 15, "{sentence}");
        assert!(!sentence.contains(". "), "one sentence: {sentence}");
        let lower = sentence.to_lowercase();
        for word in [
            "http ",
            "json",
            "idempot",
            "orchestrat",
            "upstream",
            "status",
            "null",
        ] {
            assert!(!lower.contains(word), "{word} in {sentence}");
        }
    }
}
