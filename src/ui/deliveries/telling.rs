//! What is said of a job: its stage in words, how far it has come, what it costs, and what can be done. Pure, so that
//! every stage can be read in a test.

use crate::base::clock::Timestamp;
use crate::base::report::{Remedy, Report, ReportKind};
use crate::model::account::Service;
use crate::model::cost::Credits;
use crate::model::delivery::{Delivery, is_cancelled, is_not_known};
use crate::runtime::view::{Job, JobStage, View};
use crate::runtime::watch::{BrandWatch, WatchState};
use crate::ui::widgets::Tone;
use crate::ui::{account_tag, words};

use super::making::{STEPS, making};
use super::money;

/// Everything that is said of one job.
#[derive(Clone, Debug, PartialEq)]
pub struct Telling {
    /// Brand and look.
    pub title: String,
    /// Account, format, count.
    pub facts: String,
    /// When it was sent.
    pub when: String,
    /// Where it stands.
    pub stage: String,
    pub tone: Tone,
    /// A bar: the part of the files that is there, where it is known how many there will be.
    pub progress: Option<f32>,
    /// The step it is in, among [`super::making::STEPS`], while it is being made.
    pub step: Option<usize>,
    /// The line under the stage.
    pub line: String,
    /// Under that: when it was and will be looked at.
    pub looks: String,
    /// What went wrong or must be decided, in full; may wrap.
    pub explanation: Option<String>,
    /// For support; folded.
    pub details: Option<String>,
    pub cost: String,
    /// Under the cost.
    pub cost_hint: String,
    /// What was charged and refunded and how that is known, a line each; folded unless it is needed to decide.
    pub ledger: Vec<String>,
    pub has_open_ledger: bool,
    /// What can be done, the most likely first.
    pub offers: Vec<Offer>,
}

/// Something that can be done with a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// End it early; what is finished stays.
    Cancel,
    /// Look at it now instead of at the next turn.
    LookNow,
    /// The same key and bytes once more; free of risk.
    RetryNow,
    /// Follow the delivery that an entry of usage names, as what became of it.
    FollowNamed,
    /// The same brief under a new key; costs.
    RunAgain(Price),
    /// Forget it.
    LetGo,
    /// Put the brief into the form.
    EditBrief,
    /// Fetch what is not on disk.
    DownloadMissing,
    OpenInGallery,
    ShowFolder,
    OpenOnTheWeb,
}

/// What running again costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Price {
    Free,
    Costs(Credits),
}

impl Telling {
    /// Whether there is something behind *Details*.
    pub fn is_foldable(&self) -> bool {
        self.details.is_some() || (!self.ledger.is_empty() && !self.has_open_ledger)
    }
}

impl Offer {
    /// The words on its button.
    pub fn text(self) -> String {
        match self {
            Self::Cancel => "Cancel…".into(),
            Self::LookNow => "Look now".into(),
            Self::RetryNow => "Retry now".into(),
            Self::RunAgain(Price::Free) => "Run again · free".into(),
            Self::RunAgain(Price::Costs(credits)) => {
                format!("Run again · {}", words::credits(credits))
            }
            Self::FollowNamed => "Follow the named one".into(),
            Self::LetGo => "Let go".into(),
            Self::EditBrief => "Edit brief".into(),
            Self::DownloadMissing => "Download missing".into(),
            Self::OpenInGallery => "Open in gallery".into(),
            Self::ShowFolder => "Show folder".into(),
            Self::OpenOnTheWeb => "Open on the web".into(),
        }
    }

