//! What the brief will give and cost, live, and the one button that sends it.
//!
//! On the studio account money is not spoken of as spent.

use egui::{Align, Layout, Ui, vec2};

use crate::model::account::Service;
use crate::model::brief::Brief;
use crate::model::cadence::Usual;
use crate::model::cost::{Credits, documented};
use crate::model::spend::after;
use crate::ui::account_tag;
use crate::ui::command::UserCommand;
use crate::ui::frame::Frame;
use crate::ui::text;
use crate::ui::tokens::Tokens;
use crate::ui::widgets::{Button, panel};
use crate::ui::words;

use super::state::State;
use super::warnings::warnings_ui;
use super::{request, rules, shapes};

/// The right column.
pub(super) fn summary_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    ui.spacing_mut().item_spacing.y = 0.0;
    panel(ui, |ui| {
        ui.label(text::label("What you will get"));
        ui.add_space(14.0);
        let brief = state.brief().cloned();
        let concepts = brief.as_ref().map_or(3, |brief| brief.count);
        let from_ads = shapes::shapes_ui(ui, frame, state, concepts);
        ui.add_space(12.0);
        yield_ui(ui, frame, brief.as_ref(), from_ads);
        ui.add_space(12.0);
        facts_ui(ui, frame, brief.as_ref());
        ui.add_space(14.0);
        warnings_ui(ui, frame, state);
        send_ui(ui, frame, state);
    });
    ui.add_space(14.0);
    request::request_ui(ui, frame, state);
}

fn yield_ui(ui: &mut Ui, frame: &Frame<'_>, brief: Option<&Brief>, from_ads: bool) {
    let t = frame.tokens;
    let words = match brief {
        Some(brief) => yield_words(brief),
        None => "Vertical 1080 × 1920 and square 1080 × 1350 for each concept".to_owned(),
    };
    ui.label(text::hint(words).color(t.second));
    let shown = if from_ads {
        "Pictured: ads that you made before; new ones will differ"
    } else {
        "Pictured: a sketch; the ads will differ"
    };
    ui.label(text::hint(shown).color(t.third));
}

/// “3 concepts make 6 stills: vertical 1080 × 1920 and square 1080 × 1350”.
fn yield_words(brief: &Brief) -> String {
    let plural = |count: u32, word: &str| match count {
        1 => format!("1 {word}"),
        count => format!("{count} {word}s"),
    };
    let mut files = plural(brief.stills(), "still");
    if brief.films() > 0 {
        files = format!("{files} and {}", plural(brief.films(), "film"));
    }
    let concepts = plural(brief.count, "concept");
    // Spaces that do not break, so that a size stays on one line.
    let sizes = "vertical 1080\u{a0}×\u{a0}1920 and square 1080\u{a0}×\u{a0}1350";
    let make = if brief.count == 1 { "makes" } else { "make" };
    format!("{concepts} {make} {files}: {sizes}")
}

