//! Beside the open picture: its words, its facts, and its actions.

use egui::{Align, Layout, Rect, Ui, UiBuilder, vec2};

use crate::model::ad::Orientation;
use crate::ui::command::UserCommand;
use crate::ui::frame::Frame;
use crate::ui::icons::{self, Icon};
use crate::ui::text;
use crate::ui::tokens::size;
use crate::ui::widgets::{Button, icon_button, pill, segmented};
use crate::ui::{keys, widgets::Tone, words};

use super::keys::VIEWER;
use super::list::Still;
use super::picture::Standing;
use super::viewer::{Scene, Viewer, Zoom};

/// What was pressed in the viewer.
#[derive(Clone, Debug, PartialEq)]
pub enum Pressed {
    Close,
    /// So many concepts on, or back.
    Step(isize),
    Turn(Orientation),
    Zoom(Zoom),
    SwitchZoom,
    /// The film in place of the still, or the still again.
    Film(bool),
    /// Begins the film, or stops it and lets it go on.
    SwitchFilm,
    Reveal,
    CopyPath,
    Download,
    /// Another version is to be looked at.
    Version(u32),
    /// So many versions on, or back.
    StepVersion(isize),
    /// A further version is to be made.
    Revise,
    /// The panel closes; what was typed stays.
    LeaveRevise,
    /// What was typed becomes a version.
    Keep,
    /// What was typed is put back.
    StartOver,
}

/// Paints the words, facts and actions into `rect`.
pub fn side_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    rect: Rect,
    viewer: &Viewer,
    scene: Scene<'_>,
    standing: &Standing,
) -> Option<Pressed> {
    let mut top = ui.new_child(
        UiBuilder::new()
            .id_salt("viewer-side")
            .max_rect(rect)
            .layout(Layout::top_down(Align::Min)),
    );
    top.set_clip_rect(rect.expand(8.0));
    top.spacing_mut().item_spacing = vec2(8.0, 8.0);
    let closed = head_ui(&mut top, frame, scene);
    let versioned = versions_ui(&mut top, frame, scene);
    let chosen = choices_ui(&mut top, viewer, scene);
    top.add_space(8.0);
    facts_ui(&mut top, frame, viewer, scene, standing);
    top.add_space(16.0);
    let acted = actions_ui(&mut top, rect.width(), scene);
    let mut foot = ui.new_child(UiBuilder::new().id_salt("viewer-foot").max_rect(
        Rect::from_min_max(rect.left_bottom() - vec2(0.0, 20.0), rect.max),
    ));
    let sheet = UserCommand::Shortcuts.shortcut_text(ui.ctx());
    let help = format!("Arrows step and turn  ·  {sheet} lists every key");
    foot.label(text::hint(help).color(frame.tokens.third));
    closed.or(versioned).or(chosen).or(acted)
}

fn head_ui(ui: &mut Ui, frame: &Frame<'_>, scene: Scene<'_>) -> Option<Pressed> {
    let t = &frame.tokens;
    let mut pressed = None;
    let line = vec2(ui.available_width(), 36.0);
    ui.allocate_ui_with_layout(line, Layout::left_to_right(Align::Center), |ui| {
        let place = format!("{} of {}", scene.at + 1, scene.count);
        ui.label(text::hint(place).color(t.third));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(-9.0);
            if icon_button(ui, Icon::Cross, "Close").clicked() {
                pressed = Some(Pressed::Close);
            }
        });
    });
    ui.label(text::title(scene.seen.title).color(t.ink));
    if !scene.card.subtitle.is_empty() {
        ui.label(text::body(&scene.card.subtitle).color(t.second));
    }
    if let Some(note) = scene.seen.note {
        ui.label(text::hint(note).color(t.second));
    }
    ui.add_space(8.0);
    pressed
}

/// More versions than this are stepped through.
const SIDE_BY_SIDE: usize = 5;

/// Which version is looked at, where there are several.
fn versions_ui(ui: &mut Ui, frame: &Frame<'_>, scene: Scene<'_>) -> Option<Pressed> {
    let t = &frame.tokens;
    let versions = &scene.card.versions;
    let now = scene.seen.number;
    if versions.is_empty() {
        return None;
    }
    let line = vec2(ui.available_width(), size::CONTROL);
    ui.allocate_ui_with_layout(line, Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        if versions.len() <= SIDE_BY_SIDE {
            ui.label(text::label("Version").color(t.second));
            let labels: Vec<String> = versions.iter().map(|it| it.number.to_string()).collect();
            let numbers = versions.iter().map(|it| it.number);
            let options: Vec<(u32, &str)> =
                numbers.zip(labels.iter().map(String::as_str)).collect();
            return segmented(ui, "Version", &options, now).map(Pressed::Version);
        }
        ui.spacing_mut().item_spacing.x = 4.0;
        let back = icon_button(ui, Icon::ChevronLeft, "Earlier version").clicked();
        let last = versions.last().map_or(now, |it| it.number);
        ui.label(text::label(format!("Version {now} of {last}")).color(t.second));
        let on = icon_button(ui, Icon::ChevronRight, "Later version").clicked();
        match (back, on) {
            (true, _) => Some(Pressed::StepVersion(-1)),
            (_, true) => Some(Pressed::StepVersion(1)),
            _ => None,
        }
    })
    .inner
}