    /// What it does, when the pointer rests on it.
    pub fn tooltip(self) -> &'static str {
        match self {
            Self::Cancel => "Make no more of it; what is finished stays",
            Self::LookNow => "Ask the service now instead of at the next turn",
            Self::RetryNow => "The same request under the same key: it is never paid twice",
            Self::RunAgain(Price::Free) => "The same brief as a new request",
            Self::RunAgain(Price::Costs(_)) => {
                "The same brief as a new request, which is paid anew"
            }
            Self::FollowNamed => {
                "Take the delivery that the entry names for what became of this request; free"
            }
            Self::LetGo => "Forget this request without retrying it",
            Self::EditBrief => "Put this brief into the form, to be changed and generated anew",
            Self::DownloadMissing => "Fetch the files that are not on disk",
            Self::OpenInGallery => "See its ads",
            Self::ShowFolder => "Show its files in the file manager",
            Self::OpenOnTheWeb => "The service's own page of this delivery",
        }
    }
}

/// Tells of a job as it stands now.
pub fn tell(job: &Job, view: &View, now: Timestamp) -> Telling {
    let mut telling = Telling {
        title: title(job),
        facts: facts(job, view),
        when: format!(
            "{} {}",
            words::day(job.created_at, now),
            words::clock_time(job.created_at)
        ),
        stage: String::new(),
        tone: Tone::Accent,
        progress: None,
        step: None,
        line: String::new(),
        looks: String::new(),
        explanation: job.trouble.as_ref().map(sentence),
        details: job.trouble.as_ref().and_then(details),
        cost: String::new(),
        cost_hint: String::new(),
        ledger: Vec::new(),
        has_open_ledger: false,
        offers: Vec::new(),
    };
    (telling.cost, telling.cost_hint) = money::cost(job, view, now);
    if job.stage.is_settled() {
        telling.ledger = money::ledger(job, view, now);
        telling.has_open_ledger = job.stage == JobStage::NeedsDecision;
    }
    match &job.stage {
        JobStage::Sending(attempt) => sending(&mut telling, job, *attempt),
        JobStage::Making(status) => making(&mut telling, job, status, view, now),
        JobStage::Fetching { done, total } => {
            telling.stage = format!("Downloading · {done} of {total}");
            telling.progress = part(*done, *total);
            telling.step = Some(STEPS.len() - 1);
            telling.line = format!("{} elapsed", elapsed(job, now));
            telling.offers.push(Offer::OpenInGallery);
        }
        JobStage::Done => finished(&mut telling, job),
        JobStage::Incomplete { done, total } => incomplete(&mut telling, *done, *total),
        JobStage::NeedsDecision => needs_decision(&mut telling, job, view),
        JobStage::Refused(report) => {
            let is_unsent = report.kind == ReportKind::NotSent;
            telling.stage = if is_unsent { "Not sent" } else { "Refused" }.into();
            wrong(&mut telling, report);
            telling.line = watched(job, view, now).unwrap_or("Nothing was charged".into());
            telling.offers.extend(ready(job, view));
            telling
                .offers
                .extend(job.brief.as_ref().map(|_| Offer::EditBrief));
        }
        JobStage::Failed(report) => failed(&mut telling, job, view, report, now),
        JobStage::Dismissed => {
            telling.stage = "Let go".into();
            telling.tone = Tone::Plain;
            telling.line = "It is not retried".into();
            telling
                .offers
                .extend(job.brief.as_ref().map(|_| Offer::EditBrief));
        }
    }
    telling
}

