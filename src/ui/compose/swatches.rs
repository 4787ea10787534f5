//! What an animation prompt looks like, small: a bundled picture for the public names, a calm neutral surface for others.
//!
//! Must not decode: the runtime does, on a thread of its own.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::mpsc::Receiver;

use egui::epaint::RectShape;
use egui::{
    Color32, ColorImage, Context, CornerRadius, Painter, Rect, TextureHandle, TextureId,
    TextureOptions, Vec2, pos2, vec2,
};

use crate::runtime::swatches::{self, Swatch};
use crate::ui::tokens::{NONE, Tokens};

/// How many neutral surfaces there are, so that unknown names do not all look alike.
const NEUTRAL: u64 = 3;
/// Pixels of a neutral surface; the graphics card smooths between them.
const GRID: usize = 24;

/// The pictures of the prompts, on the graphics card.
#[derive(Default)]
pub(super) struct Swatches {
    pictures: HashMap<&'static str, TextureHandle>,
    neutral: HashMap<(bool, u64), TextureHandle>,
    coming: Option<Receiver<Swatch>>,
}

impl std::fmt::Debug for Swatches {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Swatches({} pictures)", self.pictures.len())
    }
}

impl Swatches {
    /// Takes what was decoded since the last frame.
    pub(super) fn begin_frame(&mut self, ctx: &Context) {
        let coming = self.coming.get_or_insert_with(|| {
            let ctx = ctx.clone();
            swatches::start(Arc::new(move || ctx.request_repaint()))
        });
        for Swatch { name, pixels } in coming.try_iter() {
            let size = [pixels.width as usize, pixels.height as usize];
            let image = ColorImage::from_rgba_unmultiplied(size, &pixels.bytes);
            let texture = ctx.load_texture(name, image, TextureOptions::LINEAR);
            self.pictures.insert(name, texture);
        }
    }

    /// The look of a prompt and its size in pixels.
    pub(super) fn look(&mut self, ctx: &Context, name: &str, t: &Tokens) -> (TextureId, Vec2) {
        if let Some(picture) = self.pictures.get(name) {
            return (picture.id(), picture.size_vec2());
        }
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        let kind = hasher.finish() % NEUTRAL;
        let texture = self.neutral.entry((t.dark, kind)).or_insert_with(|| {
            let image = neutral(kind, t);
            ctx.load_texture("neutral-swatch", image, TextureOptions::LINEAR)
        });
        (texture.id(), texture.size_vec2())
    }
}

/// A soft slope of light between the theme's quiet colours.
fn neutral(kind: u64, t: &Tokens) -> ColorImage {
    let (from, to) = match kind {
        0 => (t.soft, t.line_strong),
        1 => (t.hover, t.line_strong),
        _ => (t.hover, t.soft.lerp_to_gamma(t.accent, 0.25)),
    };
    let angle = kind as f32 * 0.9 + 0.4;
    let direction = vec2(angle.cos(), angle.sin());
    let pixels = (0..GRID * GRID)
        .map(|at| {
            let x = (at % GRID) as f32 / (GRID - 1) as f32 - 0.5;
            let y = (at / GRID) as f32 / (GRID - 1) as f32 - 0.5;
            let along =
                vec2(x, y).dot(direction) + 0.25 * (7.0 * vec2(x, y).dot(direction.rot90())).sin();
            from.lerp_to_gamma(to, (along * 0.9 + 0.5).clamp(0.0, 1.0))
        })
        .collect();
    ColorImage::new([GRID, GRID], pixels)
}

/// Fills `rect` with the middle of a picture, cut to its shape.
pub(super) fn cover(
    painter: &Painter,
    rect: Rect,
    corner: CornerRadius,
    (id, size): (TextureId, Vec2),
    tint: Color32,
) {
    let scale = (rect.width() / size.x.max(1.0)).max(rect.height() / size.y.max(1.0));
    let shown = rect.size() / (size * scale).max(Vec2::splat(1.0));
    let uv = Rect::from_center_size(pos2(0.5, 0.5), shown.min(Vec2::splat(1.0)));
    painter.add(RectShape::filled(rect, corner, tint).with_texture(id, uv));
}

/// No tint at all, faded to what a disabled `ui` shows.
pub(super) fn plain(ui: &egui::Ui) -> Color32 {
    // The veil's words are pure white, which leaves a texture as it is.
    let white = Tokens::of(ui).on_veil;
    if ui.is_enabled() {
        white
    } else {
        white.lerp_to_gamma(NONE, 0.2)
    }
}
