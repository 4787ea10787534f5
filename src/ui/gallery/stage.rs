//! The open picture on its stage: fitted or pixel by pixel, with a step to each side.

use egui::{
    CornerRadius, CursorIcon, Id, Rect, Response, Role, ScrollArea, Sense, StrokeKind, Ui,
    UiBuilder, Vec2, WidgetInfo, load::SizedTexture, pos2, vec2,
};

use crate::ui::frame::Frame;
use crate::ui::icons::{self, Icon};
use crate::ui::keys;
use crate::ui::text;
use crate::ui::textures::Look;
use crate::ui::tokens::Tokens;
use crate::ui::widgets::{Button, focus_ring};

use super::film::film_ui;
use super::keys::VIEWER;
use super::list::{CardAd, Still};
use super::picture::{Standing, fit, look_ui, sign_ui};
use super::revise::Panel;
use super::viewer::{Scene, Viewer, Zoom};
use super::viewer_side::Pressed;

/// The picture, with a step to each side.
pub fn stage_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    stage: Rect,
    viewer: &Viewer,
    scene: Scene<'_>,
) -> (Standing, Option<Pressed>) {
    let mut pressed = None;
    let place = place(ui, stage, scene.ad);
    if let Some(panel) = &viewer.panel {
        return (revising_ui(ui, frame, place, scene, panel), None);
    }
    let standing = match &scene.ad.still {
        Still::OnDisk { source, .. } if viewer.zoom == Zoom::Full => {
            let look = frame.textures.look_full(source);
            full_ui(ui, frame, stage.shrink(8.0), scene, &look, viewer.centre)
        }
        Still::OnDisk { source, .. } => {
            let width = place.width() * ui.ctx().pixels_per_point();
            let look = frame.textures.look(source, width);
            let response = ui.interact(place, Id::unique("viewer-picture"), Sense::click());
            let response = response
                .on_hover_cursor(CursorIcon::ZoomIn)
                .on_hover_text(key_tip(ui, "Show every pixel", &Pressed::SwitchZoom));
            if response.clicked() {
                pressed = Some(Pressed::SwitchZoom);
            }
            response.widget_info(|| {
                let name = format!("{}, zoom", scene.seen.title);
                WidgetInfo::labeled(Role::Image, true, name)
            });
            look_ui(ui, frame, place, &look, 6)
        }
        Still::Waiting => {
            sign_ui(ui, frame, place, 6, Some((Icon::Clock, "On its way")));
            Standing::Coming
        }
        Still::Failed(why) => {
            sign_ui(ui, frame, place, 6, Some((Icon::Warning, "Not downloaded")));
            Standing::Trouble(why.clone())
        }
    };
    if let (Zoom::Fit, Some(video)) = (viewer.zoom, &scene.ad.video) {
        if viewer.film {
            film_ui(ui, frame, place, video, scene.ad.width());
        } else {
            let at = pos2(place.center().x, place.bottom() - 44.0);
            let place = Rect::from_center_size(at, Vec2::splat(DISC));
            let name = key_tip(ui, "Play the film", &Pressed::SwitchFilm);
            let play = disc_ui(ui, place, Icon::Play, &name);
            pressed = pressed.or(play.clicked().then_some(Pressed::SwitchFilm));
        }
    }
    if let Standing::Trouble(why) = &standing {
        pressed = pressed.or(trouble_ui(ui, frame, place, why));
    }
    (standing, pressed.or(steps_ui(ui, stage, scene)))
}

/// The picture that a revision would be, or the one that it starts from; and which of the two it is.
fn revising_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    place: Rect,
    scene: Scene<'_>,
    panel: &Panel,
) -> Standing {
    let width = place.width() * ui.ctx().pixels_per_point();
    let on_disk = match &scene.ad.still {
        Still::OnDisk { source, .. } => Some(source),
        Still::Waiting | Still::Failed(_) => None,
    };
    let is_here = scene.drawn.is_some();
    let look = match scene.drawn.or(on_disk) {
        Some(source) => frame.textures.look(source, width),
        None => Look::Pending,
    };
    let standing = look_ui(ui, frame, place, &look, 6);
    let response = ui.interact(place, Id::unique("revise-picture"), Sense::hover());
    let words = panel.picture_words(&frame.view.revise, is_here);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Picture: {words}")));
    let at = Rect::from_min_size(
        pos2(place.left(), place.top() - 30.0),
        vec2(place.width(), 24.0),
    );
    let mut above = ui.new_child(
        UiBuilder::new()
            .id_salt("revise-word")
            .max_rect(at)
            .layout(egui::Layout::top_down(egui::Align::Center)),
    );
    above.label(text::hint(words).color(frame.tokens.second));
    standing
}

