//! The wordmark, the account in use, and what it holds.

use egui::{
    Align, Color32, CornerRadius, CursorIcon, Layout, Popup, PopupCloseBehavior, Rect, Response,
    Role, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::model::account::Service;
use crate::runtime::command::Command;
use crate::runtime::remote::Remote;
use crate::runtime::view::{AccountView, KeyView};

use super::command::UserCommand;
use super::fonts;
use super::frame::{Action, Frame, Place};
use super::icons::{self, Icon};
use super::tokens::{Tokens, size, type_size};
use super::widgets::{Button, focus_ring, icon_button};

/// The switcher stands over the left edge of the screens' content.
const SWITCHER_LEFT: f32 = 196.0;
const PILL: f32 = 34.0;

/// Paints the bar.
pub fn bar_ui(ui: &mut Ui, frame: &Frame<'_>) {
    let rect = ui.max_rect();
    wordmark_ui(ui, rect);
    let middle = Rect::from_min_max(pos2(rect.left() + SWITCHER_LEFT, rect.top()), rect.max)
        .shrink2(vec2(0.0, (size::TOP_BAR - PILL) / 2.0));
    let inner = Rect::from_min_max(middle.min, middle.max - vec2(24.0, 0.0));
    ui.scope_builder(egui::UiBuilder::new().max_rect(inner), |ui| {
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            if let Some(account) = frame.account() {
                switcher_ui(ui, frame, account);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if let Some(account) = frame.account() {
                    balance_ui(ui, frame, account);
                }
                tools_ui(ui, frame);
            });
        });
    });
}

fn wordmark_ui(ui: &mut Ui, rect: Rect) {
    let t = Tokens::of(ui);
    let galley = ui.painter().layout_no_wrap(
        "Parfait".to_owned(),
        fonts::wordmark(type_size::WORDMARK),
        t.ink,
    );
    let top = rect.center().y - galley.size().y / 2.0;
    ui.painter()
        .galley(pos2(rect.left() + 20.0, top), galley, t.ink);
}

fn tools_ui(ui: &mut Ui, frame: &Frame<'_>) {
    ui.spacing_mut().item_spacing.x = 4.0;
    ui.add_space(8.0);
    let key = UserCommand::Palette.shortcut_text(ui.ctx());
    let palette = Button::quiet(UserCommand::Palette.text())
        .dense()
        .icon(Icon::Search)
        .shortcut(key)
        .tooltip(UserCommand::Palette.tooltip());
    if ui.add(palette).clicked() {
        frame.act(Action::Do(UserCommand::Palette));
    }
    let commands = [UserCommand::Shortcuts, UserCommand::SwitchTheme];
    for command in commands {
        let icon = match (command, frame.tokens.dark) {
            (UserCommand::SwitchTheme, true) => Icon::Sun,
            _ => command.icon(),
        };
        let response = icon_button(ui, icon, command.text());
        if response.clicked() {
            frame.act(Action::Do(command));
        }
    }
}

/// How an account stands, as a few words and their ink.
fn standing(account: &AccountView, t: &Tokens) -> (Color32, String) {
    if account.account.service == Service::Studio {
        return (t.third, "on this computer".to_owned());
    }
    let host = account
        .address
        .as_ref()
        .and_then(|url| url.host_str())
        .unwrap_or("no address")
        .to_owned();
    match (&account.key, &account.balance) {
        (KeyView::Asking, _) => (t.third, "waiting for the keychain".to_owned()),
        (KeyView::Missing, _) => (t.warn, "no key yet".to_owned()),
        (KeyView::Unknown(_), _) => (t.warn, "keychain closed".to_owned()),
        (_, Remote::Failed(..)) => (t.warn, "cannot be reached".to_owned()),
        (_, Remote::Ready(_)) => (t.third, host),
        _ => (t.third, host),
    }
}

