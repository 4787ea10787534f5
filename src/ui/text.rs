//! Ready-made texts: one function for each kind of text that the window knows.
//!
//! Colours follow the theme of the `ui` that shows them where they are not given.

use egui::RichText;

use super::fonts;
use super::tokens::type_size;

/// Plain text, 14.
pub fn body(text: impl Into<String>) -> RichText {
    RichText::new(text)
        .font(fonts::body())
        .line_height(Some(20.0))
}

/// Text that weighs more, 14.
pub fn strong(text: impl Into<String>) -> RichText {
    RichText::new(text)
        .font(fonts::strong(type_size::BODY))
        .line_height(Some(20.0))
}

/// The label of a field or a section, 13.
pub fn label(text: impl Into<String>) -> RichText {
    RichText::new(text)
        .font(fonts::strong(type_size::LABEL))
        .line_height(Some(18.0))
}

/// A hint, 12. Give it `tokens.third` or `tokens.second`.
pub fn hint(text: impl Into<String>) -> RichText {
    RichText::new(text)
        .font(fonts::hint())
        .line_height(Some(18.0))
}

/// The title of a panel or a group, 16.
pub fn subtitle(text: impl Into<String>) -> RichText {
    RichText::new(text)
        .font(fonts::strong(type_size::SUBTITLE))
        .line_height(Some(24.0))
}

/// The title of a screen, 20.
pub fn title(text: impl Into<String>) -> RichText {
    RichText::new(text)
        .font(fonts::strong(type_size::TITLE))
        .line_height(Some(28.0))
}

/// JSON, commands, paths.
pub fn code(text: impl Into<String>) -> RichText {
    RichText::new(text)
        .font(fonts::code())
        .line_height(Some(18.0))
}
