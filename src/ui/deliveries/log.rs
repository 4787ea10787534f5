//! The log of one job: every attempt that was made for it, and what came back, at the right edge of the window.
//!
//! Must not hide or add anything: what is to be hidden was hidden before it was written down.

use std::sync::Arc;

use egui::{
    Align, Align2, CornerRadius, CursorIcon, Frame as Surface, Id, Label, Layout, Margin, Modal,
    Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};

use crate::model::exchange::{Body, Exchange, LogEntry, MOST_READ};
use crate::runtime::command::Command;
use crate::runtime::log::{LogCommand, LogOf, LogView};
use crate::runtime::preview;
use crate::runtime::remote::Remote;
use crate::runtime::view::Job;
use crate::ui::frame::Frame;
use crate::ui::icons::Icon;
use crate::ui::tokens::{Tokens, radius, type_size};
use crate::ui::widgets::{
    Button, Tone, empty_state, focus_ring, icon_button, report_panel, text_button, trouble_line,
};
use crate::ui::{fonts, text, words};

/// The height of an attempt in the list, and of a line of what was sent.
const ROW: f32 = 36.0;
const LINE: f32 = 18.0;
/// Of a line that is longer only the beginning is shown; all of it is copied.
const LONGEST: usize = 2_000;
/// Widest, and how much of the window stays free.
const WIDTH: f32 = 820.0;
const FREE: f32 = 150.0;
const PADDING: f32 = 24.0;

/// The log that is open.
#[derive(Debug)]
pub struct OpenLog {
    of: LogOf,
    title: String,
    /// The attempt that is read; the newest if `None`.
    chosen: Option<i64>,
    /// What is read, line by line, and of which attempt it is.
    lines: Option<(i64, Vec<Line>)>,
}

#[derive(Debug, PartialEq)]
enum Line {
    /// `Request`, `Answer`, with what is copied there.
    Head(String, Option<Arc<str>>),
    /// A header.
    Pair(String, String),
    /// A line of a body.
    Code(String),
    /// A word of ours.
    Note(String),
    Gap,
}

impl OpenLog {
    /// Opens the log of a job.
    pub fn of(frame: &Frame<'_>, job: &Job, title: &str) -> Self {
        let of = LogOf::job(job);
        frame.send(Command::Log(LogCommand::Open(of.clone())));
        Self {
            of,
            title: title.to_owned(),
            chosen: None,
            lines: None,
        }
    }

    fn is_of(&self, job: &Job) -> bool {
        let of = LogOf::job(job);
        let by_intent = of.intent.is_some() && of.intent == self.of.intent;
        by_intent || (of.delivery.is_some() && of.delivery == self.of.delivery)
    }
}

/// The way to the log of a job, as a word that does not draw the eye.
pub fn link_ui(ui: &mut Ui, frame: &Frame<'_>, open: &mut Option<OpenLog>, job: &Job, title: &str) {
    let t = &frame.tokens;
    // As the words beside it are laid out, so that both stand on one line.
    let words = egui::WidgetText::from(text::hint("Requests").color(t.second));
    let galley = words.into_galley(
        ui,
        Some(egui::TextWrapMode::Extend),
        f32::INFINITY,
        fonts::hint(),
    );
    let size = vec2(galley.size().x, LINE);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    // It stands on every row: who cannot see where is told whose it is.
    response.widget_info(|| {
        WidgetInfo::labeled(
            Role::Button,
            ui.is_enabled(),
            format!("Requests of {title}"),
        )
    });
    let top = rect.center().y - galley.size().y / 2.0;
    ui.painter()
        .galley(pos2(rect.left(), top), galley, t.second);
    if response.hovered() {
        let y = rect.bottom() - 2.0;
        ui.painter().hline(rect.x_range(), y, (1.0, t.second));
    }
    focus_ring(ui, &response, rect, 4);
    if response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text("Every request that was made for it, and what came back")
        .clicked()
    {
        *open = Some(OpenLog::of(frame, job, title));
    }
}

