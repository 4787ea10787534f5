//! How a style looks, small and moving: the studio's own picture of it, a calm neutral surface until that is here, and for
//! names that nobody here knows.
//!
//! Must not decode or fetch: the runtime brings the sheets, the texture cache holds them. Asks for what is on screen only,
//! and for frames only while something moves there.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use egui::epaint::RectShape;
use egui::{
    Color32, ColorImage, Context, CornerRadius, Painter, Rect, TextureHandle, TextureId,
    TextureOptions, Ui, Vec2, pos2, vec2,
};

use crate::model::catalog::{StyleCard, sheet};
use crate::model::ids::{BrandId, StyleId};
use crate::runtime::command::Command;
use crate::runtime::pictures::PictureSource;
use crate::ui::frame::Frame;
use crate::ui::textures::Look;
use crate::ui::tokens::{NONE, Tokens};

/// How many neutral surfaces there are, so that unknown names do not all look alike.
const NEUTRAL: u64 = 3;
/// Pixels of a neutral surface; the graphics card smooths between them.
const GRID: usize = 24;
/// Between two paintings of what moves: slow matter needs no more.
const BEAT: Duration = Duration::from_millis(50);
/// A pause longer than this, in seconds, is not caught up with.
const LONGEST_STEP: f64 = 0.25;

/// What is known of the moving pictures from one frame to the next.
#[derive(Default)]
pub(super) struct Swatches {
    neutral: HashMap<(bool, u64), TextureHandle>,
    /// On screen in this frame and not here yet.
    wanted: Vec<StyleId>,
    asked: Vec<StyleId>,
    /// The brand that the catalogue was last asked for.
    loaded: Option<Option<BrandId>>,
    last_frame: u64,
    /// Seconds of motion so far; stands still while nothing may move.
    clock: f64,
    seen_at: Option<f64>,
    moves: bool,
}

impl std::fmt::Debug for Swatches {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Swatches({} wanted)", self.wanted.len())
    }
}

impl Swatches {
    /// Before painting: asks for the catalogue when the screen opens and when the brand changes, and lets time go on
    /// where it may.
    pub(super) fn begin_frame(&mut self, ctx: &Context, frame: &Frame<'_>, brand: &str) {
        let brand = Some(brand.trim()).filter(|id| frame.is_studio() && !id.is_empty());
        let brand = brand.map(BrandId::new);
        let number = ctx.cumulative_frame_nr();
        let was_away = number > self.last_frame + 1;
        self.last_frame = number;
        if was_away || self.loaded.as_ref() != Some(&brand) {
            // Its colours may have changed while one was elsewhere.
            self.loaded = Some(brand.clone());
            self.asked.clear();
            frame.send(Command::LoadStyles(brand));
        }
        let (now, is_focused) = ctx.input(|input| (input.time, input.focused));
        let since = now - self.seen_at.replace(now).unwrap_or(now);
        self.moves = is_focused && frame.may_move();
        if self.moves {
            self.clock += since.clamp(0.0, LONGEST_STEP);
        }
        self.wanted.clear();
    }

    /// After painting: says what is wanted, if that changed.
    pub(super) fn end_frame(&mut self, frame: &Frame<'_>) {
        if self.wanted != self.asked {
            self.asked.clone_from(&self.wanted);
            frame.send(Command::WantSwatches(self.wanted.clone()));
        }
    }

