//! One ad in full, over everything else: the picture, what there is to know of its file, and what can be done with it.

use egui::{
    CornerRadius, FocusDirection, Frame as Surface, Id, Key, Modal, Modifiers, Rect, Ui, Vec2,
    pos2, vec2,
};

use crate::model::ad::Orientation;
use crate::runtime::command::Command;
use crate::ui::frame::{Action, Frame};
use crate::ui::tokens::radius;
use crate::ui::words;

use super::State;
use super::card::download_again;
use super::grid::hold_arrows;
use super::list::{Card, CardAd, ConceptKey, List, Shape, Still};
use super::stage::stage_ui;
use super::viewer_side::{Pressed, side_ui};

/// Which ad is open, and how.
#[derive(Debug)]
pub struct Viewer {
    key: ConceptKey,
    /// The wanted one; kept while stepping through concepts, even past one that lacks it.
    pub orientation: Orientation,
    pub zoom: Zoom,
    /// Whether the film is shown where there is one; kept while stepping, so that films can be reviewed one by one.
    pub film: bool,
    /// Another picture is shown pixel by pixel, so its middle comes first.
    pub centre: bool,
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
            film: false,
            centre: true,
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
    /// When it was sent.
    pub when: &'a str,
}

/// Around the viewer.
const MARGIN: f32 = 32.0;

/// Paints the viewer and carries out what was pressed in it.
pub fn viewer_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let Some(mut viewer) = state.viewer.take() else {
        return;
    };
    let Some((at, card)) = state.list.find(&viewer.key) else {
        return;
    };
    let Some(ad) = viewer.ad(card) else { return };
    let sent = state.list.group(&card.key.delivery);
    let when = sent.map_or_else(String::new, |group| {
        let sent = group.job.created_at;
        format!(
            "{} {}",
            words::day(sent, frame.now),
            words::clock_time(sent)
        )
    });
    let scene = Scene {
        card,
        ad,
        at,
        count: state.list.count(),
        when: &when,
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
    viewer.centre &= viewer.zoom == Zoom::Fit;
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
    viewer.centre |= !matches!(pressed, Pressed::Reveal | Pressed::CopyPath);
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
        Pressed::Film(film) => viewer.film = film,
        Pressed::SwitchFilm if viewer.film => frame.films.toggle(),
        Pressed::SwitchFilm => viewer.film = scene.ad.video.is_some(),
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
        (Key::P, Pressed::SwitchFilm),
        (Key::R, Pressed::Reveal),
    ];
    let pressed = ui.input_mut(|input| {
        if input.events.contains(&egui::Event::Copy) {
            return Some(Pressed::CopyPath);
        }
        if focused.is_none() && input.consume_key(Modifiers::NONE, Key::Space) {
            return Some(Pressed::Close);
        }
        keys.into_iter()
            .find(|(key, _)| input.consume_key(Modifiers::NONE, *key))
            .map(|(_, pressed)| pressed)
    });
    if pressed.is_some() {
        // egui has already begun to move the focus by an arrow key.
        ui.memory_mut(|memory| memory.move_focus(FocusDirection::None));
    }
    pressed
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
