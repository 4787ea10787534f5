//! One picture of an ad in its place: the picture itself, or a calm sign of why it is not there.
//!
//! Must not grow or move anything: its place is given.

use egui::load::SizedTexture;
use egui::{Align2, CornerRadius, Image, Rect, StrokeKind, Ui, Vec2, pos2, vec2};

use crate::ui::fonts;
use crate::ui::frame::Frame;
use crate::ui::icons::{self, Icon};
use crate::ui::textures::Look;
use crate::ui::tokens::type_size;

use super::list::{CardAd, Still};

/// How a picture stands, for the words and buttons around it.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// On the screen.
    Here,
    /// Will come by itself.
    Coming,
    /// Will not come by itself; why.
    Trouble(String),
}

/// A picture narrower than this lies flat.
const CASTS_SHADOW: f32 = 64.0;

/// A place wider than this is the viewer's.
const LARGE: f32 = 300.0;

/// Paints the still of an ad into `rect`, standing on its lower edge.
pub fn still_ui(ui: &Ui, frame: &Frame<'_>, rect: Rect, ad: &CardAd, corner: u8) -> Standing {
    let place = stand_on_edge(rect, ad.aspect());
    match &ad.still {
        Still::OnDisk { source, .. } => {
            let width = place.width() * ui.ctx().pixels_per_point();
            let look = frame.textures.look(source, width);
            look_ui(ui, frame, place, &look, corner)
        }
        Still::Waiting => {
            sign_ui(ui, frame, place, corner, Some((Icon::Clock, "On its way")));
            Standing::Coming
        }
        Still::Failed(why) => {
            let sign = Some((Icon::Warning, "Not downloaded"));
            sign_ui(ui, frame, place, corner, sign);
            Standing::Trouble(why.clone())
        }
    }
}

/// Paints a picture as it stands now.
pub fn look_ui(ui: &Ui, frame: &Frame<'_>, place: Rect, look: &Look, corner: u8) -> Standing {
    match look {
        Look::Loaded { id, .. } => {
            let corner = CornerRadius::same(corner);
            if place.width() > CASTS_SHADOW {
                let shadow = frame.tokens.shadow().as_shape(place, corner);
                ui.painter().add(shadow);
            }
            Image::from_texture(SizedTexture::new(*id, place.size()))
                .corner_radius(corner)
                .paint_at(ui, place);
            Standing::Here
        }
        Look::Pending => {
            sign_ui(ui, frame, place, corner, None);
            Standing::Coming
        }
        Look::Failed(fault) => {
            let words = if fault.missing {
                "File missing"
            } else {
                "Cannot be shown"
            };
            sign_ui(ui, frame, place, corner, Some((Icon::Warning, words)));
            Standing::Trouble(fault.sentence.clone())
        }
    }
}

/// The place of a picture that is not there, with a sign if there is something to say and room to say it.
pub fn sign_ui(
    ui: &Ui,
    frame: &Frame<'_>,
    place: Rect,
    corner: u8,
    sign: Option<(Icon, &'static str)>,
) {
    let t = &frame.tokens;
    let trouble = matches!(sign, Some((Icon::Warning, _)));
    let ink = if trouble { t.warn } else { t.third };
    // A large place would shout in the colour of trouble; there the sign alone has it.
    let fill = if trouble && place.width() < LARGE {
        t.warn_soft
    } else {
        t.hover
    };
    let radius = CornerRadius::same(corner);
    ui.painter().rect_filled(place, radius, fill);
    if trouble && place.width() < LARGE {
        let line = (1.0, ink.gamma_multiply(0.35));
        ui.painter()
            .rect_stroke(place, radius, line, StrokeKind::Inside);
    }
    let Some((icon, words)) = sign else { return };
    let has_words = place.width() > 84.0;
    let side = if has_words {
        20.0
    } else {
        (place.width() * 0.45).min(18.0)
    };
    let lift = if has_words { 12.0 } else { 0.0 };
    let centre = pos2(place.center().x, place.center().y - lift);
    let at = Rect::from_center_size(centre, Vec2::splat(side));
    icons::paint(ui.painter(), icon, at, ink);
    if has_words {
        ui.painter().text(
            pos2(place.center().x, centre.y + 24.0),
            Align2::CENTER_CENTER,
            words,
            fonts::medium(type_size::HINT),
            ink,
        );
    }
}

/// The largest rectangle of that shape in `rect`, standing on its lower edge, in its middle.
pub fn stand_on_edge(rect: Rect, aspect: f32) -> Rect {
    let size = fit(rect.size(), aspect);
    Rect::from_min_size(
        pos2(rect.center().x - size.x / 2.0, rect.bottom() - size.y),
        size,
    )
}

/// The largest size of that shape in `room`.
pub fn fit(room: Vec2, aspect: f32) -> Vec2 {
    if room.x / aspect.max(0.01) <= room.y {
        vec2(room.x, room.x / aspect.max(0.01))
    } else {
        vec2(room.y * aspect, room.y)
    }
}
