//! The one thing to do about a failed call: a table of codes, statuses and network failures.
//!
//! Must not hold words; those are in `words`.

use crate::base::report::Remedy;
use crate::wire::dessert::ErrorCode;

use super::error::{ApiError, Fault};
use super::retry::NetworkKind;

/// What helps, if one thing does.
pub(super) fn of(error: &ApiError) -> Option<Remedy> {
    if error.may_have_been_accepted()
        && !matches!(
            error.fault,
            Fault::Held(_) | Fault::KeyExpired | Fault::Closed(_)
        )
    {
        // Whatever else is wrong: the same request under the same key is free.
        return Some(Remedy::RetryNow);
    }
    match &error.fault {
        Fault::Refused { status, code, .. } => of_code(code).or_else(|| of_status(*status)),
        Fault::NotJson { status, .. } => of_status(*status),
        Fault::NoFile { .. } | Fault::UnusableFile(_) => Some(Remedy::FetchAgain),
        Fault::Garbled { .. } => Some(Remedy::RetryNow),
        Fault::Network { kind, .. } => Some(match kind {
            NetworkKind::Connect
            | NetworkKind::TimedOut
            | NetworkKind::Cut
            | NetworkKind::Garbled => Remedy::RetryNow,
        }),
        Fault::Insecure { .. } | Fault::BadAddress => Some(Remedy::CheckAddress),
        Fault::BadKey => Some(Remedy::EnterKey),
        Fault::Closed(_) => Some(Remedy::Wait),
        Fault::Held(report) => report.remedy().cloned(),
        Fault::KeyExpired | Fault::NoClient(_) => None,
    }
}

fn of_code(code: &ErrorCode) -> Option<Remedy> {
    let field = |name: &str| Some(Remedy::FixField(name.to_owned()));
    match code {
        ErrorCode::MissingAuthorization
        | ErrorCode::InvalidAuthorizationScheme
        | ErrorCode::InvalidKeyFormat
        | ErrorCode::InvalidApiKey => Some(Remedy::EnterKey),
        ErrorCode::AccountSuspended => Some(Remedy::CopyForSupport),
        ErrorCode::InvalidCount => field("count"),
        ErrorCode::InvalidFormat => field("format"),
        ErrorCode::NoBrandSelected | ErrorCode::BrandNotFound => Some(Remedy::PickBrand),
        ErrorCode::InsufficientCredits => Some(Remedy::TopUp),
        ErrorCode::BrandOnboardingInProgress => Some(Remedy::WatchBrand),
        ErrorCode::DeliveryNotFound | ErrorCode::UpstreamError => Some(Remedy::LookAgain),
        ErrorCode::InvalidRequest | ErrorCode::InvalidJson | ErrorCode::PayloadTooLarge => {
            Some(Remedy::EditBrief)
        }
        // They concern brand kits, whose place knows better.
        ErrorCode::UnusablePicture | ErrorCode::Conflict => None,
        _ => code.status().and_then(of_status),
    }
}

fn of_status(status: u16) -> Option<Remedy> {
    match status {
        300..=399 | 404 | 405 => Some(Remedy::CheckAddress),
        401 | 407 => Some(Remedy::EnterKey),
        402 => Some(Remedy::TopUp),
        403 => Some(Remedy::PickBrand),
        425 | 429 | 503 => Some(Remedy::Wait),
        400 | 413 | 422 => Some(Remedy::EditBrief),
        400..=499 => Some(Remedy::CopyForSupport),
        _ => Some(Remedy::RetryNow),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, code: &str) -> ApiError {
        Fault::Refused {
            status,
            code: ErrorCode::from(code.to_owned()),
            message: "".into(),
            field: None,
            pointers: Box::default(),
            retry_after: None,
        }
        .into()
    }

    #[test]
    fn every_documented_refusal_has_the_one_thing_that_helps() {
        let count = Remedy::FixField("count".into());
        let format = Remedy::FixField("format".into());
        for (status, code, remedy) in [
            (401, "missing_authorization", Remedy::EnterKey),
            (401, "invalid_authorization_scheme", Remedy::EnterKey),
            (401, "invalid_key_format", Remedy::EnterKey),
            (401, "invalid_api_key", Remedy::EnterKey),
            (403, "account_suspended", Remedy::CopyForSupport),
            (400, "invalid_count", count),
            (400, "invalid_format", format),
            (400, "no_brand_selected", Remedy::PickBrand),
            (402, "insufficient_credits", Remedy::TopUp),
            (404, "brand_not_found", Remedy::PickBrand),
            (425, "brand_onboarding_in_progress", Remedy::WatchBrand),
            (502, "orchestration_failed", Remedy::RetryNow),
            (404, "delivery_not_found", Remedy::LookAgain),
            (502, "upstream_error", Remedy::LookAgain),
            // Statuses without a known code.
            (403, "not_yours", Remedy::PickBrand),
            (400, "no_such_angle", Remedy::EditBrief),
            (418, "teapot", Remedy::CopyForSupport),
            (429, "slow_down", Remedy::Wait),
            (500, "oops", Remedy::RetryNow),
            (503, "warming_up", Remedy::Wait),
        ] {
            let report = refused(status, code).report();
            assert_eq!(report.remedy(), Some(&remedy), "{status} {code}");
        }
        // Once there is a doubt, only the same request is free.
        let doubtful = refused(402, "insufficient_credits").in_doubt(true);
        assert_eq!(doubtful.report().remedy(), Some(&Remedy::RetryNow));
        let garbled = NetworkKind::Garbled;
        let cut = ApiError::from(Fault::network(garbled, "cut"));
        assert_eq!(cut.report().remedy(), Some(&Remedy::RetryNow));
    }
}