fn switcher_ui(ui: &mut Ui, frame: &Frame<'_>, account: &AccountView) {
    let t = frame.tokens;
    let (color, words) = standing(account, &t);
    let name = ui.painter().layout_no_wrap(
        account.account.name.clone(),
        fonts::medium(type_size::BODY),
        t.ink,
    );
    let words_galley = ui
        .painter()
        .layout_no_wrap(words.clone(), fonts::hint(), color);
    let width = 14.0 + 8.0 + 8.0 + name.size().x + 8.0 + words_galley.size().x + 8.0 + 14.0 + 12.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, PILL), Sense::click());
    response.widget_info(|| {
        let label = format!("Account: {}, {words}", account.account.name);
        WidgetInfo::labeled(Role::ComboBox, true, label)
    });
    pill_surface(ui, &response, rect, &t);
    let y = rect.center().y;
    let tag = t.account(account.account.colour());
    ui.painter()
        .circle_filled(pos2(rect.left() + 18.0, y), 5.0, tag);
    let mut x = rect.left() + 30.0;
    let name_width = name.size().x;
    ui.painter()
        .galley(pos2(x, y - name.size().y / 2.0), name, t.ink);
    x += name_width + 8.0;
    let top = y - words_galley.size().y / 2.0;
    ui.painter().galley(pos2(x, top), words_galley, color);
    let chevron = Rect::from_center_size(pos2(rect.right() - 18.0, y), vec2(14.0, 14.0));
    icons::paint(ui.painter(), Icon::ChevronDown, chevron, t.second);
    focus_ring(ui, &response, rect, 17);
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    Popup::menu(&response)
        .gap(6.0)
        .width(300.0)
        .accessible_name("Accounts")
        .close_behavior(PopupCloseBehavior::CloseOnClick)
        .show(|ui| menu_ui(ui, frame, account));
}

