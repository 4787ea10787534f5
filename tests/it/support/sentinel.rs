//! The one key of the whole suite, marked so that it can be found wherever it does not belong: in any file, in any
//! spelling that a file format may give it.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// The key of every account in every test that has one.
pub const KEY: &str = "dsrt_live_5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed";

/// So much of its secret part is too much.
const TELLING: usize = 16;

/// A folder that nothing else uses, gone when dropped. Until then every file in it is looked through for the key.
pub struct Watched(TempDir);

impl Watched {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_not_below(self.path());
        }
    }
}

/// Fails the test when the key, or half of it, is in any file below a folder, or in the name of one.
#[track_caller]
pub fn assert_not_below(folder: &Path) {
    let found = found_below(folder);
    assert!(found.is_empty(), "the key is in {found:#?}");
}

/// Fails the test when the key, or half of it, is in a text.
#[track_caller]
pub fn assert_not_in(what: &str, text: &[u8]) {
    assert!(!is_in(text), "the key is in {what}");
}

/// The files below a folder that hold the key.
pub fn found_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if kind.is_dir() {
                folders.push(path.clone());
            }
            let is_told = is_in(path.to_string_lossy().as_bytes())
                || kind.is_file() && std::fs::read(&path).is_ok_and(|bytes| is_in(&bytes));
            if is_told {
                found.push(path);
            }
        }
    }
    found
}

/// Whether the key is in these bytes, in any of its spellings.
pub fn is_in(bytes: &[u8]) -> bool {
    thread_local! {
        static SPELLINGS: Vec<Vec<u8>> = spellings();
    }
    SPELLINGS.with(|spellings| {
        let mut begins = [false; 256];
        for spelling in spellings {
            begins[usize::from(spelling[0])] = true;
        }
        bytes.iter().enumerate().any(|(at, byte)| {
            begins[usize::from(*byte)] && spellings.iter().any(|it| bytes[at..].starts_with(it))
        })
    })
}

/// A telling piece of the key: plain, UTF-16 of either order, hexadecimal, percent, and base64 wherever it begins. The
/// secret part repeats itself every four characters, so each spelling is of a piece at each of four places.
fn spellings() -> Vec<Vec<u8>> {
    let secret = KEY.strip_prefix("dsrt_live_").unwrap().as_bytes();
    let mut all = Vec::new();
    for start in 0..4 {
        let piece = &secret[start..start + TELLING];
        let hex = |sign: &str| -> String {
            let of = |byte: &u8| format!("{sign}{byte:02x}");
            piece.iter().map(of).collect()
        };
        all.push(piece.to_vec());
        all.push(piece.iter().flat_map(|byte| [*byte, 0]).collect());
        all.push(piece.iter().flat_map(|byte| [0, *byte]).collect());
        all.push(hex("").into_bytes());
        all.push(hex("%").into_bytes());
        all.push(hex("").to_uppercase().into_bytes());
        for lead in 0..3 {
            // Only what does not depend on its neighbours.
            let mut led = vec![b'_'; lead];
            led.extend_from_slice(piece);
            let text = base64(&led).into_bytes();
            let whole = led.len() / 3 * 4;
            let skip = if lead == 0 { 0 } else { 4 };
            all.push(text[skip..whole].to_vec());
        }
    }
    all.sort();
    all.dedup();
    all
}

/// RFC 4648, with padding.
pub fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let mut number = 0_u32;
        for at in 0..3 {
            number = number << 8 | u32::from(three.get(at).copied().unwrap_or(0));
        }
        for at in 0..4 {
            let sign = SIGNS[(number >> (18 - 6 * at)) as usize & 63];
            text.push(if at <= three.len() {
                char::from(sign)
            } else {
                '='
            });
        }
    }
    text
}

#[test]
fn the_key_is_found_in_every_spelling_wherever_it_begins() {
    assert_eq!(base64(b"light work."), "bGlnaHQgd29yay4=");
    let folder = tempfile::tempdir().unwrap();
    let mut number = 0;
    for lead in ["", "a", "ab", "abc\n"] {
        let text = format!("{lead}{KEY} and more");
        let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect();
        let hex = |sign: &str| {
            text.bytes()
                .map(|byte| format!("{sign}{byte:02x}"))
                .collect::<String>()
        };
        let spellings: [Vec<u8>; 7] = [
            text.clone().into_bytes(),
            base64(text.as_bytes()).into_bytes(),
            hex("").into_bytes(),
            hex("%").into_bytes(),
            hex("").to_uppercase().into_bytes(),
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
        ];
        for spelling in spellings {
            number += 1;
            let path = folder.path().join(format!("deep{number}/file"));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, spelling).unwrap();
        }
    }
    assert_eq!(found_below(folder.path()).len(), number);
    // What may be shown of it, and what only looks like it.
    let masked = parfait::base::secret::Secret::new(KEY).masked();
    for harmless in [masked.as_str(), "5eed5eed5eed5ee", "dsrt_live_"] {
        assert_not_in(harmless, harmless.as_bytes());
    }
}
