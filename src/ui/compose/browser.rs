//! The browser of styles: the studio's whole catalogue as a grid of moving pictures, over the form.
//!
//! What is chosen here goes into the draft: a pinned style for the studio, the style's animation prompt for a service that
//! has its own styles. Only what is on screen is painted.

use egui::{
    Align, CursorIcon, Id, Layout, Modal, Popup, PopupCloseBehavior, Rect, Response, Role,
    ScrollArea, Sense, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use crate::model::catalog::{StyleCard, StyleMatch};
use crate::model::settings::Settings;
use crate::runtime::remote::Remote;
use crate::ui::frame::Frame;
use crate::ui::icons::{self, Icon};
use crate::ui::text;
use crate::ui::tokens::space;
use crate::ui::widgets::{
    self, Button, Segmented, TextField, empty_state, focus_ring, icon_button, trouble_line,
};

use super::parts::menu_row;
use super::state::State;
use super::tile::{self, Tile};

/// A tile is about this wide; the row is filled.
const ABOUT: f32 = 150.0;
/// Height of a picture to its width: that of a square ad.
const SHAPE: f32 = 1.25;
/// The heart's button.
const HEART: f32 = 28.0;

/// Which styles are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shelf {
    #[default]
    All,
    Favourites,
    Recent,
}

/// Whether a style is light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Ground {
    #[default]
    Any,
    Light,
    Dark,
}

/// What the browser remembers.
#[derive(Debug, Default)]
pub(super) struct Browser {
    /// Whether it is open.
    pub is_open: bool,
    /// What was typed; the search's words while it is open.
    pub words: String,
    shelf: Shelf,
    ground: Ground,
    prompt: Option<String>,
}

impl Browser {
    /// The styles that are to be seen, in their order: as the search ranks them, as they were chosen, or as the catalogue
    /// has them.
    fn listed<'a>(
        &self,
        cards: &'a [StyleCard],
        found: Option<&[StyleMatch]>,
        settings: &Settings,
    ) -> Vec<&'a StyleCard> {
        let by_id = |id: &str| cards.iter().find(|card| card.id.as_str() == id);
        let mut listed: Vec<&StyleCard> = match (found, self.shelf) {
            (Some(found), _) => found
                .iter()
                .filter_map(|style| by_id(style.id.as_str()))
                .collect(),
            (None, Shelf::All) => cards.iter().collect(),
            (None, Shelf::Favourites) => settings
                .favourite_styles
                .iter()
                .filter_map(|id| by_id(id))
                .collect(),
            (None, Shelf::Recent) => settings
                .recent_styles
                .iter()
                .filter_map(|id| by_id(id))
                .collect(),
        };
        let kept = match self.shelf {
            Shelf::All => None,
            Shelf::Favourites => Some(&settings.favourite_styles),
            Shelf::Recent => Some(&settings.recent_styles),
        };
        listed.retain(|card| {
            let on_shelf = kept.is_none_or(|kept| kept.iter().any(|id| id == card.id.as_str()));
            let on_ground = match self.ground {
                Ground::Any => true,
                Ground::Light => !card.is_dark,
                Ground::Dark => card.is_dark,
            };
            let of_prompt = self
                .prompt
                .as_ref()
                .is_none_or(|prompt| *prompt == card.animation_prompt);
            on_shelf && on_ground && of_prompt
        });
        listed
    }

    fn clear(&mut self) {
        *self = Self {
            is_open: self.is_open,
            ..Self::default()
        };
    }
}

/// Paints the browser over the window while it is open.
pub(super) fn browser_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    if !state.browser.is_open {
        return;
    }
    let t = frame.tokens;
    let room = ui.ctx().content_rect().size();
    let size = vec2((room.x - 120.0).min(1080.0), (room.y - 120.0).min(760.0));
    let modal = Modal::new(Id::unique("styles"))
        .backdrop_color(t.scrim)
        .frame(widgets::panel_frame(&t))
        .show(ui.ctx(), |ui| {
            ui.set_width(size.x);
            ui.set_height(size.y);
            let done = header_ui(ui, frame);
            tools_ui(ui, frame, state);
            ui.add_space(space::S);
            grid_ui(ui, frame, state);
            done
        });
    if modal.inner || modal.should_close() {
        state.browser.is_open = false;
    }
}

fn header_ui(ui: &mut Ui, frame: &Frame<'_>) -> bool {
    let t = frame.tokens;
    let row = ui.horizontal(|ui| {
        ui.set_min_height(36.0);
        ui.label(text::title("Styles"));
        ui.add_space(4.0);
        let words = if frame.is_studio() {
            "Press one to pin it to the brief"
        } else {
            "As the studio paints them; press one to ask for its animation prompt"
        };
        ui.label(text::hint(words).color(t.third));
        let right = Layout::right_to_left(Align::Center);
        ui.with_layout(right, |ui| {
            let is_closed = icon_button(ui, Icon::Cross, "Close").clicked();
            is_closed | ui.add(Button::primary("Done").dense()).clicked()
        })
        .inner
    });
    row.inner
}

