//! What is told in passing, at the lower right: it worked, or it failed and what to do.
//!
//! Troubles stay until they are put away; good news leaves by itself. Nothing slides or fades.

use std::time::Duration;

use egui::{Align2, Area, CornerRadius, Frame as Surface, Id, Margin, Order, Ui, vec2};

use crate::base::clock::Timestamp;
use crate::base::report::Report;
use crate::model::ids::{AccountId, IntentId};
use crate::runtime::event::Event;
use crate::runtime::keys::is_opened_by_environment;
use crate::runtime::revise::ReviseEvent;
use crate::runtime::view::View;

use super::account_tag;
use super::frame::{Action, Frame, Place};
use super::icons::{self, Icon};
use super::remedy::{Concern, Shape, way_ui};
use super::text;
use super::tokens::radius;
use super::widgets::{self, icon_button};

/// How long good news stays.
const GOOD_NEWS: Duration = Duration::from_secs(6);
/// More than this would cover the screen; the oldest go first.
const MOST: usize = 4;
const WIDTH: f32 = 380.0;

/// Everything that is being told.
#[derive(Debug, Default)]
pub struct Notices {
    list: Vec<Notice>,
    next: u64,
}

#[derive(Debug)]
struct Notice {
    number: u64,
    report: Report,
    good: bool,
    until: Option<Timestamp>,
    /// Whose it is, where that matters.
    account: Option<AccountId>,
    /// The request that it is about.
    intent: Option<IntentId>,
    then: Option<(&'static str, Action)>,
}

impl Notices {
    /// Turns what happened into a notice, where a person would want one.
    pub fn hear(&mut self, event: &Event, view: &View, now: Timestamp) {
        let earlier = self.next;
        self.hear_of(event, view, now);
        let whose = match event {
            Event::Finished { delivery, .. } | Event::DeliveryFailed { delivery, .. } => {
                view.job_of_delivery(delivery)
            }
            Event::Refused { intent, .. } | Event::BrandReady(intent) => view.job_of_intent(intent),
            _ => None,
        };
        for notice in self.list.iter_mut().filter(|it| it.number > earlier) {
            notice.account = whose.map(|job| job.account.clone());
            notice.intent = whose.and_then(|job| job.intent.clone());
        }
    }

