//! The panel beside the picture: words, product and colours, each with its sentence where it is wrong.

use egui::{
    Align, CornerRadius, CursorIcon, Id, Layout, Rect, Role, ScrollArea, Sense, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use crate::model::ad::Orientation;
use crate::model::revision::{RevisionField, RevisionProblem, RevisionSheet};
use crate::runtime::command::Command;
use crate::runtime::remote::Remote;
use crate::runtime::revise::ReviseCommand;
use crate::ui::frame::Frame;
use crate::ui::icons::{self, Icon};
use crate::ui::keys;
use crate::ui::text;
use crate::ui::tokens::radius;
use crate::ui::widgets::{
    Button, Segmented, TextField, focus_ring, icon_button, report_panel, skeleton, trouble_line,
};

use super::super::keys::REVISE;
use super::super::viewer_side::Pressed;
use super::{Keeping, Panel, colours, said};

/// Room for the buttons at the foot.
const FOOT: f32 = 116.0;

/// A text: which, how the field is called, how many lines it shows.
type Text = (RevisionField, &'static str, usize);

/// Under each other.
const LONG: [Text; 2] = [
    (RevisionField::Headline, "Headline", 2),
    (RevisionField::Body, "Body", 3),
];

/// Side by side.
const SHORT: [Text; 2] = [
    (RevisionField::Kicker, "Line above", 1),
    (RevisionField::Cta, "Call to action", 1),
];

/// Paints the panel into `rect`.
pub fn panel_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    rect: Rect,
    panel: &mut Panel,
    shapes: &[(Orientation, &str)],
    orientation: &Orientation,
) -> Option<Pressed> {
    let view = &frame.view.revise;
    let is_ours = view.concept.as_ref() == Some(&panel.concept);
    if let Some(sheet) = view.sheet.value().filter(|_| is_ours) {
        panel.take(sheet);
    }
    let mut ui = ui.new_child(
        UiBuilder::new()
            .id_salt("revise")
            .max_rect(rect)
            .layout(Layout::top_down(Align::Min)),
    );
    ui.set_clip_rect(rect.expand(8.0));
    ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
    let closed = head_ui(&mut ui, frame, panel);
    let turned = shapes_ui(&mut ui, shapes, orientation);
    ui.add_space(8.0);
    let foot = Rect::from_min_max(pos2(rect.left(), rect.bottom() - FOOT), rect.max);
    let room = Rect::from_min_max(ui.cursor().min, pos2(rect.right() + 12.0, foot.top() - 8.0));
    match view.sheet.value().filter(|_| is_ours) {
        Some(sheet) => {
            let problems = panel.problems(view);
            let mut fields = ui.new_child(UiBuilder::new().id_salt("fields").max_rect(room));
            ScrollArea::vertical()
                .id_salt("revise-fields")
                .auto_shrink(false)
                .show(&mut fields, |ui| {
                    ui.set_width(rect.width() - 4.0);
                    fields_ui(ui, frame, panel, sheet, &problems);
                });
        }
        None => {
            let room = Rect::from_min_size(room.min, vec2(rect.width(), room.height()));
            let mut inside = ui.new_child(UiBuilder::new().id_salt("absent").max_rect(room));
            absent_ui(&mut inside, frame, panel, &view.sheet, is_ours);
        }
    }
    let mut below = ui.new_child(
        UiBuilder::new()
            .id_salt("revise-foot")
            .max_rect(foot)
            .layout(Layout::top_down(Align::Min)),
    );
    let acted = foot_ui(&mut below, frame, panel, rect.width());
    closed.or(turned).or(acted)
}

fn head_ui(ui: &mut Ui, frame: &Frame<'_>, panel: &Panel) -> Option<Pressed> {
    let t = &frame.tokens;
    let mut pressed = None;
    let line = vec2(ui.available_width(), 36.0);
    ui.allocate_ui_with_layout(line, Layout::left_to_right(Align::Center), |ui| {
        ui.label(text::title("Revise").color(t.ink));
        ui.label(text::hint(format!("from version {}", panel.from)).color(t.third));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(-9.0);
            if icon_button(ui, Icon::Cross, "Back to the ad").clicked() {
                pressed = Some(Pressed::LeaveRevise);
            }
            let is_open = matches!(panel.keeping, Keeping::No(_));
            if is_open && panel.is_changed() {
                let over = Button::quiet("Start over").icon(Icon::Refresh).dense();
                if ui.add(over).clicked() {
                    pressed = Some(Pressed::StartOver);
                }
            }
        });
    });
    pressed
}