/// Paints the log, if one is open, and closes it.
pub fn log_ui(ui: &Ui, frame: &Frame<'_>, open: &mut Option<OpenLog>) {
    let Some(log) = open else { return };
    let job = frame.view.jobs.iter().find(|job| log.is_of(job));
    if let Some(job) = job
        && LogOf::job(job) != log.of
    {
        // It has become a delivery since.
        log.of = LogOf::job(job);
        frame.send(Command::Log(LogCommand::Open(log.of.clone())));
    }
    let t = &frame.tokens;
    let window = ui.ctx().content_rect();
    let width = WIDTH.min(window.width() - FREE);
    let id = Id::unique("request-log");
    let area = Modal::default_area(id).anchor(Align2::RIGHT_TOP, vec2(0.0, 0.0));
    let modal = Modal::new(id)
        .area(area)
        .backdrop_color(t.scrim)
        .frame(Surface::NONE.fill(t.panel).shadow(t.shadow()))
        .show(ui.ctx(), |ui| {
            ui.set_min_size(vec2(width, window.height()));
            ui.set_max_size(vec2(width, window.height()));
            ui.spacing_mut().item_spacing = vec2(8.0, 0.0);
            panel_ui(ui, frame, log, job.map(|job| &**job))
        });
    if modal.should_close() || modal.inner {
        frame.send(Command::Log(LogCommand::Close));
        *open = None;
    }
}

/// Returns whether it was closed.
fn panel_ui(ui: &mut Ui, frame: &Frame<'_>, log: &mut OpenLog, job: Option<&Job>) -> bool {
    let t = &frame.tokens;
    let view = &frame.view.log;
    let is_here = view.of.as_ref() == Some(&log.of);
    let entries: &[LogEntry] = match view.entries.value() {
        Some(entries) if is_here => entries,
        _ => &[],
    };
    let inside = ui.max_rect().shrink(PADDING);
    let mut head = child(ui, "log-head", inside);
    let closed = head_ui(&mut head, frame, log, entries);
    let mut top = head.min_rect().bottom() + 16.0;
    let list_height = (inside.height() * 0.36).round();
    let rest = |top| Rect::from_min_max(pos2(inside.left(), top), inside.max);
    if entries.is_empty() {
        let mut ui = child(ui, "log-empty", rest(top + 60.0));
        nothing_ui(&mut ui, view, is_here);
        return closed;
    }
    let rows = (entries.len() as f32 * ROW).min(list_height);
    let list = Rect::from_min_size(pos2(inside.left(), top), vec2(inside.width(), rows));
    let chosen = log
        .chosen
        .and_then(|id| entries.iter().find(|it| it.id == id))
        .or(entries.last());
    let mut pressed = None;
    list_ui(
        &mut child(ui, "log-list", list),
        frame,
        entries,
        chosen,
        &mut pressed,
    );
    top = list.bottom() + 12.0;
    ui.painter()
        .hline(ui.max_rect().x_range(), top, (1.0, t.line));
    if let Some(entry) = chosen {
        entry_ui(
            &mut child(ui, "log-entry", rest(top + 16.0)),
            frame,
            log,
            job,
            entry,
        );
    }
    if pressed.is_some() {
        log.chosen = pressed;
    }
    closed
}

fn child(ui: &mut Ui, salt: &str, rect: Rect) -> Ui {
    let mut child = ui.new_child(
        egui::UiBuilder::new()
            .id_salt(salt)
            .max_rect(rect)
            .layout(Layout::top_down(Align::Min)),
    );
    child.spacing_mut().item_spacing = vec2(8.0, 0.0);
    child
}

