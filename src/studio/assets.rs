//! Where a still lies on disk and under which address it is offered. Names come from a closed alphabet, so no request
//! can reach another file.

use std::path::{Path, PathBuf};

use crate::model::ad::Orientation;

/// `3-vertical.png`.
pub fn file_name(index: u32, orientation: &Orientation) -> String {
    format!("{index}-{}.png", orientation.as_str())
}

/// The file of a still.
pub fn path(folder: &Path, token: &str, name: &str) -> PathBuf {
    folder.join("assets").join(token).join(name)
}

/// Whether a token and a name from a request have the shape that we give out.
pub fn is_well_formed(token: &str, name: &str) -> bool {
    let is_token = token.len() == 40
        && token
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let is_name = name
        .strip_suffix(".png")
        .and_then(|stem| stem.split_once('-'))
        .is_some_and(|(index, orientation)| {
            let is_index =
                (1..=4).contains(&index.len()) && index.bytes().all(|b| b.is_ascii_digit());
            is_index && ["vertical", "square"].contains(&orientation)
        });
    is_token && is_name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::dice;

    #[test]
    fn only_names_that_we_give_out_are_well_formed() {
        let token = dice::fresh_token();
        assert!(is_well_formed(
            &token,
            &file_name(100, &Orientation::Square)
        ));
        for name in [
            "..",
            "1-vertical.png.part",
            "1-../a.png",
            "-vertical.png",
            "1-vertical",
            "é-square.png",
        ] {
            assert!(!is_well_formed(&token, name), "{name}");
        }
        for token in ["", "..", "../../../../../../../../../../../etc/pass"] {
            assert!(!is_well_formed(token, "1-vertical.png"), "{token}");
        }
    }
}
