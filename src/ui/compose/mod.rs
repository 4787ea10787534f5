//! The Compose screen: a brief by eye on the left, what it will give and cost on the right.
//!
//! Reading order: [`state`] (what was typed and what became of it), [`rules`] (what is wrong, in words), [`form`] and the
//! sections it is made of, [`summary`]. Must not send anything itself: wishes go into the frame's outbox.

mod advanced;
mod brand;
mod browser;
mod form;
mod look;
mod over;
mod parts;
mod request;
mod rules;
mod shapes;
mod state;
mod styles;
mod summary;
mod swatches;
mod tile;
mod warnings;

pub use state::State;

use egui::{Rect, ScrollArea, Ui, UiBuilder, pos2};

use super::frame::Frame;
use super::tokens::space;

/// Below this width the summary goes under the form.
const NARROW: f32 = 720.0;
/// The widest that the form grows.
const WIDEST: f32 = 1120.0;

/// Paints the screen.
pub fn screen_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    state.begin_frame(ui, frame);
    let full = ui.max_rect();
    if full.width() < NARROW {
        scrolled_ui(ui, "compose", full, |ui| {
            form::form_ui(ui, frame, state);
            ui.add_space(space::L);
            summary::summary_ui(ui, frame, state);
        });
    } else {
        let wide = if full.width() < 1100.0 { 316.0 } else { 344.0 };
        let right = wide + space::M + space::L;
        let split = (full.right() - right).min(full.left() + WIDEST);
        let left = Rect::from_min_max(full.min, pos2(split, full.bottom()));
        let right = Rect::from_min_max(pos2(split, full.top()), pos2(split + right, full.bottom()));
        scrolled_ui(ui, "form", left, |ui| form::form_ui(ui, frame, state));
        scrolled_ui(ui, "summary", right, |ui| {
            summary::summary_ui(ui, frame, state);
        });
    }
    browser::browser_ui(ui, frame, state);
    over::question_ui(ui, frame, state);
    state.end_frame(ui, frame);
}

/// A column that scrolls on its own. Its padding is inside, so that shadows and focus rings are not cut.
fn scrolled_ui(ui: &mut Ui, name: &str, rect: Rect, add: impl FnOnce(&mut Ui)) {
    let padding = if name == "summary" {
        egui::Margin {
            left: space::M as i8,
            right: space::L as i8,
            top: space::L as i8,
            bottom: space::XL as i8,
        }
    } else {
        egui::Margin {
            left: space::XL as i8,
            right: space::M as i8,
            top: space::L as i8,
            bottom: space::XL as i8,
        }
    };
    let builder = UiBuilder::new().id_salt(name).max_rect(rect);
    ui.scope_builder(builder, |ui| {
        ScrollArea::vertical()
            .id_salt(name)
            .auto_shrink(false)
            .show(ui, |ui| {
                egui::Frame::NONE.inner_margin(padding).show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    add(ui);
                });
            });
    });
}
