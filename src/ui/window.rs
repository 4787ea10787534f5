//! Opens the window, or says in one sentence why there can be none.
//!
//! Must not panic: what the windowing crates would panic over is looked for first.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use egui::{IconData, ViewportBuilder};

use crate::base::report::Report;
use crate::runtime::handle::Handle;

use super::app::{App, Parts};
use super::refusal::{self, Refusal};
use super::tokens::Tokens;

const TITLE: &str = "Parfait";
const APP_ID: &str = "parfait";
const SMALLEST: [f32; 2] = [960.0, 640.0];

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum UiError {
    /// Nothing to open a window on.
    #[error(
        "There is no display to open a window on (neither WAYLAND_DISPLAY nor DISPLAY is set); \
         make ads without one by “parfait generate”."
    )]
    NoDisplay,
    /// A system library is not installed.
    #[error(
        "The window needs the system library {library}, which is not installed. \
         On Debian or Ubuntu: apt-get install {package}. To make ads without a window, run “parfait generate”."
    )]
    MissingLibrary {
        /// Its file name.
        library: &'static str,
        /// What Debian calls it.
        package: &'static str,
    },
    /// The system refused the window.
    #[error(
        "The window could not be opened: {0} To make ads without a window, run “parfait generate”."
    )]
    Refused(String),
    /// It was open and gave up.
    #[error("The window gave up: {0} Start Parfait again; everything that was sent is remembered.")]
    Broke(String),
}

/// Whether there can be a window on this machine, as far as that shows without opening one.
///
/// # Errors
/// Why there can be none.
pub fn can_open() -> Result<(), UiError> {
    look_for_display()?;
    look_for_libraries()
}

/// Opens the window and stays until it is closed.
///
/// # Errors
/// When there can be no window, or when it gave up.
pub fn run(parts: Parts) -> Result<(), UiError> {
    let options = options(&parts.handle);
    open(options, |ctx| App::new(ctx, parts))
}

/// Opens a small window that says why the program could not start.
///
/// # Errors
/// When there can be no window either.
pub fn run_report(report: Report) -> Result<(), UiError> {
    let viewport = ViewportBuilder::default()
        .with_title(TITLE)
        .with_app_id(APP_ID)
        .with_inner_size(refusal::SIZE)
        .with_icon(icon());
    let options = eframe::NativeOptions {
        viewport,
        renderer: eframe::Renderer::Glow,
        ..eframe::NativeOptions::default()
    };
    open(options, |ctx| Refusal::new(ctx, report))
}

fn open<A: eframe::App + 'static>(
    options: eframe::NativeOptions,
    app: impl FnOnce(&egui::Context) -> A,
) -> Result<(), UiError> {
    can_open()?;
    let opened = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&opened);
    // The windowing crates panic over some missing parts of a system: that is a sentence for a person, not a trace.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    let ended = catch_unwind(AssertUnwindSafe(|| {
        eframe::run_native(
            TITLE,
            options,
            Box::new(move |creation| {
                flag.store(true, Ordering::Relaxed);
                Ok(Box::new(app(&creation.egui_ctx)))
            }),
        )
    }));
    std::panic::set_hook(hook);
    let trouble = match ended {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => in_words(&error),
        Err(panic) => sentence(&panic_text(&*panic)),
    };
    Err(if opened.load(Ordering::Relaxed) {
        UiError::Broke(trouble)
    } else {
        UiError::Refused(trouble)
    })
}

/// What a windowing error means for a person; its own words go to the log.
fn in_words(error: &eframe::Error) -> String {
    tracing::error!("no window: {error}");
    match error {
        eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_) => {
            let display = ["WAYLAND_DISPLAY", "DISPLAY"]
                .into_iter()
                .find_map(|name| std::env::var(name).ok())
                .unwrap_or_default();
            format!("the display {display} does not answer.")
        }
        eframe::Error::Glutin(_)
        | eframe::Error::NoGlutinConfigs(..)
        | eframe::Error::OpenGL(_) => {
            "OpenGL could not be started; on Debian or Ubuntu: apt-get install libgl1-mesa-dri."
                .into()
        }
        eframe::Error::AppCreation(error) => sentence(&error.to_string()),
        #[allow(unreachable_patterns, reason = "tests build with one variant more")]
        other => sentence(&other.to_string()),
    }
}