fn menu_ui(ui: &mut Ui, frame: &Frame<'_>, current: &AccountView) {
    ui.set_width(300.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    for account in &frame.view.accounts {
        acquaint(ui, frame, account);
        let chosen = account.account.id == current.account.id;
        if account_row_ui(ui, frame, account, chosen).clicked() && !chosen {
            frame.send(Command::UseAccount(account.account.id.clone()));
        }
    }
    ui.add_space(4.0);
    ui.separator();
    if ui
        .add(
            Button::quiet("Manage accounts")
                .icon(Icon::Settings)
                .dense()
                .leading()
                .width(300.0),
        )
        .clicked()
    {
        frame.act(Action::Go(Place::Settings));
    }
}

/// An account that is shown for the first time is asked what it holds.
fn acquaint(ui: &Ui, frame: &Frame<'_>, account: &AccountView) {
    if !matches!(account.balance, Remote::Absent)
        || account.account.service == Service::Studio
        || !account.key.is_usable()
    {
        return;
    }
    let id = egui::Id::unique(("acquainted", &account.account.id));
    let is_asked = ui.data(|data| data.get_temp::<bool>(id).unwrap_or(false));
    if !is_asked {
        ui.data_mut(|data| data.insert_temp(id, true));
        frame.send(Command::Acquaint(account.account.id.clone()));
    }
}

fn account_row_ui(ui: &mut Ui, frame: &Frame<'_>, account: &AccountView, chosen: bool) -> Response {
    let t = frame.tokens;
    let (color, words) = standing(account, &t);
    let (rect, response) = ui.allocate_exact_size(vec2(300.0, 48.0), Sense::click());
    response.widget_info(|| {
        let label = format!("{}, {words}", account.account.name);
        WidgetInfo::selected(Role::MenuItemRadio, true, chosen, label)
    });
    if response.hovered() || response.has_focus() {
        ui.painter()
            .rect_filled(rect, CornerRadius::same(8), t.hover);
    }
    let painter = ui.painter();
    let tag = t.account(account.account.colour());
    painter.circle_filled(pos2(rect.left() + 16.0, rect.center().y), 5.0, tag);
    let x = rect.left() + 32.0;
    let name = account.account.name.clone();
    let name = painter.layout_no_wrap(name, fonts::medium(type_size::BODY), t.ink);
    painter.galley(pos2(x, rect.top() + 6.0), name, t.ink);
    let words = painter.layout_no_wrap(words, fonts::hint(), color);
    painter.galley(pos2(x, rect.top() + 26.0), words, color);
    let is_paid = account.account.service == Service::Dessert;
    if let Some(balance) = account.balance.value().filter(|_| is_paid) {
        let words = format!("{} credits", balance.credits);
        let words = painter.layout_no_wrap(words, fonts::hint(), t.second);
        let at = pos2(rect.right() - 40.0 - words.size().x, rect.top() + 8.0);
        painter.galley(at, words, t.second);
    }
    if chosen {
        let at =
            Rect::from_center_size(pos2(rect.right() - 20.0, rect.center().y), vec2(18.0, 18.0));
        icons::paint(painter, Icon::Check, at, t.accent);
    }
    focus_ring(ui, &response, rect.shrink(2.0), 8);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// What the pill says, how it looks, and what pressing it does.
struct BalanceWords {
    text: String,
    ink: Color32,
    hover: &'static str,
    wish: Option<Action>,
}

fn balance_words(account: &AccountView, t: &Tokens) -> BalanceWords {
    let words = |text: String, ink, hover, wish| BalanceWords {
        text,
        ink,
        hover,
        wish,
    };
    let refresh = Some(Action::Do(UserCommand::Refresh));
    if account.account.service == Service::Studio {
        let hover = "The Studio makes ads on this computer. Nothing is charged.";
        return words("Free here".into(), t.ok, hover, None);
    }
    if account.key == KeyView::Missing {
        let hover = "This account needs a key. Press to enter it.";
        return words(
            "Add a key".into(),
            t.warn,
            hover,
            Some(Action::Go(Place::Settings)),
        );
    }
    let credits = account
        .balance
        .value()
        .map(|balance| format!("{} credits", balance.credits));
    match (&account.balance, credits) {
        (Remote::Failed(..), Some(credits)) => words(
            format!("{credits} · offline"),
            t.warn,
            "The newest balance could not be had; this is the last one known. Press to ask again.",
            refresh,
        ),
        (Remote::Failed(..), None) => words(
            "Balance unknown".into(),
            t.warn,
            "The balance could not be had. Press to ask again.",
            refresh,
        ),
        (Remote::Ready(_), Some(credits)) => {
            words(credits, t.ink, "Credits left. Press to ask again.", refresh)
        }
        (_, Some(credits)) => words(credits, t.second, "Asking for the balance…", None),
        (_, None) => words("Balance…".into(), t.second, "Asking for the balance…", None),
    }
}

fn balance_ui(ui: &mut Ui, frame: &Frame<'_>, account: &AccountView) {
    let t = frame.tokens;
    let words = balance_words(account, &t);
    let galley = ui.painter().layout_no_wrap(
        words.text.clone(),
        fonts::medium(type_size::BODY),
        words.ink,
    );
    let size = vec2(galley.size().x + 28.0, PILL);
    let (sense, role) = if words.wish.is_some() {
        (Sense::click(), Role::Button)
    } else {
        (Sense::hover(), Role::Label)
    };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    response.widget_info(|| WidgetInfo::labeled(role, true, &words.text));
    pill_surface(ui, &response, rect, &t);
    let at = rect.center() - galley.size() / 2.0;
    ui.painter().galley(at, galley, words.ink);
    focus_ring(ui, &response, rect, 17);
    let response = match words.wish {
        Some(_) => response.on_hover_cursor(CursorIcon::PointingHand),
        None => response,
    };
    let response = response.on_hover_text(words.hover);
    if let (true, Some(action)) = (response.clicked(), words.wish) {
        frame.act(action);
    }
}

fn pill_surface(ui: &Ui, response: &Response, rect: Rect, t: &Tokens) {
    let lit = response.sense.senses_click() && (response.hovered() || response.has_focus());
    let (fill, line) = if lit {
        (t.hover, t.line_strong)
    } else {
        (t.raised, t.line)
    };
    ui.painter().rect(
        rect,
        CornerRadius::same(17),
        fill,
        (1.0, line),
        StrokeKind::Inside,
    );
}