fn choices_ui(ui: &mut Ui, viewer: &Viewer, scene: Scene<'_>) -> Option<Pressed> {
    let options: Vec<(usize, &str)> = scene
        .seen
        .ads
        .iter()
        .enumerate()
        .map(|(at, ad)| (at, ad.orientation.label()))
        .collect();
    let now = scene
        .seen
        .ads
        .iter()
        .position(|ad| ad.key == scene.ad.key)
        .unwrap_or(0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(12.0, 8.0);
        let turned = segmented(ui, "Shape", &options, now)
            .and_then(|at| scene.seen.ads.get(at))
            .map(|ad| Pressed::Turn(ad.orientation.clone()));
        let zooms = [(Zoom::Fit, "Fit"), (Zoom::Full, "100 %")];
        let zoomed = segmented(ui, "Zoom", &zooms, viewer.zoom).map(Pressed::Zoom);
        let shown = scene.ad.video.is_some().then(|| {
            let kinds = [(false, "Still"), (true, "Film")];
            segmented(ui, "Shown", &kinds, viewer.film).map(Pressed::Film)
        });
        turned.or(zoomed).or(shown.flatten())
    })
    .inner
}

fn facts_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    viewer: &Viewer,
    scene: Scene<'_>,
    standing: &Standing,
) {
    let t = &frame.tokens;
    match &scene.ad.still {
        Still::OnDisk {
            source,
            bytes,
            width,
            height,
        } => {
            let size = format!("{width} × {height} px  ·  {}", words::bytes(*bytes));
            fact_ui(ui, frame, Icon::Picture, &size);
            if scene.ad.video.is_some() {
                fact_ui(ui, frame, Icon::Play, "Still and film");
            } else if scene.seen.film_is_coming {
                fact_ui(ui, frame, Icon::Play, "Film is being made");
            }
            fact_ui(ui, frame, Icon::Clock, scene.when);
            ui.add_space(4.0);
            let path = viewer.file(scene.ad).unwrap_or(&source.path);
            ui.label(text::code(path.display().to_string()).color(t.third));
        }
        Still::Waiting => {
            pill(ui, "On its way", Tone::Accent);
        }
        Still::Failed(_) => {}
    }
    if matches!(standing, Standing::Trouble(_)) {
        pill(ui, "Needs a look", Tone::Warn);
    }
}

fn actions_ui(ui: &mut Ui, width: f32, scene: Scene<'_>) -> Option<Pressed> {
    let mut pressed = None;
    let mut offer = |ui: &mut Ui, button: Button<'_>, what: Pressed| {
        if ui.add(button.width(width)).clicked() {
            pressed = Some(what);
        }
    };
    if scene.card.is_revisable {
        let revise = Button::secondary("Revise…")
            .icon(Icon::Pencil)
            .shortcut(key_of(ui, &Pressed::Revise))
            .tooltip("Change its words, product or colours; free in the studio");
        offer(ui, revise, Pressed::Revise);
    }
    if scene.ad.file().is_some() {
        let reveal = Button::secondary("Show in folder")
            .icon(Icon::Reveal)
            .shortcut(key_of(ui, &Pressed::Reveal));
        offer(ui, reveal, Pressed::Reveal);
        let copy = Button::secondary("Copy path")
            .icon(Icon::Copy)
            .shortcut(key_of(ui, &Pressed::CopyPath));
        offer(ui, copy, Pressed::CopyPath);
    }
    pressed
}

/// The key that does the same as a press.
fn key_of(ui: &Ui, pressed: &Pressed) -> String {
    keys::name_of(ui.ctx(), &VIEWER, pressed).unwrap_or_default()
}

/// A small line of an icon and words.
fn fact_ui(ui: &mut Ui, frame: &Frame<'_>, icon: Icon, words: &str) {
    let t = &frame.tokens;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        icons::show(ui, icon, 16.0, t.third);
        ui.label(text::body(words).color(t.second));
    });
}