fn options(handle: &Handle) -> eframe::NativeOptions {
    let view = handle.view();
    let memory = view.settings.window.clone().unwrap_or_default();
    let size = [
        memory.width.clamp(SMALLEST[0], 8192.0),
        memory.height.clamp(SMALLEST[1], 8192.0),
    ];
    eframe::NativeOptions {
        viewport: ViewportBuilder::default()
            .with_title(TITLE)
            .with_app_id(APP_ID)
            .with_inner_size(size)
            .with_min_inner_size(SMALLEST)
            .with_maximized(memory.maximized)
            .with_icon(icon()),
        renderer: eframe::Renderer::Glow,
        ..eframe::NativeOptions::default()
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn look_for_display() -> Result<(), UiError> {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET") || set("DISPLAY") {
        Ok(())
    } else {
        Err(UiError::NoDisplay)
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn look_for_display() -> Result<(), UiError> {
    Ok(())
}

/// What a window on X11 opens at run time, and the Debian package that brings it.
const LIBRARIES: [(&str, &str); 7] = [
    ("libX11.so.6", "libx11-6"),
    ("libX11-xcb.so.1", "libx11-xcb1"),
    ("libXcursor.so.1", "libxcursor1"),
    ("libXi.so.6", "libxi6"),
    ("libxkbcommon.so.0", "libxkbcommon0"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ("libGL.so.1", "libgl1"),
];

/// Looks for the libraries of X11 in the loader's own list, because a missing one would be a panic or a riddle later.
/// Says nothing where there is no such list or where Wayland is there to be used.
fn look_for_libraries() -> Result<(), UiError> {
    if std::env::var_os("WAYLAND_DISPLAY").is_some() || !cfg!(target_os = "linux") {
        return Ok(());
    }
    let Ok(list) = std::fs::read("/etc/ld.so.cache") else {
        return Ok(());
    };
    let extra = std::env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
    let missing = LIBRARIES.iter().find(|(library, _)| {
        !lists(&list, library)
            && !std::env::split_paths(&extra).any(|folder| holds(&folder, library))
    });
    match missing {
        Some(&(library, package)) => Err(UiError::MissingLibrary { library, package }),
        None => Ok(()),
    }
}

/// Whether the loader's list, which holds names that end in a zero byte, holds this one.
fn lists(list: &[u8], library: &str) -> bool {
    let name: Vec<u8> = [library.as_bytes(), &[0]].concat();
    list.windows(name.len()).any(|window| window == name)
}

fn holds(folder: &Path, library: &str) -> bool {
    folder.join(library).exists()
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "the windowing system gave up".to_owned())
}

/// Ends in a full stop, on one line.
fn sentence(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{}.", line.trim_end_matches('.'))
}

/// A glass with two layers on a rounded square.
fn icon() -> IconData {
    const SIDE: usize = 64;
    let t = Tokens::LIGHT;
    let mut rgba = Vec::with_capacity(SIDE * SIDE * 4);
    for y in 0..SIDE {
        for x in 0..SIDE {
            let (x, y) = (x as f32 + 0.5, y as f32 + 0.5);
            let color = if in_glass(x, y) {
                if y < 27.0 { t.on_accent } else { t.soft }
            } else {
                t.accent
            };
            let [r, g, b, _] = color.to_array();
            rgba.extend([r, g, b, (cover(x, y) * 255.0) as u8]);
        }
    }
    IconData {
        rgba,
        width: SIDE as u32,
        height: SIDE as u32,
    }
}

/// How much of the pixel the rounded square covers.
fn cover(x: f32, y: f32) -> f32 {
    let beyond = |at: f32| ((at - 32.0).abs() - 16.0).max(0.0);
    (15.5 - beyond(x).hypot(beyond(y))).clamp(0.0, 1.0)
}

fn in_glass(x: f32, y: f32) -> bool {
    let off = (x - 32.0).abs();
    let bowl =
        (15.0..38.0).contains(&y) && off < 14.0 - (y - 15.0) * 0.38 && !(26.0..28.0).contains(&y);
    let stem = (38.0..47.0).contains(&y) && off < 1.6;
    let foot = (46.0..49.0).contains(&y) && off < 8.0;
    bowl || stem || foot
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_found_by_its_whole_name() {
        let list = b"junk\0libXi.so.6\0/usr/lib/libXi.so.6.1\0";
        assert!(lists(list, "libXi.so.6"));
        assert!(!lists(list, "libXi.so"));
        assert!(!lists(list, "libXcursor.so.1"));
    }

    #[test]
    fn errors_name_the_way_out() {
        let missing = UiError::MissingLibrary {
            library: "libXi.so.6",
            package: "libxi6",
        };
        for error in [
            UiError::NoDisplay,
            missing,
            UiError::Refused(sentence("No.")),
        ] {
            assert!(error.to_string().contains("parfait generate"), "{error}");
        }
    }

    #[test]
    fn the_icon_is_whole() {
        let icon = icon();
        assert_eq!(icon.rgba.len(), 64 * 64 * 4);
        assert_eq!(icon.rgba.get(3), Some(&0), "the corner is clear");
    }
}
