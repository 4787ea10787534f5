//! Dependence runs downward, crates stay in their modules, files stay small.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What each module of `src/` may name of the others.
const MAY_USE: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("model", &["base"]),
    ("wire", &["base", "model"]),
    ("api", &["base", "model", "wire"]),
    ("library", &["base", "model", "wire"]),
    ("secrets", &["base", "model"]),
    ("media", &["base", "model"]),
    ("studio", &["base", "model", "wire", "media"]),
    (
        "runtime",
        &[
            "base", "model", "wire", "api", "library", "secrets", "media",
        ],
    ),
    ("ui", &["base", "model", "runtime"]),
    ("cli", &["base", "model", "runtime"]),
    (
        "start",
        &[
            "base", "model", "wire", "api", "library", "secrets", "media", "studio", "runtime",
            "ui", "cli",
        ],
    ),
];

/// Crates that only the named places may name, each with what it is for there.
const ONLY_IN: &[(&str, &[&str])] = &[
    (
        "reqwest",
        &["api", "studio/webhook", "studio/copywriter/endpoint"],
    ),
    ("openh264", &["studio/film", "media"]),
    ("muxide", &["studio/film"]),
    ("re_mp4", &["media"]),
    ("rusqlite", &["library", "studio/store"]),
    ("keyring", &["secrets"]),
    ("image", &["media", "studio"]),
    ("axum", &["studio"]),
    ("parley", &["studio"]),
    ("vello_cpu", &["studio"]),
    ("png", &["studio", "media"]),
    ("rayon", &["studio"]),
    ("egui", &["ui"]),
    ("eframe", &["ui"]),
    ("egui_extras", &["ui"]),
    ("rfd", &["ui"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("humantime", &["cli"]),
    ("opener", &["runtime"]),
    ("directories", &["base/paths"]),
    ("fs4", &["base/disk"]),
    ("tracing_subscriber", &["base/log"]),
    ("zeroize", &["base/secret", "secrets"]),
];

/// No source file is longer than this.
const MAX_LINES: usize = 600;

#[test]
fn dependence_runs_downward_only() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let module = module_of(&path);
        let Some(may) = allowed.get(module.as_str()) else {
            continue;
        };
        // A group of imports may span lines, so the file is read as a whole.
        let code: Vec<&str> = code_lines(&text).map(|(_, line)| line).collect();
        for used in names_after(&code.join("\n"), "crate::") {
            let known = allowed.contains_key(used);
            if known && used != module && !may.contains(&used) {
                wrong.push(format!("{}: {module} names {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "forbidden edges:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_has_its_place_in_the_layers() {
    let known: Vec<&str> = MAY_USE.iter().map(|(module, _)| *module).collect();
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let name = entry
            .unwrap()
            .path()
            .file_stem()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        let is_root = ["lib", "main"].contains(&name.as_str());
        assert!(
            is_root || known.contains(&name.as_str()),
            "src/{name} has no layer in this test"
        );
    }
}

#[test]
fn a_crate_is_named_only_in_its_module() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let place = path
            .strip_prefix(root().join("src"))
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        for (number, line) in code_lines(&text) {
            for (name, places) in ONLY_IN {
                let inside = places.iter().any(|allowed| {
                    place
                        .strip_prefix(allowed)
                        .is_some_and(|rest| rest.starts_with(['/', '.']))
                });
                if !inside && names_crate(line, name) {
                    wrong.push(format!("{}:{number}: names {name}", path.display()));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "crates out of their place:\n{}",
        wrong.join("\n")
    );
}

/// The sheet of shortcuts shows these lists, so a key that is taken from elsewhere would be nobody's to find.
#[test]
fn letters_and_ctrl_are_taken_from_the_lists_that_the_sheet_shows() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src/ui") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if ["keys.rs", "command.rs"].contains(&name.as_str()) {
            continue;
        }
        for (number, line) in code_lines(&text) {
            let is_letter = names_after(line, "Key::").iter().any(|key| key.len() == 1);
            if is_letter || line.contains("Modifiers::COMMAND") || line.contains("Modifiers::CTRL")
            {
                wrong.push(format!("{}:{number}", path.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "keys out of their list:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn files_stay_small_enough_to_read() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "benches"] {
        for (path, text) in sources(folder) {
            let lines = text.lines().count();
            if lines > MAX_LINES {
                wrong.push(format!("{}: {lines} lines", path.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "files over {MAX_LINES} lines:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_module_opens_with_what_it_is_for() {
    let wrong: Vec<String> = sources("src")
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(
        wrong.is_empty(),
        "files without a module header:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn colours_are_made_in_tokens_only() {
    let makers = [
        "Color32::from_",
        "Color32::BLACK",
        "Color32::WHITE",
        "Color32::RED",
        "Rgba::from_",
    ];
    let mut wrong = Vec::new();
    for (path, text) in sources("src/ui") {
        if path.file_name().is_some_and(|name| name == "tokens.rs") {
            continue;
        }
        for (number, line) in code_lines(&text) {
            if makers.iter().any(|maker| line.contains(maker)) {
                wrong.push(format!("{}:{number}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "colours outside tokens:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_checks_themselves_can_fail() {
    assert!(
        sources("src").len() > 20 && !sources("tests").is_empty(),
        "nothing was read"
    );
    assert_eq!(
        names_after("use crate::{base::disk, ui};", "crate::"),
        ["base", "ui"]
    );
    assert_eq!(
        names_after("let x = crate::api::http::Http::new();", "crate::"),
        ["api"]
    );
    let spread = "use crate::{\n    base::disk,\n    ui,\n};";
    assert_eq!(names_after(spread, "crate::"), ["base", "ui"]);
    assert!(names_crate("use image::DynamicImage;", "image"));
    assert!(names_crate("    png::Encoder::new(w)", "png"));
    assert!(!names_crate("my_image::load()", "image"));
    assert!(!names_crate("self::image::load()", "image"));
    assert_eq!(code_lines("// use crate::ui;\nuse crate::base;").count(), 1);
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder, with its text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

/// `src/studio/paint/gel.rs` → `studio`; `src/start.rs` → `start`.
fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str();
    Path::new(first)
        .file_stem()
        .unwrap()
        .to_string_lossy()
        .into_owned()
}

/// Numbered lines without comments and without the unit tests at the foot, which may bring their own tools.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split("#[cfg(test)]\nmod ")
        .next()
        .unwrap_or("")
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.split("//").next().unwrap_or("")))
        .filter(|(_, line)| !line.trim().is_empty())
}

/// The first path segments that follow a prefix: `crate::a::b` → `a`; `crate::{a::b, c}` → `a`, `c`.
fn names_after<'a>(line: &'a str, prefix: &str) -> Vec<&'a str> {
    let word = |text: &'a str| {
        let end = text
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(text.len());
        &text[..end]
    };
    let mut names = Vec::new();
    for (at, _) in line.match_indices(prefix) {
        let rest = &line[at + prefix.len()..];
        match rest.strip_prefix('{') {
            None => names.push(word(rest)),
            Some(group) => {
                let mut depth = 0;
                let mut start = 0;
                for (at, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => {
                            names.push(word(group[start..at].trim()));
                            break;
                        }
                        '}' => depth -= 1,
                        ',' if depth == 0 => {
                            names.push(word(group[start..at].trim()));
                            start = at + 1;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Whether a line names a crate as the first segment of a path.
fn names_crate(line: &str, name: &str) -> bool {
    let needle = format!("{name}::");
    line.match_indices(&needle).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    }) || line.trim() == format!("use {name};")
}
