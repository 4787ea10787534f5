//! One ad in full, over everything else: the picture, what there is to know of its file, and what can be done with it.

use egui::{CornerRadius, FocusDirection, Frame as Surface, Id, Modal, Rect, Ui, Vec2, pos2, vec2};

use crate::model::ad::Orientation;
use crate::model::revision::ConceptRef;
use crate::runtime::command::Command;
use crate::runtime::pictures::PictureSource;
use crate::runtime::revise::ReviseCommand;
use crate::ui::frame::{Action, Frame};
use crate::ui::textures::Look;
use crate::ui::tokens::radius;
use crate::ui::{keys, words};

use super::State;
use super::card::download_again;
use super::grid::hold_arrows;
use super::keys::VIEWER;
use super::list::{Card, CardAd, ConceptKey, List, Seen, Shape, Still};
use super::revise::{self, Panel};
use super::stage::{place, stage_ui};
use super::viewer_side::{Pressed, side_ui};

/// Which ad is open, and how.
#[derive(Debug)]
pub struct Viewer {
    key: ConceptKey,
    /// The version that is looked at; `None` is the one that the gallery shows.
    version: Option<u32>,
    /// A further version in the making.
    pub panel: Option<Panel>,
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
            version: None,
            panel: None,
            orientation,
            zoom: Zoom::Fit,
            film: false,
            centre: true,
        }
    }

    /// The file of what is shown: the film's or the still's.
    pub fn file<'a>(&self, ad: &'a CardAd) -> Option<&'a std::path::Path> {
        let film = ad.video.as_ref().filter(|_| self.film);
        film.map(|film| &*film.path).or_else(|| ad.file())
    }

    /// The ad to show of these: the wanted orientation, or the first there is.
    pub fn ad<'a>(&self, ads: &'a [CardAd]) -> Option<&'a CardAd> {
        let wanted = ads.iter().find(|ad| ad.orientation == self.orientation);
        wanted.or_else(|| ads.first())
    }

    /// Closes the panel, once the version that it became is there to be looked at.
    fn arrive(&mut self, frame: &Frame<'_>, card: &Card) {
        let kept = self.panel.as_ref().and_then(Panel::kept);
        let is_here = |number| {
            let mut versions = card.versions.iter();
            versions.any(|version| version.number == number && version.is_here())
        };
        if kept.is_some_and(is_here) {
            self.panel = None;
            self.version = kept;
            frame.send(Command::Revise(ReviseCommand::Close));
        }
    }
}

impl Viewer {
    /// Opens the panel for a version, with what was begun of it.
    fn revise(&mut self, frame: &Frame<'_>, from: u32, begun: Option<Panel>) {
        let concept = ConceptRef {
            delivery: self.key.delivery.clone(),
            index: self.key.index,
        };
        frame.send(Command::Revise(ReviseCommand::Open(concept.clone())));
        self.zoom = Zoom::Fit;
        self.panel = Some(begun.unwrap_or_else(|| Panel::new(concept, from)));
    }

    /// Closes the panel; what was begun comes back, to be taken up again, unless it became a version.
    pub fn put_panel_away(&mut self) -> Option<((ConceptKey, u32), Panel)> {
        let mut panel = self.panel.take().filter(|panel| panel.kept().is_none())?;
        panel.put_away();
        Some(((self.key.clone(), panel.from), panel))
    }
}