fn facts_ui(ui: &mut Ui, frame: &Frame<'_>, brief: Option<&Brief>) {
    let t = frame.tokens;
    let Some(account) = frame.account() else {
        return;
    };
    let none = || "—".to_owned();
    let service = account.account.service;
    let id = &account.account.id;
    let usual = |brief| frame.view.usual(id, service, brief).to_string();
    let time = brief.map_or_else(none, usual);
    if service == Service::Studio {
        fact_ui(ui, &t, "Cost here", "Free", true);
        fact_ui(ui, &t, "Usual time here", &time, true);
        let there = brief.map_or_else(none, |brief| {
            let usd = documented(brief).usd;
            format!("${usd:.2} · {}", Usual::documented(Service::Dessert, brief))
        });
        fact_ui(ui, &t, "Same brief on Dessert", &there, false);
        return;
    }
    let balance = account.balance.value();
    let cost = brief.map(|brief| account.price(brief));
    let words = cost.map_or_else(none, |cost| {
        format!("{} credits · ${:.2}", cost.credits, cost.usd)
    });
    fact_ui(ui, &t, "Cost", &words, true);
    let open = account.spending.open;
    let left = match (balance, cost) {
        (Some(balance), Some(cost)) => Some(after(balance, open, cost.credits).left),
        _ => None,
    };
    let words = match left {
        Some(left) if left < Credits(0) => format!("{} missing", Credits(0) - left),
        Some(left) => left.to_string(),
        None if account.balance.is_loading() => "…".to_owned(),
        None => none(),
    };
    // What is being sent may not be in the balance yet.
    let name = if open > Credits(0) {
        format!("Balance after, {open} being sent")
    } else {
        "Balance after".to_owned()
    };
    fact_ui(ui, &t, &name, &words, true);
    if let Some(limit) = account.account.limits.per_day {
        let today = format!("{} of {limit} credits", account.spending.today);
        fact_ui(ui, &t, "Spent today", &today, true);
    }
    fact_ui(ui, &t, "Usual time", &time, false);
}

fn fact_ui(ui: &mut Ui, t: &Tokens, name: &str, value: &str, divided: bool) {
    let size = vec2(ui.available_width(), 38.0);
    let inner = ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(size);
        ui.label(text::body(name).color(t.second));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(text::strong(value));
        });
    });
    if divided {
        let rect = inner.response.rect;
        ui.painter()
            .hline(rect.x_range(), rect.bottom(), t.border());
    }
}

fn send_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State) {
    let blocked = rules::blocked(frame.account(), state.is_sending());
    let words = match state.brief() {
        _ if state.is_sending() => "Writing it down…".to_owned(),
        Some(brief) if brief.count == 1 => "Generate 1 concept".to_owned(),
        Some(brief) => format!("Generate {} concepts", brief.count),
        None => "Generate".to_owned(),
    };
    let button = Button::primary(words)
        .width(ui.available_width())
        .shortcut(UserCommand::Generate.shortcut_text(ui.ctx()))
        .disabled_because(blocked);
    payer_ui(ui, frame, state.brief());
    let pressed = ui.add(button).clicked();
    if pressed || frame.invoked(UserCommand::Generate) {
        state.generate(frame);
        ui.ctx().request_repaint();
    }
    if let Some(because) = blocked {
        ui.add_space(8.0);
        ui.vertical_centered(|ui| {
            ui.label(text::hint(because).color(frame.tokens.second));
        });
    }
}

/// Who makes it and who pays, right above the button that spends.
fn payer_ui(ui: &mut Ui, frame: &Frame<'_>, brief: Option<&Brief>) {
    let Some(view) = frame.account() else { return };
    let is_studio = view.account.service == Service::Studio;
    let words = match brief {
        _ if is_studio => "makes it, free".to_owned(),
        Some(brief) => {
            let credits = view.price(brief).credits;
            format!("pays {}", words::credits(credits))
        }
        None => "pays".to_owned(),
    };
    let size = vec2(ui.available_width(), 22.0);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(size);
        ui.spacing_mut().item_spacing.x = 6.0;
        let room = ui.available_width() - 150.0;
        ui.scope(|ui| {
            ui.set_max_width(room);
            account_tag::tag_ui(ui, frame, &view.account.id);
        });
        ui.label(text::hint(words).color(frame.tokens.second));
    });
    ui.add_space(8.0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::brief::Format;
    use crate::model::draft::BriefDraft;

    #[test]
    fn the_yield_reads_as_a_sentence() {
        let mut brief = BriefDraft::default().check().unwrap();
        let words = yield_words(&brief).replace('\u{a0}', " ");
        assert_eq!(
            words,
            "3 concepts make 6 stills: vertical 1080 × 1920 and square 1080 × 1350"
        );
        brief.count = 1;
        brief.format = Format::Full;
        assert!(yield_words(&brief).starts_with("1 concept makes 2 stills and 2 films"));
    }
}
