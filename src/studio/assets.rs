//! Where a file lies on disk and under which address it is offered. Names come from a closed alphabet, so no request
//! can reach another file.

use std::path::{Path, PathBuf};

use crate::model::ad::{MediaKind, Orientation};

/// `3-vertical.png`, `3-vertical.mp4`.
pub fn file_name(index: u32, orientation: &Orientation, kind: MediaKind) -> String {
    let extension = match kind {
        MediaKind::Still => "png",
        MediaKind::Video => "mp4",
    };
    format!("{index}-{}.{extension}", orientation.as_str())
}

/// `3-vertical-v2.png`: a file of a version that a person made.
pub fn revised_name(
    index: u32,
    orientation: &Orientation,
    kind: MediaKind,
    version: u32,
) -> String {
    let name = file_name(index, orientation, kind);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-v{version}.{extension}"),
        None => name,
    }
}

/// What a file of that name is, for `Content-Type`.
pub fn content_type(name: &str) -> &'static str {
    if name.ends_with(".mp4") {
        "video/mp4"
    } else {
        "image/png"
    }
}

/// The file of an ad.
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
        .or_else(|| name.strip_suffix(".mp4"))
        .and_then(|stem| stem.split_once('-'))
        .is_some_and(|(index, orientation)| {
            let is_number = |text: &str| {
                (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
            };
            let (orientation, version) = orientation
                .split_once("-v")
                .map_or((orientation, None), |(it, version)| (it, Some(version)));
            is_number(index)
                && ["vertical", "square"].contains(&orientation)
                && version.is_none_or(is_number)
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
        for (kind, content) in [
            (MediaKind::Still, "image/png"),
            (MediaKind::Video, "video/mp4"),
        ] {
            let name = file_name(100, &Orientation::Square, kind);
            assert!(is_well_formed(&token, &name));
            assert_eq!(content_type(&name), content);
            let revised = revised_name(100, &Orientation::Square, kind, 12);
            assert!(is_well_formed(&token, &revised), "{revised}");
            assert_ne!(revised, name);
        }
        for name in [
            "..",
            "1-vertical.png.part",
            "1-vertical.png.mp4",
            "1-vertical.mov",
            "1-../a.png",
            "-vertical.png",
            "1-vertical-v.png",
            "1-vertical-v2-v3.png",
            "1-vertical-v../2.png",
            "1--v2.png",
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