fn title(job: &Job) -> String {
    let brand = job
        .delivery
        .as_ref()
        .map(|delivery| delivery.brand_name.clone())
        .filter(|brand| !brand.is_empty());
    let look = job.brief.as_ref().and_then(words::look);
    let headline = job
        .delivery
        .iter()
        .flat_map(|delivery| &delivery.ads)
        .map(|ad| ad.headline.trim())
        .find(|headline| !headline.is_empty())
        .map(str::to_owned);
    match (brand, look) {
        (Some(brand), Some(look)) => format!("{brand} · {look}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => headline
            .or_else(|| {
                job.delivery
                    .as_ref()
                    .map(|delivery| delivery.id.to_string())
            })
            .unwrap_or_else(|| "Brand’s own looks".into()),
    }
}

fn facts(job: &Job, view: &View) -> String {
    let service = account_tag::name_of(view, &job.account);
    match &job.brief {
        Some(brief) => format!(
            "{service} · {} · {}",
            brief.format.label(),
            words::count(brief.count as usize, "concept", "concepts")
        ),
        None => format!("{service} · followed by its id"),
    }
}

fn sending(telling: &mut Telling, job: &Job, attempt: u32) {
    telling.stage = if attempt > 1 {
        format!("Sending, attempt {attempt}")
    } else {
        "Sending".into()
    };
    telling.line = "Written down; no repeat is paid twice".into();
    if job.trouble.is_some() || attempt > 1 {
        telling
            .offers
            .extend(job.intent.as_ref().map(|_| Offer::RetryNow));
        telling.tone = Tone::Warn;
    }
}

fn finished(telling: &mut Telling, job: &Job) {
    telling.tone = Tone::Ok;
    if let Some(delivery) = &job.delivery {
        let files = words::count(delivery.files_on_disk(), "file", "files");
        let place = words::short_path(delivery.own_folder());
        telling.stage = match job.cut_short() {
            Some(cut) => {
                telling.tone = Tone::Plain;
                let (made, ordered) = (cut.made(), cut.ordered());
                format!("Cancelled · {made} of {ordered} files in {place}")
            }
            None => format!("Done · {files} in {place}"),
        };
        if let Some(end) = delivery.finished_at {
            let took = words::between(job.created_at, end);
            telling.line = format!("took {}", words::stopwatch(took));
        }
    } else {
        telling.stage = "Done".into();
    }
    telling.offers.push(Offer::OpenInGallery);
    telling.offers.push(Offer::ShowFolder);
}

fn incomplete(telling: &mut Telling, done: usize, total: usize) {
    telling.tone = Tone::Warn;
    telling.stage = format!("{done} of {total} files on disk");
    telling.progress = part(done, total);
    let hint = "The rest could not be saved. If its folder is full or gone, choose another in Settings first.";
    telling.explanation.get_or_insert_with(|| hint.into());
    telling.offers.push(Offer::DownloadMissing);
    telling.offers.push(Offer::OpenInGallery);
}

fn needs_decision(telling: &mut Telling, job: &Job, view: &View) {
    telling.tone = Tone::Warn;
    telling.stage = "Needs your decision".into();
    // What is wrong with it can be put right: its account is gone, at another address, or short of credits.
    let is_wrong = |report: &Report| report.kind == ReportKind::Invalid;
    if job.trouble.as_ref().is_some_and(is_wrong) {
        telling
            .offers
            .extend(job.intent.as_ref().map(|_| Offer::RetryNow));
    }
    // What is certain to be paid is not paid once more.
    let is_paid = |report: &Report| report.remedy() == Some(&Remedy::CopyForSupport);
    if !job.trouble.as_ref().is_some_and(is_paid) {
        telling
            .offers
            .extend(money::named(job, view).map(|_| Offer::FollowNamed));
        telling.offers.extend(run_again(job, view));
    }
    telling
        .offers
        .extend(job.intent.as_ref().map(|_| Offer::LetGo));
}

fn failed(telling: &mut Telling, job: &Job, view: &View, report: &Report, now: Timestamp) {
    wrong(telling, report);
    if is_not_known(report) {
        telling.stage = "Not found".into();
        telling.offers.push(Offer::LookNow);
        telling.offers.extend(run_again(job, view));
        return;
    }
    if is_cancelled(report) {
        telling.stage = "Cancelled".into();
        telling.tone = Tone::Plain;
    } else {
        telling.stage = "Failed".into();
    }
    telling.line = money::refund(job, now).unwrap_or_default();
    telling.offers.extend(run_again(job, view));
    telling
        .offers
        .extend(job.brief.as_ref().map(|_| Offer::EditBrief));
}

/// How the brand stands that a refused request waits for.
fn watched(job: &Job, view: &View, now: Timestamp) -> Option<String> {
    let watch = watch_of(job, view)?;
    Some(match watch.state {
        WatchState::Ready => "The brand is ready now · nothing was sent or charged".into(),
        WatchState::GivenUp => "The brand was not ready after a day · nothing was charged".into(),
        WatchState::Waiting => match watch.asked_at {
            Some(at) => format!(
                "Watching the brand · asked {} ago · nothing was charged",
                words::span(words::between(at, now))
            ),
            None => "Watching the brand · nothing was charged".into(),
        },
    })
}

/// Once its brand is ready, a refused brief may be run again.
fn ready(job: &Job, view: &View) -> Option<Offer> {
    let is_ready = watch_of(job, view)?.state == WatchState::Ready;
    is_ready.then(|| run_again(job, view)).flatten()
}

fn watch_of<'a>(job: &Job, view: &'a View) -> Option<&'a BrandWatch> {
    let watches = &view.account(&job.account)?.watches;
    watches
        .iter()
        .find(|it| job.intent.as_ref() == Some(&it.intent))
}

