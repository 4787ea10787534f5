//! Puts the tokens into egui's own style, so that what egui paints by itself (scroll bars, tooltips, text cursors) fits.

use egui::style::{HandleShape, ScrollStyle, Selection, TextCursorStyle, WidgetVisuals, Widgets};
use egui::{Context, CornerRadius, Margin, Stroke, TextStyle, Vec2, Visuals, vec2};

use crate::model::settings::Theme;

use super::fonts;
use super::tokens::{NONE, Tokens, radius, size, type_size};

/// How long a change of state may move, in seconds.
const MOTION_SECS: f32 = 0.12;

/// Gives the context both themes. Once, before the first frame; the fonts must be there.
pub fn install(ctx: &Context) {
    ctx.options_mut(|options| options.fallback_theme = egui::Theme::Light);
    for (theme, tokens) in [
        (egui::Theme::Light, Tokens::LIGHT),
        (egui::Theme::Dark, Tokens::DARK),
    ] {
        ctx.set_visuals_of(theme, visuals(&tokens));
        ctx.style_mut_of(theme, shape);
    }
}

/// Follows the person's choice. Cheap when nothing changed.
pub fn follow(ctx: &Context, theme: Theme, reduced_motion: bool) {
    let wanted = match theme {
        Theme::System => egui::ThemePreference::System,
        Theme::Light => egui::ThemePreference::Light,
        Theme::Dark => egui::ThemePreference::Dark,
    };
    if ctx.options(|options| options.theme_preference) != wanted {
        ctx.set_theme(wanted);
    }
    let secs = if reduced_motion { 0.0 } else { MOTION_SECS };
    if ctx.global_style().animation_time != secs {
        ctx.all_styles_mut(|style| {
            style.animation_time = secs;
            style.scroll_animation = if reduced_motion {
                egui::style::ScrollAnimation::none()
            } else {
                egui::style::ScrollAnimation::duration(MOTION_SECS)
            };
        });
    }
}

fn shape(style: &mut egui::Style) {
    style.text_styles = [
        (TextStyle::Small, fonts::hint()),
        (TextStyle::Body, fonts::body()),
        (TextStyle::Button, fonts::medium(type_size::BODY)),
        (TextStyle::Heading, fonts::strong(type_size::TITLE)),
        (TextStyle::Monospace, fonts::code()),
    ]
    .into();
    style.animation_time = MOTION_SECS;
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, 8.0);
    spacing.button_padding = vec2(14.0, 8.0);
    spacing.interact_size = vec2(size::CONTROL, 20.0);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(24);
    spacing.tooltip_width = 320.0;
    spacing.scroll = ScrollStyle {
        bar_width: 8.0,
        floating_width: 4.0,
        dormant_handle_opacity: 0.15,
        active_handle_opacity: 0.3,
        interact_handle_opacity: 0.5,
        active_background_opacity: 0.0,
        interact_background_opacity: 0.0,
        ..ScrollStyle::floating()
    };
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.35;
}

fn visuals(t: &Tokens) -> Visuals {
    let corner = CornerRadius::same(radius::CONTROL);
    let state = |fill, line, ink| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, line),
        corner_radius: corner,
        fg_stroke: Stroke::new(1.5, ink),
        expansion: 0.0,
    };
    let base = if t.dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    Visuals {
        dark_mode: t.dark,
        weak_text_color: Some(t.third),
        widgets: Widgets {
            noninteractive: state(t.panel, t.line, t.ink),
            inactive: state(t.raised, t.line, t.ink),
            hovered: state(t.hover, t.line_strong, t.ink),
            active: state(t.soft, t.accent, t.ink),
            open: state(t.hover, t.line_strong, t.ink),
        },
        selection: Selection {
            bg_fill: t.accent.gamma_multiply(0.25),
            stroke: Stroke::new(1.0, t.accent),
        },
        hyperlink_color: t.accent,
        faint_bg_color: t.hover,
        extreme_bg_color: t.line,
        text_edit_bg_color: Some(t.raised),
        // A blinking cursor would draw the whole window twice a second for as long as a field has the keyboard.
        text_cursor: TextCursorStyle {
            stroke: Stroke::new(1.5, t.accent),
            blink: false,
            ..base.text_cursor.clone()
        },
        code_bg_color: t.hover,
        warn_fg_color: t.warn,
        error_fg_color: t.warn,
        window_corner_radius: CornerRadius::same(radius::PANEL),
        window_shadow: t.shadow(),
        window_fill: t.panel,
        window_stroke: t.border(),
        menu_corner_radius: CornerRadius::same(radius::CARD),
        panel_fill: t.ground,
        popup_shadow: t.shadow(),
        handle_shape: HandleShape::Circle,
        interact_cursor: Some(egui::CursorIcon::PointingHand),
        disabled_alpha: 0.45,
        button_frame: true,
        collapsing_header_frame: false,
        ..base
    }
}

/// A frame without fill, line or margin.
pub fn bare() -> egui::Frame {
    egui::Frame::NONE.fill(NONE)
}

/// No gaps between items: for rows that place their parts themselves.
pub const TIGHT: Vec2 = Vec2::ZERO;