fn shapes_ui(
    ui: &mut Ui,
    shapes: &[(Orientation, &str)],
    orientation: &Orientation,
) -> Option<Pressed> {
    let options: Vec<(usize, &str)> = shapes.iter().map(|(_, label)| *label).enumerate().collect();
    let now = shapes.iter().position(|(shape, _)| shape == orientation);
    let pressed = Segmented::new("Shape", &options, now.unwrap_or(0))
        .dense()
        .show(ui)
        .inner?;
    let (shape, _) = shapes.get(pressed)?;
    Some(Pressed::Turn(shape.clone()))
}

/// What stands there while the studio has not told what the ad says.
fn absent_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    panel: &Panel,
    sheet: &Remote<std::sync::Arc<RevisionSheet>>,
    is_ours: bool,
) {
    let Some(report) = sheet.trouble().filter(|_| is_ours) else {
        for height in [64.0, 84.0, 40.0, 40.0] {
            skeleton(ui, vec2(ui.max_rect().width(), height), radius::CONTROL);
        }
        return;
    };
    report_panel(ui, report, |ui| {
        if ui.add(Button::secondary("Try again").dense()).clicked() {
            let open = ReviseCommand::Open(panel.concept.clone());
            frame.send(Command::Revise(open));
        }
    });
}

fn fields_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    panel: &mut Panel,
    sheet: &RevisionSheet,
    problems: &[RevisionProblem],
) {
    let is_open = matches!(panel.keeping, Keeping::No(_));
    ui.add_enabled_ui(is_open, |ui| {
        ui.spacing_mut().item_spacing.y = 14.0;
        for text in LONG {
            text_ui(ui, panel, problems, text);
        }
        let half = (ui.available_width() - 12.0) / 2.0;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            for text in SHORT {
                ui.allocate_ui(vec2(half, 40.0), |ui| {
                    ui.set_width(half);
                    text_ui(ui, panel, problems, text);
                });
            }
        });
        product_ui(ui, frame, panel, sheet, problems);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            ui.label(text::label("Palette"));
            colours::wells_ui(ui, frame, &mut panel.draft.palette);
            let one = problems
                .iter()
                .find(|it| matches!(it.field, RevisionField::Palette | RevisionField::Colour(_)));
            if let Some(problem) = one {
                trouble_line(ui, &problem.said());
            }
        });
        ui.add_space(8.0);
    });
}

fn text_ui(
    ui: &mut Ui,
    panel: &mut Panel,
    problems: &[RevisionProblem],
    (field, label, rows): Text,
) {
    let begins = field == RevisionField::Headline && !panel.has_begun;
    panel.has_begun |= begins;
    let (Some(most), Some(value)) = (field.most(), panel.text_mut(field)) else {
        return;
    };
    let count = value.trim().chars().count();
    // A count is of use when the end is near.
    let near = format!("{count} of {most}");
    let wrong = said(problems, field);
    let mut edit = TextField::new(label, value)
        .rows(rows)
        .error(wrong.as_deref())
        .id(Id::unique(("revise", label)));
    if count * 4 > most * 3 {
        edit = edit.beside(&near);
    }
    let response = edit.show(ui);
    if begins {
        response.request_focus();
    }
}