    fn hear_of(&mut self, event: &Event, view: &View, now: Timestamp) {
        match event {
            Event::Finished {
                delivery,
                files,
                failed,
            } => {
                let then = ("Open in gallery", Action::OpenInGallery(delivery.clone()));
                if *failed == 0 {
                    let line = format!("{} on disk.", count(*files, "new file"));
                    self.push(good(line), true, Some(then), now);
                } else {
                    let report = Report::failed(
                        format!(
                            "{} of {} could not be fetched.",
                            failed,
                            count(files + failed, "file")
                        ),
                        "Open Deliveries and fetch what is missing; it costs nothing.",
                    );
                    let then = ("Open deliveries", Action::Go(Place::Deliveries));
                    self.push(report, false, Some(then), now);
                }
            }
            Event::Refused { report, .. } | Event::Trouble(report) => {
                self.complain(report.clone(), now);
            }
            Event::BrandReady(intent) => {
                let brand = watched_brand(view, intent);
                let report = Report::failed(
                    format!("{brand} is ready: ads can be made for it now."),
                    "Nothing was sent. Run the brief again under Deliveries when you like.",
                );
                let then = ("Open deliveries", Action::Go(Place::Deliveries));
                self.push(report, false, Some(then), now);
                if let Some(notice) = self.list.last_mut() {
                    notice.good = true;
                }
            }
            Event::DeliveryFailed { report, .. } => {
                let then = ("Open deliveries", Action::Go(Place::Deliveries));
                self.push(report.clone(), false, Some(then), now);
            }
            Event::KeyKept {
                account,
                only_this_run,
                unchecked,
                same_as,
            } => {
                let name = account_tag::name_of(view, account);
                match (only_this_run, unchecked) {
                    (None, None) => {
                        let line = format!("The key for {name} is accepted and in the keychain.");
                        self.say(line, now);
                    }
                    (None, Some(_)) => {}
                    (Some(reason), _) => {
                        let also = if is_opened_by_environment(account) {
                            ", or set DESSERT_API_KEY"
                        } else {
                            ""
                        };
                        let report = Report::failed(
                            format!("The key for {name} is kept for this run only."),
                            format!("{reason} Enter the key again next time{also}."),
                        );
                        self.complain(report, now);
                    }
                }
                if let Some(why) = unchecked {
                    let report = Report::failed(
                        format!("The key for {name} is kept, but not checked yet."),
                        "The service could not be asked about it; its next answer tells.",
                    );
                    let details = format!("{why}\n{}", why.details);
                    self.complain(report.with_details(details), now);
                }
                if let Some(other) = same_as.first() {
                    let report = Report::failed(
                        format!("{} has the very same key.", account_tag::name_of(view, other)),
                        format!("It and {name} spend the same credits; check that this is meant."),
                    );
                    self.complain(report, now);
                }
            }
            Event::Revise(ReviseEvent::OnDisk {
                concept,
                version,
                failed,
            }) => {
                let then = Action::OpenInGallery(concept.delivery.clone());
                let then = ("Open in gallery", then);
                if *failed == 0 {
                    let line = format!("Version {version} is on disk, beside the earlier one.");
                    self.push(good(line), true, Some(then), now);
                } else {
                    let report = Report::failed(
                        format!("{} of the new version could not be fetched.", count(*failed, "file")),
                        "Open Deliveries and fetch what is missing; it costs nothing.",
                    );
                    let then = ("Open deliveries", Action::Go(Place::Deliveries));
                    self.push(report, false, Some(then), now);
                }
            }
            Event::WrittenDown(_)
            | Event::Accepted { .. }
            | Event::Revealed(_)
            | Event::KeyGone(_)
            // The place of the brands shows each where it belongs.
            | Event::Kit(_)
            // The panel of the viewer shows each where it belongs.
            | Event::Revise(_)
            | Event::Stopped => {}
        }
    }

    /// Tells of a failure; stays until it is put away.
    pub fn complain(&mut self, report: Report, now: Timestamp) {
        self.push(report, false, None, now);
    }

    /// Tells good news, as one line; leaves by itself.
    pub fn say(&mut self, line: impl Into<String>, now: Timestamp) {
        self.push(good(line), true, None, now);
    }

    fn push(
        &mut self,
        report: Report,
        good: bool,
        then: Option<(&'static str, Action)>,
        now: Timestamp,
    ) {
        // The same trouble over and over is one trouble.
        self.list.retain(|notice| notice.report != report);
        let until = good.then(|| now.saturating_add(GOOD_NEWS).unwrap_or(now));
        self.next += 1;
        self.list.push(Notice {
            number: self.next,
            report,
            good,
            until,
            account: None,
            intent: None,
            then,
        });
        let surplus = self.list.len().saturating_sub(MOST);
        self.list.drain(..surplus);
    }

    /// Puts one away.
    pub fn drop_one(&mut self, number: u64) {
        self.list.retain(|notice| notice.number != number);
    }

    /// Puts away what has been told long enough.
    pub fn expire(&mut self, now: Timestamp) {
        self.list
            .retain(|notice| notice.until.is_none_or(|until| until > now));
    }

    /// How long until one leaves by itself.
    pub fn next_change(&self, now: Timestamp) -> Option<Duration> {
        self.list
            .iter()
            .filter_map(|notice| notice.until)
            .min()
            .map(|until| Duration::try_from(until.duration_since(now)).unwrap_or_default())
    }
}

/// The name of the brand that a refused request waited for.
fn watched_brand(view: &View, intent: &IntentId) -> String {
    let job = view.job_of_intent(intent);
    let account = job.and_then(|job| view.account(&job.account));
    let brief = job.and_then(|job| job.brief.as_ref());
    let meant = brief.and_then(|brief| brief.brand_id.as_ref());
    let brands = account.and_then(|account| account.brands.value());
    let brand = match (meant, brands.map(Vec::as_slice)) {
        (Some(id), Some(brands)) => brands.iter().find(|brand| brand.id == *id),
        (None, Some([only])) => Some(only),
        _ => None,
    };
    brand.map_or_else(|| "The brand".to_owned(), |brand| brand.name.clone())
}

fn good(line: impl Into<String>) -> Report {
    Report::failed(line, "")
}

/// `1 file`, `6 files`.
fn count(number: usize, thing: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{s}")
}

/// Paints them over the lower right corner.
pub fn overlay_ui(ui: &mut Ui, frame: &Frame<'_>, notices: &Notices) {
    if notices.list.is_empty() {
        return;
    }
    Area::new(Id::unique("notices"))
        .order(Order::Foreground)
        .anchor(Align2::RIGHT_BOTTOM, vec2(-24.0, -24.0))
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH);
            ui.spacing_mut().item_spacing.y = 12.0;
            for notice in &notices.list {
                notice_ui(ui, frame, notice);
            }
        });
}

