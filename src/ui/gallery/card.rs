//! One concept in the grid: its pictures side by side, its words below, and what can be done with it.

use egui::{
    Align, CornerRadius, CursorIcon, Id, Layout as Flow, Rect, Response, Role, Sense, StrokeKind,
    Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use crate::model::ad::Orientation;
use crate::runtime::command::Command;
use crate::ui::frame::Frame;
use crate::ui::icons::{self, Icon};
use crate::ui::text;
use crate::ui::tokens::radius;
use crate::ui::widgets::{focus_ring, icon_button};

use super::film;
use super::layout::{CAPTION, GAP, Grid, PAD, VERTICAL_SHARE};
use super::list::{Card, CardAd, Shape};
use super::picture::{Standing, stand_on_edge, still_ui};

/// The corner of a picture; smaller than that of the selection around it, so that the two run parallel.
const PICTURE_CORNER: u8 = 10;

/// What was done to a concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Chosen.
    Chosen,
    /// To be seen at full size.
    Opened,
}

/// The id of a concept's control, the same wherever the grid is scrolled to.
pub fn card_id(card: &Card) -> Id {
    Id::unique(("concept", &card.key))
}

/// Paints a concept into `rect`.
pub fn card_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    rect: Rect,
    card: &Card,
    grid: &Grid,
    shape: Shape,
    selected: bool,
) -> (Response, Option<Done>) {
    let response = ui.interact(rect, card_id(card), Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(Role::ListBoxOption, ui.is_enabled(), selected, &card.title)
    });
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_selected(selected));
    ground_ui(ui, frame, rect, &response, selected);
    let pictures = Rect::from_min_size(
        rect.min + vec2(PAD, PAD),
        vec2(rect.width() - 2.0 * PAD, grid.pictures),
    );
    let mut trouble = None;
    for (place, ad) in places(pictures, card, shape) {
        let standing = still_ui(ui, frame, place, ad, PICTURE_CORNER);
        if let Some(video) = &ad.video {
            let picture = stand_on_edge(place, ad.aspect());
            if film::is_asked_for(ui, frame, picture, video) {
                film::screen_ui(ui, frame, picture, video, ad.width(), PICTURE_CORNER);
            }
        }
        if let Standing::Trouble(why) = standing {
            trouble.get_or_insert((ad, why));
        }
    }
    let caption = Rect::from_min_size(
        pos2(pictures.left(), pictures.bottom() + GAP),
        vec2(pictures.width(), CAPTION),
    );
    let offers_tools = ui.rect_contains_pointer(rect) || selected || response.has_focus();
    let mut done = None;
    let mut room = caption;
    if offers_tools {
        let (opened, width) = tools_ui(ui, frame, caption, card, trouble.as_ref());
        done = opened;
        room.max.x -= width + 4.0;
    }
    caption_ui(ui, frame, room, card, shape, trouble.is_some());
    if !selected {
        focus_ring(ui, &response, rect.shrink(2.0), radius::CONCEPT - 2);
    }
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    let response = match trouble {
        Some((_, why)) => response.on_hover_text(why),
        None => response,
    };
    done = done.or_else(|| done_to(ui, &response));
    menu_ui(&response, frame, card, &mut done);
    (response, done)
}

fn done_to(ui: &Ui, response: &Response) -> Option<Done> {
    let by_key = response.has_focus()
        && ui.input(|input| {
            input.key_pressed(egui::Key::Enter) || input.key_pressed(egui::Key::Space)
        });
    if response.double_clicked() || by_key {
        Some(Done::Opened)
    } else if response.clicked() || response.secondary_clicked() {
        Some(Done::Chosen)
    } else {
        None
    }
}

fn ground_ui(ui: &Ui, frame: &Frame<'_>, rect: Rect, response: &Response, selected: bool) {
    let t = &frame.tokens;
    let corner = CornerRadius::same(radius::CONCEPT);
    if selected {
        ui.painter()
            .rect(rect, corner, t.soft, t.ring(), StrokeKind::Inside);
    } else if response.hovered() {
        ui.painter()
            .rect(rect, corner, t.panel, t.border(), StrokeKind::Inside);
    }
}