/// What a press does, and the key that does the same.
fn key_tip(ui: &Ui, words: &str, pressed: &Pressed) -> String {
    let key = keys::name_of(ui.ctx(), &VIEWER, pressed).unwrap_or_default();
    format!("{words}  {key}")
}

/// Where a picture stands on the stage when it is fitted.
pub fn place(ui: &Ui, stage: Rect, ad: &CardAd) -> Rect {
    let room = stage.shrink2(vec2(72.0, 32.0));
    let size = fit(room.size(), ad.aspect()).min(native_size(ui, ad));
    Rect::from_center_size(stage.center(), size)
}

/// The size at which one pixel of the file is one of the screen; a picture is never blown up beyond it.
fn native_size(ui: &Ui, ad: &CardAd) -> Vec2 {
    let ppp = ui.ctx().pixels_per_point();
    match &ad.still {
        Still::OnDisk { width, height, .. } if *width > 0 && *height > 0 => {
            vec2(*width as f32, *height as f32) / ppp
        }
        _ => Vec2::INFINITY,
    }
}

fn full_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    stage: Rect,
    scene: Scene<'_>,
    look: &Look,
    centre: bool,
) -> Standing {
    let size = native_size(ui, scene.ad);
    let Look::Loaded { id, .. } = look else {
        let place = Rect::from_center_size(stage.center(), fit(stage.size(), scene.ad.aspect()));
        return look_ui(ui, frame, place.shrink(32.0), look, 6);
    };
    let mut inside = ui.new_child(UiBuilder::new().id_salt("full").max_rect(stage));
    let mut area = ScrollArea::both().id_salt("full-picture");
    if centre {
        area = area.scroll_offset(((size - stage.size()) / 2.0).max(Vec2::ZERO));
    }
    area.auto_shrink(false)
        .scroll_source(egui::containers::scroll_area::ScrollSource::ALL)
        .on_hover_cursor(CursorIcon::Grab)
        .on_drag_cursor(CursorIcon::Grabbing)
        .show(&mut inside, |ui| {
            let (_, room) = ui.allocate_space(size.max(stage.size()));
            let place = Rect::from_center_size(room.center(), size);
            egui::Image::from_texture(SizedTexture::new(*id, size)).paint_at(ui, place);
        });
    Standing::Here
}

fn trouble_ui(ui: &mut Ui, frame: &Frame<'_>, place: Rect, why: &str) -> Option<Pressed> {
    let t = &frame.tokens;
    let below = Rect::from_min_size(
        pos2(place.left() + 16.0, place.center().y + 28.0),
        vec2(place.width() - 32.0, 120.0),
    );
    let mut ui = ui.new_child(UiBuilder::new().id_salt("trouble").max_rect(below));
    ui.vertical_centered(|ui| {
        ui.label(text::hint(why).color(t.second));
        ui.add_space(8.0);
        let button = Button::secondary("Download again")
            .icon(Icon::Download)
            .dense();
        ui.add(button).clicked().then_some(Pressed::Download)
    })
    .inner
}

fn steps_ui(ui: &mut Ui, stage: Rect, scene: Scene<'_>) -> Option<Pressed> {
    let mut step = |x: f32, icon: Icon, name: &str, by: isize| {
        let place = Rect::from_center_size(pos2(x, stage.center().y), Vec2::splat(DISC));
        disc_ui(ui, place, icon, name)
            .clicked()
            .then_some(Pressed::Step(by))
    };
    let back = (scene.at > 0)
        .then(|| {
            step(
                stage.left() + 36.0,
                Icon::ChevronLeft,
                "Previous concept",
                -1,
            )
        })
        .flatten();
    let on = (scene.at + 1 < scene.count)
        .then(|| step(stage.right() - 36.0, Icon::ChevronRight, "Next concept", 1))
        .flatten();
    back.or(on)
}

/// Across a round button over the picture.
const DISC: f32 = 44.0;

/// A round button that is seen on any picture.
fn disc_ui(ui: &mut Ui, place: Rect, icon: Icon, name: &str) -> Response {
    let t = Tokens::of(ui);
    let response = ui.interact(place, Id::unique(("viewer", name)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let corner = CornerRadius::same((DISC / 2.0) as u8);
    let fill = if response.hovered() {
        t.hover
    } else {
        t.raised
    };
    ui.painter().add(t.shadow().as_shape(place, corner));
    ui.painter()
        .rect(place, corner, fill, t.border(), StrokeKind::Inside);
    let at = Rect::from_center_size(place.center(), Vec2::splat(20.0));
    icons::paint(ui.painter(), icon, at, t.ink);
    focus_ring(ui, &response, place, (DISC / 2.0) as u8);
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(name)
}
