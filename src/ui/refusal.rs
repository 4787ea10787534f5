//! The window of a program that could not start: what is wrong and the way out, for people who see no terminal.
//!
//! Must not need a runtime: there is none.

use egui::{CentralPanel, Context, Frame, Margin, RichText, Ui, Vec2};

use crate::base::report::Report;

use super::tokens::type_size;
use super::widgets::{Button, report_panel};
use super::{fonts, theme};

/// How large it is, in points.
pub const SIZE: Vec2 = Vec2::new(640.0, 320.0);

/// The one screen of it.
pub struct Refusal {
    report: Report,
}

impl Refusal {
    /// Dresses the context.
    pub fn new(ctx: &Context, report: Report) -> Self {
        fonts::install(ctx);
        theme::install(ctx);
        Self { report }
    }
}

impl eframe::App for Refusal {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let fill = ui.visuals().panel_fill;
        CentralPanel::default()
            .frame(Frame::NONE.fill(fill).inner_margin(Margin::same(32)))
            .show(ui, |ui| {
                ui.label(RichText::new("Parfait").font(fonts::wordmark(type_size::WORDMARK)));
                ui.add_space(16.0);
                report_panel(ui, &self.report, |_| {});
                ui.add_space(16.0);
                if ui.add(Button::primary("Close")).clicked() {
                    ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
                }
            });
    }
}