fn head_ui(ui: &mut Ui, frame: &Frame<'_>, log: &OpenLog, entries: &[LogEntry]) -> bool {
    let t = &frame.tokens;
    let export = &frame.view.log.export;
    let mut closed = false;
    ui.horizontal(|ui| {
        ui.vertical(|ui| {
            ui.set_max_width(ui.available_width() - 230.0);
            ui.label(text::title("Requests and answers").color(t.ink));
            let title = text::strong(&log.title).color(t.second);
            ui.add(Label::new(title).truncate().selectable(false));
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            closed = icon_button(ui, Icon::Cross, "Close the log").clicked();
            let reason = if entries.is_empty() {
                Some("There is nothing to export yet")
            } else if export.is_loading() {
                Some("It is being written")
            } else {
                None
            };
            let button = Button::secondary("Export for support")
                .dense()
                .icon(Icon::Download)
                .tooltip("One file with all of this, checked for keys before it is written")
                .disabled_because(reason);
            if ui.add(button).clicked() {
                frame.send(Command::Log(LogCommand::Export));
            }
        });
    });
    ui.add_space(6.0);
    ui.label(text::hint(about(entries)).color(t.third));
    match export {
        Remote::Ready(path) => {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 12.0;
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                ui.label(text::hint(format!("Written: {name}")).color(t.ok));
                if text_button(ui, "Show in folder").clicked() {
                    frame.send(Command::Reveal(path.clone()));
                }
            });
        }
        Remote::Failed(_, report) => {
            ui.add_space(4.0);
            trouble_line(ui, &format!("{} {}", report.summary, report.hint));
        }
        Remote::Absent | Remote::Loading(_) => {}
    }
    closed
}

/// What the list holds, and what it does not.
fn about(entries: &[LogEntry]) -> String {
    let lost: u64 = entries.iter().map(|entry| entry.lost_before).sum();
    let mut sentences = vec![
        "Keys, signatures of addresses and webhooks are hidden. Kept for 90 days, on this computer only.".to_owned(),
    ];
    if entries.len() >= MOST_READ {
        sentences.push(format!("These are the newest {MOST_READ} attempts."));
    }
    if lost > 0 {
        let lost = usize::try_from(lost).unwrap_or(usize::MAX);
        let attempts = words::count(lost, "attempt is", "attempts are");
        sentences.push(format!("{attempts} missing: there were too many at once."));
    }
    sentences.join(" ")
}

fn nothing_ui(ui: &mut Ui, view: &LogView, is_here: bool) {
    match &view.entries {
        Remote::Failed(_, report) if is_here => {
            report_panel(ui, report, |_| {});
        }
        Remote::Ready(_) if is_here => {
            let hint = "Nothing was sent for it yet, or it was sent more than 90 days ago.";
            empty_state(ui, Icon::List, "No requests are kept", hint, None);
        }
        _ => {
            ui.vertical_centered(|ui| ui.label(text::body("Reading the log…")));
        }
    }
}

fn list_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    entries: &[LogEntry],
    chosen: Option<&LogEntry>,
    pressed: &mut Option<i64>,
) {
    ScrollArea::vertical()
        .id_salt("log-entries")
        .auto_shrink(false)
        .show_rows(ui, ROW, entries.len(), |ui, rows| {
            // The newest first.
            let shown = entries.iter().rev().skip(rows.start).take(rows.len());
            for entry in shown {
                let is_chosen = chosen.is_some_and(|it| it.id == entry.id);
                if row_ui(ui, frame, entry, is_chosen) {
                    *pressed = Some(entry.id);
                }
            }
        });
}

/// How an attempt ended, as a word and its tone.
fn ending(it: &Exchange) -> (String, Tone) {
    match (it.status, &it.fault) {
        (Some(status), None) => (status.to_string(), Tone::Ok),
        (Some(status), Some(_)) => (status.to_string(), Tone::Warn),
        (None, _) => ("no answer".to_owned(), Tone::Warn),
    }
}

