//! The choice at the very start: the studio, with nothing to enter, or the paid service with a key.

use egui::{
    Align, Color32, CornerRadius, Layout, Rect, ScrollArea, Ui, UiBuilder, Vec2, pos2, vec2,
};
use url::Url;

use crate::base::secret::Secret;
use crate::model::account::{Account, AddressFault, Service, parse_address};
use crate::model::cost::Pricing;
use crate::runtime::command::Command;

use super::command::UserCommand;
use super::frame::{Action, Frame};
use super::icons::Icon;
use super::tokens::{size, type_size};
use super::widgets::{Button, TextField, Tone, disclosure, icon_button, panel_frame, pill};
use super::{fonts, icons, text};

/// What is typed there.
#[derive(Debug, Default)]
pub struct State {
    key: String,
    /// The address as typed; `None` while it is the account's own.
    address: Option<String>,
}

impl State {
    /// Whether the address needs a line of trouble below it.
    fn is_wrong(&self) -> bool {
        self.address
            .as_deref()
            .is_some_and(|address| check_address(address).is_err())
    }
}

const CARD: Vec2 = vec2(392.0, 428.0);
const GAP: f32 = 24.0;

/// Paints the choice over the whole window.
pub fn screen_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let whole = ui.max_rect();
    tools_ui(ui, frame, whole);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let wide = CARD.x * 2.0 + GAP;
        let card = CARD + vec2(0.0, if state.is_wrong() { 44.0 } else { 0.0 });
        let tall = 148.0 + card.y + 56.0;
        let top = ((whole.height() - tall) / 2.0).max(24.0);
        ui.add_space(top);
        greeting_ui(ui, frame);
        ui.add_space(32.0);
        let row = ui.allocate_space(vec2(ui.available_width(), card.y)).1;
        let left = row.center().x - wide / 2.0;
        let studio = Rect::from_min_size(pos2(left, row.top()), card);
        let dessert = studio.translate(vec2(CARD.x + GAP, 0.0));
        card_ui(ui, frame, studio, |ui| studio_ui(ui, frame));
        card_ui(ui, frame, dessert, |ui| dessert_ui(ui, frame, state));
        ui.add_space(20.0);
        ui.vertical_centered(|ui| {
            let line = "You can use both, and switch at any time. A brief drafted in the Studio can be sent to Dessert unchanged.";
            ui.label(text::hint(line).color(frame.tokens.third));
        });
        ui.add_space(32.0);
    });
}

fn tools_ui(ui: &mut Ui, frame: &Frame<'_>, whole: Rect) {
    let corner = Rect::from_min_size(
        pos2(whole.right() - 52.0, whole.top() + 12.0),
        vec2(size::DENSE, size::DENSE),
    );
    ui.scope_builder(UiBuilder::new().max_rect(corner), |ui| {
        let icon = if frame.tokens.dark {
            Icon::Sun
        } else {
            Icon::Moon
        };
        let command = UserCommand::SwitchTheme;
        if icon_button(ui, icon, command.text()).clicked() {
            frame.act(Action::Do(command));
        }
    });
}

fn greeting_ui(ui: &mut Ui, frame: &Frame<'_>) {
    ui.vertical_centered(|ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.label(
            egui::RichText::new("Parfait")
                .font(fonts::wordmark(type_size::DISPLAY))
                .color(frame.tokens.ink),
        );
        ui.label(text::subtitle("A brief becomes finished ads on disk."));
        ui.label(text::body("Who shall make them?").color(frame.tokens.second));
    });
}

fn card_ui(ui: &mut Ui, frame: &Frame<'_>, rect: Rect, add: impl FnOnce(&mut Ui)) {
    let t = frame.tokens;
    let surface = panel_frame(&t).inner_margin(egui::Margin::same(28));
    ui.painter().add(surface.paint(rect.shrink(28.0)));
    let mut child = ui.new_child(
        UiBuilder::new()
            .max_rect(rect.shrink(28.0))
            .layout(Layout::top_down(Align::Min)),
    );
    child.spacing_mut().item_spacing = vec2(8.0, 8.0);
    add(&mut child);
}