fn tools_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let browser = &mut state.browser;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let wide = (ui.available_width() - 560.0).clamp(160.0, 360.0);
        TextField::new("Find a style", &mut browser.words)
            .hide_label()
            .hint("slow golden light")
            .width(wide)
            .show(ui);
        let shelves = [
            (Shelf::All, "All"),
            (Shelf::Favourites, "Favourites"),
            (Shelf::Recent, "Recent"),
        ];
        if let Some(shelf) = Segmented::new("Which styles", &shelves, browser.shelf)
            .dense()
            .show(ui)
            .inner
        {
            browser.shelf = shelf;
        }
        let grounds = [
            (Ground::Any, "Any"),
            (Ground::Light, "Light"),
            (Ground::Dark, "Dark"),
        ];
        if let Some(ground) = Segmented::new("Light or dark", &grounds, browser.ground)
            .dense()
            .show(ui)
            .inner
        {
            browser.ground = ground;
        }
        prompt_ui(ui, frame, browser);
    });
}

fn prompt_ui(ui: &mut Ui, frame: &Frame<'_>, browser: &mut Browser) {
    let shown = browser.prompt.as_deref().unwrap_or("Every prompt");
    let button = ui.add(Button::secondary(shown).dense().trailing(Icon::ChevronDown));
    button.widget_info(|| {
        WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), format!("Prompt: {shown}"))
    });
    let cards = frame.view.catalogue.cards.value();
    let mut prompts: Vec<&str> = Vec::new();
    for card in cards.into_iter().flat_map(|cards| cards.iter()) {
        if !prompts.contains(&card.animation_prompt.as_str()) {
            prompts.push(&card.animation_prompt);
        }
    }
    let mut picked = None;
    Popup::menu(&button)
        .gap(8.0)
        .width(240.0)
        .accessible_name("Prompts")
        .close_behavior(PopupCloseBehavior::CloseOnClick)
        .show(|ui| {
            ui.set_width(240.0);
            ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                let all = menu_row(
                    ui,
                    "Every prompt",
                    "",
                    browser.prompt.is_none(),
                    Role::MenuItemRadio,
                );
                if all.clicked() {
                    picked = Some(None);
                }
                for prompt in prompts {
                    let is_it = browser.prompt.as_deref() == Some(prompt);
                    if menu_row(ui, prompt, "", is_it, Role::MenuItemRadio).clicked() {
                        picked = Some(Some(prompt.to_owned()));
                    }
                }
            });
        });
    if let Some(prompt) = picked {
        browser.prompt = prompt;
    }
}

fn grid_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let catalogue = &frame.view.catalogue;
    if let Some(report) = catalogue.cards.trouble() {
        trouble_line(ui, &format!("{} {}", report.summary, report.hint));
    }
    let cards = catalogue
        .cards
        .value()
        .map_or(&[][..], |cards| cards.as_slice());
    let search = &frame.view.styles;
    let words = state.browser.words.trim();
    let found = match &search.results {
        // Until the first answer comes, what was there stays.
        _ if words.is_empty() => None,
        Remote::Ready(found) => Some(found.as_slice()),
        other => other.value().map(Vec::as_slice),
    };
    let listed = state.browser.listed(cards, found, &frame.view.settings);
    if listed.is_empty() && !catalogue.cards.is_loading() {
        nothing_ui(ui, state);
        return;
    }
    let width = ui.available_width() - 14.0;
    let (columns, wide) = tile::columns(width, ABOUT);
    let size = tile::size(wide, SHAPE, 2);
    ui.spacing_mut().item_spacing = Vec2::splat(tile::GAP);
    let mut pressed: Option<&StyleCard> = None;
    let mut hearted: Option<&StyleCard> = None;
    ScrollArea::vertical()
        .id_salt("styles-grid")
        .auto_shrink(false)
        .show_rows(ui, size.y, listed.len().div_ceil(columns), |ui, rows| {
            for row in listed.chunks(columns).skip(rows.start).take(rows.len()) {
                ui.horizontal(|ui| {
                    for card in row {
                        let (tile, heart) = ui
                            .push_id(card.id.as_str(), |ui| {
                                style_ui(ui, frame, state, card, size)
                            })
                            .inner;
                        if heart.clicked() {
                            hearted = Some(card);
                        } else if tile.clicked() {
                            pressed = Some(card);
                        }
                    }
                });
            }
        });
    if let Some(card) = pressed {
        choose(frame, state, card);
    }
    if let Some(card) = hearted {
        frame.change_settings(|settings| settings.toggle_favourite(card.id.as_str()));
    }
}

fn nothing_ui(ui: &mut Ui, state: &mut State) {
    let (title, line) = match state.browser.shelf {
        Shelf::Favourites => (
            "No favourites here",
            "Press the heart of a style to find it here again.",
        ),
        Shelf::Recent => (
            "Nothing chosen lately",
            "Styles that you pin show here, newest first.",
        ),
        Shelf::All => (
            "No style is like that",
            "Try other words, or take the filters away.",
        ),
    };
    ui.add_space(space::XL);
    if empty_state(ui, Icon::Sparkle, title, line, Some("Show every style")) {
        state.browser.clear();
    }
}

