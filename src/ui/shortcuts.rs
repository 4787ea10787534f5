//! The sheet of shortcuts, derived from the list of commands.

use egui::{Align, Id, Layout, Modal, Ui, vec2};
use egui_extras::{Column, TableBuilder};

use super::command::{Circumstances, UserCommand};
use super::frame::{Action, Frame};
use super::icons::{self, Icon};
use super::text;
use super::widgets::{self, icon_button, key_cap};

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
            ui.set_width(420.0);
            ui.spacing_mut().item_spacing = vec2(12.0, 4.0);
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
            ui.add_space(8.0);
            rows_ui(ui, frame, now);
            ui.add_space(4.0);
            ui.label(
                text::hint("Tab moves on, Enter or Space presses, Escape closes.").color(t.third),
            );
            closed
        });
    if modal.inner || modal.should_close() {
        frame.act(Action::ShowShortcuts(false));
    }
}

fn rows_ui(ui: &mut Ui, frame: &Frame<'_>, now: Circumstances) {
    let t = frame.tokens;
    let table = TableBuilder::new(ui)
        .vscroll(false)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::exact(18.0))
        .column(Column::remainder())
        .column(Column::exact(120.0));
    table.body(|mut body| {
        for command in UserCommand::ALL {
            let ink = if command.is_enabled(now) {
                t.ink
            } else {
                t.third
            };
            body.row(32.0, |mut row| {
                row.col(|ui| {
                    icons::show(ui, command.icon(), 18.0, t.second);
                });
                row.col(|ui| {
                    ui.label(text::body(command.text()).color(ink));
                });
                row.col(|ui| {
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        key_cap(ui, &command.shortcut_text(ui.ctx()));
                    });
                });
            });
        }
    });
}
