//! What may be spent with an account before somebody has to say so.

use egui::Ui;

use crate::model::account::Limits;
use crate::model::cost::Credits;
use crate::runtime::view::AccountView;
use crate::ui::frame::Frame;
use crate::ui::widgets::{TextField, was_left};
use crate::ui::{text, words};

/// The limits as typed.
#[derive(Debug, Default)]
pub(super) struct LimitsDraft {
    per_delivery: String,
    per_day: String,
}

impl LimitsDraft {
    /// Fills the fields.
    pub(super) fn fill(&mut self, limits: &Limits) {
        let shown = |limit: Option<Credits>| limit.map_or_else(String::new, |it| it.0.to_string());
        self.per_delivery = shown(limits.per_delivery);
        self.per_day = shown(limits.per_day);
    }
}

/// Paints the two fields, and what was spent so far.
pub(super) fn limits_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    account: &AccountView,
    draft: &mut LimitsDraft,
) {
    let t = frame.tokens;
    let width = (ui.available_width() - 16.0) / 3.0;
    let id = &account.account.id;
    let mut limits = account.account.limits;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        let per_delivery = "Limit for one delivery";
        let each = field_ui(ui, per_delivery, &mut draft.per_delivery, width);
        let day = field_ui(ui, "Limit for one day", &mut draft.per_day, width);
        if let Some(limit) = each {
            limits.per_delivery = limit;
        }
        if let Some(limit) = day {
            limits.per_day = limit;
        }
    });
    if limits != account.account.limits {
        frame.change_settings(|settings| {
            let mut accounts = settings.accounts.iter_mut();
            if let Some(account) = accounts.find(|it| it.id == *id) {
                account.limits = limits;
            }
        });
    }
    let line = format!(
        "{} today, {} this month, with what may have been paid. A brief over a limit is only sent when you say so.",
        words::credits(account.spending.today),
        words::credits(account.spending.month)
    );
    ui.label(text::hint(line).color(t.second));
}

/// `Some` with the limit once it was typed and left.
fn field_ui(ui: &mut Ui, label: &str, value: &mut String, width: f32) -> Option<Option<Credits>> {
    let limit = read(value);
    let field = TextField::new(label, value)
        .width(width)
        .hint("No limit")
        .beside("in credits")
        .error(limit.err())
        .show(ui);
    was_left(&field).then_some(limit.ok()).flatten()
}

/// Whole credits, or none for no limit.
fn read(typed: &str) -> Result<Option<Credits>, &'static str> {
    let typed = typed.trim().replace([',', '\u{a0}', ' '], "");
    if typed.is_empty() {
        return Ok(None);
    }
    let credits = typed.parse().ok().filter(|it: &i64| *it >= 0);
    credits
        .map(|credits| Some(Credits(credits)))
        .ok_or("Enter whole credits, or nothing for no limit.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_whole_credits_or_none() {
        for (typed, wanted) in [
            ("", Ok(None)),
            ("  ", Ok(None)),
            ("300", Ok(Some(Credits(300)))),
            ("1,250", Ok(Some(Credits(1_250)))),
            ("0", Ok(Some(Credits(0)))),
            ("-1", Err(())),
            ("12.5", Err(())),
            ("many", Err(())),
        ] {
            assert_eq!(read(typed).map_err(|_| ()), wanted, "{typed}");
        }
    }
}
