//! Buttons: the one main action, further actions, quiet ones, and icons alone.

use egui::{
    Color32, CornerRadius, CursorIcon, FontId, Rect, Response, Role, Sense, StrokeKind, Ui, Widget,
    WidgetInfo, pos2, vec2,
};

use crate::ui::fonts;
use crate::ui::icons::{self, Icon};
use crate::ui::tokens::{NONE, Tokens, radius, size, type_size};

use super::focus_ring;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Primary,
    Secondary,
    Quiet,
}

/// A button with a text. `ui.add(Button::primary("Generate").icon(Icon::Sparkle))`.
#[derive(Clone, Debug)]
#[must_use = "show it with `ui.add`"]
pub struct Button<'a> {
    kind: Kind,
    text: String,
    icon: Option<Icon>,
    trailing: Option<Icon>,
    shortcut: Option<String>,
    tooltip: Option<&'a str>,
    disabled: Option<String>,
    is_disabled: bool,
    dense: bool,
    width: Option<f32>,
    leading: bool,
}

impl<'a> Button<'a> {
    /// The one main action of a screen.
    pub fn primary(text: impl Into<String>) -> Self {
        Self::new(Kind::Primary, text)
    }

    /// Any other action.
    pub fn secondary(text: impl Into<String>) -> Self {
        Self::new(Kind::Secondary, text)
    }

    /// An action that must not draw the eye.
    pub fn quiet(text: impl Into<String>) -> Self {
        Self::new(Kind::Quiet, text)
    }

    fn new(kind: Kind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
            icon: None,
            trailing: None,
            shortcut: None,
            tooltip: None,
            disabled: None,
            is_disabled: false,
            dense: false,
            width: None,
            leading: false,
        }
    }

    /// An icon before the text.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// An icon after the text.
    pub fn trailing(mut self, icon: Icon) -> Self {
        self.trailing = Some(icon);
        self
    }

    /// The key that does the same, shown after the text.
    pub fn shortcut(mut self, text: impl Into<String>) -> Self {
        self.shortcut = Some(text.into());
        self
    }

    /// What it does, shown when the pointer rests on it.
    pub fn tooltip(mut self, text: &'a str) -> Self {
        self.tooltip = Some(text);
        self
    }

    /// Cannot be pressed while `reason` is given; the reason is shown when the pointer rests on it.
    pub fn disabled_because(mut self, reason: Option<impl Into<String>>) -> Self {
        self.disabled = reason.map(Into::into);
        self.is_disabled |= self.disabled.is_some();
        self
    }

    /// 36 px high instead of 40.
    pub fn dense(mut self) -> Self {
        self.dense = true;
        self
    }

    /// Exactly this wide.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// The content begins at the left edge instead of standing in the middle; for rows of a menu.
    pub fn leading(mut self) -> Self {
        self.leading = true;
        self
    }

    fn colors(&self, t: &Tokens, response: &Response) -> Colors {
        let lit = response.hovered() || response.has_focus();
        let pressed = response.is_pointer_button_down_on();
        match self.kind {
            Kind::Primary => Colors {
                fill: if lit { t.accent_hover } else { t.accent },
                line: NONE,
                ink: t.on_accent,
                weak: t.on_accent.gamma_multiply(0.85),
            },
            Kind::Secondary => Colors {
                fill: if lit || pressed { t.hover } else { t.raised },
                line: if lit { t.line_strong } else { t.line },
                ink: t.ink,
                weak: t.second,
            },
            Kind::Quiet => Colors {
                fill: if lit || pressed { t.hover } else { NONE },
                line: NONE,
                ink: if lit { t.ink } else { t.second },
                weak: t.third,
            },
        }
    }

    fn font(&self) -> FontId {
        let size = if self.dense {
            type_size::LABEL
        } else {
            type_size::BODY
        };
        if self.kind == Kind::Primary {
            fonts::strong(size)
        } else {
            fonts::medium(size)
        }
    }
}

struct Colors {
    fill: Color32,
    line: Color32,
    ink: Color32,
    weak: Color32,
}

/// Between an icon and the text.
const GAP: f32 = 8.0;

