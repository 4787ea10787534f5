//! One ad in full, over everything else: the picture, what there is to know of its file, and what can be done with it.

use egui::{
    CornerRadius, Frame as Surface, Id, Key, Modal, Modifiers, Rect, ScrollArea, Ui, UiBuilder,
    Vec2, load::SizedTexture, pos2, vec2,
};

use crate::model::ad::Orientation;
use crate::runtime::command::Command;
use crate::ui::frame::{Action, Frame};
use crate::ui::icons::Icon;
use crate::ui::textures::Look;
use crate::ui::tokens::radius;
use crate::ui::widgets::{Button, icon_button};
use crate::ui::{icons, text};

use super::State;
use super::card::download_again;
use super::grid::hold_arrows;
use super::list::{Card, CardAd, ConceptKey, List, Shape, Still};
use super::picture::{Standing, fit, look_ui, sign_ui};
use super::viewer_side::{Pressed, side_ui};

/// Which ad is open, and how.
#[derive(Debug)]
pub struct Viewer {
    key: ConceptKey,
    /// The wanted one; kept while stepping through concepts, even past one that lacks it.
    pub orientation: Orientation,
    pub zoom: Zoom,
}

/// How large the picture is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zoom {
    /// As large as there is room.
    #[default]
    Fit,
    /// One pixel of the file on one of the screen.
    Full,
}

impl Viewer {
    /// Opens a concept; with the shape that the gallery shows, or its first.
    pub fn of(card: &Card, shape: Shape) -> Self {
        let orientation = match shape {
            Shape::Square => Orientation::Square,
            Shape::Both | Shape::Vertical => Orientation::Vertical,
        };
        Self {
            key: card.key.clone(),
            orientation,
            zoom: Zoom::Fit,
        }
    }

    /// The ad to show of a concept: the wanted orientation, or the first there is.
    pub fn ad<'a>(&self, card: &'a Card) -> Option<&'a CardAd> {
        card.ad(&self.orientation).or_else(|| card.ads.first())
    }
}

/// What is on screen: the concept, its place among all, and the ad.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    pub card: &'a Card,
    pub ad: &'a CardAd,
    pub at: usize,
    pub count: usize,
}

/// Around the viewer.
const MARGIN: f32 = 32.0;

/// Paints the viewer and carries out what was pressed in it.
pub fn viewer_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let Some(viewer) = state.viewer.take() else {
        return;
    };
    let Some((at, card)) = state.list.find(&viewer.key) else {
        return;
    };
    let Some(ad) = viewer.ad(card) else { return };
    let scene = Scene {
        card,
        ad,
        at,
        count: state.list.count(),
    };
    let window = ui.ctx().content_rect().size();
    let size = (window - Vec2::splat(2.0 * MARGIN)).max(vec2(480.0, 360.0));
    let modal = Modal::new(Id::unique("viewer"))
        .backdrop_color(frame.tokens.scrim)
        .frame(Surface::NONE)
        .show(ui.ctx(), |ui| {
            let (_, rect) = ui.allocate_space(size);
            content_ui(ui, frame, rect, &viewer, scene)
        });
    prefetch(frame, &state.list, &viewer, at);
    let by_key = keys(ui);
    let closes = modal.should_close();
    let pressed = if closes {
        Some(Pressed::Close)
    } else {
        by_key.or(modal.inner)
    };
    state.viewer = match pressed {
        None => Some(viewer),
        Some(pressed) => done(ui, frame, &state.list, scene, viewer, pressed),
    };
    match &state.viewer {
        Some(viewer) => state.selected = Some(viewer.key.clone()),
        None => {
            state.take_focus = true;
            state.reach = true;
        }
    }
}

/// Carries out what was pressed; `None` when the viewer closes.
fn done(
    ui: &Ui,
    frame: &Frame<'_>,
    list: &List,
    scene: Scene<'_>,
    mut viewer: Viewer,
    pressed: Pressed,
) -> Option<Viewer> {
    match pressed {
        Pressed::Close => return None,
        Pressed::Step(by) => {
            let last = scene.count.saturating_sub(1);
            let next = scene.at.saturating_add_signed(by).min(last);
            if let Some(card) = list.nth(next) {
                viewer.key = card.key.clone();
            }
        }
        Pressed::Turn(orientation) => viewer.orientation = orientation,
        Pressed::Zoom(zoom) => viewer.zoom = zoom,
        Pressed::SwitchZoom => {
            viewer.zoom = match viewer.zoom {
                Zoom::Fit => Zoom::Full,
                Zoom::Full => Zoom::Fit,
            };
        }
        Pressed::Reveal => {
            if let Some(file) = scene.ad.file() {
                frame.send(Command::Reveal(file.to_owned()));
            }
        }
        Pressed::CopyPath => {
            if let Some(file) = scene.ad.file() {
                ui.ctx().copy_text(file.display().to_string());
                frame.act(Action::Say("Path copied".into()));
            }
        }
        Pressed::Download => download_again(frame, scene.ad),
    }
    Some(viewer)
}