fn heading_ui(ui: &mut Ui, frame: &Frame<'_>, icon: Icon, title: &str, word: &str, tone: Tone) {
    let t = frame.tokens;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        let (_, rect) = ui.allocate_space(vec2(40.0, 40.0));
        ui.painter().circle_filled(rect.center(), 20.0, t.soft);
        icons::paint(ui.painter(), icon, rect.shrink(10.0), t.accent);
        ui.label(text::title(title));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            pill(ui, word, tone);
        });
    });
    ui.add_space(4.0);
}

fn promise_ui(ui: &mut Ui, frame: &Frame<'_>, line: &str) {
    ui.horizontal(|ui| {
        icons::show(ui, Icon::Check, 16.0, frame.tokens.ok);
        ui.label(text::body(line).color(frame.tokens.second));
    });
}

fn studio_ui(ui: &mut Ui, frame: &Frame<'_>) {
    heading_ui(ui, frame, Icon::Computer, "Studio", "Free", Tone::Ok);
    ui.label(
        text::body("Makes your ads on this computer. Start now, nothing to enter.")
            .color(frame.tokens.second),
    );
    ui.add_space(4.0);
    promise_ui(ui, frame, "No key, no account, nothing to pay");
    promise_ui(ui, frame, "Works without a network");
    promise_ui(ui, frame, "Nothing leaves this computer");
    let studio = frame
        .view
        .settings
        .accounts
        .iter()
        .find(|account| account.service == Service::Studio);
    ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
        let width = ui.available_width();
        let start = Button::primary("Start with the Studio")
            .width(width)
            .disabled_because(
                studio
                    .is_none()
                    .then_some("This library has no Studio account"),
            );
        if let (true, Some(studio)) = (ui.add(start).clicked(), studio) {
            frame.send(Command::UseAccount(studio.id.clone()));
        }
        ui.add_space(16.0);
        concepts_ui(ui, frame);
    });
}

/// Three concepts, each a vertical and a square ad: what comes out, as a drawing.
fn concepts_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let t = frame.tokens;
    let (tall, square) = (vec2(46.0, 82.0), vec2(46.0, 57.5));
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), tall.y));
    let pair = tall.x + 5.0 + square.x;
    let gap = (rect.width() - 3.0 * pair) / 2.0;
    for (at, (fill, ink)) in [(t.soft, t.accent), (t.warn_soft, t.warn), (t.ok_soft, t.ok)]
        .into_iter()
        .enumerate()
    {
        let left = rect.left() + at as f32 * (pair + gap);
        for (x, size) in [(left, tall), (left + tall.x + 5.0, square)] {
            let ad = Rect::from_min_max(
                pos2(x, rect.bottom() - size.y),
                pos2(x + size.x, rect.bottom()),
            );
            ad_ui(ui, ad, fill, ink.gamma_multiply(0.45));
        }
    }
}

/// One ad as a drawing: a headline, and a bottle.
fn ad_ui(ui: &Ui, ad: Rect, fill: Color32, ink: Color32) {
    let painter = ui.painter();
    painter.rect_filled(ad, CornerRadius::same(6), fill);
    for (line, wide) in [(0.0, 26.0), (6.0, 18.0)] {
        let middle = pos2(ad.center().x, ad.top() + 11.0 + line);
        let words = Rect::from_center_size(middle, vec2(wide, 2.5));
        painter.rect_filled(words, CornerRadius::same(1), ink);
    }
    let tall = ad.height() * 0.32;
    let bottle = Rect::from_min_max(
        pos2(ad.center().x - 9.0, ad.bottom() - 8.0 - tall),
        pos2(ad.center().x + 9.0, ad.bottom() - 8.0),
    );
    let neck = Rect::from_min_max(
        pos2(ad.center().x - 4.0, bottle.top() - 8.0),
        pos2(ad.center().x + 4.0, bottle.top() - 2.0),
    );
    painter.rect_filled(bottle, CornerRadius::same(3), ink);
    painter.rect_filled(neck, CornerRadius::same(1), ink);
}

