//! Every documented refusal, and every other: one plain sentence, one thing to do as a button, the service's own words
//! folded away, and what support asks for ready to copy.

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use parfait::api::{ApiError, Fault, Pointers};
use parfait::base::report::Report;
use parfait::model::ids::{AccountId, RequestId};
use parfait::model::settings::Theme;
use parfait::runtime::command::Command;
use parfait::runtime::remote::Remote;
use parfait::runtime::view::{JobStage, View};
use parfait::runtime::watch::{BrandWatch, WatchState};
use parfait::ui::remedy::{Concern, way};
use parfait::wire::dessert::ErrorCode;

use super::support::views;
use super::support::window::{LARGE, SMALL, Window};

const SERVICE_SAYS: &str = "Entity rec1 violates constraint 0x7f.";

fn refusal(status: u16, code: &str) -> Report {
    let fault = Fault::Refused {
        status,
        code: ErrorCode::from(code.to_owned()),
        message: SERVICE_SAYS.into(),
        field: None,
        pointers: Box::new(Pointers {
            request_id: Some(RequestId::new("req_0f1e2d3c4b5a69788796a5b4")),
            doc_url: Some("https://docs.dessert.dev/errors".into()),
        }),
        retry_after: None,
    };
    ApiError::from(fault).report()
}

/// Dessert is in use; one paid job at this stage.
fn with_job(stage: JobStage) -> View {
    let mut view = views::dessert();
    let mut job = views::job("d1", 90, stage, 0);
    let it = std::sync::Arc::make_mut(&mut job);
    it.account = AccountId::new("dessert");
    it.service = parfait::model::account::Service::Dessert;
    view.jobs = vec![job];
    view
}

/// Both tables of the contract: the statuses, the codes, and a word that no version knows for each status.
const TABLE: &[(u16, &str, &str)] = &[
    (401, "missing_authorization", "Enter the key"),
    (401, "invalid_authorization_scheme", "Enter the key"),
    (401, "invalid_key_format", "Enter the key"),
    (401, "invalid_api_key", "Enter the key"),
    (403, "account_suspended", "Copy for support"),
    (400, "invalid_count", "Fix concepts"),
    (400, "invalid_format", "Fix format"),
    (400, "no_brand_selected", "Pick a brand"),
    (402, "insufficient_credits", "Top up at Dessert"),
    (404, "brand_not_found", "Pick a brand"),
    (425, "brand_onboarding_in_progress", "Watch the brand"),
    (502, "orchestration_failed", "Retry now"),
    (404, "delivery_not_found", "Look again"),
    (502, "upstream_error", "Look again"),
    (400, "a_new_word", "Edit the brief"),
    (401, "a_new_word", "Enter the key"),
    (402, "a_new_word", "Top up at Dessert"),
    (403, "a_new_word", "Pick a brand"),
    (404, "a_new_word", "Check the address"),
    (409, "a_new_word", "Copy for support"),
    (418, "a_new_word", "Copy for support"),
    (422, "a_new_word", "Edit the brief"),
    (425, "a_new_word", "Retry now"),
    (429, "a_new_word", "Retry now"),
    (500, "a_new_word", "Retry now"),
    (502, "a_new_word", "Retry now"),
    (503, "a_new_word", "Retry now"),
    (599, "a_new_word", "Retry now"),
];

#[test]
fn every_refusal_has_one_sentence_and_one_button() {
    let documented = ErrorCode::ALL.iter().filter(|code| {
        // The studio's own concern brand kits or what no client of ours sends.
        !matches!(
            code.as_str(),
            "invalid_request"
                | "invalid_json"
                | "payload_too_large"
                | "unusable_picture"
                | "conflict"
                | "not_found"
                | "method_not_allowed"
                | "rate_limited"
                | "internal"
                | "unavailable"
        )
    });
    for code in documented {
        let listed = TABLE.iter().any(|(_, listed, _)| *listed == code.as_str());
        assert!(listed, "{code:?} is not in the table");
    }
    for (status, code, button) in TABLE {
        let report = refusal(*status, code);
        assert!(report.summary.ends_with('.') && report.hint.ends_with('.'));
        assert!(!report.to_string().contains(SERVICE_SAYS));
        assert!(report.details.contains(SERVICE_SAYS));
        assert_eq!(report.request_id(), Some("req_0f1e2d3c4b5a69788796a5b4"));
        // A refusal is of a request; what may pass is of one that is still being sent; a look is of a delivery.
        let stage = match (*status, *code) {
            (_, "delivery_not_found" | "upstream_error") => JobStage::Failed(report.clone()),
            (425, "a_new_word") | (429 | 500.., _) => JobStage::Sending(2),
            _ => JobStage::Refused(report.clone()),
        };
        let view = with_job(stage);
        let concern = Concern::Job(&view.jobs[0]);
        let way = way(&report, concern, &view, views::now());
        let way = way.unwrap_or_else(|| panic!("{status} {code}: nothing to do"));
        assert_eq!(way.text, *button, "{status} {code}");
        assert!(way.deed.is_some());
    }
}