/// Where each ad of a concept stands: vertical left, square right, both on the same lower edge.
fn places(pictures: Rect, card: &Card, shape: Shape) -> Vec<(Rect, &CardAd)> {
    if shape != Shape::Both {
        let only = card.ads.iter().find(|ad| shape.shows(&ad.orientation));
        return only.into_iter().map(|ad| (pictures, ad)).collect();
    }
    let left = ((pictures.width() - GAP) * VERTICAL_SHARE).round();
    let vertical = Rect::from_min_size(pictures.min, vec2(left, pictures.height()));
    let mut square = pictures;
    square.min.x = vertical.right() + GAP;
    let mut places = Vec::with_capacity(2);
    for ad in &card.ads {
        let place = if ad.orientation == Orientation::Vertical {
            vertical
        } else {
            square
        };
        // One ad for each place; further ones are in the viewer.
        if !places.iter().any(|(taken, _)| *taken == place) {
            places.push((place, ad));
        }
    }
    places
}

/// What is said of the film of a concept. It stands among the words: a sign on a small picture would cover its copy.
fn film_words(card: &Card, shape: Shape) -> Option<(Icon, &'static str)> {
    let mut shown = card.ads.iter().filter(|ad| shape.shows(&ad.orientation));
    if card.film_is_coming {
        Some((Icon::Clock, "Film is being made"))
    } else if shown.any(|ad| ad.video.is_some()) {
        Some((Icon::Play, "Film"))
    } else {
        None
    }
}

fn caption_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    room: Rect,
    card: &Card,
    shape: Shape,
    trouble: bool,
) {
    let t = &frame.tokens;
    let mut ui = ui.new_child(
        UiBuilder::new()
            .max_rect(room)
            .layout(Flow::top_down(Align::Min)),
    );
    ui.spacing_mut().item_spacing.y = 2.0;
    let line = |ui: &mut Ui, text: egui::RichText| {
        ui.add(
            egui::Label::new(text)
                .truncate()
                .selectable(false)
                .show_tooltip_when_elided(false),
        );
    };
    line(&mut ui, text::label(&card.title).color(t.ink));
    if trouble {
        line(&mut ui, text::hint("Needs a look").color(t.warn));
        return;
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let mut words = card.subtitle.clone();
        if let Some((sign, film)) = film_words(card, shape) {
            icons::show(ui, sign, 14.0, t.second);
            words = match words.as_str() {
                "" => film.to_owned(),
                _ => format!("{film} · {words}"),
            };
        }
        line(ui, text::hint(words).color(t.third));
    });
}

/// Small buttons at the right of the words; returns what they did and how wide they are.
fn tools_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    caption: Rect,
    card: &Card,
    trouble: Option<&(&CardAd, String)>,
) -> (Option<Done>, f32) {
    let mut tools = ui.new_child(
        UiBuilder::new()
            .max_rect(caption)
            .layout(Flow::right_to_left(Align::Center)),
    );
    tools.spacing_mut().item_spacing.x = 0.0;
    let mut done = None;
    if icon_button(&mut tools, Icon::Eye, "Open full size").clicked() {
        done = Some(Done::Opened);
    }
    if let Some((ad, _)) = trouble {
        if icon_button(&mut tools, Icon::Download, "Download again").clicked() {
            download_again(frame, ad);
        }
    } else if let Some(file) = card.file()
        && icon_button(&mut tools, Icon::Reveal, "Show in folder").clicked()
    {
        frame.send(Command::Reveal(file.to_owned()));
    }
    (done, tools.min_rect().width())
}

/// Fetches the files of an ad once more.
pub fn download_again(frame: &Frame<'_>, ad: &CardAd) {
    frame.send(Command::Fetch {
        delivery: ad.key.delivery.clone(),
        ad: Some(ad.key.clone()),
        folder: None,
    });
}

fn menu_ui(response: &Response, frame: &Frame<'_>, card: &Card, done: &mut Option<Done>) {
    response.context_menu(|ui| {
        if ui.button("Open full size").clicked() {
            *done = Some(Done::Opened);
        }
        if let Some(file) = card.file() {
            if ui.button("Show in folder").clicked() {
                frame.send(Command::Reveal(file.to_owned()));
            }
            if ui.button("Copy path").clicked() {
                ui.ctx().copy_text(file.display().to_string());
            }
        }
        let lacks = |ad: &&CardAd| ad.file().is_none();
        if let Some(ad) = card.ads.iter().find(lacks)
            && ui.button("Download missing").clicked()
        {
            frame.send(Command::Fetch {
                delivery: ad.key.delivery.clone(),
                ad: None,
                folder: None,
            });
        }
    });
}
