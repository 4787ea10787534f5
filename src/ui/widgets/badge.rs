//! Small marks: pills, counts, dots, key caps.

use egui::{
    Color32, CornerRadius, Painter, Pos2, Rect, Response, Role, Sense, StrokeKind, Ui, WidgetInfo,
    pos2, vec2,
};

use crate::ui::fonts;
use crate::ui::tokens::{NONE, Tokens, type_size};

/// What a mark means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// A plain fact.
    Plain,
    /// Chosen, or under way.
    Accent,
    /// It worked.
    Ok,
    /// It needs attention.
    Warn,
}

impl Tone {
    /// Its ink and what is behind it.
    pub fn colors(self, t: &Tokens) -> (Color32, Color32) {
        match self {
            Self::Plain => (t.second, t.hover),
            Self::Accent => (t.accent, t.soft),
            Self::Ok => (t.ok, t.ok_soft),
            Self::Warn => (t.warn, t.warn_soft),
        }
    }
}

/// A word in a rounded mark.
pub fn pill(ui: &mut Ui, label: &str, tone: Tone) -> Response {
    let t = Tokens::of(ui);
    let (ink, fill) = tone.colors(&t);
    let galley = ui
        .painter()
        .layout_no_wrap(label.to_owned(), fonts::medium(type_size::HINT), ink);
    let (rect, response) =
        ui.allocate_exact_size(vec2(galley.size().x + 18.0, 24.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, label));
    ui.painter().rect_filled(rect, CornerRadius::same(12), fill);
    let at = rect.center() - galley.size() / 2.0;
    ui.painter().galley(at, galley, ink);
    response
}

/// A count on the corner of an icon; `at` is its centre. Says nothing to who cannot see it: name the icon with it.
pub fn badge(painter: &Painter, at: Pos2, count: usize, t: &Tokens) {
    let label = if count > 99 {
        "99+".to_owned()
    } else {
        count.to_string()
    };
    let galley = painter.layout_no_wrap(label, fonts::strong(10.0), t.on_accent);
    let size = vec2((galley.size().x + 8.0).max(16.0), 16.0);
    let rect = Rect::from_center_size(at, size);
    painter.rect_filled(rect, CornerRadius::same(8), t.accent);
    let top_left = rect.center() - galley.size() / 2.0;
    painter.galley(top_left, galley, t.on_accent);
}

/// A small round mark of state.
pub fn dot(ui: &mut Ui, color: Color32) {
    let (_, rect) = ui.allocate_space(vec2(8.0, 8.0));
    ui.painter().circle_filled(rect.center(), 4.0, color);
}

/// A key as it is printed on a keyboard.
pub fn key_cap(ui: &mut Ui, key: &str) -> Response {
    let t = Tokens::of(ui);
    let galley = ui
        .painter()
        .layout_no_wrap(key.to_owned(), fonts::hint(), t.second);
    let (rect, response) =
        ui.allocate_exact_size(vec2(galley.size().x + 14.0, 24.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, key));
    ui.painter().rect(
        rect,
        CornerRadius::same(6),
        NONE,
        t.border(),
        StrokeKind::Inside,
    );
    let at = pos2(rect.left() + 7.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, t.second);
    response
}