impl Widget for Button<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        if self.is_disabled {
            let reason = self.disabled.clone().unwrap_or_default();
            let button = Self {
                is_disabled: false,
                disabled: None,
                ..self
            };
            let response = ui.add_enabled(false, button);
            return if reason.is_empty() {
                response
            } else {
                response.on_disabled_hover_text(reason)
            };
        }
        let t = Tokens::of(ui);
        let text =
            ui.painter()
                .layout_no_wrap(self.text.clone(), self.font(), Color32::PLACEHOLDER);
        let shortcut = self.shortcut.clone().map(|shortcut| {
            ui.painter()
                .layout_no_wrap(shortcut, fonts::hint(), Color32::PLACEHOLDER)
        });
        let icon_width = |icon: Option<Icon>| icon.map_or(0.0, |_| size::ICON + GAP);
        let wide = icon_width(self.icon)
            + text.size().x
            + shortcut.as_ref().map_or(0.0, |key| key.size().x + 14.0)
            + icon_width(self.trailing);
        let height = if self.dense {
            size::DENSE
        } else {
            size::CONTROL
        };
        let padding = if self.dense { 14.0 } else { 18.0 };
        let width = self.width.unwrap_or(wide + 2.0 * padding);
        let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &self.text));
        if ui.is_rect_visible(rect) {
            let colors = self.colors(&t, &response);
            let corner = CornerRadius::same(radius::CONTROL);
            ui.painter().rect(
                rect,
                corner,
                colors.fill,
                (1.0, colors.line),
                StrokeKind::Inside,
            );
            let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
            let mut x = if self.leading {
                rect.left() + 8.0
            } else {
                rect.center().x - wide.min(width - 8.0) / 2.0
            };
            let middle = rect.center().y;
            let icon_at = |x: f32| {
                Rect::from_center_size(
                    pos2(x + size::ICON / 2.0, middle),
                    vec2(size::ICON, size::ICON),
                )
            };
            if let Some(icon) = self.icon {
                icons::paint(&painter, icon, icon_at(x), colors.ink);
                x += size::ICON + GAP;
            }
            let text_width = text.size().x;
            painter.galley(pos2(x, middle - text.size().y / 2.0), text, colors.ink);
            x += text_width;
            if let Some(key) = shortcut {
                x += 14.0;
                let key_width = key.size().x;
                painter.galley(pos2(x, middle - key.size().y / 2.0), key, colors.weak);
                x += key_width;
            }
            if let Some(icon) = self.trailing {
                icons::paint(&painter, icon, icon_at(x + GAP), colors.weak);
            }
            focus_ring(ui, &response, rect, radius::CONTROL);
        }
        let response = response.on_hover_cursor(CursorIcon::PointingHand);
        match self.tooltip {
            Some(tooltip) => response.on_hover_text(tooltip),
            None => response,
        }
    }
}

/// An icon alone, 36 px square; `name` is its accessible name and its tooltip.
pub fn icon_button(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    let t = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(size::DENSE, size::DENSE), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    let lit = response.hovered() || response.has_focus();
    if lit {
        ui.painter()
            .rect_filled(rect, CornerRadius::same(radius::CONTROL), t.hover);
    }
    let ink = if lit { t.ink } else { t.second };
    let inner = Rect::from_center_size(rect.center(), vec2(size::ICON, size::ICON));
    icons::paint(ui.painter(), icon, inner, ink);
    focus_ring(ui, &response, rect, radius::CONTROL);
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(name)
}

/// A word in a sentence that can be pressed: accent colour, underlined under the pointer.
pub fn text_button(ui: &mut Ui, text: &str) -> Response {
    let t = Tokens::of(ui);
    let galley =
        ui.painter()
            .layout_no_wrap(text.to_owned(), fonts::medium(type_size::LABEL), t.accent);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x, 20.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text));
    let top = rect.center().y - galley.size().y / 2.0;
    ui.painter()
        .galley(pos2(rect.left(), top), galley, t.accent);
    if response.hovered() {
        ui.painter()
            .hline(rect.x_range(), rect.bottom() - 1.5, (1.0, t.accent));
    }
    focus_ring(ui, &response, rect, 3);
    response.on_hover_cursor(CursorIcon::PointingHand)
}