fn product_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    panel: &mut Panel,
    sheet: &RevisionSheet,
    problems: &[RevisionProblem],
) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.label(text::label("Product"));
        let mut chosen = None;
        for product in &sheet.products {
            let holds = product.product_id == panel.draft.product_id;
            if choice_ui(ui, frame, &product.name, holds) && !holds {
                chosen = Some(product);
            }
        }
        if let Some(product) = chosen {
            let old = sheet.product_name(&panel.draft.product_id).to_owned();
            let draft = std::mem::take(&mut panel.draft);
            panel.draft = draft.about(product.product_id.clone(), &old, &product.name);
        }
        if let Some(wrong) = said(problems, RevisionField::Product) {
            trouble_line(ui, &wrong);
        }
    });
}

/// One of a few choices under each other; whether it was pressed.
fn choice_ui(ui: &mut Ui, frame: &Frame<'_>, name: &str, holds: bool) -> bool {
    let t = &frame.tokens;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 36.0), Sense::click());
    response.widget_info(|| {
        let name = format!("Product: {name}");
        WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), holds, name)
    });
    let corner = CornerRadius::same(radius::CONTROL);
    let fill = match (holds, response.hovered()) {
        (true, _) => t.soft,
        (false, true) => t.hover,
        (false, false) => t.panel,
    };
    ui.painter().rect_filled(rect, corner, fill);
    let ink = if holds { t.accent } else { t.second };
    let galley = ui.painter().layout(
        name.to_owned(),
        crate::ui::fonts::medium(crate::ui::tokens::type_size::BODY),
        ink,
        rect.width() - 52.0,
    );
    let at = pos2(rect.left() + 12.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, ink);
    if holds {
        let tick =
            Rect::from_center_size(pos2(rect.right() - 20.0, rect.center().y), vec2(16.0, 16.0));
        icons::paint(ui.painter(), Icon::Check, tick, t.accent);
    }
    focus_ring(ui, &response, rect.shrink(2.0), radius::CONTROL - 2);
    response.on_hover_cursor(CursorIcon::PointingHand).clicked()
}

fn foot_ui(ui: &mut Ui, frame: &Frame<'_>, panel: &Panel, width: f32) -> Option<Pressed> {
    let t = &frame.tokens;
    let view = &frame.view.revise;
    let mut pressed = None;
    ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
    ui.painter()
        .hline(ui.max_rect().x_range(), ui.max_rect().top(), t.border());
    ui.add_space(12.0);
    let words = match &panel.keeping {
        Keeping::No(_) => "Keep this version",
        Keeping::Asked(..) => "Keeping…",
        Keeping::Kept(_) => "Kept",
    };
    let key = keys::name_of(ui.ctx(), &REVISE, &Pressed::Keep).unwrap_or_default();
    let keep = Button::primary(words)
        .icon(Icon::Check)
        .shortcut(key)
        .width(width)
        .disabled_because(panel.why_not(view));
    let by_key = ui.input_mut(|input| keys::pressed(input, &REVISE, true));
    if ui.add(keep).clicked() || by_key.is_some() {
        pressed = by_key.or(Some(Pressed::Keep));
    }
    let told = panel.told(view).filter(|(problem, _)| problem.is_none());
    if let Some((_, report)) = told {
        trouble_line(ui, &report.to_string());
        return pressed;
    }
    ui.label(text::hint(promise(frame, panel)).color(t.second));
    pressed
}

/// What keeping means.
fn promise(frame: &Frame<'_>, panel: &Panel) -> String {
    let sheet = frame.view.revise.sheet.value();
    match panel.kept() {
        Some(version) => format!("Version {version} is kept. Its pictures are on their way."),
        None => {
            let film = if sheet.is_some_and(|sheet| sheet.has_film) {
                " The film is made anew in the background."
            } else {
                ""
            };
            format!(
                "Free. Both shapes become a new version; the earlier ones keep their files.{film}"
            )
        }
    }
}
