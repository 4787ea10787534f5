//! A string that cannot be printed by accident.

use std::fmt;

use zeroize::{Zeroize, Zeroizing};

/// A key or a password. `Debug` and `Display` show a mask, memory is cleared on drop, and there is no `Serialize`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text as it is, without the white space around it that pasting brings along.
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(Zeroizing::new(text.as_ref().trim().to_owned()))
    }

    /// Takes what was typed out of a field and clears the field's memory.
    pub fn take_from(text: &mut String) -> Self {
        let secret = Self::new(text.as_str());
        text.zeroize();
        secret
    }

    /// The text itself. Every call site is a place where the secret could leak: keep them few.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `dsrt_live_••••3f2a`: the public prefix and, of a long secret, the last four characters.
    pub fn masked(&self) -> String {
        let prefix = self
            .0
            .rfind('_')
            .map_or("", |at| self.0.get(..=at).unwrap_or(""));
        let rest: Vec<char> = self.0.chars().skip(prefix.chars().count()).collect();
        let tail: String = if rest.len() >= 16 {
            rest.iter().skip(rest.len() - 4).collect()
        } else {
            String::new()
        };
        let prefix = if rest.len() >= 16 { prefix } else { "" };
        format!("{prefix}••••{tail}")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(••••)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("••••")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_never_prints_itself() {
        let secret = Secret::new(" dsrt_live_0123456789abcdef0123456789abcdef01234567\n");
        assert_eq!(format!("{secret:?} {secret}"), "Secret(••••) ••••");
        assert_eq!(secret.masked(), "dsrt_live_••••4567");
        assert_eq!(Secret::new("short").masked(), "••••");
        let mut typed = "short".to_owned();
        assert_eq!(Secret::take_from(&mut typed).expose(), "short");
        assert!(typed.is_empty());
        assert_eq!(Secret::new("a_short_one").masked(), "••••");
    }
}
