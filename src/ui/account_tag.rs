//! The tag of an account: its colour and its name, wherever money is spent or was.
//!
//! Must not say how the account stands; that is the switcher's and Settings' business.

use egui::text::{LayoutJob, TextWrapping};
use egui::{Color32, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::model::ids::AccountId;
use crate::runtime::view::View;

use super::fonts;
use super::frame::Frame;
use super::tokens::type_size;

/// How wide the colour is.
const DOT: f32 = 10.0;
/// Between colour and name.
const GAP: f32 = 6.0;
const LINE: f32 = 20.0;

/// The name of an account; its id once it is no longer in Settings.
pub fn name_of(view: &View, account: &AccountId) -> String {
    view.account(account)
        .map_or_else(|| account.to_string(), |it| it.account.name.clone())
}

/// The colour of an account; that of quiet text once it is no longer in Settings.
pub fn colour_of(frame: &Frame<'_>, account: &AccountId) -> Color32 {
    let t = &frame.tokens;
    frame
        .view
        .account(account)
        .map_or(t.third, |it| t.account(it.account.colour()))
}

/// Paints the colour alone; a name stands beside it.
pub fn mark_ui(ui: &mut Ui, colour: Color32) {
    let (_, rect) = ui.allocate_space(vec2(DOT, DOT));
    ui.painter().circle_filled(rect.center(), DOT / 2.0, colour);
}

/// Paints colour and name as one small line, no wider than there is room.
pub fn tag_ui(ui: &mut Ui, frame: &Frame<'_>, account: &AccountId) -> Response {
    let (t, name) = (&frame.tokens, name_of(frame.view, account));
    let room = ui.available_width() - DOT - GAP;
    let font = fonts::medium(type_size::LABEL);
    let mut job = LayoutJob::simple_singleline(name.clone(), font, t.ink);
    job.wrap = TextWrapping::truncate_at_width(room.max(0.0));
    let galley = ui.painter().layout_job(job);
    let size = vec2(DOT + GAP + galley.size().x, LINE);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, ui.is_enabled(), &name));
    let middle = rect.center().y;
    let dot = pos2(rect.left() + DOT / 2.0, middle);
    let colour = colour_of(frame, account);
    ui.painter().circle_filled(dot, DOT / 2.0, colour);
    let at = pos2(rect.left() + DOT + GAP, middle - galley.size().y / 2.0);
    ui.painter().galley(at, galley, t.ink);
    response
}