/// `120 ms`, `1.2 s`.
fn took(millis: u64) -> String {
    if millis < 1_000 {
        format!("{millis} ms")
    } else {
        format!("{:.1} s", millis as f64 / 1_000.0)
    }
}

/// `10:42:07`, with the day if it was not today.
fn moment(it: &Exchange, frame: &Frame<'_>) -> String {
    let time = words::clock_seconds(it.started_at);
    match words::day(it.started_at, frame.now) {
        day if day == "Today" => time,
        day => format!("{day} {time}"),
    }
}

fn row_ui(ui: &mut Ui, frame: &Frame<'_>, entry: &LogEntry, is_chosen: bool) -> bool {
    let t = &frame.tokens;
    let it = &entry.exchange;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let (end, tone) = ending(it);
    let when = moment(it, frame);
    let attempt = match it.attempt {
        1 => String::new(),
        number => format!("attempt {number}"),
    };
    response.widget_info(|| {
        let took = took(it.took_ms);
        let mut label = format!("{when} {} {}, {end}, {took}", it.method, it.path());
        if !attempt.is_empty() {
            label = format!("{label}, {attempt}");
        }
        WidgetInfo::selected(Role::Button, true, is_chosen, label)
    });
    let lit = response.hovered() || response.has_focus();
    let inner = rect.shrink2(vec2(2.0, 1.0));
    let corner = CornerRadius::same(radius::CHIP);
    if is_chosen {
        ui.painter().rect_filled(inner, corner, t.soft);
    } else if lit {
        ui.painter().rect_filled(inner, corner, t.hover);
    }
    let painter = ui.painter().with_clip_rect(inner.intersect(ui.clip_rect()));
    let y = rect.center().y;
    let put = |x: f32, align: Align2, words: String, font, color| {
        painter.text(pos2(x, y), align, words, font, color)
    };
    let (left, right) = (rect.left() + 12.0, rect.right() - 14.0);
    let at = put(left, Align2::LEFT_CENTER, when, fonts::code(), t.second);
    let x = at.right().max(left + 70.0) + 16.0;
    let method = put(
        x,
        Align2::LEFT_CENTER,
        it.method.clone(),
        fonts::code(),
        t.ink,
    );
    let x = method.left() + 46.0;
    let ended = put(
        right,
        Align2::RIGHT_CENTER,
        took(it.took_ms),
        fonts::hint(),
        t.third,
    );
    let (ink, _) = tone.colors(t);
    let end_at = ended.right() - 76.0;
    let font = fonts::medium(type_size::HINT);
    let ended = put(end_at, Align2::RIGHT_CENTER, end, font, ink);
    let mut until = ended.left() - 16.0;
    if !attempt.is_empty() {
        let words = put(until, Align2::RIGHT_CENTER, attempt, fonts::hint(), t.warn);
        until = words.left() - 16.0;
    }
    let path = egui::WidgetText::from(text::code(it.path()).color(t.ink));
    let path = path.into_galley(
        ui,
        Some(egui::TextWrapMode::Truncate),
        until - x,
        fonts::code(),
    );
    painter.galley(pos2(x, y - path.size().y / 2.0), path, t.ink);
    focus_ring(ui, &response, inner.shrink(2.0), radius::CHIP);
    response.on_hover_cursor(CursorIcon::PointingHand).clicked()
}