/// What is on screen: the concept, its place among all, and the ad.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    pub card: &'a Card,
    pub seen: Seen<'a>,
    pub ad: &'a CardAd,
    /// The picture that a revision would be, in place of the one on disk.
    pub drawn: Option<&'a PictureSource>,
    pub at: usize,
    pub count: usize,
    /// When it was sent, or made by a person.
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
        state.viewer = Some(viewer);
        return state.put_viewer_away();
    };
    viewer.arrive(frame, card);
    let seen = card.version(viewer.version);
    let Some(ad) = viewer.ad(seen.ads) else {
        state.viewer = Some(viewer);
        return state.put_viewer_away();
    };
    let panel = viewer.panel.as_ref();
    let drawn = panel.and_then(|panel| panel.drawn(&frame.view.revise, &ad.orientation));
    let sent = state.list.group(&card.key.delivery);
    let when = sent.map_or_else(String::new, |group| {
        let made = seen.made_at.unwrap_or(group.job.created_at);
        format!(
            "{} {}",
            words::day(made, frame.now),
            words::clock_time(made)
        )
    });
    let scene = Scene {
        card,
        seen,
        ad,
        drawn,
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
            content_ui(ui, frame, rect, &mut viewer, scene)
        });
    if let Some(panel) = &mut viewer.panel
        && let Some(wish) = panel.wish(&ad.orientation, &mut state.tickets)
    {
        frame.send(Command::Revise(wish));
    }
    viewer.centre &= viewer.zoom == Zoom::Fit;
    prefetch(frame, &state.list, &viewer, at);
    // While something is typed, letters are letters.
    let is_revising = viewer.panel.is_some();
    let by_key = if is_revising { None } else { by_key(ui) };
    let closes = modal.should_close();
    let pressed = if closes && is_revising {
        Some(Pressed::LeaveRevise)
    } else if closes {
        Some(Pressed::Close)
    } else {
        by_key.or(modal.inner)
    };
    let revised = match pressed {
        Some(Pressed::Revise) if scene.card.is_revisable => {
            let key = (viewer.key.clone(), scene.seen.number);
            let begun = state.begun.remove(&key);
            viewer.revise(frame, scene.seen.number, begun);
            true
        }
        Some(Pressed::LeaveRevise) => {
            state.begun.extend(viewer.put_panel_away());
            frame.send(Command::Revise(ReviseCommand::Close));
            true
        }
        _ => false,
    };
    state.viewer = match pressed.filter(|_| !revised) {
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
                viewer.version = None;
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
            if let Some(file) = viewer.file(scene.ad) {
                frame.send(Command::Reveal(file.to_owned()));
            }
        }
        Pressed::CopyPath => {
            if let Some(file) = viewer.file(scene.ad) {
                ui.ctx().copy_text(file.display().to_string());
                frame.act(Action::Say("Path copied".into()));
            }
        }
        Pressed::Download => download_again(frame, scene.ad),
        Pressed::Version(number) => viewer.version = Some(number),
        Pressed::StepVersion(by) => {
            let numbers = scene.card.versions.iter().map(|version| version.number);
            let numbers: Vec<u32> = numbers.collect();
            let now = numbers
                .iter()
                .position(|number| *number == scene.seen.number);
            let next = now.and_then(|now| numbers.get(now.checked_add_signed(by)?));
            viewer.version = next.copied().or(viewer.version);
        }
        Pressed::Keep => {
            let kept = viewer.panel.as_mut();
            let kept = kept.and_then(|panel| panel.keep(&frame.view.revise));
            if let Some(command) = kept {
                frame.send(Command::Revise(command));
            }
        }
        Pressed::StartOver => {
            if let Some(panel) = &mut viewer.panel {
                panel.start_over();
            }
        }
        // Carried out before.
        Pressed::Revise | Pressed::LeaveRevise => {}
    }
    Some(viewer)
}

fn by_key(ui: &Ui) -> Option<Pressed> {
    let focused = ui.memory(|memory| memory.focused());
    if let Some(id) = focused {
        hold_arrows(ui, id);
    }
    let pressed = ui.input_mut(|input| keys::pressed(input, &VIEWER, focused.is_none()));
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
        if let Some(Still::OnDisk { source, .. }) = viewer.ad(&card.ads).map(|ad| &ad.still) {
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
    viewer: &mut Viewer,
    scene: Scene<'_>,
) -> Option<Pressed> {
    let t = &frame.tokens;
    let corner = CornerRadius::same(radius::CONCEPT);
    ui.painter().add(t.shadow().as_shape(rect, corner));
    ui.painter().rect_filled(rect, corner, t.panel);
    let side = match (viewer.panel.is_some(), rect.width() < 860.0) {
        (true, _) => 392.0,
        (false, true) => 264.0,
        (false, false) => 328.0,
    };
    let split = rect.right() - side;
    let mut stage = Rect::from_min_max(rect.min, pos2(split, rect.bottom()));
    let left = CornerRadius {
        nw: radius::CONCEPT,
        sw: radius::CONCEPT,
        ..CornerRadius::ZERO
    };
    ui.painter().rect_filled(stage, left, t.ground);
    ui.painter().vline(split, rect.y_range(), t.border());
    if viewer.panel.is_some() {
        // Room for the word above the picture.
        stage.min.y += 24.0;
    }
    let width = place(ui, stage, scene.ad).width() * ui.ctx().pixels_per_point();
    let is_ready =
        |source: &PictureSource| matches!(frame.textures.look(source, width), Look::Loaded { .. });
    let panel = viewer.panel.as_mut();
    let painted =
        panel.and_then(|panel| panel.painted(scene.drawn, &scene.ad.orientation, is_ready));
    let scene = Scene {
        drawn: painted.as_ref(),
        ..scene
    };
    let (standing, on_stage) = stage_ui(ui, frame, stage, viewer, scene);
    let beside = Rect::from_min_max(pos2(split, rect.top()), rect.max);
    let beside = beside.shrink(24.0);
    let Some(panel) = &mut viewer.panel else {
        return side_ui(ui, frame, beside, viewer, scene, &standing).or(on_stage);
    };
    let shapes = scene.seen.ads.iter();
    let shapes: Vec<_> = shapes
        .map(|ad| (ad.orientation.clone(), ad.orientation.label()))
        .collect();
    revise::panel_ui(ui, frame, beside, panel, &shapes, &scene.ad.orientation).or(on_stage)
}