fn wrong(telling: &mut Telling, report: &Report) {
    telling.tone = Tone::Warn;
    telling.explanation = Some(sentence(report));
    telling.details = details(report);
}

fn run_again(job: &Job, view: &View) -> Option<Offer> {
    job.intent.as_ref()?;
    let brief = job.brief.as_ref()?;
    Some(Offer::RunAgain(match job.service {
        Service::Studio => Price::Free,
        Service::Dessert => Price::Costs(view.price(&job.account, brief).credits),
    }))
}

/// The service's own page; what the studio made is on no web.
pub(super) fn web(job: &Job) -> Option<Offer> {
    let url = job.delivery.as_ref()?.viewer_url.as_ref();
    url.filter(|_| job.service == Service::Dessert)
        .map(|_| Offer::OpenOnTheWeb)
}

/// Files that the service has offered, and those expected in all; 0 when nobody knows.
pub(super) fn files(job: &Job) -> (usize, usize) {
    let files = job.delivery.as_ref().map(Delivery::ordered_files);
    files.map_or((0, 0), |files| (files.offered, files.expected))
}

pub(super) fn part(done: usize, total: usize) -> Option<f32> {
    (total > 0).then(|| (done as f32 / total as f32).clamp(0.0, 1.0))
}

pub(super) fn elapsed(job: &Job, now: Timestamp) -> String {
    words::stopwatch(words::between(job.created_at, now))
}

fn sentence(report: &Report) -> String {
    format!("{} {}", report.summary, report.hint)
        .trim()
        .to_owned()
}

