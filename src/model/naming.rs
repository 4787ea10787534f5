//! Names of files on disk: a template of tokens, slugged, safe on Windows, macOS and Linux.
//!
//! Must not look at the disk. A path from here is relative, never empty, never leaves its folder and is shorter than
//! [`MAX_BYTES`]: that follows from the template alone and is checked when it is parsed, not when money is spent.

pub mod slug;
mod taken;

use std::path::PathBuf;

use thiserror::Error;

use crate::base::clock::Timestamp;

use super::ad::Orientation;
use super::ids::DeliveryId;

pub use slug::slug;
pub use taken::{Taken, versioned};

/// The template that is used unless the person chose another.
pub const DEFAULT_TEMPLATE: &str =
    "{brand}/{date}_{delivery}/{index:02}_{orientation}_{headline}.{ext}";

/// No relative path is longer, a suffix against collisions included; leaves room for the chosen folder on Windows.
pub const MAX_BYTES: usize = 180;

/// Room for what makes a name safe or single: `_` behind a reserved name, `_v2` and `-2` before the extension.
const SPARE_BYTES: usize = 8;

/// What a name may be made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameParts<'a> {
    /// Display name of the brand; empty if none was chosen.
    pub brand: &'a str,
    /// When the delivery was accepted; its day in UTC.
    pub created_at: Timestamp,
    /// The whole id, so that no two deliveries share a folder.
    pub delivery: &'a DeliveryId,
    /// 1-based index of the concept.
    pub index: u32,
    /// Which of the two shapes.
    pub orientation: &'a Orientation,
    /// Generated copy; may be empty.
    pub headline: &'a str,
    /// `png`, `jpg` or `mp4`, by the bytes.
    pub ext: &'a str,
}

/// Why a template cannot be used; each says it in one sentence.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TemplateError {
    /// A word in braces that means nothing.
    #[error("{{{0}}} is not known.")]
    UnknownToken(String),
    /// A brace without its partner.
    #[error("A brace is not closed, or not opened.")]
    Brace,
    /// A character that some system forbids in names.
    #[error("The character {0:?} is not allowed in file names.")]
    Forbidden(char),
    /// `a//b`, or a slash at the end.
    #[error("A folder or the file has no name.")]
    EmptyPart,
    /// `.` or `..`.
    #[error("Files cannot be named out of their folder with {0:?}.")]
    Climbs(String),
    /// `/a` or `C:\a`.
    #[error("The template has to begin inside the chosen folder.")]
    Absolute,
    /// No `.{ext}` at the end.
    #[error("The file name has to end in .{{ext}}.")]
    NoExtension,
    /// Could grow beyond [`MAX_BYTES`].
    #[error("File names could become longer than some systems allow.")]
    TooLong,
}

impl TemplateError {
    /// What to do, in one sentence.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::TooLong => "Use fewer tokens or shorter words.",
            Self::NoExtension => "Add .{ext} at the end.",
            Self::Forbidden(_) | Self::Climbs(_) | Self::EmptyPart | Self::Absolute => {
                "Use letters, digits, spaces, - and _, with / between folders."
            }
            Self::UnknownToken(_) | Self::Brace => {
                "Use {brand}, {date}, {delivery}, {index}, {index:02}, {orientation}, {headline} and {ext}."
            }
        }
    }
}

/// A checked template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Folders, then the file.
    parts: Vec<Vec<Piece>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Brand,
    Date,
    Delivery,
    Index { width: usize },
    Orientation,
    Headline,
    Ext,
}

impl Piece {
    /// Most bytes that it can become.
    fn max_bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Brand => slug::BRAND,
            Self::Date => 10,
            Self::Delivery => slug::DELIVERY,
            Self::Index { width } => (*width).max(6),
            Self::Orientation => slug::ORIENTATION,
            Self::Headline => slug::HEADLINE,
            Self::Ext => slug::EXT,
        }
    }

    fn write(&self, parts: &NameParts<'_>) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Brand => slug::or(parts.brand, slug::BRAND, "ads"),
            Self::Date => parts.created_at.strftime("%Y-%m-%d").to_string(),
            Self::Delivery => of_delivery(parts.delivery),
            // Six digits name a million concepts; what lies beyond is told apart by `Taken`.
            Self::Index { width } => format!("{:0width$}", parts.index.min(999_999)),
            Self::Orientation => slug::or(parts.orientation.as_str(), slug::ORIENTATION, "ad"),
            Self::Headline => slug::or(parts.headline, slug::HEADLINE, "ad"),
            Self::Ext => slug::or(parts.ext, slug::EXT, "bin"),
        }
    }
}

