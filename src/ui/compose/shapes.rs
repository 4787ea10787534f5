//! The shapes that a brief will give, small: a vertical and a square one for each concept. They show the newest ads there
//! are, else the chosen prompts.
//!
//! Must not pretend: what is shown is a foretaste, and the line below says where it is from.

use egui::{CornerRadius, FontId, Rect, Sense, StrokeKind, Ui, pos2, vec2};

use crate::model::ad::{Ad, FileOnDisk, Orientation};
use crate::model::catalog::PUBLIC_PROMPTS;
use crate::model::ids::AccountId;
use crate::runtime::pictures::PictureSource;
use crate::ui::fonts;
use crate::ui::frame::Frame;
use crate::ui::textures::Look;
use crate::ui::tokens::{Tokens, type_size};

use super::state::State;
use super::swatches;

/// Between the two shapes of a concept.
const GAP: f32 = 8.0;
/// Between concepts.
const BETWEEN: f32 = 14.0;
const CORNER: u8 = 8;

/// Paints up to two concepts; returns whether they show ads that were made before.
pub(super) fn shapes_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State, concepts: u32) -> bool {
    let t = frame.tokens;
    let width = ui.available_width();
    let each = ((width - 2.0 * GAP - BETWEEN) / 4.0).floor();
    let height = (each * 16.0 / 9.0).round();
    let (whole, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    let shown = concepts.clamp(1, 2);
    let last = newest(frame);
    let used = 2.0 * each * shown as f32 + GAP * shown as f32 + BETWEEN * (shown as f32 - 1.0);
    let mut x = whole.left() + ((width - used) / 2.0).floor();
    let mut from_ads = false;
    for concept in 0..shown {
        for orientation in [Orientation::Vertical, Orientation::Square] {
            let tall = if orientation == Orientation::Vertical {
                height
            } else {
                (each * 1.25).round()
            };
            let rect = Rect::from_min_max(
                pos2(x, whole.bottom() - tall),
                pos2(x + each, whole.bottom()),
            );
            let file = last
                .get(concept as usize)
                .and_then(|pair| pair.iter().find(|(of, _)| *of == orientation))
                .map(|(_, file)| *file);
            from_ads |= shape_ui(ui, frame, state, rect, concept as usize, file);
            x += each + GAP;
        }
        x += BETWEEN - GAP;
    }
    let more = concepts.saturating_sub(shown);
    if more > 0 {
        more_ui(
            ui,
            &t,
            pos2(whole.right() - 6.0, whole.bottom() - 6.0),
            more,
        );
    }
    from_ads
}

/// The stills of the newest delivery that has any, by concept.
fn newest<'a>(frame: &Frame<'a>) -> Vec<Vec<(Orientation, &'a FileOnDisk)>> {
    let account: Option<&AccountId> = frame.account().map(|view| &view.account.id);
    let deliveries = frame
        .view
        .jobs
        .iter()
        .filter(|job| account == Some(&job.account))
        .filter_map(|job| job.delivery.as_ref());
    for delivery in deliveries {
        let mut concepts: Vec<(u32, Vec<(Orientation, &FileOnDisk)>)> = Vec::new();
        for ad in &delivery.ads {
            let Some(file) = Ad::still_file(ad) else {
                continue;
            };
            let still = (ad.orientation.clone(), file);
            match concepts.iter_mut().find(|(index, _)| *index == ad.index) {
                Some((_, stills)) => stills.push(still),
                None => concepts.push((ad.index, vec![still])),
            }
        }
        if !concepts.is_empty() {
            concepts.sort_by_key(|(index, _)| *index);
            return concepts.into_iter().map(|(_, stills)| stills).collect();
        }
    }
    Vec::new()
}

/// One shape; returns whether it shows a file.
fn shape_ui(
    ui: &Ui,
    frame: &Frame<'_>,
    state: &mut State,
    rect: Rect,
    concept: usize,
    file: Option<&FileOnDisk>,
) -> bool {
    let t = frame.tokens;
    let corner = CornerRadius::same(CORNER);
    ui.painter().add(t.shadow().as_shape(rect, corner));
    let looked = file.map(|file| {
        let pixels = rect.width() * ui.ctx().pixels_per_point();
        frame.textures.look(&PictureSource::of(file), pixels)
    });
    let shows_file = if let Some(Look::Loaded { id, size, .. }) = looked {
        swatches::cover(ui.painter(), rect, corner, (id, size), swatches::plain(ui));
        true
    } else {
        placeholder_ui(ui, frame, state, rect, concept);
        false
    };
    ui.painter()
        .rect_stroke(rect, corner, t.border(), StrokeKind::Inside);
    shows_file
}

/// A surface of the chosen look, two lines of words, a bottle.
fn placeholder_ui(ui: &Ui, frame: &Frame<'_>, state: &mut State, rect: Rect, concept: usize) {
    let t = frame.tokens;
    let painter = ui.painter();
    let prompts = &state.draft.animation_prompts;
    let name = match prompts.len() {
        // Left open, the looks go in turn.
        0 => PUBLIC_PROMPTS[concept % PUBLIC_PROMPTS.len()].to_owned(),
        count => prompts[concept % count].clone(),
    };
    let corner = CornerRadius::same(CORNER);
    let card = frame.view.catalogue.of_prompt(&name).next();
    state.swatches.paint(ui, frame, rect, corner, (card, &name));
    // The words and the bottle are the ground's own colour, so that they show on every surface.
    let ink = t.on_veil.gamma_multiply(if t.dark { 0.75 } else { 0.9 });
    let unit = rect.width() / 68.0;
    let middle = rect.center().x;
    let bar = |y: f32, wide: f32| {
        Rect::from_center_size(pos2(middle, rect.top() + y * unit), vec2(wide, 3.5) * unit)
    };
    for line in [bar(14.0, 40.0), bar(21.0, 26.0)] {
        painter.rect_filled(line, CornerRadius::same(2), ink);
    }
    let foot = rect.bottom() - 10.0 * unit;
    let tall = (rect.height() - 44.0 * unit).min(46.0 * unit);
    let body = Rect::from_min_max(
        pos2(middle - 11.0 * unit, foot - tall),
        pos2(middle + 11.0 * unit, foot),
    );
    painter.rect_filled(body, CornerRadius::same((4.0 * unit) as u8), ink);
    let neck = Rect::from_min_max(
        pos2(middle - 5.0 * unit, body.top() - 7.0 * unit),
        pos2(middle + 5.0 * unit, body.top() - 1.5 * unit),
    );
    painter.rect_filled(neck, CornerRadius::same((1.5 * unit) as u8), ink);
}

/// How many concepts are not shown.
fn more_ui(ui: &Ui, t: &Tokens, corner: egui::Pos2, more: u32) {
    let font: FontId = fonts::strong(type_size::TINY);
    let galley = ui
        .painter()
        .layout_no_wrap(format!("+{more}"), font, t.on_veil);
    let size = vec2(galley.size().x + 12.0, 20.0);
    let rect = Rect::from_min_max(corner - size, corner);
    ui.painter()
        .rect_filled(rect, CornerRadius::same(10), t.veil);
    let at = rect.center() - galley.size() / 2.0;
    ui.painter().galley(at, galley, t.on_veil);
}
