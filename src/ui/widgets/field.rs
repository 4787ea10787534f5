//! A text field with its label above and a line of help or trouble below.

use egui::{Align2, CornerRadius, Frame, Id, Margin, Response, Stroke, TextEdit, Ui, vec2};

use crate::ui::tokens::{Tokens, radius, size};
use crate::ui::{fonts, text};

use super::trouble_line;

/// A labelled text field. `TextField::new("Tone", &mut text).hint("quiet apothecary").show(ui)`.
#[must_use = "show it with `show`"]
pub struct TextField<'a> {
    label: &'a str,
    beside: Option<&'a str>,
    value: &'a mut String,
    hint: &'a str,
    help: Option<&'a str>,
    error: Option<&'a str>,
    password: bool,
    rows: usize,
    width: Option<f32>,
    hidden_label: bool,
    code: bool,
    id: Option<Id>,
}

impl<'a> TextField<'a> {
    /// A field that edits `value`.
    pub fn new(label: &'a str, value: &'a mut String) -> Self {
        Self {
            label,
            beside: None,
            value,
            hint: "",
            help: None,
            error: None,
            password: false,
            rows: 1,
            width: None,
            hidden_label: false,
            code: false,
            id: None,
        }
    }

    /// A weak word beside the label, such as “optional”.
    pub fn beside(mut self, text: &'a str) -> Self {
        self.beside = Some(text);
        self
    }

    /// What an empty field shows.
    pub fn hint(mut self, text: &'a str) -> Self {
        self.hint = text;
        self
    }

    /// A line below, unless there is trouble.
    pub fn help(mut self, text: &'a str) -> Self {
        self.help = Some(text);
        self
    }

    /// What is wrong with the text, below the field.
    pub fn error(mut self, text: Option<&'a str>) -> Self {
        self.error = text;
        self
    }

    /// Shows dots.
    pub fn password(mut self) -> Self {
        self.password = true;
        self
    }

    /// Several lines.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// Exactly this wide; else all there is.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// The label is only told, not shown; something beside it says the same.
    pub fn hide_label(mut self) -> Self {
        self.hidden_label = true;
        self
    }

    /// In the fixed-width face: paths, templates, keys.
    pub fn code(mut self) -> Self {
        self.code = true;
        self
    }

    /// A fixed id, so that something else can give it the keyboard.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Shows it; the response is the field's own.
    pub fn show(self, ui: &mut Ui) -> Response {
        let t = Tokens::of(ui);
        let width = self.width.unwrap_or_else(|| ui.available_width());
        let (label, hidden) = (self.label, self.hidden_label);
        let (beside, help, error) = (self.beside, self.help, self.error);
        ui.scope(|ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
            ui.vertical(|ui| {
                let mut named_by = None;
                if !hidden {
                    ui.horizontal(|ui| {
                        named_by = Some(ui.label(text::label(label)).id);
                        if let Some(beside) = beside {
                            ui.label(text::hint(beside).color(t.third));
                        }
                    });
                }
                let response = self.edit_ui(ui, width, &t);
                let response = match named_by {
                    Some(id) => response.labelled_by(id),
                    None => response.accessible_name(label),
                };
                if let Some(error) = error {
                    trouble_line(ui, error);
                } else if let Some(help) = help {
                    ui.label(text::hint(help).color(t.third));
                }
                response
            })
            .inner
        })
        .inner
    }

    fn edit_ui(self, ui: &mut Ui, width: f32, t: &Tokens) -> Response {
        let id = self.id.unwrap_or_else(|| ui.next_auto_id().with("edit"));
        let focused = ui.memory(|memory| memory.has_focus(id));
        let stroke = if focused {
            Stroke::new(1.5, t.accent)
        } else if self.error.is_some() {
            Stroke::new(1.0, t.warn)
        } else {
            t.border()
        };
        let edit = if self.rows > 1 {
            TextEdit::multiline(self.value).desired_rows(self.rows)
        } else {
            TextEdit::singleline(self.value).align(Align2::LEFT_CENTER)
        };
        let font = if self.code {
            fonts::code()
        } else {
            fonts::body()
        };
        ui.add(
            edit.id(id)
                .hint_text(text::body(self.hint).color(t.third))
                .password(self.password)
                .font(font)
                .text_color(t.ink)
                .desired_width(width)
                .min_size(vec2(width, size::CONTROL))
                .frame(field_frame(t, stroke)),
        )
    }
}

/// Whether the keyboard has just left this field; told exactly once, where egui's own `lost_focus` may tell twice. Ask it
/// in every frame that shows the field.
pub fn was_left(response: &Response) -> bool {
    let id = response.id.with("had-focus");
    let has = response.has_focus();
    let had = response.ctx.data_mut(|data| {
        let had = data.get_temp::<bool>(id).unwrap_or(false);
        data.insert_temp(id, has);
        had
    });
    had && !has
}

fn field_frame(t: &Tokens, stroke: Stroke) -> Frame {
    // The line's width is part of the margin, so that nothing moves when it grows.
    let line = stroke.width.round() as i8;
    Frame::NONE
        .fill(t.raised)
        .stroke(stroke)
        .corner_radius(CornerRadius::same(radius::CONTROL))
        .inner_margin(Margin::symmetric(13 - line, 10 - line))
}
