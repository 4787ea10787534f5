//! A colour chosen by eye: a plane of saturation and brightness, and a bar of hues. Its value is also typed elsewhere.

use egui::ecolor::HsvaGamma;
use egui::{
    Color32, CursorIcon, Id, Mesh, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo, vec2,
};
use egui::{lerp, pos2, remap_clamp};

use crate::ui::tokens::Tokens;

use super::focus_ring;

const PLANE: f32 = 148.0;
const BAR: f32 = 18.0;
/// Steps of a gradient.
const STEPS: usize = 24;

/// Paints both as wide as there is room; whether `value` was changed. `id` tells one colour from another.
pub fn colour_picker(ui: &mut Ui, id: Id, value: &mut Color32) -> bool {
    let mut chosen = remembered(ui, id, *value);
    let before = chosen;
    ui.spacing_mut().item_spacing.y = 8.0;
    let width = ui.available_width();
    let (plane, response) = ui.allocate_exact_size(vec2(width, PLANE), Sense::click_and_drag());
    named(ui, &response, "Saturation and brightness");
    if let Some(at) = response.interact_pointer_pos() {
        chosen.s = remap_clamp(at.x, plane.x_range(), 0.0..=1.0);
        chosen.v = remap_clamp(at.y, plane.y_range(), 1.0..=0.0);
    }
    gradient(ui, plane, (STEPS, STEPS), |x, y| HsvaGamma {
        s: x,
        v: 1.0 - y,
        ..chosen
    });
    let x = lerp(plane.x_range(), chosen.s);
    handle(ui, pos2(x, lerp(plane.y_range(), 1.0 - chosen.v)), *value);
    focus_ring(ui, &response, plane, 0);
    let (bar, response) = ui.allocate_exact_size(vec2(width, BAR), Sense::click_and_drag());
    named(ui, &response, "Hue");
    if let Some(at) = response.interact_pointer_pos() {
        chosen.h = remap_clamp(at.x, bar.x_range(), 0.0..=1.0);
    }
    let full = |h| HsvaGamma {
        h,
        s: 1.0,
        v: 1.0,
        a: 1.0,
    };
    gradient(ui, bar, (STEPS * 2, 1), |x, _| full(x));
    let at = pos2(lerp(bar.x_range(), chosen.h), bar.center().y);
    handle(ui, at, full(chosen.h).into());
    focus_ring(ui, &response, bar, 0);
    let changed = chosen != before;
    if changed {
        *value = chosen.into();
    }
    ui.data_mut(|data| data.insert_temp(id, chosen));
    changed
}

/// The colour in these terms. A grey has no hue and black no saturation, so what was chosen before is kept for them.
fn remembered(ui: &Ui, id: Id, value: Color32) -> HsvaGamma {
    let kept = ui.data(|data| data.get_temp::<HsvaGamma>(id));
    let same = kept.filter(|kept| Color32::from(*kept) == value);
    same.unwrap_or_else(|| value.into())
}

fn named(ui: &Ui, response: &Response, name: &'static str) {
    response.widget_info(|| WidgetInfo::labeled(Role::Slider, ui.is_enabled(), name));
    if response.hovered() {
        ui.set_cursor_icon(CursorIcon::Crosshair);
    }
}

/// Fills a place with colours that run across and down it.
fn gradient(
    ui: &Ui,
    place: Rect,
    (across, down): (usize, usize),
    colour: impl Fn(f32, f32) -> HsvaGamma,
) {
    let mut mesh = Mesh::default();
    for row in 0..=down {
        for column in 0..=across {
            let (x, y) = (column as f32 / across as f32, row as f32 / down as f32);
            let at: Pos2 = pos2(lerp(place.x_range(), x), lerp(place.y_range(), y));
            mesh.colored_vertex(at, colour(x, y).into());
            if row < down && column < across {
                let here = (row * (across + 1) + column) as u32;
                let below = here + across as u32 + 1;
                mesh.add_triangle(here, here + 1, below);
                mesh.add_triangle(below, here + 1, below + 1);
            }
        }
    }
    ui.painter().add(mesh);
}

/// A ring that is seen on any colour.
fn handle(ui: &Ui, at: Pos2, fill: Color32) {
    let t = Tokens::of(ui);
    ui.painter().circle(at, 8.0, fill, (3.0, t.on_veil));
    ui.painter().circle_stroke(at, 9.5, (1.0, t.veil));
}
