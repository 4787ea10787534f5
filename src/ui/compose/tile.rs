//! One style as a tile: its moving picture, its name, one weaker line, a tick where it is chosen.

use egui::{
    CornerRadius, CursorIcon, Rect, Response, Role, Sense, StrokeKind, Ui, Vec2, WidgetInfo, pos2,
    vec2,
};

use crate::model::catalog::StyleCard;
use crate::ui::fonts;
use crate::ui::frame::Frame;
use crate::ui::icons::{self, Icon};
use crate::ui::tokens::{Tokens, radius, type_size};
use crate::ui::widgets::focus_ring;

use super::parts::elided;
use super::swatches::Swatches;

/// Between tiles.
pub(super) const GAP: f32 = 12.0;
/// Between the picture and the name.
const NAME_GAP: f32 = 6.0;
/// Height of the name and of each further line.
const LINE: f32 = 18.0;

/// What a tile shows.
pub(super) struct Tile<'a> {
    /// Where its picture comes from, if that is known.
    pub card: Option<&'a StyleCard>,
    /// Under the picture.
    pub name: &'a str,
    /// Under the name; nothing if empty.
    pub line: &'a str,
    /// What it is called for who cannot see it.
    pub label: &'a str,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// How many tiles of about this width fill a row, and how wide each is then.
pub(super) fn columns(width: f32, about: f32) -> (usize, f32) {
    let columns = ((width + GAP) / (about + GAP)).floor().max(2.0);
    (
        columns as usize,
        ((width - GAP * (columns - 1.0)) / columns).floor(),
    )
}

/// Size of a tile whose picture is `shape` times as high as wide, with that many lines of words.
pub(super) fn size(wide: f32, shape: f32, lines: usize) -> Vec2 {
    vec2(
        wide,
        (wide * shape).round() + NAME_GAP + LINE * lines as f32,
    )
}

impl Tile<'_> {
    /// Paints the tile; it is a check box.
    pub(super) fn show(
        &self,
        ui: &mut Ui,
        frame: &Frame<'_>,
        swatches: &mut Swatches,
        size: Vec2,
    ) -> Response {
        let t = Tokens::of(ui);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        response.widget_info(|| {
            WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), self.chosen, self.label)
        });
        let response = response.on_hover_cursor(CursorIcon::PointingHand);
        if !ui.is_rect_visible(rect) {
            return response;
        }
        let picture = picture_of(rect, self.line);
        let corner = CornerRadius::same(radius::CARD);
        swatches.paint(ui, frame, picture, corner, (self.card, self.name));
        // Looked for and not found: said by a mark, not by a picture that might be taken for it.
        if self.card.is_none() && frame.view.catalogue.cards.is_settled() {
            let mark = Rect::from_center_size(picture.center(), Vec2::splat(22.0));
            icons::paint(
                ui.painter(),
                Icon::Sparkle,
                mark,
                t.third.gamma_multiply(0.6),
            );
        }
        let line = if response.hovered() {
            t.line_strong
        } else {
            t.line
        };
        ui.painter()
            .rect_stroke(picture, corner, (1.0, line), StrokeKind::Inside);
        if self.chosen {
            let outer = CornerRadius::same(radius::CARD + 3);
            ui.painter()
                .rect_stroke(picture.expand(2.0), outer, t.ring(), StrokeKind::Outside);
            let middle = pos2(picture.right() - 18.0, picture.top() + 18.0);
            ui.painter().circle_filled(middle, 10.0, t.accent);
            let tick = Rect::from_center_size(middle, vec2(13.0, 13.0));
            icons::paint(ui.painter(), Icon::Check, tick, t.on_accent);
        }
        let ink = match (self.chosen, self.line.is_empty()) {
            (true, _) => t.accent,
            (false, true) => t.second,
            (false, false) => t.ink,
        };
        let x = rect.left() + 2.0;
        let name = elided(
            ui,
            self.name,
            fonts::medium(type_size::HINT),
            ink,
            size.x - 4.0,
        );
        let y = picture.bottom() + NAME_GAP + 1.0;
        ui.painter().galley(pos2(x, y), name, ink);
        if !self.line.is_empty() {
            let weak = elided(ui, self.line, fonts::hint(), t.third, size.x - 4.0);
            ui.painter().galley(pos2(x, y + LINE - 1.0), weak, t.third);
        }
        focus_ring(ui, &response, picture.expand(2.0), radius::CARD + 3);
        response
    }
}

/// Where the picture is in a tile.
pub(super) fn picture_of(rect: Rect, line: &str) -> Rect {
    let lines = if line.is_empty() { 1.0 } else { 2.0 };
    let mut picture = rect;
    picture.set_bottom(rect.bottom() - NAME_GAP - LINE * lines);
    picture
}