    /// Fills `rect` with the look of a style, or with a neutral surface under that name. Costs nothing out of sight.
    pub(super) fn paint(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        rect: Rect,
        corner: CornerRadius,
        (card, name): (Option<&StyleCard>, &str),
    ) {
        if !ui.is_rect_visible(rect) {
            return;
        }
        let t = frame.tokens;
        let sheet = card.and_then(|card| {
            let path = frame.view.catalogue.sheets.get(&card.id);
            if path.is_none() && !self.wanted.contains(&card.id) {
                self.wanted.push(card.id.clone());
            }
            // The name of the file tells its version.
            let path = Arc::clone(path?);
            let source = PictureSource { path, version: 0 };
            match frame.textures.look_sheet(&source) {
                Look::Loaded { id, .. } => Some(id),
                Look::Pending | Look::Failed(_) => None,
            }
        });
        let Some(sheet) = sheet else {
            let look = self.neutral(ui.ctx(), name, &t);
            cover(ui.painter(), rect, corner, look, plain(ui));
            return;
        };
        let tint = plain(ui);
        let moment = (self.clock / sheet::SECONDS).fract() * f64::from(sheet::FRAMES);
        let (at, part) = (moment.floor(), moment.fract() as f32);
        let at = at as u32 % sheet::FRAMES;
        moment_ui(ui.painter(), rect, corner, sheet, at, tint);
        if self.moves {
            // The next moment fades in over this one, so that few pictures make a smooth motion.
            let next = (at + 1) % sheet::FRAMES;
            moment_ui(
                ui.painter(),
                rect,
                corner,
                sheet,
                next,
                tint.gamma_multiply(part),
            );
            ui.ctx().request_repaint_after(BEAT);
        }
    }

    fn neutral(&mut self, ctx: &Context, name: &str, t: &Tokens) -> (TextureId, Vec2) {
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

/// Fills `rect` with the middle of one picture of a sheet.
fn moment_ui(
    painter: &Painter,
    rect: Rect,
    corner: CornerRadius,
    texture: TextureId,
    at: u32,
    tint: Color32,
) {
    let uv = part_of_sheet(at, rect.size());
    painter.add(RectShape::filled(rect, corner, tint).with_texture(texture, uv));
}

/// The middle of a picture of the sheet that has the shape of `size`. Half a pixel inside, so that no neighbour shines in.
fn part_of_sheet(at: u32, size: Vec2) -> Rect {
    let whole = vec2(
        (sheet::COLUMNS * sheet::WIDTH) as f32,
        (sheet::ROWS * sheet::HEIGHT) as f32,
    );
    let own = vec2(sheet::WIDTH as f32, sheet::HEIGHT as f32);
    let corner = vec2(
        (at % sheet::COLUMNS) as f32 * own.x,
        (at / sheet::COLUMNS % sheet::ROWS) as f32 * own.y,
    );
    let room = own - Vec2::splat(1.0);
    let scale = (size.x.max(1.0) / room.x).max(size.y.max(1.0) / room.y);
    let shown = (size / scale).min(room);
    let middle = corner + own / 2.0;
    Rect::from_center_size((middle / whole).to_pos2(), shown / whole)
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
pub(super) fn plain(ui: &Ui) -> Color32 {
    // The veil's words are pure white, which leaves a texture as it is.
    let white = Tokens::of(ui).on_veil;
    if ui.is_enabled() {
        white
    } else {
        white.lerp_to_gamma(NONE, 0.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_moment_lies_in_its_own_part_of_the_sheet() {
        for at in 0..sheet::FRAMES {
            for size in [vec2(138.0, 87.0), vec2(100.0, 125.0), vec2(40.0, 400.0)] {
                let part = part_of_sheet(at, size);
                let (column, row) = ((at % sheet::COLUMNS) as f32, (at / sheet::COLUMNS) as f32);
                let (wide, high) = (1.0 / sheet::COLUMNS as f32, 1.0 / sheet::ROWS as f32);
                assert!(part.left() > column * wide && part.right() < (column + 1.0) * wide);
                assert!(part.top() > row * high && part.bottom() < (row + 1.0) * high);
                let shape = (part.width() * sheet::COLUMNS as f32 * sheet::WIDTH as f32)
                    / (part.height() * sheet::ROWS as f32 * sheet::HEIGHT as f32);
                assert!((shape - size.x / size.y).abs() < 0.01, "{shape} {size}");
            }
        }
    }
}