fn entry_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    log: &mut OpenLog,
    job: Option<&Job>,
    entry: &LogEntry,
) {
    let t = &frame.tokens;
    let it = &entry.exchange;
    ui.horizontal(|ui| {
        let (end, tone) = ending(it);
        let (ink, _) = tone.colors(t);
        ui.label(text::strong(moment(it, frame)).color(t.ink));
        ui.label(text::strong(end).color(ink));
        ui.label(text::hint(format!("after {}", took(it.took_ms))).color(t.third));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(job) = job
                && text_button(ui, "Copy as curl").clicked()
            {
                let is_replayed = preview::is_replayed(job, frame.now);
                ui.ctx()
                    .copy_text(preview::again(it, job.service, is_replayed));
            }
        });
    });
    if let Some(fault) = &it.fault {
        ui.add_space(4.0);
        trouble_line(ui, fault);
    }
    ui.add_space(10.0);
    if log.lines.as_ref().is_none_or(|(id, _)| *id != entry.id) {
        log.lines = Some((entry.id, lines(it)));
    }
    let Some((_, lines)) = &log.lines else { return };
    Surface::NONE
        .fill(t.ground)
        .corner_radius(CornerRadius::same(radius::CARD))
        .inner_margin(Margin::symmetric(14, 10))
        .show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            ScrollArea::both()
                .id_salt(("log-lines", entry.id))
                .auto_shrink(false)
                .show_rows(ui, LINE, lines.len(), |ui, rows| {
                    for line in lines.iter().skip(rows.start).take(rows.len()) {
                        line_ui(ui, t, line);
                    }
                });
        });
}

fn line_ui(ui: &mut Ui, t: &Tokens, line: &Line) {
    let words = |words: egui::RichText| Label::new(words).extend();
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), LINE),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.set_height(LINE);
            match line {
                Line::Head(name, body) => {
                    ui.add(words(text::label(name).color(t.ink)));
                    if let Some(body) = body
                        && text_button(ui, "Copy body").clicked()
                    {
                        ui.ctx().copy_text(body.to_string());
                    }
                }
                Line::Pair(name, value) => {
                    ui.add(words(text::code(format!("{name}:")).color(t.third)));
                    ui.add(words(text::code(value).color(t.second)));
                }
                Line::Code(code) => {
                    ui.add(words(text::code(code).color(t.ink)));
                }
                Line::Note(note) => {
                    ui.add(words(text::hint(note).color(t.third)));
                }
                Line::Gap => {}
            }
        },
    );
}

/// An attempt, line by line.
fn lines(it: &Exchange) -> Vec<Line> {
    let copy = |body: &Option<Body>| body.as_ref().map(|body| Arc::clone(&body.text));
    let mut lines = vec![
        Line::Head("Request".to_owned(), copy(&it.sent)),
        Line::Code(format!("{} {}", it.method, it.url)),
    ];
    push_part(&mut lines, &it.sent_headers, it.sent.as_ref());
    lines.push(Line::Gap);
    match it.status {
        Some(status) => {
            lines.push(Line::Head(format!("Answer {status}"), copy(&it.answer)));
            push_part(&mut lines, &it.headers, it.answer.as_ref());
            if it.answer.is_none() && !it.had_key() {
                lines.push(Line::Note("The file itself is not kept here.".to_owned()));
            }
        }
        None => lines.push(Line::Note("No answer came.".to_owned())),
    }
    lines
}

fn push_part(lines: &mut Vec<Line>, headers: &[(String, String)], body: Option<&Body>) {
    for (name, value) in headers {
        lines.push(Line::Pair(name.clone(), beginning(value)));
    }
    let Some(body) = body else { return };
    lines.push(Line::Gap);
    for line in preview::indented(&body.text).lines() {
        lines.push(Line::Code(beginning(line)));
    }
    if !body.is_exact {
        let size = words::bytes(body.bytes);
        let note = format!("{size} in all; what is secret is hidden, and at most 256 KB are kept.");
        lines.push(Line::Note(note));
    }
}

fn beginning(line: &str) -> String {
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_said_in_the_unit_that_fits() {
        assert_eq!(
            [took(0), took(999), took(1_000), took(61_240)],
            ["0 ms", "999 ms", "1.0 s", "61.2 s"]
        );
    }

    #[test]
    fn a_line_without_end_is_shown_to_where_a_frame_can_lay_it_out() {
        let line = beginning(&"é".repeat(1_000_000));
        assert_eq!(line.chars().count(), LONGEST + 1);
        assert_eq!(beginning("short"), "short");
    }
}
