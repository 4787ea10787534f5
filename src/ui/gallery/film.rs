//! The film of an ad in its place: the picture that is due, and over its foot the controls.
//!
//! Must not grow or move anything: its place is given. Keeps no state: what plays is with [`crate::ui::films`].

use std::time::Duration;

use egui::load::SizedTexture;
use egui::{
    Align2, CornerRadius, CursorIcon, Id, Image, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2,
};

use crate::runtime::pictures::PictureSource;
use crate::ui::films::Screen;
use crate::ui::fonts;
use crate::ui::frame::Frame;
use crate::ui::icons::{self, Icon};
use crate::ui::text;
use crate::ui::tokens::{radius, type_size};
use crate::ui::widgets::focus_ring;
use crate::ui::words;

/// How long the pointer rests on a picture before its film begins.
const RESTS: f32 = 0.35;

/// Height of the controls, and of what they leave to the picture's edge.
const BAR: f32 = 40.0;
const EDGE: f32 = 12.0;

/// Paints a film without controls, where a picture of it is there; says whether it did. `full` is its width in pixels.
pub fn screen_ui(
    ui: &Ui,
    frame: &Frame<'_>,
    place: Rect,
    source: &PictureSource,
    full: u32,
    corner: u8,
) -> Screen {
    let width = place.width() * ui.ctx().pixels_per_point();
    let screen = frame.films.look(ui.ctx(), source, width, full);
    if let Screen::Picture { id, .. } = screen {
        Image::from_texture(SizedTexture::new(id, place.size()))
            .corner_radius(CornerRadius::same(corner))
            .paint_at(ui, place);
    }
    screen
}

/// Whether the pointer asks for the film of the picture in `place`: it rests there, or rested when the film began.
pub fn is_asked_for(ui: &Ui, frame: &Frame<'_>, place: Rect, source: &PictureSource) -> bool {
    if frame.view.settings.reduced_motion || !ui.rect_contains_pointer(place) {
        return false;
    }
    let rested = ui.input(|input| input.pointer.time_since_last_movement());
    if rested >= RESTS || frame.films.is_open(source) {
        return true;
    }
    let left = Duration::from_secs_f32((RESTS - rested).max(0.0) + 0.02);
    ui.ctx().request_repaint_after(left);
    false
}

/// Paints a film with its controls over whatever is in `place`.
pub fn film_ui(ui: &mut Ui, frame: &Frame<'_>, place: Rect, source: &PictureSource, full: u32) {
    match screen_ui(ui, frame, place, source, full, 6) {
        Screen::Pending => {
            veil_ui(ui, frame, place, "Opening the film …");
        }
        Screen::Failed(fault) => {
            let words = if fault.missing {
                fault.sentence
            } else {
                format!(
                    "{} Another player may show it: Show in folder.",
                    fault.sentence
                )
            };
            veil_ui(ui, frame, place, &words);
        }
        Screen::Picture {
            at,
            length,
            is_paused,
            ..
        } => {
            let response = ui.interact(place, Id::unique("film"), Sense::click());
            let response = response.on_hover_cursor(CursorIcon::PointingHand);
            if response.clicked() {
                frame.films.toggle();
            }
            let told = format!(
                "Film, {} of {}",
                words::stopwatch(at),
                words::stopwatch(length)
            );
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &told));
            controls_ui(ui, frame, place, at, length, is_paused);
        }
    }
}

fn controls_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    place: Rect,
    at: Duration,
    length: Duration,
    is_paused: bool,
) {
    let t = &frame.tokens;
    let bar = Rect::from_min_max(
        pos2(place.left() + EDGE, place.bottom() - EDGE - BAR),
        pos2(place.right() - EDGE, place.bottom() - EDGE),
    );
    let corner = CornerRadius::same(radius::CONTROL);
    ui.painter().rect_filled(bar, corner, t.veil);
    let button = Rect::from_min_size(bar.min, vec2(BAR, BAR));
    let (icon, name) = if is_paused {
        (Icon::Play, "Play")
    } else {
        (Icon::Pause, "Pause")
    };
    let pressed = ui.interact(button, Id::unique("film-toggle"), Sense::click());
    pressed.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let sign = Rect::from_center_size(button.center(), vec2(18.0, 18.0));
    icons::paint(ui.painter(), icon, sign, t.on_veil);
    focus_ring(ui, &pressed, button.shrink(3.0), radius::CONTROL);
    if pressed.clicked() {
        frame.films.toggle();
    }
    let clock = format!("{} / {}", words::stopwatch(at), words::stopwatch(length));
    let told = ui.painter().text(
        pos2(bar.right() - 12.0, bar.center().y),
        Align2::RIGHT_CENTER,
        clock,
        fonts::medium(type_size::HINT),
        t.on_veil,
    );
    let line = Rect::from_min_max(
        pos2(button.right() + 2.0, bar.top()),
        pos2(told.left() - 12.0, bar.bottom()),
    );
    line_ui(ui, frame, line, at, length);
}

/// The line of time, which can be pressed and dragged.
fn line_ui(ui: &Ui, frame: &Frame<'_>, line: Rect, at: Duration, length: Duration) {
    let t = &frame.tokens;
    let total = length.as_secs_f32().max(0.001);
    let response = ui.interact(line, Id::unique("film-line"), Sense::click_and_drag());
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    response.widget_info(|| {
        let mut info = WidgetInfo::slider(true, f64::from(at.as_secs_f32()), "Moment of the film");
        info.role = Role::Slider;
        info
    });
    if let Some(pointer) = response.interact_pointer_pos()
        && (response.clicked() || response.drag_stopped())
    {
        let share = ((pointer.x - line.left()) / line.width()).clamp(0.0, 0.999);
        frame.films.seek(ui.ctx(), length.mul_f32(share));
    }
    let held = response
        .interact_pointer_pos()
        .filter(|_| response.dragged())
        .map(|pointer| (pointer.x - line.left()) / line.width());
    let share = held.unwrap_or(at.as_secs_f32() / total).clamp(0.0, 1.0);
    let rail = Rect::from_center_size(line.center(), vec2(line.width(), 3.0));
    let round = CornerRadius::same(2);
    ui.painter()
        .rect_filled(rail, round, t.on_veil.gamma_multiply(0.35));
    let mut done = rail;
    done.set_width(rail.width() * share);
    ui.painter().rect_filled(done, round, t.on_veil);
    ui.painter()
        .circle_filled(pos2(done.right(), rail.center().y), 5.0, t.on_veil);
    focus_ring(ui, &response, line.shrink2(vec2(0.0, 8.0)), radius::CHIP);
}

/// A sentence at the foot of the picture.
fn veil_ui(ui: &mut Ui, frame: &Frame<'_>, place: Rect, words: &str) {
    let t = &frame.tokens;
    let width = place.width() - 2.0 * EDGE;
    let galley = ui.painter().layout(
        words.to_owned(),
        fonts::medium(type_size::HINT),
        t.on_veil,
        width - 24.0,
    );
    let size = vec2(width, galley.size().y + 20.0);
    let bar = Rect::from_min_size(
        pos2(place.left() + EDGE, place.bottom() - EDGE - size.y),
        size,
    );
    ui.painter()
        .rect_filled(bar, CornerRadius::same(radius::CONTROL), t.veil);
    ui.painter()
        .galley(bar.min + vec2(12.0, 10.0), galley, t.on_veil);
    // Painted words are told too.
    let mut told = ui.new_child(egui::UiBuilder::new().id_salt("film-words").max_rect(bar));
    told.set_opacity(0.0);
    told.label(text::hint(words));
}