impl Template {
    /// Reads a template. `\` separates folders as `/` does.
    ///
    /// # Errors
    /// When some name made from it could be unsafe on some system, whatever the brand and the headline say.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let text = text.trim().replace('\\', "/");
        let has_drive = text.chars().nth(1) == Some(':');
        if text.starts_with('/') || has_drive {
            return Err(TemplateError::Absolute);
        }
        let parts = text.split('/').map(pieces).collect::<Result<Vec<_>, _>>()?;
        let ends_well = parts.last().is_some_and(|file| match file.as_slice() {
            [.., Piece::Text(dot), Piece::Ext] => {
                dot.ends_with('.') && (file.len() > 2 || dot.len() > 1)
            }
            _ => false,
        });
        if !ends_well {
            return Err(TemplateError::NoExtension);
        }
        let most: usize = parts
            .iter()
            .map(|part| 1 + part.iter().map(Piece::max_bytes).sum::<usize>())
            .sum();
        if most + SPARE_BYTES > MAX_BYTES {
            return Err(TemplateError::TooLong);
        }
        Ok(Self { parts })
    }

    /// The relative path of one file. Several files may get the same one: see [`Taken`].
    pub fn path(&self, parts: &NameParts<'_>) -> PathBuf {
        self.parts
            .iter()
            .map(|pieces| {
                let name: String = pieces.iter().map(|piece| piece.write(parts)).collect();
                slug::safe(&name)
            })
            .collect()
    }

    /// What the template makes of an invented ad, for whoever is choosing one.
    pub fn example(&self) -> PathBuf {
        self.path(&NameParts {
            brand: "Moss & Tallow",
            created_at: Timestamp::from_second(1_770_110_100).unwrap_or_default(),
            delivery: &DeliveryId::new("recDELIV000000042"),
            index: 1,
            orientation: &Orientation::Vertical,
            headline: "Slow mornings, softer skin",
            ext: "png",
        })
    }
}

impl Default for Template {
    /// [`DEFAULT_TEMPLATE`].
    fn default() -> Self {
        let text = |text: &str| Piece::Text(text.to_owned());
        Self {
            parts: vec![
                vec![Piece::Brand],
                vec![Piece::Date, text("_"), Piece::Delivery],
                vec![
                    Piece::Index { width: 2 },
                    text("_"),
                    Piece::Orientation,
                    text("_"),
                    Piece::Headline,
                    text("."),
                    Piece::Ext,
                ],
            ],
        }
    }
}

/// The id of a delivery as the names of its folders and files carry it.
pub fn of_delivery(id: &DeliveryId) -> String {
    slug::whole(id.as_str(), slug::DELIVERY)
}

/// One name of a path, taken apart.
fn pieces(name: &str) -> Result<Vec<Piece>, TemplateError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(TemplateError::EmptyPart);
    }
    if name.chars().all(|c| c == '.') {
        return Err(TemplateError::Climbs(name.to_owned()));
    }
    let mut pieces = Vec::new();
    let mut rest = name;
    while let Some((text, after)) = rest.split_once('{') {
        let (token, after) = after.split_once('}').ok_or(TemplateError::Brace)?;
        if !text.is_empty() {
            pieces.push(literal(text)?);
        }
        pieces.push(self::token(token)?);
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(literal(rest)?);
    }
    Ok(pieces)
}

fn literal(text: &str) -> Result<Piece, TemplateError> {
    for c in text.chars() {
        match c {
            '{' | '}' => return Err(TemplateError::Brace),
            '<' | '>' | ':' | '"' | '|' | '?' | '*' => return Err(TemplateError::Forbidden(c)),
            // Marks that turn the reading direction can hide an extension.
            '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}'
            | '\u{FEFF}' => {
                return Err(TemplateError::Forbidden(c));
            }
            c if c.is_control() => return Err(TemplateError::Forbidden(c)),
            _ => {}
        }
    }
    Ok(Piece::Text(text.to_owned()))
}

fn token(word: &str) -> Result<Piece, TemplateError> {
    Ok(match word {
        "brand" => Piece::Brand,
        "date" => Piece::Date,
        "delivery" => Piece::Delivery,
        "index" => Piece::Index { width: 1 },
        "orientation" => Piece::Orientation,
        "headline" => Piece::Headline,
        "ext" => Piece::Ext,
        _ => {
            let width = word
                .strip_prefix("index:0")
                .and_then(|width| width.parse().ok())
                .filter(|width| (1..=6).contains(width));
            match width {
                Some(width) => Piece::Index { width },
                None => return Err(TemplateError::UnknownToken(word.to_owned())),
            }
        }
    })
}
