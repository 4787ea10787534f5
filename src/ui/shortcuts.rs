//! The sheet of shortcuts: every command, and every key that a screen understands by itself, from their own lists.

use egui::{Align, Id, Layout, Modal, ScrollArea, Ui, vec2};

use super::command::{Circumstances, UserCommand};
use super::frame::{Action, Frame};
use super::gallery;
use super::icons::{self, Icon};
use super::keys;
use super::text;
use super::tokens::space;
use super::widgets::{self, icon_button, key_cap};

/// Width of one of the two columns, and height of a line in it.
const COLUMN: f32 = 376.0;
const LINE: f32 = 27.0;

/// Paints the sheet over the window while it is open.
pub fn sheet_ui(ui: &mut Ui, frame: &Frame<'_>, open: bool, now: Circumstances) {
    if !open {
        return;
    }
    let t = frame.tokens;
    let modal = Modal::new(Id::unique("shortcuts"))
        .backdrop_color(t.scrim)
        .frame(widgets::panel_frame(&t))
        .show(ui.ctx(), |ui| {
            ui.set_width(2.0 * COLUMN + space::XL);
            ui.spacing_mut().item_spacing = vec2(12.0, 0.0);
            let closed = ui
                .horizontal(|ui| {
                    ui.set_min_height(36.0);
                    ui.label(text::title("Keyboard shortcuts"));
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        icon_button(ui, Icon::Cross, "Close").clicked()
                    })
                    .inner
                })
                .inner;
            let room = ui.ctx().content_rect().height() - 140.0;
            ScrollArea::vertical()
                .max_height(room)
                .min_scrolled_height(room)
                .show(ui, |ui| {
                    ui.horizontal_top(|ui| {
                        ui.spacing_mut().item_spacing = vec2(space::XL, 0.0);
                        column_ui(ui, |ui| commands_ui(ui, frame, now));
                        column_ui(ui, |ui| gallery_ui(ui, frame));
                    });
                });
            ui.add_space(12.0);
            ui.label(
                text::hint("Tab moves on, Enter or Space presses, Escape closes.").color(t.third),
            );
            closed
        });
    if modal.inner || modal.should_close() {
        frame.act(Action::ShowShortcuts(false));
    }
}

fn column_ui(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.set_width(COLUMN);
        ui.spacing_mut().item_spacing = vec2(10.0, 0.0);
        contents(ui);
    });
}

fn commands_ui(ui: &mut Ui, frame: &Frame<'_>, now: Circumstances) {
    heading_ui(ui, frame, "Everywhere");
    for command in UserCommand::ALL {
        let caps = [command.shortcut_text(ui.ctx())];
        let sign = Some(command.icon());
        line_ui(
            ui,
            frame,
            sign,
            command.text(),
            &caps,
            command.is_enabled(now),
        );
    }
    for (words, caps) in keys::shown(ui.ctx(), &keys::EVERYWHERE) {
        line_ui(ui, frame, Some(Icon::Search), words, &caps, true);
    }
}

fn gallery_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let groups = [
        ("In the gallery", keys::shown(ui.ctx(), &gallery::GRID)),
        (
            "While an ad is open",
            keys::shown(ui.ctx(), &gallery::VIEWER),
        ),
        (
            "While an ad is revised",
            keys::shown(ui.ctx(), &gallery::REVISE),
        ),
    ];
    for (heading, lines) in groups {
        heading_ui(ui, frame, heading);
        for (words, caps) in lines {
            line_ui(ui, frame, None, words, &caps, true);
        }
    }
}

fn heading_ui(ui: &mut Ui, frame: &Frame<'_>, words: &str) {
    ui.add_space(8.0);
    ui.label(text::label(words).color(frame.tokens.second));
    ui.add_space(4.0);
}

/// One line: what is done at the left, the keys at the right.
fn line_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    sign: Option<Icon>,
    words: &str,
    caps: &[String],
    is_of_use: bool,
) {
    let t = frame.tokens;
    let size = vec2(ui.available_width(), LINE);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        if let Some(sign) = sign {
            icons::show(ui, sign, 18.0, t.second);
        }
        let ink = if is_of_use { t.ink } else { t.third };
        ui.label(text::body(words).color(ink));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            for cap in caps.iter().rev() {
                key_cap(ui, cap);
            }
        });
    });
}