fn keys(ui: &Ui) -> Option<Pressed> {
    let focused = ui.memory(|memory| memory.focused());
    if let Some(id) = focused {
        hold_arrows(ui, id);
    }
    let keys = [
        (Key::ArrowLeft, Pressed::Step(-1)),
        (Key::ArrowRight, Pressed::Step(1)),
        (Key::ArrowUp, Pressed::Turn(Orientation::Vertical)),
        (Key::ArrowDown, Pressed::Turn(Orientation::Square)),
        (Key::V, Pressed::Turn(Orientation::Vertical)),
        (Key::S, Pressed::Turn(Orientation::Square)),
        (Key::Z, Pressed::SwitchZoom),
        (Key::R, Pressed::Reveal),
    ];
    ui.input_mut(|input| {
        if input.events.contains(&egui::Event::Copy) {
            return Some(Pressed::CopyPath);
        }
        if focused.is_none() && input.consume_key(Modifiers::NONE, Key::Space) {
            return Some(Pressed::Close);
        }
        keys.into_iter()
            .find(|(key, _)| input.consume_key(Modifiers::NONE, *key))
            .map(|(_, pressed)| pressed)
    })
}

/// Asks for the neighbours too, so that a step shows them at once.
fn prefetch(frame: &Frame<'_>, list: &List, viewer: &Viewer, at: usize) {
    let neighbours = [at.checked_add(1), at.checked_sub(1)];
    for card in neighbours
        .into_iter()
        .flatten()
        .filter_map(|at| list.nth(at))
    {
        if let Some(Still::OnDisk { source, .. }) = viewer.ad(card).map(|ad| &ad.still) {
            frame.textures.look(source, PREFETCH);
        }
    }
}

/// Width in pixels at which neighbours are kept ready.
const PREFETCH: f32 = 540.0;

fn content_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    rect: Rect,
    viewer: &Viewer,
    scene: Scene<'_>,
) -> Option<Pressed> {
    let t = &frame.tokens;
    let corner = CornerRadius::same(radius::CONCEPT);
    ui.painter().add(t.shadow().as_shape(rect, corner));
    ui.painter().rect_filled(rect, corner, t.panel);
    let side = if rect.width() < 860.0 { 264.0 } else { 328.0 };
    let split = rect.right() - side;
    let stage = Rect::from_min_max(rect.min, pos2(split, rect.bottom()));
    let left = CornerRadius {
        nw: radius::CONCEPT,
        sw: radius::CONCEPT,
        ..CornerRadius::ZERO
    };
    ui.painter().rect_filled(stage, left, t.ground);
    ui.painter().vline(split, rect.y_range(), t.border());
    let (standing, on_stage) = stage_ui(ui, frame, stage, viewer, scene);
    let beside = Rect::from_min_max(pos2(split, rect.top()), rect.max);
    side_ui(ui, frame, beside.shrink(24.0), viewer, scene, &standing).or(on_stage)
}

/// The picture, with a step to each side.
fn stage_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    stage: Rect,
    viewer: &Viewer,
    scene: Scene<'_>,
) -> (Standing, Option<Pressed>) {
    let mut pressed = None;
    let room = stage.shrink2(vec2(72.0, 32.0));
    let place = Rect::from_center_size(
        stage.center(),
        fit(room.size(), scene.ad.aspect()).min(native_size(ui, scene.ad)),
    );
    let standing = match &scene.ad.still {
        Still::OnDisk { source, .. } if viewer.zoom == Zoom::Full => {
            let look = frame.textures.look_full(source);
            full_ui(ui, frame, stage, scene, &look)
        }
        Still::OnDisk { source, .. } => {
            let width = place.width() * ui.ctx().pixels_per_point();
            let look = frame.textures.look(source, width);
            let response = ui.interact(place, Id::unique("viewer-picture"), egui::Sense::click());
            let response = response
                .on_hover_cursor(egui::CursorIcon::ZoomIn)
                .on_hover_text("Show every pixel  Z");
            if response.clicked() {
                pressed = Some(Pressed::SwitchZoom);
            }
            response.widget_info(|| {
                let name = format!("{}, zoom", scene.card.title);
                egui::WidgetInfo::labeled(egui::Role::Image, true, name)
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
    if let Standing::Trouble(why) = &standing {
        pressed = pressed.or(trouble_ui(ui, frame, place, why));
    }
    (standing, pressed.or(steps_ui(ui, stage, scene)))
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

fn full_ui(ui: &mut Ui, frame: &Frame<'_>, stage: Rect, scene: Scene<'_>, look: &Look) -> Standing {
    let size = native_size(ui, scene.ad);
    let Look::Loaded { id, .. } = look else {
        let place = Rect::from_center_size(stage.center(), fit(stage.size(), scene.ad.aspect()));
        return look_ui(ui, frame, place.shrink(32.0), look, 6);
    };
    let mut inside = ui.new_child(UiBuilder::new().id_salt("full").max_rect(stage));
    ScrollArea::both()
        .id_salt(("full", &scene.ad.key.ad))
        .auto_shrink(false)
        .scroll_source(egui::containers::scroll_area::ScrollSource::ALL)
        .on_hover_cursor(egui::CursorIcon::Grab)
        .on_drag_cursor(egui::CursorIcon::Grabbing)
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
        let place = Rect::from_center_size(pos2(x, stage.center().y), Vec2::splat(36.0));
        let mut ui = ui.new_child(UiBuilder::new().id_salt(name).max_rect(place));
        icon_button(&mut ui, icon, name)
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

/// A small line of an icon and words; used beside the picture.
pub fn fact_ui(ui: &mut Ui, frame: &Frame<'_>, icon: Icon, words: &str) {
    let t = &frame.tokens;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        icons::show(ui, icon, 16.0, t.third);
        ui.label(text::body(words).color(t.second));
    });
}