#[test]
fn a_wait_is_told_with_its_end_and_becomes_a_button_then() {
    let until = views::now() + std::time::Duration::from_secs(3 * 3600 + 50 * 60);
    let report = refusal(429, "slow_down").with_until(Some(until));
    let id = AccountId::new("dessert");
    let view = views::dessert();
    let concern = Concern::Account(&id);
    let waiting = way(&report, concern, &view, views::now()).unwrap();
    assert!(waiting.text.starts_with("Wait until ") && waiting.deed.is_none());
    let after = way(&report, concern, &view, until).unwrap();
    assert_eq!(after.text, "Ask again");
    assert!(after.deed.is_some());
}

fn press(window: &mut Window, name: &str) {
    window
        .harness
        .get_by_role_and_label(Role::Button, name)
        .click();
    window.run();
}

#[test]
fn a_refused_row_leads_out_of_its_trouble() {
    let cases = [
        (402, "insufficient_credits", "Top up at Dessert"),
        (401, "invalid_api_key", "Enter the key"),
        (404, "brand_not_found", "Pick a brand"),
    ];
    for (status, code, button) in cases {
        let stage = JobStage::Refused(refusal(status, code));
        let mut window = Window::open(with_job(stage));
        press(&mut window, "Deliveries");
        assert!(window.harness.query_by_label("Copy request id").is_some());
        assert!(window.harness.query_by_label_contains("0x7f").is_none());
        press(&mut window, "Details");
        assert!(window.harness.query_by_label_contains("0x7f").is_some());
        press(&mut window, button);
        match code {
            "insufficient_credits" => assert!(
                matches!(&window.asked()[..], [Command::OpenPage(url)] if url.contains("billing"))
            ),
            "invalid_api_key" => {
                assert!(window.harness.query_by_label("Where is my key?").is_some());
            }
            _ => assert!(window.harness.query_by_label("New brief").is_some()),
        }
    }
}

#[test]
fn a_brand_that_is_ready_is_offered_with_its_price_and_nothing_is_sent() {
    let report = refusal(425, "brand_onboarding_in_progress");
    let mut view = with_job(JobStage::Refused(report));
    let watch = BrandWatch {
        intent: view.jobs[0].intent.clone().unwrap(),
        brand: None,
        since: views::now(),
        state: WatchState::Waiting,
        asked_at: None,
    };
    view.accounts[1].watches = vec![watch];
    let mut window = Window::open(view);
    press(&mut window, "Deliveries");
    assert!(window.harness.query_by_label("Stop watching").is_some());
    window.show(|view| view.accounts[1].watches[0].state = WatchState::Ready);
    assert!(window.asked().is_empty());
    press(&mut window, "Run again · 15 credits");
    assert!(window.asked().is_empty(), "it is asked back first");
    assert!(
        window
            .harness
            .query_by_label("Run this brief again?")
            .is_some()
    );
}

#[test]
fn refusals_can_be_painted() {
    let mut view = with_job(JobStage::Done);
    let cases = [
        (402, "insufficient_credits"),
        (404, "brand_not_found"),
        (400, "invalid_count"),
        (401, "invalid_api_key"),
        (425, "brand_onboarding_in_progress"),
        (403, "account_suspended"),
        (418, "teapot"),
    ];
    view.jobs = cases
        .iter()
        .zip(1..)
        .map(|((status, code), at)| {
            let stage = JobStage::Refused(refusal(*status, code));
            let mut job = views::job(&format!("e{at}"), at * 300, stage, 0);
            let it = std::sync::Arc::make_mut(&mut job);
            it.account = AccountId::new("dessert");
            it.service = parfait::model::account::Service::Dessert;
            job
        })
        .collect();
    view.accounts[1].watches = vec![BrandWatch {
        intent: view.jobs[4].intent.clone().unwrap(),
        brand: None,
        since: views::now(),
        state: WatchState::Waiting,
        asked_at: Some(views::now() - std::time::Duration::from_secs(40)),
    }];
    let until = views::now() + std::time::Duration::from_secs(3600);
    let slow = refusal(429, "slow_down").with_until(Some(until));
    view.accounts[1].balance = Remote::Failed(view.accounts[1].balance.value().copied(), slow);
    for (theme, size, name) in [
        (Theme::Light, LARGE, "light"),
        (Theme::Dark, LARGE, "dark"),
        (Theme::Light, SMALL, "small"),
    ] {
        let mut window = Window::open_as(view.clone(), size, theme);
        for place in ["Compose", "Settings", "Deliveries"] {
            press(&mut window, place);
            let place = place.to_lowercase();
            window.picture(&format!("errors-{place}-{name}"));
        }
        let intent = view.jobs[0].intent.clone().unwrap();
        window.tell(parfait::runtime::event::Event::Refused {
            intent,
            report: refusal(402, "insufficient_credits"),
        });
        window.picture(&format!("errors-notice-{name}"));
    }
}
