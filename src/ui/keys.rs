//! Keys that a screen understands by itself. A screen takes its keys from the very lines that the sheet of shortcuts
//! shows, so that neither can know one that the other does not.
//!
//! Must not know what a key does: the screen that owns the line carries it out.

use egui::gui_zoom::kb_shortcuts::{ZOOM_IN, ZOOM_OUT, ZOOM_RESET};
use egui::{Context, Event, InputState, Key, KeyboardShortcut, Modifiers};

/// A line of the sheet: what is done, and each key with what it means to its screen.
#[derive(Debug)]
pub struct KeyLine<A: 'static> {
    /// What the keys do, as a person says it.
    pub text: &'static str,
    /// The keys, in the order of the sheet.
    pub keys: &'static [(KeyboardShortcut, A)],
}

/// A key alone.
pub const fn plain(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

/// A key with Ctrl, or with Cmd on a Mac.
pub const fn command(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

/// What the system sends as "copy" rather than as a key.
pub const COPY: KeyboardShortcut = command(Key::C);

/// The size of everything, which the toolkit changes by itself.
pub static EVERYWHERE: [KeyLine<()>; 1] = [KeyLine {
    text: "Larger, smaller, usual size",
    keys: &[(ZOOM_IN, ()), (ZOOM_OUT, ()), (ZOOM_RESET, ())],
}];

/// What the keys of this frame mean, the first of them only. `is_free` is false while something has the keyboard: Space
/// and Enter then press that.
pub fn pressed<A: Clone>(input: &mut InputState, lines: &[KeyLine<A>], is_free: bool) -> Option<A> {
    let mut keys = lines.iter().flat_map(|line| line.keys);
    let (_, meaning) = keys.find(|(key, _)| {
        let presses = *key == plain(Key::Space) || *key == plain(Key::Enter);
        if *key == COPY {
            input.events.contains(&Event::Copy)
        } else {
            (is_free || !presses) && input.consume_shortcut(key)
        }
    })?;
    Some(meaning.clone())
}

/// The first key that means this, as this system writes it.
pub fn name_of<A: PartialEq>(ctx: &Context, lines: &[KeyLine<A>], meaning: &A) -> Option<String> {
    let mut keys = lines.iter().flat_map(|line| line.keys);
    let (key, _) = keys.find(|(_, it)| it == meaning)?;
    Some(name(ctx, key))
}

/// A key as this system writes it; signs stand as they stand on the key.
pub fn name(ctx: &Context, shortcut: &KeyboardShortcut) -> String {
    let said = ctx.format_shortcut(shortcut);
    let sign = match shortcut.logical_key {
        Key::Comma => ",",
        Key::OpenBracket => "[",
        Key::CloseBracket => "]",
        Key::Plus => "+",
        Key::Minus => "-",
        Key::PageUp => "Page up",
        Key::PageDown => "Page down",
        _ => return said,
    };
    said.replace(shortcut.logical_key.name(), sign)
}

/// What the sheet shows of some lines: what is done, and the keys.
pub fn shown<A>(ctx: &Context, lines: &[KeyLine<A>]) -> Vec<(&'static str, Vec<String>)> {
    let keys = |line: &KeyLine<A>| line.keys.iter().map(|(key, _)| name(ctx, key)).collect();
    lines.iter().map(|line| (line.text, keys(line))).collect()
}
