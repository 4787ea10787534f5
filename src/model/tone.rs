//! What of a tone in free words the studio's built-in writer can read: English words.

/// What is said of a tone that it cannot read as it stands. It does not repeat the signs at fault: the window has no
/// typeface for them.
pub const UNREAD: &str = "The built-in writer reads English words; letters of other scripts and emoji change nothing in its copy.";

/// What a person is told of a tone that the built-in writer cannot use as it stands; `None` when it can be read.
pub fn unread(tone: &str) -> Option<&'static str> {
    tone.chars().any(is_foreign).then_some(UNREAD)
}

/// A letter of another script than Latin, or a sign such as an emoji.
fn is_foreign(c: char) -> bool {
    let is_latin = matches!(c, 'a'..='z' | 'A'..='Z' | 'ª' | 'º' | '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}');
    let is_sign = matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}');
    c.is_alphabetic() && !is_latin || is_sign
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_scripts_and_emoji_are_told_and_everything_else_is_not() {
        for (tone, is_told) in [
            ("大胆", true),
            ("тёплый и честный", true),
            ("warm ✨", true),
            ("👩‍🔬 clinical", true),
            ("دافئ, warm", true),
            ("warm, matter-of-fact", false),
            ("chaleureux & élégant – très doux", false),
            ("", false),
        ] {
            assert_eq!(unread(tone).is_some(), is_told, "{tone}");
        }
    }
}