fn notice_ui(ui: &mut Ui, frame: &Frame<'_>, notice: &Notice) {
    let t = frame.tokens;
    let report = &notice.report;
    Surface::NONE
        .fill(t.raised)
        .stroke(t.border())
        .corner_radius(CornerRadius::same(radius::PANEL))
        .inner_margin(Margin {
            left: 16,
            right: 8,
            top: 8,
            bottom: 8,
        })
        .shadow(t.shadow())
        .show(ui, |ui| {
            ui.set_width(WIDTH - 26.0);
            ui.spacing_mut().item_spacing = vec2(12.0, 2.0);
            ui.horizontal_top(|ui| {
                ui.vertical(|ui| {
                    ui.add_space(8.0);
                    let (icon, ink) = if notice.good {
                        (Icon::Check, t.ok)
                    } else {
                        (Icon::Warning, t.warn)
                    };
                    icons::show(ui, icon, 20.0, ink);
                });
                ui.vertical(|ui| {
                    ui.set_width(WIDTH - 26.0 - 32.0 - 48.0);
                    ui.add_space(8.0);
                    ui.label(text::strong(&report.summary));
                    if let Some(account) = &notice.account {
                        account_tag::tag_ui(ui, frame, account);
                    }
                    if !report.hint.is_empty() {
                        ui.label(text::hint(&report.hint).color(t.second));
                    }
                    widgets::report_details_ui(ui, report);
                    if !notice.good {
                        let job = notice.intent.as_ref();
                        let job = job.and_then(|intent| frame.view.job_of_intent(intent));
                        let concern = job.map_or(Concern::Anything, |job| Concern::Job(job));
                        ui.horizontal(|ui| way_ui(ui, frame, report, concern, Shape::Word));
                    }
                    if let Some((label, action)) = &notice.then {
                        ui.add_space(2.0);
                        if widgets::text_button(ui, label).clicked() {
                            frame.act(action.clone());
                            frame.act(Action::DropNotice(notice.number));
                        }
                    }
                    ui.add_space(8.0);
                });
                if icon_button(ui, Icon::Cross, "Dismiss").clicked() {
                    frame.act(Action::DropNotice(notice.number));
                }
            });
        });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_news_leaves_and_trouble_stays() {
        let start = Timestamp::UNIX_EPOCH;
        let mut notices = Notices::default();
        notices.say("Done.", start);
        notices.complain(Report::failed("No.", "Again."), start);
        notices.complain(Report::failed("No.", "Again."), start);
        assert_eq!(notices.list.len(), 2, "the same trouble twice is one");
        assert_eq!(notices.next_change(start), Some(GOOD_NEWS));
        notices.expire(start.saturating_add(Duration::from_secs(7)).unwrap());
        assert_eq!(notices.list.len(), 1);
        assert!(!notices.list.first().unwrap().good);
    }
}