fn style_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    state: &mut State,
    card: &StyleCard,
    size: Vec2,
) -> (Response, Response) {
    let chosen = is_chosen(frame, state, card);
    let tile = Tile {
        card: Some(card),
        name: &card.name,
        line: &card.animation_prompt,
        label: &format!("{}, {}", card.name, card.animation_prompt),
        chosen,
    };
    let response = tile
        .show(ui, frame, &mut state.swatches, size)
        .on_hover_text(&card.description);
    let picture = tile::picture_of(response.rect, tile.line);
    let heart = heart_ui(ui, frame, card, picture, response.hovered());
    (response, heart)
}

/// The heart in the lower corner of a picture: shown where it is on, and on the tile under the pointer.
fn heart_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    card: &StyleCard,
    picture: Rect,
    is_near: bool,
) -> Response {
    let t = frame.tokens;
    let is_on = frame
        .view
        .settings
        .favourite_styles
        .iter()
        .any(|id| id == card.id.as_str());
    let middle = pos2(
        picture.right() - 8.0 - HEART / 2.0,
        picture.bottom() - 8.0 - HEART / 2.0,
    );
    let rect = Rect::from_center_size(middle, Vec2::splat(HEART));
    let response = ui.interact(rect, ui.scope_id().with("heart"), Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(
            Role::CheckBox,
            ui.is_enabled(),
            is_on,
            format!("Favourite: {}", card.name),
        )
    });
    if is_on || is_near || response.hovered() || response.has_focus() {
        ui.painter().circle_filled(middle, HEART / 2.0, t.veil);
        let icon = if is_on { Icon::HeartFull } else { Icon::Heart };
        let inner = Rect::from_center_size(middle, Vec2::splat(16.0));
        icons::paint(ui.painter(), icon, inner, t.on_veil);
    }
    focus_ring(ui, &response, rect, 14);
    response
        .on_hover_cursor(CursorIcon::PointingHand)
        .on_hover_text(if is_on {
            "No favourite any more"
        } else {
            "Make it a favourite"
        })
}

fn is_chosen(frame: &Frame<'_>, state: &State, card: &StyleCard) -> bool {
    let draft = &state.draft;
    if frame.is_studio() {
        draft
            .featured_styles
            .iter()
            .any(|id| id == card.id.as_str())
    } else {
        draft.animation_prompts.contains(&card.animation_prompt)
    }
}

/// Puts a style into the draft, or takes it out.
fn choose(frame: &Frame<'_>, state: &mut State, card: &StyleCard) {
    let was_chosen = is_chosen(frame, state, card);
    let id = card.id.as_str();
    let (list, entry) = if frame.is_studio() {
        state.style_names.insert(id.to_owned(), card.name.clone());
        (&mut state.draft.featured_styles, id)
    } else {
        (
            &mut state.draft.animation_prompts,
            card.animation_prompt.as_str(),
        )
    };
    if was_chosen {
        list.retain(|held| held != entry);
        return;
    }
    list.push(entry.to_owned());
    frame.change_settings(|settings| settings.note_recent(id));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::StyleId;

    fn card(id: &str, prompt: &str, is_dark: bool) -> StyleCard {
        StyleCard {
            id: StyleId::new(id),
            animation_prompt: prompt.into(),
            is_dark,
            ..StyleCard::default()
        }
    }

    #[test]
    fn filters_narrow_and_the_search_orders() {
        let cards = [
            card("a", "Mist", false),
            card("b", "Mist", true),
            card("c", "Honey", true),
        ];
        let settings = Settings {
            favourite_styles: vec!["c".into(), "gone".into(), "a".into()],
            recent_styles: vec!["b".into()],
            ..Settings::default()
        };
        let found = |id: &str| StyleMatch {
            id: StyleId::new(id),
            name: String::new(),
            animation_prompt: String::new(),
            similarity: 0.5,
        };
        let found = [found("c"), found("a"), found("elsewhere")];
        let ids = |browser: &Browser, found: Option<&[StyleMatch]>| {
            let listed = browser.listed(&cards, found, &settings);
            listed
                .iter()
                .map(|card| card.id.as_str().to_owned())
                .collect::<String>()
        };
        let browser = |shelf, ground, prompt: Option<&str>| Browser {
            shelf,
            ground,
            prompt: prompt.map(str::to_owned),
            ..Browser::default()
        };
        assert_eq!(ids(&Browser::default(), None), "abc");
        assert_eq!(ids(&Browser::default(), Some(&found)), "ca");
        assert_eq!(
            ids(&browser(Shelf::Favourites, Ground::Any, None), None),
            "ca"
        );
        assert_eq!(ids(&browser(Shelf::Recent, Ground::Any, None), None), "b");
        assert_eq!(ids(&browser(Shelf::All, Ground::Dark, None), None), "bc");
        assert_eq!(
            ids(&browser(Shelf::All, Ground::Light, Some("Mist")), None),
            "a"
        );
        assert_eq!(
            ids(
                &browser(Shelf::Favourites, Ground::Dark, None),
                Some(&found)
            ),
            "c"
        );
    }
}