fn details(report: &Report) -> Option<String> {
    Some(report.details.clone()).filter(|details| !details.is_empty())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;
    use crate::model::delivery::DeliveryStatus;
    use crate::model::draft::BriefDraft;
    use crate::model::fate::{Undecided, Why};
    use crate::model::ids::{AccountId, DeliveryId, IntentId};
    use crate::model::ledger::Booked;
    use crate::model::settings::Settings;
    use crate::runtime::remote::Remote;
    use crate::runtime::styles::Styles;
    use crate::runtime::view::StyleSearch;

    fn view() -> View {
        View {
            revision: 1,
            settings: Arc::new(Settings::default()),
            ads_folder: "/ads".into(),
            saved_draft: Arc::new(BriefDraft::default()),
            accounts: Vec::new(),
            jobs: Vec::new(),
            styles: StyleSearch {
                query: String::new(),
                results: Remote::Absent,
            },
            brand_kits: crate::runtime::brands::KitsView::default(),
            revise: crate::runtime::revise::ReviseView::default(),
            catalogue: Styles::default(),
            copywriting: crate::runtime::copywriting::CopyView::default(),
            log: crate::runtime::log::LogView::default(),
        }
    }

    fn told(service: Service, stage: JobStage) -> Telling {
        let now: Timestamp = "2026-11-21T10:42:00Z".parse().unwrap();
        tell(&job(service, stage, now), &view(), now)
    }

    fn job(service: Service, stage: JobStage, now: Timestamp) -> Job {
        Job {
            intent: Some(IntentId::new("i1")),
            account: AccountId::new("dessert"),
            service,
            brief: BriefDraft::default().check().ok(),
            stage,
            delivery: None,
            created_at: now - Duration::from_secs(75),
            next_look: Some(now + Duration::from_secs(11)),
            silent_since: None,
            is_overdue: false,
            trouble: None,
            money: Default::default(),
        }
    }

    #[test]
    fn only_running_again_is_offered_with_a_price() {
        let decision = told(Service::Dessert, JobStage::NeedsDecision);
        assert_eq!(decision.cost, "15 or 0 credits");
        let words: Vec<String> = decision.offers.iter().map(|offer| offer.text()).collect();
        assert_eq!(words, ["Run again · 15 credits", "Let go"]);
        let resend = told(Service::Dessert, JobStage::Sending(2));
        assert_eq!(resend.offers, [Offer::RetryNow]);
        assert!(!Offer::RetryNow.text().contains("credit"));
    }

    #[test]
    fn what_is_certain_to_be_paid_is_never_offered_to_be_run_again() {
        let now: Timestamp = "2026-11-21T10:42:00Z".parse().unwrap();
        let mut job = job(Service::Dessert, JobStage::NeedsDecision, now);
        let clash = Undecided::new(Why::Clash(DeliveryId::new("rec1")));
        job.trouble = Some(clash.report);
        job.money.charged = Some(Booked {
            credits: Credits(15),
            at: now,
            by_answer: true,
            entries: Vec::new(),
        });
        let told = tell(&job, &view(), now);
        assert_eq!(told.offers, [Offer::LetGo]);
        assert_eq!(
            (told.cost.as_str(), told.cost_hint.as_str()),
            ("15 credits", "told when it was accepted")
        );
    }

    #[test]
    fn what_is_not_found_is_not_called_refunded() {
        let lost = Report::new(ReportKind::NotKnown, "It is not there.", "Look again.");
        let told = told(Service::Dessert, JobStage::Failed(lost));
        assert_eq!(told.offers.first(), Some(&Offer::LookNow));
        assert_eq!((told.line.as_str(), told.cost.as_str()), ("", "15 credits"));
    }

    #[test]
    fn the_studio_never_speaks_of_spending() {
        let failed = JobStage::Failed(Report::failed("It broke.", "Try another look."));
        let told = told(Service::Studio, failed);
        assert_eq!(
            (told.cost.as_str(), told.cost_hint.as_str()),
            ("Free here", "15 credits at Dessert")
        );
        assert_eq!(told.offers.first(), Some(&Offer::RunAgain(Price::Free)));
        assert_eq!(
            told.explanation.as_deref(),
            Some("It broke. Try another look.")
        );
        assert!(told.line.is_empty());
    }

    #[test]
    fn the_bar_is_the_part_of_the_files_that_is_there() {
        for (done, total, wanted) in [
            (0, 6, Some(0.0)),
            (3, 6, Some(0.5)),
            (6, 6, Some(1.0)),
            (2, 0, None),
        ] {
            assert_eq!(part(done, total), wanted);
            let fetching = told(Service::Dessert, JobStage::Fetching { done, total });
            assert_eq!(fetching.progress, wanted);
        }
        // Where nothing is counted there is none.
        for stage in [
            JobStage::Sending(1),
            JobStage::Making(DeliveryStatus::Rendering),
        ] {
            assert_eq!(told(Service::Dessert, stage).progress, None);
        }
    }

    #[test]
    fn a_running_job_tells_its_times() {
        let told = told(Service::Dessert, JobStage::Making(DeliveryStatus::Queued));
        assert_eq!(told.line, "1:15 elapsed · usually 2–4 min");
        assert_eq!(told.looks, "Not looked at yet, next look in 11 s");
        assert_eq!(told.step, Some(0));
        assert_eq!(told.offers, [Offer::LookNow]);
    }
}