fn dessert_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let t = frame.tokens;
    let dessert = frame
        .view
        .settings
        .accounts
        .iter()
        .find(|account| account.service == Service::Dessert);
    heading_ui(ui, frame, Icon::Key, "Dessert", "Paid service", Tone::Plain);
    let pricing = Pricing::default();
    let prices = format!(
        "Makes ads from your own brands and products: {} credits a still concept, {} with films.",
        pricing.static_ad_credits, pricing.full_ad_credits
    );
    ui.label(text::body(prices).color(t.second));
    ui.add_space(4.0);
    TextField::new("API key", &mut state.key)
        .hint("dsrt_live_…")
        .password()
        .help("Kept in this computer’s keychain. Where there is none, Parfait says so and keeps the key for this run only.")
        .show(ui);
    let mut trouble = None;
    disclosure(ui, "dessert-address", "Address of the service", |ui| {
        let own = dessert.and_then(|account| account.base_url.as_ref());
        let address = state.address.get_or_insert_with(|| {
            own.map_or_else(
                || Account::DESSERT_URL.to_owned(),
                |url| shown(url).to_owned(),
            )
        });
        trouble = check_address(address).err();
        TextField::new("Address", address)
            .hide_label()
            .code()
            .error(trouble)
            .show(ui);
    });
    ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
        let reason = match (state.key.trim().is_empty(), dessert.is_none(), trouble) {
            (_, true, _) => Some("This library has no Dessert account"),
            (true, ..) => Some("Enter a key first"),
            (_, _, Some(_)) => Some("The address of the service is not right yet"),
            _ => None,
        };
        let connect = Button::secondary("Connect")
            .width(ui.available_width())
            .disabled_because(reason);
        if let (true, Some(dessert)) = (ui.add(connect).clicked(), dessert) {
            connect_to(frame, state, dessert);
        }
    });
}

fn connect_to(frame: &Frame<'_>, state: &mut State, dessert: &Account) {
    let address = state
        .address
        .as_deref()
        .and_then(|address| check_address(address).ok());
    if address.is_some() && address != dessert.base_url {
        frame.change_settings(|settings| {
            let mut accounts = settings.accounts.iter_mut();
            if let Some(account) = accounts.find(|it| it.id == dessert.id) {
                account.base_url.clone_from(&address);
            }
        });
    }
    frame.send(Command::SetKey {
        account: dessert.id.clone(),
        key: Secret::take_from(&mut state.key),
    });
    frame.send(Command::UseAccount(dessert.id.clone()));
}

/// A base URL as a person would write it: without the slash at its end.
pub(super) fn shown(url: &Url) -> &str {
    url.as_str().trim_end_matches('/')
}

/// What is said of an address that holds more than a place.
pub(super) const NOT_PLAIN: &str = "Leave the user name, the password and everything from ? or # on out of the address; a key has its own field.";

/// Reads an address that a key may be sent to, or says what is wrong with it.
pub(super) fn check_address(address: &str) -> Result<Url, &'static str> {
    parse_address(address).map_err(|fault| match fault {
        AddressFault::NoUrl => {
            "Not an address. It begins with https:// and a name, such as https://api.dessert.dev."
        }
        AddressFault::Insecure => {
            "A key is sent over https:// only, or over http:// to this very computer."
        }
        AddressFault::NotPlain => NOT_PLAIN,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_a_key_may_not_go_to_is_refused_in_words() {
        assert!(check_address(" https://api.dessert.dev ").is_ok());
        assert!(check_address("http://127.0.0.1:8787").is_ok());
        assert!(check_address("http://api.dessert.dev").is_err());
        assert!(check_address("api.dessert.dev").is_err());
        for secret in [
            "https://me:it@api.dessert.dev",
            "https://api.dessert.dev?key=it",
        ] {
            assert_eq!(check_address(secret), Err(NOT_PLAIN));
        }
        assert!(check_address("").is_err());
        assert_eq!(
            shown(&Url::parse("https://api.dessert.dev").unwrap()),
            "https://api.dessert.dev"
        );
    }
}
