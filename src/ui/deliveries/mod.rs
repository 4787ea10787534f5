//! The Deliveries screen: everything that was sent, newest first, each with what it is doing and what can be done.
//!
//! Must not decide anything about money: [`telling`] says what each job may be offered, and the runtime refuses the rest.

mod cancel;
mod confirm;
mod heights;
mod log;
mod making;
mod money;
mod row;
mod telling;

use std::time::Duration;

use egui::{Align, Layout, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use crate::model::ids::DeliveryId;
use crate::runtime::event::Event;
use crate::runtime::view::{Job, JobStage, View};

use super::command::UserCommand;
use super::frame::{Action, Frame, Place};
use super::icons::Icon;
use super::text;
use super::tokens::space;
use super::widgets::{Button, empty_state};

use confirm::Confirm;
use heights::Heights;
use log::OpenLog;
use row::Measured;

/// Above the first row: title and counts.
const HEADER: f32 = 88.0;
/// Between rows.
const GAP: f32 = 12.0;

/// What this screen alone shows: typed text, what is open, what is chosen.
#[derive(Debug, Default)]
pub struct State {
    /// The job whose details are unfolded.
    unfolded: Option<String>,
    /// A paid wish that waits for a yes.
    confirm: Option<Confirm>,
    /// A delivery that is to be ended early, if the person says so once more.
    cancel: Option<DeliveryId>,
    /// The log that is looked at.
    log: Option<OpenLog>,
    heights: Heights,
}

impl State {
    /// What it starts with.
    pub fn new(_view: &View) -> Self {
        Self::default()
    }

    /// Hears what happened, once each.
    pub fn hear(&mut self, _event: &Event, _view: &View) {}
}

/// Paints the screen.
pub fn screen_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    if frame.view.jobs.is_empty() {
        ui.add_space((ui.available_height() * 0.5 - 130.0).max(space::L));
        let hint = "Every brief you send is listed here, with how far it has come.";
        if empty_state(
            ui,
            Icon::List,
            "Nothing sent yet",
            hint,
            Some("Compose a brief"),
        ) {
            frame.act(Action::Go(Place::Compose));
        }
        return;
    }
    header_ui(ui, frame);
    rows_ui(ui, frame, state);
    confirm::confirm_ui(ui, frame, &mut state.confirm);
    cancel::cancel_ui(ui, frame, &mut state.cancel);
    log::log_ui(ui, frame, &mut state.log);
}

fn header_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let t = &frame.tokens;
    let (_, bar) = ui.allocate_space(vec2(ui.available_width(), HEADER));
    let inside = Rect::from_min_max(
        pos2(bar.left() + space::XL, bar.top() + 22.0),
        pos2(bar.right() - space::XL, bar.bottom() - 14.0),
    );
    let mut right = ui.new_child(
        UiBuilder::new()
            .id_salt("deliveries-tools")
            .max_rect(inside)
            .layout(Layout::right_to_left(Align::Center)),
    );
    let folder = Button::quiet("Open ads folder").icon(Icon::Folder).dense();
    right.add_space(-14.0);
    if right.add(folder).clicked() {
        frame.act(Action::Do(UserCommand::OpenAdsFolder));
    }
    let mut left = ui.new_child(
        UiBuilder::new()
            .id_salt("deliveries-title")
            .max_rect(inside)
            .layout(Layout::top_down(Align::Min)),
    );
    left.spacing_mut().item_spacing.y = 2.0;
    left.label(text::title("Deliveries").color(t.ink));
    left.label(text::hint(counts(&frame.view.jobs)).color(t.third));
}

fn counts(jobs: &[std::sync::Arc<Job>]) -> String {
    let running = jobs.iter().filter(|job| !job.stage.is_settled()).count();
    let waiting = jobs.iter().filter(|job| needs_you(job)).count();
    let mut parts = Vec::new();
    if running > 0 {
        parts.push(format!("{running} running"));
    }
    if waiting > 0 {
        let verb = if waiting == 1 { "needs" } else { "need" };
        parts.push(format!("{waiting} {verb} you"));
    }
    if parts.is_empty() {
        parts.push(super::words::count(jobs.len(), "brief sent", "briefs sent"));
    }
    parts.join(" · ")
}

fn needs_you(job: &Job) -> bool {
    matches!(
        job.stage,
        JobStage::NeedsDecision | JobStage::Incomplete { .. }
    )
}

fn rows_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let width = ui.available_width() - 2.0 * space::XL;
    ScrollArea::vertical()
        .id_salt("deliveries")
        .auto_shrink(false)
        .show_viewport(ui, |ui, viewport| {
            let origin = ui.max_rect().min + vec2(space::XL, 0.0);
            let scale = ui.ctx().pixels_per_point();
            state.heights.begin(width, scale, frame.view.jobs.len());
            let mut y = 0.0;
            let mut running = false;
            for job in &frame.view.jobs {
                // What is out of sight is only measured, and most rows are as high as any.
                let is_unfolded = state
                    .unfolded
                    .as_ref()
                    .is_some_and(|key| *key == job_key(job));
                let known = match row::is_plain(job, state) {
                    true => Some(row::LEAST),
                    false => state.heights.get(job, is_unfolded),
                };
                let is_in_sight =
                    |height: f32| y + height >= viewport.top() && y <= viewport.bottom();
                if let Some(height) = known.filter(|height| !is_in_sight(*height)) {
                    y += height + GAP;
                    continue;
                }
                let measured = Measured::of(ui, frame, state, job, width);
                let height = measured.height;
                if measured.is_lasting() && !is_unfolded {
                    state.heights.put(job, is_unfolded, height);
                }
                if y + height >= viewport.top() && y <= viewport.bottom() {
                    let at = pos2(origin.x, origin.y + y);
                    let rect = Rect::from_min_size(at, vec2(width, height));
                    row::row_ui(ui, frame, state, job, measured, rect);
                    running |= !job.stage.is_settled();
                }
                y += height + GAP;
            }
            ui.set_height(y + space::L);
            if running {
                // The clock on a running row moves; nothing else asks for frames.
                ui.ctx().request_repaint_after(Duration::from_secs(1));
            }
        });
}

/// What identifies a job on this screen.
fn job_key(job: &Job) -> String {
    let intent = job.intent.as_ref().map(|id| id.as_str());
    let delivery = job.delivery.as_ref().map(|delivery| delivery.id.as_str());
    intent.or(delivery).unwrap_or_default().to_owned()
}
